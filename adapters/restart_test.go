package adapters_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

func TestShutdownFinishesWhatHasBegun(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(context.Context, bot.Question) error { time.Sleep(4 * time.Second); return nil }
		s.start()
		s.say(message("a", "one"))
		s.say(message("a", "two"))
		synctest.Wait()
		began := time.Now()
		s.end()
		s.want("one: one", "two: two")
		if took := time.Since(began); took != 8*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestShutdownEndsInTenSeconds(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(ctx context.Context, _ bot.Question) error {
			select {
			case <-time.After(20 * time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		s.start()
		s.say(message("a", "one"))
		s.say(message("a", "two"))
		began := time.Now()
		s.end()
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %v", took)
		}
		s.want()
		s.bot.ask = nil
		s.start()
		s.want("one: one", "two: two")
		s.wantCount("unanswered", 0)
		s.end()
	})
}

// crashed is a ledger as a program leaves it that ends while it works on a
// delivery.
func crashed(t *testing.T, d bot.Delivery, state bot.DeliveryState) bot.Ledger {
	l := &adapters.MemoryLedger{}
	if _, err := l.Receive(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := l.Advance(t.Context(), d.Key(), state, ""); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAfterACrash(t *testing.T) {
	one := "one: one"
	for _, test := range []struct {
		name   string
		state  bot.DeliveryState
		find   func(n int) (string, error) // the nth time it is looked up, from 1
		want   []string
		looked int
	}{
		{"not begun", bot.Received, nil, []string{one}, 0},
		{"done", bot.Posted, nil, nil, 0},
		{"stands", bot.Posting, func(int) (string, error) { return "post", nil }, nil, 1},
		{"does not stand", bot.Posting, func(int) (string, error) { return "", nil }, []string{one}, 1},
		{"cannot be told", bot.Posting, func(int) (string, error) { return "", adapters.ErrCannotFind }, nil, 1},
		{"cannot be told now, and stands", bot.Posting, func(n int) (string, error) {
			if n < 3 {
				return "", errBroken
			}
			return "post", nil
		}, nil, 3},
		{"cannot be told now, and does not stand", bot.Posting, func(n int) (string, error) {
			if n < 3 {
				return "", errBroken
			}
			return "", nil
		}, []string{one}, 3},
		{"cannot be told for long", bot.Posting, func(int) (string, error) { return "", errBroken }, nil, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			inTime(t, func(t *testing.T, s *stage) {
				s.ledger = crashed(t, message("a", "one"), test.state)
				s.platform.find = func(context.Context, bot.Delivery) (string, error) { return test.find(s.platform.looked) }
				s.start()
				s.say(message("a", "one")) // the platform delivers again, too
				time.Sleep(5 * time.Minute)
				s.want(test.want...)
				if s.platform.looked != test.looked {
					t.Errorf("looked up %d times, want %d", s.platform.looked, test.looked)
				}
				s.restart()
				s.want(test.want...)
				s.end()
			})
		})
	}
}

func TestAnEditIsMadeAgainAfterACrash(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.start()
		asked := message("a", "one")
		s.say(asked)
		s.end()
		changed := edit(asked, 1, "two")
		changed.Received = time.Now()
		s.ledger.Receive(t.Context(), changed)
		s.ledger.Advance(t.Context(), changed.Key(), bot.Posting, "")
		s.start()
		s.want("one: one", "post event aone = two: two")
		s.end()
	})
}

func TestMoreThanTheQueueHoldsIsTakenUp(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		for i := range 10 {
			s.ledger.Receive(t.Context(), message("a", fmt.Sprint(i)))
		}
		s.opts.Waiting = 2
		s.start()
		synctest.Wait()
		if n := len(s.platform.said()); n != 10 {
			t.Errorf("%d are answered, want 10", n)
		}
		s.end()
	})
}

