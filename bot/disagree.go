package bot

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/figures"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// sameSubject is the share of what the question says of the thing counted or
// dated ("sent", "ratified") that a sentence must say too.
const sameSubject = 0.5

// disagreement compares the figures or dates that the candidates give for
// what was asked; nil where they give one value or none.
func (s *searched) disagreement() *Disagreement {
	k := s.asked.kind
	if k != howMany && k != when {
		return nil
	}
	d := &Disagreement{Kind: DifferentFigures}
	if k == when {
		d.Kind = DifferentDates
	}
	definite := false
	for _, r := range s.list {
		for _, f := range s.asked.values(r) {
			definite = definite || !f.Relative
			if !d.holds(f, k) {
				d.Values = append(d.Values, r.valueQuote(f))
			}
		}
	}
	if len(d.Values) < 2 || !definite {
		return nil
	}
	return d
}

// values finds the value that a sentence gives for what was asked: of several
// the one nearest to the words that were asked about.
func (q *asked) values(r ranked) []figures.Figure {
	if q.kind == howMany && !r.hasFigure() || !r.onSubject() {
		return nil
	}
	text := r.text()
	var answers []figures.Figure
	for _, f := range figures.Find(text) {
		if q.isAnswer(f) {
			answers = append(answers, f)
		}
	}
	if len(answers) < 2 {
		return answers
	}
	nearest, least := answers[:0:0], -1
	for _, t := range words.Tokens(text) {
		if !r.by.speaksOf(t) {
			continue
		}
		for _, f := range answers {
			if gap := distance(f, t); least < 0 || gap < least {
				nearest, least = []figures.Figure{f}, gap
			}
		}
	}
	if least < 0 {
		return answers
	}
	return nearest
}

// hasFigure reports whether a sentence holds a figure at all, which is quickly
// told.
func (r ranked) hasFigure() bool {
	return slices.ContainsFunc(r.by.tokens(r.sentence), func(t uint32) bool {
		return r.by.x.Class(t&^index.Capital)&index.Figure != 0
	})
}

// isAnswer reports whether a figure is of the sort that was asked for, and not
// one that the question states itself.
func (q *asked) isAnswer(f figures.Figure) bool {
	if q.kind == when {
		return f.Kind == figures.Date
	}
	return f.Kind == figures.Number && !q.states(f.Value) && q.countsAny(f)
}

// countsAny reports whether a figure counts one of the things that the
// question may be counting: its noun is a word of the question or of the same
// kin, or, of people called by their country, that name stands before it.
func (q *asked) countsAny(f figures.Figure) bool {
	head := words.Stem(f.Head())
	for i, w := range q.words {
		if w.light || q.focus >= 0 && (i < q.phrase || i > q.focus) {
			continue
		}
		if !w.name && sameKin(w.stem, head) {
			return true
		}
		if w.name && i == q.focus && slices.ContainsFunc(f.Counted, func(c string) bool { return words.Stem(c) == w.stem }) {
			return true
		}
	}
	return false
}

// states reports whether the question gives a value itself.
func (q *asked) states(value string) bool {
	for _, w := range q.words {
		if w.token.Figure && w.token.Form == value {
			return true
		}
	}
	return false
}

// onSubject reports whether a sentence speaks of what was asked: it, or the
// one before, has every name and figure of the question, and it has most of
// the rest, be it by a word of the same kin.
func (r ranked) onSubject() bool {
	w, x, q := r.by, r.by.x, r.by.q
	own, before := w.sentence(r.sentence), new(profile)
	if first, _ := x.ParagraphSentences(x.Paragraph(r.sentence)); r.sentence > first {
		before = w.sentence(r.sentence - 1)
	}
	kin := w.kinIn(r.sentence)
	var said, all float32
	for k, t := range q.terms {
		word := &q.asked.words[t.word]
		switch {
		case word.light:
		case word.token.HasDigit() || w.proper(k):
			if own[k] == 0 && before[k] == 0 {
				return false
			}
		default:
			all += t.weight
			if own[k] > 0 || kin>>kinOf[word.stem]&1 == 1 {
				said += t.weight
			}
		}
	}
	return said >= sameSubject*all
}

// proper reports whether a term is a name, in the question or in the sources.
func (w *weigher) proper(k int) bool {
	q := w.q
	if q.asked.words[q.terms[k].word].name {
		return true
	}
	for _, m := range q.senses {
		if m.term == k && w.x.Name(m.word) {
			return true
		}
	}
	return false
}

// kinIn returns the groups of kin that a sentence has words of, a bit each;
// never group 0.
func (w *weigher) kinIn(sentence uint32) uint32 {
	var groups uint32
	for _, t := range w.tokens(sentence) {
		groups |= 1 << kinOf[w.x.StemText(w.x.StemOf(t&^index.Capital))]
	}
	return groups &^ 1
}

// speaksOf reports whether a word of a sentence says what was asked about:
// neither a name nor the noun that is counted.
func (w *weigher) speaksOf(t words.Token) bool {
	stem := words.Stem(t.Form)
	for k, term := range w.q.terms {
		word := &w.q.asked.words[term.word]
		if !word.light && !w.proper(k) && term.word != w.q.asked.focus && sameKin(word.stem, stem) {
			return true
		}
	}
	return false
}

func distance(f figures.Figure, t words.Token) int {
	return max(f.Start-t.End, t.Start-f.End, 0)
}

// holds reports whether a value is listed already, or one that does not
// contradict it: "2024" beside "October 2024".
func (d *Disagreement) holds(f figures.Figure, k kind) bool {
	for _, v := range d.Values {
		if v.Value == f.Value || k == when && !f.Relative && agree(v.Value, f.Value) {
			return true
		}
	}
	return false
}

// agree reports whether two dates in figures can be the same day: no part that
// both have differs.
func agree(a, b string) bool {
	ya, ma, da := dateParts(a)
	yb, mb, db := dateParts(b)
	same := func(x, y string) bool { return x == "" || y == "" || x == y }
	return (ya+ma+da) != "" && (yb+mb+db) != "" && same(ya, yb) && same(ma, mb) && same(da, db)
}

// dateParts takes "2024-10-24", "10-24", "2024-10", "10" or "2024" apart;
// other dates have no parts.
func dateParts(value string) (year, month, day string) {
	if strings.Trim(value, "0123456789-") != "" {
		return "", "", ""
	}
	parts := strings.Split(value, "-")
	if len(parts[0]) == 4 {
		year, parts = parts[0], parts[1:]
	}
	if len(parts) > 0 {
		month = parts[0]
	}
	if len(parts) > 1 {
		day = parts[1]
	}
	return year, month, day
}

// valueQuote quotes the sentence that gives a value.
func (r ranked) valueQuote(f figures.Figure) ValueQuote {
	quote := r.quote()
	start := quote.Span.Start
	return ValueQuote{
		Value: f.Value, Qualifier: f.Qualifier, Quote: quote,
		Written: corpus.Span{Start: start + f.Start, End: start + f.End},
	}
}
