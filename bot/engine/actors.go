package engine

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/words"
)

// This file holds a sentence to who does what the question asks of: "North Korea has
// sent troops to Russia" does not say how many South Korea sent, nor when Russia
// sent any to North Korea.

// An actor is who the question says does something, and what, as terms.
type actor struct {
	names []int
	verb  int
}

// actor returns the actor of the question; false for none that can be held against
// a sentence.
func (w *weigher) actor() (a actor, ok bool) {
	q := w.q
	names, verb, ok := q.asked.Actor()
	if !ok {
		return actor{}, false
	}
	verbs := q.termsOf([]int{verb})
	if len(verbs) == 0 {
		return actor{}, false
	}
	a = actor{q.termsOf(names), verbs[len(verbs)-1]}
	return a, len(a.names) == len(names) && slices.ContainsFunc(a.names, w.proper)
}

// termsOf returns the terms of some words of the question, in order.
func (q *query) termsOf(asked []int) (terms []int) {
	for k, t := range q.terms {
		if slices.Contains(asked, t.word) {
			terms = append(terms, k)
		}
	}
	return terms
}

// anotherActs reports whether the sentence says of somebody else what the question
// says of its actor: wherever its verb stands, another name is before it, and the
// actor is not.
func (c *candidate) anotherActs() (name string, acts bool) {
	a, ok := c.by.actor()
	if !ok {
		return "", false
	}
	s, ok := c.clause()
	if !ok {
		return "", false
	}
	w, another := c.by, false
	for i := range s.tokens {
		if !w.q.stands(s.tokens[i], a.verb) {
			continue
		}
		from := s.begin(i)
		by, end := s.behindBy(i)
		if s.has(a, from, i) || s.has(a, by, end) || !s.namesAnother(from, i) && !(s.isPassive(i) && s.namesAnother(by, min(by+nearBy, end))) {
			return "", false
		}
		another = true
	}
	first, last := &w.q.asked.Words[w.q.terms[a.names[0]].word], &w.q.asked.Words[w.q.terms[a.names[len(a.names)-1]].word]
	return w.q.asked.Text[first.Token.Start:last.Token.End], another
}

// A clause reads the words of a sentence.
type clause struct {
	w       *weigher
	written []words.Token
	tokens  []uint32
	text    string
}

// clause returns the words of the sentence; false where they do not stand in the
// index as they are read.
func (c *candidate) clause() (clause, bool) {
	w, text := c.by, c.text()
	written := c.words(text)
	w.shown = w.x.AppendTokens(w.shown[:0], c.sentence)
	return clause{w, written, w.shown, text}, len(written) == len(w.shown)
}

// begin returns where the clause begins that the verb at word i stands in: behind
// what somebody says ("reports indicate that"), or a stop within the sentence. What
// "which" begins has its name before it.
func (s clause) begin(i int) int {
	l := s.w.e.language
	if i > 0 && strings.HasSuffix(s.written[i].Form, l.Grammar.Participle) && strings.Contains(s.text[s.written[i-1].End:s.written[i].Start], ",") {
		return 0 // "he said that it failed, hinting at more"
	}
	for k := i - 1; k > 0; k-- {
		gap := s.text[s.written[k-1].End:s.written[k].Start]
		if strings.ContainsAny(gap, ";:") {
			return k
		}
		if l.Grammar.Complements[s.written[k].Form] && (l.Grammar.Sayings[s.written[k-1].Form] || s.w.isVerb(s.written[k-1])) {
			return k + 1
		}
	}
	return 0
}

// has reports whether the actor is named between two words: by a name that is part
// of its own ("Monet" for Claude Monet), or has it as a part ("Governor Jane Roe").
// "North Korea" is neither to South Korea.
func (s clause) has(a actor, from, to int) bool {
	for i := from; i < to; {
		first := i
		own, met := 0, map[int]bool{} // words of the name that are the actor's, and which
		for ; i < to && s.named(i) && (i == first || s.isBeside(i)); i++ {
			for _, term := range a.names {
				if s.w.q.stands(s.tokens[i], term) {
					own++
					met[term] = true
					break
				}
			}
		}
		if own > 0 && (own == i-first || len(met) == len(a.names)) {
			return true
		}
		i = max(i, first+1)
	}
	return false
}

// isBeside reports whether nothing but a blank or a hyphen parts a word from the
// one before.
func (s clause) isBeside(i int) bool {
	return words.SideBySide(s.text, s.written[i-1].End, s.written[i].Start)
}

// named reports whether a word is of a name.
func (s clause) named(i int) bool {
	l, t, word := s.w.e.language, s.written[i], s.tokens[i]&^index.Capital
	m := s.w.q.senseOf(word)
	opens := i == 0 && !s.w.x.Name(word) && (m == nil || !s.w.q.names(s.w.q.terms[m.term]))
	return t.Capital && !opens && !t.Figure && !l.IsStop(t.Form) && s.w.x.Class(word)&(index.Stop|index.Month) == 0 && !l.Calendar.Names[t.Form]
}

// How many words behind a passive verb it says who acts: "was sent to Kursk last week
// by the ministry". The name may end as many words behind that, and begins near.
const farthestBy, nearBy = 10, 4

// behindBy returns the words that stand behind the verb and "by".
func (s clause) behindBy(verb int) (from, to int) {
	for i := verb + 1; i < min(verb+farthestBy, len(s.written)); i++ {
		if s.written[i].Form == s.w.e.language.Grammar.Agent {
			return i + 1, min(i+farthestBy, len(s.tokens))
		}
	}
	return len(s.tokens), len(s.tokens)
}

// isPassive reports whether a form of "to be" stands before a verb.
func (s clause) isPassive(verb int) bool {
	return slices.ContainsFunc(s.written[max(0, verb-2):verb], func(t words.Token) bool {
		return s.w.e.language.Grammar.Passive[t.Form]
	})
}

// namesAnother reports whether a name stands between two words, and no pronoun, which
// may be anybody.
func (s clause) namesAnother(from, to int) bool {
	named := false
	for i := from; i < to; i++ {
		if s.w.e.language.Grammar.Subjects[s.written[i].Form] {
			return false
		}
		named = named || s.named(i)
	}
	return named
}
