package read

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A pdfLine is a line of a column of a page, or the row of a table.
type pdfLine struct {
	pdfBox
	text   string
	size   float64
	bold   bool
	mono   bool        // as code is
	aside  bool        // it is turned otherwise than most of its page
	column int         // counted on its page
	word   float64     // how wide its first word is
	behind float64     // where what stands behind its first word begins
	within span        // how far its column goes
	edge   float64     // how far to the right lines like this one go
	table  int         // counted on its page from 1; 0 is none
	row    [][]pdfLine // of a table: the lines of each cell
}

// layout puts the runs of a page in the order in which they are read, as lines.
func layout(runs []*pdfRun) []pdfLine {
	var out []pdfLine
	column := 0
	tables := 0
	var read func(runs []*pdfRun, depth int)
	read = func(runs []*pdfRun, depth int) {
		if len(runs) == 0 {
			return
		}
		slices.SortStableFunc(runs, func(a, b *pdfRun) int { return cmp.Compare(b.middle(), a.middle()) })
		if g, ok := gutterOf(runs); ok && depth < deepestColumns {
			var left, right []*pdfRun
			for _, r := range runs[g.from:g.to] {
				if r.centre() < g.x {
					left = append(left, r)
				} else {
					right = append(right, r)
				}
			}
			read(slices.Clone(runs[:g.from]), depth+1)
			read(left, depth+1)
			read(right, depth+1)
			read(slices.Clone(runs[g.to:]), depth+1)
			return
		}
		column++
		lines := columnLines(runs, &tables)
		box := nowhere()
		for _, l := range lines {
			box.cover(l.pdfBox)
		}
		for i := range lines {
			lines[i].column, lines[i].within = column, span{box.left, box.right}
		}
		setEdges(lines)
		out = append(out, lines...)
	}
	read(runs, 0)
	return out
}

const (
	// deepestColumns is how often a page is parted.
	deepestColumns = 12
	// mostRuns is the most runs of a page in which columns are looked for: of a page of
	// small print there are some thousand.
	mostRuns = 10_000
	// mostStarts is the most places where a column may begin that are tried.
	mostStarts = 60
)

// A gutter parts two columns: x is where the right one begins, and the columns are made
// of runs[from:to].
type gutter struct {
	x        float64
	from, to int
}

// gutterOf finds that between the columns with the most text. Runs come from the top.
func gutterOf(runs []*pdfRun) (best gutter, found bool) {
	if len(runs) > mostRuns {
		return gutter{}, false
	}
	most := 0
	for _, x := range columnStarts(runs) {
		from := 0
		for i := 0; i <= len(runs); i++ {
			if i < len(runs) && !(runs[i].left < x-1 && runs[i].right > x) {
				continue
			}
			if n := textBeside(runs[from:i], x); n > most {
				most, best, found = n, gutter{x, from, i}, true
			}
			from = i + 1
		}
	}
	return best, found
}

// columnStarts lists where several runs begin, one above the other, but for the leftmost.
func columnStarts(runs []*pdfRun) []float64 {
	var lefts []float64
	for _, r := range runs {
		if !r.isRule {
			lefts = append(lefts, r.left)
		}
	}
	slices.Sort(lefts)
	type start struct {
		x float64
		n int
	}
	var starts []start
	for i := 0; i < len(lefts); {
		k := i + 1
		for k < len(lefts) && lefts[k] < lefts[i]+2 {
			k++
		}
		if k-i >= 2 && i > 0 {
			starts = append(starts, start{lefts[i], k - i})
		}
		i = k
	}
	slices.SortStableFunc(starts, func(a, b start) int { return b.n - a.n })
	var out []float64
	for _, s := range starts[:min(len(starts), mostStarts)] {
		out = append(out, s.x)
	}
	return out
}

const (
	// columnGap is how wide a gutter is at least, in sizes of the letters.
	columnGap = .6
	// leastColumn is how many lines a column has at least.
	leastColumn = 3
	// leastAlone is how many it has where what stands beside it is no text.
	leastAlone = 8
	// longRun is how many letters a run of a text has, where cells of tables have fewer.
	longRun = 15
)

