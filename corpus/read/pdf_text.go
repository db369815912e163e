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
	// pageNumber is a line that has nothing else: "12", "- 12 -", "Page 3 of 14", "xii".
	pageNumber = lazyregexp.New(`(?i)^\W*(?:page|p\.|seite|página)?\s*(?:[0-9]{1,5}|[ivxlc]{1,7})(?:\s*(?:of|/|von|de)\s*[0-9]{1,5})?\W*$`)
	// pdfBullet begins an item of a list.
	pdfBullet = lazyregexp.New(`^(?:[•◦▪■□●○‣⁃∙·–—*-]|\(?(?:[0-9]{1,2}|[a-z]|[ivx]{1,4})[.)])\s+`)
	digits    = lazyregexp.New(`[0-9]+`)
)

// A pdfText makes blocks of the lines of pages.
type pdfText struct {
	written
	pages [][]pdfLine
	body  float64   // the size of its letters that are no heading
	sizes []float64 // of headings, largest first

	words map[string]bool // of all pages, in small letters

	open  []pdfLine     // the block that is open
	begun []corpus.Mark // the pages of its lines, by the line's number
	notes [][]pdfLine   // small lines at the foot of a page, which wait for the end of the block
	of    []int         // their pages
}

func (p *pdfText) read() error {
	p.dropRunning()
	p.measure()
	p.listWords()
	for i, lines := range p.pages {
		for k, l := range lines {
			if p.isNote(lines, k) {
				p.note(i+1, l)
				continue
			}
			if p.isRow(lines, k) {
				if err := p.tableRow(i+1, lines, k); err != nil {
					return err
				}
				continue
			}
			if err := p.take(i+1, l); err != nil {
				return err
			}
		}
	}
	return p.end()
}

// The heads and feet of pages are the first and last runningLines lines of them, and
// stand on runningPages of them or more, whatever numbers they have.
const (
	runningLines = 2
	runningPages = 3
)

// dropRunning takes out what stands at the head or foot of many pages, and the numbers
// of pages there.
func (p *pdfText) dropRunning() {
	seen := map[string]int{}
	edges := func(lines []pdfLine) []int { // indexes of the lines that stand outermost
		order := make([]int, len(lines))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { return int(math.Round(lines[b].top - lines[a].top)) })
		if len(order) <= 2*runningLines {
			return order
		}
		return append(slices.Clone(order[:runningLines]), order[len(order)-runningLines:]...)
	}
	key := func(l pdfLine) string { return digits.ReplaceAllString(fold(l.text), "#") }
	for _, lines := range p.pages {
		on := map[string]bool{}
		for _, i := range edges(lines) {
			if k := key(lines[i]); !on[k] {
				on[k] = true
				seen[k]++
			}
		}
	}
	for n, lines := range p.pages {
		drop := map[int]bool{}
		for _, i := range edges(lines) {
			drop[i] = seen[key(lines[i])] >= runningPages || len(lines) > 1 && pageNumber.MatchString(fold(lines[i].text))
		}
		var kept []pdfLine
		for i, l := range lines {
			if !drop[i] {
				kept = append(kept, l)
			}
		}
		p.pages[n] = kept
	}
}

// sizeOf is a size as sizes are compared: of half a point.
func sizeOf(size float64) float64 { return math.Round(2*size) / 2 }

// measure finds the size of the body, and those of headings.
func (p *pdfText) measure() {
	letters := map[float64]int{}
	all := 0
	for _, lines := range p.pages {
		for _, l := range lines {
			letters[sizeOf(l.size)] += len(l.text)
			all += len(l.text)
		}
	}
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
	if utf8.RuneCountInString(text) > longestHead || !strings.ContainsFunc(text, unicode.IsLetter) {
		return 0
	}
	if level := slices.Index(p.sizes, sizeOf(l.size)); level >= 0 {
		return min(level+1, 6)
	}
	return 0
}

// boldHeading returns the level of lines that are one as they stand apart and are bold;
// 0 if they are none.
func (p *pdfText) boldHeading(lines []pdfLine) int {
	last := strings.TrimSpace(lines[len(lines)-1].text)
	isBold := !slices.ContainsFunc(lines, func(l pdfLine) bool { return !l.bold || sizeOf(l.size) < p.body })
	if len(lines) > 2 || !isBold || strings.HasSuffix(last, ".") || strings.HasSuffix(last, ",") || strings.HasSuffix(last, ":") {
		return 0
	}
	return min(len(p.sizes)+1, 6)
}

