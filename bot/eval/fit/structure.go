package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
)

// structurePenalty is the penalty on the weights of structure, see
// eval.FitOptions. Over eight kinds of document, the questions of each asked with
// weights that were fitted on the others, the mean share for which the right
// sentence comes first is .511, .513, .513 and .504 with a penalty of 0.001,
// 0.01, 0.03 and 0.1.
const structurePenalty = 0.01

// paraphrase is the kind of question that nothing is learnt from: it shares
// hardly a word with its answer, so that other evidence than structure decides.
const paraphrase = "paraphrase"

// fitStructure fits the weights of the evidence of structure on sets of
// documents, one a kind, beside the shipped weights of prose: a text without
// structure is ranked as before. It returns them, and for each set how well it
// is ranked by weights that were fitted on the others.
func fitStructure(ctx context.Context, sets []*eval.Set) (engine.Weights, []eval.Row, error) {
	if len(sets) < 2 {
		return nil, nil, errors.New("name at least two sets: the figures of each are taken with weights fitted on the others")
	}
	var all, learnt []eval.Example
	for fold, set := range sets {
		examples, err := structureExamples(ctx, set, fold)
		if err != nil {
			return nil, nil, err
		}
		questions := answerable(set)
		for i, e := range examples {
			all = append(all, e)
			if questions[i].Kind != paraphrase {
				learnt = append(learnt, e)
			}
		}
	}
	_, names := engine.EvidenceNames()
	options := eval.FitOptions{L2: structurePenalty}
	var rows []eval.Row
	for fold := range sets {
		isHeld := func(e eval.Example) bool { return e.Fold == fold }
		m, err := eval.Fit(slices.DeleteFunc(slices.Clone(learnt), isHeld), names, options)
		if err != nil {
			return nil, nil, err
		}
		held := slices.DeleteFunc(slices.Clone(all), func(e eval.Example) bool { return !isHeld(e) })
		nothing := eval.Measure(math.NaN())
		for _, r := range eval.Evaluate(held, m.Weights) {
			rows = append(rows, eval.Row{Set: r.Set, P1: r.P1, Hit3: r.Hit3, MRR10: r.MRR10, FoundAnswerable: nothing, FoundUnanswerable: nothing, AUROC: nothing, FoundRight: nothing})
		}
	}
	m, err := eval.Fit(learnt, names, options)
	return named(names, m.Weights), rows, err
}

// answerable returns the questions of a set that one answer is expected to.
func answerable(set *eval.Set) []eval.Question {
	return slices.DeleteFunc(slices.Clone(set.Questions), func(q eval.Question) bool { return !q.Answerable || len(q.Turns) > 0 })
}

// structureExamples weighs the candidates of a set's questions.
func structureExamples(ctx context.Context, set *eval.Set, fold int) ([]eval.Example, error) {
	e, err := engine.New(set.Name, set.Documents, engine.Options{})
	if err != nil {
		return nil, err
	}
	prose, _ := engine.EvidenceNames()
	weights := engine.Shipped()
	var out []eval.Example
	for _, q := range answerable(set) {
		key, err := set.Key(q)
		if err != nil {
			return nil, err
		}
		candidates, err := e.Candidates(ctx, q.Text)
		if err != nil {
			return nil, fmt.Errorf("question %q: %w", q.ID, err)
		}
		example := eval.Example{Set: set.Name, Fold: fold}
		for _, c := range candidates {
			prior := 0.0
			for j, name := range prose {
				prior += weights[name] * float64(c.Evidence[j])
			}
			example.Prior = append(example.Prior, prior)
			example.Features = append(example.Features, c.Evidence[len(prose):])
			example.Gold = append(example.Gold, key.Holds(c.Text))
		}
		out = append(out, example)
	}
	return out, nil
}

// leftOutTolerance is what a figure may fall before it counts as worse.
const leftOutTolerance = 0.005

// holdLeftOut compares the figures of sets that were left out with those of a
// file, or writes them there.
func holdLeftOut(stdout io.Writer, file string, rows []eval.Row, update bool) error {
	if err := eval.WriteTable(stdout, rows); err != nil || file == "" {
		return err
	}
	if update {
		f, err := os.Create(file)
		if err != nil {
			return err
		}
		return errors.Join(eval.WriteTable(f, rows), f.Close())
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	old, err := eval.ReadTable(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	worse := eval.Compare(old, rows, leftOutTolerance)
	for _, w := range worse {
		fmt.Fprintln(stdout, w)
	}
	if len(worse) > 0 {
		return fmt.Errorf("%d figures are worse than %s has them", len(worse), file)
	}
	return nil
}
