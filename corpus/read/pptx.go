package read

import (
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readPPTX reads slides of PowerPoint in their order. What the speaker notes stands
// behind each.
func readPPTX(name string, data []byte) (*corpus.Document, string, error) {
	p, err := unpack(data)
	if err != nil {
		return nil, "", err
	}
	main, err := p.mainPart("ppt/presentation.xml")
	if err != nil {
		return nil, "", err
	}
	parts, err := p.relationsOf(main)
	if err != nil {
		return nil, "", err
	}
	var order slideOrder
	if err := p.walk(main, &order); err != nil {
		return nil, "", err
	}
	var d pptx
	for i, id := range order.ids {
		d.at(corpus.Slide, i+1)
		if err := d.slide(p, parts.to(id)); err != nil {
			return nil, "", err
		}
	}
	return d.document(name, p.coreProperties()), "", nil
}

// A slideOrder is the slides of a presentation, as their relations are named.
type slideOrder struct{ ids []string }

func (o *slideOrder) opens(name string, of attributes) error {
	if name != "sldId" {
		return nil
	}
	for _, a := range of { // it has a number as well, which is an id without a prefix
		if a.Name.Local == "id" && a.Name.Space != "" {
			o.ids = append(o.ids, a.Value)
		}
	}
	return nil
}

func (o *slideOrder) says(string)         {}
func (o *slideOrder) closes(string) error { return nil }

// A pptx is a presentation while it is read.
type pptx struct {
	written
	kind  corpus.Kind // of the paragraphs of the shape that is open
	notes bool
	skip  bool // the shape shows its number, the date or a foot
	level int
	text  strings.Builder
	said  bool // within the text of a run
	cells []string
	table bool
	rows  int
}

// slide reads a slide, and what is noted for it.
func (d *pptx) slide(p *packed, part string) error {
	d.notes = false
	if err := p.walk(part, d); err != nil {
		return err
	}
	to, err := p.relationsOf(part)
	if err != nil {
		return err
	}
	for _, notes := range to.all {
		if notes := notes.to; strings.HasPrefix(notes, "ppt/notesSlides/") && p.has(notes) {
			d.notes = true
			return p.walk(notes, d)
		}
	}
	return nil
}

func (d *pptx) opens(name string, of attributes) error {
	switch name {
	case "sp":
		d.kind, d.skip = corpus.Prose, false
	case "ph":
		d.placeholder(of.get("type"))
	case "p":
		d.text.Reset()
		d.level = 0
	case "pPr":
		d.level, _ = strconv.Atoi(of.get("lvl"))
	case "t":
		d.said = true
	case "br", "tab":
		d.text.WriteByte(' ')
	case "tbl":
		d.table, d.rows = true, 0
	case "tr":
		d.cells = nil
	case "tc":
		d.cells = append(d.cells, "")
	}
	return nil
}

// placeholder says of the shape that is open what stands in it.
func (d *pptx) placeholder(kind string) {
	switch kind {
	case "title", "ctrTitle":
		d.kind = corpus.Heading
	case "sldNum", "dt", "ftr", "hdr", "sldImg":
		d.skip = true
	case "", "body", "obj", "subTitle":
		if d.kind = corpus.Item; d.notes || kind == "subTitle" {
			d.kind = corpus.Prose
		}
	}
}

func (d *pptx) says(text string) {
	if d.said && !d.skip {
		d.text.WriteString(text)
	}
}

func (d *pptx) closes(name string) error {
	switch name {
	case "t":
		d.said = false
	case "p":
		return d.paragraph()
	case "tr":
		kind := corpus.Row
		if d.rows++; d.rows == 1 {
			kind = corpus.Header
		}
		return d.row(kind, 0, d.cells)
	case "tbl":
		d.table = false
	}
	return nil
}

// paragraph takes over one that has ended: into the cell that it stands in, or as a
// block.
func (d *pptx) paragraph() error {
	text := d.text.String()
	d.text.Reset()
	if d.table && len(d.cells) > 0 {
		d.cells[len(d.cells)-1] += " " + text
		return nil
	}
	level := 0
	switch d.kind {
	case corpus.Heading:
		level = 1
	case corpus.Item:
		level = max(d.level, 0) + 1
	}
	return d.add(d.kind, level, text)
}
