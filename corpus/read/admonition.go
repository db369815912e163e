package read

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// admonition parses the boxes of Python-Markdown and MkDocs, as a block that
// holds others: a line of marks, as in `!!! note "Title"`, above indented ones.
// Without it what stands in them would be code.
type admonition struct{}

var admonitionMark = lazyregexp.New(`^ {0,3}(?:!!!|\?\?\?\+?|===)[ \t]+\S.*\r?\n?$`)

// indentation is how far what stands in an admonition is indented.
const indentation = 4

// Trigger returns the first bytes of an admonition.
func (admonition) Trigger() []byte { return []byte{'!', '?', '='} }

// Open begins an admonition.
func (admonition) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	if !admonitionMark.Match(line) {
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	return &box{}, parser.HasChildren
}

// Continue goes on as long as lines are indented.
func (admonition) Continue(_ ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if len(bytes.TrimSpace(line)) == 0 {
		reader.AdvanceToEOL()
		return parser.Continue | parser.HasChildren
	}
	at, padding := util.IndentPosition(line, reader.LineOffset(), indentation)
	if at < 0 {
		return parser.Close
	}
	reader.AdvanceAndSetPadding(at, padding)
	return parser.Continue | parser.HasChildren
}

// Close ends an admonition.
func (admonition) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph says that an admonition needs no blank line above it.
func (admonition) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine says that its mark is not indented.
func (admonition) CanAcceptIndentedLine() bool { return false }

// A box is an admonition.
type box struct{ ast.BaseBlock }

var kindBox = ast.NewNodeKind("Admonition")

// Kind returns the kind of node.
func (*box) Kind() ast.NodeKind { return kindBox }

// Dump prints the node for debugging.
func (b *box) Dump(source []byte, level int) { ast.DumpHelper(b, source, level, nil, nil) }
