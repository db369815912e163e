package question

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// A Greeting is a kind of smalltalk.
type Greeting string

// The greetings.
const (
	Hello  Greeting = lang.Hello
	Thanks Greeting = lang.Thanks
	Bye    Greeting = lang.Bye
	AskFor Greeting = lang.Help // "what can you do?"
)

// Greet reports whether a message is smalltalk: nothing but words of courtesy,
// one of which says which kind.
func Greet(l *lang.Language, text string) (Greeting, bool) {
	tokens := words.Tokens(l, text)
	if len(tokens) == 0 || len(tokens) > maxCourtesy {
		return "", false
	}
	forms := make([]string, len(tokens))
	for i, t := range tokens {
		forms[i] = t.Form
	}
	if g, ok := l.Questions.Smalltalk[strings.Join(forms, " ")]; ok {
		return Greeting(g), true
	}
	var kind Greeting
	for _, form := range forms {
		switch g, ok := l.Questions.Greetings[form]; {
		case ok && kind == "":
			kind = Greeting(g)
		case !ok && !l.Questions.Courtesies[form]:
			return "", false
		}
	}
	return kind, kind != ""
}

// withoutSalutation drops the words of courtesy that open or close a question:
// "Hello, who is...", "How many are there, please?".
func withoutSalutation(l *lang.Language, tokens []words.Token) []words.Token {
	q, begun := &l.Questions, false
	for len(tokens) > 0 && (q.Salutations[tokens[0].Form] || begun && q.Addressed[tokens[0].Form]) {
		tokens, begun = tokens[1:], true
	}
	for len(tokens) > 0 && q.Salutations[tokens[len(tokens)-1].Form] {
		tokens = tokens[:len(tokens)-1]
	}
	return tokens
}

// maxCourtesy bounds the words of smalltalk.
const maxCourtesy = 8
