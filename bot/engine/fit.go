package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/store"
)

// A Candidate is a sentence that was weighed for a question, for fitting the
// weights.
type Candidate struct {
	Document string    // name of the document
	Sentence int       // index in the document
	Text     string    // the sentence
	Evidence []float32 // by EvidenceNames
}

// Candidates returns what the first stage finds for one question that follows
// no other, in the first stage's order.
func (e *Engine) Candidates(ctx context.Context, text string) ([]Candidate, error) {
	var out []Candidate
	err := store.Guarded(func() error {
		w := e.newWeigher(e.newQuery(question.Parse(e.language, text)))
		w.begin()
		defer w.end()
		hits, err := w.hits(ctx)
		for _, h := range hits {
			f := w.weigh(h)
			d, i := e.index.Locate(h.Sentence)
			out = append(out, Candidate{
				Document: strings.Clone(e.documents.About(d).Name), Sentence: i,
				Text: strings.Clone(e.documents.Sentence(d, i)), Evidence: slices.Clone(f[:]),
			})
		}
		return err
	})
	return out, err
}
