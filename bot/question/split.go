package question

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang"
)

// Max bounds the questions of one message that are answered.
const Max = 5

// Split takes a message of some language apart into questions, in order, at most Max,
// and says how many more there are. Where some of its sentences end in a
// question mark, those are the questions; else every sentence is one, as a
// claim to check.
func Split(l *lang.Language, text string) (questions []string, more int) {
	var all []string
	doc := corpus.NewDocument("", text)
	for _, s := range doc.Sentences {
		sentence := doc.Slice(s.Span)
		if len(words.Tokens(l, sentence)) == 0 {
			continue
		}
		if _, ok := Greet(l, sentence); ok {
			continue // "Thanks! The Duma ratified it."
		}
		all = append(all, sentence)
		if strings.HasSuffix(strings.TrimRight(sentence, " \"'”’)*_"), "?") {
			questions = append(questions, sentence)
		}
	}
	if len(questions) > 0 {
		all = questions
	}
	if len(all) == 0 && len(words.Tokens(l, text)) > 0 {
		all = []string{strings.TrimSpace(text)}
	}
	n := min(len(all), Max)
	return all[:n], len(all) - n
}
