package haystack

import (
	"context"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang/en"
)

// A Retriever finds sentences by their words, as the first stage of an answer
// does, without weighing the rest of the evidence.
type Retriever struct {
	Index   *index.Index
	Matcher *fuzzy.Matcher // nil for exact words only

	tokens  []words.Token
	guesses []fuzzy.Guess
	terms   []index.Term
	hits    []index.Hit
}

// Find returns the best k sentences for a text, best first, until it is called
// again.
func (r *Retriever) Find(text string, k int) []index.Hit {
	r.tokens = words.AppendTokens(en.English, r.tokens[:0], text)
	r.terms = r.terms[:0]
	for _, t := range r.tokens {
		if en.English.IsStop(t.Form) {
			continue
		}
		alternatives := r.alternatives(r.room(), t)
		if len(alternatives) > 0 {
			r.terms = append(r.terms, index.Term{Weight: r.Index.IDF(alternatives[0].Stem), Alternatives: alternatives})
		}
	}
	r.hits, _ = r.Index.Search(context.Background(), r.hits[:0], r.terms, k) // fails only where the context ends
	return r.hits
}

// room returns the memory that the next term's alternatives had before.
func (r *Retriever) room() []index.Alternative {
	if n := len(r.terms); n < cap(r.terms) {
		return r.terms[:n+1][n].Alternatives[:0]
	}
	return nil
}

// alternatives appends what a word may mean: itself where the sources have it,
// else what it may be a slip of.
func (r *Retriever) alternatives(dst []index.Alternative, t words.Token) []index.Alternative {
	x := r.Index
	word, known := x.Word(t.Form)
	if known {
		return append(dst, index.Alternative{Stem: x.StemOf(word), Word: word, Degree: 1})
	}
	if stem, ok := x.Stem(words.Stem(en.English, t.Form)); ok {
		dst = append(dst, index.Alternative{Stem: stem, Word: index.AnyWord, Degree: 1})
	}
	if r.Matcher == nil || t.HasDigit() {
		return dst
	}
	r.guesses = r.Matcher.Guess(r.guesses[:0], t.Form, t.Capital)
	for _, g := range r.guesses {
		if g.Next == fuzzy.NoWord {
			dst = append(dst, index.Alternative{Stem: x.StemOf(g.Word), Word: g.Word, Degree: g.Weight})
		}
	}
	return dst
}
