// Command fit makes the weights that the bot ranks by and reads its confidence
// from, out of question sets with gold sentences, and writes them as Go:
//
//	go run ./bot/eval/fit -tables FOLD0,FOLD1 -o bot/weights_fitted.go -curve bot/eval/threshold.tsv SET SET...
//
// The shipped table of meanings was made from the sets that weights are fitted
// on, and knows them: -tables names tables each made without the documents of
// one fold, and each question is weighed with the one that does not know it.
//
// First it fits the ranking: listwise softmax over the candidates of the first
// stage. It prints what the weights reach on held-out documents (each question
// ranked by weights that never saw its document). Then it fits the confidence,
// the probability that the first sentence is right, over the questions of
// every set asked of its own documents, as many at most asked of the documents
// of another set, and some with a word swapped, which no documents answer; -curve
// keeps what each threshold lets through.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/meaning"
)

func main() {
	out := flag.String("o", "", "write the weights to this Go file")
	tables := flag.String("tables", "", "the tables of the folds, parted by commas: each made without the documents of its fold")
	curve := flag.String("curve", "", "write what each threshold of the confidence lets through to this file")
	folds := flag.Int("folds", 5, "folds of documents to measure on")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *out, *curve, *folds, *tables, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, stdout io.Writer, out, curve string, folds int, files string, dirs []string) error {
	if len(dirs) < 2 {
		return fmt.Errorf("name at least two sets; the confidence is fitted on questions that the other set's documents do not answer")
	}
	tables, err := readTables(files)
	if err != nil {
		return err
	}
	var sets []*eval.Set
	for _, dir := range dirs {
		set, err := eval.ReadSet(dir)
		if err != nil {
			return err
		}
		sets = append(sets, set)
	}
	weights, err := fitRanking(ctx, stdout, sets, tables, folds)
	if err != nil {
		return err
	}
	var points bytes.Buffer
	if err := fitConfidence(ctx, stdout, &points, sets, tables, weights); err != nil {
		return err
	}
	if curve != "" {
		if err := os.WriteFile(curve, points.Bytes(), 0o644); err != nil {
			return err
		}
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

// newBots answers from a set's documents with each of the tables, by weights that need not be the
// shipped ones: those may be too few or too many while evidence is added.
func newBots(set *eval.Set, w bot.Weights, tables []*meaning.Table) ([]*bot.Bot, error) {
	var out []*bot.Bot
	for _, t := range tables {
		b, err := bot.New([]bot.Collection{{Name: set.Name, Audience: bot.Open, Documents: set.Documents}}, bot.WithWeights(w), bot.WithTable(t))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// botFor returns the bot whose table was made without the document that
// answers the question.
func botFor(bots []*bot.Bot, q eval.Question) *bot.Bot {
	if len(q.Gold) == 0 {
		return bots[0]
	}
	return bots[eval.FoldOf(q.Gold[0].Doc, len(bots))]
}

func readTables(files string) ([]*meaning.Table, error) {
	if files == "" {
		return []*meaning.Table{meaning.Shipped()}, nil
	}
	var out []*meaning.Table
	for _, f := range strings.Split(files, ",") {
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		t, err := meaning.Open(data)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// noWeights are weights of the right number, all zero.
func noWeights() bot.Weights {
	return bot.Weights{
		Ranking:    make([]float64, len(bot.EvidenceNames())),
		Confidence: make([]float64, len(bot.SignalNames())),
	}
}
