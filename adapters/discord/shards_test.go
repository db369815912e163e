package discord

import (
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// A token that Discord does not accept is a setting to fix, and not a reason
// to try for ever.
func TestWrongToken(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{})
	p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) {
		a.client = newClient("another", server.URL())
	})
	select {
	case <-p.over:
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
	}
	if !strings.Contains(p.log.String(), "the end: discord.token: Discord does not accept it. Copy the token") {
		t.Errorf("the log:\n%s", p.log)
	}
}

func TestShards(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Shards: 3, MaxConcurrency: 2, IdentifyWindow: 100 * time.Millisecond})
	p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.pace.Identify = 150 * time.Millisecond })
	var channels []string
	for range 12 {
		channels = append(channels, server.Channel(server.Guild()))
		time.Sleep(2 * time.Millisecond) // for other numbers, and with them other shards
	}
	p.ready()
	anna := server.User("anna")
	for _, c := range channels {
		id := server.Say(discordtest.Saying{Author: discordtest.User{ID: anna, Username: "anna"}, Channel: c, Content: "<@" + discordtest.BotID + "> " + question})
		p.until("an answer in each server", func() bool { return len(p.answersTo(id)) == 1 })
	}
	p.answered("anna")
	if left := server.IdentifiesLeft(); left != 1000-3 {
		t.Errorf("%d identifies are left of 1,000, where there were three shards", left)
	}
}

// Discord may want more shards than it said; they are made then.
func TestMoreShards(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{})
	p := serve(t, server, theBot(t))
	p.ready()
	server.SetShards(2)
	server.Close(4011)
	p.until("there are two shards", func() bool { return len(server.Sessions()) == 2 })
	p.answered("anna")
}

// What is asked while the program restarts is answered after it, and nothing
// twice.
func TestRestartLosesNothing(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{})
	file := t.TempDir() + "/sessions"
	keep := func(a *Adapter, _ *adapters.IntakeOptions) { a.sessions.path = file }
	first := serve(t, server, theBot(t), keep)
	first.ready()
	first.answered("anna")
	first.end()
	meanwhile := first.say("anna", question)
	second := serve(t, server, theBot(t), keep)
	second.until("what was said meanwhile is answered", func() bool { return len(second.answersTo(meanwhile)) == 1 })
	if n := server.IdentifiesLeft(); n != 999 {
		t.Errorf("the second run identified, and did not resume")
	}
	second.until("the commands are looked at again", func() bool { return len(server.Calls("GET", "/commands")) == 2 })
}

// Where no identify is left today, the next session waits for tomorrow.
func TestIdentifiesRunOut(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Identifies: 1, ResetAfter: 500 * time.Millisecond, Patient: true})
	p := serve(t, server, theBot(t))
	p.ready()
	server.Forget()
	server.Close(4009)
	for len(server.Sessions()) == 0 {
		if n := server.IdentifiesLeft(); n < 0 {
			t.Fatal("it identified though no identify was left")
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.answered("anna")
}
