package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/meaning"
)

// fitRanking fits the weights of the evidence of prose and prints what they
// reach. Those of structure are as they are shipped.
func fitRanking(ctx context.Context, stdout io.Writer, sets []*eval.Set, tables []*meaning.Table, folds int) (engine.Weights, error) {
	var examples []eval.Example
	for _, set := range sets {
		more, err := examplesOf(ctx, set, tables, folds)
		if err != nil {
			return nil, err
		}
		examples = append(examples, more...)
	}
	names, _ := engine.EvidenceNames()
	report, err := eval.CrossValidate(examples, names, folds, eval.FitOptions{})
	if err != nil {
		return nil, err
	}
	if err := report.WriteTable(stdout); err != nil {
		return nil, err
	}
	model, err := eval.Fit(examples, names, eval.FitOptions{})
	if err != nil {
		return nil, err
	}
	weights := engine.Shipped()
	maps.Copy(weights, named(names, model.Weights))
	return weights, nil
}

// examplesOf weighs the candidates of a set's questions.
func examplesOf(ctx context.Context, set *eval.Set, tables []*meaning.Table, folds int) ([]eval.Example, error) {
	engines, err := newEngines(set, noWeights(), tables)
	if err != nil {
		return nil, err
	}
	prose, _ := engine.EvidenceNames()
	examples := make([]eval.Example, len(set.Questions))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, q := range set.Questions {
		group.Go(func() error {
			key, err := set.Key(q)
			if err != nil {
				return err
			}
			candidates, err := ofFold(engines, q).Candidates(ctx, q.Text)
			if err != nil {
				return fmt.Errorf("question %q: %w", q.ID, err)
			}
			e := eval.Example{Set: set.Name}
			if len(q.Gold) > 0 {
				e.Fold = eval.FoldOf(q.Gold[0].Doc, folds)
			}
			for _, c := range candidates {
				e.Features = append(e.Features, c.Evidence[:len(prose)])
				e.Gold = append(e.Gold, key.Holds(c.Text))
			}
			examples[i] = e
			return nil
		})
	}
	return examples, group.Wait()
}
