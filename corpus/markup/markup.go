// Package markup knows which bytes of a quotation a reader of the document does
// not see: the marks of emphasis, the addresses of links, tags. What is searched
// and what is shown is the rest, byte for byte.
package markup

import (
	"path"
	"strings"
)

// Mask returns a text of a document with a blank in place of each byte that is
// not shown, and a line end in place of the first byte of what breaks a line.
// The document's name tells its format. It is the text itself where all of it
// is shown.
//
// Marks are told within the text, a sentence or a block: what begins before it,
// or ends behind it, is shown as it stands.
func Mask(name, text string) string {
	scan := scanners[strings.ToLower(path.Ext(name))]
	if scan == nil || len(text) > longest {
		return text
	}
	m := masker{text: text}
	scan(&m)
	if m.out == nil {
		return text
	}
	return string(m.out)
}

// longest is the most bytes of a text that is looked at.
const longest = 64 << 10

// Text returns what is shown of a text whose mask this is.
func Text(text, mask string) string {
	var b strings.Builder
	for i := range len(text) {
		switch {
		case mask[i] == text[i]:
			b.WriteByte(text[i])
		case mask[i] == '\n':
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// scanners hide what each format does not show, by extension in small letters.
var scanners = map[string]func(*masker){
	".md": markdown, ".markdown": markdown, ".rst": reST,
	".txt": plain, ".text": plain, "": plain,
}

// A masker hides bytes of a text.
type masker struct {
	text string
	out  []byte // nil as long as nothing is hidden
}

// hide hides the bytes [from, to).
func (m *masker) hide(from, to int) {
	if from < to && m.out == nil {
		m.out = []byte(m.text)
	}
	for i := from; i < to; i++ {
		m.out[i] = ' '
	}
}

// breakLine hides the bytes [from, to), which break the line.
func (m *masker) breakLine(from, to int) {
	m.hide(from, to)
	if m.text[from] != '\n' {
		m.out[from] = '\n'
	}
}

// farthest is the most bytes between two marks that belong together. It keeps
// the time of a text full of opening marks linear.
const farthest = 2000

// find returns where a mark next stands from an offset on; -1 for nowhere near.
func (m *masker) find(mark string, from int) int {
	if from > len(m.text) {
		return -1
	}
	near := m.text[from:min(len(m.text), from+farthest)]
	if i := strings.Index(near, mark); i >= 0 {
		return from + i
	}
	return -1
}

// run returns the end of the equal bytes that begin at i.
func (m *masker) run(i int) int {
	end := i + 1
	for end < len(m.text) && m.text[end] == m.text[i] {
		end++
	}
	return end
}

// closing returns where the bracket that is open before from is closed, brackets
// in between left out; -1 for nowhere near.
func (m *masker) closing(from int, opened, closed byte) int {
	depth := 1
	for i := from; i < min(len(m.text), from+farthest); i++ {
		switch m.text[i] {
		case '\\':
			i++
		case opened:
			depth++
		case closed:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// isWordByte reports whether a byte of a text is a part of a word; those of
// letters beyond ASCII are. There is no word before the text, nor behind it.
func (m *masker) isWordByte(i int) bool {
	if i < 0 || i >= len(m.text) {
		return false
	}
	b := m.text[i]
	return b >= 0x80 || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// isSpace reports whether there is white space at i, or nothing.
func (m *masker) isSpace(i int) bool {
	return i < 0 || i >= len(m.text) || strings.IndexByte(" \t\r\n", m.text[i]) >= 0
}

// isPunctuation reports whether b is ASCII punctuation.
func isPunctuation(b byte) bool {
	return b > ' ' && b < 0x7f && !(b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z')
}
