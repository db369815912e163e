package read

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// deepestAsciiDoc is the most blocks that are looked at one in the other, and
// the most lists: blocks are read by recursion, and no writer nests so deep.
const deepestAsciiDoc = 64

// readAsciiDoc reads AsciiDoc, by the rules of Asciidoctor's documentation. The
// document's text is the source, markup and all, so that spans are its bytes.
// Comments, attributes, pictures and what is passed through are not quoted, and
// included files are not read.
func readAsciiDoc(f file) (*corpus.Document, string, error) {
	source, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	doc := &corpus.Document{Name: f.name, Text: source, Hash: corpus.HashText(source)}
	body, meta, metaWarning := frontMatter(source)
	a := asciidoc{text: source, masked: []byte(source), lines: restLines(source, body), attributes: map[string]string{}}
	a.blocks(0, &container{to: len(a.lines)})
	doc.Cut(string(a.masked), a.found)
	if meta.author == "" {
		meta.author = a.attribute("author")
	}
	if meta.date == "" {
		meta.date = a.attribute("revdate")
	}
	describe(doc, meta, a.shown)
	return doc, joinWarnings(warning, metaWarning), nil
}

// asciidoc gathers the blocks of a text.
type asciidoc struct {
	text       string
	masked     []byte // the text, with what shows nothing in a paragraph blanked out
	lines      []restLine
	found      []corpus.Block
	attributes map[string]string // that the header sets
}

// A container is the document, or a delimited block that holds others.
type container struct {
	to    int         // the line after its last one
	depth int         // how many containers it stands in
	level int         // how many items it stands in
	kind  corpus.Kind // of its paragraphs that stand in no list

	marks    []string        // of the entries of lists that are open, the outermost first
	blanks   int             // how many blank lines stand above the next block
	attached bool            // the next block belongs to the entry that is open
	bare     bool            // the entry that is open is a term that nothing defines yet
	next     blockAttributes // of the next block
}

// entry opens an entry of a list by its mark: entries with the same mark are
// of the same list.
func (c *container) entry(mark string) {
	i := slices.Index(c.marks, mark)
	if i < 0 {
		i = min(len(c.marks), max(deepestAsciiDoc-c.level, 0))
	}
	c.marks = append(c.marks[:i], mark)
}

// items returns how many items the next block stands in.
func (c *container) items() int {
	n := c.level
	for _, mark := range c.marks {
		if !marksTerm(mark) {
			n++
		}
	}
	return n
}

func marksTerm(mark string) bool { return mark[0] == ':' || mark[0] == ';' }

// paragraphKind returns the kind of the next paragraph.
func (c *container) paragraphKind() corpus.Kind {
	switch n := len(c.marks); {
	case n == 0:
		return c.kind
	case marksTerm(c.marks[n-1]):
		return corpus.Definition
	}
	return corpus.Prose
}

// attach makes the next block part of an entry: of the one that is open, or of
// one further out for each blank line.
func (c *container) attach() {
	c.marks = c.marks[:max(1, len(c.marks)-c.blanks)]
	c.attached, c.blanks = true, 0
}

// part closes all lists at a line that parts them from what comes next, if it
// stands below a blank one.
func (c *container) part() {
	if c.blanks > 0 && !c.attached {
		c.marks = c.marks[:0]
	}
}

func (a *asciidoc) line(i int) string {
	if a.lines[i].blank() {
		return ""
	}
	return a.text[a.lines[i].Start:a.lines[i].End]
}

// blocks takes over the blocks of a container whose first line is from.
func (a *asciidoc) blocks(from int, c *container) {
	for i := from; i < c.to; {
		line := a.line(i)
		switch {
		case line == "":
			c.blanks++
			i++
		case a.isComment(i):
			c.part()
			i++
		case a.isDirective(i):
			i++
		case line == "+" && len(c.marks) > 0:
			c.attach()
			i++
		case a.describesNext(i):
			c.part()
			c.next.read(line, a.lines[i].Span)
			i++
		default:
			i = a.block(i, c)
			c.blanks, c.attached, c.next = 0, false, blockAttributes{}
		}
	}
}

func (a *asciidoc) isComment(i int) bool {
	line := a.line(i)
	return a.lines[i].indent == 0 && strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "///")
}

// isDirective reports whether line i includes a file, or says on what condition
// others are shown.
func (a *asciidoc) isDirective(i int) bool {
	line := a.line(i)
	if !strings.HasSuffix(line, "]") || a.lines[i].indent > 0 {
		return false
	}
	name, _, _ := strings.Cut(line, "::")
	return name == "include" || name == "ifdef" || name == "ifndef" || name == "ifeval" || name == "endif"
}

// blockTitle is a title that a line gives the block below it: ".Title".
var blockTitle = lazyregexp.New(`^\.\.?[^ \t.]`)

