package read

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

var (
	// madeOf is a title that programs make up: "Microsoft Word - report.doc", "untitled".
	madeOf = lazyregexp.New(`(?i)^(?:microsoft (?:word|powerpoint) - .*|untitled.*|.*\.(?:docx?|odt|pptx?|indd|tex|dvi|pdf|html?|qxd))$`)
	// ofTeX are programs by which documents of TeX are made, whose letters may be pixels.
	ofTeX = lazyregexp.New(`(?i)tex\b|dvi|ghostscript|distiller`)
	// noteFigure begins a note.
	noteFigure = lazyregexp.New(`^\s*(?:[0-9]{1,3}|[*†‡§])[.)]?\s+`)
	// caption begins what stands below a figure or above a table.
	caption = lazyregexp.New(`(?i)^(?:figure|fig\.|table|tab\.|listing|abbildung|abb\.|tabelle|figura|tabla|tableau)\s+[0-9]`)
	// addressAlone is a line that has nothing else.
	addressAlone = lazyregexp.New(`^[a-z]+://\S+$`)
	// pdfBullet begins an item of a list.
	pdfBullet = lazyregexp.New(`^(?:[•◦▪▫■□●○◆◇◊►▶▸➢➤❖✓✔‣⁃∙·–—*\x00-\x08\x0e-\x1f\x7f-\x9f\x{e000}-\x{f8ff}-]|\(?(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})[.)])\s+`)
)

// A pdfText makes blocks of the lines of pages.
type pdfText struct {
	written
	pages []pdfPage
	body  float64   // the size of its letters that are no heading
	sizes []float64 // of headings, largest first

	words  map[string]bool // of all pages, in small letters
	broken bool            // many lines end within a word
	typed  bool            // most is in letters that are equally wide, which mean no code then

	columns string // the row that named those of the last table
	inItems int    // how many items that table stands in
	list    pdfList

	open  []pdfLine      // the block that is open
	begun []corpus.Place // the pages of its lines
	notes []pdfNote      // small lines at the foot of a page, which wait for the end of the block
}

// A pdfNote is one of the foot of a page.
type pdfNote struct {
	lines []pdfLine
	place corpus.Place
}

func (p *pdfText) read() error {
	p.measure()
	p.dropRunning()
	p.measure() // without them
	p.listWords()
	for i, page := range p.pages {
		p.at(corpus.Page, i+1)
		p.place.Label = page.label
		for k, l := range page.lines {
			var err error
			switch {
			case l.row != nil:
				err = p.tableRow(page.lines, k)
			case p.isNote(page.lines, k):
				p.note(l)
			default:
				err = p.take(l)
			}
			if err != nil {
				return err
			}
		}
	}
	return p.end()
}

// sizeOf is a size as sizes are compared: of half a point.
func sizeOf(size float64) float64 { return math.Round(2*size) / 2 }

// measure finds the size of the body, and those of headings.
func (p *pdfText) measure() {
	letters := map[float64]int{}
	all, mono := 0, 0
	p.body, p.sizes = 0, nil
	for _, page := range p.pages {
		for _, l := range page.lines {
			letters[sizeOf(l.size)] += len(l.text)
			all += len(l.text)
			if l.mono {
				mono += len(l.text)
			}
		}
	}
	p.typed = 2*mono > all
	for size, n := range letters {
		if float64(n) >= bodyShare*float64(all) {
			p.body = max(p.body, size)
		}
	}
	for size := range letters {
		if size > p.body*largerThanBody {
			p.sizes = append(p.sizes, size)
		}
	}
	slices.Sort(p.sizes)
	slices.Reverse(p.sizes)
}

const (
	// bodyShare is the share of letters from which on a size is no heading's: of a manual
	// half may be code, in smaller letters than its prose.
	bodyShare = .2
	// largerThanBody is how much larger than the body letters of headings are.
	largerThanBody = 1.12
	// smallerThanBody is how much smaller those of notes are.
	smallerThanBody = .92
	// longestHead is the most letters of a heading.
	longestHead = 200
)

// heading returns the level of a line that is one; 0 if it is none.
func (p *pdfText) heading(l pdfLine) int {
	text := fold(l.text)
	if utf8.RuneCountInString(text) > longestHead || !strings.ContainsFunc(text, unicode.IsLetter) || l.isNoHeading() {
		return 0
	}
	if level := slices.Index(p.sizes, sizeOf(l.size)); level >= 0 {
		return min(level+1, 6)
	}
	return 0
}

// isNoHeading reports whether a line heads nothing, whatever its letters are.
func (l pdfLine) isNoHeading() bool {
	text := fold(l.text)
	return l.aside || caption.MatchString(text) || addressAlone.MatchString(text)
}

