package read

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// readHTML reads the main text of a page of the web: what stands in its only main
// element or article, else what looks like its text, else all of it. Menus, banners,
// forms and what is hidden are not quoted, and no script is run.
func readHTML(f file) (*corpus.Document, string, error) {
	r, err := charset.NewReader(bytes.NewReader(f.data), "")
	if err != nil {
		return nil, "", fmt.Errorf("its text cannot be decoded: %w", err)
	}
	text, err := io.ReadAll(f.unpacking(r))
	if err != nil {
		return nil, "", fmt.Errorf("its text cannot be decoded: %w", err)
	}
	page, err := html.Parse(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if err != nil {
		return nil, "", fmt.Errorf("it is no page: %w", err)
	}
	p := htmlPage{written: written{budget: f.budget}, about: pageMetadata(page)}
	if err := p.walk(mainOf(page), 0); err != nil {
		return nil, "", err
	}
	if err := p.flush(); err != nil {
		return nil, "", err
	}
	return p.document(f.name, p.about), "", nil
}

// pageMetadata is what a page says of itself: in the way of social networks, or else in
// its own.
func pageMetadata(page *html.Node) metadata {
	said := map[string]string{}
	note := func(key, value string) {
		if value = fold(value); value != "" && said[key] == "" {
			said[key] = value
		}
	}
	for n := range page.Descendants() {
		switch n.DataAtom {
		case atom.Title:
			note("<title>", textOf(n))
		case atom.Meta:
			note(strings.ToLower(cmp.Or(attr(n, "property"), attr(n, "name"), attr(n, "itemprop"))), attr(n, "content"))
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") {
				note("<canonical>", attr(n, "href"))
			}
		}
	}
	m := metadata{
		title:  cmp.Or(said["og:title"], said["twitter:title"], said["<title>"]),
		author: cmp.Or(said["author"], said["article:author"], said["dc.creator"], said["parsely-author"]),
		date:   cmp.Or(said["article:published_time"], said["datepublished"], said["dc.date"], said["date"], said["parsely-pub-date"]),
		url:    cmp.Or(said["<canonical>"], said["og:url"]),
	}
	if strings.HasPrefix(m.author, "http") { // a profile, which is no name
		m.author = ""
	}
	if at, err := time.Parse(time.RFC3339, m.date); err == nil {
		m.date = at.Format(time.DateOnly)
	}
	if u, err := url.Parse(m.url); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		m.url = ""
	}
	return m
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

const (
	// leastMain is the share of a page's text that what is taken for its main text has
	// to have: of a page of many short parts a single one is found else.
	leastMain = .4
	// mostMain is that from which on all of the page is read: there is little else on
	// it, and what is left out may be its heading.
	mostMain = .85
)

// mainOf returns the element that holds the main text of a page.
func mainOf(page *html.Node) *html.Node {
	var mains, articles []*html.Node
	body := page
	for n := range page.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.DataAtom == atom.Body:
			body = n
		case n.DataAtom == atom.Main || attr(n, "role") == "main":
			mains = append(mains, n)
		case n.DataAtom == atom.Article:
			articles = append(articles, n)
		}
	}
	whole := visible(body)
	for _, only := range [][]*html.Node{mains, articles} {
		if len(only) == 1 && visible(only[0]) >= whole*leastMain {
			return only[0]
		}
	}
	found, err := readability.FromDocument(page, nil)
	if err != nil || found.Node == nil {
		return body
	}
	if share := visible(found.Node) / whole; share < leastMain || share > mostMain {
		return body
	}
	return found.Node
}

// visible is how many bytes of text an element shows.
func visible(n *html.Node) float64 {
	if n.Type == html.TextNode {
		return float64(len(strings.TrimSpace(n.Data)))
	}
	if isAside(n) {
		return 0
	}
	total := 0.
	for c := range n.ChildNodes() {
		total += visible(c)
	}
	return total
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
	if n.Type == html.CommentNode {
		return true
	}
	if n.Type != html.ElementNode {
		return false
	}
	style := strings.ReplaceAll(attr(n, "style"), " ", "")
	return hiddenElements[n.DataAtom] || asides[n.DataAtom] || asideRoles[attr(n, "role")] || attr(n, "aria-hidden") == "true" || has(n, "hidden") ||
		strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// noteLink is what leads to a note on the same page, and back.
var noteLink = lazyregexp.New(`^[\[(]?(?:[0-9]{1,4}|[a-z]|[*†‡§]{1,3}|[↩↑^⤴]\x{FE0E}?)[\])]?$`)

// isNoteLink reports whether an element is what leads to a note: no word of the text.
func isNoteLink(n *html.Node) bool {
	return n.DataAtom == atom.A && strings.HasPrefix(attr(n, "href"), "#") && noteLink.MatchString(fold(textOf(n)))
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// An htmlPage is a page while it is read.
type htmlPage struct {
	written
	about metadata

	run   strings.Builder // the text of the block that is open
	kind  corpus.Kind
	level int // of a heading
	lists int
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
	if kind == corpus.Heading {
		level = p.level
	}
	if kind == corpus.Item {
		level = max(level, 1)
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

// walk takes an element over, and what stands in it.
func (p *htmlPage) walk(n *html.Node, depth int) error {
	switch {
	case n.Type == html.TextNode:
		p.run.WriteString(n.Data)
		return nil
	case isAside(n) || isNoteLink(n) || depth > deepestXML:
		return nil
	case n.Type != html.ElementNode || inlineElements[n.DataAtom]:
		if n.DataAtom == atom.Br {
			p.run.WriteByte(' ')
		}
		return p.children(n, depth)
	}
	switch n.DataAtom {
	case atom.Ul, atom.Ol:
		if err := p.flush(); err != nil {
			return err
		}
		p.lists++
		defer func() { p.lists-- }()
	case atom.Table:
		return p.table(n, depth)
	case atom.Pre:
		return p.code(n)
	}
	kind := kindsOfHTML[n.DataAtom]
	if kind == corpus.Prose && p.kind == corpus.Item && strings.TrimSpace(p.run.String()) == "" {
		kind = corpus.Item // the paragraph of an item
	}
	if kind == corpus.Prose && p.inQuotation(n) {
		kind = corpus.Quotation
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

// inQuotation reports whether an element stands in what somebody else says.
func (p *htmlPage) inQuotation(n *html.Node) bool {
	return n.Parent != nil && n.Parent.DataAtom == atom.Blockquote
}

func (p *htmlPage) children(n *html.Node, depth int) error {
	for c := range n.ChildNodes() {
		if err := p.walk(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// code adds what stands in lines of its own.
func (p *htmlPage) code(n *html.Node) error {
	if err := p.flush(); err != nil {
		return err
	}
	return p.lines(p.lists, textOf(n))
}

// table adds the rows of a table. One that only lays a page out, as its cells hold other
// blocks, is read as they are.
func (p *htmlPage) table(n *html.Node, depth int) error {
	if err := p.flush(); err != nil {
		return err
	}
	var rows []*html.Node
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Tr:
			rows = append(rows, d)
		case atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.Ul, atom.Ol, atom.Pre, atom.Blockquote:
			if d != n {
				return p.children(n, depth)
			}
		}
	}
	for i, row := range rows {
		var cells []string
		names := true
		for c := range row.ChildNodes() {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				cells = append(cells, textOf(c))
				names = names && c.DataAtom == atom.Th
			}
		}
		kind := corpus.Row
		if names && i == 0 || row.Parent.DataAtom == atom.Thead {
			kind = corpus.Header
		}
		if err := p.row(kind, p.lists, cells); err != nil {
			return err
		}
	}
	return nil
}
