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
		document, i := c.locate()
		start := c.by.e.documents.Span(document, i).Start
		for _, f := range c.answers() {
			out = append(out, bot.Figure{
				Value: f.Value, Qualifier: f.Qualifier, Relative: f.Relative,
				Written: corpus.Span{Start: start + f.Start, End: start + f.End},
			})
		}
		return nil
	})
	return out, err
}

// figures returns the figures and dates of the sentence.
func (c *candidate) figures() []figures.Figure {
	text := c.text()
	return figures.FindIn(c.by.e.language, text, c.words(text))
}

// answers finds the value that the sentence gives for what was asked: of several
// the one nearest to the words that were asked about.
func (c *candidate) answers() []figures.Figure {
	q := c.by.q
	if q.asked.Kind == question.HowMany && !c.hasFigure() || !c.onSubject() {
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
	if w.q.asked.Kind == question.When {
		return f.Kind == figures.Date
	}
	return f.Kind == figures.Number && !w.q.states(f.Value) && w.countsAny(f)
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
