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

// runRight fits how the probability that the first sentence is right is read off
// the confidence and the lead, on sets of documents, one a kind. It prints how each
// set does by what was fitted on the others, and writes the fit below folder.
func runRight(ctx context.Context, stdout io.Writer, folder string, sets []*eval.Set) error {
	if len(sets) < 2 {
		return errors.New("name at least two sets: the figures of each are taken with what was fitted on the others")
	}
	var all [][]observation
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

// rankAll asks a set's questions, those that it does not answer too, and keeps
// those that something matched.
func rankAll(ctx context.Context, set *eval.Set) ([]observation, error) {
	e, err := engine.New(set.Name, set.Documents, engine.Options{})
	if err != nil {
		return nil, err
	}
	b, err := bot.New([]bot.Collection{{Name: set.Name, Audience: bot.Open, Engine: e}})
	if err != nil {
		return nil, err
	}
	seen, err := ask(ctx, []*bot.Bot{b}, set, set.Questions)
	return slices.DeleteFunc(seen, func(o observation) bool { return o.signals == nil }), err
}

var clearLead = slices.Index(bot.SignalNames(), "clear lead")

func fitRight(list []observation) (bot.Right, error) {
	var x [][]float64
	var right []bool
	for _, o := range list {
		x, right = append(x, []float64{bot.LogOdds(o.confidence), o.signals[clearLead]}), append(right, o.right)
	}
	weights, bias, err := eval.FitLogistic(x, right, eval.LogisticOptions{})
	if err != nil {
		return bot.Right{}, err
	}
	return bot.Right{Confidence: weights[0], Lead: weights[1], Bias: bias}, nil
}

// printLeftOut prints of each set, by what was fitted on the others, how well what
// is right is told from what is not, and how many of those with a probability are.
func printLeftOut(stdout io.Writer, sets []*eval.Set, all [][]observation) error {
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "left out\tAUROC\tby the confidence\tright from .4\t.5\t.6\t.7\t.8\t")
	for i, set := range sets {
		r, err := fitRight(slices.Concat(slices.Delete(slices.Clone(all), i, i+1)...))
		if err != nil {
			return err
		}
		probability := func(o observation) float64 { return r.Probability(o.confidence, o.signals[clearLead]) }
		confidence := func(o observation) float64 { return o.confidence }
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
func tells(list []observation, score func(observation) float64) eval.Measure {
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
func rightFrom(list []observation, score func(observation) float64, least float64) (n, of int) {
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
