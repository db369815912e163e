package engine

import (
	"context"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/store"
)

// Read returns blocks of a document; see bot.Engine.
func (e *Engine) Read(ctx context.Context, name string, first, bytes int) (bot.Stretch, error) {
	var out bot.Stretch
	err := store.Guarded(func() error {
		document, ok := e.documents.Find(name)
		if !ok {
			return bot.ErrUnknownSource
		}
		out.First, out.Of = first, e.documents.Paragraphs(document)
		if first < 0 || first >= out.Of {
			return bot.ErrUnknownSource
		}
		out.Source, out.Hash = e.source(document), e.documents.Hash(document)
		for p := first; p < out.Of && (bytes > 0 || p == first); p++ {
			block, size := e.block(document, p)
			out.Blocks = append(out.Blocks, block)
			bytes -= size
		}
		return ctx.Err()
	})
	if err != nil {
		return bot.Stretch{}, err
	}
	return out, nil
}

// block shows paragraph p of a document, which has so many bytes. Its strings lie in no
// file.
func (e *Engine) block(document uint32, p int) (out bot.Block, bytes int) {
	d := e.documents
	paragraph := d.ParagraphAt(document, p)
	out = bot.Block{Kind: paragraph.Kind, Level: paragraph.Level, Line: d.Line(document, paragraph.Start), Place: d.Place(document, paragraph.Start)}
	for span := range d.Spans(document, p) {
		out.Parts = append(out.Parts, e.partAt(document, span, paragraph.Kind))
	}
	if len(out.Parts) == 0 {
		out.Parts = []bot.Part{e.partAt(document, paragraph.Span, paragraph.Kind)}
	}
	texts := []*string{&out.Place.Label, &out.Place.Link}
	for i := range out.Parts {
		texts = append(texts, &out.Parts[i].Text)
	}
	own(texts...)
	return out, paragraph.End - paragraph.Start
}

// source tells what is known of a document. Its strings lie in no file.
func (e *Engine) source(document uint32) bot.Source {
	about := e.documents.About(document)
	return bot.Source{
		Collection: e.name, Document: strings.Clone(about.Name), Title: strings.Clone(about.Title), URL: strings.Clone(about.URL),
		Author: strings.Clone(about.Author), Date: strings.Clone(about.Date), Sentences: e.documents.Sentences(document),
	}
}

// Locate finds a sentence by its text; see bot.Engine.
func (e *Engine) Locate(ctx context.Context, name, fingerprint string) (bot.Span, error) {
	var out bot.Span
	err := store.Guarded(func() error {
		document, ok := e.documents.Find(name)
		if !ok {
			return bot.ErrUnknownSource
		}
		for p := range e.documents.Paragraphs(document) {
			if err := ctx.Err(); err != nil {
				return err
			}
			for span := range e.documents.Spans(document, p) {
				if bot.Fingerprint(e.documents.Slice(document, span)) == fingerprint {
					out = bot.Span{Collection: e.name, Document: name, Hash: e.documents.Hash(document), Span: span}
					return nil
				}
			}
		}
		return bot.ErrSourceChanged
	})
	return out, err
}
