package read

import (
	"cmp"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// This file makes blocks of the paragraphs and tables of a document of Word.

// paragraph takes over a paragraph that has ended.
func (d *docx) paragraph() error {
	n := len(d.open)
	if n == 0 {
		return nil
	}
	p := d.open[n-1]
	d.open = d.open[:n-1]
	if p.carries || p.dropCap {
		d.carried.text += p.text
		d.carried.aside = append(d.carried.aside, p.aside...)
		return d.takeAll(p.inner)
	}
	b := d.blockOf(p)
	b.text, b.aside = d.carried.text+p.text, append(d.carried.aside, p.aside...)
	d.carried = officeBlock{}
	if p.said.index || p.said.hidden {
		b.text = ""
	}
	if b.kind != corpus.Code {
		b.text = fold(b.text)
	}
	if err := d.take(b); err != nil {
		return err
	}
	return d.takeAll(p.inner)
}

func (d *docx) takeAll(blocks []officeBlock) error {
	for _, b := range blocks {
		if err := d.take(b); err != nil {
			return err
		}
	}
	return nil
}

// take takes over a block: into the cell or the box that it stands in, into the note, or
// into the text.
func (d *docx) take(b officeBlock) error {
	if n := len(d.tables); n > 0 && d.tables[n-1].within == len(d.open) && d.tables[n-1].takes(b) {
		return nil
	}
	switch n := len(d.open); {
	case n > 0:
		d.open[n-1].inner = append(d.open[n-1].inner, b)
		return nil
	case !d.inBody:
		d.said = append(d.said, b)
		return nil
	}
	return d.block(b)
}

// table takes over a table that has ended.
func (d *docx) table() error {
	n := len(d.tables)
	if n == 0 {
		return nil
	}
	t := d.tables[n-1]
	d.tables = d.tables[:n-1]
	return d.takeAll(t.blocks(0))
}

// blockOf is the block of a paragraph, without its text.
func (d *docx) blockOf(p docxParagraph) officeBlock {
	level := cmp.Or(p.said.level, p.level)
	list, deep := cmp.Or(p.list, p.said.list), p.deep
	if deep < 0 {
		deep = p.said.deep
	}
	if deep < 0 {
		deep = d.numbers.levelOf(list, p.style)
	}
	b := officeBlock{kind: p.said.kind}
	isListed := list != "" && list != "0" // which takes the list of the style away
	isItem := false
	if isListed {
		b.number, isItem = d.numbers.next(list, deep)
	}
	switch {
	case level != 0:
		b.kind, b.level = corpus.Heading, level
	case isItem:
		b.kind, b.level = corpus.Item, d.depths.of(deep+p.said.nested)
	case isListed && len(d.depths) > 0: // it goes on with an item
		b.level = d.depths.of(deep + p.said.nested)
	case strings.TrimSpace(p.text) == "":
		return b
	}
	if b.kind == corpus.Heading || b.level == 0 {
		d.depths = nil
	}
	return b
}
