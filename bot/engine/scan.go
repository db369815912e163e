package engine

import (
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/lang"
)

// cues are small words that tell what sort of answer a sentence holds, by
// word number.
type cues struct {
	place, reason, be, article, pronoun map[uint32]bool
}

func newCues(of *lang.Senses, x *index.Index) cues {
	return cues{
		place: wordNumbers(x, of.Place), reason: wordNumbers(x, of.Reason), be: wordNumbers(x, of.Be),
		article: wordNumbers(x, of.Article), pronoun: wordNumbers(x, of.Pronoun),
	}
}

func wordNumbers(x *index.Index, forms []string) map[uint32]bool {
	m := map[uint32]bool{}
	for _, f := range forms {
		if w, ok := x.Word(f); ok {
			m[w] = true
		}
	}
	return m
}

// A scan is what one pass over the words of a sentence tells.
type scan struct {
	seen, sameForm [maxWords]bool // by term
	lastAt         [maxWords]int  // by term: 1 + where it last stood, 0 for nowhere
	paired         [maxWords]bool // by term: stands next to the term before it

	first, last             int // index of the first and last match; -1 for none
	matches, content, fresh int // words: matched, of content, of content and not matched
	number, date, name      bool
	place, reason           bool
	pronoun, definition     bool
	isA                     bool // "X is a"
	counted                 bool // a new number stands beside what is counted

	valueAt, figureAt int // 1 + index of the last value that may be wanted, and figure; 0 for none yet
	valueNear         int // words between such a value and the nearest match, and 1; 0 for none
}

// scan goes over the words of a sentence once. What it tells stands until it is
// called again.
func (w *weigher) scan(tokens []uint32) *scan {
	r := &w.scanned
	*r = scan{first: -1, last: -1}
	afterPlace := false // since the last "in", "at"... only function words
	for i, t := range tokens {
		word := t &^ index.Capital
		if m := w.q.senseOf(word); m != nil {
			r.match(w, m, i)
			afterPlace = false
			continue
		}
		r.isA = r.isA || w.e.cues.be[word] && r.matches > 0 && i-r.last <= 2 && i+1 < len(tokens) && w.e.cues.article[tokens[i+1]&^index.Capital]
		r.reason = r.reason || w.e.cues.reason[word]
		class := w.x.Class(word)
		if class&index.Stop != 0 {
			afterPlace = w.e.cues.place[word] || afterPlace && !w.e.cues.be[word]
			continue
		}
		r.content++
		r.fresh++
		r.note(w, class, i, t&index.Capital != 0 && i > 0, afterPlace)
	}
	if len(tokens) > 0 {
		r.pronoun = w.e.cues.pronoun[tokens[0]&^index.Capital]
	}
	r.definition = r.first >= 0 && r.first <= 2 && w.saysWhatItIs(tokens, r.last)
	return r
}

// match notes a matched word at index i.
func (r *scan) match(w *weigher, m *sense, i int) {
	k := m.term
	r.content++
	if !r.seen[k] {
		r.seen[k] = true
		r.matches++
	}
	r.sameForm[k] = r.sameForm[k] || m.asked
	r.lastAt[k] = i + 1
	// The pair (k-1, k) may stand up to three words apart in order ("ratified
	// a strategic partnership"), or next to each other the other way round.
	if k > 0 && r.lastAt[k-1] > 0 && i+1-r.lastAt[k-1] <= 3 {
		r.paired[k] = true
	}
	if k+1 < len(w.q.terms) && r.lastAt[k+1] > 0 && i+1-r.lastAt[k+1] <= 1 {
		r.paired[k+1] = true
	}
	if r.figureAt > 0 && i+1-r.figureAt <= 3 && w.q.terms[k].word == w.q.asked.Focus {
		r.counted = true
	}
	r.measure(r.valueAt, i+1)
	if r.first < 0 {
		r.first = i
	}
	r.last = i
}

// measure notes the distance between a value and a match, each 1 + its index,
// or 0 for none.
func (r *scan) measure(a, b int) {
	if a == 0 || b == 0 {
		return
	}
	if d := max(a-b, b-a); r.valueNear == 0 || d < r.valueNear {
		r.valueNear = d
	}
}

// note takes up a content word that the question does not hold.
func (r *scan) note(w *weigher, class index.Class, i int, capital, afterPlace bool) {
	number := class&index.Figure != 0
	date := class&(index.Year|index.Month) != 0
	name := capital && !number && !date
	r.number, r.date, r.name = r.number || number, r.date || date, r.name || name
	r.place = r.place || name && afterPlace
	if number {
		r.figureAt = i + 1
		for k, t := range w.q.terms {
			if t.word == w.q.asked.Focus && r.lastAt[k] == i {
				r.counted = true
			}
		}
	}
	switch w.q.asked.Kind {
	case question.HowMany:
		name, date = false, false
	case question.When:
		name, number = false, false
	case question.Who, question.Where:
		number, date = false, false
	default:
		return
	}
	if number || date || name {
		r.valueAt = i + 1
		r.measure(r.valueAt, r.last+1)
	}
}

// saysWhatItIs reports a form of "to be" around the last match.
func (w *weigher) saysWhatItIs(tokens []uint32, last int) bool {
	for i := max(last-6, 0); i < min(last+4, len(tokens)); i++ {
		if w.e.cues.be[tokens[i]&^index.Capital] {
			return true
		}
	}
	return false
}

// evidence turns what was seen into features.
func (r *scan) evidence(w *weigher, f *features) {
	var sameForm float32
	pairs := 0
	for k, t := range w.q.terms {
		if r.sameForm[k] {
			sameForm += t.weight
		}
		if r.paired[k] {
			pairs++
		}
		if t.word == w.q.asked.Focus && !r.seen[k] {
			f[evFocus] = 1
		}
	}
	f[evSameForm] = sameForm / w.q.total
	if len(w.q.terms) > 1 {
		f[evPairs] = float32(pairs) / float32(len(w.q.terms)-1)
	}
	if r.matches > 1 {
		f[evDensity] = float32(r.matches) / float32(r.last-r.first+1)
	}
	if r.first >= 0 {
		f[evEarly] = 1 / float32(1+r.first)
	}
	f[evLength], f[evNew] = log1p(r.content), log1p(r.fresh)
	f[evPronoun] = flag(r.pronoun) * f[evBefore]
	r.wanted(w.q.asked.Kind, f)
}

// wanted notes whether the sort of answer that is wanted is there.
func (r *scan) wanted(k question.Kind, f *features) {
	switch k {
	case question.HowMany:
		f[evNumber] = flag(r.number)
		f[evCounted] = flag(r.counted)
	case question.When:
		f[evDate] = flag(r.date)
	case question.Who:
		f[evPerson] = flag(r.name)
	case question.Where:
		f[evPlace] = flag(r.place)
	case question.Why:
		f[evReason] = flag(r.reason)
	case question.WhatIs:
		f[evDefinition] = (flag(r.definition) + flag(r.isA)) / 2
	}
	if r.valueNear > 0 {
		f[evValueNear] = 1 / float32(r.valueNear)
	}
}
