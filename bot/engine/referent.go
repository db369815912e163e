package engine

import "github.com/quoth-bot/quoth/bot/index"

// This file finds what a sentence speaks of that it does not name: "It was sold in
// 2019", some sentences behind "The Varga brewery was founded in 1887".

// How far it is looked: sentences up in the paragraph, and words of the noun
// phrase that a sentence begins with.
const (
	farthestReferent = 8
	longestHead      = 6
)

// weighReferent counts the name that a sentence refers back to as the sentence
// before, wherever in the paragraph it stands.
func (w *weigher) weighReferent(f *features, s uint32) {
	r := w.referent(s)
	if r.met == nil {
		return
	}
	if adds := w.share(w.sentence(s), r.met) - f[evCoverage]; adds > f[evBefore] {
		f[evBefore], f[evPronoun] = adds, adds
	}
}

// saysMore is what a sentence that says more stands before the one that names what
// it refers back to.
const saysMore = 0.1

// lift raises the candidates that name what they speak of in an earlier sentence,
// and say all that the question meets there and more of it, to before that one:
// "It was sold in 2019" answers when the brewery was sold, and not "The Varga
// brewery was founded in 1887".
func (w *weigher) lift(list []candidate) {
	scores := make(map[uint32]float64, len(list))
	for i := range list {
		scores[list[i].sentence] = list[i].score
	}
	for i := range list {
		c := &list[i]
		r := w.referent(c.sentence)
		if before, found := scores[r.sentence]; r.met != nil && found && before >= c.score && w.covers(c.sentence, r) {
			c.lifted = before + saysMore - c.score
			c.score += c.lifted
		}
	}
}

// covers reports whether a sentence, with what it refers back to, meets all that
// the one with that name does, and itself something that this does not.
func (w *weigher) covers(s uint32, r referent) bool {
	own, theirs := w.sentence(s), w.sentence(r.sentence)
	more := false
	for k := range w.q.terms {
		if max(own[k], r.met[k]) < theirs[k] {
			return false
		}
		more = more || own[k] > theirs[k] && !w.q.asked.Words[w.q.terms[k].word].Light
	}
	return more
}

// namedBy returns the term of the question that word i of a sentence speaks of, as
// the pronoun it begins with does: the rarest in the name; -1 for none.
func (w *weigher) namedBy(s uint32, i int) int {
	if i > 0 || !w.beginsWithPronoun(s) {
		return -1
	}
	r := w.referent(s)
	best := -1
	for k, t := range w.q.terms {
		if r.met != nil && r.met[k] > 0 && (best < 0 || t.weight > w.q.terms[best].weight) {
			best = k
		}
	}
	return best
}

// A referent is the name that a sentence refers back to.
type referent struct {
	met      *profile // what the question meets in it; nil for none
	sentence uint32   // that has it
}

// referent returns what a sentence refers back to; nothing where it begins with
// neither a pronoun nor a noun that an earlier sentence of its paragraph names.
func (w *weigher) referent(s uint32) referent {
	r, ok := w.referents[s]
	if !ok {
		r = w.findReferent(s)
		w.referents[s] = r
	}
	return r
}

func (w *weigher) findReferent(s uint32) referent {
	noun, refers := w.refersBack(s)
	if !refers {
		return referent{}
	}
	first, _ := w.x.ParagraphSentences(w.x.Paragraph(s))
	for n := uint32(1); n <= min(farthestReferent, s-first); n++ {
		before := s - n
		if w.beginsWithPronoun(before) {
			continue
		}
		head, isName := w.head(before)
		switch {
		case isName && (noun == noStem || w.holdsStem(head, noun)):
			return referent{w.profile(head), before}
		case isName:
			return referent{}
		case noun == noStem: // "It" for "The brewery", whose name stands further up
			if noun, refers = w.refersBack(before); !refers {
				return referent{}
			}
		}
	}
	return referent{}
}

// refersBack reports whether a sentence begins with a pronoun, or with an article
// and a noun in small letters: that noun's stem, or noStem.
func (w *weigher) refersBack(s uint32) (noun uint32, refers bool) {
	if w.beginsWithPronoun(s) {
		return noStem, true
	}
	tokens := w.tokens(s)
	if len(tokens) < 2 || w.x.Form(tokens[0]&^index.Capital) != w.e.language.Senses.Definite {
		return noStem, false
	}
	if t := tokens[1]; t&index.Capital == 0 && w.x.Class(t)&index.Stop == 0 {
		return w.x.StemOf(t), true
	}
	return noStem, false
}

func (w *weigher) beginsWithPronoun(s uint32) bool {
	tokens := w.tokens(s)
	return len(tokens) > 0 && w.e.cues.pronoun[tokens[0]&^index.Capital]
}

// head returns the words of the noun phrase that a sentence begins with, as far as
// function words tell, and whether they name something. They stand until words of a
// sentence are asked for again.
func (w *weigher) head(s uint32) (head []uint32, named bool) {
	tokens := w.tokens(s)
	for i, t := range tokens {
		word := t &^ index.Capital
		stop := w.x.Class(word)&index.Stop != 0
		if i == longestHead || stop && i > 0 {
			return tokens[:i], named
		}
		named = named || t != word && !stop && (i > 0 || w.x.Name(word))
	}
	return tokens, named
}

func (w *weigher) holdsStem(tokens []uint32, stem uint32) bool {
	for _, t := range tokens {
		if w.x.StemOf(t&^index.Capital) == stem {
			return true
		}
	}
	return false
}
