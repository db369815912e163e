package read

import (
	"bytes"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/corpus"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// deepestMarkdown is the most levels of quotes and lists that one line may
// open. The parser's tree is walked by recursion, and no writer nests so deep.
const deepestMarkdown = 64

// readMarkdown reads Markdown. The document's text is the source, markup and
// all, so that spans are its bytes; headings, paragraphs, the items of lists,
// quotes and the cells of tables become paragraphs, and no sentence crosses
// from one to another. Code blocks, raw HTML, link definitions, and paragraphs
// that show nothing but pictures, are not quoted.
func readMarkdown(name string, data []byte) (*corpus.Document, string, error) {
	source, warning, err := decode(data)
	if err != nil {
		return nil, "", err
	}
	if tooDeep(source) {
		doc, textWarning, err := readText(name, data)
		return doc, joinWarnings(textWarning, "the Markdown is nested too deep and was read as plain text"), err
	}
	doc := &corpus.Document{Name: name, Text: source, Hash: corpus.HashText(source)}
	body, meta, metaWarning := frontMatter(source)

	m := markdown{masked: []byte(source), links: parser.NewContext()}
	for i := range body { // keeps the offsets
		m.masked[i] = '\n'
	}
	tree := blockParser().Parse(text.NewReader(m.masked), parser.WithContext(m.links))
	if err := ast.Walk(tree, m.visit); err != nil {
		return nil, "", err
	}
	slices.SortFunc(m.blocks, func(a, b corpus.Block) int { return a.Start - b.Start })
	doc.Cut(string(m.masked), m.blocks)
	describe(doc, meta, m.heading)
	return doc, joinWarnings(warning, metaWarning), nil
}

// blockParser returns a parser of blocks alone. What stands in a block need not
// be parsed to be cut into sentences, and hostile emphasis takes time.
func blockParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

// inlineParser returns a parser of what stands in one block.
func inlineParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1)),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	)
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
	masked  []byte // the source, with the marks of quotes between two lines blanked out
	blocks  []corpus.Block
	links   parser.Context // the link definitions of the document
	heading string         // the text of the first heading that has any
}

// visit takes over one block of the tree.
func (m *markdown) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering || n.Type() == ast.TypeInline {
		return ast.WalkSkipChildren, nil
	}
	switch n := n.(type) {
	case *ast.Heading:
		if span, ok := m.join(n.Lines().Sliced(0, n.Lines().Len())); ok {
			m.blocks = append(m.blocks, corpus.Block{Span: span, Level: n.Level})
			if m.heading == "" {
				m.heading = m.shown(m.masked[span.Start:span.End])
			}
		}
		return ast.WalkSkipChildren, nil
	case *ast.Paragraph, *ast.TextBlock:
		m.paragraph(n.Lines().Sliced(0, n.Lines().Len()))
		return ast.WalkSkipChildren, nil
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock, *ast.LinkReferenceDefinition:
		return ast.WalkSkipChildren, nil
	}
	return ast.WalkContinue, nil
}

// paragraph takes over the lines of a paragraph. If there is a table in it, the
// lines before the table's head are one paragraph, and each cell is another.
func (m *markdown) paragraph(lines []text.Segment) {
	head := len(lines)
	for i := 1; i < len(lines); i++ {
		if isTableRule(m.line(lines[i])) && bytes.IndexByte(m.line(lines[i-1]), '|') >= 0 {
			head = i - 1
			break
		}
	}
	if span, ok := m.join(lines[:head]); ok && m.says(span) {
		m.blocks = append(m.blocks, corpus.Block{Span: span})
	}
	for i := head; i < len(lines); i++ {
		if i != head+1 {
			m.cells(lines[i])
		}
	}
}

func (m *markdown) line(s text.Segment) []byte { return m.masked[s.Start:s.Stop] }

// isTableRule reports whether a line is the one below a table's head:
// "|---|:-:|".
func isTableRule(line []byte) bool {
	return bytes.IndexByte(line, '|') >= 0 && bytes.IndexByte(line, '-') >= 0 && len(bytes.Trim(line, "|-: \t\r\n")) == 0
}

// cells takes over the cells of a table's row.
func (m *markdown) cells(row text.Segment) {
	start := row.Start
	for i := row.Start; i <= row.Stop; i++ {
		if i < row.Stop && (m.masked[i] != '|' || i > row.Start && m.masked[i-1] == '\\') {
			continue
		}
		if span := m.trim(corpus.Span{Start: start, End: i}); span.Start < span.End && m.says(span) {
			m.blocks = append(m.blocks, corpus.Block{Span: span})
		}
		start = i + 1
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
func (m *markdown) says(s corpus.Span) bool {
	body := m.masked[s.Start:s.End]
	if len(body) > longestMarkup || bytes.IndexByte([]byte("![<"), body[0]) < 0 {
		return true
	}
	return m.shown(body) != ""
}

// shown returns the text that a block shows, on one line, without markup,
// pictures and tags.
func (m *markdown) shown(block []byte) string {
	if len(block) > longestMarkup {
		return fold(string(block))
	}
	var out strings.Builder
	tree := inlineParser().Parse(text.NewReader(block), parser.WithContext(m.links))
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
