package adapters_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// pausing is a platform that asks to wait until a time with what is posted for a
// question.
func pausing(question string, until time.Time) func(context.Context, adapters.Reply) error {
	return func(_ context.Context, r adapters.Reply) error {
		if r.Delivery.Question.Text == question && time.Now().Before(until) {
			return fmt.Errorf("%w: %w", &adapters.LaterError{At: until}, adapters.ErrNotPosted)
		}
		return nil
	}
}

// owed lists when what was posted says that it was asked.
func (p *platform) owed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, r := range p.posts {
		for _, a := range r.Answers {
			if phrases := a.Phrases(); !a.Owed.IsZero() {
				out = append(out, phrases[0].String())
			}
		}
	}
	return out
}

// An hour's pause holds up its own conversation alone, and what comes late says when
// it was asked.
func TestPauseOfAnHour(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.platform.post = pausing("one", time.Now().Add(time.Hour))
		s.start()
		said := "Asked at " + time.Now().Local().Format("15:04 MST") + ":"
		s.say(message("a", "one"))
		s.say(message("a", "two"))
		s.say(message("b", "three"))
		s.want("three: three")
		time.Sleep(59 * time.Minute)
		s.want("three: three")
		time.Sleep(2 * time.Minute)
		s.want("three: three", "one: one", "two: two")
		if got := s.platform.owed(); len(got) != 2 || got[0] != said {
			t.Errorf("%q", got)
		}
		s.wantCount(adapters.FaultUnanswered, 0)
		s.end()
	})
}

// What waits does not hold up the end of the program, and is answered by the next run,
// unless it is too late by then.
func TestEndWithinAPause(t *testing.T) {
	for name, test := range map[string]struct {
		drop bool
		want []string
	}{"late answers say so": {false, []string{"one: one"}}, "late answers are left out": {true, nil}} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, s *stage) {
				s.opts.DropLate = test.drop
				s.platform.post = pausing("one", time.Now().Add(time.Hour))
				s.start()
				s.say(message("a", "one"))
				synctest.Wait()
				began := time.Now()
				s.end()
				if took := time.Since(began); took > time.Second {
					t.Errorf("the end took %v", took)
				}
				time.Sleep(time.Hour)
				s.start()
				s.want(test.want...)
				s.end()
				s.start() // and nothing of it is owed any more
				s.want(test.want...)
				s.end()
			})
		})
	}
}

// A notice is of no use an hour later.
func TestNoticeThatWouldBeLate(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.opts.PersonPer = 1
		s.platform.post = pausing("two", time.Now().Add(time.Hour))
		s.start()
		s.say(message("a", "one"))
		s.say(message("a", "two"))
		time.Sleep(2 * time.Hour)
		s.want("one: one")
		s.end()
	})
}

// A token that is taken away ends the run, and what is owed waits until it works again:
// it is tried every minute, told once, and with one attempt each time.
func TestTokenTakenAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, tally := newPlatform(), &tally{}
		var away atomic.Bool // the token
		var tries atomic.Int32
		p.post = func(context.Context, adapters.Reply) error {
			if !away.Load() {
				return nil
			}
			tries.Add(1)
			return fmt.Errorf("%w: %w", &adapters.SettingError{Setting: "test.token", Problem: "it is refused", Fix: "Copy it."}, adapters.ErrNotPosted)
		}
		p.run = func(ctx context.Context) error {
			if away.Load() {
				return &adapters.SettingError{Setting: "test.token", Problem: "it is refused", Fix: "Copy it."}
			}
			<-ctx.Done()
			return nil
		}
		var log strings.Builder
		opts := adapters.IntakeOptions{Monitor: tally, Log: slog.New(slog.NewTextHandler(&log, nil))}
		ctx, stop := context.WithCancel(t.Context())
		done, asked := make(chan error), make(chan struct{})
		answering := &oracle{ask: func(context.Context, bot.Question) error { <-asked; return nil }}
		go func() {
			done <- adapters.ServeAll(ctx, []adapters.Adapter{p}, answering, &adapters.MemoryLedger{}, opts)
		}()
		in := <-p.started
		in.Connected(true)
		for _, text := range []string{"one", "two", "three"} {
			if err := in.Receive(t.Context(), message(text, text)); err != nil {
				t.Error(err)
			}
		}
		away.Store(true)
		close(asked)
		synctest.Wait()
		go func() {
			for range p.started {
			}
		}()
		if err := in.Receive(t.Context(), message("late", "late")); !errors.Is(err, adapters.ErrClosed) {
			t.Errorf("what is asked then: %v", err)
		}
		time.Sleep(10 * time.Minute)
		away.Store(false)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if got := p.said(); len(got) != 3 || len(p.owed()) != 0 {
			t.Errorf("posted %q", got)
		}
		if n := strings.Count(log.String(), "level=ERROR"); n != 1 || !strings.Contains(log.String(), "setting=test.token") {
			t.Errorf("it is told %d times:\n%s", n, &log)
		}
		if n := tries.Load(); n > 3+4*10 {
			t.Errorf("%d attempts to post", n)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		close(p.started)
	})
}
