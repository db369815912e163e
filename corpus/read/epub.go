package read

import (
	"errors"
	"net/url"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// readEPUB reads a book: its chapters in the order in which they are read, without its
// table of contents.
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
	book := epubBook{files: map[string]string{}, hidden: map[string]bool{}}
	if err := p.walk(container.root, &book); err != nil {
		return nil, "", err
	}
	w := htmlPage{written: written{budget: f.budget}}
	for _, id := range book.spine {
		if book.hidden[id] || book.files[id] == "" {
			continue
		}
		if err := w.chapter(p, target(container.root, book.files[id])); err != nil {
			return nil, "", err
		}
	}
	about := p.propertiesOf(container.root)
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
	files  map[string]string // by ID
	hidden map[string]bool   // by ID: tables of contents
	spine  []string
}

func (b *epubBook) opens(name string, of attributes) error {
	switch id := of.get("id"); {
	case name == "item" && strings.Contains(of.get("media-type"), "html"):
		file := of.get("href")
		if plain, err := url.PathUnescape(file); err == nil {
			file = plain
		}
		b.files[id] = file
		b.hidden[id] = strings.Contains(" "+of.get("properties")+" ", " nav ")
	case name == "itemref" && of.get("linear") != "no":
		b.spine = append(b.spine, of.get("idref"))
	}
	return nil
}

func (b *epubBook) says(string)         {}
func (b *epubBook) closes(string) error { return nil }

// chapter reads a file of a book, all of it.
func (p *htmlPage) chapter(book *packed, file string) error {
	r, err := book.open(file)
	if err != nil {
		return err
	}
	defer r.Close()
	return p.whole(r)
}
