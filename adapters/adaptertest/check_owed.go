package adaptertest

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// owedChecks are about answers that cannot be posted for long.
var owedChecks = []Check{
	{"token taken away", []Ability{Revocation}, tokenTakenAway},
	{"long pause", []Ability{RateLimits, Directs, People}, longPause},
	{"owed answer", []Ability{Restarts}, owedAnswer},
}

// tokenTakenAway ends the adapter's run, which is told, and answers what was asked once
// the token works again.
func tokenTakenAway(s *stage) error {
	if _, err := s.reply(anna, foundQuestion); err != nil { // which shows that the token works
		return err
	}
	release := s.bot.hold()
	defer release()
	question, mark := marked(1)
	s.ask(anna, question)
	if err := s.isAsked(question); err != nil {
		return err
	}
	s.peer.Make(Revoke)
	release()
	if err := s.until("the platform is known to be out of reach", func() bool { return !s.reach.up.Load() }); err != nil {
		return err
	}
	time.Sleep(3 * s.opts.Again)
	if s.reach.up.Load() {
		return errors.New("the platform is taken for reached, without a token that works")
	}
	s.peer.Make(Restore)
	return s.once(mark)
}

// longPause waits for as long as the platform asks to, and holds up nobody else.
func longPause(s *stage) error {
	if err := s.end(); err != nil {
		return err
	}
	s.opts.PostLimit = PauseFor / 2
	s.opts.Posting = 0
	if err := s.start(); err != nil {
		return err
	}
	s.peer.Make(Pause)
	first, mark1 := marked(1)
	second, mark2 := marked(2)
	began := time.Now()
	s.ask(anna, first)
	s.ask(ben, second)
	answered := func() int { return len(s.holding(mark1)) + len(s.holding(mark2)) }
	if err := s.until("one of two is answered", func() bool { return answered() > 0 }); err != nil {
		return err
	}
	if time.Since(began) >= PauseFor {
		return errors.New("the pause of one holds up the other")
	}
	time.Sleep(time.Until(began.Add(PauseFor / 2)))
	if answered() > 1 {
		return errors.New("the pause is not kept")
	}
	return s.once(mark1, mark2)
}

// owedAnswer says when it was asked, as it comes late.
func owedAnswer(s *stage) error {
	release := s.bot.hold()
	defer release()
	question, mark := marked(1)
	s.ask(anna, question)
	if err := s.until("the intake has the question", func() bool { return s.stored() > 0 }); err != nil {
		return err
	}
	s.kill()
	release()
	s.opts.Owed = time.Millisecond
	time.Sleep(2 * s.opts.Owed)
	if err := s.start(); err != nil {
		return err
	}
	if err := s.once(mark); err != nil {
		return err
	}
	if post := s.holding(mark)[0]; !strings.Contains(post.Text, "Asked at ") {
		return fmt.Errorf("the answer comes late, and does not say so: %q", post.Text)
	}
	return nil
}
