package read

import (
	"bytes"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// deepestMarkdown is the most levels of quotes and lists that one line may
// open. The parser's tree is walked by recursion, and no writer nests so deep.
const deepestMarkdown = 64

// readMarkdown reads Markdown. The document's text is the source, markup and
// all, so that spans are its bytes; its blocks are what the parser tells from
// each other, with the definitions and admonitions that many programs add, and
// those of HTML between them. Link definitions, and paragraphs that show nothing
// but pictures, are not quoted.
func readMarkdown(f file) (*corpus.Document, string, error) {
	source, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	if tooDeep(source) {
		doc, textWarning, err := readText(f)
		return doc, joinWarnings(textWarning, "the Markdown is nested too deep and was read as plain text"), err
	}
	doc := &corpus.Document{Name: f.name, Text: source, Hash: corpus.HashText(source)}
	body, meta, metaWarning := frontMatter(source)

	m := markdown{masked: []byte(source), links: parser.NewContext(), inside: inlineParser()}
	for i := range body { // keeps the offsets
		m.masked[i] = '\n'
	}
	m.html = htmlReader{m: &m}
	tree := blockParser().Parse(text.NewReader(m.masked), parser.WithContext(m.links))
	if err := ast.Walk(tree, m.visit); err != nil {
		return nil, "", err
	}
	slices.SortFunc(m.blocks, func(a, b corpus.Block) int { return a.Start - b.Start })
	doc.Cut(string(m.masked), m.blocks)
	describe(doc, meta, func(heading string) string { return m.shown([]byte(heading)) })
	return doc, joinWarnings(warning, metaWarning), nil
}

// tooDeep reports whether a line of source opens more blocks than
// deepestMarkdown levels.
func tooDeep(source string) bool {
	for pos := 0; pos < len(source); {
		end := corpus.LineEnd(source, pos)
		line := source[pos:end]
		depth := 0
		for i := 0; i < len(line) && strings.IndexByte(" \t>-*+0123456789.)", line[i]) >= 0; i++ {
			marker := line[i] != ' ' && line[i] != '\t' && (line[i] < '0' || line[i] > '9')
			if line[i] == '>' || marker && i+1 < len(line) && (line[i+1] == ' ' || line[i+1] == '\t') {
				// An item so far to the right may stand in as many others.
				depth = max(depth+1, i/2)
			}
		}
		if depth > deepestMarkdown {
			return true
		}
		pos = corpus.NextLine(source, end)
	}
	return false
}

// markdown gathers the blocks of a tree.
type markdown struct {
	masked []byte // the source, with the marks of quotes between two lines blanked out
	blocks []corpus.Block
	links  parser.Context // the link definitions of the document
	inside parser.Parser  // of what stands in one block
	level  int            // how many items are open
	kind   corpus.Kind    // of the next paragraph: an item, or prose
	html   htmlReader     // of what stands between blocks
	note   ast.Node       // the last first paragraph of a note: its others are indented as code is
}

// visit takes over one block of the tree.
func (m *markdown) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if n.Kind() == ast.KindListItem {
		if m.level--; entering {
			m.level += 2
		}
		m.kind = corpus.Prose
		if entering {
			m.kind = corpus.Item
		}
		return ast.WalkContinue, nil
	}
	if !entering || n.Type() == ast.TypeInline {
		return ast.WalkSkipChildren, nil
	}
	switch n := n.(type) {
	case *ast.Heading:
		if span, ok := m.join(n.Lines().Sliced(0, n.Lines().Len())); ok && m.says(m.masked[span.Start:span.End]) {
			m.blocks = append(m.blocks, corpus.Block{Span: span, Kind: corpus.Heading, Level: n.Level})
		}
		return ast.WalkSkipChildren, nil
	case *ast.Paragraph, *ast.TextBlock:
		m.paragraph(n, n.Lines().Sliced(0, n.Lines().Len()))
		return ast.WalkSkipChildren, nil
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		if n.Kind() == ast.KindCodeBlock && m.note != nil && n.PreviousSibling() == m.note {
			m.paragraphs(n, n.Lines().Sliced(0, n.Lines().Len()))
			return ast.WalkSkipChildren, nil
		}
		if span, ok := m.join(n.Lines().Sliced(0, n.Lines().Len())); ok {
			m.add(span, corpus.Code)
		}
		return ast.WalkSkipChildren, nil
	case *ast.HTMLBlock:
		lines := n.Lines().Sliced(0, n.Lines().Len())
		if n.HasClosure() {
			lines = append(lines, n.ClosureLine)
		}
		m.html.read(lines)
		return ast.WalkSkipChildren, nil
	case *ast.LinkReferenceDefinition:
		return ast.WalkSkipChildren, nil
	}
	return ast.WalkContinue, nil
}

// paragraphs takes over lines between which blank ones part paragraphs.
func (m *markdown) paragraphs(n ast.Node, lines []text.Segment) {
	from := 0
	for i, line := range lines {
		if len(bytes.TrimSpace(m.line(line))) == 0 {
			m.paragraph(n, lines[from:i])
			from = i + 1
		}
	}
	m.paragraph(n, lines[from:])
}

// add adds a block of the items that are open.
func (m *markdown) add(span corpus.Span, kind corpus.Kind) {
	m.blocks = append(m.blocks, corpus.Block{Span: span, Kind: kind, Level: m.level})
}

// paragraph takes over the lines of a paragraph, which may end with a table or
// with definitions.
func (m *markdown) paragraph(n ast.Node, lines []text.Segment) {
	head := len(lines)
	for i := 1; i < len(lines); i++ {
		if isTableRule(m.line(lines[i])) && bytes.IndexByte(m.line(lines[i-1]), '|') >= 0 {
			head = i - 1
			break
		}
	}
	m.text(n, lines[:head])
	if head == len(lines) {
		return
	}
	m.row(lines[head], corpus.Header)
	for _, line := range lines[head+2:] {
		m.row(line, corpus.Row)
	}
}

