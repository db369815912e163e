package adaptertest

import "fmt"

// connectionChecks are about a connection that is lost and found again.
var connectionChecks = []Check{
	{"disconnect", []Ability{Connection}, disconnect},
	{"disconnect while posting", []Ability{Connection}, disconnectWhilePosting},
	{"lost confirmation", []Ability{Connection}, lostConfirmation},
}

// disconnect loses nothing that is said meanwhile, and doubles nothing.
func disconnect(s *stage) error {
	before, mark1 := marked(1)
	s.ask(anna, before)
	if err := s.once(mark1); err != nil {
		return err
	}
	s.peer.Make(Disconnect)
	meanwhile, mark2 := marked(2)
	s.ask(anna, meanwhile)
	s.peer.Make(Reconnect)
	after, mark3 := marked(3)
	s.ask(anna, after)
	return s.once(mark1, mark2, mark3)
}

func disconnectWhilePosting(s *stage) error {
	release := s.bot.hold()
	defer release()
	question, mark := marked(1)
	s.ask(anna, question)
	if err := s.isAsked(question); err != nil {
		return err
	}
	s.peer.Make(Disconnect)
	release()
	if err := s.until("posting is tried", func() bool { return s.process.attempts.Load() > 0 }); err != nil {
		return err
	}
	s.peer.Make(Reconnect)
	return s.once(mark)
}

// lostConfirmation is an answer that stands, though the adapter was not told:
// it must not be posted again, unless it can be looked up and does not stand.
func lostConfirmation(s *stage) error {
	question, mark := marked(1)
	s.peer.Make(LoseConfirmation)
	s.ask(anna, question)
	if err := s.once(mark); err != nil {
		return fmt.Errorf("after a confirmation was lost: %w", err)
	}
	return nil
}