// describesNext reports whether line i says something of the block below it:
// its attributes, its anchor or its title.
func (a *asciidoc) describesNext(i int) bool {
	line := a.line(i)
	return a.lines[i].indent == 0 && (isAttributeList(line) || line[0] == '.' && blockTitle.MatchString(line))
}

// isAttributeList reports whether a line is the attributes of a block
// ("[source,ruby]"), or its anchor ("[[id]]").
func isAttributeList(line string) bool {
	if len(line) < 2 || line[0] != '[' || line[len(line)-1] != ']' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(line[1:])
	return len(line) == 2 || strings.HasPrefix(line, "[[") && strings.HasSuffix(line, "]]") || unicode.IsLetter(r) || strings.ContainsRune(`_.#%{,"'`, r)
}

var (
	attributeEntry = lazyregexp.New(`^:(!?\w[\w -]*!?):(?:[ \t]+(.*))?$`)
	thematicBreak  = lazyregexp.New(`^(?:'{3,}|<{3,}|---|- - -|\*\*\*|\* \* \*)$`)
	blockMacro     = lazyregexp.New(`^(?:(?:image|video|audio)::[^\[]+|[A-Za-z][\w-]*::[^\s\[]*)\[.*\]$`)
	admonitionWord = lazyregexp.New(`^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+`)
)

// block takes over the block that begins at line i, and returns the line after
// it.
func (a *asciidoc) block(i int, c *container) int {
	line := a.line(i)
	indented := a.lines[i].indent > 0
	fenced := !indented && delimiter(line) != notDelimited
	style := c.next.style
	switch {
	case line[0] == ':' && !indented && attributeEntry.MatchString(line):
		return a.setAttribute(i, c.to)
	case !indented && thematicBreak.MatchString(line):
		c.marks = c.marks[:0]
		return i + 1
	}
	if !shownAsCode[style] && !fenced {
		if mark, n := listMark(line); n > 0 {
			return a.item(i, mark, n, c)
		}
		if end, n := termMark(line); n > 0 {
			return a.term(i, end, n, c)
		}
	}
	bare := c.bare && !fenced
	c.bare = false
	if !c.attached && !bare && (!indented || fenced) {
		c.marks = c.marks[:0]
	}
	level, n := headingMark(line)
	switch {
	case fenced:
		return a.delimited(i, c)
	case hidden[style]:
		return a.paragraphEnd(i, c, false)
	case shownAsCode[style], indented && !bare:
		end := a.paragraphEnd(i, c, false)
		a.code(i, end, c)
		return end
	case n > 0 && (c.depth == 0 && !c.attached || style == "discrete" || style == "float"):
		return a.title(i, level, n)
	case line[len(line)-1] == ']' && blockMacro.MatchString(line):
		return i + 1
	}
	kind := c.paragraphKind()
	switch {
	case style == "quote", style == "verse", strings.HasPrefix(line, "> "):
		kind = corpus.Quotation
	case a.named(c):
		kind = corpus.Definition
	}
	return a.paragraph(i, len(admonitionWord.FindString(line)), kind, c)
}

// named takes over the title of a block that holds paragraphs, as the term that
// they define, and reports whether there is one. The title of any other block
// is left out: no kind of label is shown above code, tables and lists, and it
// says nothing by itself.
func (a *asciidoc) named(c *container) bool {
	a.add(c.next.title, corpus.Term, c.items())
	return c.next.title.End > 0
}

