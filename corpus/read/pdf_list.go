package read

import "math"

// A pdfItem is an item of a list: where its mark and where its text begins.
type pdfItem struct{ mark, text float64 }

// A pdfList is the items that the next block may stand in, outermost first.
type pdfList struct {
	items  []pdfItem
	column span // in which they stand
}

const (
	// itemSlack is how far apart the items of a list begin at most, in sizes of their letters:
	// figures of several digits are wider than those of one.
	itemSlack = .7
	// deepestInItem is how far behind the text of an item what belongs to it begins at most:
	// a figure in the middle of a page does not.
	deepestInItem = 4
)

// turn takes the items along to the column that a line stands in, if that is another one
// than theirs.
func (p *pdfList) turn(l pdfLine) {
	if shift := l.within.from - p.column.from; l.within.from > p.column.to || l.within.to < p.column.from {
		for i := range p.items {
			p.items[i].mark += shift
			p.items[i].text += shift
		}
	}
	p.column = l.within
}

// item returns the level of the item that begins with a line: items of one list have their
// marks below each other, or their texts.
func (p *pdfList) item(l pdfLine) int {
	p.turn(l)
	slack := itemSlack * l.size
	n := len(p.items)
	for ; n > 0; n-- {
		above := p.items[n-1]
		if math.Abs(l.left-above.mark) < slack || math.Abs(l.behind-above.text) < slack {
			n--
			break
		}
		if l.left > above.mark {
			break
		}
	}
	p.items = append(p.items[:n], pdfItem{l.left, l.behind})
	return n + 1
}

// level returns how many items some lines stand in, which are none themselves: they begin
// where the texts of these do.
func (p *pdfList) level(lines []pdfLine) int {
	p.turn(lines[0])
	left, size := lines[0].left, lines[0].size
	for _, l := range lines {
		if l.column == lines[0].column {
			left = min(left, l.left)
		}
	}
	n := len(p.items)
	for n > 0 && left < p.items[n-1].text-itemSlack*size {
		n--
	}
	p.items = p.items[:n]
	if n > 0 && left > p.items[n-1].text+deepestInItem*size {
		return 0
	}
	return n
}
