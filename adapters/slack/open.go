package slack

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"github.com/quoth-bot/quoth/bot"
)

// An opened is what a person has open beside their conversation with the bot.
type opened struct {
	channel string
	message string // empty where only the channel is open
	foreign bool   // of another workspace
}

// A look is that a person has other things open than before.
type look struct {
	user string
	open []opened
}

// openedOf reads what an event says that is open, most relevant first; false where
// it says nothing of that, as where the app does not subscribe to
// app_context_changed. Canvases and lists are left out.
func openedOf(appContext json.RawMessage, team string) (list []opened, said bool) {
	var c struct {
		Entities []json.RawMessage `json:"entities"`
	}
	if len(appContext) == 0 || json.Unmarshal(appContext, &c) != nil {
		return nil, false
	}
	for _, raw := range c.Entities {
		var e slackevents.AppContextEntity
		if json.Unmarshal(raw, &e) != nil {
			continue // of a kind that is not known yet
		}
		o := opened{foreign: foreign(team, e.TeamID)}
		switch {
		case e.Type == slackevents.AppContextEntityChannel:
			o.channel = e.Value
		case e.Message != nil:
			o.channel, o.message = e.Message.ChannelID, e.Message.MessageTimestamp
		}
		if o.channel != "" {
			list = append(list, o)
		}
	}
	return list, true
}

// lookedAt takes up what an event says that a person has open.
func (c *call) lookedAt(user string, appContext json.RawMessage, team string) {
	if list, said := openedOf(appContext, team); said && user != "" {
		c.look = &look{user, list}
	}
}

// openMessage returns what the message says that a person has open, where they ask
// in their direct conversation whether "this" is right. One that is open itself goes
// before the channel, of which it is what a person wrote last. It is empty where the
// person may not see it, or the bot.
func (a *Adapter) openMessage(ctx context.Context, d bot.Delivery, at target, exact bool) string {
	if !at.Direct || !bot.AsksIfRight(d.Question.Text) {
		return ""
	}
	list, _ := a.screens.Peek(inInstallation(ctx, at.User))
	i := slices.IndexFunc(list, func(o opened) bool { return o.channel != at.Channel && (o.message != "") == exact })
	if i < 0 {
		return ""
	}
	may, err := a.maySee(ctx, d.Question.Asker, list[i])
	text := ""
	if err == nil && may {
		text, err = a.messageIn(ctx, list[i])
	}
	switch {
	case codeOf(err) == "missing_scope":
		a.once("what a person has open is not looked up: quoth slack check says which scope is missing", err)
	case err != nil:
		a.log.Info("what a person has open cannot be looked up", "channel", list[i].channel, "error", err)
	}
	return text
}

// maySee reports whether a person may see a channel that they have open: every
// member of the workspace sees its public ones, and everybody those that they have
// joined. A direct conversation is nobody else's.
func (a *Adapter) maySee(ctx context.Context, who bot.Asker, o opened) (bool, error) {
	c, err := a.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: o.channel})
	switch {
	case err != nil:
		return false, err
	case c.IsIM:
		return false, nil
	case c.IsMpIM:
		return a.hasJoined(ctx, who.ID, o.channel, "mpim")
	case c.IsPrivate || c.IsGroup:
		return a.hasJoined(ctx, who.ID, o.channel, "private_channel")
	case who.Outside || o.foreign:
		return a.hasJoined(ctx, who.ID, o.channel, "public_channel")
	}
	return true, nil
}

// joinedPage is the most conversations that Slack lists at a time.
const joinedPage = 999

// hasJoined reports whether a person is a member of a channel. Slack lists those of
// the person, of which private ones are few, since the bot must be in them too; a
// channel's members can be thousands.
func (a *Adapter) hasJoined(ctx context.Context, user, channel, kind string) (bool, error) {
	for cursor, pages := "", 0; pages < maxPages; pages++ {
		list, next, err := a.api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{
			UserID: user, Types: []string{kind}, Limit: joinedPage, Cursor: cursor, ExcludeArchived: true,
		})
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(list, func(c slack.Channel) bool { return c.ID == channel }) {
			return true, nil
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return false, nil
}

// lastRead is how many messages of a channel are looked through for the last one
// that a person wrote.
const lastRead = 20

// messageIn returns the text of the message that is open, which the bot did not
// write, or of the last one that a person wrote in the channel.
func (a *Adapter) messageIn(ctx context.Context, o opened) (string, error) {
	if o.message != "" {
		list, _, _, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: o.channel, Timestamp: o.message, Latest: o.message, Inclusive: true, Limit: 2, // the root of the thread comes first
		})
		if err != nil {
			return "", err
		}
		i := slices.IndexFunc(list, func(m slack.Message) bool { return m.Timestamp == o.message })
		if i < 0 || a.me(ctx).wrote(list[i]) {
			return "", nil
		}
		return read(list[i].Text, "").text, nil
	}
	history, err := a.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{ChannelID: o.channel, Limit: lastRead})
	if err != nil {
		return "", err
	}
	for _, m := range history.Messages { // the newest first
		text := read(m.Text, "").text
		if m.BotID == "" && m.User != "" && isWritten(m.SubType) && !bot.PointsAt(text) {
			return text, nil
		}
	}
	return "", nil
}
