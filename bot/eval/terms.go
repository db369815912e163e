package eval

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// terms say in plain words what the columns of the tables tell: first those of a
// set, then those that only a kind of question has.
var terms = []struct{ column, meaning string }{
	{"set", "the name of the set"},
	{"questions", "how many were asked"},
	{"answerable", "how many of them the sources answer"},
	{"P@1", "share of the answerable whose right sentence comes first"},
	{"hit@3", "share of them with a right one among the first three"},
	{"MRR@10", "1 for a right sentence in first place, 1/2 in second, 1/3\nin third..., 0 beyond the tenth: the mean of the answerable"},
	{"found", "share of the answerable that are told as answered, right\nor wrong; the others get the nearest sentence, or none"},
	{"found of none", "the same share of the questions that the sources do not\nanswer: 0 is best"},
	{"AUROC", "how often an answerable question has a higher confidence\nthan one that is not: 1 always, .5 as often as by chance"},
	{"right of found", "share of all that are told as answered whose first\nsentence is right"},
	{"sentences", "how many the sources have"},
	{"load ms", "milliseconds to read the set and to make its index"},
	{"p50 us, p99 us", "microseconds that half of the questions take at most,\nand 99 of 100"},
	{"heap MB", "memory in use before the first question"},
	{"kind", "what the maker of the set calls such questions"},
	{"disagree", "told that the sources give different figures or dates"},
	{"missing named", "told which word of the question the sources lack, of\nthose questions of which the set says it"},
	{"-", "there is nothing to count"},
}

// WriteTerms explains the columns of WriteTable in lines of at most 76 characters.
func WriteTerms(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, term := range terms {
		column := term.column
		for line := range strings.SplitSeq(term.meaning, "\n") {
			fmt.Fprintf(t, "%s\t%s\n", column, line)
			column = ""
		}
	}
	return t.Flush()
}
