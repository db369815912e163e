package read

import (
	"errors"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readDOCX reads a document of Word: what a reader sees of it. Deletions that are
// tracked, comments, fields and pictures are not quoted; notes stand behind the rest.
func readDOCX(f file) (*corpus.Document, string, error) {
	p, err := unpack(f)
	if err != nil {
		return nil, "", err
	}
	const main = "word/document.xml"
	styles := docxStyles{levels: map[string]int{}, quotes: map[string]bool{}, based: map[string]string{}}
	if err := p.walk("word/styles.xml", &styles); err != nil && !errors.Is(err, errNoPart) {
		return nil, "", err
	}
	d := docx{written: written{budget: f.budget}, styles: &styles}
	if err := p.walk(main, &d); err != nil {
		return nil, "", err
	}
	for _, notes := range []string{"word/footnotes.xml", "word/endnotes.xml"} {
		if err := p.walk(notes, &d); err != nil && !errors.Is(err, errNoPart) {
			return nil, "", err
		}
	}
	about := p.propertiesOf("docProps/core.xml")
	if about.title == "" {
		about.title = d.title
	}
	return d.document(f.name, about), "", nil
}

// docxStyles tell which styles of paragraphs are headings: by the level of their
// outline, or by their name, which is English in every language of Word.
type docxStyles struct {
	levels map[string]int    // by the style's ID; from 1
	quotes map[string]bool   // by ID: they are of what somebody else says
	based  map[string]string // by ID: the style that it goes by
	id     string
}

func (s *docxStyles) opens(name string, of attributes) error {
	switch name {
	case "style":
		s.id = of.get("styleId")
	case "basedOn":
		s.based[s.id] = of.get("val")
	case "name":
		style := strings.ToLower(of.get("val"))
		if level, ok := strings.CutPrefix(style, "heading "); ok {
			s.set(level, 0)
		}
		switch style {
		case "title":
			s.levels[s.id] = titleLevel
		case "quote", "intense quote", "block text":
			s.quotes[s.id] = true
		}
	case "outlineLvl":
		if s.levels[s.id] == 0 {
			s.set(of.get("val"), 1)
		}
	}
	return nil
}

// titleLevel marks the title of a whole document, which stands above its headings.
const titleLevel = -1

// highestBody is the first level of outlines that is body text.
const highestBody = 9

func (s *docxStyles) set(level string, plus int) {
	if n, err := strconv.Atoi(level); err == nil && n+plus >= 1 && n+plus <= highestBody {
		s.levels[s.id] = n + plus
	}
}

func (s *docxStyles) says(string)         {}
func (s *docxStyles) closes(string) error { return nil }

// level is that of the headings of a style; 0 if it is none.
func (s *docxStyles) level(id string) int {
	for range len(s.based) + 1 { // one may be based on itself
		if level := s.levels[id]; level != 0 || id == "" {
			return level
		}
		id = s.based[id]
	}
	return 0
}

// A docx is a document of Word while it is read.
type docx struct {
	written
	styles *docxStyles
	title  string

	open   []docxParagraph // a text box stands within a paragraph
	tables []docxTable
	hidden []string // elements that show nothing, innermost last
	text   bool     // within the text of a run
}

// A docxParagraph is one that is open.
type docxParagraph struct {
	text string
	kind corpus.Kind
	deep int // of a heading, or how many lists it stands in
}

// A docxTable is one that is open: tables stand in cells of others.
type docxTable struct {
	cells []string
	rows  int
}

// hiddenDOCX show nothing that can be quoted: what was deleted or moved away, fields,
// what is said twice for older programs, and the properties of things.
var hiddenDOCX = map[string]bool{
	"del": true, "moveFrom": true, "instrText": true, "Fallback": true, "rPr": true, "sectPr": true, "tblPr": true, "tcPr": true,
	"delText": true, "comment": true, "separator": true, "continuationSeparator": true,
}

func (d *docx) opens(name string, of attributes) error {
	switch {
	case len(d.hidden) > 0 || hiddenDOCX[name]:
		d.hidden = append(d.hidden, name)
		return nil
	case name == "p":
		d.open = append(d.open, docxParagraph{})
	case name == "tbl":
		d.tables = append(d.tables, docxTable{})
	case name == "tr" && len(d.tables) > 0:
		d.tables[len(d.tables)-1].cells = nil
	case name == "tc" && len(d.tables) > 0:
		t := &d.tables[len(d.tables)-1]
		t.cells = append(t.cells, "")
	case name == "t":
		d.text = true
	}
	if len(d.open) == 0 {
		return nil
	}
	p := &d.open[len(d.open)-1]
	switch name {
	case "pStyle":
		if level := d.styles.level(of.get("val")); level != 0 {
			p.kind, p.deep = corpus.Heading, level
		} else if d.styles.quotes[of.get("val")] {
			p.kind = corpus.Quotation
		}
	case "outlineLvl":
		if n, err := strconv.Atoi(of.get("val")); err == nil && n < highestBody && p.kind != corpus.Heading {
			p.kind, p.deep = corpus.Heading, n+1
		}
	case "ilvl":
		if n, err := strconv.Atoi(of.get("val")); err == nil && p.kind != corpus.Heading {
			p.deep = n + 1
		}
	case "numId":
		if of.get("val") != "0" && p.kind != corpus.Heading { // 0 takes the number of the style away
			p.kind, p.deep = corpus.Item, max(p.deep, 1)
		}
	case "tab", "br", "cr":
		p.text += " "
	case "noBreakHyphen":
		p.text += "-"
	}
	return nil
}

func (d *docx) says(text string) {
	if d.text && len(d.hidden) == 0 && len(d.open) > 0 {
		d.open[len(d.open)-1].text += text
	}
}

func (d *docx) closes(name string) error {
	switch {
	case len(d.hidden) > 0:
		d.hidden = d.hidden[:len(d.hidden)-1]
	case name == "t":
		d.text = false
	case name == "p" && len(d.open) > 0:
		p := d.open[len(d.open)-1]
		d.open = d.open[:len(d.open)-1]
		return d.paragraph(p.kind, p.deep, p.text)
	case name == "tr" && len(d.tables) > 0:
		return d.tableRow(&d.tables[len(d.tables)-1])
	case name == "tbl" && len(d.tables) > 0:
		d.tables = d.tables[:len(d.tables)-1]
	}
	return nil
}

// paragraph takes over one that has ended: into the cell that it stands in, or as a
// block.
func (d *docx) paragraph(kind corpus.Kind, deep int, text string) error {
	if n := len(d.tables); n > 0 && len(d.tables[n-1].cells) > 0 {
		cells := d.tables[n-1].cells
		cells[len(cells)-1] += " " + text
		return nil
	}
	switch {
	case kind == corpus.Heading && deep == titleLevel:
		if d.title == "" {
			d.title = fold(text)
		}
		deep = 1
	case kind != corpus.Heading && kind != corpus.Item:
		deep = 0
	}
	return d.add(kind, deep, text)
}

// tableRow adds a row that has ended: the first names the columns.
func (d *docx) tableRow(t *docxTable) error {
	cells := t.cells
	t.cells = nil
	if len(d.tables) > 1 { // within a cell
		outer := d.tables[len(d.tables)-2].cells
		if len(outer) > 0 {
			outer[len(outer)-1] += " " + strings.Join(cells, " ")
		}
		return nil
	}
	kind := corpus.Row
	if t.rows++; t.rows == 1 {
		kind = corpus.Header
	}
	return d.row(kind, 0, cells)
}
