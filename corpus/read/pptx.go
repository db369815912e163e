package read

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readPPTX reads slides of PowerPoint in their order, each with its title first. What the
// speaker notes stands behind each, and what others say of it.
func readPPTX(f file) (*corpus.Document, string, error) {
	p, err := unpack(f)
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
	authors, err := p.commentAuthors(parts)
	if err != nil {
		return nil, "", err
	}
	d := pptx{officeText: newOfficeText(f), from: p}
	for i, id := range order.ids {
		d.at(corpus.Slide, i+1)
		if err := d.slide(parts.to(id), authors); err != nil {
			return nil, "", err
		}
	}
	return d.document(f.name, p.coreProperties()), "", nil
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
	officeText
	from  *packed
	parts *relations // of the part that is read

	path   []string // elements that are open
	hidden int      // how many of them show nothing
	notes  bool     // the part is what the speaker notes

	blocks  []officeBlock // of the slide
	heading []string      // of the slide, line by line
	shape   pptxShape
	para    pptxParagraph
	shift   map[rune]rune
	tables  []officeTable

	formula *docxFormula
}

// A pptxShape is what is said of the paragraphs of a shape.
type pptxShape struct {
	kind    corpus.Kind
	skip    bool // it shows its number, the date or a foot
	counts  [docxLevels]int
	bullets [docxLevels]pptxBullet // of its own list style
}

// A pptxBullet is what stands before a paragraph.
type pptxBullet struct {
	told bool   // by "buNone" or another
	none bool   // nothing does
	auto string // the name of a way to number, or empty
	at   int    // where it begins
}

// A pptxParagraph is the one that is open.
type pptxParagraph struct {
	text   strings.Builder
	level  int
	bullet pptxBullet
}

// slide reads a slide, what is noted for it, and what is said of it.
func (d *pptx) slide(part string, authors commentAuthors) error {
	d.notes, d.blocks, d.heading = false, nil, nil
	if err := d.walkPart(part); err != nil {
		return err
	}
	parts := d.parts
	title := officeBlock{kind: corpus.Heading, level: 1, text: strings.Join(d.heading, " ")}
	if notes := parts.ofKind("notesSlide", ""); d.from.has(notes) {
		d.notes = true
		if err := d.walkPart(notes); err != nil {
			return err
		}
	}
	comments, err := d.from.commentsOf(parts, authors)
	if err != nil {
		return err
	}
	for _, b := range slices.Concat([]officeBlock{title}, d.blocks, comments) {
		if err := d.block(b); err != nil {
			return err
		}
	}
	return d.end()
}

// walkPart reads a part, with what it leads to at hand.
func (d *pptx) walkPart(part string) error {
	parts, err := d.from.relationsOf(part)
	if err != nil {
		return err
	}
	d.parts, d.path, d.hidden, d.tables, d.formula, d.shape = parts, nil, 0, nil, nil, pptxShape{}
	return d.from.walk(part, d)
}

func (d *pptx) opens(name string, of attributes) error {
	within := ""
	if n := len(d.path); n > 0 {
		within = d.path[n-1]
	}
	d.path = append(d.path, name)
	switch {
	case d.hidden > 0 || name == "Fallback" || name == "fld" && isSlideField(of.get("type")):
		d.hidden++
		return nil
	case d.formula != nil:
		d.formula.begins(name, within, of)
	}
	switch name {
	case "sp", "graphicFrame":
		d.shape = pptxShape{}
	case "ph":
		d.placeholder(of.get("type"))
	case "p":
		d.para = pptxParagraph{}
	case "r":
		d.shift = nil
	case "rPr":
		d.shift = pptxShift(of.get("baseline"))
	case "br", "tab":
		d.put(" ")
	case "oMath":
		d.formula = &docxFormula{}
	case "relIds":
		return d.diagram(of.get("dm"))
	default:
		d.inParagraph(name, within, of)
		d.inTable(name, of)
	}
	return nil
}

// isSlideField reports whether a field shows the number of its slide or the date.
func isSlideField(kind string) bool { return kind == "slidenum" || strings.HasPrefix(kind, "datetime") }

// pptxShift is how text stands that is moved up by so many thousandths of a percent.
func pptxShift(baseline string) map[rune]rune {
	switch up, _ := strconv.Atoi(strings.TrimSuffix(baseline, "%")); {
	case up > 0:
		return raisedSigns
	case up < 0:
		return loweredSigns
	}
	return nil
}

// placeholder says of the shape that is open what stands in it.
func (d *pptx) placeholder(kind string) {
	switch kind {
	case "title", "ctrTitle":
		d.shape.kind = corpus.Heading
	case "sldNum", "dt", "ftr", "hdr", "sldImg":
		d.shape.skip = true
	case "", "body", "obj":
		if !d.notes {
			d.shape.kind = corpus.Item
		}
	}
}

// inParagraph takes over what is said of paragraphs.
func (d *pptx) inParagraph(name, within string, of attributes) {
	b := &d.para.bullet
	if level, ok := levelOfList(within); ok {
		b = &d.shape.bullets[level]
	} else if name == "pPr" {
		d.para.level = levelOfItem(of.get("lvl"))
		return
	} else if within != "pPr" {
		return
	}
	switch name {
	case "buNone":
		*b = pptxBullet{told: true, none: true}
	case "buChar", "buBlip":
		*b = pptxBullet{told: true}
	case "buAutoNum":
		at, err := strconv.Atoi(of.get("startAt"))
		if err != nil {
			at = 1
		}
		*b = pptxBullet{told: true, auto: of.get("type"), at: at}
	}
}

