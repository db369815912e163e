package engine

import (
	"context"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
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
			paragraph := e.documents.ParagraphAt(document, p)
			out.Blocks = append(out.Blocks, e.block(document, paragraph))
			bytes -= paragraph.End - paragraph.Start
		}
		return ctx.Err()
	})
	if err != nil {
		return bot.Stretch{}, err
	}
	return out, nil
}

// block shows a paragraph. Its strings lie in no file.
func (e *Engine) block(document uint32, p corpus.Paragraph) bot.Block {
	d := e.documents
	out := bot.Block{Kind: p.Kind, Level: p.Level, Line: d.Line(document, p.Start), Place: d.Place(document, p.Start)}
	for i := p.First; i < p.Last; i++ {
		out.Parts = append(out.Parts, e.part(document, i))
	}
	if p.First == p.Last {
		text := d.Slice(document, p.Span)
		part := bot.Part{Span: p.Span, Text: text, Kind: p.Kind}
		if mask := markup.Mask(d.About(document).Name, text); p.Kind != corpus.Code && mask != text {
			part.Mask = mask
		}
		out.Parts = []bot.Part{part}
	}
	texts := []*string{&out.Place.Label, &out.Place.Link}
	for i := range out.Parts {
		texts = append(texts, &out.Parts[i].Text)
	}
	own(texts...)
	return out
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
		for _, span := range e.documents.Spans(document) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if bot.Fingerprint(e.documents.Slice(document, span)) == fingerprint {
				out = bot.Span{Collection: e.name, Document: name, Hash: e.documents.Hash(document), Span: span}
				return nil
			}
		}
		return bot.ErrSourceChanged
	})
	return out, err
}
