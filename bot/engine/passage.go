package engine

import (
	"context"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/store"
)

// Passage returns a sentence with its paragraph; see bot.Engine.
func (e *Engine) Passage(ctx context.Context, s bot.Span) (bot.Passage, error) {
	var out bot.Passage
	err := store.Guarded(func() error {
		document, sentence, err := e.find(s)
		if err != nil {
			return err
		}
		out.Quote = e.quote(document, sentence)
		_, first, last := e.documents.Paragraph(document, sentence)
		for i := first; i < sentence; i++ {
			out.Before = append(out.Before, e.quote(document, i))
		}
		for i := sentence + 1; i < last; i++ {
			out.After = append(out.After, e.quote(document, i))
		}
		return ctx.Err()
	})
	if err != nil {
		return bot.Passage{}, err
	}
	return out, nil
}

// Stands fails where a span names no sentence of the collection.
func (e *Engine) Stands(ctx context.Context, s bot.Span) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return store.Guarded(func() error {
		_, _, err := e.find(s)
		return err
	})
}

// find returns the document and the sentence in it that a span names. It fails
// with ErrSourceChanged where the document is gone, or has another content than
// the span was made on, and with ErrUnknownSource where no sentence stands there.
func (e *Engine) find(s bot.Span) (document uint32, sentence int, err error) {
	document, ok := e.documents.Find(s.Document)
	if !ok || e.documents.Hash(document) != s.Hash {
		return 0, 0, bot.ErrSourceChanged
	}
	if sentence, ok = e.documents.FindSpan(document, s.Span); !ok {
		return 0, 0, bot.ErrUnknownSource
	}
	return document, sentence, nil
}

// quote shows sentence i of a document with its neighbours. Its strings lie in
// no file.
func (e *Engine) quote(document uint32, i int) bot.Quote {
	d := e.documents
	about := d.About(document)
	paragraph, first, last := d.Paragraph(document, i)
	span := d.Span(document, i)
	q := bot.Quote{
		Span: bot.Span{Collection: e.name, Document: about.Name, Hash: about.Hash, Span: span},
		Text: d.Slice(document, span), Title: about.Title, URL: about.URL, Author: about.Author, Date: about.Date,
		Paragraph: paragraph, Sentence: i,
	}
	if i > first && d.Below(document, i-1) >= 0 {
		q.Before = d.Sentence(document, i-1)
	}
	if i+1 < last {
		q.After = d.Sentence(document, i+1)
	}
	texts := []*string{&q.Span.Document, &q.Text, &q.Title, &q.URL, &q.Author, &q.Date, &q.Before, &q.After}
	q.Under = e.under(document, i)
	for k := range q.Under {
		texts = append(texts, &q.Under[k])
	}
	own(texts...)
	return q
}

// under returns the headings nearest above sentence i of a document. They lie
// in the store.
func (e *Engine) under(document uint32, i int) []string {
	var out []string
	for first, end := e.documents.Above(document, i); first < end; first++ {
		out = append(out, e.documents.Sentence(document, first))
	}
	return out
}

// own puts copies in the place of texts of a store, which may be closed. They
// share one piece of memory, as a quote is kept or dropped whole.
func own(texts ...*string) {
	n := 0
	for _, t := range texts {
		n += len(*t)
	}
	var b strings.Builder
	b.Grow(n)
	for _, t := range texts {
		b.WriteString(*t)
	}
	rest := b.String()
	for _, t := range texts {
		*t, rest = rest[:len(*t)], rest[len(*t):]
	}
}
