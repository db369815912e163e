package slacktest

import (
	"encoding/json"
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
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.revoked && method != "apps.connections.open" { // which takes another token
		return nil, apiError("token_revoked")
	}
	switch method {
	case "oauth.v2.access":
		return s.access(p)
	case "apps.connections.open":
		return s.openConnection(p)
	}
	by, err := s.bearer(p["token"])
	if err != nil {
		return nil, err
	}
	if err := s.reaches(by, p); err != nil {
		return nil, err
	}
	switch method {
	case "auth.test":
		return by.identity(), nil
	case "auth.revoke":
		by.wrong = "token_revoked"
		return result{"revoked": true}, nil
	case "apps.uninstall":
		if s.app == nil || p["client_id"] != s.app.ClientID || p["client_secret"] != s.app.ClientSecret {
			return nil, apiError("invalid_client_id")
		}
		by.wrong = "token_revoked"
		return result{}, nil
	case "chat.postMessage", "chat.postEphemeral":
		return s.postMessage(by, method, p)
	case "chat.update", "chat.delete":
		return s.change(by, method, p)
	case "conversations.replies", "conversations.history":
		return s.list(method, p)
	case "conversations.info":
		return s.info(p)
	case "users.conversations":
		return s.conversationsOf(p)
	case "users.info":
		return s.userInfo(p), nil
	case "views.publish":
		return s.publish(p)
	case "views.open":
		return s.openView(p)
	case "views.update":
		return s.updateView(p)
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

// openConnection names the address of a socket, which the app's own token opens.
func (s *Server) openConnection(p params) (result, error) {
	switch p["token"] {
	case AppToken:
		return result{"url": strings.Replace(s.web.URL, "http", "ws", 1) + "/link/?ticket=" + s.name("")}, nil
	case "":
		return nil, apiError("not_authed")
	case BotToken:
		return nil, apiError("not_allowed_token_type")
	}
	return nil, apiError("invalid_auth")
}

// reaches fails where a call is about a place that the caller's installation does not
// cover.
func (s *Server) reaches(by *install, p params) error {
	for _, place := range []string{p["channel"], p["channel_id"], p["user_id"], p["user"]} {
		switch {
		case place == "" || by.covers(s.homeOf(place)):
		case strings.HasPrefix(place, "U"):
			return apiError("user_not_found")
		default:
			return apiError("channel_not_found")
		}
	}
	return nil
}

// identity is what auth.test says of a token.
func (i *install) identity() result {
	out := result{"url": "https://newsroom.slack.com/", "team": i.at.Name, "user": "quoth", "team_id": i.id(), "user_id": i.user, "bot_id": i.bot, "is_enterprise_install": i.orgWide}
	if i.at.Enterprise != "" {
		out["enterprise_id"] = i.at.Enterprise
	}
	return out
}

func (s *Server) userInfo(p params) result {
	home := s.homeOf(p["user"])
	user := map[string]any{"id": p["user"], "team_id": home.ID, "is_restricted": s.guests[p["user"]]}
	if p["include_locale"] == "true" {
		user["locale"] = s.speaks[p["user"]]
	}
	if home.Enterprise != "" {
		user["enterprise_user"] = map[string]any{"id": p["user"], "enterprise_id": home.Enterprise}
	}
	return result{"user": user}
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

func (s *Server) postMessage(by *install, method string, p params) (result, error) {
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
	m := s.add(by, channel, p)
	if method == "chat.postEphemeral" {
		m.OnlyFor = p["user"]
		return result{"message_ts": m.TS}, nil
	}
	return result{"channel": channel, "ts": m.TS, "message": s.public(m)}, nil
}

// add puts a message of the bot's where it belongs.
func (s *Server) add(by *install, channel string, p params) *Message {
	m := &Message{
		TS: s.stamp(), Channel: channel, Thread: p["thread_ts"], User: by.user, Bot: by.bot, By: by.id(),
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

func (s *Server) change(by *install, method string, p params) (result, error) {
	m := s.find(p["channel"], p["ts"])
	switch {
	case m == nil:
		return nil, apiError("message_not_found")
	case m.Bot != by.bot:
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
