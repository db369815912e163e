package adapters_test

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/internal/postgrestest"
)

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

// A sharing is one of several processes that share a ledger on a server.
type sharing struct {
	*platform
	journal *journal.Journal
	intake  *adapters.Intake
	end     func()
}

// share starts a process. Its time is short, so that others need not wait long.
func share(t *testing.T, url string, p *platform) *sharing {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	j, err := journal.Open(t.Context(), journal.Options{URL: url, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	s := &sharing{platform: p, journal: j}
	ctx, stop := context.WithCancel(t.Context())
	in := adapters.NewIntake(p, &oracle{}, j, adapters.IntakeOptions{Log: log, Retry: time.Millisecond, Lease: time.Second, Drain: time.Second})
	done := make(chan error, 1)
	go func() { done <- in.Serve(ctx) }()
	s.intake = <-p.started
	s.end = sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		j.Close()
	})
	t.Cleanup(s.end)
	return s
}

func (s *sharing) say(t *testing.T, d bot.Delivery) {
	t.Helper()
	if err := s.intake.Receive(t.Context(), d); err != nil {
		t.Error(err)
	}
}

// soon waits until something is so.
func soon(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}

// saidBy lists what processes posted.
func saidBy(all ...*sharing) (out []string) {
	for _, s := range all {
		out = append(out, s.said()...)
	}
	return out
}

// A question that comes to two processes is answered once; what waits behind it in
// its conversation is answered after it, by whichever process.
func TestSharedBetweenTwo(t *testing.T) {
	url := postgrestest.NewURL(t)
	gate := make(chan struct{})
	slow := newPlatform()
	slow.post = func(context.Context, adapters.Reply) error { <-gate; return nil }
	a, b := share(t, url, slow), share(t, url, newPlatform())
	a.say(t, message("c", "one"))
	b.say(t, message("c", "one"))
	b.say(t, message("c", "two"))
	b.say(t, message("other", "three"))
	soon(t, "another conversation waits", func() bool { return len(b.said()) > 0 })
	if got := b.said(); !slices.Equal(got, []string{"three: three"}) {
		t.Errorf("the second process says %q", got)
	}
	close(gate)
	soon(t, "the second question is not answered", func() bool { return len(saidBy(a, b)) == 3 })
}

// A process that cannot reach the ledger answers nothing, and acknowledges nothing;
// what it received is answered once when it can, though another process had it too.
func TestNothingIsAnsweredWithoutTheLedger(t *testing.T) {
	url := postgrestest.NewURL(t)
	a, b := share(t, url, newPlatform()), share(t, url, newPlatform())
	thaw := sync.OnceFunc(postgrestest.Shared(t).Freeze())
	defer thaw()
	for _, s := range []*sharing{a, b} {
		if err := s.intake.Receive(t.Context(), message("c", "one")); err == nil {
			t.Error("it is acknowledged")
		}
	}
	if got := saidBy(a, b); len(got) > 0 {
		t.Errorf("without the ledger it was said: %q", got)
	}
	thaw()
	soon(t, "it is not answered", func() bool { return len(saidBy(a, b)) > 0 })
	a.end()
	b.end()
	if got := saidBy(a, b); !slices.Equal(got, []string{"one: one"}) {
		t.Errorf("it was said: %q", got)
	}
}

// While a process cannot reach the ledger, it posts nothing that another may have
// posted: not what it was about to post, nor what it was posting. It knows by
// itself when others may have taken over.
func TestCutOff(t *testing.T) {
	url := postgrestest.NewURL(t)
	p := newPlatform()
	posting, ended := make(chan struct{}), make(chan struct{})
	var once sync.Once
	p.post = func(ctx context.Context, _ adapters.Reply) error {
		first := false
		once.Do(func() { first = true })
		if first {
			close(posting)
			<-ctx.Done()
			close(ended)
		}
		return ctx.Err()
	}
	p.find = func(context.Context, bot.Delivery) (string, error) { return "", nil }
	a := share(t, url, p)
	a.say(t, message("c", "one"))
	<-posting
	thaw := sync.OnceFunc(postgrestest.Shared(t).Freeze())
	defer thaw()
	<-ended // else it would post when its time is over
	thaw()
	soon(t, "it is not taken up", func() bool { return slices.Equal(a.said(), []string{"one: one"}) })
}

// What a process leaves at its end is taken by another at once.
func TestLeftToAnother(t *testing.T) {
	url := postgrestest.NewURL(t)
	p := newPlatform()
	p.post = func(context.Context, adapters.Reply) error { return adapters.ErrNotPosted }
	a := share(t, url, p)
	a.say(t, message("c", "one"))
	a.end()
	b := share(t, url, newPlatform())
	soon(t, "it is not taken up", func() bool { return slices.Equal(b.said(), []string{"one: one"}) })
}