// textBeside returns how many letters the runs on both sides of x have, if they are the
// text of columns; 0 if they are not.
func textBeside(runs []*pdfRun, x float64) int {
	var left, right []*pdfRun
	intruders := 0
	for _, r := range runs {
		if r.isRule {
			continue
		}
		if r.centre() >= x {
			right = append(right, r)
			continue
		}
		left = append(left, r)
		if r.right > x-columnGap*max(r.size, 6) {
			intruders++
		}
	}
	if len(left) < 2 || len(right) < 2 || intruders > 1+len(left)/30 {
		return 0
	}
	leftLines, leftShare, n := proseOf(left)
	rightLines, rightShare, m := proseOf(right)
	isLeft := leftLines >= leastColumn && leftShare >= .6
	isRight := rightLines >= leastColumn && rightShare >= .6
	switch {
	case isLeft && isRight:
	case isLeft && leftLines >= leastAlone && rightLines >= 2 && leftShare > .8 && !aligned(left, right):
	case isRight && rightLines >= leastAlone && leftLines >= 2 && rightShare > .8 && !aligned(right, left):
	default:
		return 0
	}
	return n + m
}

// proseOf counts the runs that are as long as lines of a text, the share of letters that
// they have, and all letters.
func proseOf(runs []*pdfRun) (lines int, share float64, letters int) {
	box := nowhere()
	for _, r := range runs {
		box.cover(r.pdfBox)
	}
	long := 0
	for _, r := range runs {
		n := len(r.letters)
		letters += n
		if n >= longRun && r.width() > .3*box.width() {
			lines++
			long += n
		}
	}
	return lines, float64(long) / float64(max(letters, 1)), letters
}

// aligned reports whether most of some runs stand on the lines of others, as those of the
// cells of a table do, and those of two columns do by chance.
func aligned(lines, runs []*pdfRun) bool {
	n := 0
	for _, r := range runs {
		if slices.ContainsFunc(lines, func(l *pdfRun) bool {
			overlap := min(l.top, r.top) - max(l.bottom, r.bottom)
			return overlap > .7*min(l.top-l.bottom, r.top-r.bottom)
		}) {
			n++
		}
	}
	return 4*n > 3*len(runs)
}

// A pdfRow is runs of a column that stand beside each other.
type pdfRow struct {
	pdfBox
	runs []*pdfRun
	main *pdfRun // the one with the most letters
}

// pdfRowsOf puts the runs of a column, which come from the top, on rows.
func pdfRowsOf(runs []*pdfRun) []*pdfRow {
	var rows []*pdfRow
	for _, r := range runs {
		if r.isRule {
			continue
		}
		var to *pdfRow
		for i := len(rows) - 1; i >= max(0, len(rows)-4) && to == nil; i-- {
			if rows[i].takes(r) {
				to = rows[i]
			}
		}
		if to == nil {
			to = &pdfRow{pdfBox: nowhere(), main: r}
			rows = append(rows, to)
		}
		to.runs = append(to.runs, r)
		to.cover(r.pdfBox)
		if len(r.letters) > len(to.main.letters) {
			to.main = r
		}
	}
	for _, row := range rows {
		slices.SortStableFunc(row.runs, func(a, b *pdfRun) int { return cmp.Compare(a.left, b.left) })
	}
	slices.SortStableFunc(rows, func(a, b *pdfRow) int { return cmp.Compare(b.main.middle(), a.main.middle()) })
	return rows
}

// takes reports whether a run stands on a row: none of its runs is a table, or stands in
// the same place.
func (row *pdfRow) takes(r *pdfRun) bool {
	if r.table != nil || row.main.table != nil || !row.main.beside(r.pdfBox) {
		return false
	}
	return !slices.ContainsFunc(row.runs, func(o *pdfRun) bool {
		return min(o.right, r.right)-max(o.left, r.left) > .3*max(min(o.size, r.size), 3)
	})
}

