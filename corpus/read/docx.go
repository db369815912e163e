package read

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readDOCX reads a document of Word: what a reader sees of it. Deletions that are
// tracked, fields, tables of contents and pictures are not quoted. Notes stand behind what
// they belong to, and comments as what their authors say of it.
func readDOCX(f file) (*corpus.Document, string, error) {
	p, err := unpack(f)
	if err != nil {
		return nil, "", err
	}
	main, err := p.mainPart("word/document.xml")
	if err != nil {
		return nil, "", err
	}
	parts, err := p.relationsOf(main)
	if err != nil {
		return nil, "", err
	}
	d := docx{officeText: newOfficeText(f), styles: &docxStyles{byID: map[string]*docxStyle{}}, numbers: newDOCXNumbers(), notes: map[string][]officeBlock{}}
	// Notes come first: they are written where the text refers to them.
	for _, part := range []struct {
		kind string
		to   visitor
	}{{"styles", d.styles}, {"numbering", d.numbers}, {"footnotes", &d}, {"endnotes", &d}, {"comments", &d}} {
		name := parts.ofKind(part.kind, path.Join(path.Dir(main), part.kind+".xml"))
		if err := p.walk(name, part.to); err != nil && !errors.Is(err, errNoPart) {
			return nil, "", err
		}
		d.endPart()
	}
	d.inBody = true
	if err := p.walk(main, &d); err != nil {
		return nil, "", err
	}
	if err := d.end(); err != nil {
		return nil, "", err
	}
	about := p.coreProperties()
	about.title = cmp.Or(about.title, d.title)
	return d.document(f.name, about), "", nil
}

// A docx is a document of Word while it is read.
type docx struct {
	officeText
	styles  *docxStyles
	numbers *docxNumbers
	notes   map[string][]officeBlock // by kind and ID: "footnoteReference 2"

	inBody bool
	note   string // the one that is open, outside the body
	author string // of the comment that is open
	said   []officeBlock

	path    []string        // elements that are open
	hidden  int             // how many of them show nothing
	open    []docxParagraph // a text box stands within a paragraph
	tables  []officeTable   // one may stand in the cell of another
	depths  itemDepths
	carried officeBlock // a paragraph whose end was deleted: it goes on in the next

	run     docxRun
	fields  []bool // that are open: whether their code is
	formula *docxFormula
}

// A docxParagraph is one that is open.
type docxParagraph struct {
	text    string
	style   string
	said    docxStyle // by its style
	list    string    // as it says itself: the numbering, or "0" for none
	deep    int       // in that, from 0; -1 if it does not say
	level   int       // of a heading that it says itself to be, from 1
	carries bool      // its end was deleted
	dropCap bool      // it is the large first letter of the next
	inner   []officeBlock
	aside   []officeBlock
}

// A docxRun is a stretch of text that looks the same.
type docxRun struct {
	hidden bool
	shift  map[rune]rune
}

// hiddenDOCX show nothing that can be quoted: what was deleted or moved away, how a word is
// pronounced, what is said twice for older programs, and what something was before.
var hiddenDOCX = map[string]bool{
	"del": true, "moveFrom": true, "delText": true, "instrText": true, "rt": true, "Fallback": true, "sectPr": true, "tblPr": true, "tcPr": true,
	"pPrChange": true, "rPrChange": true, "trPrChange": true, "separator": true, "continuationSeparator": true,
}

func (d *docx) opens(name string, of attributes) error {
	within := ""
	if n := len(d.path); n > 0 {
		within = d.path[n-1]
	}
	d.path = append(d.path, name)
	switch {
	case d.hidden > 0:
		d.hidden++
		return nil
	case name == "del" && (within == "rPr" || within == "trPr"):
		d.mark(within)
		return nil
	case hiddenDOCX[name]:
		d.hidden++
		return nil
	}
	if d.formula != nil {
		d.formula.begins(name, within, of)
	}
	switch name {
	case "footnote", "endnote", "comment":
		d.note, d.author, d.said = name+"Reference "+of.get("id"), of.get("author"), nil
	case "p":
		d.open = append(d.open, docxParagraph{said: docxStyle{deep: -1}, deep: -1})
		d.run = docxRun{}
	case "tbl":
		d.tables = append(d.tables, officeTable{within: len(d.open)})
	case "oMath":
		d.formula = &docxFormula{}
	}
	d.inTable(name)
	if len(d.open) > 0 {
		p := &d.open[len(d.open)-1]
		d.inParagraph(p, name, within, of)
		d.inRun(p, name, within, of)
	}
	return nil
}

