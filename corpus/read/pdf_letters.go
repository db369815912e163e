package read

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/klippa-app/go-pdfium/responses"
)

// A pdfBox is where something stands on a page, in points from its lower left.
type pdfBox struct {
	left, right, top, bottom float64
}

// nowhere is a box that covers nothing yet.
func nowhere() pdfBox { return pdfBox{math.Inf(1), math.Inf(-1), math.Inf(-1), math.Inf(1)} }

func (b *pdfBox) cover(o pdfBox) {
	b.left, b.right, b.top, b.bottom = min(b.left, o.left), max(b.right, o.right), max(b.top, o.top), min(b.bottom, o.bottom)
}

func (b pdfBox) width() float64  { return b.right - b.left }
func (b pdfBox) middle() float64 { return (b.top + b.bottom) / 2 }
func (b pdfBox) centre() float64 { return (b.left + b.right) / 2 }

// covers reports whether a place is in a box.
func (b pdfBox) covers(x, y float64) bool {
	return x >= b.left && x <= b.right && y >= b.bottom && y <= b.top
}

// farthest is how far from the lower left anything on a page stands, in points. Numbers of
// files that are damaged may be any.
const farthest = 100_000

// isOnPage reports whether a box is a place on a page.
func (b pdfBox) isOnPage() bool {
	return b.left > -farthest && b.bottom > -farthest && b.right < farthest && b.top < farthest
}

// beside reports whether two boxes stand on one line: the lower one overlaps the other by
// two fifths of its height.
func (b pdfBox) beside(o pdfBox) bool {
	overlap := min(b.top, o.top) - max(b.bottom, o.bottom)
	return overlap > 0 && overlap >= .4*min(b.top-b.bottom, o.top-o.bottom)
}

// A pdfLetter is one of a page, or a space.
type pdfLetter struct {
	pdfBox
	pdfFont
	text   string
	turned int // quarter turns against the clock
}

func (l pdfLetter) isSpace() bool { return strings.TrimSpace(l.text) == "" }

// hyphen stands for one that ends a line within a word.
const hyphen = "\u00ad"

// letterOf is a letter as PDFium tells it, without its font.
func letterOf(c *responses.GetPageTextStructuredChar) pdfLetter {
	at := c.PointPosition
	quarters := c.Angle / (math.Pi / 2) // with the clock
	l := pdfLetter{
		pdfBox: pdfBox{left: min(at.Left, at.Right), right: max(at.Left, at.Right), top: max(at.Top, at.Bottom), bottom: min(at.Top, at.Bottom)},
		text:   c.Text, turned: -int(math.Round(quarters)) & 3,
	}
	switch isSlanted := math.Abs(quarters-math.Round(quarters)) > .1; {
	case c.Text == "\ufffe", c.Text == "\x02":
		l.text = hyphen
	case c.Text == "\x00", !l.isOnPage(), isSlanted && !l.isSpace(): // lines of slanted letters cannot be told apart
		l.text = ""
	}
	return l
}

// upright turns a box of a page so that what is turned by so many quarters stands upright.
func (b pdfBox) upright(turned int) pdfBox {
	switch turned {
	case 1:
		return pdfBox{left: b.bottom, right: b.top, top: -b.left, bottom: -b.right}
	case 2:
		return pdfBox{left: -b.right, right: -b.left, top: -b.bottom, bottom: -b.top}
	case 3:
		return pdfBox{left: -b.top, right: -b.bottom, top: b.right, bottom: b.left}
	}
	return b
}

// A pdfRun is letters that follow each other closely on a line, or a table in their place,
// or a rule across the page, which parts what stands above and below.
type pdfRun struct {
	pdfBox
	letters []pdfLetter
	size    float64
	table   *pdfTable
	isRule  bool
}

const (
	// runGap is how far apart two runs of a line stand, in sizes of their letters.
	runGap = .7
	// leaders is how many dots lead to what stands at the end of their line.
	leaders = 5
)