// listWords lists the words of all pages, but for the parts of those that the end of a
// line parts.
func (p *pdfText) listWords() {
	p.words = map[string]bool{}
	parted := false
	for _, lines := range p.pages {
		for _, l := range lines {
			said := strings.TrimSpace(l.text)
			if parted {
				said = said[len(firstWord(said)):]
			}
			if parted = strings.HasSuffix(said, hyphen); parted {
				said = strings.TrimSuffix(said, lastWord(strings.TrimSuffix(said, hyphen))+hyphen)
			}
			for _, w := range strings.FieldsFunc(said, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' }) {
				p.words[strings.ToLower(w)] = true
			}
		}
	}
}

// hyphenOf is what stands between two parts of a word that the end of a line parts: PDFs
// do not tell whether the hyphen is the word's own. It is if the word has it elsewhere, or
// if both parts are words, and together they are none.
func (p *pdfText) hyphenOf(before, after string) string {
	a, b := strings.ToLower(lastWord(before)), strings.ToLower(firstWord(after))
	switch {
	case p.words[a+b]:
		return ""
	case p.words[a+"-"+b], p.words[a] && p.words[b] && len(a) > 2 && len(b) > 2:
		return "-"
	}
	return ""
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) }

func firstWord(text string) string {
	if i := strings.IndexFunc(text, isNoLetter); i >= 0 {
		return text[:i]
	}
	return text
}

func lastWord(text string) string {
	if i := strings.LastIndexFunc(text, isNoLetter); i >= 0 {
		_, size := utf8.DecodeRuneInString(text[i:])
		return text[i+size:]
	}
	return text
}

// isNote reports whether a line is of the notes at the foot of its page: it is small, and
// so is all that stands below it.
func (p *pdfText) isNote(lines []pdfLine, k int) bool {
	small := func(l pdfLine) bool { return sizeOf(l.size) < p.body*smallerThanBody }
	if !small(lines[k]) || k == 0 {
		return false
	}
	for _, l := range lines {
		if l.top < lines[k].bottom && !small(l) {
			return false
		}
	}
	return true
}

// isRow reports whether a line is the row of a table: it has cells, and so has the line
// before or behind it.
func (p *pdfText) isRow(lines []pdfLine, k int) bool {
	cells := func(i int) bool {
		return i >= 0 && i < len(lines) && strings.Contains(strings.TrimSpace(lines[i].text), "\t") && !pdfBullet.MatchString(lines[i].text)
	}
	return cells(k) && (cells(k-1) || cells(k+1))
}

// tableRow adds a row; the first of a table names its columns.
func (p *pdfText) tableRow(page int, lines []pdfLine, k int) error {
	if err := p.end(); err != nil {
		return err
	}
	kind := corpus.Row
	if !p.isRow(lines, k-1) && !(k == 0 && p.rows) { // a table may go on from the page before
		kind = corpus.Header
	}
	p.at(corpus.Page, page)
	return p.row(kind, 0, strings.Split(strings.TrimSpace(lines[k].text), "\t"))
}

// note keeps a line of the foot of a page: what it belongs to may go on on the next.
func (p *pdfText) note(page int, l pdfLine) {
	n := len(p.notes)
	if n > 0 && p.of[n-1] == page && p.isSame(p.notes[n-1], l, false) {
		p.notes[n-1] = append(p.notes[n-1], l)
		return
	}
	p.notes, p.of = append(p.notes, []pdfLine{l}), append(p.of, page)
}

// take adds a line to the block that is open, or ends that and begins another.
func (p *pdfText) take(page int, l pdfLine) error {
	if len(p.open) > 0 && (!p.isSame(p.open, l, p.begun[len(p.begun)-1].Number != page) || p.isForced(page, l)) {
		if err := p.end(); err != nil {
			return err
		}
	}
	p.begun = append(p.begun, corpus.Mark{Start: len(p.open), Place: corpus.Place{Kind: corpus.Page, Number: page}})
	p.open = append(p.open, l)
	return nil
}

