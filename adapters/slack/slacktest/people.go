package slacktest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A Writing is what somebody writes.
type Writing struct {
	User    string
	Channel string // one that begins with D is the direct conversation with the bot
	Thread  string // the message whose thread it stands in; empty for none
	Bot     string // the app that writes; empty for a person
	Team    string // of another workspace than the channel's; empty for the same
	Text    string // as Slack hands it on: escaped, mentions in angle brackets
	Shared  string // the text of a message that it shares; empty for none
	// Open is what the person has open beside a direct message; nil where the app
	// does not hear of that.
	Open []Open
}

// An Open is what a person has open.
type Open struct {
	Channel string
	Message string // empty where only the channel is open
	Team    string // empty for the app's
}

// appContext is how Slack tells what is open.
func appContext(open []Open) map[string]any {
	if len(open) == 0 {
		return map[string]any{}
	}
	var entities []any
	for _, o := range open {
		e := map[string]any{"type": "slack#/types/channel_id", "value": o.Channel, "team_id": cmp.Or(o.Team, Team)}
		if o.Message != "" {
			e["type"], e["value"] = "slack#/types/message_context", map[string]any{"channel_id": o.Channel, "message_ts": o.Message}
		}
		entities = append(entities, e)
	}
	return map[string]any{"entities": entities}
}

// Look has somebody open something beside the Messages tab.
func (s *Server) Look(user string, open ...Open) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.event("", map[string]any{"type": "app_context_changed", "user": user, "channel": "D" + user[1:], "context": appContext(open), "event_ts": s.stamp()})
}

// Mention is how a person's mention stands in a text.
func Mention(user string) string { return "<@" + user + ">" }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Escape is how Slack hands on what people type.
func Escape(text string) string { return escaper.Replace(text) }

func channelType(channel string) string {
	switch channel[0] {
	case 'D':
		return "im"
	case 'G':
		return "group"
	}
	return "channel"
}

// Write has somebody write a message, and returns its name. Where it mentions
// the bot, two events tell of it.
func (s *Server) Write(w Writing) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(w.User, w.Channel)
	ts := s.stamp()
	event := map[string]any{"type": "message", "channel": w.Channel, "channel_type": channelType(w.Channel), "user": w.User, "text": w.Text, "ts": ts, "event_ts": ts, "team": s.home.ID}
	if w.Thread != "" {
		event["thread_ts"] = w.Thread
	}
	s.written[ts] = &Message{TS: ts, Channel: w.Channel, Thread: w.Thread, User: w.User, Bot: w.Bot, Text: w.Text}
	if w.Bot != "" {
		event["bot_id"] = w.Bot
	}
	if w.Team != "" {
		event["user_team"], event["source_team"] = w.Team, w.Team
	}
	if w.Shared != "" {
		event["attachments"] = []any{map[string]any{"is_msg_unfurl": true, "is_share": true, "text": w.Shared, "fallback": "[a message] " + w.Shared, "channel_id": "CELSEWHERE", "ts": ts}}
	}
	if w.Open != nil {
		event["app_context"] = appContext(w.Open)
	}
	s.mention(ts, event)
	s.event(ts, event)
	return ts
}

// mention tells of a message that mentions the bot, apart from the message.
func (s *Server) mention(ts string, event map[string]any) {
	text, _ := event["text"].(string)
	if event["channel_type"] == "im" || !strings.Contains(text, Mention(s.here().user)) {
		return
	}
	twin := map[string]any{}
	for key, value := range event {
		twin[key] = value
	}
	twin["type"] = "app_mention"
	delete(twin, "channel_type")
	s.event(ts, twin)
}

// lastOf returns what the last event of a message says of it.
func (s *Server) lastOf(ts string) (message map[string]any, channel string) {
	var body struct {
		Event map[string]any `json:"event"`
	}
	for _, d := range slices.Backward(s.deliveries) {
		if d.About == ts {
			_ = json.Unmarshal(d.Payload, &body) // it is the peer's own
			break
		}
	}
	message = body.Event
	channel, _ = message["channel"].(string)
	if inner, ok := message["message"].(map[string]any); ok {
		message = inner
	}
	return message, channel
}

// Delete deletes a message. One that has replies leaves a tombstone.
func (s *Server) Delete(ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, channel := s.lastOf(ts)
	changed := s.stamp()
	event := map[string]any{
		"type": "message", "subtype": "message_deleted", "hidden": true, "channel": channel, "channel_type": channelType(channel),
		"deleted_ts": ts, "ts": changed, "event_ts": changed, "previous_message": before,
	}
	if slices.ContainsFunc(s.messages, func(m *Message) bool { return m.Thread == ts }) {
		delete(event, "deleted_ts")
		event["subtype"] = "message_changed"
		event["message"] = map[string]any{
			"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": true, "ts": ts, "thread_ts": ts,
		}
	}
	delete(s.written, ts)
	s.event(ts, event)
}

// Edit changes a message's text.
func (s *Server) Edit(ts, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, channel := s.lastOf(ts)
	changed := s.stamp()
	after := map[string]any{"type": "message", "user": before["user"], "text": text, "ts": ts, "edited": map[string]any{"user": before["user"], "ts": changed}}
	if thread, ok := before["thread_ts"]; ok {
		after["thread_ts"] = thread
	}
	s.mention(ts, map[string]any{"type": "message", "channel": channel, "channel_type": channelType(channel), "user": before["user"], "text": text, "ts": ts, "event_ts": changed, "edited": after["edited"]})
	s.event(ts, map[string]any{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": channel, "channel_type": channelType(channel),
		"ts": changed, "event_ts": changed, "message": after, "previous_message": before,
	})
}

