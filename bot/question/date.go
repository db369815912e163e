package question

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// A Date is a day of a month in a question ("October 24", "24 October").
type Date struct {
	Word       int    // index into Words of the first of its two words
	Start, End int    // bytes of the question
	Month, Day string // stems
}

// Dates finds the days of months in a question's own words, in order.
func (q *Question) Dates() []Date {
	var out []Date
	for i := 0; i+1 < len(q.Words); i++ {
		a, b := &q.Words[i], &q.Words[i+1]
		if b.Inherited {
			break
		}
		month, day := a, b
		if isDay(a.Token) {
			month, day = b, a
		}
		if !isDay(day.Token) || !q.Language.Calendar.Names[month.Token.Form] || !q.sideBySide(a.Token, b.Token) {
			continue
		}
		out = append(out, Date{i, a.Token.Start, b.Token.End, month.Stem, day.Stem})
		i++
	}
	return out
}

// sideBySide reports whether at most "of" or "the" stands between two tokens.
func (q *Question) sideBySide(a, b words.Token) bool {
	switch strings.TrimSpace(q.Text[a.End:b.Start]) {
	case "", "of", "the", "-", ".":
		return true
	}
	return false
}

func isDay(t words.Token) bool {
	return t.Figure && (len(t.Form) == 1 && t.Form != "0" || len(t.Form) == 2 && t.Form <= "31")
}

// Compound widens a token to the hyphenated compound it is part of.
func (q *Question) Compound(t words.Token) (start, end int) {
	start, end = t.Start, t.End
	for i := range q.Tokens {
		switch u := q.Tokens[i]; {
		case u.Start < t.Start && (i+1 >= len(q.Tokens) || !q.Tokens[i+1].Glued):
			start = t.Start
		case u.Start < t.Start && start == t.Start:
			start = u.Start
		case u.Start > t.Start && !u.Glued:
			return start, end
		case u.Start > t.Start:
			end = u.End
		}
	}
	return start, end
}
