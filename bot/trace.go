package bot

import "context"

// A Trace is an answer with what lies behind it, for measuring.
type Trace struct {
	Answer  Answer
	Ranking []Quote    // the best ten or fewer, whatever the verdict
	Signals []Evidence // what the confidence was read from; nil for smalltalk and where nothing matched
}

// Trace answers like Ask, and shows the ranking that a verdict may hide.
func (b *Bot) Trace(ctx context.Context, q Question) ([]Trace, error) {
	replies, err := b.ask(ctx, q)
	if err != nil || replies == nil {
		return nil, err
	}
	traces := make([]Trace, len(replies))
	for i, r := range replies {
		traces[i] = Trace{Answer: r.answer, Ranking: r.ranking}
		if len(r.ranking) > 0 {
			traces[i].Signals = b.confidence.explain(r.signals)
		}
	}
	return traces, nil
}

// explain shows each signal with its weight.
func (j *judge) explain(measured [signals]float64) []Evidence {
	out := make([]Evidence, signals)
	for i, v := range measured {
		out[i] = Evidence{signalNames[i], v, j.weights[i]}
	}
	return out
}
