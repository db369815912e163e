package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/meaning"
)

// observation is a question with the signals of its ranking.
type observation struct {
	signals    []float64 // nil where nothing matched
	confidence float64   // as it is told
	right      bool      // the first sentence is gold
}

// observations are those of the questions that the sets answer, of those of
// another set, and of their own with a word swapped.
type observations struct{ own, other, swapped []observation }

// swappedShare is how many questions with a word swapped the confidence is
// fitted on for each one from elsewhere. Held out, none, a quarter and one tell
// them from the set's own with an AUROC of .68, .75 and .80 (new_wiki), and
// those from elsewhere with .971, .968 and .954.
const swappedShare = 0.25

// fitConfidence fits the weights of the signals, by the weights of the
// evidence, and prints how well they tell. The fit is of answerable against
// not, which tells better than right against wrong; it is then stretched and
// shifted to the latter, so that of the answers with a confidence of 0.8 four
// in five begin with the right sentence.
func fitConfidence(ctx context.Context, stdout, curve io.Writer, sets []*eval.Set, tables []*meaning.Table, w engine.Weights) (bot.Confidence, error) {
	var all observations
	for i, set := range sets {
		bots, err := newBots(set, w, tables)
		if err != nil {
			return bot.Confidence{}, err
		}
		if err := all.observe(ctx, bots, set, sets[(i+1)%len(sets)]); err != nil {
			return bot.Confidence{}, err
		}
	}
	x, answerable, right := all.rows()
	weights, bias, err := eval.FitLogistic(x, answerable, eval.LogisticOptions{})
	if err != nil {
		return bot.Confidence{}, err
	}
	told := bot.Confidence{Signals: named(bot.SignalNames(), weights), Bias: bias}
	logOdds := make([][]float64, len(x))
	for i, signals := range x {
		logOdds[i] = []float64{told.LogOdds(signals)}
	}
	stretch, shift, err := eval.FitLogistic(logOdds, right, eval.LogisticOptions{})
	if err != nil {
		return bot.Confidence{}, err
	}
	for name := range told.Signals {
		told.Signals[name] *= stretch[0]
	}
	told.Bias = told.Bias*stretch[0] + shift
	all.print(stdout, told)
	return told, all.writeCurve(curve, told)
}

// rows lists the signals of all questions that something matched, whether
// their set answers them, and whether the first sentence is right.
func (o *observations) rows() (x [][]float64, answerable, right []bool) {
	for i, list := range [][]observation{o.own, o.other, o.swapped} {
		for _, seen := range list {
			if seen.signals != nil {
				x, answerable, right = append(x, seen.signals), append(answerable, i == 0), append(right, seen.right)
			}
		}
	}
	return x, answerable, right
}

// observe asks a set's bots its own questions, as many at most of another set,
// and some of its own with a word swapped.
func (o *observations) observe(ctx context.Context, bots []*bot.Bot, set, other *eval.Set) error {
	strange := other.Questions[:min(len(other.Questions), len(set.Questions))]
	missed := swapped(set)
	for _, part := range []struct {
		into      *[]observation
		set       *eval.Set // to look the gold up in; nil where there is none
		questions []eval.Question
	}{
		{&o.own, set, set.Questions},
		{&o.other, nil, strange},
		{&o.swapped, nil, missed[:min(len(missed), int(swappedShare*float64(len(strange))))]},
	} {
		seen, err := ask(ctx, bots, part.set, part.questions)
		if err != nil {
			return err
		}
		*part.into = append(*part.into, seen...)
	}
	return nil
}

// ask asks questions; without a set to look the gold up in, no first sentence
// is right.
func ask(ctx context.Context, bots []*bot.Bot, set *eval.Set, questions []eval.Question) ([]observation, error) {
	out := make([]observation, len(questions))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, q := range questions {
		group.Go(func() error {
			traces, err := ofFold(bots, q).Trace(ctx, bot.Question{Text: q.Text})
			if err != nil {
				return fmt.Errorf("question %q: %w", q.ID, err)
			}
			t := traces[0]
			out[i].confidence = t.Answer.Confidence
			for _, s := range t.Signals {
				out[i].signals = append(out[i].signals, s.Value)
			}
			if set == nil || len(t.Ranking) == 0 {
				return nil
			}
			key, err := set.Key(q)
			out[i].right = err == nil && key.Holds(t.Ranking[0].Text)
			return err
		})
	}
	return out, group.Wait()
}
