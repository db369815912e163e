package terminal

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// minWidth is the narrowest column that text is wrapped to: on a narrower
// screen the terminal's own wrapping does less harm.
const minWidth = 20

// A run is a stretch of text in one style.
type run struct {
	style style
	text  string
	url   string // that it is a link to, or empty
}

// looksLike reports whether two runs are painted alike.
func (r run) looksLike(o run) bool { return r.style == o.style && r.url == o.url }

// A word is what stands between white space, in the order of its runs.
type word []run

// lay writes runs as a block: every run of white space becomes one space or a
// line's end, and each line begins with a prefix. A word that is wider than
// the screen (a URL, a script without spaces) is left for the terminal to
// break, so that nothing is added to it.
func (s Screen) lay(first, rest string, runs ...run) string {
	width := math.MaxInt
	if s.Width > 0 {
		width = max(s.Width-ansi.StringWidth(rest), minWidth)
	}
	var b strings.Builder
	b.WriteString(first)
	var line []run
	column := 0
	for _, w := range words(runs) {
		n := w.width()
		if len(line) > 0 && column+1+n > width {
			b.WriteString(s.paintLine(line) + "\n" + rest)
			line, column = nil, 0
		}
		if len(line) > 0 {
			space := run{style: plain, text: " "}
			if last := line[len(line)-1]; last.looksLike(w[0]) {
				space.style, space.url = last.style, last.url
			}
			line = append(line, space)
			column++
		}
		line = append(line, w...)
		column += n
	}
	b.WriteString(s.paintLine(line) + "\n")
	return b.String()
}

// paintLine paints neighbours of one style together.
func (s Screen) paintLine(line []run) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		first := line[i]
		var text strings.Builder
		for ; i < len(line) && line[i].looksLike(first); i++ {
			text.WriteString(line[i].text)
		}
		b.WriteString(s.link(first.url, s.paint(first.style, text.String())))
	}
	return b.String()
}

func (w word) width() int {
	n := 0
	for _, r := range w {
		n += ansi.StringWidth(r.text)
	}
	return n
}

// words cuts runs at white space and makes each visible. A word may hold
// several runs: of "desertion" only "desert" may be emphasised.
func words(runs []run) []word {
	var out []word
	var open word
	for _, r := range runs {
		text := r.text
		for text != "" {
			end := strings.IndexFunc(text, unicode.IsSpace)
			if end < 0 {
				end = len(text)
			}
			if end > 0 {
				open = append(open, run{r.style, Visible(text[:end]), r.url})
			}
			if end == len(text) {
				break
			}
			if len(open) > 0 {
				out = append(out, open)
				open = nil
			}
			_, space := utf8.DecodeRuneInString(text[end:])
			text = text[end+space:]
		}
	}
	if len(open) > 0 {
		out = append(out, open)
	}
	return out
}
