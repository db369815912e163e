// Package all is the visible list of adapters: nothing registers itself.
package all

import (
	"quoth/adapters"
	"quoth/adapters/slack"
)

// Options are those of the platforms that are configured; nil for the others.
type Options struct {
	Slack *slack.Options
}

// Adapters lists the platforms that are configured, a line each.
func Adapters(o Options, b adapters.Bot) []adapters.Adapter {
	var out []adapters.Adapter
	if o.Slack != nil {
		out = append(out, slack.New(*o.Slack, b))
	}
	return out
}
