package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// params are what a call was made with: a form's fields, or a JSON object's.
type params map[string]string

// result is what a call returns, before it is said that it is ok.
type result map[string]any

// An apiError is an error as the Web API names it.
type apiError string

func (e apiError) Error() string { return string(e) }

// method answers a call of the Web API.
func (s *Server) method(w http.ResponseWriter, r *http.Request) {
	method := r.PathValue("method")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	p := read(r, body)
	s.mu.Lock()
	s.record.calls[method]++
	fault, faulty := s.fault(method)
	down := s.down
	s.mu.Unlock()
	switch {
	case down:
		http.Error(w, "<html>503</html>", http.StatusServiceUnavailable)
		return
	case faulty && fault.Late > 0:
		time.Sleep(fault.Late)
	case faulty && !fault.Lost:
		if fault.RetryAfter != "" {
			w.Header().Set("Retry-After", fault.RetryAfter)
		}
		if fault.Status != 0 {
			w.WriteHeader(fault.Status)
		}
		io.WriteString(w, fault.Body)
		return
	}
	out, err := s.do(method, p)
	if faulty && fault.Lost {
		panic(http.ErrAbortHandler)
	}
	if err != nil {
		out = result{"ok": false, "error": err.Error()}
	} else {
		out["ok"] = true
	}
	w.Header().Set("Content-Type", "application/json")
	if method == "auth.test" {
		s.mu.Lock()
		w.Header().Set("X-OAuth-Scopes", s.scopes)
		s.mu.Unlock()
	}
	_ = json.NewEncoder(w).Encode(out) // a lost connection is the caller's to notice
}

// fault returns what is to go wrong with a call.
func (s *Server) fault(method string) (Fault, bool) {
	if list := s.faults[method]; len(list) > 0 {
		s.faults[method] = list[1:]
		return list[0], !list[0].none
	}
	f, ok := s.always[method]
	return f, ok
}

// read reads what a call was made with; the token may stand in the header.
func read(r *http.Request, body []byte) params {
	p := params{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var object map[string]json.RawMessage
		_ = json.Unmarshal(body, &object) // what is no object has no fields
		for key, value := range object {
			var text string
			if json.Unmarshal(value, &text) != nil {
				text = string(value)
			}
			p[key] = text
		}
	} else if form, err := url.ParseQuery(string(body)); err == nil {
		for key := range form {
			p[key] = form.Get(key)
		}
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		p["token"] = token
	}
	return p
}

