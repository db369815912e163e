package slack

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/quoth-bot/quoth/bot"
)

// The kinds of what Slack sends, as Socket Mode names them.
const (
	kindEvent       = "events_api"
	kindCommand     = "slash_commands"
	kindInteraction = "interactive"
)

// A call is what Slack sent, taken apart: one of its pointers is set (look
// may be besides), or none where it is none of the bot's business.
type call struct {
	// conversation keeps what belongs together in order.
	conversation string
	// foreign says that Slack marks the person as one of another workspace.
	foreign bool
	self    identity // what the call says of the bot

	asked   *bot.Delivery
	shared  bool   // asked is what a button shares, and no question of its own
	trigger string // opens a modal for what is asked; empty for none
	click   *click
	typed   *completion
	home    *bot.From // whose Home was opened
	look    *look     // beside any of the others
	greeted *target   // the Messages tab that was opened, or a thread of the assistant that was begun
	revoked string    // why the bot cannot go on: the event's name
	limited bool      // Slack holds events back, since there are too many
}

// A completion is what a person has completion so far, to be completed.
type completion struct {
	from   bot.From
	prefix string
}

// errUnreadable says that Slack sent what cannot be read: it is acknowledged
// all the same, as it will be no better the next time.
var errUnreadable = errors.New("what Slack sent cannot be read")

// decode takes apart what Slack sent.
func decode(kind string, payload []byte, self identity) (call, error) {
	switch kind {
	case kindEvent:
		return decodeEvent(payload, self)
	case kindCommand:
		return decodeCommand(payload)
	case kindInteraction:
		return decodeInteraction(payload)
	}
	return call{}, nil
}

// An eventBody is the outer part of an event.
type eventBody struct {
	Type           string          `json:"type"`
	TeamID         string          `json:"team_id"`
	EventID        string          `json:"event_id"`
	Event          json.RawMessage `json:"event"`
	Authorizations []struct {
		UserID string `json:"user_id"`
		IsBot  bool   `json:"is_bot"`
	} `json:"authorizations"`
}

// A message is what the events that are about messages have.
type message struct {
	Type        string       `json:"type"`
	Subtype     string       `json:"subtype"`
	Channel     string       `json:"channel"`
	ChannelType string       `json:"channel_type"`
	User        string       `json:"user"`
	BotID       string       `json:"bot_id"`
	Text        string       `json:"text"`
	TS          string       `json:"ts"`
	ThreadTS    string       `json:"thread_ts"`
	EventTS     string       `json:"event_ts"`
	UserTeam    string       `json:"user_team"`
	SourceTeam  string       `json:"source_team"`
	Edited      *messageEdit `json:"edited"`
	Message     *message     `json:"message"`
	Previous    *message     `json:"previous_message"`
	Attachments []attachment `json:"attachments"`
	// AppContext is what the person has open; only a direct message has it.
	AppContext json.RawMessage `json:"app_context"`
}

// An attachment is what is shown below a message: one that it shares or forwards, or
// what a link in it leads to.
type attachment struct {
	Text    string `json:"text"`
	Message bool   `json:"is_msg_unfurl"`
	Shared  bool   `json:"is_share"`
}

// pointsAt returns the text of the messages that a message shares or forwards.
func (m *message) pointsAt() string {
	var texts []string
	for _, a := range m.Attachments {
		if a.Message || a.Shared {
			texts = append(texts, read(a.Text, "").text)
		}
	}
	return strings.Join(texts, "\n\n")
}

type messageEdit struct {
	TS string `json:"ts"`
}

