package read

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A pdfTable is rows of cells, each of which has some rows of runs.
type pdfTable struct {
	cells [][][]*pdfRow
}

// lines makes a line of each row. The number counts the tables of a page.
func (t *pdfTable) lines(number int) []pdfLine {
	var out []pdfLine
	for _, cells := range t.cells {
		l := pdfLine{pdfBox: nowhere(), table: number, row: make([][]pdfLine, len(cells))}
		var text []string
		for i, rows := range cells {
			for _, r := range rows {
				part := lineOf(r.runs)
				l.row[i] = append(l.row[i], part)
				l.cover(r.pdfBox)
				l.size = max(l.size, part.size)
				text = append(text, part.text)
			}
		}
		if l.text = strings.Join(text, " "); strings.TrimSpace(l.text) != "" {
			out = append(out, l)
		}
	}
	return out
}

// A span is from one place to another, across or up a page.
type span struct{ from, to float64 }

func (s span) width() float64 { return s.to - s.from }

// cellsOf parts a row where its runs stand as far apart as cells do.
func (row *pdfRow) cellsOf() []*pdfRow {
	var out []*pdfRow
	for i, r := range row.runs {
		if i == 0 || r.left-row.runs[i-1].right > cellGap*max(r.size, row.runs[i-1].size, 4) {
			out = append(out, &pdfRow{pdfBox: nowhere()})
		}
		last := out[len(out)-1]
		last.runs = append(last.runs, r)
		last.cover(r.pdfBox)
	}
	return out
}

// without returns what of some spans a row leaves white, if that is wide enough to part
// columns.
func (row *pdfRow) without(spans []span) []span {
	var out []span
	for _, s := range spans {
		for _, r := range row.runs {
			if r.right <= s.from || r.left >= s.to {
				continue
			}
			if left := (span{s.from, r.left}); left.width() >= narrowGutter*max(r.size, 4) {
				out = append(out, left)
			}
			s.from = r.right
		}
		if s.width() >= narrowGutter*max(row.main.size, 4) {
			out = append(out, s)
		}
	}
	return out
}

const (
	// narrowGutter is how far apart the columns of a table stand at least, in sizes of
	// their letters, if all rows have them.
	narrowGutter = .5
	// chanceGap is how wide the only gap is at least that two rows alone have in common: two
	// lines of a spaced text may have a narrower one.
	chanceGap = 1.5
	// mostRows is the most rows of a table that are looked at together.
	mostRows = 500
	// rowSpace is how far apart rows stand at most, in sizes of their letters.
	rowSpace = 2.5
)

// alignedTable finds the table that begins with the first of some rows: its columns are
// parted by the same white gaps in all of them. It returns how many rows it has, 0 if
// there is none.
func alignedTable(rows []*pdfRow) (int, *pdfTable) {
	first := rows[0].cellsOf()
	if len(first) < 2 {
		return 0, nil
	}
	var gaps []span
	for i := 1; i < len(first); i++ {
		gaps = append(gaps, span{first[i-1].right, first[i].left})
	}
	n, celled := 1, 1
	for k := 1; k < min(len(rows), mostRows); k++ {
		row := rows[k]
		if row.main.table != nil || rows[k-1].bottom-row.top > rowSpace*max(row.main.size, 4) {
			break
		}
		left := row.without(gaps)
		if len(left) == 0 || k-n >= 2 && !row.isBelow(rows[k-1], gaps) {
			break
		}
		if len(row.cellsOf()) < 2 {
			if !standsIn(row, gaps) {
				break
			}
			continue // it belongs to the table if a row comes behind it
		}
		gaps, n, celled = left, k+1, celled+1
	}
	if celled < 2 {
		return 0, nil
	}
	for n < len(rows) && rows[n].isBelow(rows[n-1], gaps) {
		n++
	}
	columns := columnsOf(rows[:n])
	if len(columns) < 2 || len(columns) == 2 && celled == 2 && gaps[0].width() < chanceGap*max(rows[0].main.size, 4) {
		return 0, nil
	}
	t := tableOf(rows[:n], columns)
	if t.isList() {
		return 0, nil
	}
	return n, t
}

// standsIn reports whether a row stands in one column.
func standsIn(row *pdfRow, gaps []span) bool {
	return !slices.ContainsFunc(gaps, func(s span) bool { return row.left < s.from && row.right > s.to })
}

// isBelow reports whether a row goes on with a cell of the row above that is not its first.
func (row *pdfRow) isBelow(above *pdfRow, gaps []span) bool {
	return row.main.table == nil && above.bottom-row.top < .6*max(row.main.size, 4) &&
		standsIn(row, gaps) && slices.ContainsFunc(gaps, func(s span) bool { return row.left >= s.from })
}

