package quoth

import (
	"log/slog"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/all"
	"github.com/quoth-bot/quoth/adapters/discord"
	"github.com/quoth-bot/quoth/adapters/slack"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/config"
)

// An adapterMaker makes the adapters of the platforms that are configured.
type adapterMaker func(config.Config, adapters.Bot, keeper, *slog.Logger) []adapters.Adapter

// newAdapters is the adapterMaker of the program.
func newAdapters(c config.Config, b adapters.Bot, k keeper, log *slog.Logger) []adapters.Adapter {
	var o all.Options
	if c.Slack.Configured() {
		options := slackOptions(c, k, log)
		o.Slack = &options
	}
	if c.Discord.Configured() {
		options := discordOptions(c, k, log)
		o.Discord = &options
	}
	return all.Adapters(o, b)
}

// slackOptions are those of settings that were judged; store may be nil where
// nothing is stored yet.
func slackOptions(settings config.Config, store slack.Store, log *slog.Logger) slack.Options {
	c := settings.Slack
	o := slack.Options{
		Languages:     settings.Answers.Languages,
		AppToken:      string(c.AppToken),
		BotToken:      string(c.BotToken),
		SigningSecret: string(c.SigningSecret),
		Socket:        c.Connection() == config.SlackSocket,
		Listen:        c.Listen,
		APIURL:        c.APIURL,
		Log:           log,
	}
	if c.OAuth() {
		key, _ := c.TokenKeyBytes() // a wrong one is no sound setting
		o.OAuth = &slack.OAuth{
			ClientID:     c.ClientID,
			ClientSecret: string(c.ClientSecret),
			Key:          key,
			Address:      c.Address,
			Workspaces:   c.Workspaces,
			Store:        store,
		}
	}
	return o
}

// A leaser is a keeper that several processes may share.
type leaser interface {
	Leases() (journal.Leases, bool)
}

// discordOptions are those of settings that were judged; k may be nil where nothing
// is served.
func discordOptions(c config.Config, k keeper, log *slog.Logger) discord.Options {
	var forums []discord.Forum
	for _, f := range c.Discord.ForumList() {
		forums = append(forums, discord.Forum(f))
	}
	o := discord.Options{
		Token:       string(c.Discord.Token),
		APIURL:      c.Discord.APIURL,
		TestServers: c.Discord.TestServers,
		Forums:      forums,
		Languages:   c.Answers.Languages,
		Sessions:    c.Journal.Path + ".discord", // beside the journal, as both are kept over restarts
		Log:         log,
	}
	if l, ok := k.(leaser); ok {
		if leases, shared := l.Leases(); shared {
			o.Sessions, o.Leases = "", leases
		}
	}
	return o
}
