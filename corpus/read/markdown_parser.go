package read

import (
	"bytes"
	"math"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// blockParser returns a parser of blocks alone. What stands in a block need not
// be parsed to be cut into sentences, and hostile emphasis takes time.
func blockParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithBlockParsers(util.Prioritized(admonition{}, 450)),
		parser.WithParagraphTransformers(util.Prioritized(linkDefinitions{}, 100)),
		parser.WithInlineParsers(util.Prioritized(&unparsed{node: ast.NewText()}, 1)),
	)
}

// inlineParser returns a parser of what stands in one block.
func inlineParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1)),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
	)
}

// unparsed takes all that stands in a block at once: the parser would make a
// node of each line, which took a fifth of the time.
type unparsed struct {
	node ast.Node // goes from block to block; a block without one is looked at again
}

// Trigger returns the bytes that a block can begin with; a blank is any letter.
func (*unparsed) Trigger() []byte { return []byte(" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") }

// Parse goes to the end of a block.
func (u *unparsed) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	block.SetPosition(math.MaxInt, text.NewSegment(0, 0))
	return u.node
}

// linkDefinitions takes definitions of links out of paragraphs, and has the
// parser look at those paragraphs only that begin as one.
type linkDefinitions struct{}

// Transform takes the definitions at the start of a paragraph out of it.
func (linkDefinitions) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	if lines := n.Lines(); lines.Len() > 0 {
		line := lines.At(0)
		if body := bytes.TrimLeft(reader.Source()[line.Start:line.Stop], " \t\r\n"); len(body) > 0 && body[0] != '[' {
			return
		}
	}
	parser.LinkReferenceParagraphTransformer.Transform(n, reader, pc)
}
