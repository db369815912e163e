package bot

import (
	"quoth/bot/fuzzy"
	"quoth/bot/index"
)

// cues are small words that tell what sort of answer a sentence holds, by
// word number.
type cues struct {
	place, reason, be, pronoun map[uint32]bool
}

func newCues(x *index.Index) cues {
	return cues{
		place: wordNumbers(x, "in", "at", "from", "near", "to", "of", "outside", "inside", "across", "along", "between"),
		reason: wordNumbers(x, "because", "due", "since", "reason", "reasons", "therefore", "thus", "caused", "cause",
			"causes", "result", "so", "owing", "to", "for", "as"),
		be:      wordNumbers(x, "is", "are", "was", "were", "refers", "means", "became"),
		pronoun: wordNumbers(x, "it", "he", "she", "they", "this", "these", "those", "that", "his", "her", "its", "their", "him", "them"),
	}
}

func wordNumbers(x *index.Index, forms ...string) map[uint32]bool {
	m := map[uint32]bool{}
	for _, f := range forms {
		if w, ok := x.Word(f); ok {
			m[w] = true
		}
	}
	return m
}

// A reading is what one pass over the words of a sentence tells.
type reading struct {
	seen, sameForm [maxWords]bool // by term
	lastAt         [maxWords]int  // by term: 1 + where it last stood, 0 for nowhere
	paired         [maxWords]bool // by term: stands next to the term before it

	first, last             int // index of the first and last match; -1 for none
	matches, content, fresh int // words: matched, of content, of content and not matched
	number, date, name      bool
	place, reason           bool
	pronoun, definition     bool
}

// read goes over the words of a sentence once. What it tells stands until it is
// called again.
func (w *weigher) read(tokens []uint32) *reading {
	r := &w.reading
	*r = reading{first: -1, last: -1}
	afterPlace := false // since the last "in", "at"... only function words
	for i, t := range tokens {
		word := t &^ index.Capital
		if m := w.q.senseOf(word); m != nil {
			r.match(w, m, i)
			afterPlace = false
			continue
		}
		r.reason = r.reason || w.e.cues.reason[word]
		class := w.x.Class(word)
		if class&index.Stop != 0 {
			afterPlace = w.e.cues.place[word] || afterPlace && !w.e.cues.be[word]
			continue
		}
		r.content++
		r.fresh++
		r.note(class, t&index.Capital != 0 && i > 0, afterPlace)
	}
	if len(tokens) > 0 {
		r.pronoun = w.e.cues.pronoun[tokens[0]&^index.Capital]
	}
	r.definition = r.first >= 0 && r.first <= 2 && w.saysWhatItIs(tokens, r.last)
	return r
}

// match notes a matched word at index i.
func (r *reading) match(w *weigher, m *sense, i int) {
	k := m.term
	r.content++
	if !r.seen[k] {
		r.seen[k] = true
		r.matches++
	}
	r.sameForm[k] = r.sameForm[k] || m.reason == fuzzy.SameWord
	r.lastAt[k] = i + 1
	// The pair (k-1, k) may stand up to three words apart in order ("ratified
	// a strategic partnership"), or next to each other the other way round.
	if k > 0 && r.lastAt[k-1] > 0 && i+1-r.lastAt[k-1] <= 3 {
		r.paired[k] = true
	}
	if k+1 < len(w.q.terms) && r.lastAt[k+1] > 0 && i+1-r.lastAt[k+1] <= 1 {
		r.paired[k+1] = true
	}
	if r.first < 0 {
		r.first = i
	}
	r.last = i
}

// note takes up a content word that the question does not hold.
func (r *reading) note(class index.Class, capital, afterPlace bool) {
	switch {
	case class&index.Figure != 0:
		r.number = true
		r.date = r.date || class&index.Year != 0
	case class&index.Month != 0:
		r.date = true
	case capital:
		r.name = true
		r.place = r.place || afterPlace
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

// evidence turns what was read into features.
func (r *reading) evidence(w *weigher, f *features) {
	var sameForm float32
	pairs := 0
	for k, t := range w.q.terms {
		if r.sameForm[k] {
			sameForm += t.weight
		}
		if r.paired[k] {
			pairs++
		}
		if t.word == w.q.asked.focus {
			f[evFocus] = flag(r.seen[k])
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
	f[evPronoun] = flag(r.pronoun)
	r.wanted(w.q.asked.kind, f)
}

// wanted notes whether the sort of answer that is wanted is there.
func (r *reading) wanted(k kind, f *features) {
	switch k {
	case howMany:
		f[evNumber] = flag(r.number)
	case when:
		f[evDate] = flag(r.date)
	case who:
		f[evPerson] = flag(r.name)
	case where:
		f[evPlace] = flag(r.place)
	case why:
		f[evReason] = flag(r.reason)
	case whatIs:
		f[evDefinition] = flag(r.definition)
	}
}
