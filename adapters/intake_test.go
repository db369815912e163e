package adapters_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

func TestEachDeliveryIsAnsweredOnce(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.start()
		first := message("a", "one")
		again := first // another event of the same message
		again.Keys = []string{"another event", first.Keys[1]}
		for _, d := range []bot.Delivery{first, first, again, message("a", "two"), first} {
			s.say(d)
		}
		s.want("one: one", "two: two")
		s.restart()
		s.say(again)
		s.say(first)
		s.say(message("a", "three"))
		s.want("one: one", "two: two", "three: three")
		s.end()
		if err := s.in.Receive(t.Context(), message("a", "four")); !errors.Is(err, adapters.ErrClosed) {
			t.Errorf("a closed intake takes a delivery: %v", err)
		}
		if err := s.in.Receive(t.Context(), bot.Delivery{}); err == nil {
			t.Error("a delivery without a key is taken")
		}
		if !s.platform.closed {
			t.Error("the adapter was not closed")
		}
	})
}

func TestOneDeliveryAtManyDoors(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.start()
		var doors sync.WaitGroup
		for range 50 {
			doors.Go(func() { s.say(message("a", "one")) })
		}
		doors.Wait()
		s.want("one: one")
		s.end()
	})
}

func TestConversationsKeepTheirOrder(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		var now, most atomic.Int32
		s.bot.ask = func(_ context.Context, q bot.Question) error {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(time.Duration(len(q.Text)%3) * time.Millisecond) // later ones would overtake
			now.Add(-1)
			return nil
		}
		s.start()
		want := map[string][]string{}
		for i := range 60 {
			conversation := fmt.Sprint("conversation ", i%7)
			text := fmt.Sprintf("%*d", i%5, i)
			want[conversation] = append(want[conversation], text)
			s.say(message(conversation, text))
		}
		s.end()
		got := map[string][]string{}
		for _, r := range s.platform.posts {
			q := r.Delivery.Question
			got[q.Conversation] = append(got[q.Conversation], q.Text)
		}
		for conversation := range want {
			if !slices.Equal(got[conversation], want[conversation]) {
				t.Errorf("%s: answered %q, want %q", conversation, got[conversation], want[conversation])
			}
		}
		if most.Load() != 4 {
			t.Errorf("%d answers were made at a time, want 4", most.Load())
		}
		if s.tally.last != 0 || s.tally.most < 50 {
			t.Errorf("%d waited at most and %d at last", s.tally.most, s.tally.last)
		}
	})
}

func TestAFullQueueRefuses(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.opts.Workers, s.opts.Waiting, s.opts.Refusals = 1, 2, 3
		free := make(chan struct{})
		s.bot.ask = func(context.Context, bot.Question) error { <-free; return nil }
		s.platform.post = func(_ context.Context, r adapters.Reply) error {
			if r.Notice == bot.Busy {
				<-free // the platform is slow, so that refusals wait too
			}
			return nil
		}
		s.start()
		s.say(message("a", "1"))
		s.say(message("a", "2"))
		s.say(message("b", "refused first"))
		synctest.Wait() // which is being posted now
		overheard := message("b", "overheard")
		overheard.Question.Overheard = true
		s.say(overheard)
		for i := range 10 {
			s.say(message("c", fmt.Sprint("refused ", i)))
		}
		close(free)
		synctest.Wait()
		got := s.platform.said()
		slices.Sort(got)
		want := []string{"1: 1", "2: 2", "refused 0: busy", "refused 1: busy", "refused first: busy"}
		if !slices.Equal(got, want) {
			t.Errorf("posted %q, want %q", got, want)
		}
		s.wantCount("busy", 12)      // with the overheard one
		s.wantCount("unanswered", 8) // which nobody was told of
		s.say(message("d", "room again"))
		s.restart()
		if got := s.platform.said(); len(got) != 6 || got[5] != "room again: room again" {
			t.Errorf("posted %q", got)
		}
		s.end()
	})
}

