package bot

import (
	"context"
	"slices"
	"strings"
)

// A Trace is an answer with what lies behind it, for measuring.
type Trace struct {
	Answer  Answer
	Ranking []Quote    // the best ten or fewer, whatever the verdict
	Signals []Evidence // what the confidence was read from; nil for smalltalk and where nothing matched
}

// A Candidate is a sentence that was weighed for a question, for fitting the
// weights.
type Candidate struct {
	Document string    // name of the document
	Sentence int       // index in the document
	Text     string    // the sentence
	Evidence []float32 // by EvidenceNames
}

// Candidates returns what the first stage found for one question that follows
// no other, in the first stage's order.
func (b *Bot) Candidates(ctx context.Context, from From, text string) ([]Candidate, error) {
	var out []Candidate
	err := b.read(from, func(scope []*engine) error {
		for _, e := range scope {
			if err := ctx.Err(); err != nil {
				return err
			}
			out = append(out, e.candidates(text)...)
		}
		return nil
	})
	return out, err
}

func (e *engine) candidates(text string) []Candidate {
	var out []Candidate
	w := e.newWeigher(e.newQuery(parse(text)))
	for _, h := range w.candidates() {
		f := w.weigh(h)
		d, i := e.index.Place(h.Sentence)
		out = append(out, Candidate{
			Document: strings.Clone(e.documents.About(d).Name), Sentence: i,
			Text: strings.Clone(e.documents.Sentence(d, i)), Evidence: slices.Clone(f[:]),
		})
	}
	w.release()
	return out
}

// EvidenceNames returns the names of the evidence, in the order of
// Weights.Ranking.
func EvidenceNames() []string { return slices.Clone(evidenceNames[:]) }

// SignalNames returns the names of the signals of confidence, in the order of
// Weights.Confidence.
func SignalNames() []string { return slices.Clone(signalNames[:]) }
