package bot

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// A lack is something in the question that no source mentions.
type lack struct {
	start, end int  // bytes of the question
	strict     bool // a name, figure or date: nothing else will do
}

// lacks lists what of the question no source of any collection in scope
// mentions, in order, names that stand side by side as one. Light words and
// words of earlier turns are never lacking.
func (s *searched) lacks() []lack {
	q := &s.asked
	var out []lack
	dates := q.dates()
	for i := range q.words {
		w := &q.words[i]
		if w.inherited {
			break // these stand behind the question's own
		}
		if d, ok := dates[i]; ok {
			if d.first == i && !s.anyEngine(func(e *engine) bool { return e.hasDate(d.month, d.day) }) {
				out = append(out, lack{d.start, d.end, true})
			}
			continue
		}
		if w.spare || s.anyEngine(func(e *engine) bool { return !s.weighers[e].q.lacking[i] }) {
			continue
		}
		start, end := q.compound(w.token)
		out = append(out, lack{start, end, w.name || w.token.HasDigit() || s.readAsName(i)})
	}
	return mergeLacks(q.text, out)
}

// readAsName reports whether a word that is lacking was read as a name of the
// sources: a guess, and no mention.
func (s *searched) readAsName(i int) bool {
	return s.anyEngine(func(e *engine) bool { return s.weighers[e].q.readAsName(i) })
}

func (q *query) readAsName(i int) bool {
	for _, t := range q.terms {
		if t.word == i {
			return t.guessed
		}
	}
	return false
}

func (s *searched) anyEngine(holds func(*engine) bool) bool {
	for e := range s.weighers {
		if holds(e) {
			return true
		}
	}
	return false
}

// compound widens a token to the hyphenated compound it is part of.
func (q *asked) compound(t words.Token) (start, end int) {
	start, end = t.Start, t.End
	for i := range q.tokens {
		switch u := q.tokens[i]; {
		case u.Start < t.Start && (i+1 >= len(q.tokens) || !q.tokens[i+1].Glued):
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

// mergeLacks joins lacks that overlap, and names that only a space parts.
func mergeLacks(text string, lacks []lack) []lack {
	var out []lack
	for _, l := range lacks {
		if n := len(out); n > 0 {
			last := &out[n-1]
			if l.start < last.end && last.start < l.end {
				last.start, last.end = min(last.start, l.start), max(last.end, l.end)
				last.strict = last.strict || l.strict
				continue
			}
			if last.strict && l.strict && l.start > last.end && text[last.end:l.start] == " " &&
				isUpperStart(text[l.start:]) && isUpperStart(text[last.start:]) {
				last.end = l.end
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

func isUpperStart(s string) bool {
	t := words.Tokens(s[:min(len(s), 64)])
	return len(t) > 0 && t[0].Capital
}

// An askedDate is a day of a month in the question.
type askedDate struct {
	first      int // index into asked.words of its first word
	start, end int // bytes of the question
	month, day string
}

// dates finds the days of months in the question ("October 24", "24 October"),
// by the indexes of the words that make them up.
func (q *asked) dates() map[int]askedDate {
	var out map[int]askedDate
	for i := 0; i+1 < len(q.words); i++ {
		a, b := &q.words[i], &q.words[i+1]
		if b.inherited {
			break
		}
		month, day := a, b
		if isDay(a.token) {
			month, day = b, a
		}
		if !isDay(day.token) || !words.IsCalendar(month.token.Form) || !q.sideBySide(a.token, b.token) {
			continue
		}
		if out == nil {
			out = map[int]askedDate{}
		}
		d := askedDate{i, a.token.Start, b.token.End, month.stem, day.stem}
		out[i], out[i+1] = d, d
		i++
	}
	return out
}

// sideBySide reports whether at most "of" or "the" parts two tokens.
func (q *asked) sideBySide(a, b words.Token) bool {
	switch strings.TrimSpace(q.text[a.End:b.Start]) {
	case "", "of", "the", "-", ".":
		return true
	}
	return false
}

func isDay(t words.Token) bool {
	return t.Figure && (len(t.Form) == 1 && t.Form != "0" || len(t.Form) == 2 && t.Form <= "31")
}

// hasDate reports whether some sentence gives a day of a month.
func (e *engine) hasDate(month, day string) bool {
	m, ok1 := e.index.Stem(month)
	d, ok2 := e.index.Stem(day)
	return ok1 && ok2 && (e.index.Adjacent(m, d, 1) || e.index.Adjacent(d, m, 2))
}
