package read

import (
	"cmp"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// This file holds what the readers of texts and slides share.

// An officeBlock is a block of an office file before it is written.
type officeBlock struct {
	kind   corpus.Kind
	level  int // as in corpus.Block; of a heading titleLevel for the title of the whole
	number listNumber
	text   string
	cells  []string      // of a row, in place of text
	aside  []officeBlock // notes and comments of it
}

// isBlank reports whether it shows nothing.
func (b *officeBlock) isBlank() bool {
	return len(b.aside) == 0 && b.cells == nil && strings.TrimSpace(b.text) == ""
}

// titleLevel marks the title of a whole document, which stands above its headings.
const titleLevel = -1

// An officeText is the text of an office file while it is written. Notes and comments
// stand behind the block that has them, so that the headings above them are those of
// what they are about, but do not part a list or a table.
type officeText struct {
	written
	title string        // that stands in the text
	aside []officeBlock // notes and comments that wait for the end of a list or a table
	code  []string      // lines of code, of which each is a paragraph of its own
}

func newOfficeText(f file) officeText { return officeText{written: written{budget: f.budget}} }

// block adds a block.
func (t *officeText) block(b officeBlock) error {
	if b.kind == corpus.Code {
		t.code = append(t.code, b.text)
		t.aside = append(t.aside, b.aside...)
		return nil
	}
	if err := t.endCode(); err != nil {
		return err
	}
	if parts := b.level <= 0 && b.kind == corpus.Prose || b.kind == corpus.Heading || b.kind == corpus.Quotation; parts && strings.TrimSpace(b.text) != "" {
		if err := t.asides(); err != nil {
			return err
		}
	}
	err := t.write(b)
	t.aside = append(t.aside, b.aside...)
	return err
}

// end adds what still waits.
func (t *officeText) end() error {
	if err := t.endCode(); err != nil {
		return err
	}
	return t.asides()
}

func (t *officeText) endCode() error {
	code := strings.Join(t.code, "\n")
	t.code = nil
	return t.lines(0, code)
}

func (t *officeText) asides() error {
	for _, b := range t.aside {
		if err := t.write(b); err != nil {
			return err
		}
	}
	t.aside = nil
	return nil
}

func (t *officeText) write(b officeBlock) error {
	if b.cells != nil {
		return t.row(b.kind, b.level, b.cells)
	}
	if b.kind == corpus.Heading {
		if b.level == titleLevel {
			t.title = cmp.Or(t.title, fold(b.text))
		}
		b.level = max(b.level, 1)
	}
	return t.numbered(b)
}

// numbered adds a block with the number that is printed before it.
//
// The number of a heading, and one that says more than the place in one list ("4.2",
// "(a)", "Article 5"), is a part of what is quoted: others refer to it. "2." is the mark
// of an item as in Markdown: it stands in the text, but before what is quoted.
func (t *officeText) numbered(b officeBlock) error {
	text, number := fold(b.text), fold(b.number.text)
	if text == "" || number == "" {
		return t.add(b.kind, b.level, text)
	}
	isMark := b.kind != corpus.Heading && b.number.plain
	if !isMark && b.kind != corpus.Heading && strings.ContainsAny(strings.TrimSuffix(number, "."), ". ") {
		number = strings.TrimSuffix(number, ".") // "4.2." would be a sentence by itself
	}
	before := len(t.blocks)
	if err := t.add(b.kind, b.level, number+" "+text); err != nil {
		return err
	}
	if isMark && len(t.blocks) > before {
		t.blocks[before].Start += len(number) + 1
	}
	return nil
}

// itemDepths are the levels of the items that are open, from the highest.
type itemDepths []int

// of is in how many items a paragraph stands that has a level, from 0: lists may begin
// deeper than at the first.
func (d *itemDepths) of(level int) int {
	n := len(*d)
	for n > 0 && (*d)[n-1] > level {
		n--
	}
	*d = (*d)[:n]
	if n == 0 || (*d)[n-1] < level {
		*d = append(*d, level)
	}
	return len(*d)
}

// commentBlocks are those of a comment: what somebody says of the text.
func commentBlocks(author string, said []officeBlock) []officeBlock {
	author = fold(author)
	var out []officeBlock
	for _, b := range said {
		if b.cells == nil {
			b.kind, b.level = corpus.Turn, 0
		}
		if author != "" && !b.isBlank() { // each turn has its own
			out = append(out, officeBlock{kind: corpus.Speaker, text: author})
		}
		out = append(out, b)
	}
	return out
}

// styleKinds are the kinds of blocks whose style has one of these names, in small letters,
// in Word, LibreOffice or pandoc. They are English in programs of any language.
var styleKinds = map[string]corpus.Kind{
	"quote": corpus.Quotation, "intense quote": corpus.Quotation, "block text": corpus.Quotation, "quotations": corpus.Quotation,
	"source code": corpus.Code, "html preformatted": corpus.Code, "preformatted text": corpus.Code, "code block": corpus.Code,
	"definition term": corpus.Term, "definition": corpus.Definition,
}

// raisedSigns and loweredSigns are the signs that Unicode has raised and lowered as well.
var (
	raisedSigns  = signs("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
	loweredSigns = signs("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
)

func signs(from, to string) map[rune]rune {
	out := map[rune]rune{}
	others := []rune(to)
	for i, r := range []rune(from) {
		out[r] = others[i]
	}
	return out
}

// shifted returns a text that stands raised or lowered, with the signs that say so:
// "10" and a raised "6" are not 106. What Unicode has no such signs for ("1st") is
// left as it is.
func shifted(text string, to map[rune]rune) string {
	for _, r := range text {
		if to[r] == 0 {
			return text
		}
	}
	return strings.Map(func(r rune) rune { return to[r] }, text)
}

// An officeTable is a table while it is read.
type officeTable struct {
	rows   []officeRow
	within int  // how many paragraphs are open around it
	laid   bool // it holds other blocks than paragraphs, and only lays them out
}

// An officeRow is the blocks of each cell of a row.
type officeRow struct {
	cells  [][]officeBlock
	header bool // it is said to name the columns
	gone   bool // it was deleted
}

func (t *officeTable) beginRow() { t.rows = append(t.rows, officeRow{}) }

// row returns the row that is open; nil if there is none.
func (t *officeTable) row() *officeRow {
	if len(t.rows) == 0 {
		return nil
	}
	return &t.rows[len(t.rows)-1]
}

func (t *officeTable) beginCell() {
	if r := t.row(); r != nil {
		r.cells = append(r.cells, nil)
	}
}

// takes adds a block to the cell that is open, and reports whether there is one.
func (t *officeTable) takes(b officeBlock) bool {
	r := t.row()
	if r == nil || len(r.cells) == 0 {
		return false
	}
	if b.isBlank() {
		return true
	}
	last := &r.cells[len(r.cells)-1]
	t.laid = t.laid || b.cells != nil || len(*last) > 0 && (*last)[0].kind == corpus.Heading
	*last = append(*last, b)
	return true
}

// longestColumnName is the most bytes of a cell that names a column, where a file does not say
// which row does.
const longestColumnName = 120

// blocks returns what the table says: its rows, joined to lines, of which the first names
// the columns unless the file tells others. A table of one column, with tables in it, or
// with what stands below a heading in one cell, only lays its blocks out: they are what
// they would be without it.
func (t *officeTable) blocks(level int) []officeBlock {
	widest, full, told := 0, 0, false
	for i, r := range t.rows {
		if r.gone {
			t.rows[i].cells = nil
			continue
		}
		n := 0
		for _, cell := range r.cells {
			if len(cell) > 0 {
				n++
			}
			t.laid = t.laid || len(cell) > 1 && len(t.rows) == 1
		}
		widest = max(widest, n)
		full += min(n, 1)
		told = told || r.header
	}
	var out []officeBlock
	for _, r := range t.rows {
		if t.laid || widest <= 1 || len(r.cells) == 1 && len(r.cells[0]) > 1 {
			for _, cell := range r.cells {
				out = append(out, cell...)
			}
			continue
		}
		b := officeBlock{kind: corpus.Row, level: level, cells: make([]string, len(r.cells))}
		names := r.header || !told && len(out) == 0 && full > 1
		for i, cell := range r.cells {
			b.cells[i] = joined(cell)
			for _, in := range cell {
				b.aside = append(b.aside, in.aside...)
			}
			names = names && (told || len(b.cells[i]) <= longestColumnName)
		}
		if strings.Join(b.cells, "") == "" && len(b.aside) == 0 {
			continue
		}
		if names {
			b.kind = corpus.Header
		}
		out = append(out, b)
	}
	return out
}

// joined returns the blocks of a cell as one text.
func joined(cell []officeBlock) string {
	var parts []string
	for _, b := range cell {
		parts = append(parts, fold(b.number.text+" "+b.text))
	}
	return strings.Join(parts, " ")
}