// columnsOf lists the columns of a table: what few rows or none leave white parts them.
func columnsOf(rows []*pdfRow) []span {
	type edge struct {
		x float64
		n int
	}
	var edges []edge
	size := 4.
	for _, row := range rows {
		size = max(size, row.main.size)
		for _, r := range row.runs {
			edges = append(edges, edge{r.left, 1}, edge{r.right, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.x, b.x), b.n-a.n) })
	few := len(rows) / 7
	var out []span
	n := 0
	for _, e := range edges {
		before := n
		n += e.n
		switch {
		case before <= few && n > few:
			if last := len(out) - 1; last < 0 || e.x-out[last].to >= narrowGutter*size*.8 {
				out = append(out, span{from: e.x})
			}
		case before > few && n <= few:
			out[len(out)-1].to = e.x
		}
	}
	return out
}

// columnAt returns the column in which a run stands, or the nearest one.
func columnAt(r pdfBox, columns []span) int {
	best, most := 0, math.Inf(-1)
	for i, c := range columns {
		if overlap := min(r.right, c.to) - max(r.left, c.from); overlap > most+.01 {
			best, most = i, overlap
		}
	}
	return best
}

// tableOf puts rows into cells. Rows that go on with the cells of the one above become
// one with it.
func tableOf(rows []*pdfRow, columns []span) *pdfTable {
	t := &pdfTable{}
	near := nearRows(rows)
	var filled []bool // columns of the row before
	for i, row := range rows {
		cells := make([]*pdfRow, len(columns))
		n := 0
		for _, r := range row.runs {
			at := columnAt(r.pdfBox, columns)
			if cells[at] == nil {
				cells[at] = &pdfRow{pdfBox: nowhere(), main: r}
				n++
			}
			cells[at].runs = append(cells[at].runs, r)
			cells[at].cover(r.pdfBox)
		}
		isMore := i > 0 && (near[i] == nearer && (cells[0] == nil || 2*n <= len(columns)) ||
			near[i] == even && cells[0] == nil && 2*n <= len(columns) && goesOnIn(cells, filled))
		if !isMore {
			t.cells = append(t.cells, make([][]*pdfRow, len(columns)))
			filled = make([]bool, len(columns))
		}
		last := t.cells[len(t.cells)-1]
		for c, cell := range cells {
			if cell != nil {
				last[c] = append(last[c], cell)
				filled[c] = true
			}
		}
	}
	return t
}

// goesOnIn reports whether cells stand below others that are filled.
func goesOnIn(cells []*pdfRow, filled []bool) bool {
	for c, cell := range cells {
		if cell != nil && !filled[c] {
			return false
		}
	}
	return true
}

// How near a row stands to the one above.
type nearness uint8

const (
	apart  nearness = iota
	even            // rows and lines of a cell are as far apart
	nearer          // as lines of a cell are, where rows are farther apart
)

// nearRows tells how near each row stands to the one above, by how far apart all are.
func nearRows(rows []*pdfRow) []nearness {
	out := make([]nearness, len(rows))
	var pitches []float64
	size := 4.
	for i := 1; i < len(rows); i++ {
		pitches = append(pitches, rows[i-1].main.middle()-rows[i].main.middle())
		size = max(size, rows[i].main.size)
	}
	sorted := slices.Sorted(slices.Values(pitches))
	limit := 0. // between the two distances
	jump := 1.25
	for i := 1; i < len(sorted); i++ {
		if sorted[i-1] > 0 && sorted[i-1] < 1.5*size && sorted[i]/sorted[i-1] > jump {
			jump, limit = sorted[i]/sorted[i-1], (sorted[i]+sorted[i-1])/2
		}
	}
	for i, pitch := range pitches {
		switch {
		case pitch < limit:
			out[i+1] = nearer
		case limit == 0 && pitch < 1.5*size:
			out[i+1] = even
		}
	}
	return out
}

// itemMark is what stands before an item or a heading: "•", "1.2.3", "(a)", "iv.".
var itemMark = lazyregexp.New(`^(?:.|\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]?|(?:[0-9A-Z]{1,3}\.)+[0-9]{0,3})$`)

// isList reports whether what looks like a table is items with their marks.
func (t *pdfTable) isList() bool {
	if len(t.cells[0]) != 2 {
		return false
	}
	for _, row := range t.cells {
		for _, mark := range row[0] {
			if !itemMark.MatchString(strings.TrimSpace(lineOf(mark.runs).text)) {
				return false
			}
		}
	}
	return true
}