// mark takes over that the end of a paragraph, or a row, was deleted.
func (d *docx) mark(within string) {
	switch {
	case within == "rPr" && len(d.open) > 0 && slices.Contains(d.path[max(0, len(d.path)-3):], "pPr"):
		d.open[len(d.open)-1].carries = true
	case within == "trPr" && len(d.tables) > 0:
		if r := d.tables[len(d.tables)-1].row(); r != nil {
			r.gone = true
		}
	}
}

// inTable takes over what begins in a table.
func (d *docx) inTable(name string) {
	if len(d.tables) == 0 {
		return
	}
	t := &d.tables[len(d.tables)-1]
	switch name {
	case "tr":
		t.beginRow()
	case "tc":
		t.beginCell()
	case "tblHeader":
		if r := t.row(); r != nil {
			r.header = true
		}
	}
}

// inParagraph takes over what is said of a paragraph.
func (d *docx) inParagraph(p *docxParagraph, name, within string, of attributes) {
	value := of.get("val")
	switch name {
	case "pStyle":
		p.style, p.said = value, d.styles.of(value)
	case "outlineLvl":
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n < highestBody && within == "pPr" {
			p.level = n + 1
		}
	case "ilvl":
		p.deep = levelOfItem(value)
	case "numId":
		p.list = value
	case "framePr":
		p.dropCap = of.get("dropCap") == "drop" || of.get("dropCap") == "margin"
	case "footnoteReference", "endnoteReference", "commentReference":
		p.aside = append(p.aside, d.notes[name+" "+of.get("id")]...)
	}
}

func levelOfItem(value string) int {
	n, _ := strconv.Atoi(value)
	return min(max(n, 0), docxLevels-1)
}

// inRun takes over what is said of a run, and what stands in it beside text.
func (d *docx) inRun(p *docxParagraph, name, within string, of attributes) {
	switch {
	case name == "r":
		d.run = docxRun{}
	case name == "fldChar":
		d.field(of.get("fldCharType"))
	case within == "rPr" && !slices.Contains(d.path[max(0, len(d.path)-3):], "pPr"):
		switch name {
		case "rStyle":
			style := d.styles.of(of.get("val"))
			d.run = docxRun{style.hidden, style.shift}
		case "vanish":
			d.run.hidden = isOn(of)
		case "vertAlign":
			d.run.shift = docxShifts[of.get("val")]
		}
	case within != "r":
	case name == "tab", name == "ptab":
		d.put(p, " ")
	case name == "br", name == "cr":
		d.put(p, "\n")
	case name == "noBreakHyphen":
		d.put(p, "-")
	case name == "sym":
		d.put(p, symbolOf(of.get("font"), of.get("char")))
	}
}

// field takes over where a field begins, its code ends, or all of it.
func (d *docx) field(what string) {
	n := len(d.fields)
	switch {
	case what == "begin":
		d.fields = append(d.fields, true)
	case what == "separate" && n > 0:
		d.fields[n-1] = false
	case what == "end" && n > 0:
		d.fields = d.fields[:n-1]
	}
}

// put adds text to a paragraph, unless it is not shown.
func (d *docx) put(p *docxParagraph, text string) {
	switch {
	case d.run.hidden || slices.Contains(d.fields, true):
	case d.formula != nil:
		d.formula.text += strings.ReplaceAll(text, "\u2061", " ") // between a function and what it is of
	default:
		p.text += text
	}
}

func (d *docx) says(text string) {
	if n := len(d.path); d.hidden == 0 && len(d.open) > 0 && n > 0 && d.path[n-1] == "t" {
		d.put(&d.open[len(d.open)-1], shifted(text, d.run.shift))
	}
}

func (d *docx) closes(name string) error {
	within := ""
	if n := len(d.path); n > 0 {
		d.path = d.path[:n-1]
	}
	if n := len(d.path); n > 0 {
		within = d.path[n-1]
	}
	if d.hidden > 0 {
		d.hidden--
		return nil
	}
	if d.formula != nil {
		d.formula.closes(name, within)
	}
	switch name {
	case "oMath":
		if d.formula != nil && len(d.open) > 0 {
			d.open[len(d.open)-1].text += strings.TrimSpace(d.formula.text)
		}
		d.formula = nil
	case "p":
		return d.paragraph()
	case "tbl":
		return d.table()
	case "footnote", "endnote":
		d.notes[d.note] = d.said
	case "comment":
		d.notes[d.note] = commentBlocks(d.author, d.said)
	}
	return nil
}

// endPart forgets what a damaged part has left open.
func (d *docx) endPart() {
	*d = docx{officeText: d.officeText, styles: d.styles, numbers: d.numbers, notes: d.notes}
}
