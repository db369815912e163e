package engine

import (
	"slices"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/figures"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang"
)

// sameSubject is the share of what the question says of the thing counted or
// dated ("sent", "ratified") that a sentence must say too.
const sameSubject = 0.5

// Figures returns the figures or dates that the sentence gives for what was
// asked; see bot.Sentence.
func (c *candidate) Figures() ([]bot.Figure, error) {
	if k := c.by.q.asked.Kind; k != question.HowMany && k != question.When {
		return nil, nil
	}
	var out []bot.Figure
	err := store.Guarded(func() error {
		c.by.begin()
		defer c.by.end()
		document, i := c.locate()
		start := c.by.e.documents.Span(document, i).Start
		answers := c.answers()
		for _, f := range answers {
			value, end := c.by.valued(f)
			figure := bot.Figure{
				Value: value, Qualifier: f.Qualifier, Relative: f.Relative, Bound: c.by.bound(f),
				Written: corpus.Span{Start: start + f.Start, End: start + end},
			}
			if len(answers) == 1 && c.compares(f) {
				figure.Compared, figure.Names, figure.Titled, figure.Times = true, c.otherNames(), c.titled(), c.times(f)
			}
			out = append(out, figure)
		}
		return nil
	})
	return out, err
}

// figures returns the figures and dates of the sentence.
func (c *candidate) figures() []figures.Figure {
	if c.values == nil {
		text := c.text()
		c.values = append([]figures.Figure{}, figures.FindIn(c.by.e.language, text, c.words(text))...)
	}
	return c.values
}