func TestPostingIsTriedAgain(t *testing.T) {
	notPosted := fmt.Errorf("no connection: %w", adapters.ErrNotPosted)
	for _, test := range []struct {
		name    string
		post    func(n int) error
		find    func(n int) (string, error)
		want    int // how often it is posted
		left    bot.DeliveryState
		looked  int
		silence int
	}{
		{"nothing wrong", func(int) error { return nil }, nil, 1, "", 0, 0},
		{"no connection for a while", func(n int) error {
			if n < 4 {
				return notPosted
			}
			return nil
		}, nil, 1, "", 0, 0},
		{"no connection", func(int) error { return notPosted }, nil, 0, bot.Received, 0, 1},
		{"in doubt, and stands", func(int) error { return errBroken }, func(int) (string, error) { return "post", nil }, 0, "", 1, 0},
		{"in doubt, and does not stand", func(n int) error {
			if n < 2 {
				return errBroken
			}
			return nil
		}, func(int) (string, error) { return "", nil }, 1, "", 1, 0},
		{"in doubt for good", func(int) error { return errBroken }, func(int) (string, error) { return "", adapters.ErrCannotFind }, 0, "", 1, 1},
		{"refused for good", func(int) error { return errBroken }, func(int) (string, error) { return "", nil }, 0, "", 6, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			inTime(t, func(t *testing.T, s *stage) {
				attempts := 0
				s.platform.post = func(context.Context, adapters.Reply) error { attempts++; return test.post(attempts) }
				s.platform.find = func(context.Context, bot.Delivery) (string, error) { return test.find(s.platform.looked) }
				s.start()
				s.say(message("a", "one"))
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				if n := len(s.platform.said()); n != test.want {
					t.Errorf("posted %d times, want %d", n, test.want)
				}
				left, _ := s.ledger.Unfinished(t.Context(), "test")
				switch {
				case test.left == "" && len(left) > 0, test.left != "" && (len(left) != 1 || left[0].State != test.left):
					t.Errorf("left %v, want %q", left, test.left)
				}
				if s.platform.looked != test.looked {
					t.Errorf("looked up %d times, want %d", s.platform.looked, test.looked)
				}
				s.wantCount("unanswered", test.silence)
				s.end()
			})
		})
	}
}

// What a platform refuses for good is not posted again, and counted.
func TestARefusedReplyIsGivenUp(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		tries := 0
		s.platform.post = func(context.Context, adapters.Reply) error {
			tries++
			return fmt.Errorf("the channel is archived: %w", adapters.ErrRefused)
		}
		s.start()
		s.say(message("c", "a question"))
		time.Sleep(time.Hour)
		s.restart()
		s.want()
		if tries != 1 || s.platform.looked != 0 {
			t.Errorf("it was tried %d times, and looked up %d times", tries, s.platform.looked)
		}
		s.wantCount(adapters.FaultUnanswered, 1)
		s.end()
	})
}

func TestTheLedgerUnavailable(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		ledger := &frailLedger{}
		s.ledger = ledger
		s.start()
		s.say(message("a", "before"))
		synctest.Wait()
		ledger.set(errors.New("no space left on device"))
		asked := message("a", "during")
		s.say(asked)
		s.say(asked)
		s.say(message("a", "before"))
		s.say(edit(asked, 1, "edited"))
		s.want("before: before", "during: during", "post event aduring = edited: edited")
		if s.tally.of("ledger") == 0 {
			t.Error("the loss of crash-safety is not counted")
		}
		time.Sleep(time.Hour)
		ledger.set(nil)
		time.Sleep(2 * 5 * time.Second)
		before := s.tally.of("ledger")
		s.say(message("a", "after"))
		s.want("before: before", "during: during", "post event aduring = edited: edited", "after: after")
		s.wantCount("ledger", before)
		s.restart() // which knows all of it
		for _, text := range []string{"before", "during", "after"} {
			s.say(message("a", text))
		}
		s.say(edit(asked, 1, "edited"))
		s.want("before: before", "during: during", "post event aduring = edited: edited", "after: after")
		s.end()
	})
}

func TestTheLedgerIsToldAtTheLastMoment(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		ledger := &frailLedger{}
		s.ledger = ledger
		s.start()
		ledger.set(errBroken)
		s.say(message("a", "one"))
		synctest.Wait()
		ledger.set(nil)
		s.restart()
		s.say(message("a", "one"))
		s.want("one: one")
		s.end()
	})
}

func TestWhatTheLedgerCouldNotTellAtTheStart(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		ledger := &frailLedger{}
		s.ledger = ledger
		ledger.Receive(t.Context(), message("a", "left"))
		ledger.Receive(t.Context(), message("b", "left and delivered again"))
		ledger.set(errBroken)
		s.opts.Workers, s.opts.Posting = 1, 1 // so that the conversations keep one order
		s.start()
		s.say(message("b", "left and delivered again"))
		s.say(message("c", "new"))
		synctest.Wait()
		ledger.set(nil)
		time.Sleep(time.Minute)
		s.want("left and delivered again: left and delivered again", "new: new", "left: left")
		s.end()
	})
}

func TestALedgerThatHangsDoesNotHoldAnswersUp(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.ledger = hangingLedger{}
		s.start()
		began := time.Now()
		for i := range 100 {
			s.say(message("a", fmt.Sprint(i)))
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if n, took := len(s.platform.said()), time.Since(began); n != 100 || took > 5*time.Second {
			t.Errorf("%d are answered in %v", n, took)
		}
		s.end()
	})
}

// A hangingLedger answers nothing.
type hangingLedger struct{ bot.Ledger }

func (hangingLedger) Receive(ctx context.Context, _ bot.Delivery) (bool, error) {
	<-ctx.Done()
	return false, ctx.Err()
}

func (hangingLedger) Advance(ctx context.Context, _ string, _ bot.DeliveryState, _ string) error {
	<-ctx.Done()
	return ctx.Err()
}

func (hangingLedger) Unfinished(ctx context.Context, _ string) ([]bot.Unfinished, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}
