package read

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// deepestReST is the most levels of indentation that are looked at: the blocks
// of a text are read by recursion, and no writer nests so deep.
const deepestReST = 64

// readReST reads reStructuredText, by the rules of the docutils specification.
// The document's text is the source, markup and all, so that spans are its
// bytes. Comments and the targets of links are not quoted.
func readReST(f file) (*corpus.Document, string, error) {
	source, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	doc := &corpus.Document{Name: f.name, Text: source, Hash: corpus.HashText(source)}
	fields, meta, body := preamble(source)
	r := rest{text: source, lines: restLines(source, body), found: fields}
	r.blocks(0, len(r.lines), 0)
	doc.Cut(source, r.found)
	describe(doc, meta, fold)
	return doc, warning, nil
}

// A restLine is a line without the white space at its two ends, and how far it
// is indented.
type restLine struct {
	corpus.Span
	indent int // columns
}

func (l restLine) blank() bool { return l.Start >= l.End }

// tabWidth is the docutils' width of a tab.
const tabWidth = 8

// restLines returns the lines of text[from:].
func restLines(text string, from int) []restLine {
	var out []restLine
	for pos := from; pos < len(text); {
		end := corpus.LineEnd(text, pos)
		l := restLine{Span: corpus.Span{Start: pos, End: pos + len(strings.TrimRightFunc(text[pos:end], corpus.IsBlank))}}
		for !l.blank() {
			r, n := utf8.DecodeRuneInString(text[l.Start:l.End])
			if !corpus.IsBlank(r) {
				break
			}
			l.indent++
			if r == '\t' {
				l.indent = (l.indent + tabWidth - 1) / tabWidth * tabWidth
			}
			l.Start += n
		}
		out = append(out, l)
		pos = corpus.NextLine(text, end)
	}
	return out
}

// rest gathers the blocks of a text.
type rest struct {
	text     string
	lines    []restLine
	found    []corpus.Block
	level    int         // how many items are open
	kind     corpus.Kind // of the next paragraph: prose, or an item's first
	styles   []string    // of titles, from the highest level on
	unclosed int         // no table that begins before this line is closed
}

func (r *rest) line(i int) string {
	l := r.lines[i]
	if l.blank() {
		return ""
	}
	return r.text[l.Start:l.End]
}

// blocks takes over the blocks of the lines [from, to), which stand in so many
// others.
func (r *rest) blocks(from, to, depth int) {
	base := -1 // columns: what is indented further is quoted
	for i := from; i < to; {
		switch {
		case r.lines[i].blank():
			i++
			continue
		case base < 0:
			base = r.lines[i].indent
		case r.lines[i].indent > base && r.kind == corpus.Prose:
			r.kind = corpus.Quotation
		}
		switch {
		case depth > deepestReST:
			i = r.paragraph(i, to)
		default:
			i = r.block(i, to, depth)
		}
	}
}

var (
	bullet     = lazyregexp.New(`^[-*+•‣⁃](?:[ \t]+|$)`)
	enumerator = lazyregexp.New(`^(?:\(?(?:[0-9]{1,3}|#|[A-Za-z]|[ivxlcIVXLC]{1,5})\)|(?:[0-9]{1,3}|#|[A-Za-z]|[ivxlcIVXLC]{1,5})\.)[ \t]+`)
	fieldMark  = lazyregexp.New("^:[^:`\\s](?:[^:`]{0,58}[^:`\\s])?:(?:[ \t]+|$)")
)

// block takes over the block that begins at line i, and returns the line after
// it.
func (r *rest) block(i, to, depth int) int {
	text := r.line(i)
	switch {
	case text == "..", strings.HasPrefix(text, ".. "):
		return r.explicit(i, to, depth)
	case text == "::":
		return r.literal(i, to)
	case strings.HasPrefix(text, "__ "):
		return i + 1
	case strings.HasPrefix(text, ">>> "):
		end := r.untilBlank(i, to)
		r.add(r.span(i, end), corpus.Code)
		return end
	case strings.HasPrefix(text, "+-"), strings.HasPrefix(text, "+="):
		return r.grid(i, to)
	case isTableBorder(text):
		return r.table(i, to)
	case isRule(text) && i+2 < to && r.line(i+2) == text && r.line(i+1) != "":
		r.title(i+1, text[:1]+text[:1])
		return i + 3
	case isRule(text) && len(text) >= 4:
		return i + 1
	case depth == 0 && i+1 < to && r.underlines(i+1):
		r.title(i, r.line(i + 1)[:1])
		return i + 2
	}
	if n := r.marker(i, to); n > 0 {
		return r.item(i, to, n, depth)
	}
	return r.body(i, to, depth)
}

// isRule reports whether a line is one punctuation mark, again and again.
func isRule(line string) bool {
	const marks = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	return len(line) >= 2 && line != "::" && strings.IndexByte(marks, line[0]) >= 0 && strings.Trim(line, line[:1]) == ""
}

