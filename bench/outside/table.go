package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/eval"
)

// A table compares what was measured on one set, in Markdown.
type table struct {
	set   eval.Summary
	kinds []string // of answerable questions
	count map[string]int
	// share is that of the answerable questions, spelt right, that Quoth answers.
	share float64
	none  int // questions that the set does not answer
	lines [][]string
}

// newTable makes the table whose first line is Quoth's.
func newTable(quoth *eval.Report) *table {
	t := &table{set: quoth.Summary, count: map[string]int{}}
	found, all := 0, 0
	for _, r := range quoth.Records {
		if !r.Answerable {
			t.none++
			continue
		}
		if t.count[r.Kind]++; t.count[r.Kind] == 1 {
			t.kinds = append(t.kinds, r.Kind)
		}
		if r.Kind != slipped {
			all++
			if r.Verdict == bot.Found {
				found++
			}
		}
	}
	t.share = float64(found) / float64(all)
	return t
}

// add adds the line of what was measured. Memory is that of another process, and
// empty for the one that measures.
func (t *table) add(name string, r *eval.Report, memory string) {
	line := []string{name}
	for _, kind := range t.kinds {
		first, three := 0, 0
		for _, record := range r.Records {
			if !record.Answerable || record.Kind != kind || record.Rank == 0 {
				continue
			}
			if record.Rank == 1 {
				first++
			}
			if record.Rank <= 3 {
				three++
			}
		}
		line = append(line, fmt.Sprintf("%s / %s", ratio(first, t.count[kind]), ratio(three, t.count[kind])))
	}
	if t.none > 0 {
		lowest := math.Inf(-1) // Quoth, the first line, decides by itself
		if len(t.lines) > 0 {
			lowest = threshold(r.Records, t.share)
		}
		line = append(line,
			percent(falseAnswers(r.Records, math.Inf(-1)), t.none),
			percent(falseAnswers(r.Records, lowest), t.none))
	}
	line = append(line,
		short(time.Duration(r.Summary.P50US)*time.Microsecond),
		short(time.Duration(r.Summary.LoadMS*float64(time.Millisecond))),
		cmp.Or(memory, fmt.Sprintf("%.0f MB", r.Summary.HeapMB)))
	t.lines = append(t.lines, line)
}

// leaveOut says that nothing was measured.
func (t *table) leaveOut(name string) {
	t.lines = append(t.lines, []string{name, "not measured"})
}

// threshold is the highest score that lets through at least a share of the
// answerable questions that are spelt right.
func threshold(records []eval.Record, share float64) float64 {
	var scores []float64
	for _, r := range records {
		if r.Answerable && r.Kind != slipped {
			score := math.Inf(-1) // nothing shown: below every threshold
			if r.Verdict == bot.Found {
				score = r.Confidence
			}
			scores = append(scores, score)
		}
	}
	slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
	through := int(math.Ceil(share * float64(len(scores))))
	return scores[max(through, 1)-1]
}

// falseAnswers counts the questions that the set does not answer, but for which a
// sentence of that score or a higher one is shown.
func falseAnswers(records []eval.Record, threshold float64) int {
	n := 0
	for _, r := range records {
		if !r.Answerable && r.Verdict == bot.Found && r.Confidence >= threshold {
			n++
		}
	}
	return n
}

// write prints the table.
func (t *table) write(w io.Writer) error {
	header := []string{fmt.Sprintf("%s: %d sentences", t.set.Set, t.set.Sentences)}
	for _, kind := range t.kinds {
		header = append(header, fmt.Sprintf("%d %s: P@1 / hit@3", t.count[kind], kind))
	}
	if t.none > 0 {
		header = append(header, fmt.Sprintf("answered of %d not in it", t.none),
			fmt.Sprintf("with a threshold that answers %.0f %% of those in it", 100*t.share))
	}
	header = append(header, "a question", "to index", "memory")
	lines := append([][]string{header}, t.lines...)
	lines = slices.Insert(lines, 1, append([]string{"---"}, slices.Repeat([]string{"---:"}, len(header)-1)...))
	for _, line := range lines {
		for len(line) < len(header) {
			line = append(line, "-")
		}
		if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(line, " | ")); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(w)
	return err
}

// ratio is a share with three decimals, without the zero before them.
func ratio(part, all int) string {
	return strings.TrimPrefix(fmt.Sprintf("%.3f", float64(part)/float64(all)), "0")
}

func percent(part, all int) string {
	return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(all))
}

// short writes a duration with two digits or three.
func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1000)
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