// boldHeading returns the level of lines that are one as they stand apart and are bold;
// 0 if they are none.
func (p *pdfText) boldHeading(lines []pdfLine) int {
	last := strings.TrimSpace(lines[len(lines)-1].text)
	isBold := !slices.ContainsFunc(lines, func(l pdfLine) bool { return !l.bold || sizeOf(l.size) < p.body })
	isSentence := strings.HasSuffix(last, ".") && !strings.HasSuffix(last, "...") // as what opens a window has
	if len(lines) > 2 || !isBold || lines[0].isNoHeading() || isSentence || strings.HasSuffix(last, ",") || strings.HasSuffix(last, ":") {
		return 0
	}
	return min(len(p.sizes)+1, 6)
}

// isNote reports whether a line is of the notes at the foot of its column: it is small, and
// so is all that stands below it.
func (p *pdfText) isNote(lines []pdfLine, k int) bool {
	small := func(l pdfLine) bool { return l.row == nil && sizeOf(l.size) < p.body*smallerThanBody }
	if k == 0 || !small(lines[k]) {
		return false
	}
	for _, l := range lines[k:] {
		if l.column == lines[k].column && !small(l) {
			return false
		}
	}
	return true
}

// tableRow adds a row; the first of a table names its columns. Where it does so again on
// another page it is left out.
func (p *pdfText) tableRow(lines []pdfLine, k int) error {
	if err := p.end(); err != nil {
		return err
	}
	kind := corpus.Row
	if l := lines[k]; k == 0 || lines[k-1].table != l.table {
		p.inItems = p.list.level(lines[k : k+1])
		switch {
		case p.rows && l.text == p.columns:
			return nil
		case k > 0 || !p.rows: // else the table may go on from the page before
			kind, p.columns = corpus.Header, l.text
		}
	}
	var cells []string
	for _, lines := range lines[k].row {
		text, _ := p.joinRules(lines)
		cells = append(cells, text)
	}
	for len(cells) > 1 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	return p.row(kind, p.inItems, cells)
}

// note keeps a line of the foot of a page: what it belongs to may go on on the next.
func (p *pdfText) note(l pdfLine) {
	n := len(p.notes)
	if n > 0 && p.notes[n-1].place == p.place && p.isSame(p.notes[n-1].lines, l, false) {
		p.notes[n-1].lines = append(p.notes[n-1].lines, l)
		return
	}
	p.notes = append(p.notes, pdfNote{[]pdfLine{l}, p.place})
}

// take adds a line to the block that is open, or ends that and begins another.
func (p *pdfText) take(l pdfLine) error {
	if n := len(p.open); n > 0 {
		turned := p.begun[n-1] != p.place
		if !p.isSame(p.open, l, turned) || !turned && !p.isCode(p.open[0]) && p.isForced(l) {
			if err := p.end(); err != nil {
				return err
			}
		}
	}
	p.begun = append(p.begun, p.place)
	p.open = append(p.open, l)
	return nil
}

// isForced reports whether the line before a line was ended though the first word of
// this one would have stood on it too: then a paragraph or an item ended there.
func (p *pdfText) isForced(l pdfLine) bool {
	last := p.open[len(p.open)-1]
	if last.column != l.column || p.heading(last) > 0 && last.bottom-l.top < .8*l.size {
		return false
	}
	space := .3 * l.size
	return last.right+space+l.word+.5*p.body < last.edge
}

// isSame reports whether a line goes on with the block of some others; turned says that
// it stands on another page.
func (p *pdfText) isSame(block []pdfLine, l pdfLine, turned bool) bool {
	last := block[len(block)-1]
	switch isCode := p.isCode(block[0]); {
	case isCode:
		return p.isCode(l) && !turned && last.bottom-l.top < 2*l.size && l.top < last.top
	case p.isCode(l): // unless a line of a text is nothing but a name
		return !turned && p.heading(last) == 0 && !last.bold && last.bottom-l.top < .8*last.size && l.top < last.top && last.right+l.word > last.edge
	}
	h, was := p.heading(l), p.heading(last)
	if h == 0 && was > 0 && !strings.ContainsFunc(l.text, unicode.IsLetter) { // the "17" of "Meeting of 2019-06-17"
		h = was
	}
	if h != was || h > 0 && sizeOf(l.size) != sizeOf(last.size) {
		return false
	}
	em := max(l.size, last.size, 6)
	text := strings.TrimSpace(last.text)
	isItem := pdfBullet.MatchString(block[0].text)
	ends := strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, ":") || strings.HasSuffix(text, "”")
	isDash := !ends && !isItem && strings.HasPrefix(l.text, "—") // within a sentence
	if pdfBullet.MatchString(l.text) && !isDash || last.bold && !l.bold && last.beside(l.pdfBox) {
		return false
	}
	if turned || l.top > last.top+em/2 { // or another column
		return !ends && h == 0 && last.right+4*em > last.edge && (!isItem || unicode.IsLower(firstRune(strings.TrimSpace(l.text))))
	}
	gap := last.bottom - l.top
	switch {
	case h > 0:
		return gap < 1.2*em
	case gap > 1.1*em, !last.mono && sizeOf(l.size) != sizeOf(last.size) && math.Abs(l.size-last.size) > .1*em:
		return false
	case len(block) > 1 && l.left-last.left > .8*em && ends: // indented
		return false
	case (len(block) > 1 || ends && l.bold && !last.bold) && last.left-l.left > .8*em: // outdented
		return false
	}
	return true
}

