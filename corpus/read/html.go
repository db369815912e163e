package read

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// readHTML reads the main text of a page of the web, below its heading. Menus, banners,
// comments, forms and what is hidden are not quoted, and no script is run.
func readHTML(f file) (*corpus.Document, string, error) {
	page, err := parsePage(f.data)
	if err != nil {
		return nil, "", err
	}
	main, out := mainOf(page)
	p := htmlPage{written: written{budget: f.budget}, out: out}
	if title := titleBeside(page, main); title != nil {
		if err := p.walk(title, 0); err != nil {
			return nil, "", err
		}
	}
	if err := p.walk(main, 0); err != nil {
		return nil, "", err
	}
	if err := p.flush(); err != nil {
		return nil, "", err
	}
	return p.document(f.name, aboutOf(page).metadata()), "", nil
}

// titleBeside is the only heading of the first level, if it does not stand in the main
// text.
func titleBeside(page, main *html.Node) *html.Node {
	var title *html.Node
	for n := range page.Descendants() {
		if n.DataAtom != atom.H1 {
			continue
		}
		if title != nil {
			return nil
		}
		title = n
	}
	if title == nil {
		return nil
	}
	for a := range title.Ancestors() {
		if a == main || isHidden(a) && attr(a, "role") != "banner" {
			return nil
		}
	}
	return title
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// textOf is all text in an element, whether it is shown or not.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// asides are elements of a page that hold nothing of its text, beside hiddenElements.
var asides = map[atom.Atom]bool{
	atom.Object: true, atom.Footer: true, atom.Aside: true, atom.Form: true, atom.Button: true, atom.Input: true, atom.Canvas: true,
	atom.Dialog: true, atom.Menu: true, atom.Del: true, atom.S: true, atom.Strike: true,
}

// asideRoles are the same, as assistive programs are told.
var asideRoles = map[string]bool{
	"navigation": true, "banner": true, "contentinfo": true, "complementary": true, "search": true, "dialog": true, "alertdialog": true, "menu": true, "menubar": true,
}

// isAside reports whether an element is none of the text: of another kind, or hidden.
func isAside(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.ElementNode && (hiddenElements[n.DataAtom] || asides[n.DataAtom] || isHidden(n))
}

// isHidden reports whether an element's attributes say that it is none of the text.
func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		case "role":
			if asideRoles[a.Val] {
				return true
			}
		case "style":
			style := strings.ReplaceAll(a.Val, " ", "")
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// leavesOut reports whether nothing of an element is shown: as out says of it, or as it is
// an aside.
func leavesOut(out map[*html.Node]bool, n *html.Node) bool {
	if left, known := out[n]; known {
		return left
	}
	return isAside(n)
}

// noteLink is what leads to a note on the same page, and back, or to the heading itself.
var noteLink = lazyregexp.New(`^[\[(]?(?:[0-9]{1,4}|[a-z]|[*†‡§¶#🔗]{1,3}|[↩↑^⤴]\x{FE0E}?)[\])]?$`)

// isNoteLink reports whether an element is what leads to a note: no word of the text.
func isNoteLink(n *html.Node) bool {
	return n.DataAtom == atom.A && strings.Contains(attr(n, "href"), "#") && noteLink.MatchString(fold(textOf(n)))
}

// An htmlPage is a page while it is read.
type htmlPage struct {
	written
	out map[*html.Node]bool // what is left out of it, see mainText

	run    strings.Builder // the text of the block that is open
	kind   corpus.Kind
	level  int // of a heading
	lists  int
	quoted int  // how many quotations are open
	broken bool // the line has ended, and no other begun
	mail   bool // the page is a mail, where tables lay out
}

// whole takes all of a page over.
func (p *htmlPage) whole(text io.Reader) error {
	page, err := html.Parse(text)
	if err != nil {
		return fmt.Errorf("it is no page: %w", err)
	}
	if err := p.walk(page, 0); err != nil {
		return err
	}
	return p.flush()
}

// flush ends the block that is open.
func (p *htmlPage) flush() error {
	kind, level := p.kind, p.lists
	switch {
	case kind == corpus.Heading:
		level = p.level
	case kind == corpus.Item:
		level = max(level, 1)
	case kind == corpus.Prose && p.quoted > 0:
		kind = corpus.Quotation
	}
	text := p.run.String()
	p.run.Reset()
	if strings.TrimSpace(text) == "" {
		return nil // what comes next is of the same kind yet
	}
	p.kind = corpus.Prose
	return p.add(kind, level, text)
}

// begin ends the block that is open, and begins one of a kind.
func (p *htmlPage) begin(kind corpus.Kind) error {
	err := p.flush()
	p.kind = kind
	return err
}

// unbroken takes away what only says where a word may be broken.
var unbroken = strings.NewReplacer("\u00ad", "", "\u200b", "")

// walk takes an element over, and what stands in it.
func (p *htmlPage) walk(n *html.Node, depth int) error {
	switch {
	case isFormula(n) && (n.DataAtom == atom.Img || !leavesOut(p.out, n)): // MediaWiki hides pictures from assistive programs, which have the formula
		p.run.WriteString(formulaOf(n))
		return nil
	case leavesOut(p.out, n) || isNoteLink(n) || depth > deepestXML:
		return nil
	case n.Type == html.TextNode:
		p.run.WriteString(unbroken.Replace(n.Data))
		p.broken = p.broken && strings.TrimSpace(n.Data) == ""
		return nil
	case n.DataAtom == atom.Br:
		return p.lineBreak()
	case n.Type != html.ElementNode || inlineElements[n.DataAtom]:
		return p.children(n, depth)
	}
	switch n.DataAtom {
	case atom.Ul, atom.Ol:
		if err := p.flush(); err != nil {
			return err
		}
		p.lists++
		defer func() { p.lists-- }()
	case atom.Blockquote:
		if err := p.flush(); err != nil {
			return err
		}
		p.quoted++
		defer func() { p.quoted-- }()
	case atom.Table:
		return p.table(n, depth)
	case atom.Pre:
		return p.code(n)
	}
	kind := kindsOfHTML[n.DataAtom]
	if kind == corpus.Prose && p.kind == corpus.Item && strings.TrimSpace(p.run.String()) == "" {
		kind = corpus.Item // the paragraph of an item
	}
	if err := p.begin(kind); err != nil {
		return err
	}
	if kind == corpus.Heading {
		p.level = int(n.Data[1] - '0')
	}
	if err := p.children(n, depth); err != nil {
		return err
	}
	return p.begin(corpus.Prose)
}

// lineBreak ends a line; two of them end a paragraph.
func (p *htmlPage) lineBreak() error {
	p.run.WriteByte(' ')
	if p.broken && p.kind == corpus.Prose {
		return p.flush()
	}
	p.broken = true
	return nil
}

func (p *htmlPage) children(n *html.Node, depth int) error {
	for c := range n.ChildNodes() {
		if err := p.walk(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// shown is the text that an element shows, with breaks of its lines as they are given.
func (p *htmlPage) shown(n *html.Node, lineBreak string) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case isFormula(n) && (n.DataAtom == atom.Img || !leavesOut(p.out, n)):
			b.WriteString(formulaOf(n))
		case leavesOut(p.out, n) || isNoteLink(n):
		case n.Type == html.TextNode:
			b.WriteString(unbroken.Replace(n.Data))
		case n.DataAtom == atom.Br:
			b.WriteString(lineBreak)
		default:
			if n.Type == html.ElementNode && !inlineElements[n.DataAtom] {
				b.WriteString(lineBreak)
			}
			for c := range n.ChildNodes() {
				walk(c)
			}
		}
	}
	for c := range n.ChildNodes() {
		walk(c)
	}
	return b.String()
}

// code adds what stands in lines of its own.
func (p *htmlPage) code(n *html.Node) error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.lines(p.lists, p.shown(n, "\n"))
}
