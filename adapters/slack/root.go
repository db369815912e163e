package slack

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/bot"
)

// pointLimit is how long what a question points at is waited for: Slack wants an
// event acknowledged within three seconds.
const pointLimit = 1500 * time.Millisecond

// pointAt fills in what a question points at, where that is neither shared nor
// quoted: the message that the person has open, else what the thread hangs on, else
// what was written last in the channel that the person has open.
func (a *Adapter) pointAt(ctx context.Context, d *bot.Delivery) {
	at, err := placeOf(*d)
	if err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, pointLimit)
	defer cancel()
	about := a.openMessage(ctx, *d, at, true)
	if about == "" {
		if d.Question.About = a.threadRoot(ctx, at); d.Question.About != "" {
			return
		}
		about = a.openMessage(ctx, *d, at, false)
	}
	if about != "" {
		at.Headed = true
		d.Question.About, d.Payload = about, at.payload()
	}
}

// threadRoot returns what the message says that the thread of a question hangs on,
// where somebody else than the bot wrote it: "is this right?" in a thread asks about
// that. It is empty where there is none, or Slack does not tell in time.
func (a *Adapter) threadRoot(ctx context.Context, at target) string {
	if at.Thread == "" || at.Thread == at.Asked {
		return ""
	}
	list, _, _, err := a.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
		ChannelID: at.Channel, Timestamp: at.Thread, Limit: 1, Inclusive: true,
	})
	if err != nil {
		a.log.Info("the message that a thread hangs on is not known", "channel", at.Channel, "error", err)
		return ""
	}
	if len(list) == 0 || list[0].BotID != "" {
		return ""
	}
	return read(list[0].Text, "").text
}