// isCode reports whether a line is of code.
func (p *pdfText) isCode(l pdfLine) bool { return l.mono && !p.typed && l.row == nil }

// end adds the block that is open, and behind it the notes of its pages.
func (p *pdfText) end() error {
	open, begun, notes, now := p.open, p.begun, p.notes, p.place
	p.open, p.begun, p.notes = nil, nil, nil
	defer func() { p.place = now }()
	if err := p.block(open, begun); err != nil {
		return err
	}
	list := p.list
	defer func() { p.list = list }()
	for _, n := range notes {
		p.list = pdfList{}
		if err := p.block(withoutFigure(n.lines), []corpus.Place{n.place}); err != nil {
			return err
		}
	}
	return nil
}

// withoutFigure leaves out the figure before a note, as it is left out where it leads there.
func withoutFigure(lines []pdfLine) []pdfLine {
	lines[0].text = strings.TrimPrefix(lines[0].text, noteFigure.FindString(lines[0].text))
	return lines
}

// block adds the lines of a block, which stand at some places: those of its first lines.
func (p *pdfText) block(lines []pdfLine, places []corpus.Place) error {
	if len(lines) == 0 {
		return nil
	}
	if p.isCode(lines[0]) {
		p.place = places[0]
		return p.lines(p.list.level(lines), indented(lines))
	}
	kind, level, marked := corpus.Prose, 0, 0
	if h := p.heading(lines[0]); h > 0 {
		kind, level = corpus.Heading, h
	} else if h := p.boldHeading(lines); h > 0 {
		kind, level = corpus.Heading, h
	} else if m := pdfBullet.FindString(fold(lines[0].text)); m != "" {
		kind, level = corpus.Item, p.list.item(lines[0])
		if strings.ContainsAny(m, "0123456789abcdefghijklmnopqrstuvwxyz") {
			marked = len(m)
		} else {
			lines[0].text = fold(lines[0].text)[len(m):]
		}
	} else {
		level = p.list.level(lines)
	}
	if kind == corpus.Heading {
		p.list = pdfList{}
	}
	text, starts := p.joinRules(lines)
	text = strings.TrimRight(text, noteReturn)
	p.place = places[0]
	n := len(p.blocks)
	if err := p.add(kind, level, text); err != nil || len(p.blocks) == n { // nothing shows of it
		return err
	}
	start := p.blocks[n].Start
	for i, place := range places {
		if last := p.marks[len(p.marks)-1]; place != last.Place {
			p.marks = append(p.marks, corpus.Mark{Start: start + starts[i], Place: place})
		}
	}
	if marked < len(text) { // what is quoted of an item begins behind its number
		p.blocks[n].Start += marked
	}
	return nil
}

// indented is the text of lines of code, with the spaces before them.
func indented(lines []pdfLine) string {
	left := lines[0].left
	for _, l := range lines {
		left = min(left, l.left)
	}
	var b strings.Builder
	for _, l := range lines {
		letter := l.width() / float64(max(utf8.RuneCountInString(l.text), 1))
		if letter > 0 {
			b.WriteString(strings.Repeat(" ", min(int(math.Round((l.left-left)/letter)), deepestIndent)))
		}
		b.WriteString(strings.TrimRight(strings.ReplaceAll(l.text, "\t", "    "), " ") + "\n")
	}
	return b.String()
}

// deepestIndent is the most spaces that stand before a line of code.
const deepestIndent = 80

// noteReturn is what leads from a note back to its figure on pages of the web.
const noteReturn = "↩\ufe0e\ufe0f "

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// largest is the first of the largest lines of the first page.
func (p *pdfText) largest() string {
	for i, b := range p.blocks {
		if b.Kind == corpus.Heading && b.Level == 1 && i < 5 {
			return p.text.String()[b.Start:b.End]
		}
	}
	return ""
}
