package read

import (
	"cmp"
	"math"
	"slices"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// A pdfRule is a line that is drawn across a page, at a height, or down it, at a distance
// from the left.
type pdfRule struct {
	at float64
	span
}

// pdfRules are those of a page.
type pdfRules struct {
	across, down []pdfRule
	dots         []pdfBox // small and as wide as high, as browsers draw the bullets of lists; some are letters
}

const (
	// thickRule is how thick a rule is at most, in points.
	thickRule = 2.5
	// shortRule is how long it is at least.
	shortRule = 6
	// smallDot and largeDot bound what may be a bullet.
	smallDot, largeDot = 2, 7
	// mostObjects is the most things on a page of which is asked whether they are rules,
	// and mostSegments the most parts of one.
	mostObjects, mostSegments = 20_000, 400
	// mostRules is the most rules of a page that are looked at: a map has more.
	mostRules = 2_000
)

// rules finds those of a page: thin paths, and the edges of boxes. Where they cannot be
// found there are none.
func (f pdfFile) rules(page requests.Page) pdfRules {
	var out pdfRules
	n, err := f.engine.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil || n.Count > mostObjects {
		return out
	}
	var fills []pdfFill
	for i := range n.Count {
		object, err := f.engine.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: page, Index: i})
		if err != nil {
			break
		}
		kind, err := f.engine.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: object.PageObject})
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_PATH && !(f.pixels && kind.Type == enums.FPDF_PAGEOBJ_TEXT) {
			continue
		}
		at, err := f.engine.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: object.PageObject})
		if err != nil {
			continue
		}
		box := pdfBox{float64(at.Left), float64(at.Right), float64(at.Top), float64(at.Bottom)}
		if box.isDot() {
			out.dots = append(out.dots, box)
			continue
		}
		if kind.Type == enums.FPDF_PAGEOBJ_TEXT {
			continue
		}
		isThin := box.width() < thickRule || box.top-box.bottom < thickRule
		if !isThin && f.segments(object.PageObject, &out) {
			continue
		}
		if isThin {
			out.add(box)
		} else if fill, ok := f.fill(object.PageObject, box); ok {
			fills = append(fills, fill)
		} else {
			out.add(box)
		}
		if len(out.across)+len(out.down)+len(fills) > mostRules {
			return pdfRules{}
		}
	}
	for _, fill := range joinFills(fills) {
		out.add(fill.pdfBox)
	}
	return out
}

// isDot reports whether a box is small and as wide as high.
func (b pdfBox) isDot() bool {
	width, height := b.width(), b.top-b.bottom
	return b.isOnPage() && width >= smallDot && width <= largeDot && math.Abs(width-height) < .2*width
}

// bullets adds the bullets that are drawn before lines to their runs, as letters. Some are
// letters of a font that does not tell which: pdfTeX's and Ghostscript's that are made of
// pixels.
func (r pdfRules) bullets(runs []*pdfRun) []*pdfRun {
	dots := slices.DeleteFunc(slices.Clone(r.dots), func(dot pdfBox) bool {
		return slices.ContainsFunc(runs, func(run *pdfRun) bool { return run.covers(dot.centre(), dot.middle()) })
	})
	if len(dots) > mostDots {
		return runs
	}
	for _, dot := range dots {
		var line *pdfRun
		for _, run := range runs {
			gap := run.left - dot.right
			if run.table == nil && len(run.letters) > 0 && gap > 0 && gap < bulletGap*run.size && dot.middle() > run.bottom && dot.middle() < run.top && (line == nil || run.left < line.left) {
				line = run
			}
		}
		if line == nil {
			continue
		}
		at := pdfBox{dot.left, dot.right, line.top, line.bottom}
		bullet := line.letters[0]
		bullet.text, bullet.pdfBox = "•", at
		runs = append(runs, &pdfRun{pdfBox: at, letters: []pdfLetter{bullet}, size: line.size})
	}
	return runs
}

// mostDots is the most dots of a page that has lists: a map has more.
const mostDots = 200

// bulletGap is how far before its line a bullet stands at most, in sizes of its letters.
const bulletGap = 1.5

// segments adds the straight parts of a path that is more than one box, such as a grid,
// and reports whether it is that.
func (f pdfFile) segments(path references.FPDF_PAGEOBJECT, out *pdfRules) bool {
	n, err := f.engine.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: path})
	if err != nil || n.Count <= 5 || n.Count > mostSegments {
		return false
	}
	m, err := f.engine.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: path})
	if err != nil {
		return false
	}
	var x, y float64
	for i := range n.Count {
		s, err := f.engine.FPDFPath_GetPathSegment(&requests.FPDFPath_GetPathSegment{PageObject: path, Index: i})
		if err != nil {
			return true
		}
		kind, err := f.engine.FPDFPathSegment_GetType(&requests.FPDFPathSegment_GetType{PathSegment: s.PathSegment})
		if err != nil {
			return true
		}
		p, err := f.engine.FPDFPathSegment_GetPoint(&requests.FPDFPathSegment_GetPoint{PathSegment: s.PathSegment})
		if err != nil {
			return true
		}
		px, py := float64(p.X), float64(p.Y)
		toX := float64(m.Matrix.A)*px + float64(m.Matrix.C)*py + float64(m.Matrix.E)
		toY := float64(m.Matrix.B)*px + float64(m.Matrix.D)*py + float64(m.Matrix.F)
		if kind.Type == enums.FPDF_SEGMENT_LINETO && (math.Abs(toX-x) < thickRule || math.Abs(toY-y) < thickRule) {
			out.add(pdfBox{min(x, toX), max(x, toX), max(y, toY), min(y, toY)})
		}
		x, y = toX, toY
	}
	return true
}

