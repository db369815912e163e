// Package markup knows which bytes of a quotation a reader of the document does
// not see: the marks of emphasis, the addresses of links, tags. What is searched
// and what is shown is the rest, byte for byte.
package markup

import (
	"html"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mask returns a text of a document with a blank in place of each byte that is
// not shown (a tab in place of a blank), and a line end in place of the first
// byte of what breaks a line or parts two words. The document's name tells its format. It is the text itself
// where all of it is shown.
//
// Marks are told within the text, a sentence or a block. Of emphasis that
// begins before it, or ends behind it, a mark at its very end is hidden all the
// same; anything else of that sort is shown as it stands.
func Mask(name, text string) string {
	if m := scanned(name, text); m != nil && m.out != nil {
		return string(m.out)
	}
	return text
}

// Has reports whether the format that a document's name tells has markup.
func Has(name string) bool { return scanners[strings.ToLower(path.Ext(name))] != nil }

// Linked returns the share of what is shown of a text that leads elsewhere: the
// texts of links, and addresses.
func Linked(name, text string) float64 {
	m := scanned(name, text)
	if m == nil || len(m.links) == 0 {
		return 0
	}
	shown, linked := 0, 0
	next := 0 // link
	for i := range len(text) {
		for next < len(m.links) && i >= m.links[next].end {
			next++
		}
		if m.hidden(i) {
			continue
		}
		shown++
		if next < len(m.links) && i >= m.links[next].start {
			linked++
		}
	}
	return float64(linked) / float64(max(shown, 1))
}

// A Link is a stretch [Start, End) of a text that leads to an address of the web.
type Link struct {
	Start, End int
	Address    string
}

// Links returns the links of a text of a document that lead to the web, in order.
// A page of the same collection has no address that is known here.
func Links(name, text string) []Link {
	m := scanned(name, text)
	if m == nil {
		return nil
	}
	var out []Link
	for _, l := range m.links {
		address := html.UnescapeString(strings.TrimSpace(l.address))
		if isWeb(address) && hasWord(m.text[l.start:l.end]) {
			out = append(out, Link{l.start, l.end, address})
		}
	}
	return out
}

// longestAddress is the most bytes of an address that is worth a link: what is
// longer would take a message's room.
const longestAddress = 500

// isWeb reports whether an address can be followed as it is.
func isWeb(address string) bool {
	if len(address) > longestAddress || strings.ContainsAny(address, "<>\\\"`|{}") || strings.ContainsFunc(address, isUnseen) {
		return false
	}
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func isUnseen(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

// scanned returns what is found in a text of a document; nil where its format
// has no marks, or the text is too long.
func scanned(name, text string) *masker {
	scan := scanners[strings.ToLower(path.Ext(name))]
	if scan == nil || len(text) > longest {
		return nil
	}
	m := &masker{text: text}
	scan(m)
	return m
}

// longest is the most bytes of a text that is looked at.
const longest = 16 << 10

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
	".md": markdown, ".markdown": markdown,
	".rst":  reST,
	".adoc": asciiDoc, ".asciidoc": asciiDoc, ".asc": asciiDoc,
	".wiki": mediaWiki, ".mediawiki": mediaWiki,
	".txt": plain, ".text": plain, "": plain,
}

// A link is the bytes [start, end) of a text, which lead to an address.
type link struct {
	start, end int
	address    string // as it is written, or empty
}

// A masker hides bytes of a text.
type masker struct {
	text string
	out  []byte // nil as long as nothing is hidden

	links    []link // in order
	wordless int    // no word is shown before this offset
}

// hide hides the bytes [from, to).
func (m *masker) hide(from, to int) {
	if from < to && m.out == nil {
		m.out = []byte(m.text)
	}
	for i := from; i < to; i++ {
		m.out[i] = ' '
		if m.text[i] == ' ' {
			m.out[i] = '\t'
		}
	}
}

// link notes the bytes [from, to), which lead elsewhere: to an address, as it is
// written, or to a page of the same collection. Links come in order.
func (m *masker) link(from, to int, address string) {
	if from < to {
		m.links = append(m.links, link{from, to, address})
	}
}

// breakLine hides the bytes [from, to), which break the line or part two words.
func (m *masker) breakLine(from, to int) {
	m.hide(from, to)
	if m.text[from] != '\n' {
		m.out[from] = '\n'
	}
}

// hidden reports whether the mark at i is hidden already.
func (m *masker) hidden(i int) bool { return m.out != nil && m.out[i] != m.text[i] }

// farthest is the most bytes between two marks that belong together. It keeps
// the time of a text full of opening marks linear.
const farthest = 2000

// near returns the text from an offset on, as far as a mark may stand that
// belongs to one there.
func (m *masker) near(from int) string {
	from = min(from, len(m.text))
	return m.text[from:min(len(m.text), from+farthest)]
}

// longestMacro is the most bytes of a macro or a role, without its text.
const longestMacro = 300

// macroAt returns the text from an offset on, as far as a macro may go.
func (m *masker) macroAt(i int) string { return m.text[i:min(len(m.text), i+longestMacro)] }

// find returns where a mark next stands from an offset on; -1 for nowhere near.
func (m *masker) find(mark string, from int) int {
	if i := strings.Index(m.near(from), mark); i >= 0 {
		return from + i
	}
	return -1
}

// findEndTag returns where the end tag of an element, named in small letters,
// next stands from an offset on; -1 for nowhere near.
func (m *masker) findEndTag(name string, from int) int {
	text, mark := m.near(from), "</"+name+">"
	for i := 0; i+len(mark) <= len(text); i++ {
		if text[i] == '<' && strings.EqualFold(text[i:i+len(mark)], mark) {
			return from + i
		}
	}
	return -1
}

// has reports whether a mark stands at i.
func (m *masker) has(mark string, i int) bool { return strings.HasPrefix(m.text[i:], mark) }

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

// hideLinePrefix hides the marks at the beginning of the line from i on: white
// space and such bytes, as long as there are any.
func (m *masker) hideLinePrefix(i int, marks string) {
	for ; i < len(m.text) && strings.IndexByte(" \t"+marks, m.text[i]) >= 0; i++ {
		if strings.IndexByte(marks, m.text[i]) >= 0 {
			m.hide(i, i+1)
		}
	}
}

// before and after return the runes on both sides of an offset; a blank where
// the text begins or ends.
func (m *masker) before(i int) rune {
	if i <= 0 {
		return ' '
	}
	r, _ := utf8.DecodeLastRuneInString(m.text[:i])
	return r
}

func (m *masker) after(i int) rune {
	if i >= len(m.text) {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(m.text[i:])
	return r
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func isPunctuation(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// beginsText reports whether no word is shown before i. What opens there may be
// closed behind the text.
func (m *masker) beginsText(i int) bool {
	for m.wordless < i && (m.hidden(m.wordless) || !isWord(m.after(m.wordless))) {
		m.wordless++
	}
	return m.wordless >= i
}

// endsText reports whether no word stands behind i. What closes there may have
// been opened before the text.
func (m *masker) endsText(i int) bool { return len(m.text)-i <= mostAtEnd && !hasWord(m.text[i:]) }

// mostAtEnd is the most bytes of marks and punctuation at the end of a text.
const mostAtEnd = 16

func hasWord(text string) bool { return strings.IndexFunc(text, isWord) >= 0 }

// dangling hides the marks [from, to), which nothing closes or opens within the
// text, where they may belong to emphasis of several sentences: two stars before
// or behind a word, the only ones near, and others where the text begins, or
// where its sentence ends. One word by itself is no sentence: "*args", "x86_64*".
func (m *masker) dangling(from, to int, opens, closes bool) {
	mark := m.text[from:to]
	switch {
	case len(mark) > 3:
	case mark == "**" && opens != closes && strings.Count(m.near(max(0, from-farthest/2)), mark) == 1,
		opens && m.beginsText(from), closes && m.endsSentence(from, to) && m.endsText(to) && !m.beginsText(from):
		if strings.ContainsAny(m.near(0), " \n") {
			m.hide(from, to)
		}
	}
}

// endsSentence reports whether a stop stands on one side of a mark.
func (m *masker) endsSentence(from, to int) bool {
	const stops = ".!?…:;,"
	return strings.ContainsRune(stops, m.before(from)) || strings.ContainsRune(stops, m.after(to)) || isClosing(m.before(from))
}

func isClosing(r rune) bool { return strings.ContainsRune(")]>*_\"”’", r) }

// setOf returns a set of the names in a text.
func setOf(names string) map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields(names) {
		out[name] = true
	}
	return out
}
