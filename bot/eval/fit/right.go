package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
)

// A ranked is a question with what its first sentence is judged by.
type ranked struct {
	confidence, lead float64
	right            bool
}

// runRight fits how the probability that the first sentence is right is read off
// the confidence and the lead, on sets of documents, one a kind. It prints how each
// set does by what was fitted on the others, and writes the fit below folder.
func runRight(ctx context.Context, stdout io.Writer, folder string, sets []*eval.Set) error {
	if len(sets) < 2 {
		return errors.New("name at least two sets: the figures of each are taken with what was fitted on the others")
	}
	var all [][]ranked
	for _, set := range sets {
		list, err := rankAll(ctx, set)
		if err != nil {
			return err
		}
		all = append(all, list)
	}
	if err := printLeftOut(stdout, sets, all); err != nil {
		return err
	}
	r, err := fitRight(slices.Concat(all...))
	if err != nil || folder == "" {
		return err
	}
	return writeRight(folder, r)
}

// rankAll asks a set's questions, those that it does not answer too.
func rankAll(ctx context.Context, set *eval.Set) ([]ranked, error) {
	e, err := engine.New(set.Name, set.Documents, engine.Options{})
	if err != nil {
		return nil, err
	}
	b, err := bot.New([]bot.Collection{{Name: set.Name, Audience: bot.Open, Engine: e}})
	if err != nil {
		return nil, err
	}
	lead := slices.Index(bot.SignalNames(), "clear lead")
	var out []ranked
	for _, q := range set.Questions {
		traces, err := b.Trace(ctx, bot.Question{Text: q.Text})
		if err != nil {
			return nil, fmt.Errorf("question %q: %w", q.ID, err)
		}
		t := traces[0]
		if len(t.Signals) == 0 {
			continue
		}
		key, err := set.Key(q)
		if err != nil {
			return nil, err
		}
		out = append(out, ranked{
			confidence: t.Answer.Confidence, lead: t.Signals[lead].Value, right: key.Holds(t.Ranking[0].Text),
		})
	}
	return out, nil
}

func fitRight(list []ranked) (bot.Right, error) {
	var x [][]float64
	var right []bool
	for _, r := range list {
		x, right = append(x, []float64{bot.LogOdds(r.confidence), r.lead}), append(right, r.right)
	}
	weights, bias, err := eval.FitLogistic(x, right, eval.LogisticOptions{})
	if err != nil {
		return bot.Right{}, err
	}
	return bot.Right{Confidence: weights[0], Lead: weights[1], Bias: bias}, nil
}

// printLeftOut prints of each set, by what was fitted on the others, how well what
// is right is told from what is not, and how many of those with a probability are.
func printLeftOut(stdout io.Writer, sets []*eval.Set, all [][]ranked) error {
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "left out\tAUROC\tby the confidence\tright from .4\t.5\t.6\t.7\t.8\t")
	for i, set := range sets {
		r, err := fitRight(slices.Concat(slices.Delete(slices.Clone(all), i, i+1)...))
		if err != nil {
			return err
		}
		probability := func(o ranked) float64 { return r.Probability(o.confidence, o.lead) }
		confidence := func(o ranked) float64 { return o.confidence }
		fmt.Fprintf(w, "%s\t%.3f\t%.3f\t", set.Name, tells(all[i], probability), tells(all[i], confidence))
		for _, least := range []float64{.4, .5, .6, .7, .8} {
			n, of := rightFrom(all[i], probability, least)
			fmt.Fprintf(w, "%d/%d\t", n, of)
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// tells returns how well a score tells what is right.
func tells(list []ranked, score func(ranked) float64) eval.Measure {
	var right, wrong []float64
	for _, o := range list {
		if o.right {
			right = append(right, score(o))
		} else {
			wrong = append(wrong, score(o))
		}
	}
	return eval.AUROC(right, wrong)
}

// rightFrom counts what scores least or more, and what of it is right.
func rightFrom(list []ranked, score func(ranked) float64, least float64) (n, of int) {
	for _, o := range list {
		if score(o) >= least {
			of++
			if o.right {
				n++
			}
		}
	}
	return n, of
}
