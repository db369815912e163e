package adaptertest

import (
	"fmt"
	"strings"

	"github.com/quoth-bot/quoth/bot"
)

// answerChecks are about each kind of answer.
var answerChecks = []Check{
	{"found", nil, func(s *stage) error { return s.answers(foundQuestion, bot.Found) }},
	{"closest", nil, func(s *stage) error { return s.answers(closestQuestion, bot.Closest) }},
	{"none", nil, none},
	{"files left out", nil, filesLeftOut},
	{"greeting", nil, func(s *stage) error { return s.answers(greetingText, bot.Smalltalk) }},
	{"brief", nil, func(s *stage) error { return s.answers(briefText, bot.Brief) }},
	{"disagreement", nil, disagreement},
	{"citation", nil, citation},
	{"what is pointed at", []Ability{Pointing}, pointedAt},
	{"several questions", nil, several},
	{"nothing asked", nil, nothingAsked},
	{"slow answer", []Ability{Working}, slowAnswer},
	{"slow answer is answered", nil, slowIsAnswered},
}

// answers asks, and compares the verdict; all of the answer must be shown.
func (s *stage) answers(question string, want bot.Verdict) error {
	if _, err := s.reply(anna, question); err != nil {
		return err
	}
	for _, a := range s.bot.said(question) {
		if a.Verdict != want {
			return fmt.Errorf("the bot's verdict on %q is %s: the check is worth nothing without %s", question, a.Verdict, want)
		}
	}
	return nil
}

// pointedAt is the claim of somebody else, and whether it holds is all that is asked.
func pointedAt(s *stage) error {
	const asked = "is this right?"
	s.peer.Say(Message{Person: anna, Text: asked, About: pointedAtText})
	if _, err := s.shown(asked); err != nil {
		return err
	}
	if a := s.bot.said(asked)[0]; a.Verdict != bot.Found || a.Asked != pointedAtText {
		return fmt.Errorf("the bot is not asked about %q: it answers %q with %s", pointedAtText, a.Asked, a.Verdict)
	}
	return nil
}

func none(s *stage) error {
	question, mark := marked(1)
	if err := s.answers(question, bot.None); err != nil {
		return err
	}
	return s.once(mark)
}

// filesLeftOut are told with an answer that the sources do not give.
func filesLeftOut(s *stage) error {
	question, _ := marked(1)
	if err := s.answers(question, bot.None); err != nil {
		return err
	}
	files := s.bot.said(question)[0].Files
	if files.Skipped != len(skipped) {
		return fmt.Errorf("the bot counts %+v: the check is worth nothing", files)
	}
	if told := files.Phrase("").String(); len(s.holding(told)) == 0 {
		return fmt.Errorf("%q is not told:%s", told, s.transcript())
	}
	return nil
}

func disagreement(s *stage) error {
	post, err := s.reply(anna, differQuestion)
	if err != nil {
		return err
	}
	d := s.bot.said(differQuestion)[0].Disagreement
	if d == nil {
		return fmt.Errorf("the sources agree on %q: the check is worth nothing", differQuestion)
	}
	if n := len(s.holding(plain(d.Values[0].Quote.Text))); n != 1 {
		return fmt.Errorf("the first value stands in %d messages, of which the first is %+v", n, post)
	}
	return nil
}

// citation names the source of each quotation.
func citation(s *stage) error {
	if _, err := s.reply(anna, foundQuestion); err != nil {
		return err
	}
	for _, q := range s.bot.said(foundQuestion)[0].Quotes {
		if len(s.holding(plain(q.Title))) == 0 {
			return fmt.Errorf("the source %q is not named:%s", q.Title, s.transcript())
		}
	}
	return nil
}

// several questions of one message are answered all, each answer with the
// question that it answers.
func several(s *stage) error {
	first, _ := marked(1)
	second, _ := marked(2)
	if _, err := s.reply(anna, first+" "+second); err != nil {
		return err
	}
	for _, question := range []string{first, second} {
		if err := s.until(fmt.Sprintf("%q is shown", question), func() bool { return len(s.holding(plain(question))) > 0 }); err != nil {
			return err
		}
	}
	return nil
}

// nothingAsked is a message without a word, which gets a notice and no answer.
func nothingAsked(s *stage) error {
	s.ask(anna, "?!")
	if err := s.fence(); err != nil {
		return err
	}
	want := strings.TrimSuffix(strings.ToLower(bot.EmptyQuestion.Phrase("").String()), ".")
	return s.until("the notice that nothing is asked", func() bool {
		for _, p := range s.peer.Screen().Posts {
			if strings.Contains(strings.ToLower(p.Text), want) {
				return true
			}
		}
		return false
	})
}

// slowAnswer is shown to be in the making, and then is there, and no sign of
// work is left.
func slowAnswer(s *stage) error {
	if err := s.end(); err != nil {
		return err
	}
	s.opts.ShowAfter = 1 // at once
	if err := s.start(); err != nil {
		return err
	}
	release := s.bot.hold()
	defer release()
	question, mark := marked(1)
	s.ask(anna, question)
	if err := s.until("work is shown", func() bool { return s.peer.Screen().Working }); err != nil {
		return err
	}
	release()
	if err := s.once(mark); err != nil {
		return err
	}
	return s.until("work is shown no more", func() bool { return !s.peer.Screen().Working })
}

func slowIsAnswered(s *stage) error {
	release := s.bot.hold()
	defer release()
	question, mark := marked(1)
	s.ask(anna, question)
	if err := s.isAsked(question); err != nil {
		return err
	}
	release()
	return s.once(mark)
}
