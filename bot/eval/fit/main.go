// Command fit makes the weights that the bot ranks by and reads its confidence
// from, out of question sets with gold sentences, and writes them as Go:
//
//	go run ./bot/eval/fit -o bot/weights_fitted.go SET SET...
//
// First it fits the ranking: listwise softmax over the candidates of the first
// stage. It prints what the weights reach on held-out documents (each question
// ranked by weights that never saw its document). Then it fits the confidence:
// the probability that the first sentence is right, over the questions of
// every set asked of its own documents, and as many asked of the documents of
// the next set, which do not answer them.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"quoth/bot"
	"quoth/bot/eval"
)

func main() {
	out := flag.String("o", "", "write the weights to this Go file")
	folds := flag.Int("folds", 5, "folds of documents to measure on")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *out, *folds, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, stdout io.Writer, out string, folds int, dirs []string) error {
	if len(dirs) < 2 {
		return fmt.Errorf("name at least two sets; the confidence is fitted on questions that the other set's documents do not answer")
	}
	var sets []*eval.Set
	for _, dir := range dirs {
		set, err := eval.ReadSet(dir)
		if err != nil {
			return err
		}
		sets = append(sets, set)
	}
	weights, err := fitRanking(ctx, stdout, sets, folds)
	if err != nil {
		return err
	}
	if err := fitConfidence(ctx, stdout, sets, weights); err != nil {
		return err
	}
	if out == "" {
		return nil
	}
	code, err := source(weights)
	if err != nil {
		return err
	}
	return os.WriteFile(out, code, 0o644)
}

// newBot answers from a set's documents by weights that need not be the
// shipped ones: those may be too few or too many while evidence is added.
func newBot(set *eval.Set, w bot.Weights) (*bot.Bot, error) {
	return bot.New([]bot.Collection{{Name: set.Name, Audience: bot.Open, Documents: set.Documents}}, bot.WithWeights(w))
}

// noWeights are weights of the right number, all zero.
func noWeights() bot.Weights {
	return bot.Weights{
		Ranking:    make([]float64, len(bot.EvidenceNames())),
		Confidence: make([]float64, len(bot.SignalNames())),
	}
}
