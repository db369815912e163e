package adaptertest

import "fmt"

// deletionChecks are about questions that are taken back: their answers go with
// them.
var deletionChecks = []Check{
	{"deleted question", []Ability{Deletions}, deleted},
	{"question deleted before its answer", []Ability{Deletions}, deletedBefore},
	{"question deleted after a restart", []Ability{Deletions, Restarts}, deletedAfterRestart},
	{"mention edited away", []Ability{Deletions, Edits, Channels}, mentionEditedAway},
}

// gone waits until no answer of a mark stands any more, and makes sure that it
// does not come back.
func (s *stage) gone(mark string) error {
	err := s.until("the answer about "+mark+" goes with its question", func() bool { return len(s.holding(mark)) == 0 })
	if err != nil {
		return err
	}
	if err := s.fence(); err != nil {
		return err
	}
	if posts := s.holding(mark); len(posts) > 0 {
		return fmt.Errorf("the answer to a deleted question came back: %+v", posts)
	}
	return nil
}

// deleted takes one answer away, and leaves the other.
func deleted(s *stage) error {
	_, _, err := s.asked(1)
	if err != nil {
		return err
	}
	id, _, err := s.asked(2)
	if err != nil {
		return err
	}
	s.peer.Delete(id)
	_, stays := marked(1)
	_, goes := marked(2)
	if err := s.gone(goes); err != nil {
		return err
	}
	return s.once(stays)
}

// deletedBefore deletes a question while its answer is in the making.
func deletedBefore(s *stage) error {
	release := s.bot.hold()
	defer release()
	question, mark := marked(1)
	id := s.ask(anna, question)
	if err := s.isAsked(question); err != nil {
		return err
	}
	s.peer.Delete(id)
	if err := s.until("the intake has the deletion", func() bool { return s.stored() == 2 }); err != nil {
		return err
	}
	release()
	return s.gone(mark)
}

func deletedAfterRestart(s *stage) error {
	id, _, err := s.asked(1)
	if err != nil {
		return err
	}
	if err := s.end(); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return err
	}
	s.peer.Delete(id)
	_, mark := marked(1)
	return s.gone(mark)
}

// mentionEditedAway takes an answer away whose question calls the bot no more.
func mentionEditedAway(s *stage) error {
	question, mark := marked(1)
	id := s.peer.Say(Message{Person: anna, Channel: quay, Mention: true, Text: question})
	if err := s.once(mark); err != nil {
		return err
	}
	s.peer.Edit(id, "Never mind.")
	return s.gone(mark)
}
