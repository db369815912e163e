package read

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readODT reads a text of LibreOffice and others: what a reader sees of it. Changes
// that are tracked as deleted, and tables of contents, are not quoted. Notes stand behind
// what they belong to, and annotations as what their authors say of it.
func readODT(f file) (*corpus.Document, string, error) {
	p, err := unpack(f)
	if err != nil {
		return nil, "", err
	}
	var manifest odtManifest
	if err := p.walk("META-INF/manifest.xml", &manifest); err == nil && manifest.encrypted {
		return nil, "", errPassword
	}
	d := odt{officeText: newOfficeText(f), styles: newODTStyles(), runs: map[string]*odtCount{}, outline: &odtCount{}}
	if err := p.walk("styles.xml", d.styles); err != nil && !errors.Is(err, errNoPart) {
		return nil, "", err
	}
	if err := p.walk("content.xml", &d); err != nil {
		return nil, "", err
	}
	if err := d.end(); err != nil {
		return nil, "", err
	}
	about := p.propertiesOf("meta.xml")
	about.title = cmp.Or(about.title, d.title)
	return d.document(f.name, about), "", nil
}

// An odtManifest tells whether the files of a text are encrypted.
type odtManifest struct{ encrypted bool }

func (m *odtManifest) opens(name string, _ attributes) error {
	m.encrypted = m.encrypted || name == "encryption-data"
	return nil
}

func (m *odtManifest) says(string)         {}
func (m *odtManifest) closes(string) error { return nil }

// An odt is a text while it is read.
type odt struct {
	officeText
	styles *odtStyles
	inBody bool
	path   []string // elements that are open
	hidden int      // how many of them show nothing
	header bool     // the rows that are open name the columns

	open   []odtParagraph // a note stands within a paragraph
	apart  []odtApart     // what stands beside the text, innermost last
	tables []officeTable

	lists   []odtList // that are open, outermost first
	depths  itemDepths
	runs    map[string]*odtCount // by the ID of a list, and by its style behind a blank
	outline *odtCount            // of the headings
}

// An odtParagraph is one that is open.
type odtParagraph struct {
	officeBlock
	hidden bool
	spans  []odtStyle
	inner  []officeBlock
}

// An odtApart is a note, an annotation or a box while it is read.
type odtApart struct {
	name   string
	depth  int // of its element
	within int // how many paragraphs are open around it
	author string
	said   []officeBlock
	lists  []odtList // that go on behind it
}

// An odtList is a list that is open.
type odtList struct {
	style string
	count *odtCount
	first bool // the next paragraph is the first of its item
	start int  // where the item begins anew; 0 if it counts on
}

// hiddenODT show nothing that can be quoted.
var hiddenODT = map[string]bool{
	"tracked-changes": true, "note-citation": true, "sequence-decls": true, "forms": true, "table-of-content": true, "number": true,
	"alphabetical-index": true, "bibliography": true, "illustration-index": true, "table-index": true, "object-index": true, "user-index": true,
	"desc": true, "ruby-text": true, "script": true, "math": true, "binary-data": true,
}

// apartODT hold paragraphs that stand beside the text.
var apartODT = map[string]bool{
	"note-body": true, "annotation": true, "text-box": true, "custom-shape": true, "rect": true, "circle": true, "ellipse": true, "line": true,
	"polyline": true, "polygon": true, "path": true, "connector": true, "caption": true,
}

// hides reports whether an element shows nothing.
func (d *odt) hides(name, within string, of attributes) bool {
	switch name {
	case "title": // of a picture, or a field
		return !slices.Contains([]string{"p", "h", "span", "a"}, within)
	case "section":
		return of.get("display") == "none"
	case "hidden-text":
		return of.get("is-hidden") != "false"
	}
	return hiddenODT[name]
}

func (d *odt) opens(name string, of attributes) error {
	within := ""
	if n := len(d.path); n > 0 {
		within = d.path[n-1]
	}
	d.path = append(d.path, name)
	switch {
	case name == "body":
		d.inBody = true
	case !d.inBody:
		return d.styles.opens(name, of)
	case d.hidden > 0 || d.hides(name, within, of):
		d.hidden++
	case apartODT[name]:
		d.apart = append(d.apart, odtApart{name: name, depth: len(d.path), within: len(d.open), lists: d.lists})
		d.lists = nil
	case name == "p", name == "h":
		d.beginParagraph(name, of)
	default:
		d.inList(name, of)
		d.inTable(name)
		if n := len(d.open); n > 0 {
			d.inParagraph(&d.open[n-1], name, of)
		}
	}
	return nil
}