// A channel in which posting waits holds up nothing but itself.
func TestASlowChannelDoesNotDelayAnother(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.opts.Workers = 2
		s.platform.post = func(ctx context.Context, r adapters.Reply) error {
			if r.Delivery.Question.Conversation != "quick" {
				time.Sleep(time.Minute)
			}
			return nil
		}
		s.start()
		for i := range 20 {
			s.say(message(fmt.Sprint("slow", i), "slowly"))
		}
		s.say(message("quick", "at once"))
		s.want("at once: at once")
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := len(s.platform.said()); n != 21 {
			t.Errorf("%d are answered", n)
		}
		s.end()
	})
}

func TestEachAnswerHasATimeLimit(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(ctx context.Context, q bot.Question) error {
			if q.Text != "endless" {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		}
		s.start()
		began := time.Now()
		s.say(message("a", "endless"))
		s.say(message("a", "quick"))
		s.say(message("b", "quick"))
		s.want("quick: quick")
		time.Sleep(30 * time.Second)
		s.want("quick: quick", "endless: took too long", "quick: quick")
		if took := time.Since(began); took != 30*time.Second {
			t.Errorf("it took %v", took)
		}
		s.end()
	})
}

func TestPanicsEndTheirAnswerAlone(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(_ context.Context, q bot.Question) error {
			switch q.Text {
			case "in ask":
				panic("in ask")
			case "in working":
				time.Sleep(5 * time.Second)
			case "failed":
				return errBroken
			}
			return nil
		}
		s.platform.post = func(_ context.Context, r adapters.Reply) error {
			if r.Delivery.Question.Text == "in post" {
				panic("in post")
			}
			return nil
		}
		s.platform.find = func(context.Context, bot.Delivery) (string, error) { panic("in find") }
		s.platform.working = func(context.Context) error { panic("in working") }
		s.start()
		for _, text := range []string{"in ask", "in working", "in post", "failed", "last"} {
			s.say(message("a", text))
		}
		time.Sleep(10 * time.Minute)
		s.want("in ask: failed", "in working: in working", "failed: failed", "last: last")
		s.wantCount("panic", 1+1+1+6)
		s.wantCount("ask", 2)
		s.wantCount("unanswered", 1)
		s.end()
	})
}

func TestAPanicInRunEndsServing(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.platform.run = func(context.Context) error { panic("in run") }
		s.start()
		defer s.stop()
		if err := <-s.done; err == nil {
			t.Error("serving ends without an error")
		}
	})
}

func TestServeTellsWhatIsWrong(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		wrong := &adapters.SettingError{Setting: "test.token", Problem: "it is not a token", Fix: "Get one."}
		s.platform.run = func(context.Context) error { return wrong }
		s.start()
		defer s.stop()
		if err := <-s.done; err != error(wrong) || err.Error() != "test.token: it is not a token. Get one." {
			t.Errorf("serving ends with %v", err)
		}
	})
}

func TestWorkIsShownWhenItTakesLong(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(_ context.Context, q bot.Question) error {
			if q.Text == "slow" {
				time.Sleep(3 * time.Second)
			}
			return nil
		}
		working := false
		s.platform.working = func(ctx context.Context) error {
			working = true
			<-ctx.Done()
			time.Sleep(time.Second) // the platform is slow to take it away
			working = false
			return ctx.Err()
		}
		s.platform.post = func(context.Context, adapters.Reply) error {
			if working {
				t.Error("work is shown when the answer is there")
			}
			return nil
		}
		s.start()
		s.say(message("a", "quick"))
		s.say(message("a", "slow"))
		overheard := message("a", "slow")
		overheard.Keys, overheard.Question.Overheard = []string{"overheard"}, true
		s.say(overheard)
		time.Sleep(time.Minute)
		s.want("quick: quick", "slow: slow")
		if s.platform.shown != 1 {
			t.Errorf("work was shown %d times", s.platform.shown)
		}
		s.wantCount("post", 0)
		s.end()
	})
}