// Redeliver delivers the last event of a message again.
func (s *Server) Redeliver(ts string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range slices.Backward(s.deliveries) {
		if d.About == ts {
			s.again(d)
			return
		}
	}
}

// Twice delivers everything that was sent since from a second time.
func (s *Server) Twice(from int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range slices.Clone(s.deliveries[from:]) {
		s.again(d)
	}
}

// Command has somebody use a slash command.
func (s *Server) Command(command, user, channel, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(user, channel)
	by, name := s.here(), "newsroom"
	if channel[0] == 'D' {
		name = "directmessage"
	}
	s.deliver("slash_commands", "", map[string]any{
		"command": command, "text": text, "user_id": user, "user_name": "somebody", "channel_id": channel, "channel_name": name,
		"team_id": s.home.ID, "enterprise_id": s.home.Enterprise, "is_enterprise_install": strconv.FormatBool(by.orgWide),
		"team_domain": "newsroom", "trigger_id": s.name("trigger"), "response_url": s.newAnswerURL(channel, user, ""), "api_app_id": "A0QUOTH",
	})
}

// Shortcut has somebody use the shortcut of a message.
func (s *Server) Shortcut(user, channel, ts, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.interaction("message_action", user, channel)
	payload["callback_id"] = "find_sources"
	payload["message_ts"] = ts
	payload["message"] = map[string]any{"type": "message", "user": "U0WRITER", "ts": ts, "text": text}
	payload["response_url"] = s.newAnswerURL(channel, user, "")
	s.deliver("interactive", "", payload)
}

func (s *Server) interaction(kind, user, channel string) map[string]any {
	s.settle(user, channel)
	by := s.here()
	out := map[string]any{
		"type": kind, "team": map[string]any{"id": s.home.ID, "domain": "newsroom"}, "user": map[string]any{"id": user, "team_id": s.home.ID},
		"enterprise": nil, "is_enterprise_install": by.orgWide,
		"api_app_id": "A0QUOTH", "token": "old", "trigger_id": s.newTrigger(), "channel": map[string]any{"id": channel, "name": "newsroom"},
	}
	if s.home.Enterprise != "" {
		out["enterprise"] = map[string]any{"id": s.home.Enterprise, "name": "Press of " + s.home.Enterprise}
	}
	if by.orgWide {
		out["team"] = nil
	}
	return out
}

// Press has somebody press a button of a message; it reports whether there is
// one of this label that they see.
func (s *Server) Press(user, ts, label string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.TS != ts {
			continue
		}
		for _, b := range buttons(m.Blocks) {
			if b.label == label && (b.only == nil || slices.Contains(b.only, any(user))) {
				s.press(user, m, b)
				return true
			}
		}
	}
	return false
}

func (s *Server) press(user string, m *Message, b pressed) {
	payload := s.interaction("block_actions", user, m.Channel)
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": m.Channel, "is_ephemeral": m.OnlyFor != ""}
	if m.Thread != "" {
		container["thread_ts"] = m.Thread
	}
	payload["container"] = container
	if m.OnlyFor == "" { // what one person alone sees is not handed on
		payload["message"] = s.public(m)
	}
	payload["response_url"] = s.newAnswerURL(m.Channel, user, m.TS)
	payload["actions"] = []any{map[string]any{"type": b.kind, "action_id": b.actionID, "block_id": b.blockID, "value": b.value, "action_ts": s.stamp()}}
	s.deliver("interactive", "", payload)
}

// Type has somebody type into the menu of their Home.
func (s *Server) Type(user, text string) *Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.interaction("block_suggestion", user, "")
	delete(payload, "channel")
	payload["action_id"], payload["block_id"], payload["value"] = "suggest", "b1", text
	payload["container"] = map[string]any{"type": "view"}
	return s.deliver("interactive", "", payload)
}

// Choose has somebody choose what the menu of their Home suggests.
func (s *Server) Choose(user, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	payload := s.interaction("block_actions", user, "")
	delete(payload, "channel")
	payload["container"] = map[string]any{"type": "view"}
	payload["actions"] = []any{map[string]any{
		"type": "external_select", "action_id": "suggest", "block_id": "b1",
		"selected_option": map[string]any{"text": map[string]any{"type": "plain_text", "text": value}, "value": value},
	}}
	s.deliver("interactive", "", payload)
}

// OpenHome has somebody open their Home.
func (s *Server) OpenHome(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(user, "")
	s.event("", map[string]any{"type": "app_home_opened", "user": user, "channel": "D" + user[1:], "tab": "home", "event_ts": s.stamp()})
}

// OpenMessages has somebody open the Messages tab.
func (s *Server) OpenMessages(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(user, "")
	s.event("", map[string]any{"type": "app_home_opened", "user": user, "channel": "D" + user[1:], "tab": "messages", "event_ts": s.stamp()})
}

// Begin has somebody begin a thread of the assistant, and returns its name.
func (s *Server) Begin(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(user, "")
	ts := s.stamp()
	s.event("", map[string]any{"type": "assistant_thread_started", "event_ts": ts, "assistant_thread": map[string]any{
		"user_id": user, "channel_id": "D" + user[1:], "thread_ts": ts, "context": map[string]any{},
	}})
	return ts
}
