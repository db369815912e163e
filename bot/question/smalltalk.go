package question

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// A Greeting is a kind of smalltalk.
type Greeting string

// The greetings.
const (
	Hello  Greeting = "hello"
	Thanks Greeting = "thanks"
	Bye    Greeting = "bye"
	AskFor Greeting = "help" // "what can you do?"
)

// Greet reports whether a message is smalltalk: nothing but words of courtesy,
// one of which says which kind.
func Greet(text string) (Greeting, bool) {
	tokens := words.Tokens(text)
	if len(tokens) == 0 || len(tokens) > maxCourtesy {
		return "", false
	}
	forms := make([]string, len(tokens))
	for i, t := range tokens {
		forms[i] = t.Form
	}
	if g, ok := smalltalk[strings.Join(forms, " ")]; ok {
		return g, true
	}
	var kind Greeting
	for _, form := range forms {
		switch g, ok := greetings[form]; {
		case ok && kind == "":
			kind = g
		case !ok && !courtesies[form]:
			return "", false
		}
	}
	return kind, kind != ""
}

// withoutSalutation drops the words of courtesy that open or close a question:
// "Hello, who is...", "How many are there, please?".
func withoutSalutation(tokens []words.Token) []words.Token {
	begun := false
	for len(tokens) > 0 && (salutations[tokens[0].Form] || begun && addressed[tokens[0].Form]) {
		tokens, begun = tokens[1:], true
	}
	for len(tokens) > 0 && salutations[tokens[len(tokens)-1].Form] {
		tokens = tokens[:len(tokens)-1]
	}
	return tokens
}

// salutations only greet wherever a question begins or ends; those of the
// greetings that mean something else beside ("night", "help") are not here.
// addressed are words that may follow one.
var (
	salutations = wordSet("hello hi hey hiya howdy thanks thx please pls plz quoth")
	addressed   = wordSet("there all everyone everybody team bot quoth again")
)

// maxCourtesy bounds the words of smalltalk.
const maxCourtesy = 8

var greetings = map[string]Greeting{
	"hello": Hello, "hi": Hello, "hey": Hello, "hiya": Hello, "howdy": Hello, "greetings": Hello,
	"morning": Hello, "afternoon": Hello, "evening": Hello, "welcome": Hello,
	"thanks": Thanks, "thank": Thanks, "thx": Thanks, "ty": Thanks, "cheers": Thanks, "appreciated": Thanks,
	"bye": Bye, "goodbye": Bye, "night": Bye, "later": Bye, "ciao": Bye,
	"help": AskFor, "ok": AskFor, "okay": AskFor, "yes": AskFor, "no": AskFor,
}

// courtesies are words that may stand around a greeting.
var courtesies = wordSet(`good there you very much so a lot quoth bot all everyone everybody team friend friends again
	many for your the that's that is was great nice perfect ok okay cool see to and please my dear sir madam
	how are doing today it this week day have one me can i`)

// smalltalk is what is said as a whole, in folded forms.
var smalltalk = map[string]Greeting{
	"how are you": Hello, "how are you doing": Hello, "how do you do": Hello,
	"who are you": AskFor, "what are you": AskFor, "what can you do": AskFor, "what do you do": AskFor,
	"how do you work": AskFor, "how does this work": AskFor, "what can i ask": AskFor, "what can i ask you": AskFor,
	"how do i use this": AskFor, "what do you know": AskFor,
}