// underlines reports whether line i makes a title of the line before it: it is
// as long, or of four marks at least.
func (r *rest) underlines(i int) bool {
	line := r.line(i)
	return isRule(line) && r.lines[i].indent == 0 && r.lines[i-1].indent == 0 &&
		(len(line) >= 4 || len(line) >= utf8.RuneCountInString(r.line(i-1)))
}

// title takes over a section's title, line i, which is as high as others of
// its style: the mark that it is underlined with, and overlined or not.
func (r *rest) title(i int, style string) {
	level := slices.Index(r.styles, style)
	if level < 0 {
		level = len(r.styles)
		r.styles = append(r.styles, style)
	}
	r.found = append(r.found, corpus.Block{Span: r.lines[i].Span, Kind: corpus.Heading, Level: level + 1})
}

// marker returns the length of what marks line i as an item or a field, 0 if
// nothing does. A letter or a number with a stop begins a sentence as well;
// what follows tells: the lines of an item are indented.
func (r *rest) marker(i, to int) int {
	text := r.line(i)
	if m := bullet.FindString(text); m != "" {
		return len(m)
	}
	if m := fieldMark.FindString(text); m != "" {
		return len(m)
	}
	m := enumerator.FindString(text)
	if m == "" || i+1 == to || r.lines[i+1].blank() || r.lines[i+1].indent > r.lines[i].indent || enumerator.MatchString(r.line(i+1)) {
		return len(m)
	}
	return 0
}

// item takes over an item or a field, whose mark has n bytes.
func (r *rest) item(i, to, n, depth int) int {
	end := r.indented(i+1, to, r.lines[i].indent)
	if text := r.line(i); text[0] == ':' && n > 2 {
		start := r.lines[i].Start
		r.add(corpus.Span{Start: start + 1, End: start + strings.LastIndexByte(text[:n], ':')}, corpus.Term)
		r.kind = corpus.Definition
		r.within(i, end, n, depth)
		return end
	}
	r.level++
	r.kind = corpus.Item
	r.within(i, end, n, depth)
	r.level--
	r.kind = corpus.Prose
	return end
}

// add adds a block, unless it shows nothing.
func (r *rest) add(s corpus.Span, kind corpus.Kind) {
	if s.Start < s.End {
		r.found = append(r.found, corpus.Block{Span: s, Kind: kind, Level: r.level})
	}
}

// span returns the span of the lines [i, end), without blank ones at its end.
func (r *rest) span(i, end int) corpus.Span {
	for end > i+1 && r.lines[end-1].blank() {
		end--
	}
	return corpus.Span{Start: r.lines[i].Start, End: r.lines[end-1].End}
}

// within takes over the blocks of the lines [i, end), without the first n
// bytes of the first, which is as far indented as the next.
func (r *rest) within(i, end, n, depth int) {
	l := &r.lines[i]
	l.Start = l.End - len(strings.TrimLeftFunc(r.text[l.Start+n:l.End], corpus.IsBlank))
	l.indent += n
	if i+1 < end && !r.lines[i+1].blank() {
		l.indent = r.lines[i+1].indent
	}
	r.blocks(i, end, depth+1)
}

// indented returns the line after those from i that are indented by more than
// n columns, or blank.
func (r *rest) indented(i, to, n int) int {
	for i < to && (r.lines[i].blank() || r.lines[i].indent > n) {
		i++
	}
	return i
}

func (r *rest) untilBlank(i, to int) int {
	for i < to && !r.lines[i].blank() {
		i++
	}
	return i
}

// body takes over a paragraph, and what belongs to it: the definition of a
// term, which has no colon as what announces a list, or the literal block that
// "::" announces.
func (r *rest) body(i, to, depth int) int {
	end := r.paragraph(i, to)
	last := &r.found[len(r.found)-1]
	if strings.HasSuffix(r.line(end-1), "::") {
		last.End = last.Start + len(strings.TrimRightFunc(r.text[last.Start:last.End-1], corpus.IsBlank)) // one colon is shown
		return r.literal(end-1, to)
	}
	if end == i+1 && end < to && !r.lines[end].blank() && r.lines[end].indent > r.lines[i].indent {
		if last.Kind == corpus.Prose && !strings.HasSuffix(r.line(i), ":") {
			last.Kind, r.kind = corpus.Term, corpus.Definition
		}
		next := r.indented(end, to, r.lines[i].indent)
		r.blocks(end, next, depth+1)
		r.kind = corpus.Prose
		return next
	}
	return end
}

// paragraph takes over the lines from i that are indented alike, and returns
// the line after them.
func (r *rest) paragraph(i, to int) int {
	end := i + 1
	for end < to && !r.lines[end].blank() && r.lines[end].indent == r.lines[i].indent {
		end++
	}
	b := codeAlone(r.text, corpus.Block{Span: r.span(i, end), Kind: r.kind}, "``", "``")
	r.add(b.Span, b.Kind)
	if r.kind != corpus.Definition {
		r.kind = corpus.Prose
	}
	return end
}

