package read

import (
	"html"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// readText reads plain text, which may begin with front matter, a preamble or
// the address of a bulletin. The feet and running heads of pages are not quoted.
func readText(f file) (*corpus.Document, string, error) {
	text, warning, err := decode(f.data)
	if err != nil {
		return nil, "", err
	}
	doc := &corpus.Document{Name: f.name, Text: text, Hash: corpus.HashText(text)}
	body, meta, metaWarning := frontMatter(text)
	var fields []corpus.Block
	if body == 0 {
		fields, meta, body = preamble(text)
	}
	address := len(bulletin.FindString(text))
	masked := maskPages(text)
	blocks, title := corpus.PlainBlocks(masked, max(body, address))
	if title == "" && address > 0 {
		title = fold(firstLine(text[address:]))
	}
	doc.Cut(masked, append(fields, blocks...))
	if meta.title == "" {
		meta.title = title
	}
	describe(doc, meta, fold)
	return doc, joinWarnings(warning, metaWarning), nil
}

// bulletin is the address of a weather bulletin, as the World Meteorological
// Organization has it: a number, what it is and who sends it when, its name,
// the zones that it is for, and that it is one.
var bulletin = lazyregexp.New(`^[\x00-\x20]*(?:[0-9]{3}[ \r]*\n)?[A-Z]{4}[0-9]{2} [A-Z]{4} [0-9]{6}[^\n]*\n(?:[A-Z0-9]{4,6}[ \r]*\n)?(?:[A-Z]{2}[CZ][0-9]{3}[0-9A-Z>-]*-[ \r]*\n)*(?:[ \r]*\n)*(?:BULLETIN[ \r]*\n)?(?:[ \r]*\n)*`)

// maskPages returns a text with a line of a form feed in place of each end of a
// page.
func maskPages(text string) string {
	start, end := markup.PageBreak(text, 0)
	if start < 0 {
		return text
	}
	masked := []byte(text)
	for start >= 0 {
		for i := start; i < end-1; i++ {
			masked[i] = ' '
		}
		masked[start], masked[end-1] = '\f', '\n'
		start, end = markup.PageBreak(text, end)
	}
	return string(masked)
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
