package adapters_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// deletion makes the delivery of a deleted message.
func deletion(of bot.Delivery) bot.Delivery {
	of.Keys = []string{of.Key() + " deleted"}
	of.Deleted, of.Question.Text = true, ""
	return of
}

func (s *stage) wantRemoved(want ...string) {
	s.t.Helper()
	s.platform.mu.Lock()
	defer s.platform.mu.Unlock()
	if !slices.Equal(s.platform.removed, want) {
		s.t.Errorf("removed %q, want %q", s.platform.removed, want)
	}
}

func TestADeletedQuestionTakesItsAnswerAlong(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.start()
		asked, old := message("a", "one"), message("a", "old")
		s.say(old)
		time.Sleep(time.Minute)
		s.say(asked)
		s.say(deletion(message("a", "never asked")))
		time.Sleep(90 * time.Second)
		s.say(deletion(asked))
		s.say(deletion(asked))
		s.say(deletion(old)) // too late
		time.Sleep(time.Second)
		s.want("old: old", "one: one")
		s.wantRemoved("post event aone")
		s.end()
	})
}

func TestADeletedQuestionIsNotAnswered(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.bot.ask = func(context.Context, bot.Question) error {
			time.Sleep(10 * time.Second)
			return nil
		}
		s.start()
		asked := message("a", "one")
		s.say(asked)
		time.Sleep(time.Second)
		s.say(deletion(asked))
		time.Sleep(time.Minute)
		s.want()
		s.restart()
		time.Sleep(time.Minute)
		s.want()
		s.wantRemoved()
		s.end()
	})
}

// A deletion that comes while its answer is being posted takes it away all the same.
func TestAQuestionIsDeletedWhileItsAnswerIsPosted(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.platform.post = func(context.Context, adapters.Reply) error {
			time.Sleep(10 * time.Second)
			return nil
		}
		s.start()
		asked := message("", "one") // stands in no conversation
		s.say(asked)
		time.Sleep(time.Second)
		gone := deletion(asked)
		gone.Question.Conversation = "a lane of its own"
		s.say(gone)
		time.Sleep(time.Minute)
		s.wantRemoved("post event one")
		s.end()
	})
}

func TestAnswersCanBeKept(t *testing.T) {
	inTime(t, func(t *testing.T, s *stage) {
		s.opts.KeepAnswers = true
		s.start()
		asked := message("a", "one")
		s.say(asked)
		time.Sleep(time.Second)
		s.say(deletion(asked))
		time.Sleep(time.Minute)
		s.want("one: one")
		s.wantRemoved()
		s.end()
	})
}