// add adds a thin box as a rule, or the edges of another one.
func (r *pdfRules) add(b pdfBox) {
	width, height := b.width(), b.top-b.bottom
	isThin, isLow := width <= thickRule, height <= thickRule
	switch {
	case !b.isOnPage(), isThin && isLow, isLow && width < shortRule, isThin && height < shortRule:
	case isLow:
		r.across = append(r.across, pdfRule{b.middle(), span{b.left, b.right}})
	case isThin:
		r.down = append(r.down, pdfRule{b.centre(), span{b.bottom, b.top}})
	case width >= shortRule && height >= shortRule:
		r.across = append(r.across, pdfRule{b.top, span{b.left, b.right}}, pdfRule{b.bottom, span{b.left, b.right}})
		r.down = append(r.down, pdfRule{b.left, span{b.bottom, b.top}}, pdfRule{b.right, span{b.bottom, b.top}})
	}
}

// upright turns all as the text is turned.
func (r pdfRules) upright(turned int) pdfRules {
	var out pdfRules
	for _, rule := range r.across {
		out.add(pdfBox{rule.from, rule.to, rule.at, rule.at}.upright(turned))
	}
	for _, rule := range r.down {
		out.add(pdfBox{rule.at, rule.at, rule.to, rule.from}.upright(turned))
	}
	for _, dot := range r.dots {
		out.dots = append(out.dots, dot.upright(turned))
	}
	return out
}

// ruleSlack is how far rules that belong together may miss each other, in points.
const ruleSlack = 3

// joinRules puts rules together that go on with each other, or are drawn as two.
func joinRules(rules []pdfRule) []pdfRule {
	slices.SortFunc(rules, func(a, b pdfRule) int {
		return cmp.Or(cmp.Compare(math.Round(a.at/ruleSlack), math.Round(b.at/ruleSlack)), cmp.Compare(a.from, b.from))
	})
	var out []pdfRule
	for _, r := range rules {
		if n := len(out); n > 0 && math.Abs(out[n-1].at-r.at) < ruleSlack && r.from <= out[n-1].to+ruleSlack && r.from >= out[n-1].from {
			out[n-1].to = max(out[n-1].to, r.to)
			continue
		}
		out = append(out, r)
	}
	return out
}

// A pdfGrid is rules that cross each other: x from the left, y from the top, with a column
// between any two of x and a row between any two of y.
type pdfGrid struct {
	pdfRules
	pdfBox
	x, y []float64
}

// grids finds those of the rules of a page.
func (r pdfRules) grids() []*pdfGrid {
	across, down := joinRules(r.across), joinRules(r.down)
	group := make([]int, len(across)+len(down)) // each leads on to another of its group, or to itself
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	for i, a := range across {
		for k, d := range down {
			if d.at > a.from-ruleSlack && d.at < a.to+ruleSlack && a.at > d.from-ruleSlack && a.at < d.to+ruleSlack {
				group[root(len(across)+k)] = root(i)
			}
		}
	}
	of := map[int]*pdfGrid{}
	var out []*pdfGrid
	grid := func(i int) *pdfGrid {
		g := of[root(i)]
		if g == nil {
			g = &pdfGrid{pdfBox: nowhere()}
			of[root(i)] = g
			out = append(out, g)
		}
		return g
	}
	for i, a := range across {
		g := grid(i)
		g.across = append(g.across, a)
		g.cover(pdfBox{a.from, a.to, a.at, a.at})
		g.y = append(g.y, a.at)
	}
	for k, d := range down {
		g := grid(len(across) + k)
		g.down = append(g.down, d)
		g.cover(pdfBox{d.at, d.at, d.to, d.from})
		g.x = append(g.x, d.at)
	}
	return slices.DeleteFunc(out, func(g *pdfGrid) bool { return !g.close() })
}

// close sorts the places of the rules and adds the outer edges, which may not be ruled. It
// reports whether there is more than one cell.
func (g *pdfGrid) close() bool {
	if len(g.across) < 2 || len(g.down) == 0 {
		return false
	}
	g.x = places(append(g.x, g.left, g.right))
	g.y = places(append(g.y, g.bottom, g.top))
	slices.Reverse(g.y)
	return len(g.x) > 2 && len(g.y) > 2
}

// places sorts some and leaves out those that are nearly the same as one before.
func places(all []float64) []float64 {
	slices.Sort(all)
	return slices.CompactFunc(all, func(a, b float64) bool { return math.Abs(a-b) < 2*ruleSlack })
}
