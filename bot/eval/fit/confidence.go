package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"runtime"

	"golang.org/x/sync/errgroup"

	"quoth/bot"
	"quoth/bot/eval"
	"quoth/bot/meaning"
)

// observation is a question with the signals of its ranking.
type observation struct {
	signals    []float64 // nil where nothing matched
	right      bool      // the first sentence is gold
	answerable bool
}

// fitConfidence fits the weights of the signals, by the weights of the
// evidence, and prints how well they tell.
func fitConfidence(ctx context.Context, stdout io.Writer, sets []*eval.Set, tables []*meaning.Table, w *bot.Weights) error {
	var x [][]float64
	var y []bool
	var own, other []observation
	for i, set := range sets {
		bots, err := newBots(set, *w, tables)
		if err != nil {
			return err
		}
		next := sets[(i+1)%len(sets)]
		mine, err := observe(ctx, bots, set, set.Questions)
		if err != nil {
			return err
		}
		strange, err := observe(ctx, bots, nil, next.Questions[:min(len(next.Questions), len(set.Questions))])
		if err != nil {
			return err
		}
		own, other = append(own, mine...), append(other, strange...)
	}
	for _, o := range append(own[:len(own):len(own)], other...) {
		if o.signals != nil {
			x, y = append(x, o.signals), append(y, o.answerable)
		}
	}
	weights, bias, err := eval.FitLogistic(x, y, eval.LogisticOptions{})
	if err != nil {
		return err
	}
	w.Confidence, w.Bias = weights, bias
	printConfidence(stdout, own, other, weights, bias)
	return nil
}

// observe asks questions; without a set to look the gold up in, none is
// answerable.
func observe(ctx context.Context, bots []*bot.Bot, set *eval.Set, questions []eval.Question) ([]observation, error) {
	out := make([]observation, len(questions))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, q := range questions {
		group.Go(func() error {
			traces, err := botFor(bots, q).Trace(ctx, bot.Question{Text: q.Text})
			if err != nil {
				return fmt.Errorf("question %q: %w", q.ID, err)
			}
			t := traces[0]
			for _, s := range t.Signals {
				out[i].signals = append(out[i].signals, s.Value)
			}
			if set == nil {
				return nil
			}
			key, err := set.Key(q)
			out[i].answerable = true
			out[i].right = len(t.Ranking) > 0 && key.Holds(t.Ranking[0].Text)
			return err
		})
	}
	return out, group.Wait()
}

// printConfidence prints the area under the curve of answerable against not,
// and a calibration table: of the answers given with a confidence, how many
// were right.
func printConfidence(stdout io.Writer, own, other []observation, weights []float64, bias float64) {
	confidence := func(list []observation) []float64 {
		var out []float64
		for _, o := range list {
			sum := bias
			for i, v := range o.signals {
				sum += v * weights[i]
			}
			out = append(out, 1/(1+math.Exp(-sum)))
		}
		return out
	}
	a, b := confidence(own), confidence(other)
	fmt.Fprintf(stdout, "\nconfidence: AUROC %.3f of the sets' own questions against another set's\n", float64(eval.AUROC(a, b)))
	fmt.Fprintf(stdout, "%-12s %8s %8s %8s %10s\n", "confidence", "own", "right", "share", "other's")
	const steps = 10
	for step := range steps {
		low, high := float64(step)/steps, float64(step+1)/steps
		n, right, strange := 0, 0, 0
		for i, o := range own {
			if a[i] >= low && a[i] < high {
				n++
				if o.right {
					right++
				}
			}
		}
		for i := range other {
			if b[i] >= low && b[i] < high {
				strange++
			}
		}
		fmt.Fprintf(stdout, "%.1f to %.1f %9d %8d %8.2f %10d\n", low, high, n, right, float64(right)/float64(max(n+strange, 1)), strange)
	}
}
