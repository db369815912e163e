package read

import (
	"cmp"
	"math"
	"slices"
)

// Tables of browsers and of books have a rule above and below the names of their columns,
// perhaps one at their end, and white between all else. Their cells may have several lines
// and stand at any height of their row.

const (
	// highestHead is how high the head of a table is at most, in sizes of its letters: two
	// rules that are farther apart part a page.
	highestHead = 6
	// farthestRow is how far below the one above a row of such a table begins at most.
	farthestRow = 4
	// fewColumns is how many columns a table without a rule at its end has at least, unless
	// their names are bold.
	fewColumns = 3
	// samePitch is how much farther apart than others lines of one cell stand at most.
	samePitch = 1.15
)

// headed finds such tables. The runs are those that stand in no grid.
func (r pdfRules) headed(runs []*pdfRun) []*pdfGrid {
	rules := joinRules(r.across)
	slices.SortStableFunc(rules, func(a, b pdfRule) int { return cmp.Compare(b.at, a.at) })
	runs = slices.DeleteFunc(slices.Clone(runs), func(r *pdfRun) bool { return r.table != nil })
	var out []*pdfGrid
	bottom := math.Inf(1) // of the table above
	for i, under := range rules {
		for k := i - 1; k >= 0; k-- {
			top := rules[k]
			if top.at > bottom || top.from > under.from+ruleSlack || top.to < under.to-ruleSlack {
				continue
			}
			if g := headedBy(top.at, under, rules[i+1:], runs); g != nil {
				out = append(out, g)
				bottom = g.bottom
			}
			break
		}
	}
	return out
}

// headedBy makes a grid of the table whose head stands between a height and a rule; nil if
// there is none. Other rules below that one come from the top.
func headedBy(top float64, under pdfRule, rules []pdfRule, runs []*pdfRun) *pdfGrid {
	size := 4.
	var head, below []*pdfRun
	for _, r := range runs {
		switch x, y := r.centre(), r.middle(); {
		case x < under.from || x > under.to || y > top:
		case y > under.at:
			head = append(head, r)
			size = max(size, r.size)
		default:
			below = append(below, r)
		}
	}
	gaps := gapsOf(head)
	if len(gaps) == 0 || top-under.at > highestHead*size {
		return nil
	}
	body, gaps := within(below, gaps, under.at)
	end, isClosed := endOf(body, gaps, rules, under)
	if isClosed {
		body = slices.DeleteFunc(body, func(r *pdfRun) bool { return r.middle() < end })
	}
	isBold := !slices.ContainsFunc(head, func(r *pdfRun) bool { return !r.isBold() })
	if !isClosed && !isBold && len(gaps)+1 < fewColumns {
		return nil
	}
	cuts := cutsOf(body, gaps)
	if len(cuts) == 0 {
		return nil
	}
	g := &pdfGrid{pdfBox: pdfBox{under.from, under.to, top, end}, x: []float64{under.from}}
	for _, gap := range gaps {
		g.x = append(g.x, (gap.from+gap.to)/2)
	}
	g.x = append(g.x, under.to)
	g.y = append(append([]float64{top, under.at}, cuts...), end)
	for _, y := range g.y {
		g.across = append(g.across, pdfRule{y, under.span})
	}
	return g
}

// endOf returns the height at which a table ends: at the first rule like the one under its
// head, or a later one if what stands between them has several cells, else where its body
// does. It reports whether there is such a rule.
func endOf(body []*pdfRun, gaps []span, rules []pdfRule, under pdfRule) (end float64, isClosed bool) {
	end = under.at
	for _, rule := range rules {
		if math.Abs(rule.from-under.from) > ruleSlack || math.Abs(rule.to-under.to) > ruleSlack {
			continue
		}
		cells := map[int]bool{}
		for _, r := range body {
			if y := r.middle(); y < end && y > rule.at {
				cells[cellOf(r, gaps)] = true
			}
		}
		if len(cells) == 0 || isClosed && len(cells) < 2 {
			break
		}
		end, isClosed = rule.at, true
	}
	for _, r := range body {
		if !isClosed {
			end = min(end, r.bottom)
		}
	}
	return end, isClosed
}

// cellOf returns between which gaps a run stands.
func cellOf(r *pdfRun, gaps []span) int {
	at := 0
	for at < len(gaps) && r.centre() > gaps[at].to {
		at++
	}
	return at
}

// gapsOf lists the white gaps between the cells of a head.
func gapsOf(head []*pdfRun) []span {
	head = slices.SortedFunc(slices.Values(head), func(a, b *pdfRun) int { return cmp.Compare(a.left, b.left) })
	var out []span
	for i, right := 0, 0.; i < len(head); i++ {
		if gap := (span{right, head[i].left}); i > 0 && gap.width() > narrowGutter*head[i].size {
			out = append(out, gap)
		}
		right = max(right, head[i].right)
	}
	return out
}

// within lists the runs below a head, from the top, that leave its gaps white, up to the
// first that does not, or stands apart, and what they leave of the gaps.
func within(runs []*pdfRun, gaps []span, top float64) ([]*pdfRun, []span) {
	slices.SortStableFunc(runs, func(a, b *pdfRun) int { return cmp.Compare(b.top, a.top) })
	for i, r := range runs {
		left := slices.Clone(gaps)
		for k := range left {
			left[k] = left[k].beside(r)
		}
		if top-r.top > farthestRow*r.size || slices.ContainsFunc(left, func(s span) bool { return s.width() < narrowGutter*r.size }) {
			return runs[:i], gaps
		}
		gaps, top = left, min(top, r.bottom)
	}
	return runs, gaps
}

// beside returns what a run leaves of a gap, on the side on which there is more.
func (s span) beside(r *pdfRun) span {
	switch {
	case r.right <= s.from || r.left >= s.to:
		return s
	case r.left-s.from < s.to-r.right:
		return span{r.right, s.to}
	}
	return span{s.from, r.left}
}

// cutsOf lists the heights between the rows of a table, from the top: lines of one cell
// stand nearer to each other than those of two. There are none where all lines are as far
// apart.
func cutsOf(body []*pdfRun, gaps []span) []float64 {
	columns := make([][]*pdfRun, len(gaps)+1)
	for _, r := range body {
		at := cellOf(r, gaps)
		columns[at] = append(columns[at], r)
	}
	type line struct {
		pdfBox
		pitch float64 // to the one above in its column
	}
	var lines []line
	least := math.Inf(1)
	for _, runs := range columns {
		last := math.Inf(1)
		for _, row := range rowsFrom(runs) {
			base := baseOf(row.main.letters)
			lines = append(lines, line{row.pdfBox, last - base})
			last, least = base, min(least, last-base)
		}
	}
	var cells []pdfBox
	isEven := true
	for _, l := range lines {
		if n := len(cells); n > 0 && l.pitch <= samePitch*least {
			cells[n-1].cover(l.pdfBox)
			continue
		}
		isEven = isEven && math.IsInf(l.pitch, 1)
		cells = append(cells, l.pdfBox)
	}
	if isEven {
		return nil
	}
	slices.SortStableFunc(cells, func(a, b pdfBox) int { return cmp.Compare(b.top, a.top) })
	var cuts []float64
	bottom := cells[0].bottom
	for _, c := range cells[1:] {
		if c.top < bottom {
			cuts = append(cuts, (c.top+bottom)/2)
		}
		bottom = min(bottom, c.bottom)
	}
	return cuts
}