// isForced reports whether the line before a line was ended though the first word of
// this one would have stood on it too: then a paragraph or an item ended there.
func (p *pdfText) isForced(page int, l pdfLine) bool {
	last := p.open[len(p.open)-1]
	if p.begun[len(p.begun)-1].Number != page || l.top > last.top {
		return false
	}
	edge := 0.
	for _, other := range p.pages[page-1] { // of the column
		if other.left <= last.right && other.right >= last.left && math.Abs(other.left-last.left) < 6*p.body {
			edge = max(edge, other.right)
		}
	}
	word, _, _ := strings.Cut(strings.TrimSpace(l.text), " ")
	width := (l.right - l.left) * float64(len(word)+1) / float64(max(len(l.text), 1))
	return last.right+width+p.body < edge
}

// isSame reports whether a line goes on with the block of some others; turned says that
// it stands on another page.
func (p *pdfText) isSame(block []pdfLine, l pdfLine, turned bool) bool {
	last := block[len(block)-1]
	h, was := p.heading(l), p.heading(last)
	if h != was || h > 0 && sizeOf(l.size) != sizeOf(last.size) {
		return false
	}
	if pdfBullet.MatchString(l.text) {
		return false
	}
	em := max(l.size, last.size, 6)
	text := strings.TrimSpace(last.text)
	ends := strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, ":") || strings.HasSuffix(text, "”")
	if turned || l.top > last.top+em/2 { // or another column
		isItem := pdfBullet.MatchString(block[0].text)
		return !ends && h == 0 && (!isItem || unicode.IsLower(firstRune(strings.TrimSpace(l.text))))
	}
	gap := last.bottom - l.top
	switch {
	case h > 0:
		return gap < 1.2*em
	case gap > 1.1*em, sizeOf(l.size) != sizeOf(last.size) && math.Abs(l.size-last.size) > .1*em:
		return false
	case len(block) > 1 && l.left-last.left > .8*em && ends: // indented
		return false
	}
	return true
}

// end adds the block that is open, and behind it the notes of its pages.
func (p *pdfText) end() error {
	open, begun := p.open, p.begun
	p.open, p.begun = nil, nil
	if err := p.block(open, begun); err != nil {
		return err
	}
	notes, of := p.notes, p.of
	p.notes, p.of = nil, nil
	for i, lines := range notes {
		marks := []corpus.Mark{{Place: corpus.Place{Kind: corpus.Page, Number: of[i]}}}
		if err := p.block(lines, marks); err != nil {
			return err
		}
	}
	return nil
}

// block adds the lines of a block, with marks by the number of the line.
func (p *pdfText) block(lines []pdfLine, marks []corpus.Mark) error {
	if len(lines) == 0 {
		return nil
	}
	kind, level := corpus.Prose, 0
	if h := p.heading(lines[0]); h > 0 {
		kind, level = corpus.Heading, h
	} else if h := p.boldHeading(lines); h > 0 {
		kind, level = corpus.Heading, h
	} else if m := pdfBullet.FindString(lines[0].text); m != "" {
		kind, level = corpus.Item, 1
		if !strings.ContainsAny(m, "0123456789abcdefghijklmnopqrstuvwxyz") {
			lines[0].text = lines[0].text[len(m):]
		}
	}
	text, starts := p.joined(lines)
	p.place = marks[0].Place
	n := len(p.blocks)
	if err := p.add(kind, level, text); err != nil || len(p.blocks) == n { // nothing shows of it
		return err
	}
	start := p.blocks[n].Start
	for _, m := range marks[1:] {
		if last := p.marks[len(p.marks)-1]; m.Place != last.Place {
			p.marks = append(p.marks, corpus.Mark{Start: start + starts[m.Start], Place: m.Place})
		}
	}
	return nil
}

// longestPart is how far back the beginning of a parted word is looked for.
const longestPart = 40

// joined is the text of lines, folded, with the words put together that a hyphen parts
// at the end of a line; and where each line begins in it.
func (p *pdfText) joined(lines []pdfLine) (text string, starts []int) {
	var out []byte
	parted := false // the line before ends within a word
	for _, l := range lines {
		said := fold(l.text)
		ends := strings.HasSuffix(said, hyphen)
		said = strings.ReplaceAll(said, hyphen, "")
		isBehindDash := len(out) > 0 && out[len(out)-1] == '-' && unicode.IsLower(firstRune(said))
		switch {
		case len(out) == 0 || said == "" || isBehindDash:
		case parted:
			out = append(out, p.hyphenOf(string(out[max(0, len(out)-longestPart):]), said)...)
		default:
			out = append(out, ' ')
		}
		starts = append(starts, len(out))
		out = append(out, said...)
		parted = ends
	}
	return string(out), starts
}

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
