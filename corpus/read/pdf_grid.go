package read

import (
	"cmp"
	"slices"
)

const (
	// mostLines is the most lines of a cell: what has more is no table, but a page that
	// is parted by rules.
	mostLines = 25
	// fewBands is how many rows a table may have by its rules so that what stands between
	// two of them can be several.
	fewBands = 3
)

// tables takes the runs that stand in grids out of those of a page, and puts a table in
// the place of each.
func (r pdfRules) tables(runs []*pdfRun) []*pdfRun {
	grids := r.grids()
	runs = fill(grids, runs)
	headed := r.headed(runs)
	runs = fill(headed, runs)
	grids = append(grids, headed...)
	for _, a := range joinRules(r.across) {
		if !slices.ContainsFunc(grids, func(g *pdfGrid) bool { return a.at <= g.top && a.at >= g.bottom && a.from < g.right && a.to > g.left }) {
			runs = append(runs, &pdfRun{pdfBox: pdfBox{a.from, a.to, a.at, a.at}, isRule: true})
		}
	}
	return runs
}

// fill puts tables of the runs that stand in grids in their place.
func fill(grids []*pdfGrid, runs []*pdfRun) []*pdfRun {
	for _, g := range grids {
		var in, out []*pdfRun
		for _, run := range runs {
			x, y := run.centre(), run.middle()
			if run.table == nil && x > g.left && x < g.right && y > g.bottom && y < g.top {
				in = append(in, run)
			} else {
				out = append(out, run)
			}
		}
		if t := g.table(in); t != nil {
			runs = append(out, &pdfRun{pdfBox: g.pdfBox, table: t})
		}
	}
	return runs
}

// table makes one of the runs within a grid; nil if they are none.
func (g *pdfGrid) table(runs []*pdfRun) *pdfTable {
	columns := make([]span, len(g.x)-1)
	for i := range columns {
		columns[i] = span{g.x[i], g.x[i+1]}
	}
	columns = finer(columns, runs)
	bands := make([][][]*pdfRun, len(g.y)-1)
	for i := range bands {
		bands[i] = make([][]*pdfRun, len(columns))
	}
	for _, run := range runs {
		for _, part := range g.parted(run) {
			c := columnAt(part.pdfBox, columns)
			b := g.band(part, columns[c])
			bands[b][c] = append(bands[b][c], part)
		}
	}
	t := &pdfTable{}
	rows, filled := 0, map[int]bool{}
	for _, cells := range bands {
		made := make([][]*pdfRow, len(cells))
		isEmpty := true
		for c, runs := range cells {
			made[c] = rowsFrom(runs)
			if len(runs) > 0 {
				isEmpty = false
				filled[c] = true
			}
			if len(made[c]) > mostLines && len(cells) < 4 {
				return nil
			}
		}
		if isEmpty {
			continue
		}
		rows++
		if several(made, len(bands)) {
			t.cells = append(t.cells, tableOf(rowsFrom(slices.Concat(cells...)), columns).cells...)
			continue
		}
		t.cells = append(t.cells, made)
	}
	if len(filled) < 2 || len(t.cells) < 2 {
		return nil
	}
	return t.withoutEmpty(filled)
}

// finer parts columns in which not all are ruled: most rows leave the same gaps in them.
func finer(columns []span, runs []*pdfRun) []span {
	var out []span
	for _, c := range columns {
		var in []*pdfRun
		for _, r := range runs {
			if r.left >= c.from-ruleSlack && r.right <= c.to+ruleSlack {
				in = append(in, r)
			}
		}
		rows := rowsFrom(in)
		within := columnsOf(rows)
		celled := 0
		for _, row := range rows {
			if len(row.cellsOf()) > 1 {
				celled++
			}
		}
		if len(within) < 2 || celled < 3 || 3*celled < 2*len(rows) {
			out = append(out, c)
			continue
		}
		within[0].from, within[len(within)-1].to = c.from, c.to
		out = append(out, within...)
	}
	return out
}

// withoutEmpty leaves out columns in which nothing stands.
func (t *pdfTable) withoutEmpty(filled map[int]bool) *pdfTable {
	for i, cells := range t.cells {
		var kept [][]*pdfRow
		for c, rows := range cells {
			if filled[c] {
				kept = append(kept, rows)
			}
		}
		t.cells[i] = kept
	}
	return t
}

// rowsFrom puts runs on rows.
func rowsFrom(runs []*pdfRun) []*pdfRow {
	slices.SortStableFunc(runs, func(a, b *pdfRun) int { return cmp.Compare(b.middle(), a.middle()) })
	return pdfRowsOf(runs)
}

// band returns the row of a grid in which a run stands in a column, the uppermost of those
// that no rule parts there.
func (g *pdfGrid) band(r *pdfRun, column span) int {
	b := len(g.y) - 2
	for i := range len(g.y) - 1 {
		if r.middle() > g.y[i+1] {
			b = i
			break
		}
	}
	x := (column.from + column.to) / 2
	for b > 0 && !slices.ContainsFunc(g.across, func(a pdfRule) bool {
		return a.at < g.y[b]+2*ruleSlack && a.at > g.y[b]-2*ruleSlack && a.from <= x && a.to >= x
	}) {
		b--
	}
	return b
}

// parted parts a run where a rule stands between two of its words.
func (g *pdfGrid) parted(r *pdfRun) []*pdfRun {
	var cuts []float64
	for _, d := range g.down {
		if d.at > r.left+1 && d.at < r.right-1 && d.from < r.middle() && d.to > r.middle() {
			cuts = append(cuts, d.at)
		}
	}
	if len(cuts) == 0 {
		return []*pdfRun{r}
	}
	slices.Sort(cuts)
	var out []*pdfRun
	part := &pdfRun{pdfBox: nowhere(), size: r.size}
	for _, c := range r.letters {
		for len(cuts) > 0 && !c.isSpace() && c.centre() > cuts[0] {
			if part.right >= part.left {
				out = append(out, part)
			}
			part = &pdfRun{pdfBox: nowhere(), size: r.size}
			cuts = cuts[1:]
		}
		if c.isSpace() && len(part.letters) == 0 {
			continue
		}
		part.letters = append(part.letters, c)
		if !c.isSpace() {
			part.cover(c.pdfBox)
		}
	}
	return append(out, part)
}

// several reports whether what stands between two rules is several rows: all cells have as
// many lines.
func several(cells [][]*pdfRow, bands int) bool {
	most, full, filled := 0, 0, 0
	for _, rows := range cells {
		most = max(most, len(rows))
	}
	for _, rows := range cells {
		if len(rows) > 0 {
			filled++
		}
		if len(rows) >= most-most/8 {
			full++
		}
	}
	if full < 2 {
		return false
	}
	if bands <= fewBands {
		return most >= 2 && full == filled || most >= 5 && 3*full >= 2*filled
	}
	return most >= 4 && 3*full >= 2*filled
}
