package quoth

import (
	"log/slog"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/all"
	"github.com/quoth-bot/quoth/adapters/discord"
	"github.com/quoth-bot/quoth/adapters/slack"
	"github.com/quoth-bot/quoth/config"
)

// An adapterMaker makes the adapters of the platforms that are configured.
type adapterMaker func(config.Config, adapters.Bot, *slog.Logger) []adapters.Adapter

// newAdapters is the adapterMaker of the program.
func newAdapters(c config.Config, b adapters.Bot, log *slog.Logger) []adapters.Adapter {
	var o all.Options
	if c.Slack.Configured() {
		options := slackOptions(c.Slack, log)
		o.Slack = &options
	}
	if c.Discord.Configured() {
		options := discordOptions(c, log)
		o.Discord = &options
	}
	return all.Adapters(o, b)
}

func slackOptions(c config.Slack, log *slog.Logger) slack.Options {
	return slack.Options{
		AppToken:      string(c.AppToken),
		BotToken:      string(c.BotToken),
		SigningSecret: string(c.SigningSecret),
		Socket:        c.Connection() == config.SlackSocket,
		Listen:        c.Listen,
		APIURL:        c.APIURL,
		Log:           log,
	}
}

func discordOptions(c config.Config, log *slog.Logger) discord.Options {
	return discord.Options{
		Token:       string(c.Discord.Token),
		APIURL:      c.Discord.APIURL,
		TestServers: c.Discord.TestServers,
		Sessions:    c.Journal.Path + ".discord", // beside the journal, as both are kept over restarts
		Log:         log,
	}
}
