package eval

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/quoth-bot/quoth/bot"
)

// Reports are the reports of several sets.
type Reports []*Report

// WriteTable writes one report's figures, as Reports.WriteTable does.
func (r *Report) WriteTable(w io.Writer) error { return Reports{r}.WriteTable(w) }

// WriteTable writes the figures for a reader: one line a set, then for the
// sets whose questions have kinds one line a kind.
func (reports Reports) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "set\tquestions\tanswerable\tP@1\thit@3\tMRR@10\tfound\tfound of none\tAUROC\tright of found\tsentences\tload ms\tp50 us\tp99 us\theap MB\t")
	for _, r := range reports {
		s := r.Summary
		fmt.Fprintf(t, "%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%.0f\t%d\t%d\t%.0f\t\n",
			s.Set, s.Questions, s.Answerable, s.P1, s.Hit3, s.MRR10,
			s.FoundAnswerable, s.FoundUnanswerable, s.AUROC, s.FoundRight,
			s.Sentences, s.LoadMS, s.P50US, s.P99US, s.HeapMB)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range reports {
		if err := r.writeKinds(w); err != nil {
			return err
		}
	}
	return nil
}

// writeKinds writes what the questions of each kind came to, in the order in
// which the kinds first appear; nothing where no question has a kind.
func (r *Report) writeKinds(w io.Writer) error {
	var kinds []string
	byKind := map[string]*quality{}
	for _, record := range r.Records {
		q := byKind[record.group]
		if q == nil {
			q = &quality{}
			byKind[record.group] = q
			kinds = append(kinds, record.group)
		}
		q.add(record)
	}
	if len(kinds) == 0 || len(kinds) == 1 && kinds[0] == "" {
		return nil
	}
	fmt.Fprintf(w, "\n%s, by kind\n", r.Summary.Set)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "kind\tquestions\tP@1\thit@3\tMRR@10\tfound\tdisagree\tmissing named\t")
	for _, kind := range kinds {
		q := byKind[kind]
		if kind == "" {
			kind = "other"
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t\n", kind, q.questions,
			count(q.first, q.answerable), count(q.three, q.answerable), q.mrr(),
			count(q.foundAnswerable+q.foundUnanswerable, q.questions),
			count(q.disagree, q.questions), count(q.named, q.toName))
	}
	return t.Flush()
}

// count writes part of all as a reader of a small set wants it.
func count(part, all int) string {
	if all == 0 {
		return "-"
	}
	return fmt.Sprintf("%d/%d", part, all)
}

// String has four decimals, or a dash where the figure is undefined.
func (m Measure) String() string {
	if math.IsNaN(float64(m)) {
		return "-"
	}
	return strconv.FormatFloat(float64(m), 'f', 4, 64)
}

// WriteMissing writes each phrase that answers told as not mentioned, the
// commonest first, with how often and the first question that it was told to,
// between tabs. It is for a person to read: nothing in it should be a word that
// nobody misses.
func (reports Reports) WriteMissing(w io.Writer) error {
	type told struct {
		phrase, first string
		count         int
	}
	var list []*told
	by := map[string]*told{}
	for _, r := range reports {
		for _, record := range r.Records {
			if record.Verdict == bot.Found {
				continue
			}
			for _, phrase := range record.Missing {
				if by[phrase] == nil {
					by[phrase] = &told{phrase: phrase, first: r.Summary.Set + " " + record.ID}
					list = append(list, by[phrase])
				}
				by[phrase].count++
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *told) int { return b.count - a.count })
	for _, t := range list {
		if _, err := fmt.Fprintf(w, "%d\t%s\t%s\n", t.count, strings.Join(strings.Fields(t.phrase), " "), t.first); err != nil {
			return err
		}
	}
	return nil
}
