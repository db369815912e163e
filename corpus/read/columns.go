package read

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// Columns name columns of tables (CSV, TSV, JSON lines). Of a table that has the one of
// Text each row is a document, with the text of that column; the others are its title,
// author, date and address. Without Text a table is one document of rows.
type Columns struct {
	Text, Title, Author, Date, URL string
}

// in reports whether a table with columns of these names is one of documents.
func (c Columns) in(names []string) bool { return c.Text != "" && c.index(names, c.Text) >= 0 }

func (Columns) index(names []string, name string) int {
	return slices.IndexFunc(names, func(n string) bool { return name != "" && strings.EqualFold(strings.TrimSpace(n), name) })
}

// row makes a document of the row of a table that begins in a line, and whose columns
// have these names.
func (f file) row(line int, names, cells []string) part {
	c := f.options.Columns
	cell := func(name string) string {
		if i := c.index(names, name); i >= 0 && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	about := metadata{title: fold(cmp.Or(cell(c.Title), corpus.ReadableName(f.name))), author: fold(cell(c.Author)), date: day(cell(c.Date)), url: webAddress(cell(c.URL))}
	p := part{name: fmt.Sprintf("%d.html", line)}
	p.doc, p.err = f.passage(p.name, cell(c.Text), corpus.Place{Kind: corpus.Line, Number: line}, about)
	return p
}

// passage makes a document of a text within a file, HTML or plain with blank lines
// between its paragraphs.
func (f file) passage(name, text string, at corpus.Place, about metadata) (*corpus.Document, error) {
	w := htmlPage{written: written{budget: f.budget, place: at}}
	if looksLikeHTML(text) {
		if err := w.whole(strings.NewReader(text)); err != nil {
			return nil, err
		}
		return w.document(name, about), nil
	}
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if err := w.add(corpus.Prose, 0, paragraph); err != nil {
			return nil, err
		}
	}
	return w.document(name, about), nil
}

// looksLikeHTML reports whether a text has an element or an entity in it.
func looksLikeHTML(text string) bool { return htmlSign.MatchString(text) }

var htmlSign = lazyregexp.New(`(?i)</?(?:p|br|div|a|b|i|em|strong|ul|ol|li|h[1-6]|img|span|table|blockquote|pre|code)\b[^<>]*>|&(?:#\d+|#x[0-9a-f]+|amp|lt|gt|quot|nbsp|[rl][sd]quo|[mn]dash|hellip);`)

// webAddress is an address of the web; empty for anything else.
func webAddress(address string) string {
	address = strings.TrimSpace(address)
	if u, err := url.Parse(address); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return address
}

// host is that of an address, in small letters and without "www."; empty for none.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Host), "www.")
}