func (s *Server) do(method string, p params) (result, error) {
	want := BotToken
	if method == "apps.connections.open" {
		want = AppToken
	}
	switch p["token"] {
	case want:
	case "":
		return nil, apiError("not_authed")
	case AppToken, BotToken:
		return nil, apiError("not_allowed_token_type")
	default:
		return nil, apiError("invalid_auth")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch method {
	case "auth.test":
		return result{"url": "https://newsroom.slack.com/", "team": "Newsroom", "user": "quoth", "team_id": Team, "user_id": BotUser, "bot_id": BotID}, nil
	case "apps.connections.open":
		return result{"url": strings.Replace(s.web.URL, "http", "ws", 1) + "/link/?ticket=" + s.name("")}, nil
	case "chat.postMessage", "chat.postEphemeral":
		return s.postMessage(method, p)
	case "chat.update", "chat.delete":
		return s.change(method, p)
	case "conversations.replies", "conversations.history":
		return s.list(method, p)
	case "users.info":
		return result{"user": map[string]any{"id": p["user"], "team_id": Team, "is_restricted": s.guests[p["user"]]}}, nil
	case "views.publish":
		return s.publish(p)
	case "assistant.threads.setStatus":
		s.record.statuses[p["channel_id"]+"/"+p["thread_ts"]] = p["status"]
		return result{}, nil
	case "assistant.threads.setTitle":
		s.record.titles[p["channel_id"]+"/"+p["thread_ts"]] = p["title"]
		return result{}, nil
	case "assistant.threads.setSuggestedPrompts":
		s.record.prompts[p["channel_id"]+"/"+p["thread_ts"]] = json.RawMessage(p["prompts"])
		return result{}, nil
	}
	return nil, apiError("unknown_method")
}

// checkMessage returns why Slack would not take a message.
func (s *Server) checkMessage(p params) error {
	switch {
	case p["text"] == "" && p["blocks"] == "":
		return apiError("no_text")
	case len([]rune(p["text"])) > maxTopText:
		return apiError("msg_too_long")
	}
	if problems := Validate(Surfaces.Message, json.RawMessage(p["blocks"])); len(problems) > 0 {
		s.record.refused = append(s.record.refused, problems...)
		return apiError("invalid_blocks")
	}
	return nil
}

func (s *Server) postMessage(method string, p params) (result, error) {
	channel := p["channel"]
	if strings.HasPrefix(channel, "U") { // a person stands for the conversation with them
		channel = "D" + channel[1:]
	}
	switch {
	case channel == "":
		return nil, apiError("channel_not_found")
	case s.archived[channel]:
		return nil, apiError("is_archived")
	case s.strange[channel]:
		return nil, apiError("not_in_channel")
	}
	if err := s.checkMessage(p); err != nil {
		return nil, err
	}
	m := s.add(channel, p)
	if method == "chat.postEphemeral" {
		m.OnlyFor = p["user"]
		return result{"message_ts": m.TS}, nil
	}
	return result{"channel": channel, "ts": m.TS, "message": s.public(m)}, nil
}

// add puts a message of the bot's where it belongs.
func (s *Server) add(channel string, p params) *Message {
	m := &Message{
		TS: s.stamp(), Channel: channel, Thread: p["thread_ts"], User: BotUser, Bot: BotID,
		Text: p["text"], Blocks: json.RawMessage(p["blocks"]), Metadata: json.RawMessage(p["metadata"]),
		Unfurl: p["unfurl_links"] != "false" || p["unfurl_media"] != "false", At: time.Now(),
	}
	s.messages = append(s.messages, m)
	return m
}

// find finds a message that all see.
func (s *Server) find(channel, ts string) *Message {
	for _, m := range s.messages {
		if m.Channel == channel && m.TS == ts && m.OnlyFor == "" {
			return m
		}
	}
	return nil
}

func (s *Server) change(method string, p params) (result, error) {
	m := s.find(p["channel"], p["ts"])
	switch {
	case m == nil:
		return nil, apiError("message_not_found")
	case m.Bot != BotID:
		return nil, apiError("cant_update_message")
	case method == "chat.delete":
		s.messages = slices.DeleteFunc(s.messages, func(other *Message) bool { return other == m })
		return result{"channel": m.Channel, "ts": m.TS}, nil
	}
	if err := s.checkMessage(p); err != nil {
		return nil, err
	}
	m.Text, m.Blocks = p["text"], json.RawMessage(p["blocks"])
	if p["metadata"] != "" {
		m.Metadata = json.RawMessage(p["metadata"])
	}
	m.Updates++
	return result{"channel": m.Channel, "ts": m.TS, "text": m.Text}, nil
}

// list lists a thread, oldest first, or a channel, newest first, a page at a
// time.
func (s *Server) list(method string, p params) (result, error) {
	const page = 3 // small, so that tests turn pages
	var all []*Message
	if root := s.written[p["ts"]]; root != nil && method == "conversations.replies" && root.Channel == p["channel"] {
		all = append(all, root)
	}
	for _, m := range s.messages {
		inThread := m.TS == p["ts"] || m.Thread == p["ts"]
		inChannel := m.Thread == ""
		here := method == "conversations.replies" && inThread || method == "conversations.history" && inChannel
		if m.Channel == p["channel"] && m.OnlyFor == "" && m.TS >= p["oldest"] && here {
			all = append(all, m)
		}
	}
	if method == "conversations.history" {
		slices.Reverse(all)
	}
	start := 0
	if p["cursor"] != "" {
		fmt.Sscanf(p["cursor"], "from%d", &start)
	}
	end := min(start+page, len(all))
	var out []any
	for _, m := range all[min(start, len(all)):end] {
		public := s.public(m)
		for _, field := range s.drops {
			delete(public, field)
		}
		if p["include_all_metadata"] != "true" && p["include_all_metadata"] != "1" {
			delete(public, "metadata")
		}
		out = append(out, public)
	}
	next := ""
	if end < len(all) {
		next = fmt.Sprint("from", end)
	}
	return result{"messages": out, "has_more": next != "", "response_metadata": map[string]any{"next_cursor": next}}, nil
}

// public is a message as the Web API shows it.
func (s *Server) public(m *Message) map[string]any {
	out := map[string]any{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text, "team": Team}
	if m.Bot != "" {
		out["bot_id"] = m.Bot
	}
	if m.Thread != "" {
		out["thread_ts"] = m.Thread
	}
	if len(m.Blocks) > 0 {
		out["blocks"] = m.Blocks
	}
	if len(m.Metadata) > 0 {
		out["metadata"] = m.Metadata
	}
	return out
}

func (s *Server) publish(p params) (result, error) {
	var view struct {
		Type   string          `json:"type"`
		Blocks json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal([]byte(p["view"]), &view) != nil || view.Type != "home" {
		return nil, apiError("invalid_arguments")
	}
	if problems := Validate(Surfaces.Home, view.Blocks); len(problems) > 0 {
		s.record.refused = append(s.record.refused, problems...)
		return nil, apiError("invalid_blocks")
	}
	s.record.views[p["user_id"]] = view.Blocks
	return result{"view": map[string]any{"id": s.name("V")}}, nil
}