func decodeEvent(payload []byte, self identity) (call, error) {
	var body eventBody
	var kind struct {
		Type string `json:"type"`
	}
	if json.Unmarshal(payload, &body) != nil {
		return call{}, fmt.Errorf("an event: %w", errUnreadable)
	}
	if len(body.Event) == 0 { // as where Slack says that it holds events back
		return call{limited: body.Type == "app_rate_limited"}, nil
	}
	if json.Unmarshal(body.Event, &kind) != nil {
		return call{}, fmt.Errorf("an event: %w", errUnreadable)
	}
	c := call{self: identity{team: body.TeamID}}
	if len(body.Authorizations) > 0 && body.Authorizations[0].IsBot {
		c.self.user = body.Authorizations[0].UserID
	}
	self.user = cmp.Or(c.self.user, self.user) // whom an event is for, it knows best
	switch kind.Type {
	case "app_mention", "message":
		var m message
		if json.Unmarshal(body.Event, &m) != nil {
			return call{}, fmt.Errorf("a message: %w", errUnreadable)
		}
		c.message(m, body, self)
	case "app_home_opened":
		c.opened(body.Event, body.TeamID)
	case "app_context_changed":
		var e struct {
			User    string          `json:"user"`
			Context json.RawMessage `json:"context"`
		}
		if json.Unmarshal(body.Event, &e) == nil {
			c.lookedAt(e.User, e.Context, body.TeamID)
			c.conversation = e.User
		}
	case "assistant_thread_started":
		var e struct {
			Thread struct {
				User    string `json:"user_id"`
				Channel string `json:"channel_id"`
				Thread  string `json:"thread_ts"`
			} `json:"assistant_thread"`
		}
		if json.Unmarshal(body.Event, &e) == nil && e.Thread.Channel != "" && e.Thread.Thread != "" {
			c.greeted = &target{Channel: e.Thread.Channel, Thread: e.Thread.Thread, User: e.Thread.User, Direct: true}
			c.conversation = e.Thread.Channel
		}
	case "app_uninstalled", "tokens_revoked":
		c.revoked = kind.Type
	}
	return c, nil
}

// opened takes up that a person opened one of the app's tabs.
func (c *call) opened(event json.RawMessage, team string) {
	var e struct {
		User, Channel, Tab string
		Context            json.RawMessage
	}
	if json.Unmarshal(event, &e) != nil || e.User == "" {
		return
	}
	c.lookedAt(e.User, e.Context, team)
	switch {
	case e.Tab == "home":
		c.home = &bot.From{Asker: bot.Asker{ID: e.User}, Place: bot.Place{Platform: name, Channel: e.User, Direct: true}}
		c.conversation = e.User
	case e.Tab == "messages" && e.Channel != "":
		c.greeted = &target{Channel: e.Channel, User: e.User, Direct: true}
		c.conversation = e.Channel
	}
}

// message makes a message a delivery, if it is the bot's business.
func (c *call) message(m message, body eventBody, self identity) {
	if m.deleted() {
		c.withdraw(m.within(*m.Previous), body)
		return
	}
	before := m.Previous
	edit := m.Subtype == "message_changed"
	if edit {
		if m.Message == nil || before != nil && before.Text == m.Message.Text { // a link was unfurled, a reply counted
			return
		}
		m = m.within(*m.Message)
	}
	if !isWritten(m.Subtype) {
		return
	}
	if m.BotID != "" || m.User == "" || m.User == self.user || m.Channel == "" || m.TS == "" {
		return
	}
	direct := m.ChannelType == "im" || m.ChannelType == "" && isDirect(m.Channel)
	text := read(m.Text, self.user)
	if m.Type == "app_mention" && !text.called { // under a name that the bot does not know
		text = read(m.Text, firstMention(m.Text))
	}
	called := direct || text.called || m.Type == "app_mention"
	if edit && !called && before != nil && read(before.Text, self.user).called {
		c.withdraw(m, body)
		return
	}
	inThread := m.ThreadTS != "" && m.ThreadTS != m.TS
	if !called && (!inThread || text.others) {
		return
	}
	c.foreign = foreign(body.TeamID, m.UserTeam) || foreign(body.TeamID, m.SourceTeam)
	c.ask(m, edit, text.text, target{Channel: m.Channel, Thread: m.ThreadTS, Asked: m.TS, User: m.User, Direct: direct}, body)
	c.asked.Question.Overheard, c.asked.Question.About = !called, m.pointsAt()
	if direct {
		c.lookedAt(m.User, m.AppContext, body.TeamID)
	}
}

// isWritten reports whether messages of a kind are what somebody writes.
func isWritten(subtype string) bool {
	return subtype == "" || subtype == "file_share" || subtype == "thread_broadcast"
}

// deleted reports whether a message is gone. One that has replies leaves a
// tombstone, which is told of as a change.
func (m message) deleted() bool {
	return m.Previous != nil && (m.Subtype == "message_deleted" || m.Subtype == "message_changed" && m.Message != nil && m.Message.Subtype == "tombstone")
}

// within is the message that a change or a deletion is of.
func (m message) within(inner message) message {
	inner.Channel, inner.ChannelType, inner.EventTS = m.Channel, m.ChannelType, m.EventTS
	return inner
}

