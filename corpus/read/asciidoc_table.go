package read

import (
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A table is read cell by cell.
type table struct {
	columns int         // 0 until they are known
	kind    corpus.Kind // of the row
	row     corpus.Span // what is read of it
	width   int         // how many columns its cells take, and those that reach down to it
	below   []int       // how many columns cells of this row and earlier ones take of each further one
}

// table takes over the rows of a table, which stand in the lines [from, to).
// Those of a table that no bars draw are its lines. The first is its header if
// the attributes say so, or if it is one line above a blank one.
func (a *asciidoc) table(from, to int, bar string, c *container) {
	t := table{columns: c.next.columns, kind: corpus.Row}
	if c.next.header || from+1 < to && a.line(from) != "" && a.line(from+1) == "" {
		t.kind = corpus.Header
	}
	for i := from; i < to; i++ {
		l, line := a.lines[i].Span, a.line(i)
		switch {
		case line == "":
			continue
		case a.isComment(i), a.isDirective(i):
			a.mask(l)
			continue
		case bar != "|" && bar != "!":
			a.add(l, t.kind, c.items())
			t.kind = corpus.Row
			continue
		}
		a.cells(&t, l, bar, c.items())
		if t.columns == 0 {
			t.columns = t.width
		}
		if i == from && t.width < t.columns && !c.next.header { // the row goes on
			t.kind = corpus.Row
		}
	}
	a.add(t.row, t.kind, c.items())
}

// cells takes over one line of a table.
func (a *asciidoc) cells(t *table, l corpus.Span, bar string, level int) {
	for pos := l.Start; ; {
		at := strings.Index(a.text[pos:l.End], bar)
		if at < 0 {
			break
		}
		at += pos
		if pos = at + 1; at > l.Start && a.text[at-1] == '\\' {
			continue
		}
		spec := cellSpec(a.text[l.Start:at])
		if t.row.End > 0 {
			t.row.End = max(t.row.Start, at-len(spec))
		}
		if t.columns > 0 && t.width >= t.columns {
			a.add(t.row, t.kind, level)
			t.next()
		}
		if t.row.End == 0 {
			t.row = corpus.Span{Start: pos, End: pos}
		}
		t.cell(spec)
	}
	if t.row.End > 0 {
		t.row.End = l.End
	}
}

// next begins a row.
func (t *table) next() {
	t.kind, t.row, t.width = corpus.Row, corpus.Span{}, 0
	if len(t.below) > 0 {
		t.width, t.below = t.below[0], t.below[1:]
	}
}

// mostSpan is the most columns and rows that one cell is taken to span.
const mostSpan = 64

// cell counts a cell by what stands before its bar: "2+" spans columns, ".2+"
// rows, and "2*" is two cells.
func (t *table) cell(spec string) {
	wide, tall := 1, 1
	if end := strings.IndexAny(spec, "+*"); end > 0 {
		w, h, _ := strings.Cut(spec[:end], ".")
		wide, tall = spanOf(w), spanOf(h)
	}
	t.width += wide
	for len(t.below) < tall-1 {
		t.below = append(t.below, 0)
	}
	for i := range tall - 1 {
		t.below[i] += wide
	}
}

func spanOf(digits string) int {
	n, _ := strconv.Atoi(digits)
	return min(max(n, 1), mostSpan)
}

var cellMark = lazyregexp.New(`^(?:(?:\d+(?:\.\d+)?|\.\d+)[+*])?[<^>]?(?:\.[<^>])?[a-z]?$`)

// cellSpec returns what at the end of a text says of the cell after it.
func cellSpec(text string) string {
	const longest = 12
	start := len(text)
	for start > 0 && text[start-1] != ' ' && text[start-1] != '\t' {
		if start--; len(text)-start > longest {
			return ""
		}
	}
	if !cellMark.MatchString(text[start:]) {
		return ""
	}
	return text[start:]
}
