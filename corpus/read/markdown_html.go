package read

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/yuin/goldmark/text"

	"github.com/quoth-bot/quoth/corpus"
)

// An htmlReader makes blocks of the HTML that stands between those of Markdown. A
// table or a list may go on over blank lines, which end such a block in Markdown.
type htmlReader struct {
	m     *markdown
	run   corpus.Span // the text of the block that is open, with the tags within
	kind  corpus.Kind
	level int // of a heading

	lists  int  // how many are open
	row    bool // a row of a table is open
	header bool // and all of its cells so far name columns
	hidden atom.Atom
}

// hiddenElements show nothing that can be quoted.
var hiddenElements = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Svg: true, atom.Template: true, atom.Noscript: true, atom.Head: true,
	atom.Iframe: true, atom.Select: true, atom.Textarea: true, atom.Nav: true, atom.Picture: true, atom.Video: true, atom.Audio: true, atom.Rt: true, atom.Rp: true,
}

// inlineElements stand within a text; any other begins and ends a block.
var inlineElements = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Big: true, atom.Br: true, atom.Cite: true, atom.Code: true, atom.Del: true, atom.Dfn: true,
	atom.Em: true, atom.Font: true, atom.I: true, atom.Img: true, atom.Ins: true, atom.Kbd: true, atom.Mark: true, atom.Q: true, atom.Rb: true, atom.Ruby: true, atom.S: true, atom.Samp: true,
	atom.Small: true, atom.Span: true, atom.Strike: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true, atom.Var: true, atom.Wbr: true,
}

// kindsOfHTML are the kinds of block that elements make. All others make prose.
var kindsOfHTML = map[atom.Atom]corpus.Kind{
	atom.H1: corpus.Heading, atom.H2: corpus.Heading, atom.H3: corpus.Heading, atom.H4: corpus.Heading, atom.H5: corpus.Heading, atom.H6: corpus.Heading,
	atom.Li: corpus.Item, atom.Pre: corpus.Code, atom.Blockquote: corpus.Quotation, atom.Dt: corpus.Term, atom.Dd: corpus.Definition,
}

// read takes over the lines of a block of HTML.
func (h *htmlReader) read(lines []text.Segment) {
	span, ok := h.m.join(lines)
	if !ok {
		return
	}
	z := html.NewTokenizer(bytes.NewReader(h.m.masked[span.Start:span.End]))
	for at := span.Start; ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		from := at
		at += len(z.Raw())
		switch kind {
		case html.TextToken:
			h.text(corpus.Span{Start: from, End: at})
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			h.tag(atom.Lookup(name), kind)
		}
	}
	h.flush() // what comes next may be Markdown
}

// text takes over some text.
func (h *htmlReader) text(s corpus.Span) {
	if s = h.m.trim(s); s.Start == s.End || h.hidden != 0 {
		return
	}
	if h.run.Start == h.run.End {
		h.run.Start = s.Start
	}
	h.run.End = s.End
}

// tag takes over a tag.
func (h *htmlReader) tag(name atom.Atom, kind html.TokenType) {
	opens := kind == html.StartTagToken
	switch {
	case h.hidden != 0:
		if !opens && name == h.hidden {
			h.hidden = 0
		}
		return
	case hiddenElements[name]:
		if opens {
			h.hidden = name
		}
		return
	case inlineElements[name]:
		return
	}
	switch name {
	case atom.Td, atom.Th:
		h.header = h.header && name == atom.Th
		return
	case atom.Tr:
		h.flush()
		h.row, h.header = opens, opens
	case atom.Table:
		h.flush()
		h.row = false
	case atom.Ul, atom.Ol:
		h.flush()
		if opens {
			h.lists = min(h.lists+1, deepestMarkdown)
		} else {
			h.lists = max(h.lists-1, 0)
		}
	}
	if h.row {
		return
	}
	h.flush()
	if h.kind = corpus.Prose; opens {
		h.kind = kindsOfHTML[name]
	}
	if h.kind == corpus.Heading {
		h.level = int(strings.TrimPrefix(name.String(), "h")[0] - '0')
	}
}

// flush ends the block that is open.
func (h *htmlReader) flush() {
	b := corpus.Block{Span: h.run, Kind: h.kind, Level: h.m.level + h.lists}
	h.run, h.kind = corpus.Span{}, corpus.Prose
	switch {
	case b.Start == b.End:
		return
	case h.row && h.header:
		b.Kind = corpus.Header
	case h.row:
		b.Kind = corpus.Row
	case b.Kind == corpus.Heading:
		b.Level = h.level
	case b.Kind == corpus.Item:
		b.Level = max(1, b.Level)
	}
	h.m.blocks = append(h.m.blocks, b)
}
