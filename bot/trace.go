package bot

import (
	"context"
	"slices"
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
	for _, e := range b.scope(from) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		w := e.newWeigher(e.newQuery(parse(text)))
		for _, h := range w.candidates() {
			f := w.weigh(h)
			d, i := ranked{by: w, sentence: h.Sentence}.document()
			out = append(out, Candidate{d.Name, i, d.Slice(d.Sentences[i].Span), slices.Clone(f[:])})
		}
		w.q.release()
	}
	return out, nil
}

// EvidenceNames returns the names of the evidence, in the order of
// Weights.Ranking.
func EvidenceNames() []string { return slices.Clone(evidenceNames[:]) }

// SignalNames returns the names of the signals of confidence, in the order of
// Weights.Confidence.
func SignalNames() []string { return slices.Clone(signalNames[:]) }