// answers finds the value that the sentence gives for what was asked: of several
// the one nearest to the words that were asked about.
func (c *candidate) answers() []figures.Figure {
	q := c.by.q
	if q.asked.Kind == question.HowMany && !c.hasFigure() || !c.onSubject() || (c.by.measures() || c.by.askedUnit() != "") && !c.saysAll() {
		return nil
	}
	var answers []figures.Figure
	for _, f := range c.figures() {
		if c.by.isAnswer(f) {
			answers = append(answers, f)
		}
	}
	if len(answers) < 2 {
		return answers
	}
	nearest, least := answers[:0:0], -1
	for _, t := range c.tokens {
		if !c.by.speaksOf(t) {
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
func (c *candidate) hasFigure() bool {
	return slices.ContainsFunc(c.by.tokens(c.sentence), func(t uint32) bool {
		return c.by.x.Class(t&^index.Capital)&index.Figure != 0
	})
}

// isAnswer reports whether a figure is of the sort that was asked for, and not
// one that the question states itself.
func (w *weigher) isAnswer(f figures.Figure) bool {
	switch {
	case w.q.asked.Kind == question.When:
		return f.Kind == figures.Date
	case w.q.states(f.Value):
		return false
	case w.measures():
		return slices.Contains(w.q.asked.Units, w.unitOf(f))
	}
	return f.Kind == figures.Number && w.countsAny(f)
}

// measures reports whether a measure is asked for, and not how many there are of
// something: "how much", "how old".
func (w *weigher) measures() bool {
	return w.q.asked.Kind == question.HowMany && len(w.q.asked.Units) > 0
}

// askedUnit returns the unit that is to be counted, in its folded form: "how many
// kilometres"; empty for none.
func (w *weigher) askedUnit() string {
	q, l := w.q.asked, w.e.language
	if q.Kind != question.HowMany || q.Focus < 0 {
		return ""
	}
	form := q.Words[q.Focus].Token.Form
	if unit, ok := l.Figures.Abbreviated[form]; ok {
		form = unit
	}
	if l.Figures.UnitKinds[form] == "" && l.Figures.Currencies[form] == "" {
		return ""
	}
	return form
}

// otherUnits reports whether figures are given in other units than the one asked
// for, each of them: what is told in euros is not told in pounds.
func (w *weigher) otherUnits(given []figures.Figure) bool {
	unit := w.askedUnit()
	given = slices.DeleteFunc(slices.Clone(given), func(f figures.Figure) bool { return f.Kind == figures.Date || f.Kind == figures.Time })
	return unit != "" && len(given) > 0 && !slices.ContainsFunc(given, func(f figures.Figure) bool {
		return w.isOfUnit(f, unit) || w.unitOf(f) == ""
	})
}

// isOfUnit reports whether a figure is given in a unit.
func (w *weigher) isOfUnit(f figures.Figure, unit string) bool {
	l := w.e.language
	if f.Kind == figures.Money {
		return f.Unit == l.Figures.Currencies[unit]
	}
	return slices.ContainsFunc(f.Counted, func(c string) bool { return words.Stem(l, c) == words.Stem(l, unit) })
}

// unitOf returns what a figure measures; empty for what it counts.
func (w *weigher) unitOf(f figures.Figure) string {
	switch f.Kind {
	case figures.Money:
		return lang.OfMoney
	case figures.Percent:
		return lang.OfShare
	case figures.Number:
		if head := f.Head(); head != "" {
			if unit, ok := w.e.language.Figures.Abbreviated[head]; ok {
				head = unit
			}
			return w.e.language.Figures.UnitKinds[head]
		}
	}
	return ""
}

// valued returns what of a figure is compared, and where it ends in its text: a
// measure is compared with its unit, a range with both its ends.
func (w *weigher) valued(f figures.Figure) (value string, end int) {
	value, end = f.Value, f.End
	if !w.measures() {
		return value, end
	}
	if f.To != "" {
		value += ".." + f.To
	}
	if f.Kind == figures.Number {
		return value + " " + words.Stem(w.e.language, f.Head()), f.CountedEnd
	}
	return value + " " + string(f.Kind) + f.Unit, end
}

// countsAny reports whether a figure counts one of the things that the
// question may be counting: its noun is a word of the question or of the same
// kin, or, of people called by their country, that name stands before it.
func (w *weigher) countsAny(f figures.Figure) bool {
	q, l := w.q, w.e.language
	head := words.Stem(l, f.Head())
	for i, word := range q.asked.Words {
		if word.Light || q.asked.Focus >= 0 && (i < q.asked.Phrase || i > q.asked.Focus) {
			continue
		}
		if !word.Name && w.e.kin.same(word.Stem, head) {
			return true
		}
		if word.Name && i == q.asked.Focus && slices.ContainsFunc(f.Counted, func(c string) bool { return words.Stem(l, c) == word.Stem }) {
			return true
		}
	}
	return false
}

// states reports whether the question gives a value itself.
func (q *query) states(value string) bool {
	return slices.ContainsFunc(q.asked.Words, func(w question.Word) bool { return w.Token.Figure && w.Token.Form == value })
}

// saysAll reports whether the sentence has every word of the question that says
// what is measured.
func (c *candidate) saysAll() bool {
	own := c.by.sentence(c.sentence)
	for k, t := range c.by.q.terms {
		word := &c.by.q.asked.Words[t.word]
		_, measure := c.by.e.language.Questions.Measures[word.Token.Form]
		if !word.Light && !measure && own[k] == 0 {
			return false
		}
	}
	return true
}

// onSubject reports whether the sentence speaks of what was asked: it, or the
// one before, has every name and figure of the question, and it has most of
// the rest, be it by a word of the same kin.
func (c *candidate) onSubject() bool {
	w, x, q := c.by, c.by.x, c.by.q
	own, before := w.sentence(c.sentence), new(profile)
	if first, _ := x.ParagraphSentences(x.Paragraph(c.sentence)); c.sentence > first {
		before = w.sentence(c.sentence - 1)
	}
	kin := w.kinIn(c.sentence)
	var said, all float32
	for k, t := range q.terms {
		word := &q.asked.Words[t.word]
		switch {
		case word.Light:
		case word.Token.HasDigit() || w.proper(k):
			if own[k] == 0 && before[k] == 0 {
				return false
			}
		default:
			all += t.weight
			if own[k] > 0 || kin>>w.e.kin[word.Stem]&1 == 1 {
				said += t.weight
			}
		}
	}
	return said >= sameSubject*all
}

// proper reports whether a term is a name, in the question or in the sources.
func (w *weigher) proper(k int) bool {
	q := w.q
	if q.asked.Words[q.terms[k].word].Name {
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
		groups |= 1 << w.e.kin[w.x.StemText(w.x.StemOf(t&^index.Capital))]
	}
	return groups &^ 1
}

// speaksOf reports whether a word of a sentence says what was asked about:
// neither a name nor the noun that is counted.
func (w *weigher) speaksOf(t words.Token) bool {
	stem := words.Stem(w.e.language, t.Form)
	for k, term := range w.q.terms {
		word := &w.q.asked.Words[term.word]
		if !word.Light && !w.proper(k) && term.word != w.q.asked.Focus && w.e.kin.same(word.Stem, stem) {
			return true
		}
	}
	return false
}

func distance(f figures.Figure, t words.Token) int {
	return max(f.Start-t.End, t.Start-f.End, 0)
}
