package engine

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/figures"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
)

// This file holds a sentence to the conditions of a question: what is asked of
// 2016 is not answered by what is said of 2020, nor the first by the third.

// unmet returns the dates, names and ordinals of the question, as it writes them,
// that do not hold of the sentence, and who acts where another does.
func (c *candidate) unmet() []string {
	asked := c.by.q.asked
	out := c.unmetDates()
	for k, t := range c.by.q.terms {
		if word := &asked.Words[t.word]; c.by.isPlainName(t) && !c.isNear(k) && c.namesAnother(word) {
			out = append(out, word.Written)
		}
	}
	for i, t := range asked.Tokens {
		if c.outranked(i) {
			out = append(out, asked.Text[t.Start:t.End])
		}
	}
	if name, acts := c.anotherActs(); acts && !slices.Contains(out, name) {
		out = append(out, name)
	}
	return out
}

func (c *candidate) unmetDates() []string {
	asked := c.by.q.asked
	var out []string
	var said moment // of the sentence, read when first needed
	for _, f := range figures.FindIn(asked.Language, asked.Text, asked.Tokens) {
		if f.Kind != figures.Date || f.Relative {
			continue
		}
		if said == nil {
			said = c.moment()
		}
		if !c.holds(momentOf(f), said) {
			out = append(out, strings.TrimSpace(strings.TrimPrefix(asked.Text[f.Start:f.End], f.Qualifier)))
		}
	}
	return out
}

// held returns the indexes of the question's years that hold of the sentence by no
// word of it: they lie between two that it gives ("1914-18" is of 1916), or its
// document is dated so.
func (c *candidate) held() []int {
	var out []int
	var said moment
	for i, w := range c.by.q.asked.Words {
		if !w.Token.Figure || !words.IsYear(w.Token.Form) {
			continue
		}
		if said == nil {
			said = c.moment()
		}
		if said.spans(w.Token.Form) || c.isDated(datePart{'y', w.Token.Form}) {
			out = append(out, i)
		}
	}
	return out
}

// A moment is dates that are told together, as figures writes them: "2016",
// "2016-05", "05-24".
type moment []string

func momentOf(f figures.Figure) moment {
	m := moment{f.Value}
	if f.To != "" {
		m = append(m, f.To)
	}
	return m
}

// moment returns what dates the sentence tells.
func (c *candidate) moment() moment {
	m := moment{}
	for _, f := range c.figures() {
		if f.Kind == figures.Date && !f.Relative {
			m = append(m, momentOf(f)...)
		}
	}
	return m
}

// holds reports whether a date of the question holds of the sentence, which tells
// some dates itself: it is one of them, or, where the sentence tells no year or
// month, it stands beside the sentence, above it or with its document.
func (c *candidate) holds(wanted, said moment) bool {
	if said.spans(wanted[0]) {
		return true
	}
	for _, part := range dateParts(wanted[0]) {
		own := said.parts(part.of)
		switch {
		case slices.ContainsFunc(own, part.covers), len(own) == 0 && (part.of == 'd' || c.stands(part)):
		default:
			return false
		}
	}
	return true
}

// A datePart is a year, a month or a day of a date.
type datePart struct {
	of    byte   // 'y', 'm' or 'd'
	value string // "2016", "1990s", "05"
}

// dateParts takes a date apart, as figures writes it; a century has no parts.
func dateParts(value string) []datePart {
	var out []datePart
	if strings.Trim(value, "0123456789-s") != "" {
		return nil
	}
	parts := strings.Split(value, "-")
	if len(parts[0]) >= 4 {
		out, parts = append(out, datePart{'y', parts[0]}), parts[1:]
	}
	if len(parts) > 0 && len(parts[0]) == 2 {
		out = append(out, datePart{'m', parts[0]})
	}
	if len(parts) > 1 {
		out = append(out, datePart{'d', parts[1]})
	}
	return out
}

// covers reports whether a part of a date, or a decade, is another: "1990s" is
// any of its years, and the other way round.
func (p datePart) covers(have string) bool {
	if p.value == have {
		return true
	}
	a, b := strings.TrimSuffix(p.value, "s"), strings.TrimSuffix(have, "s")
	return (a != p.value || b != have) && len(a) == 4 && len(b) == 4 && a[:3] == b[:3]
}

// parts returns the parts of one sort that a moment tells.
func (m moment) parts(of byte) []string {
	var out []string
	for _, value := range m {
		for _, p := range dateParts(value) {
			if p.of == of {
				out = append(out, p.value)
			}
		}
	}
	return out
}

// spans reports whether a date lies between two that a moment tells: "1914-18"
// holds 1916.
func (m moment) spans(date string) bool {
	if len(date) < 4 || len(m) < 2 {
		return false
	}
	dated := slices.DeleteFunc(slices.Clone(m), func(value string) bool {
		parts := dateParts(value)
		return len(parts) == 0 || parts[0].of != 'y'
	})
	return len(dated) > 1 && slices.Min(dated) <= date && date <= slices.Max(dated)
}

