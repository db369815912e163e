package read

import (
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// readEPUB reads a book: its chapters in the order in which they are read, without its
// table of contents. A chapter whose title does not stand in it is headed by the one that
// the table of contents has for it.
func readEPUB(f file) (*corpus.Document, string, error) {
	p, err := unpack(f)
	if err != nil {
		return nil, "", err
	}
	if p.has("META-INF/rights.xml") || p.has("META-INF/license.lcpl") {
		return nil, "", errors.New("it is encrypted")
	}
	var container epubContainer
	if err := p.walk("META-INF/container.xml", &container); err != nil {
		return nil, "", err
	}
	book := epubBook{from: p, root: container.root, files: map[string]string{}, navs: map[string]bool{}, lists: map[string]bool{}}
	if err := p.walk(container.root, &book); err != nil {
		return nil, "", err
	}
	contents, err := book.contents()
	if err != nil {
		return nil, "", err
	}
	about := p.propertiesOf(container.root)
	contents = slices.DeleteFunc(contents, func(t epubTitle) bool { return strings.EqualFold(fold(t.text), about.title) })
	w := htmlPage{written: written{budget: f.budget}}
	if err := book.read(&w, contents); err != nil {
		return nil, "", err
	}
	return w.document(f.name, about), "", nil
}

// An epubContainer tells where the list of a book's files is.
type epubContainer struct{ root string }

func (c *epubContainer) opens(name string, of attributes) error {
	if name == "rootfile" && c.root == "" {
		c.root = of.get("full-path")
	}
	return nil
}

func (c *epubContainer) says(string)         {}
func (c *epubContainer) closes(string) error { return nil }

// An epubBook lists the files of a book, and their order.
type epubBook struct {
	from  *packed
	root  string            // the file that lists the others
	files map[string]string // pages by their IDs
	spine []string          // IDs
	navs  map[string]bool   // by ID: tables of contents
	ncx   string            // the table of contents of older books
	lists map[string]bool   // files that are said to be a table of contents, but may hold more
}

func (b *epubBook) opens(name string, of attributes) error {
	switch id := of.get("id"); {
	case name == "item" && strings.Contains(of.get("media-type"), "html"):
		b.files[id], _ = b.target(b.root, of.get("href"))
		b.navs[id] = strings.Contains(" "+of.get("properties")+" ", " nav ")
	case name == "item" && of.get("media-type") == "application/x-dtbncx+xml":
		b.ncx, _ = b.target(b.root, of.get("href"))
	case name == "itemref" && of.get("linear") != "no":
		b.spine = append(b.spine, of.get("idref"))
	case name == "reference" && of.get("type") == "toc":
		file, _ := b.target(b.root, of.get("href"))
		b.lists[file] = true
	}
	return nil
}

func (b *epubBook) says(string)         {}
func (b *epubBook) closes(string) error { return nil }

// target is the file that an address within another leads to, and the ID in it.
func (b *epubBook) target(from, address string) (file, id string) {
	address, id, _ = strings.Cut(address, "#")
	if plain, err := url.PathUnescape(address); err == nil {
		address = plain
	}
	if address == "" {
		return from, id
	}
	return target(from, address), id
}

// read reads the pages of a book in their order. They are read twice: how high the titles
// stand that are added, those tell that stand in the text.
func (b *epubBook) read(w *htmlPage, contents []epubTitle) error {
	byFile := map[string][]*epubTitle{}
	for i := range contents {
		byFile[contents[i].file] = append(byFile[contents[i].file], &contents[i])
	}
	levels := map[int]int{}
	for again := range 2 {
		for _, id := range b.spine {
			file := b.files[id]
			if b.navs[id] || file == "" || again == 0 && len(byFile[file]) == 0 {
				continue
			}
			page, err := b.page(file)
			if err != nil {
				return err
			}
			switch {
			case again == 0:
				findTitles(page, byFile[file], levels)
				continue
			case b.lists[file] && isLinks(page):
				continue
			}
			addTitles(page, byFile[file], levels)
			if err := w.walk(page, 0); err != nil {
				return err
			}
			if err := w.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

var (
	// emptyElement is an element that ends where it begins, which is so in XML but not in
	// HTML: "<title/>" would begin a title that has no end.
	emptyElement = lazyregexp.New(`<([a-zA-Z][\w:.-]*)((?:\s[^<>]*)?)/>`)
	// voidElement is one that is empty in HTML as well.
	voidElement = lazyregexp.New(`^(?i:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$`)
)

// page parses a page of a book, which is XML, as pages of the web are.
func (b *epubBook) page(file string) (*html.Node, error) {
	r, err := b.from.open(file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	decoded, err := charset.NewReader(r, "application/xhtml+xml; charset=utf-8")
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(decoded)
	if err != nil {
		return nil, err
	}
	plain := emptyElement.ReplaceAllStringFunc(string(text), func(element string) string {
		m := emptyElement.FindStringSubmatch(element)
		if voidElement.MatchString(m[1]) {
			return element
		}
		return "<" + m[1] + m[2] + "></" + m[1] + ">"
	})
	page, err := html.Parse(strings.NewReader(plain))
	if err != nil {
		return nil, err
	}
	showNotes(page)
	return page, nil
}

// noteNames are in the type, role or class of an element that holds notes.
var noteNames = lazyregexp.New(`(?i)\b(?:foot|end|rear)notes?\b`)

// showNotes makes notes that stand aside a part of the text, without the labels that lead
// back from them.
func showNotes(page *html.Node) {
	for n := range page.Descendants() {
		if n.DataAtom != atom.Aside || !noteNames.MatchString(attr(n, "epub:type")+" "+attr(n, "role")+" "+attr(n, "class")) {
			continue
		}
		n.DataAtom, n.Data = atom.Div, atom.Div.String()
		if label := n.FirstChild; label != nil {
			if label.Type == html.TextNode && label.NextSibling != nil {
				label = label.NextSibling
			}
			if attr(label, "class") == "label" {
				n.RemoveChild(label)
			}
		}
	}
}
