package discord

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/bot"
)

// The types of this file are as much of Discord's events as is needed.
// discordgo's own fail as a whole at a component that they do not know.

// A message is one as it comes in an event.
type message struct {
	ID        string                `json:"id"`
	Channel   string                `json:"channel_id"`
	Guild     string                `json:"guild_id"`
	Author    *discordgo.User       `json:"author"`
	Member    *member               `json:"member"`
	Content   string                `json:"content"`
	Edited    *string               `json:"edited_timestamp"`
	Mentions  []*discordgo.User     `json:"mentions"`
	Type      discordgo.MessageType `json:"type"`
	Webhook   string                `json:"webhook_id"`
	Reference *struct {
		Message string `json:"message_id"`
	} `json:"message_reference"`
	Answers *message `json:"referenced_message"`
	// Forwards are the messages that were forwarded with it.
	Forwards []struct {
		Message message `json:"message"`
	} `json:"message_snapshots"`
	// Asked is set on responses to interactions.
	Asked *struct {
		User *discordgo.User `json:"user"`
	} `json:"interaction_metadata"`
}

type member struct {
	User  *discordgo.User `json:"user"`
	Flags int             `json:"flags"`
}

// memberGuest is the flag of a member who was let in to one channel only.
const memberGuest = 1 << 4

func (m *member) guest() bool { return m != nil && m.Flags&memberGuest != 0 }

// A whereabouts is what Post needs to find the place of a question again. It is
// a delivery's payload.
type whereabouts struct {
	Channel string `json:"channel"`
	Message string `json:"message,omitempty"` // that the answer is a reply to
	User    string `json:"user"`

	// Of an interaction:
	Interaction string `json:"interaction,omitempty"` // its ID
	App         string `json:"app,omitempty"`
	Token       string `json:"token,omitempty"`
	Private     bool   `json:"private,omitempty"` // only who asked may see the answer
}

// Mentions as they stand in a message: of people, of roles.
var (
	userMention = regexp.MustCompile(`<@!?([0-9]+)>`)
	roleMention = regexp.MustCompile(`<@&[0-9]+>`)
)

// decodeMessage makes a message a delivery; false if it is none of the bot's
// business.
func (a *Adapter) decodeMessage(edit bool, raw []byte) (bot.Delivery, bool) {
	var m message
	if json.Unmarshal(raw, &m) != nil || m.ID == "" || m.Channel == "" || m.Author == nil {
		return bot.Delivery{}, false
	}
	me := a.self.Load().User
	direct := m.Guild == ""
	called := direct || mentions(m.Content, me)
	opening := m.opens() && a.listens(m.Channel)
	switch {
	case m.Author.Bot || m.Author.ID == me || m.Webhook != "":
		return bot.Delivery{}, false
	case m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply:
		return bot.Delivery{}, false
	case edit && m.Edited == nil: // a preview of a link was added
		return bot.Delivery{}, false
	case !called && opening && addressed(m.Content), !called && !opening && !a.maybeFollowUp(&m, me):
		return a.withdraw(m.ID, m.Channel), edit // it may have called the bot before
	}
	parent, root := a.rootOf(&m, me)
	key := conversation(parent, root)
	text := plainText(&m, me)
	if opening {
		t, _ := a.threads.Get(m.Channel)
		text = strings.TrimSpace(t.Title + "\n\n" + text)
	}
	a.chains.Add(m.ID, key)
	d := bot.Delivery{
		Keys: []string{name + "/message/" + m.ID}, Platform: name, Message: m.ID, Edit: edit, Received: time.Now(),
		Payload: payload(whereabouts{Channel: m.Channel, Message: m.ID, User: m.Author.ID}),
		Question: bot.Question{
			From: bot.From{
				Asker: bot.Asker{ID: m.Author.ID, Outside: m.Member.guest()},
				Place: bot.Place{Platform: name, Workspace: m.Guild, Channel: parent, Direct: direct},
			},
			Text: text, About: m.pointsAt(me), Conversation: key, Overheard: !called, Opening: opening && !called,
		},
	}
	if edit {
		d.Keys = []string{name + "/edit/" + m.ID + "/" + *m.Edited}
	}
	return d, true
}

// decodeDeletion makes deleted messages deliveries, be they of the bot's business
// or not.
func (a *Adapter) decodeDeletion(raw []byte) []bot.Delivery {
	var e struct {
		ID      string   `json:"id"`
		IDs     []string `json:"ids"`
		Channel string   `json:"channel_id"`
	}
	if json.Unmarshal(raw, &e) != nil || e.Channel == "" {
		return nil
	}
	var out []bot.Delivery
	for _, id := range append(e.IDs, e.ID) {
		if id != "" {
			out = append(out, a.withdraw(id, e.Channel))
		}
	}
	return out
}

