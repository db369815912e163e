package discord

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/bot/texts"
)

// locales are Discord's names of languages, in which commands have names.
var locales = map[string][]discordgo.Locale{
	"de": {discordgo.German}, "es": {discordgo.SpanishES, discordgo.SpanishLATAM}, "fr": {discordgo.French},
}

// languageOf is the language of a server; of direct messages, which tell none, the
// first that is offered.
func (a *Adapter) languageOf(server string) string {
	locale, _ := a.locales.Peek(server)
	return texts.Choose(a.opts.Languages, locale)
}

// localeLimit is how long a server's language is waited for.
const localeLimit = 1500 * time.Millisecond

// learnLocale asks Discord for the language of a server of which no event has told, as
// after a session that was gone on with.
func (a *Adapter) learnLocale(ctx context.Context, server string) {
	if server == "" || len(a.opts.Languages) < 2 || a.locales.Contains(server) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, localeLimit)
	defer cancel()
	var guild discordgo.Guild
	if err := a.client.call(ctx, http.MethodGet, discordgo.EndpointGuild(server), nil, &guild); err != nil {
		a.log.Info("a server's language is not known", "server", server, "error", err)
	}
	a.locales.Add(server, guild.PreferredLocale)
}

// learnServer remembers what an event tells of a server.
func (a *Adapter) learnServer(raw []byte) {
	var g struct {
		ID     string `json:"id"`
		Locale string `json:"preferred_locale"`
	}
	if json.Unmarshal(raw, &g) == nil && g.ID != "" && g.Locale != "" {
		a.locales.Add(g.ID, g.Locale)
	}
}
