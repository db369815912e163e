package adaptertest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/adapters"
)

// textChecks are about what becomes of text on its way to a reader.
var textChecks = []Check{
	{"text that pings or formats", nil, hostileText},
	{"a question that pings or formats", nil, hostileAsked},
	{"text that turns its direction", nil, turningText},
	{"long answer", nil, longAnswer},
	{"long sentence", []Ability{MessageSize}, longSentence},
	{"what belongs to a quotation", nil, structured},
}

// pingsNobody fails if the bot has called anybody.
func (s *stage) pingsNobody() error {
	for _, p := range s.peer.Screen().Posts {
		if len(p.Pings) > 0 {
			return fmt.Errorf("a post calls %q: %+v", p.Pings, p)
		}
	}
	return nil
}

func hostileText(s *stage) error {
	if _, err := s.reply(anna, hostileQuestion); err != nil {
		return err
	}
	if len(s.holding(plain(harbourTitle))) == 0 {
		return fmt.Errorf("the title %q is not shown as it is:%s", harbourTitle, s.transcript())
	}
	return s.pingsNobody()
}

// hostileAsked has words of the question come back: those that the sources do
// not mention.
func hostileAsked(s *stage) error {
	question, mark := marked(1)
	question = strings.Replace(question, mark, "*"+mark+"* @everyone_"+mark+" <!channel>", 1)
	s.ask(anna, question)
	if err := s.once(mark); err != nil {
		return err
	}
	if len(s.bot.said(question)) > 0 { // on some platforms a mention in a question arrives as another text
		if _, err := s.shown(question); err != nil {
			return err
		}
	}
	return s.pingsNobody()
}

// turns are the characters that turn the direction of what follows, or a
// picture of one.
var turns = regexp.MustCompile("[\u202a-\u202e\u2066-\u2069]|<U\\+20[0-9A-F]{2}>")

// turningText may be shown with a picture of the character that turns, or with
// the character where its effect ends with the quotation.
func turningText(s *stage) error {
	s.ask(anna, turningQuestion)
	const want = "signs as retniap."
	var text string
	err := s.until("the turning sentence", func() bool {
		for _, p := range s.peer.Screen().Posts {
			if text = p.Text; strings.Contains(folded(turns.ReplaceAllString(text, "")), want) {
				return true
			}
		}
		return false
	})
	if err != nil {
		return err
	}
	open := 0
	for _, r := range text {
		switch {
		case r == '\u202c' || r == '\u2069':
			open--
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2068':
			open++
		}
	}
	if open > 0 {
		return fmt.Errorf("what turns the direction of writing is not ended: %q", text)
	}
	return nil
}

// longAnswer is split between sentences: each that fits stands whole in one
// message.
func longAnswer(s *stage) error {
	if _, err := s.reply(anna, longMessage); err != nil {
		return err
	}
	for _, a := range s.bot.said(longMessage) {
		for _, part := range parts(a) {
			short := s.platform.MaxText == 0 || utf8.RuneCountInString(part) < s.platform.MaxText/2
			if short && len(s.holding(part)) == 0 {
				return fmt.Errorf("this is split, and need not be: %q%s", part, s.transcript())
			}
		}
	}
	return nil
}

// structured asks for a sentence that announces a list, and for the row of a
// table: both are shown with what makes them understood, and without markup.
func structured(s *stage) error {
	for question, want := range map[string]string{
		tollQuestion: "the length of a boat,", craneQuestion: "| What | Lifts |",
	} {
		if _, err := s.reply(anna, question); err != nil {
			return err
		}
		if !slices.Contains(parts(s.bot.said(question)[0]), want) {
			return fmt.Errorf("the answer to %q has no %q: the check is worth nothing", question, want)
		}
	}
	return nil
}

// longSentence is longer than a message.
func longSentence(s *stage) error {
	if _, err := s.reply(anna, ferryQuestion); err != nil {
		return err
	}
	quote := s.bot.said(ferryQuestion)[0].Quotes[0].Text
	if n := utf8.RuneCountInString(adapters.Visible(quote)); n <= s.platform.MaxText {
		return fmt.Errorf("the sentence has %d characters, and a message %d: the check is worth nothing", n, s.platform.MaxText)
	}
	return nil
}
