// Package all is the visible list of adapters: nothing registers itself.
package all

import (
	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord"
	"github.com/quoth-bot/quoth/adapters/slack"
)

// Options are those of the platforms that are configured; nil for the others.
type Options struct {
	Slack   *slack.Options
	Discord *discord.Options
}

// Adapters lists the platforms that are configured, a line each.
func Adapters(o Options, b adapters.Bot) []adapters.Adapter {
	var out []adapters.Adapter
	if o.Slack != nil {
		out = append(out, slack.New(*o.Slack, b))
	}
	if o.Discord != nil {
		out = append(out, discord.New(*o.Discord, b))
	}
	return out
}
