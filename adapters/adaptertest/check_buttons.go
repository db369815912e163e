package adaptertest

import (
	"fmt"
	"slices"

	"github.com/quoth-bot/quoth/bot"
)

// buttonChecks are about what a person may do with an answer.
var buttonChecks = []Check{
	{"context", []Ability{Browsing}, showContext},
	{"more", []Ability{Browsing}, showMore},
	{"feedback", []Ability{Ratings}, feedback},
	{"answer shared once", []Ability{Sharing, Channels}, sharedOnce},
	{"answer shared once over a restart", []Ability{Sharing, Channels, Restarts}, sharedOverRestart},
}

// answered has a person get an answer with buttons, and returns the post that
// has a certain one.
func (s *stage) answered(person string, b Button) (Post, error) {
	if _, err := s.reply(person, foundQuestion); err != nil {
		return Post{}, err
	}
	var post Post
	err := s.until(fmt.Sprintf("the answer has the button %q", b), func() bool {
		for _, p := range s.peer.Screen().Posts {
			if slices.Contains(p.Buttons, b) {
				post = p
				return true
			}
		}
		return false
	})
	return post, err
}

// click uses a button, and makes sure that what comes of it is shown where the
// answer stands: below it, or in it.
func (s *stage) click(c Click, where Post, parts func() []string) error {
	before := len(s.peer.Screen().Posts)
	s.peer.Click(c)
	err := s.until(fmt.Sprintf("%q shows what it is for", c.Button), func() bool {
		wanted := parts()
		missing := slices.ContainsFunc(wanted, func(part string) bool { return len(s.holding(part)) == 0 })
		return len(wanted) > 0 && !missing && s.shows(where, before)
	})
	if err != nil {
		return err
	}
	for _, p := range s.peer.Screen().Posts[before:] {
		if p.Channel != where.Channel || p.Person != where.Person || p.OnlyFor != "" && p.OnlyFor != c.Person {
			return fmt.Errorf("what %q shows stands elsewhere than the answer: %+v", c.Button, p)
		}
	}
	return nil
}

// shows tells whether something came of a click on a post: further posts than
// there were before, or a change of the post.
func (s *stage) shows(post Post, before int) bool {
	posts := s.peer.Screen().Posts
	return len(posts) > before || slices.ContainsFunc(posts, func(p Post) bool {
		return p.ID == post.ID && p.Updates > post.Updates
	})
}

func showContext(s *stage) error {
	post, err := s.answered(anna, ShowContext)
	if err != nil {
		return err
	}
	return s.click(Click{anna, post.ID, ShowContext}, post, func() []string {
		s.bot.mu.Lock()
		defer s.bot.mu.Unlock()
		var out []string
		for _, p := range s.bot.passages {
			for _, q := range slices.Concat(p.Before, []bot.Quote{p.Quote}, p.After) {
				out = append(out, plain(q.Text))
			}
		}
		return out
	})
}

func showMore(s *stage) error {
	post, err := s.answered(anna, ShowMore)
	if err != nil {
		return err
	}
	return s.click(Click{anna, post.ID, ShowMore}, post, func() []string {
		s.bot.mu.Lock()
		defer s.bot.mu.Unlock()
		var out []string
		for _, quotes := range s.bot.further {
			for _, q := range quotes {
				out = append(out, plain(q.Text))
			}
		}
		return out
	})
}

// feedback of two people counts as theirs.
func feedback(s *stage) error {
	post, err := s.answered(anna, Helpful)
	if err != nil {
		return err
	}
	if err := s.rate(anna, post, Helpful, bot.Helpful); err != nil {
		return err
	}
	if _, lacks := s.platform.Lacks[People]; lacks {
		return nil
	}
	if post.Person != "" { // nobody else sees it
		return s.rate(anna, post, NotHelpful, bot.NotHelpful)
	}
	return s.rate(ben, post, NotHelpful, bot.NotHelpful)
}

// rate clicks, and waits until the bot has it, on the right answer and from
// the right person.
func (s *stage) rate(person string, post Post, b Button, want bot.Rating) error {
	answer := s.bot.said(foundQuestion)[0].ID
	asked, _ := s.bot.question(foundQuestion)
	s.peer.Click(Click{person, post.ID, b})
	return s.until(fmt.Sprintf("the rating of %s is recorded", person), func() bool {
		s.bot.mu.Lock()
		defer s.bot.mu.Unlock()
		return slices.ContainsFunc(s.bot.ratings, func(r rating) bool {
			return r.answer == answer && r.rating == want && (r.asker == asked.Asker.ID) == (person == anna)
		})
	})
}

// privately has Anna get an answer in a channel that nobody else sees, and returns
// the post that shares it.
func (s *stage) privately() (private Post, err error) {
	s.peer.Say(Message{Person: anna, Channel: quay, Alone: true, Text: foundQuestion})
	err = s.until("an answer that Anna alone sees, and may share", func() bool {
		for _, p := range s.peer.Screen().Posts {
			if p.OnlyFor == anna && slices.Contains(p.Buttons, Share) {
				private = p
				return true
			}
		}
		return false
	})
	return private, err
}

// isShared waits until the answer is shared, and makes sure that it is no second time.
func (s *stage) isShared() error {
	public := func() (n int) {
		for _, p := range s.holding(beginning(parts(s.bot.said(foundQuestion)[0])[0])) {
			if p.OnlyFor == "" && p.Channel == quay {
				n++
			}
		}
		return n
	}
	if err := s.until("the answer is shared", func() bool { return public() > 0 }); err != nil {
		return err
	}
	if err := s.fence(); err != nil {
		return err
	}
	if n := public(); n != 1 {
		return fmt.Errorf("the answer was shared %d times:%s", n, s.transcript())
	}
	return nil
}

// sharedOnce has a person click twice before they see what comes of it.
func sharedOnce(s *stage) error {
	private, err := s.privately()
	if err != nil {
		return err
	}
	for range 2 {
		s.peer.Click(Click{anna, private.ID, Share})
	}
	return s.isShared()
}

// sharedOverRestart has a person click before the program ends, and once more after it
// is back.
func sharedOverRestart(s *stage) error {
	private, err := s.privately()
	if err != nil {
		return err
	}
	release := s.bot.hold()
	defer release()
	before := s.stored()
	s.peer.Click(Click{anna, private.ID, Share})
	if err := s.until("the intake has the click", func() bool { return s.stored() > before }); err != nil {
		return err
	}
	s.kill()
	release()
	if err := s.start(); err != nil {
		return err
	}
	s.peer.Click(Click{anna, private.ID, Share})
	return s.isShared()
}