var (
	definition = lazyregexp.New(`^:[ \t]+`)
	fence      = lazyregexp.New(`^(?::::+[ \t]*[\w -]*(?:\[.*\])?|\[![A-Z]+\])[ \t]*\r?\n?$`) // of an admonition
	jump       = lazyregexp.New(`^\[[^\[\]]*\]\(#[^()]*\)$`)                                  // a link to a place of the page, as in its table of contents
	noteMark   = lazyregexp.New(`^\[\^[^\]]{1,60}\]:[ \t]*`)
)

// text takes over the lines of a paragraph without a table. A line that begins
// with a colon defines what the line before it says.
func (m *markdown) text(n ast.Node, lines []text.Segment) {
	from := 0
	kind := corpus.Prose
	for i, line := range lines {
		switch body := m.line(line); {
		case !begins(body, ":["): // most lines
		case fence.Match(body):
			m.piece(n, lines[from:i], kind)
			from = i + 1
		case i > 0 && definition.Match(body):
			if kind == corpus.Prose {
				kind = corpus.Term
			}
			m.piece(n, lines[from:i], kind)
			from, kind = i, corpus.Definition
			lines[i].Start += len(definition.Find(body))
		}
	}
	m.piece(n, lines[from:], kind)
}

// piece takes over some lines of a paragraph.
func (m *markdown) piece(n ast.Node, lines []text.Segment, kind corpus.Kind) {
	if len(lines) > 0 && begins(m.line(lines[0]), "[") {
		if mark := len(noteMark.Find(m.line(lines[0]))); mark > 0 {
			lines[0].Start += mark
			m.note = n
		}
	}
	span, ok := m.join(lines)
	if ok {
		maskShortcodes(m.masked[span.Start:span.End])
		span = m.trim(span)
	}
	if span.Start == span.End {
		return
	}
	if body := m.masked[span.Start:span.End]; begins(body, "![<") && (!m.says(body) || jump.Match(body)) {
		return
	}
	switch {
	case kind != corpus.Prose:
	case m.kind == corpus.Item:
		kind, m.kind = corpus.Item, corpus.Prose
	case n.Parent().Kind() == ast.KindBlockquote:
		kind = corpus.Quotation
	}
	if body := m.masked[span.Start:span.End]; body[0] == '`' {
		b := codeAlone(string(body), corpus.Block{Span: corpus.Span{End: len(body)}, Kind: kind}, "`", "`")
		span, kind = corpus.Span{Start: span.Start + b.Start, End: span.Start + b.End}, b.Kind
	}
	m.add(span, kind)
}

// begins reports whether text begins with one of some bytes. Patterns are only
// tried on what does: most lines begin with a letter.
func begins(text []byte, with string) bool {
	return len(text) > 0 && strings.IndexByte(with, text[0]) >= 0
}

func (m *markdown) line(s text.Segment) []byte { return m.masked[s.Start:s.Stop] }

// isTableRule reports whether a line is the one below a table's head:
// "|---|:-:|".
func isTableRule(line []byte) bool {
	return bytes.IndexByte(line, '|') >= 0 && bytes.IndexByte(line, '-') >= 0 && len(bytes.Trim(line, "|-: \t\r\n")) == 0
}

// row takes over a row of a table.
func (m *markdown) row(line text.Segment, kind corpus.Kind) {
	if span := m.trim(corpus.Span{Start: line.Start, End: line.Stop}); span.Start < span.End {
		m.add(span, kind)
	}
}

// join returns the span from the first of some lines to the last, and masks
// what stands between them ("> ").
func (m *markdown) join(lines []text.Segment) (corpus.Span, bool) {
	if len(lines) == 0 {
		return corpus.Span{}, false
	}
	for i := 1; i < len(lines); i++ {
		for j := lines[i-1].Stop; j < lines[i].Start; j++ {
			if b := m.masked[j]; b != '\n' && b != '\r' {
				m.masked[j] = ' '
			}
		}
	}
	span := m.trim(corpus.Span{Start: lines[0].Start, End: lines[len(lines)-1].Stop})
	return span, span.Start < span.End
}

// trim returns s without the white space at its two ends.
func (m *markdown) trim(s corpus.Span) corpus.Span {
	body := bytes.TrimLeftFunc(m.masked[s.Start:s.End], corpus.IsBlank)
	s.Start = s.End - len(body)
	s.End = s.Start + len(bytes.TrimRightFunc(body, corpus.IsBlank))
	return s
}

// longestMarkup is the most bytes of a paragraph whose inner markup is looked
// at: pictures and badges alone are shorter.
const longestMarkup = 4 << 10

// says reports whether a paragraph shows any text. Only one that begins with a
// picture, a link or a tag can fail to.
func (m *markdown) says(body []byte) bool { return len(body) > longestMarkup || m.shown(body) != "" }

// shown returns the text that a block shows, on one line, without markup,
// pictures and tags.
func (m *markdown) shown(block []byte) string {
	if len(block) > longestMarkup {
		return fold(string(block))
	}
	var out strings.Builder
	tree := m.inside.Parse(text.NewReader(block), parser.WithContext(m.links))
	// The walk visits no error of its own.
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Image, *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		case *ast.AutoLink:
			if entering {
				out.Write(n.Label(block))
			}
		case *ast.Text:
			if entering {
				out.Write(n.Segment.Value(block))
				if n.SoftLineBreak() || n.HardLineBreak() {
					out.WriteByte(' ')
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return fold(out.String())
}
