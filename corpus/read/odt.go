package read

import (
	"strconv"

	"github.com/quoth-bot/quoth/corpus"
)

// readODT reads a text of LibreOffice and others: what a reader sees of it. Changes
// that are tracked as deleted, and annotations, are not quoted; notes stand behind the
// paragraph that has them.
func readODT(f file) (*corpus.Document, string, error) {
	p, err := unpack(f)
	if err != nil {
		return nil, "", err
	}
	d := odt{written: written{budget: f.budget}}
	if err := p.walk("content.xml", &d); err != nil {
		return nil, "", err
	}
	return d.document(f.name, p.propertiesOf("meta.xml")), "", nil
}

// An odt is a text while it is read.
type odt struct {
	written
	body   bool
	open   []odtParagraph // a note stands within a paragraph
	notes  []odtParagraph // of the paragraph that is open: they come behind it
	lists  int
	first  bool // the next paragraph is the first of its item
	cells  []string
	rows   int // of the table that is open, so far
	tables int // that are open
	header bool
	hidden int // how many elements are open that show nothing
}

type odtParagraph struct {
	text  string
	kind  corpus.Kind
	level int
}

// hiddenODT show nothing that can be quoted.
var hiddenODT = map[string]bool{
	"tracked-changes": true, "annotation": true, "note-citation": true, "sequence-decls": true, "forms": true, "table-of-content": true,
	"alphabetical-index": true, "bibliography": true, "illustration-index": true, "table-index": true, "object-index": true, "user-index": true,
}

func (d *odt) opens(name string, of attributes) error {
	switch {
	case d.hidden > 0 || hiddenODT[name]:
		d.hidden++
	case name == "body":
		d.body = true
	case !d.body:
	case name == "p":
		p := odtParagraph{}
		if d.lists > 0 {
			p.level = d.lists
			if d.first {
				p.kind = corpus.Item
			}
		}
		d.first = false
		d.open = append(d.open, p)
	case name == "h":
		level, _ := strconv.Atoi(of.get("outline-level"))
		d.open = append(d.open, odtParagraph{kind: corpus.Heading, level: max(level, 1)})
	case name == "list":
		d.lists++
	case name == "list-item":
		d.first = true
	case name == "table":
		d.tables++
		d.rows = 0
	case name == "table-header-rows":
		d.header = true
	case name == "table-row" && d.tables == 1:
		d.cells = nil
	case name == "table-cell" && d.tables == 1:
		d.cells = append(d.cells, "")
	case name == "s" || name == "tab" || name == "line-break":
		d.says(" ")
	}
	return nil
}

func (d *odt) says(text string) {
	if d.hidden == 0 && len(d.open) > 0 {
		d.open[len(d.open)-1].text += text
	}
}

func (d *odt) closes(name string) error {
	switch {
	case d.hidden > 0:
		d.hidden--
	case name == "p" || name == "h":
		return d.paragraph()
	case name == "list":
		d.lists = max(d.lists-1, 0)
	case name == "table":
		d.tables = max(d.tables-1, 0)
	case name == "table-header-rows":
		d.header = false
	case name == "table-row" && d.tables == 1:
		return d.tableRow()
	}
	return nil
}

// paragraph takes over one that has ended: into the cell that it stands in, or as a
// block.
func (d *odt) paragraph() error {
	if len(d.open) == 0 {
		return nil
	}
	p := d.open[len(d.open)-1]
	d.open = d.open[:len(d.open)-1]
	switch {
	case len(d.open) > 0:
		d.notes = append(d.notes, p)
		return nil
	case d.tables > 0 && len(d.cells) > 0:
		d.cells[len(d.cells)-1] += " " + p.text
		return nil
	}
	notes := append([]odtParagraph{p}, d.notes...)
	d.notes = nil
	for _, p := range notes {
		if err := d.add(p.kind, p.level, p.text); err != nil {
			return err
		}
	}
	return nil
}

func (d *odt) tableRow() error {
	cells := d.cells
	d.cells = nil
	kind := corpus.Row
	if d.rows++; d.header || d.rows == 1 {
		kind = corpus.Header
	}
	return d.row(kind, d.lists, cells)
}