// withdraw makes it a delivery that a message is gone, or calls the bot no more.
func (a *Adapter) withdraw(id, channel string) bot.Delivery {
	key, _ := a.chains.Get(id) // else it is dealt with out of order, which does no harm
	return bot.Delivery{
		Keys: []string{name + "/deleted/" + id}, Platform: name, Message: id, Deleted: true, Received: time.Now(),
		Payload: payload(whereabouts{Channel: channel, Message: id}), Question: bot.Question{Conversation: key},
	}
}

// payload encodes a whereabouts, which never fails.
func payload(w whereabouts) json.RawMessage {
	text, _ := json.Marshal(w)
	return text
}

// mentions tells whether a text calls somebody by a mention that stands in it.
// A reply calls, too, whom it answers; that alone is no question to the bot.
func mentions(content, user string) bool {
	return user != "" && (strings.Contains(content, "<@"+user+">") || strings.Contains(content, "<@!"+user+">"))
}

// maybeFollowUp tells whether a message that does not mention the bot may
// still go on from one of its answers: it stands in a thread, or is a reply to
// the bot or to what its author said in a conversation with it, and addresses
// nobody else. Without the message content intent it is empty, but for replies
// that call the bot.
func (a *Adapter) maybeFollowUp(m *message, me string) bool {
	if strings.TrimSpace(m.Content) == "" || addressed(m.Content) {
		return false
	}
	if m.Reference == nil {
		_, thread := a.threads.Get(m.Channel)
		return thread
	}
	if m.Answers.by(me) {
		return true
	}
	_, known := a.chains.Get(m.Reference.Message)
	return known && (m.Answers == nil || m.Answers.by(m.Author.ID))
}

// addressed tells whether a text calls people.
func addressed(content string) bool {
	return userMention.MatchString(content) || roleMention.MatchString(content)
}

// opens tells whether a message is the first of a thread that it stands in, as
// that of a forum's post is: it has the thread's name.
func (m *message) opens() bool { return m.ID == m.Channel && m.Guild != "" }

// by tells whether a message is known to be somebody's.
func (m *message) by(user string) bool { return m != nil && m.Author != nil && m.Author.ID == user }

// pointsAt returns what somebody wrote that a message answers or forwards; nothing
// where that was the bot.
func (m *message) pointsAt(me string) string {
	switch {
	case len(m.Forwards) > 0:
		return plainText(&m.Forwards[0].Message, me)
	case m.Answers != nil && !m.Answers.by(me):
		return plainText(m.Answers, me)
	}
	return ""
}

// rootOf returns the channel that a message's collections are those of, and the
// message that its conversation began with: "" for a direct conversation, which
// is one for good.
//
// A thread has the name of the message that it was begun on. So it goes on with
// the conversation of a question, or of an answer.
func (a *Adapter) rootOf(m *message, me string) (channel, root string) {
	if m.Guild == "" {
		return m.Channel, ""
	}
	if t, ok := a.threads.Get(m.Channel); ok {
		return t.Parent, a.known(t.Parent, m.Channel)
	}
	if m.Reference == nil {
		return m.Channel, m.ID
	}
	chain := []string{m.Reference.Message}
	switch to := m.Answers; {
	case !to.by(me):
		chain = append(chain, m.ID)
	case to.Asked != nil && to.Asked.User != nil:
		chain = append(chain, ofPerson(to.Asked.User.ID, false))
	case to.Reference != nil:
		chain = append(chain, to.Reference.Message)
	}
	return m.Channel, a.known(m.Channel, chain...)
}

// known returns the root of the conversation of the first of some messages that
// is remembered, and else the last of them, which is then the root itself.
func (a *Adapter) known(channel string, messages ...string) string {
	for _, m := range messages {
		if key, ok := a.chains.Get(m); ok {
			if root, ok := strings.CutPrefix(key, conversation(channel, "")+"/"); ok {
				return root
			}
		}
	}
	return messages[len(messages)-1]
}

// ofPerson is the root of what a person asks by commands in a channel. What is
// asked in private is kept apart, so that nothing public leans on it.
func ofPerson(user string, private bool) string {
	if private {
		return "@" + user + "/private"
	}
	return "@" + user
}

// plainText is what a message says: without the mention of the bot, and with
// the names of those it mentions besides.
func plainText(m *message, me string) string {
	text := userMention.ReplaceAllStringFunc(m.Content, func(found string) string {
		id := userMention.FindStringSubmatch(found)[1]
		if id == me {
			return " "
		}
		i := slices.IndexFunc(m.Mentions, func(u *discordgo.User) bool { return u != nil && u.ID == id })
		if i < 0 {
			return found
		}
		return "@" + m.Mentions[i].Username
	})
	return strings.TrimSpace(text)
}