// inList takes over what begins in a list.
func (d *odt) inList(name string, of attributes) {
	n := len(d.lists)
	switch name {
	case "list":
		list := odtList{style: of.get("style-name")}
		if n > 0 {
			list.style, list.count = cmp.Or(list.style, d.lists[n-1].style), d.lists[n-1].count
		} else {
			list.count = d.countOf(list.style, of)
		}
		if id := of.get("id"); id != "" {
			d.runs[id] = list.count
		}
		d.lists = append(d.lists, list)
	case "list-item":
		if n > 0 {
			d.lists[n-1].first = true
			d.lists[n-1].start, _ = strconv.Atoi(of.get("start-value"))
		}
	case "list-header":
		if n > 0 {
			d.lists[n-1].first = false
		}
	}
}

// countOf is the count of a list that begins: that of one before it, if it goes on with it.
func (d *odt) countOf(style string, of attributes) *odtCount {
	run := d.runs[of.get("continue-list")]
	if run == nil && of.get("continue-numbering") == "true" {
		run = d.runs[" "+style]
	}
	if run == nil {
		run = &odtCount{}
	}
	d.runs[" "+style] = run
	return run
}

// inTable takes over what begins in a table.
func (d *odt) inTable(name string) {
	if name == "table" {
		d.tables = append(d.tables, officeTable{within: len(d.open)})
	}
	if len(d.tables) == 0 {
		return
	}
	t := &d.tables[len(d.tables)-1]
	switch name {
	case "table-header-rows":
		d.header = true
	case "table-row":
		t.beginRow()
		t.row().header = d.header
	case "table-cell":
		t.beginCell()
	}
}

// inParagraph takes over what begins in a paragraph.
func (d *odt) inParagraph(p *odtParagraph, name string, of attributes) {
	switch name {
	case "span":
		p.spans = append(p.spans, d.styles.of("text", of.get("style-name")))
	case "hidden-paragraph":
		p.hidden = p.hidden || of.get("is-hidden") == "true"
	case "s":
		n, _ := strconv.Atoi(of.get("c"))
		d.says(strings.Repeat(" ", min(max(n, 1), mostBlanks)))
	case "tab":
		d.says(" ")
	case "line-break":
		d.says("\n")
	}
}

// mostBlanks is the most blanks that are taken for one element.
const mostBlanks = 100

func (d *odt) says(text string) {
	if d.hidden > 0 || !d.inBody {
		return
	}
	n := len(d.open)
	if a := len(d.apart); a > 0 && d.apart[a-1].within == n {
		if len(d.path) > 1 && d.path[len(d.path)-1] == "creator" && d.path[len(d.path)-2] == "annotation" {
			d.apart[a-1].author += text
		}
		return
	}
	if n == 0 {
		return
	}
	p := &d.open[n-1]
	for _, span := range p.spans {
		if span.hidden {
			return
		}
		if span.shift != nil {
			text = shifted(text, span.shift)
		}
	}
	p.text += text
}

func (d *odt) closes(name string) error {
	depth := len(d.path)
	d.path = d.path[:max(depth-1, 0)]
	switch {
	case !d.inBody:
		return d.styles.closes(name)
	case d.hidden > 0:
		d.hidden--
		return nil
	case len(d.apart) > 0 && d.apart[len(d.apart)-1].depth == depth:
		return d.endApart()
	}
	switch name {
	case "p", "h":
		return d.endParagraph()
	case "span":
		if n := len(d.open); n > 0 && len(d.open[n-1].spans) > 0 {
			d.open[n-1].spans = d.open[n-1].spans[:len(d.open[n-1].spans)-1]
		}
	case "list":
		d.lists = d.lists[:max(len(d.lists)-1, 0)]
	case "table-header-rows":
		d.header = false
	case "table":
		if n := len(d.tables); n > 0 {
			t := d.tables[n-1]
			d.tables = d.tables[:n-1]
			return d.takeAll(t.blocks(len(d.depths)))
		}
	}
	return nil
}
