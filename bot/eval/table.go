package eval

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Row is a set's line in a quality table, the file under version control
// against which later figures are held.
type Row struct {
	Set                                string
	P1, Hit3, MRR10                    Measure
	FoundAnswerable, FoundUnanswerable Measure
	AUROC, FoundRight                  Measure
}

// Row returns the report's line of the quality table.
func (r *Report) Row() Row {
	s := r.Summary
	return Row{
		Set: s.Set, P1: s.P1, Hit3: s.Hit3, MRR10: s.MRR10,
		FoundAnswerable: s.FoundAnswerable, FoundUnanswerable: s.FoundUnanswerable, AUROC: s.AUROC, FoundRight: s.FoundRight,
	}
}

// columns are the table's figures, in the order of the file; lower says that
// a lower one is better.
var columns = []struct {
	name  string
	lower bool
	field func(*Row) *Measure
}{
	{"p1", false, func(r *Row) *Measure { return &r.P1 }},
	{"hit3", false, func(r *Row) *Measure { return &r.Hit3 }},
	{"mrr10", false, func(r *Row) *Measure { return &r.MRR10 }},
	{"found_answerable", false, func(r *Row) *Measure { return &r.FoundAnswerable }},
	{"found_unanswerable", true, func(r *Row) *Measure { return &r.FoundUnanswerable }},
	{"auroc", false, func(r *Row) *Measure { return &r.AUROC }},
	{"found_right", false, func(r *Row) *Measure { return &r.FoundRight }},
}

func tableHeader() string {
	names := []string{"set"}
	for _, c := range columns {
		names = append(names, c.name)
	}
	return strings.Join(names, "\t")
}

// WriteTable writes a quality table: tab-separated, a header line, one line
// a set in the order of their names; four decimals, a dash for undefined.
func WriteTable(w io.Writer, rows []Row) error {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Set, b.Set) })
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, tableHeader())
	for _, row := range rows {
		out.WriteString(row.Set)
		for _, c := range columns {
			fmt.Fprintf(out, "\t%s", *c.field(&row))
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// ReadTable reads what WriteTable wrote. An error names the line.
func ReadTable(r io.Reader) ([]Row, error) {
	lines := bufio.NewScanner(r)
	if !lines.Scan() {
		return nil, cmp.Or(lines.Err(), errors.New("the quality table is empty"))
	}
	if lines.Text() != tableHeader() {
		return nil, fmt.Errorf("line 1 of the quality table is %q, not its header %q", lines.Text(), tableHeader())
	}
	var rows []Row
	for n := 2; lines.Scan(); n++ {
		row, err := parseRow(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d of the quality table: %w", n, err)
		}
		if slices.ContainsFunc(rows, func(r Row) bool { return r.Set == row.Set }) {
			return nil, fmt.Errorf("line %d of the quality table: the set %s is there already", n, row.Set)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

func parseRow(line string) (Row, error) {
	fields := strings.Split(line, "\t")
	if len(fields) != 1+len(columns) {
		return Row{}, fmt.Errorf("%d fields, not %d", len(fields), 1+len(columns))
	}
	row := Row{Set: fields[0]}
	for i, c := range columns {
		value := math.NaN()
		if text := fields[i+1]; text != "-" {
			var err error
			if value, err = strconv.ParseFloat(text, 64); err != nil {
				return Row{}, fmt.Errorf("%s is %q, not a number", c.name, text)
			}
		}
		*c.field(&row) = Measure(value)
	}
	return row, nil
}

// A Regression is a figure that became worse than the table has it.
type Regression struct {
	Set, Column string
	Old, New    Measure
}

// String says what fell, for a log.
func (r Regression) String() string {
	return fmt.Sprintf("%s: %s was %s and is %s", r.Set, r.Column, r.Old, r.New)
}

// Compare holds fresh figures against the table's, and returns those that are
// worse by more than tolerance (lower, or for found_unanswerable higher), or
// that are no longer measured, in the order of old. Only sets in both are
// compared, so that a run over some of the sets can be held against the whole
// table.
func Compare(old, fresh []Row, tolerance float64) []Regression {
	var out []Regression
	for _, was := range old {
		i := slices.IndexFunc(fresh, func(r Row) bool { return r.Set == was.Set })
		if i < 0 {
			continue
		}
		is := fresh[i]
		for _, c := range columns {
			before, now := *c.field(&was), *c.field(&is)
			loss := float64(before - now)
			if c.lower {
				loss = -loss
			}
			// The table has four decimals: a figure may be half of the last one off.
			const rounding = 0.5e-4
			if loss > tolerance+rounding || math.IsNaN(float64(now)) && !math.IsNaN(float64(before)) {
				out = append(out, Regression{was.Set, c.name, before, now})
			}
		}
	}
	return out
}
