package discord

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

const nothing = "What is the capital of France?"

// speaking has an adapter offer languages.
func speaking(languages ...string) func(*Adapter, *adapters.IntakeOptions) {
	return func(a *Adapter, _ *adapters.IntakeOptions) { a.opts.Languages = languages }
}

// A person's language is spoken where they alone read it, a server's where all do, and
// else the first that is offered.
func TestLanguages(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Locale: "es-ES"})
	guild := server.Guild()
	channel, anna := server.Channel(guild), server.User("anna")
	server.Speak(anna, "de")
	p := serve(t, server, theBot(t), speaking("fr", "de", "es"))
	p.ready()
	shown := func(what, want string, among func() []discordtest.Message) {
		t.Helper()
		p.until(what, func() bool {
			for _, m := range among() {
				if text, _ := read(m.Body); strings.Contains(text, want) {
					return true
				}
			}
			return false
		})
	}
	says := func(what, message, want string) {
		t.Helper()
		shown(what, want, func() []discordtest.Message { return p.answersTo(message) })
	}
	responds := func(what, id, want string) {
		t.Helper()
		shown(what, want, func() []discordtest.Message { return []discordtest.Message{p.original(id)} })
	}
	use := func(options map[string]any) string {
		return server.Use(discordtest.Command{User: anna, Channel: channel, Name: commandAsk, Options: options})
	}
	responds("all are told in Spanish", use(map[string]any{optionQuestion: nothing}), "Las fuentes no responden a esto.")
	responds("one is told in German", use(map[string]any{optionQuestion: nothing, optionPrivate: true}), "Die Quellen beantworten das nicht.")
	says("a mention is answered in Spanish", server.Say(discordtest.Saying{Author: discordtest.User{ID: anna, Username: "anna"}, Channel: channel, Content: "<@" + discordtest.BotID + "> " + nothing}), "Las fuentes no responden a esto.")
	says("directly, French is spoken", p.say("ben", nothing), "Les sources n'y répondent pas.")
}

// Commands have names in the languages that are offered, and are written once.
func TestLocalizedCommands(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{})
	for range 2 {
		p := serve(t, server, theBot(t), speaking("en", "de", "es"))
		p.answeredOnceReady("anna")
		p.end()
		p.until("Discord has noticed", func() bool { return len(server.Sessions()) == 0 })
	}
	list, n := server.Commands("")
	if n != 1 {
		t.Errorf("they were written %d times", n)
	}
	names := map[discordgo.Locale]string{}
	for _, text := range list {
		var c discordgo.ApplicationCommand
		if err := json.Unmarshal(text, &c); err != nil {
			t.Fatal(err)
		}
		if c.NameLocalizations == nil {
			t.Fatalf("%s has no other names", c.Name)
		}
		if c.Name == commandAsk {
			names = *c.NameLocalizations
			if len(c.Options[0].NameLocalizations) != 3 || c.DescriptionLocalizations == nil {
				t.Errorf("its option is %+v", c.Options[0])
			}
		}
	}
	if len(names) != 3 || names[discordgo.German] != "fragen" || names[discordgo.SpanishLATAM] != "preguntar" {
		t.Errorf("ask is %v", names)
	}
}
