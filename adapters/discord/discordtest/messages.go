package discordtest

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The flags of messages.
const (
	flagEphemeral    = 1 << 6
	flagLoading      = 1 << 7
	flagComponentsV2 = 1 << 15
)

// A Message stands in a channel.
type Message struct {
	ID, Channel string
	Author      User
	Content     string
	ReplyTo     string // the message that it answers, or empty
	Forward     string // the message that it forwards, or empty
	Body        Body   // what the bot posted
	OnlyFor     string // the one person who sees it; empty for all
	Asked       string // of a response to an interaction: who used that
	Updates     int    // how often it was changed
	At          time.Time

	mentions []User
	edited   string
	nonce    string
	enforced bool
	loading  bool
}

// A Body is what a bot may post, as far as it does here.
type Body struct {
	Content         string            `json:"content,omitempty"`
	Embeds          []json.RawMessage `json:"embeds,omitempty"`
	Components      []json.RawMessage `json:"components,omitempty"`
	Flags           int               `json:"flags,omitempty"`
	AllowedMentions *AllowedMentions  `json:"allowed_mentions,omitempty"`
}

// AllowedMentions say who is called.
type AllowedMentions struct {
	Parse       []string `json:"parse"`
	RepliedUser bool     `json:"replied_user"`
}

// A Saying is what somebody writes.
type Saying struct {
	Author  User   // of User, or another bot, or the bot itself
	Channel string //
	Content string //
	ReplyTo string // a message, whose author is mentioned by that
	Forward string // a message that is forwarded, without more
}

var mention = regexp.MustCompile(`<@!?(\d+)>`)

func (s *Server) message(id string) *Message {
	i := slices.IndexFunc(s.messages, func(m *Message) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return s.messages[i]
}

// Say has somebody write a message, and returns its name.
func (s *Server) Say(saying Saying) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Message{
		ID: s.id(), Channel: saying.Channel, Author: saying.Author, Content: saying.Content, ReplyTo: saying.ReplyTo, Forward: saying.Forward, At: time.Now(),
	}
	m.mentions = s.mentioned(m.Content)
	if to := s.message(m.ReplyTo); to != nil && !slices.ContainsFunc(m.mentions, func(u User) bool { return u.ID == to.Author.ID }) {
		m.mentions = append(m.mentions, to.Author)
	}
	s.messages = append(s.messages, m)
	s.tell("MESSAGE_CREATE", m)
	return m.ID
}

// Edit changes what somebody wrote.
func (s *Server) Edit(id, content string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.message(id)
	m.Content, m.mentions = content, s.mentioned(content)
	m.edited = time.Now().UTC().Format("2006-01-02T15:04:05.000000+00:00")
	s.tell("MESSAGE_UPDATE", m)
}

// Delete has somebody delete a message.
func (s *Server) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.message(id)
	s.remove(m)
	s.withdraw(m)
}

func (s *Server) mentioned(content string) []User {
	var out []User
	for _, found := range mention.FindAllStringSubmatch(content, -1) {
		if found[1] == BotID {
			out = append(out, *bot())
		} else {
			out = append(out, *s.userByID(found[1]))
		}
	}
	return out
}

// tell dispatches an event about a message to those who may know of it.
func (s *Server) tell(kind string, m *Message) {
	ch := s.channels[m.Channel]
	intent := intentGuildMessages
	switch {
	case ch.Type == typeDirect:
		intent = intentDirectMessages
	case ch.Guild == "":
		return // a private channel that the bot is not in
	}
	s.dispatch(ch.Guild, intent, kind, func(on *session) any { return s.describe(m, on) })
}

// withdraw dispatches that a message is gone, to those who knew of it.
func (s *Server) withdraw(m *Message) {
	ch := s.channels[m.Channel]
	intent := intentGuildMessages
	gone := map[string]any{"id": m.ID, "channel_id": m.Channel}
	if ch.Type == typeDirect {
		intent = intentDirectMessages
	} else {
		gone["guild_id"] = ch.Guild
	}
	s.dispatch(ch.Guild, intent, "MESSAGE_DELETE", func(*session) any { return gone })
}

