package read

import (
	"html"

	"github.com/quoth-bot/quoth/corpus"
)

// readText reads plain text, which may begin with front matter or a preamble.
func readText(name string, data []byte) (*corpus.Document, string, error) {
	text, warning, err := decode(data)
	if err != nil {
		return nil, "", err
	}
	doc := &corpus.Document{Name: name, Text: text, Hash: corpus.HashText(text)}
	body, meta, metaWarning := frontMatter(text)
	var fields []corpus.Block
	if body == 0 {
		fields, meta, body = preamble(text)
	}
	doc.Cut(text, append(fields, corpus.PlainBlocks(text, body)...))
	describe(doc, meta, fold)
	return doc, joinWarnings(warning, metaWarning), nil
}

// describe gives d its metadata. The title is that of the front matter, else
// the heading that is the document's, else a headline, else the file's name.
// show returns what the source of a heading shows, on one line.
func describe(d *corpus.Document, m metadata, show func(heading string) string) {
	d.Title, d.URL, d.Date, d.Author = html.UnescapeString(m.title), m.url, m.date, m.author // sites write "&#8217;"
	if heading, ok := titleHeading(d); ok && d.Title == "" {
		d.Title = show(d.Slice(heading))
	}
	if d.Title == "" {
		d.Title = d.Headline()
	}
	if d.Title == "" {
		d.Title = corpus.ReadableName(d.Name)
	}
}

// titleHeading returns the span of the heading that is a document's title: the
// only one of the highest level, or one of level 1 that nothing stands before.
// The first of several sections is no title.
func titleHeading(d *corpus.Document) (heading corpus.Span, ok bool) {
	highest, n, first := 0, 0, 0
	for i, p := range d.Paragraphs {
		switch {
		case p.Kind != corpus.Heading || highest > 0 && p.Level > highest:
		case p.Level == highest:
			n++
		default:
			highest, n, first = p.Level, 1, i
		}
	}
	if n == 0 {
		return corpus.Span{}, false
	}
	top := first
	for top > 0 && d.Paragraphs[top-1].Kind == corpus.Field {
		top--
	}
	return d.Paragraphs[first].Span, n == 1 || highest == 1 && top == 0
}

// joinWarnings puts two warnings, either of which may be empty, into one.
func joinWarnings(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
