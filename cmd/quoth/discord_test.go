package quoth

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// startDiscord starts a Discord for a script, which may use its bot.
func startDiscord(t *testing.T, ts *testscript.TestScript) {
	server := discordtest.New(t, discordtest.Options{})
	ts.Setenv("QUOTH_DISCORD_TOKEN", discordtest.Token)
	ts.Setenv("QUOTH_DISCORD_API_URL", server.URL())
}

// The whole program answers on Discord with nothing set but a token and an
// address, whichever way that is written.
func TestServeDiscord(t *testing.T) {
	for _, path := range []string{"", "/", "/api", "/api/", "/api/v10", "/api/v10/"} {
		server := discordtest.New(t, discordtest.Options{Patient: true})
		t.Setenv("QUOTH_DISCORD_TOKEN", discordtest.Token)
		t.Setenv("QUOTH_DISCORD_API_URL", server.URL()+path)
		t.Setenv("QUOTH_JOURNAL_PATH", filepath.Join(t.TempDir(), "quoth.db"))
		t.Setenv("QUOTH_SERVE_LISTEN", "off")
		anna := server.User("anna")
		channel := server.Channel(server.Guild())
		server.Say(discordtest.Saying{Author: discordtest.User{ID: anna, Username: "anna"}, Channel: channel, Content: "<@" + discordtest.BotID + "> What did the Duma ratify?"})
		ctx, stop := context.WithCancel(t.Context())
		var log page
		ended := make(chan int, 1)
		go func() { ended <- run(ctx, []string{"serve"}, strings.NewReader(""), &log, &log) }()
		for end := time.Now().Add(15 * time.Second); len(server.Posts()) == 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%q: no answer; the log:\n%s", path, &log)
			}
		}
		stop()
		if status := <-ended; status != exitFound {
			t.Errorf("%q: exit status %d; the log:\n%s", path, status, &log)
		}
		if text := string(server.Posts()[0].Body.Components[0]); !strings.Contains(text, "**ratified**") {
			t.Errorf("%q: the answer is %s", path, text)
		}
		if strings.Contains(log.String(), discordtest.Token) {
			t.Error("the token stands in the log")
		}
	}
}
