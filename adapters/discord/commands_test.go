package discord

import (
	"encoding/json"
	"testing"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// Commands are written where they are others than Discord has, and only then.
func TestRegistersOnce(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{})
	guild := server.Guild()
	writes := func(servers ...string) int {
		p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.opts.TestServers = servers })
		p.until("the commands are there", func() bool {
			where := ""
			if len(servers) > 0 {
				where = servers[0]
			}
			list, _ := server.Commands(where)
			return len(list) == len(commands(nil))
		})
		p.answeredOnceReady("anna")
		p.end()
		p.until("Discord has noticed", func() bool { return len(server.Sessions()) == 0 })
		_, n := server.Commands("")
		return n
	}
	if n := writes(); n != 1 {
		t.Errorf("the first run wrote the commands %d times", n)
	}
	if n := writes(); n != 1 {
		t.Errorf("the second run wrote the commands again")
	}
	if n := writes(guild); n != 2 {
		t.Errorf("for a test server the commands were written %d times", n-1)
	}
}

func TestSameCommands(t *testing.T) {
	clone := func() (out []*discordgo.ApplicationCommand) {
		text, err := json.Marshal(commands(nil))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	have := clone()
	have[0], have[1] = have[1], have[0]
	have[0].ID, have[0].Version = "1", "2"
	if !sameCommands(have, commands(nil)) {
		t.Error("the same commands in another order are others")
	}
	for name, change := range map[string]func([]*discordgo.ApplicationCommand){
		"another description": func(l []*discordgo.ApplicationCommand) { l[0].Description += "x" },
		"another option":      func(l []*discordgo.ApplicationCommand) { l[0].Options[0].MaxLength = 7 },
		"no place":            func(l []*discordgo.ApplicationCommand) { l[0].Contexts = nil },
	} {
		have := clone()
		change(have)
		if sameCommands(have, commands(nil)) {
			t.Errorf("%s is no difference", name)
		}
	}
}
