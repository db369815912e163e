package slacktest

import (
	"encoding/json"
	"unicode/utf8"
)

// A modal is one that stands open.
type modal struct {
	blocks  json.RawMessage
	private string // its private_metadata
}

// newTrigger makes what a modal can be opened by, once.
func (s *Server) newTrigger() string {
	trigger := s.name("trigger")
	s.triggers[trigger] = true
	return trigger
}

// Slow ends all triggers, as after three seconds.
func (s *Server) Slow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for trigger := range s.triggers {
		s.triggers[trigger] = false
	}
}

// checkView reads a modal, and returns why Slack would not take it.
func (s *Server) checkView(p params) (modal, error) {
	var view struct {
		Type    string          `json:"type"`
		Title   object          `json:"title"`
		Close   object          `json:"close"`
		Private string          `json:"private_metadata"`
		Blocks  json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal([]byte(p["view"]), &view) != nil || view.Type != "modal" {
		return modal{}, apiError("invalid_arguments")
	}
	v := &validator{problems: Validate(Surfaces.Modal, view.Blocks)}
	v.plain("a modal's title", view.Title, 24)
	v.plain("a modal's close button", view.Close, 24)
	if n := utf8.RuneCountInString(view.Private); n > 3000 {
		v.wrong("a private_metadata of %d characters, of 3000", n)
	}
	if len(v.problems) > 0 {
		s.record.refused = append(s.record.refused, v.problems...)
		return modal{}, apiError("invalid_arguments")
	}
	return modal{blocks: view.Blocks, private: view.Private}, nil
}

func (s *Server) openView(p params) (result, error) {
	good, known := s.triggers[p["trigger_id"]]
	switch {
	case !known:
		return nil, apiError("invalid_trigger_id")
	case !good:
		return nil, apiError("expired_trigger_id")
	}
	m, err := s.checkView(p)
	if err != nil {
		return nil, err
	}
	s.triggers[p["trigger_id"]] = false
	id := s.name("V")
	s.modals[id] = &m
	return result{"view": map[string]any{"id": id, "type": "modal"}}, nil
}

func (s *Server) updateView(p params) (result, error) {
	before := s.modals[p["view_id"]]
	if before == nil {
		return nil, apiError("not_found")
	}
	m, err := s.checkView(p)
	if err != nil {
		return nil, err
	}
	*before = m
	return result{"view": map[string]any{"id": p["view_id"], "type": "modal"}}, nil
}

// Modals returns what the modals show that stand open, by their names.
func (s *Server) Modals() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for id, m := range s.modals {
		out[id], _ = Shown(Message{Blocks: m.blocks})
	}
	return out
}

// CloseModals has people close all modals.
func (s *Server) CloseModals() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.modals)
}

// PressIn has somebody press the nth button of a label in a modal, from 0; it reports
// whether there is one.
func (s *Server) PressIn(user, id, label string, nth int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.modals[id]
	if m == nil {
		return false
	}
	for _, b := range buttons(m.blocks) {
		if b.label != label {
			continue
		}
		if nth--; nth >= 0 {
			continue
		}
		payload := s.interaction("block_actions", user, "")
		delete(payload, "channel")
		payload["container"] = map[string]any{"type": "view", "view_id": id}
		payload["view"] = map[string]any{"id": id, "type": "modal", "private_metadata": m.private}
		payload["actions"] = []any{map[string]any{"type": b.kind, "action_id": b.actionID, "block_id": b.blockID, "value": b.value, "action_ts": s.stamp()}}
		s.deliver("interactive", "", payload)
		return true
	}
	return false
}
