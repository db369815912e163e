package question

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// A Greeting is a kind of smalltalk.
type Greeting string

// Check asks whether a claim holds, and makes one. The other kinds are those of
// package lang.
const Check Greeting = lang.Check

// Greet reports whether a message is smalltalk, which asks nothing of the
// sources: words of courtesy alone, one of which says which kind, a remark
// that the language knows, or the bare question whether something holds.
func Greet(l *lang.Language, text string) (Greeting, bool) {
	if len(text) > longestRemark {
		return "", false
	}
	var forms []string
	for _, t := range words.Tokens(l, text) {
		forms = append(forms, t.Form)
	}
	if g := greeting(l, forms); g != "" {
		return g, true
	}
	said := strings.Join(withoutGreeting(l, forms), " ")
	for _, r := range l.Smalltalk.Remarks {
		if r.Pattern.MatchString(said) {
			return Greeting(r.Kind), true
		}
	}
	if checks(l, forms) {
		return Check, true
	}
	return "", false
}

// greeting returns the kind of words that are courtesy alone; empty if they are
// not.
func greeting(l *lang.Language, forms []string) (kind Greeting) {
	if len(forms) > mostCourtesy {
		return ""
	}
	for _, form := range forms {
		switch g, ok := l.Smalltalk.Greetings[form]; {
		case ok && kind == "":
			kind = Greeting(g)
		case !ok && !l.Smalltalk.Courtesies[form]:
			return ""
		}
	}
	return kind
}

// checks reports whether words ask no more than whether a claim holds.
func checks(l *lang.Language, forms []string) bool {
	asked := false
	for _, form := range forms {
		_, asks := l.Questions.Asking[form]
		if asks || !l.Smalltalk.Checks[form] && !l.Smalltalk.CheckFillers[form] && !l.Smalltalk.Salutations[form] && !l.IsStop(form) {
			return false
		}
		asked = asked || l.Smalltalk.Checks[form]
	}
	return asked && len(forms) <= mostCheck
}

// withoutGreeting drops the words that open or close a message and only greet:
// "Hello, who is...", "How many are there, please?".
func withoutGreeting(l *lang.Language, forms []string) []string {
	from, to := salutation(l, len(forms), func(i int) string { return forms[i] })
	return forms[from:to]
}

// withoutSalutation does the same with tokens.
func withoutSalutation(l *lang.Language, tokens []words.Token) []words.Token {
	from, to := salutation(l, len(tokens), func(i int) string { return tokens[i].Form })
	return tokens[from:to]
}

// salutation returns what of n words lies between those that only greet.
func salutation(l *lang.Language, n int, form func(int) string) (from, to int) {
	s := &l.Smalltalk
	for from < n && (s.Salutations[form(from)] || from > 0 && s.Addressed[form(from)]) {
		from++
	}
	for to = n; to > from && s.Salutations[form(to-1)]; {
		to--
	}
	return from, to
}

// The most that smalltalk holds: bytes of a remark, words of courtesy, and words
// of the question whether something holds.
const longestRemark, mostCourtesy, mostCheck = 160, 8, 12
