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
func (w *weigher) weighReferent(f *features, s, first uint32) {
	referent, _ := w.referent(s, first)
	if referent == nil {
		return
	}
	if adds := w.share(w.sentence(s), referent) - f[evCoverage]; adds > f[evBefore] {
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
		first, _ := w.x.ParagraphSentences(w.x.Paragraph(c.sentence))
		referent, named := w.referent(c.sentence, first)
		if before, found := scores[named]; referent != nil && found && before >= c.score && w.covers(c.sentence, referent, named) {
			c.lifted = before + saysMore - c.score
			c.score += c.lifted
		}
	}
}

// covers reports whether a sentence, with what it refers back to, meets all that
// another one does, and itself something that this does not.
func (w *weigher) covers(s uint32, referent *profile, other uint32) bool {
	own, theirs := w.sentence(s), w.sentence(other)
	more := false
	for k := range w.q.terms {
		if max(own[k], referent[k]) < theirs[k] {
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
	first, _ := w.x.ParagraphSentences(w.x.Paragraph(s))
	referent, _ := w.referent(s, first)
	best := -1
	for k, t := range w.q.terms {
		if referent != nil && referent[k] > 0 && (best < 0 || t.weight > w.q.terms[best].weight) {
			best = k
		}
	}
	return best
}

// referent returns what the question meets in the name that a sentence refers back
// to, and the sentence which has that name; nil where it begins with neither a
// pronoun nor a noun that an earlier sentence of its paragraph, which begins with
// sentence first, names.
func (w *weigher) referent(s, first uint32) (met *profile, named uint32) {
	noun, refers := w.refersBack(s)
	if !refers {
		return nil, 0
	}
	for n := uint32(1); n <= min(farthestReferent, s-first); n++ {
		before := s - n
		if w.beginsWithPronoun(before) {
			continue
		}
		head, isName := w.head(before)
		switch {
		case isName && (noun == noStem || w.holdsStem(head, noun)):
			return w.profile(head), before
		case isName:
			return nil, 0
		case noun == noStem: // "It" for "The brewery", whose name stands further up
			if noun, refers = w.refersBack(before); !refers {
				return nil, 0
			}
		}
	}
	return nil, 0
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