// literal takes over the literal block that line i announces, and returns the
// line after it.
func (r *rest) literal(i, to int) int {
	next := i + 1
	for next < to && r.lines[next].blank() {
		next++
	}
	if next == to || r.lines[next].indent <= r.lines[i].indent {
		return next
	}
	end := r.indented(next, to, r.lines[i].indent)
	r.add(r.span(next, end), corpus.Code)
	return end
}

// isTableBorder reports whether a line draws the columns of a simple table:
// "=====  ===".
func isTableBorder(line string) bool {
	return strings.HasPrefix(line, "==") && strings.IndexByte(line, ' ') > 0 && strings.Trim(line, "= ") == ""
}

// table takes over the simple table whose upper border is line i, and returns
// the line after it: the next border before a blank line closes it. If there is
// none, line i is all that is left out. Rows above a border in between are the
// header.
func (r *rest) table(i, to int) int {
	if i < r.unclosed {
		return i + 1
	}
	for j := i + 1; j < to; j++ {
		if isTableBorder(r.line(j)) && (j+1 == to || r.lines[j+1].blank()) {
			r.rows(i+1, j, isTableBorder)
			return j + 1
		}
	}
	r.unclosed = to
	return i + 1
}

// rows takes over the rows of a table between its outer borders. Those above
// the first border in between are its header.
func (r *rest) rows(from, to int, isBorder func(line string) bool) {
	head := from
	for head < to && !isBorder(r.line(head)) {
		head++
	}
	if head < to {
		r.add(r.span(from, head), corpus.Header)
		from = head + 1
	}
	for i := from; i < to; i++ {
		if r.lines[i].blank() || isBorder(r.line(i)) {
			continue
		}
		first := i
		// A row goes on in lines whose first column is empty.
		for i+1 < to && !r.lines[i+1].blank() && r.lines[i+1].indent > r.lines[first].indent && !isBorder(r.line(i+1)) {
			i++
		}
		r.add(r.span(first, i+1), corpus.Row)
	}
}

// grid takes over the grid table whose upper border is line i, and returns the
// line after it.
func (r *rest) grid(i, to int) int {
	end := r.untilBlank(i, to)
	cut := i + 1
	var rows []corpus.Span
	header := -1 // rows above the double border
	for j := i + 1; j < end; j++ {
		if !strings.HasPrefix(r.line(j), "+") {
			continue
		}
		if j > cut {
			rows = append(rows, r.span(cut, j))
		}
		if strings.HasPrefix(r.line(j), "+=") {
			header = len(rows)
		}
		cut = j + 1
	}
	for n, s := range rows {
		kind := corpus.Row
		if n < header {
			kind = corpus.Header
		}
		r.add(s, kind)
	}
	return end
}

var (
	footnote  = lazyregexp.New(`^\.\. +\[[^\]]{1,60}\](?:[ \t]+|$)`)
	directive = lazyregexp.New(`^\.\. +(?:\|[^|]{1,60}\| +)?([A-Za-z][A-Za-z0-9_+:.-]{0,60})::(?:[ \t]+|$)`)
)

// explicit takes over what begins with "..": of footnotes their text, of
// directives what people read in them. Comments and targets are left out.
func (r *rest) explicit(i, to, depth int) int {
	if r.line(i) == ".." && i+1 < to && r.lines[i+1].blank() {
		return i + 1
	}
	end := r.indented(i+1, to, r.lines[i].indent)
	if m := footnote.FindString(r.line(i)); m != "" {
		r.within(i, end, len(m), depth)
		return end
	}
	if m := directive.FindStringSubmatch(r.line(i)); m != nil && !unread[m[1]] {
		r.directive(i, end, depth, m)
	}
	r.kind = corpus.Prose
	return end
}

// unread are the directives whose content is no prose.
var unread = setOf(`highlight literalinclude testsetup testcleanup math image figure table list-table csv-table raw include contents toctree index meta role default-role
	replace unicode date class sectnum header footer title target-notes graphviz digraph graph mermaid plantuml uml plot
	autosummary automodule autoclass autofunction bibliography tabularcolumns currentmodule module`)

// programs are the directives whose content is shown as it stands.
var programs = setOf(`code code-block sourcecode parsed-literal prompt doctest testcode testoutput productionlist`)

// told are the directives whose argument is prose, and goes on below.
var told = setOf(`note warning caution danger attention error hint important tip admonition seealso todo topic sidebar rubric
	deprecated versionadded versionchanged versionremoved deprecated-removed centered`)

func setOf(names string) map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields(names) {
		out[name] = true
	}
	return out
}

// directive takes over the content of a directive of the lines [i, end), whose
// mark and name are m.
func (r *rest) directive(i, end, depth int, m []string) {
	next := i + 1
	for next < end && fieldMark.MatchString(r.line(next)) { // its options
		r.lines[next].End = r.lines[next].Start
		next++
	}
	switch {
	case told[m[1]]:
		r.within(i, end, len(m[0]), depth)
	case programs[m[1]]:
		for next < end && r.lines[next].blank() {
			next++
		}
		if next < end {
			r.add(r.span(next, end), corpus.Code)
		}
	default:
		r.blocks(next, end, depth+1)
	}
}
