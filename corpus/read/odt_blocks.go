package read

import (
	"strconv"

	"github.com/quoth-bot/quoth/corpus"
)

// This file makes blocks of the paragraphs, notes and boxes of an OpenDocument text.

// beginParagraph begins a paragraph or a heading, with its number.
func (d *odt) beginParagraph(name string, of attributes) {
	style := d.styles.of("paragraph", of.get("style-name"))
	p := odtParagraph{officeBlock: officeBlock{kind: style.kind}, hidden: style.hidden}
	isItem := false
	if n := len(d.lists); n > 0 && d.lists[n-1].first {
		list := &d.lists[n-1]
		list.first = false
		p.number, isItem = list.count.next(d.styles.lists[list.style], n-1, list.start)
	}
	switch {
	case name == "h":
		level, _ := strconv.Atoi(of.get("outline-level"))
		p.kind, p.level = corpus.Heading, max(level, 1)
		if outline := d.styles.lists[outlineList]; len(d.lists) == 0 && outline != nil && of.get("is-list-header") != "true" {
			start, _ := strconv.Atoi(of.get("start-value"))
			p.number, _ = d.outline.next(outline, p.level-1, start)
		}
	case style.level != 0:
		p.kind, p.level = corpus.Heading, style.level
	case isItem:
		p.kind, p.level = corpus.Item, d.depths.of(len(d.lists)-1)
	case len(d.lists) > 0:
		p.level = len(d.depths)
	}
	if p.level == 0 || p.kind == corpus.Heading {
		d.depths = nil
	}
	d.open = append(d.open, p)
}

// endParagraph takes over one that has ended, and what stands in it.
func (d *odt) endParagraph() error {
	n := len(d.open)
	if n == 0 {
		return nil
	}
	p := d.open[n-1]
	d.open = d.open[:n-1]
	if p.hidden {
		p.text = ""
	}
	if p.kind != corpus.Code {
		p.text = fold(p.text)
	}
	if err := d.take(p.officeBlock); err != nil {
		return err
	}
	return d.takeAll(p.inner)
}

// endApart takes over a note, an annotation or a box that has ended: behind the paragraph
// that it stands in, if it stands in one.
func (d *odt) endApart() error {
	n := len(d.apart)
	a := d.apart[n-1]
	d.apart = d.apart[:n-1]
	d.lists = a.lists
	var p *odtParagraph
	if len(d.open) > 0 {
		p = &d.open[len(d.open)-1]
	}
	switch {
	case a.name == "annotation" && p != nil:
		p.aside = append(p.aside, commentBlocks(a.author, a.said)...)
	case a.name == "note-body" && p != nil:
		p.aside = append(p.aside, a.said...)
	case a.name == "annotation":
		return d.takeAll(commentBlocks(a.author, a.said))
	case p != nil:
		p.inner = append(p.inner, a.said...)
	default:
		return d.takeAll(a.said)
	}
	return nil
}

func (d *odt) takeAll(blocks []officeBlock) error {
	for _, b := range blocks {
		if err := d.take(b); err != nil {
			return err
		}
	}
	return nil
}

// take takes over a block: into the cell, the note or the box that it stands in, or into
// the text.
func (d *odt) take(b officeBlock) error {
	open := len(d.open)
	if n := len(d.tables); n > 0 && d.tables[n-1].within == open && d.tables[n-1].takes(b) {
		return nil
	}
	if n := len(d.apart); n > 0 && d.apart[n-1].within == open {
		if !b.isBlank() {
			d.apart[n-1].said = append(d.apart[n-1].said, b)
		}
		return nil
	}
	if open > 0 {
		d.open[open-1].inner = append(d.open[open-1].inner, b)
		return nil
	}
	return d.block(b)
}
