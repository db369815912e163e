package bot

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot/words"
)

// A Turn is one question of a conversation and the sentence that answered it.
type Turn struct {
	Asked    string    // the question
	FollowUp bool      // it leaned on the turn before
	Quote    Span      // the first quote; its End is 0 where there was none
	At       time.Time // when it was asked
}

// Conversations remembers the turns of conversations. Implementations bound
// how many turns, for how long, and of how many conversations; what is
// forgotten is simply not leaned on.
type Conversations interface {
	// Turns returns the remembered turns of a conversation, oldest first.
	Turns(ctx context.Context, key string) ([]Turn, error)
	// Asked reports whether a person asked in a conversation, not long ago.
	// The store compares, so that it need not keep who asked in plain.
	Asked(ctx context.Context, key string, asker Asker) (bool, error)
	// Append adds a person's turn to a conversation, and begins it if need be.
	Append(ctx context.Context, key string, asker Asker, t Turn) error
}

// maxRemembered bounds the bytes of a question that a turn remembers.
const maxRemembered = 1000

// remembered returns the beginning of a question, in a string of its own.
func remembered(text string) string {
	if len(text) <= maxRemembered {
		return text
	}
	end := maxRemembered
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end])
}

// maxLean bounds how many turns back a follow-up leans.
const maxLean = 3

// follows reports whether a question leans on the one before: it is opened by
// a word that goes on ("and", "what about"), speaks of something that it does
// not name ("they", "his"), or names nothing at all ("when?").
func (q *asked) follows() bool {
	if len(q.tokens) == 0 {
		return false
	}
	subject := q.firstSubject()
	if subject == len(q.tokens) {
		return true
	}
	first, second := q.tokens[0].Form, ""
	if len(q.tokens) > 1 {
		second = q.tokens[1].Form
	}
	switch {
	case goesOn[first]:
		return true
	case (first == "what" || first == "how") && second == "about":
		return true
	}
	for i, t := range q.tokens {
		if i < subject && refersBack[t.Form] || comparesBack[t.Form] {
			return true
		}
	}
	return false
}

// firstSubject returns the index of the first token that names something of
// its own; len(q.tokens) if none does.
func (q *asked) firstSubject() int {
	for i, t := range q.tokens {
		if !words.IsStop(t.Form) && !lightWords[t.Form] {
			return i
		}
	}
	return len(q.tokens)
}

var (
	goesOn       = wordSet("and but so also then or")
	refersBack   = wordSet("it he she they them him her his its their theirs hers this these those there")
	comparesBack = wordSet("else other others another too instead")
)

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// lean adds the content words of the turns that a follow-up leans on, up to
// and including the last that stood on its own.
func (q *asked) lean(turns []Turn) {
	replaced := q.replacesName()
	for back := 0; back < min(len(turns), maxLean); back++ {
		turn := turns[len(turns)-1-back]
		earlier := parse(turn.Asked)
		for _, w := range earlier.words {
			if w.light || q.holds(w.stem) || replaced && w.name {
				continue
			}
			w.inherited = true
			q.words = append(q.words, w)
		}
		if !turn.FollowUp {
			return
		}
		replaced = replaced || earlier.replacesName()
	}
}

// replacesName reports whether a follow-up puts a name of its own in the place
// of those before ("and Zelensky?"), rather than asking of them too ("and did
// NATO confirm it?").
func (q *asked) replacesName() bool {
	named := slices.ContainsFunc(q.words, func(w askedWord) bool { return w.name && !w.inherited })
	return named && !slices.ContainsFunc(q.tokens, func(t words.Token) bool { return refersBack[t.Form] })
}

func (q *asked) holds(stem string) bool {
	for _, w := range q.words {
		if w.stem == stem {
			return true
		}
	}
	return false
}

// nearness favours the surroundings of the sentence that answered the turn
// before.
type nearness struct {
	engine   *engine
	sentence uint32
}

// What the surroundings of the last answer add to a score. Follow-ups mostly
// ask on: of seven in the recorded conversations on the embedded reports, six
// are answered in the paragraph of the turn before.
const (
	sameParagraphBonus = 1.0
	sameDocumentBonus  = 0.3
)

func (n *nearness) bonus(e *engine, sentence uint32) float64 {
	switch {
	case n == nil || n.engine != e:
		return 0
	case e.index.Paragraph(n.sentence) == e.index.Paragraph(sentence):
		return sameParagraphBonus
	case e.index.Document(n.sentence) == e.index.Document(sentence):
		return sameDocumentBonus
	}
	return 0
}