// runsOf puts letters into runs. PDFium tells them in the order in which the file has
// them, and the spaces and line ends that it sees between them.
func runsOf(letters []pdfLetter) []*pdfRun {
	var out []*pdfRun
	run := pdfRun{pdfBox: nowhere()}
	end := func() {
		if run.right >= run.left {
			run.size = sizeMost(run.letters)
			out = append(out, &pdfRun{pdfBox: run.pdfBox, letters: run.letters, size: run.size})
		}
		run = pdfRun{pdfBox: nowhere()}
	}
	for _, c := range letters {
		switch {
		case c.text == "\r" || c.text == "\n":
			end()
			continue
		case c.text == "" || c.isSpace() && len(run.letters) == 0:
			continue
		case !c.isSpace() && len(run.letters) > 0 && !run.goesOn(c):
			end()
		}
		run.letters = append(run.letters, c)
		if !c.isSpace() {
			run.cover(c.pdfBox)
		}
	}
	end()
	return out
}

// goesOn reports whether a letter stands behind those of a run.
func (r *pdfRun) goesOn(c pdfLetter) bool {
	last := r.letters[len(r.letters)-1]
	for i := len(r.letters) - 1; i >= 0 && last.isSpace(); i-- {
		last = r.letters[i]
	}
	size := max(c.size, last.size, 4)
	return c.left-r.right < runGap*size && c.left > last.left-.5*size && c.top > r.bottom-.2*size && c.bottom < r.top+.2*size
}

// sizeMost is the size that most of the letters have, the larger of two that as many have.
func sizeMost(letters []pdfLetter) float64 {
	sizes := map[float64]int{}
	for _, c := range letters {
		if !c.isSpace() {
			sizes[c.size]++
		}
	}
	size, most := 0., 0
	for s, n := range sizes {
		if n > most || n == most && s > size {
			most, size = n, s
		}
	}
	return size
}

// once leaves out letters that stand twice at the same place, as programs make them bold
// or shadowed, and those that are drawn for others to be drawn over them. Those of a
// ligature have one place too, but follow each other.
func once(letters []pdfLetter) []pdfLetter {
	type place struct {
		text string
		x, y int
	}
	const grid, ligature = 2, 3 // points, letters
	seen := map[place][]int{}
	var out []pdfLetter
	for _, c := range letters {
		x, y := int(math.Floor(c.left/grid)), int(math.Floor(c.bottom/grid))
		isTwice := false
		for dx := -1; dx <= 1 && !c.isSpace(); dx++ {
			for dy := -1; dy <= 1; dy++ {
				for _, i := range seen[place{c.text, x + dx, y + dy}] {
					isTwice = isTwice || i < len(out)-ligature && c.isAt(out[i])
				}
			}
		}
		if isTwice {
			continue
		}
		at := place{c.text, x, y}
		seen[at] = append(seen[at], len(out))
		out = append(out, c)
	}
	return out
}

// isAt reports whether a letter stands where another one does.
func (l pdfLetter) isAt(o pdfLetter) bool {
	slack := .12 * max(l.size, 4)
	return math.Abs(l.left-o.left) < slack && math.Abs(l.bottom-o.bottom) < slack
}

// withoutLeaders ends a line where dots lead on to a number at its end, and leaves them out.
func withoutLeaders(letters []pdfLetter) []pdfLetter {
	var out []pdfLetter
	for i := 0; i < len(letters); i++ {
		dots, to := 0, i
		for k := i; k < len(letters) && (letters[k].text == "." || letters[k].text == "…" || letters[k].text == " "); k++ {
			switch letters[k].text {
			case ".":
				dots, to = dots+1, k
			case "…":
				dots, to = dots+3, k
			}
		}
		if dots >= leaders {
			out = append(out, pdfLetter{text: "\n"})
			i = to
			continue
		}
		out = append(out, letters[i])
	}
	return out
}

const (
	// raised is how much smaller than their line the figures of notes are, and leastRise how
	// far above it they stand, in sizes of its letters.
	raised, leastRise = .87, .1
	// cellGap is how far apart the cells of a row stand, in sizes of their letters.
	cellGap = 1.0
)

