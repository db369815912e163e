package read

import (
	"slices"
	"testing"
)

// How deep items stand is told by where they begin, in whichever column they do.
func TestListLevels(t *testing.T) {
	left, right := span{50, 280}, span{300, 530}
	var list pdfList
	for i, c := range []struct {
		column       span
		mark, behind float64 // no mark: a paragraph that begins behind it
		want         int
	}{
		{left, 50, 65, 1}, {left, 65, 80, 2}, {left, 0, 80, 2},
		{left, 45, 65, 1}, // 10., whose text stands below that of 9.
		{left, 65, 80, 2}, {right, 315, 330, 2}, {right, 0, 316, 1}, {right, 315, 330, 2}, {right, 300, 316, 1},
		{right, 0, 420, 0}, // a figure
		{right, 300, 316, 1}, {right, 0, 300, 0}, {right, 340, 355, 1},
	} {
		l := pdfLine{pdfBox: pdfBox{left: c.mark}, behind: c.behind, size: 10, within: c.column}
		got := 0
		if c.mark > 0 {
			got = list.item(l)
		} else {
			l.left = c.behind
			got = list.level([]pdfLine{l})
		}
		if got != c.want {
			t.Errorf("%d: level %d, want %d", i, got, c.want)
		}
	}
}

// Two rules make a table of what stands below them only where it keeps to the columns that
// are named between them.
func TestHeadedTables(t *testing.T) {
	run := func(text string, left, top float64) *pdfRun {
		r := &pdfRun{pdfBox: pdfBox{left, left + 5*float64(len(text)), top, top - 8}, size: 10}
		for i, c := range text {
			at := left + 5*float64(i)
			r.letters = append(r.letters, pdfLetter{text: string(c), pdfFont: pdfFont{size: 10}, pdfBox: pdfBox{at, at + 5, top, top - 8}})
		}
		return r
	}
	head := []*pdfRun{run("Berth", 50, 690), run("Depth", 200, 690), run("Light", 300, 690)}
	rows := []*pdfRun{
		run("north", 50, 664), run("three metres at", 200, 670), run("the quay", 200, 658), run("yes", 300, 664),
		run("south", 50, 640), run("four metres", 200, 640), run("no", 300, 640),
	}
	text := run("What is said below the table, and is as long as a line is.", 50, 620)
	rules := pdfRules{across: []pdfRule{{700, span{50, 350}}, {680, span{50, 350}}}}
	for name, c := range map[string]struct {
		runs []*pdfRun
		want []float64 // heights between rows
	}{
		"a table":               {slices.Concat(head, rows), []float64{700, 680, 645, 632}},
		"a table above a text":  {slices.Concat(head, rows, []*pdfRun{text}), []float64{700, 680, 645, 632}},
		"a text":                {append(slices.Clone(head), text), nil},
		"two columns of a page": {[]*pdfRun{head[0], head[1], rows[0], rows[1], rows[2], rows[4], rows[5]}, nil},
	} {
		var got []float64
		for _, g := range rules.headed(c.runs) {
			got = append(got, g.y...)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: rows at %v, want %v", name, got, c.want)
		}
	}
}