func TestEditsUpdateTheAnswer(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.start()
		asked := message("a", "teh one")
		s.say(asked)
		s.say(edit(asked, 1, "the one"))
		s.say(edit(asked, 1, "the one"))
		time.Sleep(2 * time.Minute)
		s.say(edit(asked, 2, "the two"))
		s.say(edit(message("a", "never asked"), 1, "still not"))
		time.Sleep(time.Second)
		s.say(edit(asked, 3, "too late"))
		s.want("teh one: teh one", "post event ateh one = the one: the one", "post event ateh one = the two: the two")
		s.end()
	})
}

func TestAnEditKeepsBehindItsMessage(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(_ context.Context, q bot.Question) error {
			if q.Text == "slow" {
				time.Sleep(10 * time.Second)
			}
			return nil
		}
		s.start()
		asked := message("", "slow") // stands in no conversation
		s.say(asked)
		s.say(edit(asked, 1, "quick"))
		time.Sleep(time.Minute)
		s.want("slow: slow", "post event slow = quick: quick")
		s.end()
	})
}

func TestLimits(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.opts.PersonPer, s.opts.PlacePer = 2, 3
		s.start()
		by := func(person, text string) bot.Delivery {
			d := message("a", text)
			d.Question.From = from(person)
			return d
		}
		for _, text := range []string{"1", "2", "3", "4"} {
			s.say(by("anna", text))
		}
		s.say(by("ben", "5"))
		s.say(by("ben", "6"))
		direct := by("ben", "7")
		direct.Question.Place.Direct = true
		s.say(direct)
		s.want("1: 1", "2: 2", "3: too fast", "5: 5", "6: too fast", "7: too fast")
		s.wantCount("too fast", 4)
		s.wantCount("unanswered", 1)
		time.Sleep(30 * time.Second)
		s.say(by("anna", "8"))
		s.say(by("anna", "9"))
		s.want("1: 1", "2: 2", "3: too fast", "5: 5", "6: too fast", "7: too fast", "8: 8", "9: too fast")
		s.end()
	})
}

func TestOverheardMessagesAreAnsweredOrIgnored(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(_ context.Context, q bot.Question) error {
			switch q.Text {
			case "empty":
				return bot.ErrEmptyQuestion
			case "failed":
				return errBroken
			case "endless":
				time.Sleep(time.Hour)
				return context.DeadlineExceeded
			}
			return nil
		}
		s.start()
		for _, text := range []string{"nothing", "empty", "failed", "endless", "found"} {
			d := message("a", text)
			d.Question.Overheard = true
			s.say(d)
		}
		time.Sleep(2 * time.Hour)
		s.want("found: found")
		if left, _ := s.ledger.Unfinished(t.Context(), "test"); len(left) > 0 {
			t.Errorf("unfinished: %v", left)
		}
		s.say(message("b", "empty"))
		s.say(message("b", "failed"))
		time.Sleep(time.Second)
		s.want("found: found", "empty: empty question", "failed: failed")
		if err := s.platform.posts[2].Err; !errors.Is(err, errBroken) {
			t.Errorf("the failure comes as %v", err)
		}
		s.end()
	})
}

func TestDo(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.opts.Refusals = 2
		s.start()
		done := 0
		slow := func(context.Context) error { time.Sleep(5 * time.Second); done++; return nil }
		do := func(f func(context.Context) error, want error) {
			t.Helper()
			if err := s.in.Do(t.Context(), "a click", f); !errors.Is(err, want) {
				t.Errorf("it returns %v, want %v", err, want)
			}
		}
		do(slow, nil)
		do(func(context.Context) error { panic("in a click") }, nil)
		synctest.Wait()
		do(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, nil)
		do(slow, adapters.ErrBusy)
		time.Sleep(time.Minute)
		s.wantCount("panic", 1)
		s.wantCount("post", 2) // a click panicked, another took too long
		do(slow, nil)
		s.end()
		do(slow, adapters.ErrClosed)
		if done != 2 {
			t.Errorf("%d are done, want 2: shutdown waits for them", done)
		}
	})
}
