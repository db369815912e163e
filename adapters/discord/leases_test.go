package discord

import (
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/internal/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

// shareIn starts a process that shares a journal with others.
func shareIn(t *testing.T, server *discordtest.Server, url string) *program {
	t.Helper()
	j, err := journal.Open(t.Context(), journal.Options{URL: url, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	leases, shared := j.Leases()
	if !shared {
		t.Fatal("it is not shared")
	}
	return serveWith(t, server, theBot(t), j, func(a *Adapter, o *adapters.IntakeOptions) {
		a.opts.Leases, a.pace.Lease, o.Lease = leases, time.Second, time.Second
	})
}

// shardsOf counts the shards that connected in processes, by what they log.
func shardsOf(all ...*program) (counts []int) {
	for _, p := range all {
		counts = append(counts, int(p.adapter.up.Load())-1) // that it takes part counts as one
	}
	return counts
}

// Shards are shared out among processes, each in one of them: they move when one
// joins, and when one ends, and what is asked meanwhile is answered once.
func TestShardsAreShared(t *testing.T) {
	url := postgrestest.NewURL(t)
	server := discordtest.New(t, discordtest.Options{Shards: 4, MaxConcurrency: 4, IdentifyWindow: time.Millisecond})
	var channels, asked []string
	for range 12 {
		channels = append(channels, server.Channel(server.Guild()))
		time.Sleep(2 * time.Millisecond) // for other numbers, and with them other shards
	}
	anna := server.User("anna")
	ask := func() {
		for _, c := range channels {
			asked = append(asked, server.Say(discordtest.Saying{Author: discordtest.User{ID: anna, Username: "anna"}, Channel: c, Content: "<@" + discordtest.BotID + "> " + question}))
		}
	}
	a := shareIn(t, server, url)
	spread := func(want string, all ...*program) {
		t.Helper()
		a.until(fmt.Sprintf("%s shards in the processes, which have %v", want, shardsOf(all...)), func() bool { return fmt.Sprint(shardsOf(all...)) == want })
	}
	spread("[4]", a)
	ask()
	b := shareIn(t, server, url)
	ask()
	spread("[2 2]", a, b)
	ask()
	a.end()
	ask()
	spread("[4]", b)
	ask()
	for _, id := range asked {
		b.until("an answer to "+id, func() bool { return len(b.answersTo(id)) > 0 })
	}
	b.end()
	for _, id := range asked {
		if n := len(b.answersTo(id)); n != 1 {
			t.Errorf("there are %d answers to %s", n, id)
		}
	}
	if n := server.IdentifiesLeft(); n != 1000-4 {
		t.Errorf("%d identifies are left: a shard that moves does not go on with its session", n)
	}
}
