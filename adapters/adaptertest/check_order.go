package adaptertest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// orderChecks are about each message being answered once, and in its turn.
var orderChecks = []Check{
	{"duplicate delivery", []Ability{Redelivery}, duplicate},
	{"burst", nil, burst},
	{"edit", []Ability{Edits}, edit},
	{"edit delivered again", []Ability{Edits, Redelivery}, editAgain},
	{"rate limit", []Ability{RateLimits}, rateLimit},
	{"shutdown", nil, shutdown},
}

func duplicate(s *stage) error {
	question, mark := marked(1)
	id := s.ask(anna, question)
	s.peer.Redeliver(id)
	if err := s.once(mark); err != nil {
		return err
	}
	s.peer.Redeliver(id) // late, as retries come
	return s.once(mark)
}

// burst is 200 messages at once, to be answered in order within each of ten
// conversations, or in the one that there is.
func burst(s *stage) error {
	if err := s.end(); err != nil {
		return err
	}
	s.opts.Workers, s.opts.Posting = 4, 4
	if err := s.start(); err != nil {
		return err
	}
	people := 10
	if _, lacks := s.platform.Lacks[People]; lacks {
		people = 1
	}
	const messages = 200
	marks := make([][]string, people)
	for i := range messages {
		question, mark := marked(i)
		who := i % people
		marks[who] = append(marks[who], mark)
		s.burstMessage(who, question)
	}
	last := time.Now()
	for seen := 0; seen < messages; time.Sleep(time.Millisecond) {
		if now := len(s.peer.Screen().Posts); now > seen {
			seen, last = now, time.Now()
		}
		if time.Since(last) > patience {
			return fmt.Errorf("%d of %d messages are answered", seen, messages)
		}
	}
	return s.inOrder(marks)
}

// burstMessage has one of several people ask in a conversation of their own.
func (s *stage) burstMessage(who int, question string) {
	m := Message{Person: anna, Text: question}
	if _, lacks := s.platform.Lacks[People]; !lacks {
		m.Person = fmt.Sprint("person", who)
	}
	if _, lacks := s.platform.Lacks[Directs]; lacks {
		m.Channel, m.Mention = fmt.Sprint(quay, who), true
	}
	s.peer.Say(m)
}

// inOrder fails unless the marks of each conversation are posted once each, in
// order.
func (s *stage) inOrder(conversations [][]string) error {
	var posted []string
	for _, p := range s.peer.Screen().Posts {
		if at := strings.Index(p.Text, "Bravo"); at >= 0 {
			posted = append(posted, p.Text[at:at+len("Bravo000")])
		}
	}
	for who, marks := range conversations {
		got := slices.DeleteFunc(slices.Clone(posted), func(mark string) bool { return !slices.Contains(marks, mark) })
		if !slices.Equal(got, marks) {
			return fmt.Errorf("conversation %d is answered %q, want %q", who, got, marks)
		}
	}
	return nil
}

// asked has anna ask, and returns the message and its answer.
func (s *stage) asked(n int) (message string, answer Post, err error) {
	question, mark := marked(n)
	message = s.ask(anna, question)
	if err := s.once(mark); err != nil {
		return "", Post{}, err
	}
	return message, s.holding(mark)[0], nil
}

func edit(s *stage) error {
	id, first, err := s.asked(1)
	if err != nil {
		return err
	}
	for n := 2; n <= 3; n++ {
		if err := s.change(id, first, n); err != nil {
			return err
		}
	}
	return nil
}

// change edits a message, which must update its answer, once.
func (s *stage) change(id string, first Post, n int) error {
	question, mark := marked(n)
	s.peer.Edit(id, question)
	if err := s.once(mark); err != nil {
		return err
	}
	switch now := s.holding(mark)[0]; {
	case now.ID != first.ID:
		return fmt.Errorf("an edited question is answered by a new message: %+v", now)
	case now.Updates != first.Updates+n-1:
		return fmt.Errorf("after %d edits the answer was updated %d times", n-1, now.Updates-first.Updates)
	}
	return nil
}

func editAgain(s *stage) error {
	id, first, err := s.asked(1)
	if err != nil {
		return err
	}
	if err := s.change(id, first, 2); err != nil {
		return err
	}
	s.peer.Redeliver(id)
	if err := s.fence(); err != nil {
		return err
	}
	_, mark := marked(2)
	if now := s.holding(mark); len(now) != 1 || now[0].Updates != first.Updates+1 {
		return fmt.Errorf("an edit that came twice was made twice: %+v", now)
	}
	return nil
}

func rateLimit(s *stage) error {
	question, mark := marked(1)
	s.peer.Make(Refuse)
	s.ask(anna, question)
	return s.once(mark)
}

// shutdown finishes what it has begun.
func shutdown(s *stage) error {
	release := s.bot.hold()
	defer release()
	question, mark := marked(1)
	s.ask(anna, question)
	if err := s.isAsked(question); err != nil {
		return err
	}
	s.process.stop()
	select {
	case <-s.process.over:
	case <-time.After(patience):
		return errors.New("the adapter goes on running after its context has ended")
	}
	release()
	began := time.Now()
	if err := s.end(); err != nil {
		return err
	}
	if took := time.Since(began); took > 10*time.Second {
		return fmt.Errorf("the program ended after %v", took)
	}
	// Who asked may see the answer a moment after the program that sent it has ended.
	if err := s.until("the answer that was begun is posted", func() bool { return len(s.holding(mark)) > 0 }); err != nil {
		return err
	}
	if posts := s.holding(mark); len(posts) != 1 {
		return fmt.Errorf("the answer that was begun was posted %d times", len(posts))
	}
	return nil
}
