package adaptertest

import "fmt"

// placeChecks are about where the bot speaks, and where it is silent.
var placeChecks = []Check{
	{"mention", []Ability{Channels}, mention},
	{"mention in a thread", []Ability{Channels, Threads}, mentionInThread},
	{"direct message", []Ability{Directs}, direct},
	{"two direct messages", []Ability{Directs, People}, twoDirects},
	{"channel message without a mention", []Ability{Channels}, unaddressed},
	{"follow-up by the asker", []Ability{Channels, Threads}, followUp},
	{"follow-up that the sources do not answer", []Ability{Channels, Threads}, func(s *stage) error {
		return s.followedBySilence(Message{Person: anna, Text: "What is the capital of Bravo001?"})
	}},
	{"follow-up by another person", []Ability{Channels, Threads, People}, func(s *stage) error {
		return s.followedBySilence(Message{Person: ben, Text: followUpQuestion})
	}},
	{"follow-up to somebody else", []Ability{Channels, Threads, People}, func(s *stage) error {
		return s.followedBySilence(Message{Person: anna, To: ben, Text: followUpQuestion})
	}},
	{"thread of others", []Ability{Channels, Threads}, threadOfOthers},
	{"other bots", []Ability{Bots}, func(s *stage) error { return s.notAnswered(AnotherBot) }},
	{"own messages", []Ability{Bots}, func(s *stage) error { return s.notAnswered(TheBotItself) }},
}

// stands fails unless a post stands where it should, for all who read there.
func (s *stage) stands(p Post, person, channel, thread string) error {
	if _, lacks := s.platform.Lacks[Threads]; lacks {
		thread = ""
	}
	if p.Person != person || p.Channel != channel || p.Thread != thread || p.OnlyFor != "" {
		return fmt.Errorf("the answer stands in channel %q, thread %q, direct with %q, only for %q; want channel %q, thread %q, direct with %q: %+v",
			p.Channel, p.Thread, p.Person, p.OnlyFor, channel, thread, person, p)
	}
	return nil
}

func mention(s *stage) error {
	id := s.peer.Say(Message{Person: anna, Channel: quay, Mention: true, Text: foundQuestion})
	post, err := s.shown(foundQuestion)
	if err != nil {
		return err
	}
	return s.stands(post, "", quay, id)
}

func mentionInThread(s *stage) error {
	thread := s.peer.Say(Message{Person: ben, Channel: quay, Text: "Look at this."})
	s.peer.Say(Message{Person: anna, Channel: quay, Thread: thread, Mention: true, Text: foundQuestion})
	post, err := s.shown(foundQuestion)
	if err != nil {
		return err
	}
	return s.stands(post, "", quay, thread)
}

func direct(s *stage) error {
	s.peer.Say(Message{Person: anna, Text: foundQuestion})
	post, err := s.shown(foundQuestion)
	if err != nil {
		return err
	}
	return s.stands(post, anna, "", post.Thread) // some platforms answer below the message
}

// twoDirects are two conversations: what one asks the other does not see, and
// does not go on from.
func twoDirects(s *stage) error {
	for _, m := range []Message{{Person: anna, Text: foundQuestion}, {Person: ben, Text: otherQuestion}} {
		s.peer.Say(m)
		if _, err := s.shown(m.Text); err != nil {
			return err
		}
	}
	a, _ := s.bot.question(foundQuestion)
	b, _ := s.bot.question(otherQuestion)
	switch posts := s.peer.Screen().Posts; {
	case a.Asker.ID == b.Asker.ID || a.Conversation == b.Conversation || a.Conversation == "":
		return fmt.Errorf("two people are one: %+v, %+v", a.From, b.From)
	case !a.Place.Direct || !b.Place.Direct:
		return fmt.Errorf("a direct message is not said to be one: %+v", a.Place)
	case posts[0].Person != anna || posts[len(posts)-1].Person != ben:
		return fmt.Errorf("an answer stands with the wrong person:%s", s.transcript())
	}
	return nil
}

func unaddressed(s *stage) error {
	return s.silence(Message{Person: anna, Channel: quay, Text: foundQuestion})
}

// thread has anna ask by a mention, and returns the thread of the answer.
func (s *stage) thread() (string, error) {
	id := s.peer.Say(Message{Person: anna, Channel: quay, Mention: true, Text: foundQuestion})
	_, err := s.shown(foundQuestion)
	return id, err
}

func followUp(s *stage) error {
	thread, err := s.thread()
	if err != nil {
		return err
	}
	before := len(s.peer.Screen().Posts)
	s.peer.Say(Message{Person: anna, Channel: quay, Thread: thread, Text: followUpQuestion})
	if _, err := s.shown(followUpQuestion); err != nil {
		return err
	}
	if err := s.until("the follow-up is answered", func() bool { return len(s.peer.Screen().Posts) > before }); err != nil {
		return err
	}
	asked, _ := s.bot.question(followUpQuestion)
	if !asked.Overheard {
		return fmt.Errorf("a message without a mention is not said to be overheard: %+v", asked)
	}
	return s.stands(s.peer.Screen().Posts[before], "", quay, thread)
}

func (s *stage) followedBySilence(m Message) error {
	thread, err := s.thread()
	if err != nil {
		return err
	}
	m.Channel, m.Thread = quay, thread
	return s.silence(m)
}

// threadOfOthers is one that the bot has no part in.
func threadOfOthers(s *stage) error {
	thread := s.peer.Say(Message{Person: anna, Channel: quay, Text: "Look at this."})
	return s.silence(Message{Person: anna, Channel: quay, Thread: thread, Text: foundQuestion})
}

func (s *stage) notAnswered(by Author) error {
	if _, lacks := s.platform.Lacks[Channels]; !lacks {
		if err := s.silence(Message{Person: anna, By: by, Channel: quay, Mention: true, Text: foundQuestion}); err != nil {
			return err
		}
	}
	if _, lacks := s.platform.Lacks[Directs]; !lacks {
		return s.silence(Message{Person: anna, By: by, Text: foundQuestion})
	}
	return nil
}
