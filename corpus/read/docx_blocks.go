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
		d.carried += p.text
		return d.asideOf(p)
	}
	b := d.blockOf(p)
	b.text = d.carried + p.text
	d.carried = ""
	if p.said.index || p.said.hidden {
		b.text = ""
	}
	if b.kind != corpus.Code {
		b.text = fold(b.text)
	}
	if err := d.take(b); err != nil {
		return err
	}
	return d.asideOf(p)
}

// asideOf takes over what stands in a paragraph beside its text: boxes behind it, and
// notes.
func (d *docx) asideOf(p docxParagraph) error {
	for _, b := range p.inner {
		if err := d.take(b); err != nil {
			return err
		}
	}
	if n := len(d.open); n > 0 {
		d.open[n-1].aside = append(d.open[n-1].aside, p.aside...)
	} else {
		d.aside = append(d.aside, p.aside...)
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
	for _, b := range t.blocks(0) {
		if err := d.take(b); err != nil {
			return err
		}
	}
	return nil
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
		b.kind, b.level = corpus.Item, d.depth(deep+p.said.nested)
	case isListed && len(d.depths) > 0: // it goes on with an item
		b.level = d.depth(deep+p.said.nested)
	case strings.TrimSpace(p.text) == "":
		return b
	}
	if b.kind == corpus.Heading || b.level == 0 {
		d.depths = nil
	}
	return b
}

// depth is in how many items a paragraph stands that has a level, from 0: lists may begin
// deeper than at the first.
func (d *docx) depth(level int) int {
	n := len(d.depths)
	for n > 0 && d.depths[n-1] > level {
		n--
	}
	d.depths = d.depths[:n]
	if n == 0 || d.depths[n-1] < level {
		d.depths = append(d.depths, level)
	}
	return len(d.depths)
}