// levelOfList is the level that an element of a list style is about, from 0: "lvl1pPr".
func levelOfList(name string) (level int, ok bool) {
	number, ok := strings.CutPrefix(name, "lvl")
	if !ok || len(number) != len("1pPr") || number[0] < '1' || number[0] > '0'+docxLevels {
		return 0, false
	}
	return int(number[0] - '1'), true
}

// inTable takes over what begins in a table.
func (d *pptx) inTable(name string, of attributes) {
	if name == "tbl" {
		d.tables = append(d.tables, officeTable{})
	}
	if len(d.tables) == 0 {
		return
	}
	switch t := &d.tables[len(d.tables)-1]; name {
	case "tr":
		t.beginRow()
	case "tc":
		if merged := of.get("hMerge"); merged != "1" && merged != "true" { // with the one before it
			t.beginCell()
		}
	}
}

// diagram reads what stands in a diagram: a point a block.
func (d *pptx) diagram(id string) error {
	part := d.parts.to(id)
	if part == "" || slices.Contains(d.path, "dataModel") {
		return nil
	}
	inner := pptx{from: d.from, parts: &relations{}}
	inner.shape.kind = corpus.Item
	if err := d.from.walk(part, &inner); err != nil && !errors.Is(err, errNoPart) {
		return err
	}
	d.blocks = append(d.blocks, inner.blocks...)
	return nil
}

// put adds text to the paragraph that is open.
func (d *pptx) put(text string) {
	switch {
	case d.shape.skip || d.hidden > 0:
	case d.formula != nil:
		d.formula.text += strings.ReplaceAll(text, "\u2061", " ")
	default:
		d.para.text.WriteString(text)
	}
}

func (d *pptx) says(text string) {
	if n := len(d.path); n > 1 && d.path[n-1] == "t" && (d.path[n-2] == "r" || d.path[n-2] == "fld") {
		d.put(shifted(text, d.shift))
	}
}

func (d *pptx) closes(name string) error {
	d.path = d.path[:max(len(d.path)-1, 0)]
	within := ""
	if n := len(d.path); n > 0 {
		within = d.path[n-1]
	}
	switch {
	case d.hidden > 0:
		d.hidden--
		return nil
	case d.formula != nil:
		d.formula.closes(name, within)
	}
	switch name {
	case "oMath":
		if f := d.formula; f != nil {
			d.formula = nil
			d.put(strings.TrimSpace(f.text))
		}
	case "p":
		d.paragraph()
	case "tbl":
		if n := len(d.tables); n > 0 {
			t := d.tables[n-1]
			d.tables = d.tables[:n-1]
			d.blocks = append(d.blocks, t.blocks(0)...)
		}
	}
	return nil
}

// paragraph takes over one that has ended: into the title, the cell that it stands in, or
// as a block.
func (d *pptx) paragraph() {
	b := officeBlock{kind: d.shape.kind, text: fold(d.para.text.String())}
	level := d.para.level
	bullet := d.para.bullet
	if !bullet.told {
		bullet = d.shape.bullets[level]
	}
	d.para = pptxParagraph{}
	if b.text == "" {
		return
	}
	if n := len(d.tables); n > 0 && d.tables[n-1].takes(b) {
		return
	}
	switch {
	case b.kind == corpus.Heading:
		d.heading = append(d.heading, b.text)
		return
	case bullet.none:
		b.kind = corpus.Prose
	case bullet.told:
		b.kind = corpus.Item
	}
	if b.kind == corpus.Item {
		b.level = level + 1
	}
	b.number = d.shape.number(level, bullet)
	d.blocks = append(d.blocks, b)
}

// number is the number of the next paragraph at a level.
func (s *pptxShape) number(level int, bullet pptxBullet) listNumber {
	for below := level + 1; below < docxLevels; below++ {
		s.counts[below] = 0
	}
	if bullet.auto == "" {
		s.counts[level] = 0
		return listNumber{}
	}
	s.counts[level]++
	return pptxNumber(bullet.auto, bullet.at+s.counts[level]-1)
}

var pptxFormats = map[string]numberFormat{
	"arabic": inFigures, "alphaLc": inLetters, "alphaUc": inCapitals, "romanLc": inRoman, "romanUc": inCapitalRoman,
}

// pptxNumber prints a number in a way that has such a name: "arabicPeriod" is "1.",
// "alphaLcParenBoth" "(a)".
func pptxNumber(way string, n int) listNumber {
	for name, format := range pptxFormats {
		marks, ok := strings.CutPrefix(way, name)
		if !ok {
			continue
		}
		text := format.count(n)
		switch marks {
		case "Period":
			text += "."
		case "ParenR":
			text += ")"
		case "ParenBoth":
			text = "(" + text + ")"
		}
		return listNumber{text, isPlain(text)}
	}
	text := inFigures.count(n) + "."
	return listNumber{text, true}
}
