package slack

import (
	"context"
	"time"

	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/bot"
)

// rootLimit is how long the message that a thread hangs on is waited for: Slack wants
// an event acknowledged within three seconds.
const rootLimit = 1500 * time.Millisecond

// threadRoot returns what the message says that the thread of a question hangs on,
// where somebody else than the bot wrote it: "is this right?" in a thread asks about
// that. It is empty where there is none, or Slack does not tell in time.
func (a *Adapter) threadRoot(ctx context.Context, d bot.Delivery) string {
	at, err := placeOf(d)
	if err != nil || at.Thread == "" || at.Thread == at.Asked {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, rootLimit)
	defer cancel()
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