// columnLines makes lines of the runs of a column, and rows of what stands in them as
// tables.
func columnLines(runs []*pdfRun, tables *int) []pdfLine {
	var out []pdfLine
	rows := pdfRowsOf(runs)
	for i := 0; i < len(rows); {
		if t := rows[i].main.table; t != nil {
			*tables++
			out = append(out, t.lines(*tables)...)
			i++
			continue
		}
		if n, t := alignedTable(rows[i:]); n > 0 {
			*tables++
			out = append(out, t.lines(*tables)...)
			i += n
			continue
		}
		for _, runs := range rows[i].byLook() {
			if l := lineOf(runs); strings.TrimSpace(l.text) != "" {
				out = append(out, l)
			}
		}
		i++
	}
	return out
}

// byLook parts a row where its runs stand apart and look unlike: a heading, and what
// stands at the margin beside it or begins behind it.
func (row *pdfRow) byLook() [][]*pdfRun {
	var out [][]*pdfRun
	for i, r := range row.runs {
		if i > 0 {
			last := out[len(out)-1]
			before := last[len(last)-1]
			size := max(r.size, before.size, 4)
			isFar := r.left-before.right > .8*cellGap*size
			isLike := r.size < 1.2*before.size && before.size < 1.2*r.size && (i > 1 || !before.isBold() || r.isBold() || len(before.letters) < shortestHead)
			if !isFar || isLike {
				out[len(out)-1] = append(last, r)
				continue
			}
		}
		out = append(out, []*pdfRun{r})
	}
	return out
}

// shortestHead is how many letters a heading has that stands before the first words of its
// text: bold numbers and bullets have fewer.
const shortestHead = 5

func (r *pdfRun) isBold() bool {
	return !slices.ContainsFunc(r.letters, func(c pdfLetter) bool { return !c.bold && !c.isSpace() })
}

// leastBlock is how many lines have an edge of their own.
const leastBlock = 4

// setEdges tells each line of a column how far lines like it go: those above and below
// it that are as large and begin at the same place, if they are a text, most lines of which
// are full; else all of the column that are as large and begin near it.
func setEdges(lines []pdfLine) {
	for i := 0; i < len(lines); {
		k := i + 1
		for k < len(lines) && isNext(lines[k-1], lines[k]) {
			k++
		}
		edge := edgeOf(lines[i:k])
		full := 0
		for _, l := range lines[i:k] {
			if l.right > edge-3*max(l.size, 4) {
				full++
			}
		}
		if k-i < leastBlock || 5*full < 3*(k-i) {
			edge = edgeOf(near(lines, lines[i]))
		}
		for ; i < k; i++ {
			lines[i].edge = edge
		}
	}
}

// edgeOf is how far lines go: where a third of them end, or else the longest.
func edgeOf(lines []pdfLine) float64 {
	var rights []float64
	for _, l := range lines {
		rights = append(rights, l.right)
	}
	slices.Sort(rights)
	const slack = 2 // points
	edge, most := rights[len(rights)-1], max(leastBlock, len(rights)/3)
	for i, k := 0, 0; k < len(rights); k++ {
		for rights[k]-rights[i] > slack {
			i++
		}
		if k-i+1 >= most {
			edge, most = rights[k], k-i+1
		}
	}
	return edge
}

// near lists the lines that are as large as one and begin near it.
func near(lines []pdfLine, l pdfLine) []pdfLine {
	var out []pdfLine
	for _, o := range lines {
		if o.row == nil && o.mono == l.mono && sizeOf(o.size) == sizeOf(l.size) && math.Abs(o.left-l.left) < 6*max(l.size, 4) {
			out = append(out, o)
		}
	}
	if len(out) == 0 {
		return []pdfLine{l}
	}
	return out
}

// isNext reports whether a line of a column may be of the same text as the one above.
func isNext(above, l pdfLine) bool {
	em := max(above.size, 4)
	return above.row == nil && l.row == nil && above.mono == l.mono && sizeOf(above.size) == sizeOf(l.size) &&
		math.Abs(above.left-l.left) < 3*em && above.bottom-l.top < 1.1*em
}