// stands reports whether a part of a date stands around the sentence: in its
// paragraph, in what is above it, or in its document's title, name or date.
func (c *candidate) stands(p datePart) bool {
	w := c.by
	paragraph := w.x.Paragraph(c.sentence)
	first, end := w.x.ParagraphSentences(paragraph)
	for s := first; s < end; s++ {
		if w.tells(w.tokens(s), p) {
			return true
		}
	}
	for above := range w.x.AllAbove(paragraph) {
		if w.tells(w.tokens(above), p) {
			return true
		}
	}
	document := w.x.ParagraphDocument(paragraph)
	w.shown = w.x.AppendTitle(w.shown[:0], document)
	if w.tells(w.shown, p) {
		return true
	}
	return c.isDated(p)
}

// isDated reports whether the date of the sentence's document has a part.
func (c *candidate) isDated(p datePart) bool {
	w := c.by
	date := w.e.documents.About(w.x.Document(c.sentence)).Date
	return slices.ContainsFunc(words.Tokens(w.e.language, date), func(t words.Token) bool { return w.isPart(t.Form, p) })
}

// tells reports whether one of some words is a part of a date.
func (w *weigher) tells(tokens []uint32, p datePart) bool {
	return slices.ContainsFunc(tokens, func(t uint32) bool { return w.isPart(w.x.Form(t&^index.Capital), p) })
}

func (w *weigher) isPart(form string, p datePart) bool {
	if p.of == 'y' {
		return words.IsYear(form) && p.covers(form)
	}
	month := w.e.language.Calendar.Months[form]
	return month > 0 && p.value == string([]byte{'0' + byte(month/10), '0' + byte(month%10)})
}

// outranked reports whether token i of the question is an ordinal, and the
// sentence has another of the same thing: "the third goal" of "the first goal".
func (c *candidate) outranked(i int) bool {
	w, asked := c.by, c.by.q.asked
	ranks := w.e.language.Numbers.Ranks
	if i+1 >= len(asked.Tokens) || !slices.Contains(ranks, asked.Tokens[i].Form) {
		return false
	}
	ranked, ok := w.x.Stem(words.Stem(asked.Language, asked.Tokens[i+1].Form))
	if !ok {
		return false
	}
	other := false
	tokens := w.tokens(c.sentence)
	for k, t := range tokens {
		switch said := w.x.Form(t &^ index.Capital); {
		case said == asked.Tokens[i].Form:
			return false
		case slices.Contains(ranks, said) && k+1 < len(tokens) && w.x.StemOf(tokens[k+1]&^index.Capital) == ranked:
			other = true
		}
	}
	return other
}

// isPlainName reports whether a term is a name that the sources have, written in
// full.
func (w *weigher) isPlainName(t term) bool {
	word := &w.q.asked.Words[t.word]
	return word.Name && !word.Inherited && !word.Token.Acronym && !t.guessed && len(t.stems) > 0
}

// isNear reports whether a term of the question is met around the sentence.
func (c *candidate) isNear(k int) bool {
	w := c.by
	paragraph := w.x.Paragraph(c.sentence)
	above := w.above(paragraph)
	return max(w.paragraph(paragraph)[k], w.title(w.x.ParagraphDocument(paragraph))[k], above.leads[k], above.headings[k]) > 0
}

// namesAnother reports whether the sentence has another name where the question
// has one: behind or before the same word. "The police of Calder" are not those of
// Lund.
func (c *candidate) namesAnother(word *question.Word) bool {
	w := c.by
	before, after := w.beside(word)
	tokens := w.tokens(c.sentence)
	stemAt := func(i int) uint32 {
		if i < 0 || i >= len(tokens) {
			return index.AnyWord
		}
		return w.x.StemOf(tokens[i] &^ index.Capital)
	}
	for i, t := range tokens {
		if w.isOtherName(t, i) && (stemAt(i-1) == before || stemAt(i+1) == after) {
			return true
		}
	}
	return false
}

// noStem is the number of no stem.
const noStem = index.AnyWord - 1

// beside returns the stems of the words on both sides of a word of the question.
func (w *weigher) beside(word *question.Word) (before, after uint32) {
	asked := w.q.asked
	at := slices.IndexFunc(asked.Tokens, func(t words.Token) bool { return t.Start == word.Token.Start })
	stem := func(i int) uint32 {
		if i >= 0 && i < len(asked.Tokens) {
			if s, ok := w.x.Stem(words.Stem(asked.Language, asked.Tokens[i].Form)); ok {
				return s
			}
		}
		return noStem
	}
	return stem(at - 1), stem(at + 1)
}

// isOtherName reports whether word i of a sentence is a name that the question has
// not.
func (w *weigher) isOtherName(t uint32, i int) bool {
	word := t &^ index.Capital
	return t != word && (i > 0 || w.x.Name(word)) && w.q.senseOf(word) == nil && w.x.Class(word)&(index.Stop|index.Month) == 0
}
