package discord

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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
	before := first.say("anna", question)
	first.until("an answer", func() bool { return len(first.answersTo(before)) == 1 })
	first.end()
	meanwhile := first.say("anna", question)
	second := serve(t, server, theBot(t), keep)
	second.until("what was said meanwhile is answered", func() bool { return len(second.answersTo(meanwhile)) == 1 })
	if n := server.IdentifiesLeft(); n != 999 {
		t.Errorf("the second run identified, and did not resume")
	}
	if !server.Replayed(meanwhile) || server.Replayed(before) {
		t.Errorf("what was said meanwhile was delivered: %t; what was answered before, again: %t", server.Replayed(meanwhile), server.Replayed(before))
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

// Sessions that can be gone on with need no identify.
func TestResumesWhereIdentifiesRanOut(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Identifies: 2, Shards: 2, Patient: true})
	p := serve(t, server, theBot(t))
	p.ready()
	for range 3 {
		server.Down(true)
		server.Down(false)
		p.ready()
		p.answered("anna")
	}
	if n := server.IdentifiesLeft(); n != 0 {
		t.Errorf("%d identifies are left of two, which two shards needed", n)
	}
}

// Failures to begin a session do not slow down how one is gone on with, and
// that is tried each ten seconds at least.
func TestPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		again := newRetry(discordsPace.Retry)
		pause := func(resume bool, stood time.Duration) time.Duration {
			began := time.Now()
			if err := again.wait(t.Context(), resume, stood, discordsPace.Invalid); err != nil {
				t.Fatal(err)
			}
			return time.Since(began)
		}
		identifies := time.Duration(0)
		for range 20 {
			identifies = pause(false, 0)
		}
		if identifies < 30*time.Second {
			t.Errorf("the 20th identify in vain comes %v after the one before", identifies)
		}
		if first := pause(true, 0); first > discordsPace.Retry {
			t.Errorf("after identifies in vain, a session is gone on with after %v", first)
		}
		for range 20 {
			if p := pause(true, 0); p > 10*time.Second {
				t.Errorf("a session is gone on with after %v", p)
			}
		}
		if p := pause(true, 2*steady); p != 0 {
			t.Errorf("a session that went well is gone on with after %v", p)
		}
		if p := pause(false, 2*steady); p < 30*time.Second {
			t.Errorf("after a session that was short, another is begun after %v", p)
		}
		if p := pause(false, 2*settled); p > discordsPace.Invalid+discordsPace.Retry {
			t.Errorf("after a session that was long, another is begun after %v", p)
		}
	})
}

// Shards begin bucket by bucket, also where those of the last come first.
func TestShardsBeginInOrder(t *testing.T) {
	const shards, keys = 6, 2
	server := discordtest.New(t, discordtest.Options{Shards: shards, MaxConcurrency: keys, IdentifyWindow: 20 * time.Millisecond})
	serve(t, server, theBot(t), func(a *Adapter, _ *adapters.IntakeOptions) { a.pace.Identify = 40 * time.Millisecond }).ready()
	inOrder(t, server.Identified(), shards, keys)

	again := newGate(newClient(discordtest.Token, server.URL()), 10*time.Millisecond, keys, slog.New(slog.DiscardHandler))
	for i := range shards {
		again.enrol(i)
	}
	var mu sync.Mutex
	var passed []int
	var running sync.WaitGroup
	for i := range shards {
		running.Go(func() {
			number := shards - 1 - i
			if _, err := again.pass(t.Context(), number); err != nil {
				t.Error(err)
			}
			mu.Lock()
			passed = append(passed, number)
			mu.Unlock()
			again.leave(number, true)
		})
	}
	running.Wait()
	inOrder(t, passed, shards, keys)
}

func inOrder(t *testing.T, numbers []int, shards, keys int) {
	t.Helper()
	buckets := make([]int, len(numbers))
	for i, n := range numbers {
		buckets[i] = n / keys
	}
	if len(numbers) != shards || !slices.IsSorted(buckets) {
		t.Errorf("the shards began in this order: %v", numbers)
	}
}

// Where one identify is left, one shard takes it.
func TestTheLastIdentifyIsTakenOnce(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Shards: 2, MaxConcurrency: 2, Identifies: 1})
	g := newGate(newClient(discordtest.Token, server.URL()), time.Millisecond, 2, slog.New(slog.DiscardHandler))
	if _, err := g.pass(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), moment)
	defer stop()
	if _, err := g.pass(ctx, 1); err == nil {
		t.Error("a second shard took it too")
	}
}