// lineOf makes a line of runs that stand on it, from left to right, with a tab where they
// stand apart, and without the figures that lead to notes.
func lineOf(runs []*pdfRun) pdfLine {
	var letters []pdfLetter
	for i, r := range runs {
		if i > 0 {
			letters = append(letters, pdfLetter{text: gapBefore(runs[i-1], r)})
		}
		letters = append(letters, r.letters...)
	}
	l := pdfLine{pdfBox: nowhere(), bold: true, mono: true}
	words := slices.DeleteFunc(slices.Clone(letters), func(c pdfLetter) bool { return c.mono })
	if l.size = sizeMost(words); l.size == 0 { // names in code may be smaller than the text
		l.size = sizeMost(letters)
	}
	for _, c := range letters {
		if !c.isSpace() {
			l.bold, l.mono = l.bold && c.bold, l.mono && c.mono
			if l.word > 0 && l.behind == 0 {
				l.behind = c.left
			}
			l.cover(c.pdfBox)
		} else if l.word == 0 {
			l.word = l.width()
		}
	}
	if l.word == 0 {
		l.word, l.behind = l.width(), l.right
	}
	var b strings.Builder
	base := baseOf(letters)
	for i, c := range letters {
		if !isNoteFigure(letters, i, l.size, base) {
			b.WriteString(c.text)
		}
	}
	l.text = b.String()
	if before, ok := strings.CutSuffix(strings.TrimRight(l.text, " "), "‐"); ok { // U+2010, which some programs put there
		l.text = before + hyphen
	}
	return l
}

// gapBefore is what stands between a run and the one before: a tab, a space or nothing.
func gapBefore(before, r *pdfRun) string {
	gap := r.left - before.right
	size := max(before.size, r.size, 4)
	switch {
	case gap > cellGap*size:
		return "\t"
	case gap < .1*size, before.letters[len(before.letters)-1].isSpace(), strings.Contains(".,;:?!)", r.letters[0].text):
		return ""
	}
	return " "
}

// baseOf is the height at which most letters of a line stand, those aside that reach below
// it or are raised.
func baseOf(letters []pdfLetter) float64 {
	var bottoms []float64
	for _, c := range letters {
		if !c.isSpace() {
			bottoms = append(bottoms, c.bottom)
		}
	}
	if len(bottoms) == 0 {
		return 0
	}
	slices.Sort(bottoms)
	return bottoms[len(bottoms)/2]
}

// isNoteFigure reports whether a letter is of a figure that leads to a note: it is smaller
// than the line and stands above its base, behind a word or a long number, or at the
// beginning. Those of "km²", "10⁶" and "10ᵗʰ" are none, nor is the 5 of small code.
func isNoteFigure(letters []pdfLetter, i int, size, base float64) bool {
	isSmall := func(c pdfLetter) bool {
		return !c.isSpace() && c.size < raised*size && c.bottom > base+leastRise*size && strings.Trim(c.text, "0123456789*†‡,") == ""
	}
	if !isSmall(letters[i]) {
		return false
	}
	k, n := i, i+1
	for k > 0 && isSmall(letters[k-1]) {
		k--
	}
	for n < len(letters) && isSmall(letters[n]) {
		n++
	}
	if n < len(letters) && unicode.IsLetter(firstRune(letters[n].text)) {
		return k == 0 // that of the note itself may be close to it
	}
	const shortest = 3 // letters of a word
	word := 0
	for word < shortest && k > 0 && isOf(letters[k-1], unicode.IsLetter) {
		k, word = k-1, word+1
	}
	figures := 0
	for word == 0 && k > 0 && isOf(letters[k-1], func(r rune) bool { return unicode.IsDigit(r) || r == '.' || r == ',' }) {
		k, figures = k-1, figures+1
	}
	return word == shortest || word == 0 && (figures == 0 || figures >= shortest || figures == 1 && !isOf(letters[k], unicode.IsDigit))
}

func isOf(c pdfLetter, is func(rune) bool) bool { return is(firstRune(c.text)) }
