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
	own(&out.Place.Label, &out.Place.Link)
	for span := range d.Spans(document, p) {
		out.Parts = append(out.Parts, e.stretchPart(document, span, paragraph.Kind))
	}
	if len(out.Parts) == 0 {
		out.Parts = []bot.Part{e.stretchPart(document, paragraph.Span, paragraph.Kind)}
	}
	return out, paragraph.End - paragraph.Start
}

// stretchPart shows a span of a document. Its strings lie in no file.
func (e *Engine) stretchPart(document uint32, span corpus.Span, kind corpus.Kind) bot.Part {
	out := bot.Part{Span: span, Text: strings.Clone(e.documents.Slice(document, span)), Kind: kind}
	name := e.documents.Name(document)
	if kind == corpus.Code || !markup.Has(name) {
		return out
	}
	if mask := markup.Mask(name, out.Text); mask != out.Text {
		out.Mask = mask
	}
	for _, l := range markup.Links(name, out.Text) {
		out.Links = append(out.Links, bot.Link{Span: corpus.Span{Start: span.Start + l.Start, End: span.Start + l.End}, Address: strings.Clone(l.Address)})
	}
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