// describe is a message as a session may read it; nil for one with all rights.
func (s *Server) describe(m *Message, on *session) map[string]any {
	ch := s.channels[m.Channel]
	out := map[string]any{
		"id": m.ID, "channel_id": m.Channel, "author": m.Author, "content": m.Content, "timestamp": m.At.UTC().Format(time.RFC3339Nano),
		"edited_timestamp": nil, "tts": false, "mention_everyone": false, "mentions": nonNil(m.mentions), "mention_roles": []any{},
		"attachments": []any{}, "embeds": nonNil(m.Body.Embeds), "components": nonNil(m.Body.Components), "pinned": false,
		"type": 0, "flags": m.Body.Flags,
	}
	if m.loading {
		out["flags"] = m.Body.Flags | flagLoading
	}
	if m.Author.ID == BotID {
		out["content"] = m.Body.Content
	}
	if m.edited != "" {
		out["edited_timestamp"] = m.edited
	}
	if on != nil && ch.Guild != "" {
		out["guild_id"] = ch.Guild
		out["member"] = map[string]any{"roles": []any{}, "flags": 0}
	}
	if m.Asked != "" {
		out["interaction_metadata"] = map[string]any{"id": m.ID, "type": 2, "user": s.userByID(m.Asked)}
	}
	if m.ReplyTo != "" {
		out["type"] = 19
		out["message_reference"] = map[string]any{"type": 0, "message_id": m.ReplyTo, "channel_id": m.Channel}
		if to := s.message(m.ReplyTo); to != nil && on != nil {
			inner := s.describe(to, on)
			delete(inner, "referenced_message")
			out["referenced_message"] = inner
		}
	}
	if forwarded := s.message(m.Forward); forwarded != nil {
		out["message_reference"] = map[string]any{"type": 1, "message_id": m.Forward, "channel_id": forwarded.Channel}
		out["message_snapshots"] = []any{map[string]any{"message": map[string]any{
			"type": 0, "content": forwarded.Content, "embeds": []any{}, "attachments": []any{}, "mentions": []any{}, "flags": 0,
		}}}
	}
	if on != nil && !mayRead(on, ch, m) {
		out["content"], out["embeds"], out["components"] = "", []any{}, []any{}
	}
	return out
}

// mayRead tells whether a session gets a message's content.
func mayRead(on *session, ch *channel, m *Message) bool {
	return on.intents&intentMessageContent != 0 || ch.Type == typeDirect || m.Author.ID == BotID ||
		slices.ContainsFunc(m.mentions, func(u User) bool { return u.ID == BotID })
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// A posting is the body of a request that posts or changes a message.
type posting struct {
	Body
	Nonce     json.RawMessage `json:"nonce"`
	Enforce   bool            `json:"enforce_nonce"`
	Reference *struct {
		Message string `json:"message_id"`
		Fail    *bool  `json:"fail_if_not_exists"`
	} `json:"message_reference"`
}

// decode reads a posting and judges it; false if it was refused.
func (s *Server) decode(w http.ResponseWriter, r *http.Request) (p posting, ok bool) {
	var text json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&text); err != nil || json.Unmarshal(text, &p) != nil {
		apiError(w, 400, 50109, "The request body contains invalid JSON.", nil)
		return p, false
	}
	return p, s.judge(w, text)
}

func (s *Server) judge(w http.ResponseWriter, text []byte) bool {
	wrong := Check(text)
	if s.NoComponents && strings.Contains(string(text), `"flags":`) {
		var p posting
		if json.Unmarshal(text, &p) == nil && p.Flags&flagComponentsV2 != 0 {
			wrong = map[string]string{"flags": "this flag is not known"}
		}
	}
	switch {
	case wrong["empty"] != "":
		apiError(w, 400, 50006, "Cannot send an empty message", nil)
	case len(wrong) > 0:
		apiError(w, 400, 50035, "Invalid Form Body", wrong)
	}
	return len(wrong) == 0
}

// where returns the channel of a request, with s.mu held; nil if it was
// refused.
func (s *Server) where(w http.ResponseWriter, r *http.Request) *channel {
	ch := s.channels[r.PathValue("channel")]
	switch {
	case ch == nil:
		apiError(w, 404, 10003, "Unknown Channel", nil)
		return nil
	case ch.Type == typeForum && r.Method == "POST":
		apiError(w, 400, 50008, "Cannot send messages in a non-text channel", nil)
		return nil
	case ch.Type == typeGroup, s.forbidden[ch.ID]:
		apiError(w, 403, 50001, "Missing Access", nil)
		return nil
	}
	return ch
}