// setAttribute takes over an attribute of the document, which may go on in
// further lines.
func (a *asciidoc) setAttribute(i, to int) int {
	if m := attributeEntry.FindStringSubmatch(a.line(i)); len(a.found) <= 1 {
		a.attributes[m[1]] = m[2]
	}
	for strings.HasSuffix(a.line(i), ` \`) && i+1 < to {
		i++
	}
	return i + 1
}

// item takes over the first paragraph of an item, whose mark has n bytes.
func (a *asciidoc) item(i int, mark string, n int, c *container) int {
	c.entry(mark)
	c.bare = false
	return a.paragraph(i, n+len(checkbox.FindString(a.line(i)[n:])), corpus.Item, c)
}

// term takes over a term that ends where its mark begins, and what stands in
// its line behind the mark, which has n bytes with the term.
func (a *asciidoc) term(i, end, n int, c *container) int {
	line, start := a.line(i), a.lines[i].Start
	c.entry(strings.TrimRight(line[end:n], " \t"))
	a.add(corpus.Span{Start: start, End: start + end}, corpus.Term, c.items())
	if c.bare = n == len(line); c.bare {
		return i + 1
	}
	return a.paragraph(i, n, corpus.Definition, c)
}

// paragraphEnd returns the line after the paragraph that begins at line i. In
// lists, entries may interrupt it as well.
func (a *asciidoc) paragraphEnd(i int, c *container, entries bool) int {
	for i++; i < c.to; i++ {
		line := a.line(i)
		if line == "" || len(c.marks) > 0 && line == "+" ||
			a.lines[i].indent == 0 && (isAttributeList(line) || delimiter(line) != notDelimited) {
			break
		}
		if entries {
			if _, n := listMark(line); n > 0 {
				break
			}
			if _, n := termMark(line); n > 0 {
				break
			}
		}
	}
	return i
}

// paragraph takes over the paragraph that begins at line i, without the first n
// bytes of it.
func (a *asciidoc) paragraph(i, n int, kind corpus.Kind, c *container) int {
	end := a.paragraphEnd(i, c, len(c.marks) > 0)
	quoted := strings.HasPrefix(a.line(i), "> ")
	for j := i; j < end; j++ {
		l := a.lines[j].Span
		switch {
		case a.isComment(j), a.isDirective(j):
			a.mask(l)
		case strings.HasSuffix(a.line(j), " +"): // breaks the line
			a.mask(corpus.Span{Start: l.End - 1, End: l.End})
		}
		if quoted && a.text[l.Start] == '>' {
			a.mask(corpus.Span{Start: l.Start, End: l.Start + 1})
		}
	}
	a.add(corpus.Span{Start: a.lines[i].Start + n, End: a.lines[end-1].End}, kind, c.items())
	return end
}

// mask blanks out what shows nothing. It keeps the offsets.
func (a *asciidoc) mask(s corpus.Span) {
	for i := s.Start; i < s.End; i++ {
		if a.masked[i] != '\n' && a.masked[i] != '\r' {
			a.masked[i] = ' '
		}
	}
}

// add adds a block, unless it shows nothing.
func (a *asciidoc) add(s corpus.Span, kind corpus.Kind, level int) {
	if s.Start >= s.End {
		return
	}
	if kind != corpus.Code {
		a.hide(s)
	}
	body := bytes.TrimLeftFunc(a.masked[s.Start:s.End], corpus.IsBlank)
	s.Start = s.End - len(body)
	s.End = s.Start + len(bytes.TrimRightFunc(body, corpus.IsBlank))
	if s.Start < s.End {
		a.found = append(a.found, corpus.Block{Span: s, Kind: kind, Level: level})
	}
}

// unseen is how anchors, entries of an index and pictures begin and end.
var unseen = [...]struct{ from, to string }{{"[[[", "]]]"}, {"[[", "]]"}, {"(((", ")))"}, {"image:", "]"}, {"icon:", "]"}}

var picture = lazyregexp.New(`^(?:image|icon):[^\s\[]+\[`)

// hide masks what shows nothing inside a paragraph.
func (a *asciidoc) hide(s corpus.Span) {
	for _, mark := range unseen {
		for rest := s; ; {
			from := strings.Index(a.text[rest.Start:rest.End], mark.from)
			if from < 0 {
				break
			}
			rest.Start += from
			to := strings.Index(a.text[rest.Start:rest.End], mark.to)
			if to < 0 {
				break
			}
			found := corpus.Span{Start: rest.Start, End: rest.Start + to + len(mark.to)}
			if mark.to != "]" || picture.MatchString(a.text[found.Start:found.End]) {
				a.mask(found)
			}
			rest.Start = found.End
		}
	}
}

// shownAsCode are the styles of blocks that are shown as they stand.
var shownAsCode = setOf("source listing literal")

// hidden are the styles of blocks that show nothing, or a picture.
var hidden = setOf(`comment pass stem latexmath asciimath a2s barcode blockdiag bytefield d2 dbml ditaa dpic erd gnuplot graphviz mermaid
	msc nomnoml nwdiag pikchr plantuml seqdiag structurizr svgbob syntrax tikz umlet vega vegalite wavedrom`)

// delimited takes over the block that line i delimits, and returns the line
// after it: after the next such line, or the last line there is.
func (a *asciidoc) delimited(i int, c *container) int {
	if c.depth >= deepestAsciiDoc {
		return i + 1
	}
	line := a.line(i)
	if line[0] == '`' {
		line = "```"
	}
	end := i + 1
	for end < c.to && (a.line(end) != line || a.lines[end].indent > 0) {
		end++
	}
	style := c.next.style
	switch kind := delimiter(line); {
	case kind == nothing, hidden[style] && kind != rows:
	case kind == rows:
		a.table(i+1, end, line[:1], c)
	case kind == verbatim, shownAsCode[style]:
		a.code(i+1, end, c)
	default:
		in := &container{to: end, depth: c.depth + 1, level: c.items(), kind: c.paragraphKind()}
		if kind == quotation || style == "quote" || style == "verse" {
			in.kind = corpus.Quotation
		} else if a.named(c) {
			in.kind = corpus.Definition
		}
		a.blocks(i+1, in)
	}
	return min(end+1, c.to)
}

// code takes over the lines [from, to) as they stand.
func (a *asciidoc) code(from, to int, c *container) {
	for i := from; i < to; i++ {
		if a.isDirective(i) {
			a.mask(a.lines[i].Span)
		}
	}
	if from < to {
		a.add(corpus.Span{Start: a.lines[from].Start, End: a.lines[to-1].End}, corpus.Code, c.items())
	}
}
