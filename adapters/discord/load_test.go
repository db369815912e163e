package discord

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

// Three hundred people ask by commands in thirty channels within three seconds,
// and twice the connection is taken away. Each is answered once.
func TestLoad(t *testing.T) {
	const (
		people   = 300
		channels = 30
		within   = 3 * time.Second
	)
	server := discordtest.New(t, discordtest.Options{CallTime: 5 * time.Millisecond, Zlib: true})
	p := serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.pace = discordsPace })
	var where []string
	for range channels {
		where = append(where, server.Channel(server.Guild()))
	}
	p.ready()
	ask := func(n int) string {
		return server.Use(discordtest.Command{
			User: server.User(fmt.Sprint("person", n)), Channel: where[n%channels], Name: commandAsk, Options: map[string]any{optionQuestion: question},
		})
	}
	for i := range channels { // so that all that is made once is there
		p.original(ask(people + i))
	}
	before, left := measure(), server.IdentifiesLeft()
	var ids []string
	most := 0
	for i := range people {
		switch i {
		case people / 3:
			server.SendAll(`{"op":7}`)
		case 2 * people / 3:
			server.Down(true)
			server.Down(false)
		}
		ids = append(ids, ask(i))
		most = max(most, runtime.NumGoroutine())
		time.Sleep(within / people)
	}
	posts := map[string]discordtest.Message{}
	p.until("all are answered", func() bool {
		for _, m := range server.Posts() {
			posts[m.ID] = m
		}
		return !slices.ContainsFunc(ids, func(id string) bool { _, ok := posts[server.Interaction(id).Original]; return !ok })
	})
	var first []time.Duration
	for _, id := range ids {
		i := server.Interaction(id)
		m := posts[i.Original]
		if text, _ := read(m.Body); !strings.Contains(text, quoted) || m.Updates != 1 || len(i.FollowUps) > 0 {
			t.Errorf("an answer of %d versions and %d further messages: %q", m.Updates, len(i.FollowUps), text)
		}
		first = append(first, i.Answered.Sub(i.At))
	}
	if n := len(server.Posts()); n != people+channels {
		t.Errorf("%d messages were posted for %d questions", n, people+channels)
	}
	if n := left - server.IdentifiesLeft(); n != 0 {
		t.Errorf("%d sessions were begun, where the first was to be resumed", n)
	}
	after := measure()
	slices.Sort(first)
	t.Logf("first response: p50 %v, p99 %v, longest %v; goroutines: %d before, %d at most, %d after; heap: %d KB before, %d KB after",
		first[len(first)/2], first[len(first)*99/100], first[len(first)-1], before.goroutines, most, after.goroutines, before.heap>>10, after.heap>>10)
	// What connections to the server keep, and what the server remembers of 300
	// interactions, is less.
	if after.goroutines > before.goroutines+50 || most > before.goroutines+6*maxSlots {
		t.Errorf("goroutines: %d before, %d at most, %d after", before.goroutines, most, after.goroutines)
	}
	if after.heap > before.heap+32<<20 {
		t.Errorf("the heap has grown from %d to %d KB", before.heap>>10, after.heap>>10)
	}
}

type measured struct {
	goroutines int
	heap       uint64
}

// measure measures what is left when what has ended is cleared away.
func measure() measured {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return measured{runtime.NumGoroutine(), m.HeapAlloc}
}