func (s *Server) postMessage(w http.ResponseWriter, r *http.Request) {
	p, ok := s.decode(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.where(w, r)
	if ch == nil {
		return
	}
	nonce := strings.Trim(string(p.Nonce), `"`)
	if len(nonce) > 25 {
		apiError(w, 400, 50035, "Invalid Form Body", map[string]string{"nonce": "it has more than 25 characters"})
		return
	}
	if i := slices.IndexFunc(s.messages, func(m *Message) bool { return m.nonce == nonce && m.enforced && m.Channel == ch.ID }); i >= 0 && p.Enforce {
		reply(w, 200, s.describe(s.messages[i], nil))
		return
	}
	m := &Message{ID: s.id(), Channel: ch.ID, Author: *bot(), Body: p.Body, nonce: nonce, enforced: p.Enforce, At: time.Now()}
	if p.Reference != nil {
		if s.message(p.Reference.Message) == nil && (p.Reference.Fail == nil || *p.Reference.Fail) {
			apiError(w, 400, 50035, "Invalid Form Body", map[string]string{"message_reference": "Unknown message"})
			return
		}
		m.ReplyTo = p.Reference.Message
	}
	s.messages = append(s.messages, m)
	delete(s.typing, ch.ID)
	s.tell("MESSAGE_CREATE", m)
	s.confirm(w, m)
}

// confirm answers with a message, or breaks the connection in place of that.
func (s *Server) confirm(w http.ResponseWriter, m *Message) {
	if s.loseNext {
		s.loseNext = false
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			conn.Close()
		}
		return
	}
	out := s.describe(m, nil)
	if m.nonce != "" {
		out["nonce"] = m.nonce
	}
	reply(w, 200, out)
}

// getMessages lists the messages of a channel, newest first, as Discord does:
// the 50 last ones, or those after or before one.
func (s *Server) getMessages(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := s.where(w, r)
	if ch == nil {
		return
	}
	q := r.URL.Query()
	limit := 50
	if n, err := strconv.Atoi(q.Get("limit")); err == nil {
		limit = n
	}
	if limit < 1 || limit > 100 {
		apiError(w, 400, 50035, "Invalid Form Body", map[string]string{"limit": "it is not from 1 to 100"})
		return
	}
	var list []*Message
	for _, m := range s.messages {
		if m.Channel == ch.ID && m.OnlyFor == "" && (q.Get("after") == "" || number(m.ID) > number(q.Get("after"))) {
			list = append(list, m)
		}
	}
	if q.Get("after") != "" {
		list = list[:min(limit, len(list))]
	} else {
		list = list[max(0, len(list)-limit):]
	}
	out := []any{}
	for _, m := range slices.Backward(list) {
		out = append(out, s.asked(m))
	}
	reply(w, 200, out)
}

// asked is a message as the bot reads it that asks for it.
func (s *Server) asked(m *Message) map[string]any {
	d := s.describe(m, nil)
	called := slices.ContainsFunc(m.mentions, func(u User) bool { return u.ID == BotID })
	if !s.MessageContent && m.Author.ID != BotID && !called && s.channels[m.Channel].Guild != "" {
		d["content"] = ""
	}
	return d
}

func (s *Server) getMessage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.own(w, r, false); m != nil {
		reply(w, 200, s.asked(m))
	}
}

// own returns the message of a request, with s.mu held.
func (s *Server) own(w http.ResponseWriter, r *http.Request, change bool) *Message {
	if s.where(w, r) == nil {
		return nil
	}
	m := s.message(r.PathValue("message"))
	switch {
	case m == nil || m.Channel != r.PathValue("channel"):
		apiError(w, 404, 10008, "Unknown Message", nil)
		return nil
	case change && m.Author.ID != BotID:
		apiError(w, 403, 50005, "Cannot edit a message authored by another user", nil)
		return nil
	}
	return m
}

func (s *Server) patchMessage(w http.ResponseWriter, r *http.Request) {
	p, ok := s.decode(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.own(w, r, true); m != nil {
		s.change(m, p)
		s.confirm(w, m)
	}
}

func (s *Server) change(m *Message, p posting) {
	m.Body, m.loading = p.Body, false
	m.Updates++
	m.edited = time.Now().UTC().Format("2006-01-02T15:04:05.000000+00:00")
	if m.OnlyFor == "" {
		s.tell("MESSAGE_UPDATE", m)
	}
}

func (s *Server) deleteMessage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.own(w, r, true); m != nil {
		s.remove(m)
		reply(w, 204, nil)
	}
}

func (s *Server) remove(gone *Message) {
	s.messages = slices.DeleteFunc(s.messages, func(m *Message) bool { return m == gone })
}

// Posts returns what the bot has posted, oldest first; without those that say
// only that it thinks.
func (s *Server) Posts() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Message
	for _, m := range s.messages {
		if m.Author.ID == BotID && !m.loading {
			out = append(out, *m)
		}
	}
	return out
}
