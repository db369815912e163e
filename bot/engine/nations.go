package engine

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/bot/words"
)

// nationDegree is how far the name, the adjective and the capital of a nation
// stand for each other: as far as words of the same root do.
const nationDegree = 0.8

// A phrase is two neighbouring words of the corpus that together have a sense:
// "South Korean" for "Seoul".
type phrase struct {
	first, last uint32
	sense       sense // its word is last
}

// addNations lets a nation's name, adjective and capital in the question find
// the others in the sources: the press says "Seoul" for its government. None
// makes a mention of another.
func (q *query) addNations(e *Engine) {
	for k := 0; k < len(q.terms); k++ {
		also, others := q.nationAt(k)
		for _, other := range others {
			q.addNation(e, sense{term: k, also: also, degree: nationDegree, reason: words.SameNation}, other)
		}
		if also >= 0 {
			k++
		}
	}
}

// nationAt returns the other phrases for the nation that the terms k and, if
// also is not -1, k+1 name.
func (q *query) nationAt(k int) (also int, others []string) {
	w := &q.asked.Words[q.terms[k].word]
	if k+1 < len(q.terms) {
		next := &q.asked.Words[q.terms[k+1].word]
		if next.Token.Start-w.Token.End == 1 {
			if others = lexicon.SameNation(w.Token.Form + " " + next.Token.Form); len(others) > 0 {
				return k + 1, others
			}
		}
	}
	// In small letters "turkey" is a bird.
	if !w.Capital && lexicon.Word(w.Token.Form) {
		return -1, nil
	}
	return -1, lexicon.SameNation(w.Token.Form)
}

// addNation adds another phrase for the nation that a sense's terms name.
func (q *query) addNation(e *Engine, m sense, other string) {
	first, last, two := strings.Cut(other, " ")
	if !two {
		last = first
	}
	word, ok := e.index.Word(last)
	if !ok {
		return
	}
	m.word = word
	stem := e.index.StemOf(word)
	weight := e.index.IDF(stem)
	if !two {
		q.mark(m)
	} else if before, ok := e.index.Word(first); ok {
		q.phrases = append(q.phrases, phrase{before, word, m})
		weight = max(weight, e.index.IDF(e.index.StemOf(before)))
	} else {
		return
	}
	t := &q.terms[m.term]
	if m.also < 0 {
		t.weight = min(t.weight, weight)
	}
	if !holdsStem(t.stems, stem) && !holdsStem(t.near, stem) {
		t.near = append(t.near, index.Alternative{Stem: stem, Word: index.AnyWord, Degree: nationDegree * nearShare})
	}
}

// phraseAt returns the sense of the phrase that ends with the token at i, or
// nil.
func (q *query) phraseAt(tokens []uint32, i int) *sense {
	for k := range q.phrases {
		p := &q.phrases[k]
		if i > 0 && tokens[i]&^index.Capital == p.last && tokens[i-1]&^index.Capital == p.first {
			return &p.sense
		}
	}
	return nil
}
