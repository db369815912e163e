package engine

import (
	"slices"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/question"
)

// saysOpposite reports whether the sentence has the opposite of a word of the
// question in its place, and not the word: beside the same word ("a minor party"
// for a major one), or as what its actor does ("the Duma refused" for when it
// accepted). Elsewhere an opposite mostly tells the same from the other side: what
// one sold another bought.
func (c *candidate) saysOpposite() bool {
	w, asked := c.by, c.by.q.asked
	if w.e.language.Opposites == nil {
		return false
	}
	for i := range asked.Words {
		word := &asked.Words[i]
		if word.Inherited || word.Exact() || c.has(i) {
			continue
		}
		if opposites := w.e.language.Opposites(word.Stem); len(opposites) > 0 && (c.hasBeside(word, opposites) || c.actorDoes(i, opposites)) {
			return true
		}
	}
	return false
}

// has reports whether the sentence has a word of the question.
func (c *candidate) has(word int) bool {
	own := c.by.sentence(c.sentence)
	for k, t := range c.by.q.terms {
		if t.word == word && own[k] > 0 {
			return true
		}
	}
	return false
}

// isOpposite reports whether a word of the sentence is one of some stems, and none
// of the question.
func (w *weigher) isOpposite(token uint32, opposites []string) bool {
	word := token &^ index.Capital
	return w.q.senseOf(word) == nil && slices.Contains(opposites, w.x.StemText(w.x.StemOf(word)))
}

// hasBeside reports whether an opposite stands before or behind the same word as in
// the question, which is no function word.
func (c *candidate) hasBeside(word *question.Word, opposites []string) bool {
	w := c.by
	before, after := w.beside(word)
	tokens := w.tokens(c.sentence)
	is := func(i int, stem uint32) bool {
		if i < 0 || i >= len(tokens) || stem == noStem {
			return false
		}
		t := tokens[i] &^ index.Capital
		return w.x.StemOf(t) == stem && w.x.Class(t)&index.Stop == 0
	}
	for i, t := range tokens {
		if (is(i-1, before) || is(i+1, after)) && w.isOpposite(t, opposites) {
			return true
		}
	}
	return false
}

// actorDoes reports whether the word is what the question's actor does, and the
// sentence says that it does an opposite.
func (c *candidate) actorDoes(word int, opposites []string) bool {
	names, verb, ok := c.by.q.asked.Actor()
	if !ok || verb != word {
		return false
	}
	a := actor{names: c.by.q.termsOf(names)}
	s, ok := c.clause()
	if !ok || len(a.names) == 0 {
		return false
	}
	for i, t := range s.tokens {
		if c.by.isOpposite(t, opposites) && s.has(a, s.begin(i), i) {
			return true
		}
	}
	return false
}
