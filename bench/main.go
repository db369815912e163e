// Command bench measures Quoth on collections of ten thousand to a million
// sentences, and bleve beside it on the same sentences and questions in the
// same run. It prints the tables that stand in doc/quality.md, and draws how the
// figures grow.
//
//	cd bench && go run .        # searching and answering
//	cd bench && go run . load   # the pages, 200 questions a second
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/bot/eval/haystack"
)

// Where the sentences and misspellings are, beside the repository.
const (
	sentencesFile    = "../../shared/perf/sentences-1m.txt.gz"
	misspellingsFile = "../../shared/eval/typos/misspellings.tsv"
)

func main() {
	switch args := os.Args[1:]; {
	case len(args) == 2 && args[0] == answering:
		check(answer(args[1]))
		return
	case len(args) == 3 && args[0] == indexing:
		check(indexFolder(args[1], args[2]))
		return
	case len(args) > 0 && args[0] == loading:
		check(runLoad(args[1:]))
		return
	}
	sentences := flag.String("sentences", sentencesFile, "gzipped `file` with a sentence a line")
	misspellings := flag.String("misspellings", misspellingsFile, "`file` with a misspelling and the right word a line, separated by a tab")
	sizes := flag.String("sizes", "10000,31600,100000,316000,1000000", "how many sentences, a few `numbers`")
	questions := flag.Int("questions", 1000, "how many questions of each kind")
	peer := flag.Bool("peer", true, "measure bleve too, on the largest collection")
	plot := flag.String("plot", "../doc/screens/growth.svg", "draw the growth into this `file`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b := bench{plot: *plot, peer: *peer}
	for s := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(s)
		check(err)
		b.sizes = append(b.sizes, n)
	}
	check(b.read(*sentences, *misspellings, *questions))
	check(b.run(ctx))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// A bench is one run.
type bench struct {
	sentences []string
	slips     haystack.Slips
	questions int
	sizes     []int
	peer      bool
	plot      string
}

func (b *bench) read(sentences, misspellings string, questions int) (err error) {
	b.questions = questions
	if b.slips, err = haystack.ReadSlips(misspellings); err != nil {
		return err
	}
	largest := b.sizes[len(b.sizes)-1]
	if b.sentences, err = haystack.Sentences(sentences, largest); err != nil {
		return err
	}
	if len(b.sentences) < largest {
		return fmt.Errorf("%s has %d sentences, want %d", sentences, len(b.sentences), largest)
	}
	return nil
}

func (b *bench) run(ctx context.Context) error {
	var rows []row
	for _, n := range b.sizes {
		fmt.Fprintf(os.Stderr, "measuring %d sentences\n", n)
		r, err := measure(ctx, b.sentences[:n], b.slips, b.questions)
		if err != nil {
			return err
		}
		rows = append(rows, r)
	}
	if b.peer {
		fmt.Fprintln(os.Stderr, "measuring bleve")
		peers, err := measureBleve(ctx, b.sentences, b.slips, b.questions)
		if err != nil {
			return err
		}
		printPeers(os.Stdout, rows[len(rows)-1], peers)
	}
	printGrowth(os.Stdout, rows)
	return os.WriteFile(b.plot, []byte(drawGrowth(rows)), 0o644)
}
