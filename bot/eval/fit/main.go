// Command fit makes the weights that the bot ranks by and reads its confidence
// from, out of question sets with gold sentences, and writes them as Go:
//
//	go run ./bot/eval/fit -tables FOLD0,FOLD1 -o . -curve bot/eval/threshold.tsv SET SET...
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
//
// The evidence of structure is fitted beside it, on documents of several kinds:
//
//	go run ./bot/eval/fit -structure -o . -left-out bot/eval/left-out.tsv -update SET SET...
//
// It prints how well each set is ranked by weights that were fitted on the
// others, and holds that against the file of -left-out; with -update it writes
// it there.
//
// Whether the first sentence is right is read off the confidence and how clearly
// it leads; that is fitted last, on the same sets:
//
//	go run ./bot/eval/fit -right -o . SET SET...
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/meaning"
)

func main() {
	out := flag.String("o", "", "write the weights to their Go files below this folder, the module's")
	tables := flag.String("tables", "", "the tables of the folds, separated by commas: each made without the documents of its fold")
	curve := flag.String("curve", "", "write what each threshold of the confidence lets through to this file")
	structure := flag.Bool("structure", false, "fit the evidence of structure alone, on sets of one kind of document each")
	leftOut := flag.String("left-out", "", "with -structure: hold the figures of the sets, each left out, against those of this file")
	right := flag.Bool("right", false, "fit when the first sentence is right, on sets of one kind of document each")
	update := flag.Bool("update", false, "write the figures into the file of -left-out instead")
	folds := flag.Int("folds", 5, "folds of documents to measure on")
	flag.Parse()
	ctx := context.Background()
	sets, err := readSets(ctx, flag.Args())
	switch {
	case err != nil:
	case *structure:
		err = runStructure(ctx, os.Stdout, *out, *leftOut, *update, sets)
	case *right:
		err = runRight(ctx, os.Stdout, *out, sets)
	default:
		err = run(ctx, os.Stdout, *out, *curve, *folds, *tables, sets)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func readSets(ctx context.Context, dirs []string) ([]*eval.Set, error) {
	var sets []*eval.Set
	for _, dir := range dirs {
		set, err := eval.ReadSet(ctx, dir)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func runStructure(ctx context.Context, stdout io.Writer, out, leftOut string, update bool, sets []*eval.Set) error {
	weights, rows, err := fitStructure(ctx, sets)
	if err != nil {
		return err
	}
	if out != "" {
		if err := writeStructure(out, weights); err != nil {
			return err
		}
	}
	return holdLeftOut(stdout, leftOut, rows, update)
}

func run(ctx context.Context, stdout io.Writer, out, curve string, folds int, files string, sets []*eval.Set) error {
	if len(sets) < 2 {
		return fmt.Errorf("name at least two sets; the confidence is fitted on questions that the other set's documents do not answer")
	}
	tables, err := readTables(files)
	if err != nil {
		return err
	}
	weights, err := fitRanking(ctx, stdout, sets, tables, folds)
	if err != nil {
		return err
	}
	var points bytes.Buffer
	confidence, err := fitConfidence(ctx, stdout, &points, sets, tables, weights)
	if err != nil {
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
	return writeSource(out, weights, confidence)
}

// newEngines makes an engine of a set's documents with each of the tables.
func newEngines(set *eval.Set, w engine.Weights, tables []*meaning.Table) ([]*engine.Engine, error) {
	var out []*engine.Engine
	for _, t := range tables {
		e, err := engine.New(set.Name, set.Documents, engine.Options{Weights: w, Table: t})
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// newBots answers from a set's documents with each of the tables. What it is
// judged by counts for nothing: it is about to be fitted.
func newBots(set *eval.Set, w engine.Weights, tables []*meaning.Table) ([]*bot.Bot, error) {
	engines, err := newEngines(set, w, tables)
	if err != nil {
		return nil, err
	}
	var out []*bot.Bot
	for _, e := range engines {
		b, err := bot.New([]bot.Collection{{Name: set.Name, Audience: bot.Open, Engine: e}}, bot.WithConfidence(noConfidence()))
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// ofFold returns the bot or engine whose table was made without the document
// that answers the question.
func ofFold[T any](folds []T, q eval.Question) T {
	if len(q.Gold) == 0 {
		return folds[0]
	}
	return folds[eval.FoldOf(q.Gold[0].Doc, len(folds))]
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

// noWeights are zero for each piece of evidence.
func noWeights() engine.Weights {
	prose, structure := engine.EvidenceNames()
	return named(slices.Concat(prose, structure), nil)
}

func noConfidence() bot.Confidence { return bot.Confidence{Signals: named(bot.SignalNames(), nil)} }

// named gives weights their names; without weights all are zero.
func named(names []string, weights []float64) map[string]float64 {
	out := make(map[string]float64, len(names))
	for i, name := range names {
		out[name] = 0
		if weights != nil {
			out[name] = weights[i]
		}
	}
	return out
}
