package adaptertest

import (
	"errors"
	"fmt"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// restartChecks are about a program that ends and starts again.
var restartChecks = []Check{
	{"restart", []Ability{Restarts}, restart},
	{"crash before an answer is made", []Ability{Restarts}, crashBeforeAnswer},
	{"crash before posting", []Ability{Restarts}, crashBeforePosting},
	{"crash after posting", []Ability{Restarts}, crashAfterPosting},
	{"crash before storing", []Ability{Restarts, Redelivery, Connection}, crashBeforeStoring},
	{"buttons after a restart", []Ability{Restarts, Ratings}, buttonsAfterRestart},
	{"edit after a restart", []Ability{Restarts, Edits}, editAfterRestart},
}

// restart answers what was said while the program did not run, once, and
// nothing else again.
func restart(s *stage) error {
	before, mark1 := marked(1)
	s.ask(anna, before)
	if err := s.once(mark1); err != nil {
		return err
	}
	if err := s.end(); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return err
	}
	after, mark2 := marked(2)
	s.ask(anna, after)
	return s.once(mark1, mark2)
}

// crash has the program end while it works on a question, which the store has
// in a certain state, and starts it again.
func (s *stage) crash(question string, state bot.DeliveryState) error {
	release := s.bot.hold()
	s.ask(anna, question)
	if err := s.isAsked(question); err != nil {
		return err
	}
	s.kill()
	release()
	s.mark(state)
	return s.start()
}

// mark puts the last delivery into a state.
func (s *stage) mark(state bot.DeliveryState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.received); n > 0 {
		_ = s.store.Advance(s.ctx, s.received[n-1].Key(), state, "") // which memory never fails to do
	}
}

func crashBeforeAnswer(s *stage) error {
	question, mark := marked(1)
	if err := s.crash(question, bot.Received); err != nil {
		return err
	}
	return s.once(mark)
}

// crashBeforePosting leaves an answer of which nobody knows whether it was
// posted. It was not: it is posted where that can be looked up.
func crashBeforePosting(s *stage) error {
	question, mark := marked(1)
	if err := s.crash(question, bot.Posting); err != nil {
		return err
	}
	if _, lacks := s.platform.Lacks[Finding]; !lacks {
		return s.once(mark)
	}
	if err := s.fence(); err != nil {
		return err
	}
	if posts := s.holding(mark); len(posts) > 0 {
		return fmt.Errorf("an answer that may stand was posted, though that cannot be looked up: %+v", posts)
	}
	return nil
}

// crashAfterPosting leaves an answer of which nobody knows whether it was
// posted. It was: it is not posted again.
func crashAfterPosting(s *stage) error {
	question, mark := marked(1)
	s.ask(anna, question)
	if err := s.until("the answer about "+mark, func() bool { return len(s.holding(mark)) > 0 }); err != nil {
		return err
	}
	s.kill()
	s.mark(bot.Posting)
	if err := s.start(); err != nil {
		return err
	}
	return s.once(mark)
}

// crashBeforeStoring ends the program when it has been handed a message and
// has not stored it: it must not have acknowledged it.
func crashBeforeStoring(s *stage) error {
	waits := s.process.block()
	question, mark := marked(1)
	s.ask(anna, question)
	select {
	case <-waits:
	case <-time.After(patience):
		return errors.New("the message is not handed to the intake")
	}
	s.peer.Make(Disconnect)
	s.kill()
	s.peer.Make(Reconnect)
	if err := s.start(); err != nil {
		return err
	}
	return s.once(mark)
}

func buttonsAfterRestart(s *stage) error {
	post, err := s.answered(anna, Helpful)
	if err != nil {
		return err
	}
	if err := s.end(); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return err
	}
	if err := s.rate(anna, post, Helpful, bot.Helpful); err != nil {
		return err
	}
	if _, lacks := s.platform.Lacks[Browsing]; lacks {
		return nil
	}
	before := len(s.peer.Screen().Posts)
	s.peer.Click(Click{anna, post.ID, ShowContext})
	return s.until("the context is shown after a restart", func() bool { return s.shows(post, before) })
}

func editAfterRestart(s *stage) error {
	id, first, err := s.asked(1)
	if err != nil {
		return err
	}
	if err := s.end(); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return err
	}
	return s.change(id, first, 2)
}
