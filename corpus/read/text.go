package read

import "github.com/quoth-bot/quoth/corpus"

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
	describe(doc, meta, "")
	return doc, joinWarnings(warning, metaWarning), nil
}

// describe gives d its metadata. The title is that of the front matter, else
// the heading, else a headline, else the file's name.
func describe(d *corpus.Document, m metadata, heading string) {
	d.Title, d.URL, d.Date, d.Author = m.title, m.url, m.date, m.author
	if d.Title == "" {
		d.Title = heading
	}
	if d.Title == "" {
		d.Title = d.Headline()
	}
	if d.Title == "" {
		d.Title = corpus.BaseName(d.Name)
	}
}

// joinWarnings puts two warnings, either of which may be empty, into one.
func joinWarnings(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
