package read

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// An epubTitle is an entry of a book's table of contents.
type epubTitle struct {
	text  string
	depth int // how many entries it stands in, from 1
	file  string
	id    string // of the element in the file where it begins; empty for the file's beginning
	heads bool   // a heading stands there already
}

// contents is the table of contents of a book: what readers of books show, or that for
// older ones. It is empty where there is none, or it is damaged.
func (b *epubBook) contents() ([]epubTitle, error) {
	for id, isNav := range b.navs {
		if !isNav {
			continue
		}
		page, err := b.page(b.files[id])
		if isLimit(err) {
			return nil, err
		}
		if err != nil {
			continue
		}
		if titles := b.titlesIn(page, b.files[id]); len(titles) > 0 {
			return titles, nil
		}
	}
	n := ncx{book: b}
	if b.ncx == "" {
		return nil, nil
	}
	if err := b.from.walk(b.ncx, &n); isLimit(err) {
		return nil, err
	}
	return n.titles, nil
}

// titlesIn are the entries of a page that is a table of contents: of the list that is said
// to be that, for there are others.
func (b *epubBook) titlesIn(page *html.Node, file string) []epubTitle {
	var titles []epubTitle
	for n := range page.Descendants() {
		if n.DataAtom != atom.Nav || attr(n, "epub:type") != "toc" {
			continue
		}
		for a := range n.Descendants() {
			if a.DataAtom != atom.A || fold(textOf(a)) == "" {
				continue
			}
			t := epubTitle{text: fold(textOf(a))}
			for up := a; up != n; up = up.Parent {
				if up.DataAtom == atom.Ol {
					t.depth++
				}
			}
			t.file, t.id = b.target(file, attr(a, "href"))
			titles = append(titles, t)
		}
	}
	return titles
}

// An ncx is a table of contents for older programs while it is read.
type ncx struct {
	book   *epubBook
	titles []epubTitle
	open   int  // entries
	label  bool // within the text of one
}

func (n *ncx) opens(name string, of attributes) error {
	switch name {
	case "navPoint":
		n.open++
		n.titles = append(n.titles, epubTitle{depth: n.open})
	case "text":
		n.label = n.open > 0
	case "content":
		if last := len(n.titles) - 1; last >= 0 && n.titles[last].file == "" {
			n.titles[last].file, n.titles[last].id = n.book.target(n.book.ncx, of.get("src"))
		}
	}
	return nil
}

func (n *ncx) says(text string) {
	if n.label && len(n.titles) > 0 {
		n.titles[len(n.titles)-1].text += text
	}
}

func (n *ncx) closes(name string) error {
	switch name {
	case "navPoint":
		n.open--
	case "text":
		n.label = false
	}
	return nil
}

// nearTitle is how many blocks behind its beginning the heading of a chapter may stand: a
// number or a picture's caption may be above it.
const nearTitle = 3

// findTitles notes for which titles of a page a heading stands in it, and how high the
// headings of each depth stand.
func findTitles(page *html.Node, titles []*epubTitle, levels map[int]int) {
	p := blocksOf(page)
	for _, t := range titles {
		at := p.byID[t.id]
		for _, n := range p.blocks[at:min(at+nearTitle, len(p.blocks))] {
			if level := headingLevel(n); level > 0 {
				t.heads = true
				if levels[t.depth] == 0 || level < levels[t.depth] {
					levels[t.depth] = level
				}
				break
			}
		}
	}
}

// addTitles puts titles into a page that stand in no heading of it.
func addTitles(page *html.Node, titles []*epubTitle, levels map[int]int) {
	p := blocksOf(page)
	for _, t := range titles {
		text, at := fold(t.text), p.byID[t.id]
		if t.heads || text == "" || at == len(p.blocks) { // behind which there are but pictures
			continue
		}
		level := levels[t.depth]
		if level == 0 {
			level = min(t.depth, highestHeading)
		}
		heading := atom.Lookup([]byte("h" + strconv.Itoa(level)))
		block := p.blocks[at]
		if strings.EqualFold(fold(textOf(block)), text) && block.DataAtom == atom.P {
			block.DataAtom, block.Data = heading, heading.String()
			continue
		}
		added := &html.Node{Type: html.ElementNode, DataAtom: heading, Data: heading.String()}
		added.AppendChild(&html.Node{Type: html.TextNode, Data: text})
		block.Parent.InsertBefore(added, block)
	}
}

// highestHeading is the deepest level of headings in HTML.
const highestHeading = 6

// headingLevel is that of the heading that an element is or stands in; 0 for none.
func headingLevel(n *html.Node) int {
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			return int(n.Data[1] - '0')
		}
	}
	return 0
}

// pageBlocks are the elements of a page that hold text of their own, in order.
type pageBlocks struct {
	blocks []*html.Node
	byID   map[string]int // by the ID of an element, the first of them in it or behind it
}

func blocksOf(page *html.Node) *pageBlocks {
	p := &pageBlocks{byID: map[string]int{}}
	p.in(page, page)
	return p
}

// in adds the blocks in an element; what is not in one of its own stands in a block around
// it.
func (p *pageBlocks) in(n, block *html.Node) {
	if n.Type == html.TextNode {
		if last := len(p.blocks) - 1; strings.TrimSpace(n.Data) != "" && block.Parent != nil && (last < 0 || p.blocks[last] != block) {
			p.blocks = append(p.blocks, block)
		}
		return
	}
	if isAside(n) {
		return
	}
	for _, a := range n.Attr {
		if _, known := p.byID[a.Val]; a.Val != "" && !known && (a.Key == "id" || a.Key == "name") {
			p.byID[a.Val] = len(p.blocks)
		}
	}
	if n.Type == html.ElementNode && !inlineElements[n.DataAtom] {
		block = n
	}
	for c := range n.ChildNodes() {
		p.in(c, block)
	}
}

const (
	// mostlyLinks is the share of a page's text that leads elsewhere if it is a table of
	// contents.
	mostlyLinks = .6
	fewestLinks = 3
)

// isLinks reports whether a page holds little but links.
func isLinks(page *html.Node) bool {
	linked, links := 0, 0
	for n := range page.Descendants() {
		if n.DataAtom == atom.A && attr(n, "href") != "" {
			linked += len(strings.TrimSpace(textOf(n)))
			links++
		}
	}
	return links >= fewestLinks && float64(linked) >= mostlyLinks*float64((&mainText{out: map[*html.Node]bool{}}).measure(page).text)
}
