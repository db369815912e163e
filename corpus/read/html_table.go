package read

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/quoth-bot/quoth/corpus"
)

// table adds the rows of a table. One that only lays a page out, as its cells hold other
// blocks, is read as they are.
func (p *htmlPage) table(n *html.Node, depth int) error {
	if err := p.flush(); err != nil {
		return err
	}
	rows, ok := rowsOf(n)
	if !ok || p.mail && !hasNames(rows) && attr(n, "border") != "1" {
		return p.children(n, depth)
	}
	for i, row := range rows {
		if row.DataAtom == atom.Caption {
			if err := p.add(corpus.Prose, p.lists, p.shown(row, " ")); err != nil {
				return err
			}
			continue
		}
		if err := p.tableRow(row, i == 0 || rows[i-1].DataAtom == atom.Caption); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf lists the rows of a table, and its caption; ok is false if it only lays a page
// out.
func rowsOf(table *html.Node) (rows []*html.Node, ok bool) {
	if role := attr(table, "role"); role == "presentation" || role == "none" {
		return nil, false
	}
	names, lists := false, false
	for d := range table.Descendants() {
		switch d.DataAtom {
		case atom.Tr, atom.Caption:
			rows = append(rows, d)
		case atom.Th:
			names = true
		case atom.Ul, atom.Ol:
			lists = true
		case atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.Pre, atom.Blockquote:
			return nil, false
		}
	}
	return rows, names || !lists
}

// hasNames reports whether a cell of some rows names others.
func hasNames(rows []*html.Node) bool {
	for _, row := range rows {
		for c := range row.ChildNodes() {
			if c.DataAtom == atom.Th {
				return true
			}
		}
	}
	return false
}

// tableRow adds a row.
func (p *htmlPage) tableRow(row *html.Node, first bool) error {
	if leavesOut(p.out, row) {
		return nil
	}
	var cells []string
	names := true
	for c := range row.ChildNodes() {
		if (c.DataAtom == atom.Td || c.DataAtom == atom.Th) && !leavesOut(p.out, c) {
			cells = append(cells, p.shown(c, " "))
			names = names && c.DataAtom == atom.Th
		}
	}
	kind := corpus.Row
	if names && first || row.Parent.DataAtom == atom.Thead {
		kind = corpus.Header
	}
	return p.row(kind, p.lists, cells)
}