// withdraw makes it a delivery that a message is gone, or calls the bot no more.
func (c *call) withdraw(m message, body eventBody) {
	if m.TS == "" || m.Channel == "" || m.BotID != "" {
		return
	}
	c.ask(m, false, "", target{Channel: m.Channel, Thread: m.ThreadTS, Asked: m.TS, User: m.User, Direct: isDirect(m.Channel)}, body)
	c.asked.Keys[0], c.asked.Deleted = c.asked.Message+"/deleted", true
}

// foreign reports whether a person's team is another than that of the bot.
func foreign(team, theirs string) bool { return team != "" && theirs != "" && team != theirs }

// ask makes the delivery of a message.
func (c *call) ask(m message, edit bool, text string, at target, body eventBody) {
	if at.Thread == "" { // a message of the Messages tab is the root of its thread too
		at.Thread = m.TS
	}
	d := delivery(at, body.TeamID, text, name+"/"+m.Channel+"/"+m.TS)
	d.Message, d.Edit = d.Key(), edit
	if edit {
		d.Keys = []string{d.Message + "/" + editName(m)}
	}
	if body.EventID != "" {
		d.Keys = append(d.Keys, name+"/event/"+body.EventID)
	}
	d.Question.Conversation = name + "/" + m.Channel + "/" + at.Thread
	c.asked, c.conversation = d, d.Question.Conversation
}

// editName names one edit of a message.
func editName(m message) string {
	if m.Edited != nil && m.Edited.TS != "" {
		return m.Edited.TS
	}
	return m.EventTS
}

// delivery makes a delivery of what is asked at a place.
func delivery(at target, team, text, key string) *bot.Delivery {
	return &bot.Delivery{
		Keys: []string{key}, Platform: name, Payload: at.payload(),
		Question: bot.Question{From: bot.From{Asker: bot.Asker{ID: at.User}, Place: at.of(team)}, Text: text},
	}
}

// firstMention returns whom a text mentions first.
func firstMention(text string) string {
	_, after, _ := strings.Cut(text, "<@")
	id, _, _ := strings.Cut(after, ">")
	id, _, _ = strings.Cut(id, "|")
	return id
}

// A command is a slash command.
type command struct {
	Command     string `json:"command"`
	Text        string `json:"text"`
	UserID      string `json:"user_id"`
	ChannelID   string `json:"channel_id"`
	ChannelName string `json:"channel_name"`
	TeamID      string `json:"team_id"`
	TriggerID   string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
}

func decodeCommand(payload []byte) (call, error) {
	var cmd command
	if json.Unmarshal(payload, &cmd) != nil || cmd.UserID == "" || cmd.ChannelID == "" {
		return call{}, fmt.Errorf("a command: %w", errUnreadable)
	}
	at := target{
		Channel: cmd.ChannelID, User: cmd.UserID, Private: true, ResponseURL: webAddress(cmd.ResponseURL),
		Direct: cmd.ChannelName == "directmessage" || isDirect(cmd.ChannelID),
	}
	text := read(cmd.Text, "").text
	if cmd.Command == commandBrief {
		text = bot.BriefText(text)
	}
	d := delivery(at, cmd.TeamID, text, keyOf("command", cmd.TriggerID, payload))
	return call{asked: d, conversation: d.Key()}, nil
}

// keyOf is the key of what a person did: by the trigger, which is another each
// time, or else by all that was sent.
func keyOf(what, trigger string, payload []byte) string {
	if trigger == "" {
		sum := sha256.Sum256(payload)
		trigger = hex.EncodeToString(sum[:16])
	}
	return name + "/" + what + "/" + trigger
}

// webAddress returns an address that something can be sent to, or "".
func webAddress(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return text
}

// unform makes a form, in which Slack sends commands and interactions over
// HTTP, what Socket Mode sends of the same: a kind and JSON. It goes by the
// content, not by what the header says of it.
func unform(body []byte) (kind string, payload []byte, err error) {
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '{' {
		return kindEvent, trimmed, nil
	}
	form, err := url.ParseQuery(string(body))
	switch {
	case err != nil:
		return "", nil, fmt.Errorf("a form: %w", errUnreadable)
	case form.Get("payload") != "":
		return kindInteraction, []byte(form.Get("payload")), nil
	case form.Get("command") != "":
		fields := map[string]string{}
		for key := range form {
			fields[key] = form.Get(key)
		}
		payload, err = json.Marshal(fields)
		return kindCommand, payload, err
	case form.Get("ssl_check") != "":
		return "", nil, nil
	}
	return "", nil, fmt.Errorf("a form: %w", errUnreadable)
}
