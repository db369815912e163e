package question

import (
	"slices"

	"github.com/quoth-bot/quoth/bot/words"
)

// maxLean bounds how many turns back a follow-up leans.
const maxLean = 3

// Follows reports whether a question leans on the one before: it is opened by
// a word that goes on ("and", "what about"), speaks of something that it does
// not name ("they", "his"), or names nothing at all ("when?").
func (q *Question) Follows() bool {
	if len(q.Tokens) == 0 {
		return false
	}
	subject := q.firstSubject()
	if subject == len(q.Tokens) {
		return true
	}
	first, second := q.Tokens[0].Form, ""
	if len(q.Tokens) > 1 {
		second = q.Tokens[1].Form
	}
	switch {
	case q.Language.Questions.GoesOn[first]:
		return true
	case (first == "what" || first == "how") && second == "about":
		return true
	}
	for i, t := range q.Tokens {
		if i < subject && q.Language.Questions.RefersBack[t.Form] || q.Language.Questions.ComparesBack[t.Form] {
			return true
		}
	}
	return false
}

// firstSubject returns the index of the first token that names something of
// its own; len(q.Tokens) if none does.
func (q *Question) firstSubject() int {
	for i, t := range q.Tokens {
		if !q.Language.IsStop(t.Form) && !q.Language.Questions.Light[t.Form] {
			return i
		}
	}
	return len(q.Tokens)
}

// A Turn is an earlier question of a conversation.
type Turn struct {
	Asked    string
	FollowUp bool // it leaned on the turn before
}

// Lean adds the content words of the turns that a follow-up leans on, up to
// and including the last that stood on its own; turns are in order, oldest first.
func (q *Question) Lean(turns []Turn) {
	replaced := q.replacesName()
	for back := 0; back < min(len(turns), maxLean); back++ {
		turn := turns[len(turns)-1-back]
		earlier := Parse(q.Language, turn.Asked)
		for _, w := range earlier.Words {
			if w.Light || q.holds(w.Stem) || replaced && w.Name {
				continue
			}
			w.Inherited = true
			q.Words = append(q.Words, w)
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
func (q *Question) replacesName() bool {
	named := slices.ContainsFunc(q.Words, func(w Word) bool { return w.Name && !w.Inherited })
	return named && !slices.ContainsFunc(q.Tokens, func(t words.Token) bool { return q.Language.Questions.RefersBack[t.Form] })
}

func (q *Question) holds(stem string) bool {
	for _, w := range q.Words {
		if w.Stem == stem {
			return true
		}
	}
	return false
}
