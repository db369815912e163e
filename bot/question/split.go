package question

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
	"github.com/quoth-bot/quoth/lang"
)

// Max bounds the questions of one message that are answered.
const Max = 5

// Split takes a message of some language apart into questions, in order, at most Max,
// and says how many more there are. Where some of its sentences end in a
// question mark, those are the questions; else every sentence is one, as a
// claim to check. So it is where a question asks no more than whether the others
// hold: "18 soldiers have deserted. Can we stand that up?"
func Split(l *lang.Language, text string) (questions []string, more int) {
	return split(l, text, false)
}

// Claims does the same with what somebody else claims: all of its sentences are
// looked up.
func Claims(l *lang.Language, text string) (claims []string, more int) {
	return split(l, text, true)
}

// split takes a message apart; checked says that somebody asks whether it holds.
func split(l *lang.Language, text string, checked bool) (questions []string, more int) {
	var all []string
	text = strings.ToValidUTF8(text, "\uFFFD") // as documents are made, so that spans are of both
	doc := corpus.NewDocument("", withoutQuoteMarks(text))
	for _, s := range doc.Sentences {
		sentence := text[s.Start:s.End]
		if len(words.Tokens(l, sentence)) == 0 {
			continue
		}
		if g, ok := Greet(l, sentence); ok {
			checked = checked || g == Check
			continue // "Thanks! The Duma ratified it."
		}
		all = append(all, sentence)
		if strings.HasSuffix(strings.TrimRight(sentence, " \"'”’)*_"), "?") {
			questions = append(questions, sentence)
		}
	}
	switch {
	case checked:
		for i := range all {
			all[i] = claim(l, all[i])
		}
	case len(questions) > 0:
		all = questions
	}
	if len(all) == 0 && len(words.Tokens(l, text)) > 0 {
		all = []string{strings.TrimSpace(text)}
	}
	n := min(len(all), Max)
	return all[:n], len(all) - n
}

// quoteMark opens a line that somebody else wrote.
var quoteMark = lazyregexp.New(`(?m)^[ \t]*>+`)

// withoutQuoteMarks puts blanks in the place of the marks of quoted lines.
func withoutQuoteMarks(text string) string {
	if strings.IndexByte(text, '>') < 0 {
		return text
	}
	return quoteMark.ReplaceAllStringFunc(text, func(mark string) string { return strings.Repeat(" ", len(mark)) })
}

// claim returns what a sentence claims, without who says so where that is nobody
// in particular: "I heard that".
func claim(l *lang.Language, sentence string) string {
	said := l.Smalltalk.Attribution.FindString(sentence)
	claimed := sentence[len(said):]
	if slices.ContainsFunc(words.Tokens(l, claimed), func(t words.Token) bool { return !l.IsStop(t.Form) }) {
		return claimed
	}
	return sentence
}
