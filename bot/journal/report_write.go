package journal

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// WriteJSON writes the report as one object on one line.
func (r Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}

// WriteText writes the report for people to read. White space in questions and
// quotations is folded; nothing else of them is changed.
func (r Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s from %s to %s\n", r.Questions, plural(r.Questions, "question"), r.Since.Format(time.DateOnly), r.Until.Format(time.DateOnly))
	var verdicts []string
	for _, s := range r.Verdicts {
		verdicts = append(verdicts, fmt.Sprintf("%s %d (%.0f%%)", s.Verdict, s.Count, 100*s.Share))
	}
	if len(verdicts) > 0 {
		fmt.Fprintln(&b, strings.Join(verdicts, ", "))
	}
	writeGroups(&b, "Not answered by the sources", r.Unanswered)
	writeGroups(&b, "Most asked", r.MostAsked)
	r.writeRated(&b)
	if err := r.writeDays(&b); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeGroups(b *strings.Builder, heading string, groups []Group) {
	if len(groups) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", heading)
	for _, g := range groups {
		fmt.Fprintf(b, "%5d  %s\n", g.Count, g.Question)
		for _, other := range g.Others {
			fmt.Fprintf(b, "       also: %s\n", other)
		}
		if len(g.Missing) > 0 {
			fmt.Fprintf(b, "       not in the sources: %s\n", strings.Join(g.Missing, ", "))
		}
	}
}

func (r Report) writeRated(b *strings.Builder) {
	if len(r.WorstRated) == 0 {
		return
	}
	fmt.Fprint(b, "\nWorst rated\n")
	for _, a := range r.WorstRated {
		fmt.Fprintf(b, "%5s  %s\n", fmt.Sprintf("-%d", a.NotHelpful), fold(a.Asked))
		fmt.Fprintf(b, "       %s, helpful %d, not helpful %d, %s\n", a.Verdict, a.Helpful, a.NotHelpful, a.At.Format("2006-01-02 15:04"))
		for _, q := range a.Quotes {
			fmt.Fprintf(b, "       \"%s\" (%s)\n", fold(q.Text), fold(q.Title))
		}
	}
}

func (r Report) writeDays(b *strings.Builder) error {
	if len(r.Days) == 0 {
		return nil
	}
	fmt.Fprint(b, "\nVolume and speed\n")
	table := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "day\tplatform\tquestions\tfound\tmedian ms\tp95 ms\t\n")
	for _, d := range r.Days {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%.1f\t%.1f\t\n", d.Day, d.Platform, d.Questions, d.Found, d.MedianMS, d.P95MS)
	}
	return table.Flush()
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
