package engine

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
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
	_, first, last := d.Paragraph(document, i)
	paragraph, sentence := d.Numbers(document, i)
	p := e.part(document, i)
	q := bot.Quote{
		Span: bot.Span{Collection: e.name, Document: about.Name, Hash: about.Hash, Span: p.Span},
		Text: p.Text, Mask: p.Mask, Kind: p.Kind, Links: p.Links,
		Title: about.Title, URL: about.URL, Author: about.Author, Date: about.Date, Retrieved: about.Retrieved, Superseded: about.Superseded,
		Paragraph: paragraph, Sentence: sentence, Line: d.Line(document, p.Span.Start), Place: d.Place(document, p.Span.Start),
	}
	if i > first {
		q.Before = d.Sentence(document, i-1)
	}
	if i+1 < last {
		q.After = d.Sentence(document, i+1)
	}
	e.addAbove(&q, document, i)
	e.addBelow(&q, document, i)
	if q.Before != "" && len(q.Leads) == 0 && e.leans(p.Text) {
		q.Surroundings = append(q.Surroundings, e.part(document, i-1))
	}
	texts := []*string{&q.Span.Document, &q.Text, &q.Title, &q.URL, &q.Author, &q.Date, &q.Retrieved, &q.Superseded, &q.Place.Label, &q.Place.Link, &q.Before, &q.After}
	for _, parts := range [][]bot.Part{q.Leads, q.Follows, q.Surroundings} {
		for k := range parts {
			texts = append(texts, &parts[k].Text)
		}
	}
	own(texts...)
	return q
}

// fewWords is how many words do not stand by themselves: "Yes, it is."
const fewWords = 3

// leans reports whether a sentence does not stand by itself.
func (e *Engine) leans(text string) bool {
	tokens := e.firstTokens(text)
	if len(tokens) <= fewWords {
		return true
	}
	first, ok := e.index.Word(tokens[0].Form)
	return ok && e.cues.pronoun[first]
}

// startBytes is how much of a text holds its first words, in most texts.
const startBytes = 64

// firstTokens returns the tokens of a text, or some of the first that are more
// than fewWords. The last ones of a text that was cut may be parts of words.
func (e *Engine) firstTokens(text string) []words.Token {
	cut := min(startBytes, len(text))
	for cut < len(text) && !utf8.RuneStart(text[cut]) {
		cut++
	}
	if tokens := words.AppendTokens(e.language, nil, text[:cut]); cut == len(text) || len(tokens) > 2*fewWords {
		return tokens
	}
	return words.AppendTokens(e.language, nil, text)
}

// part shows sentence i of a document beside a quote. Its text lies in the
// store.
func (e *Engine) part(document uint32, i int) bot.Part {
	return e.partAt(document, e.documents.Span(document, i), e.documents.Kind(document, i))
}

// partAt shows a span of a document, of a block of a kind. Its text lies in the store.
func (e *Engine) partAt(document uint32, span corpus.Span, kind corpus.Kind) bot.Part {
	out := bot.Part{Span: span, Text: e.documents.Slice(document, span), Kind: kind}
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

// addAbove adds what stands above sentence i of a document to a quote of it.
func (e *Engine) addAbove(q *bot.Quote, document uint32, i int) {
	sentence := i
	for {
		above, ok := e.documents.Above(document, i)
		if !ok {
			break
		}
		if i = above; e.documents.Kind(document, i) == corpus.Heading {
			q.Under = append(q.Under, e.heading(document, i))
		} else {
			q.Leads = append(q.Leads, e.part(document, i))
		}
	}
	if q.Kind == corpus.Turn {
		e.addSpeaker(q, document, sentence)
	}
	slices.Reverse(q.Under)
	slices.Reverse(q.Leads)
}

// addSpeaker adds who says sentence i of a document, unless it begins with the
// name itself.
func (e *Engine) addSpeaker(q *bot.Quote, document uint32, i int) {
	_, first, _ := e.documents.Paragraph(document, i)
	if i == first {
		return
	}
	span := e.documents.Span(document, first)
	if name, ok := corpus.SpeakerIn(e.language, e.documents.Slice(document, span)); ok {
		name.Start, name.End = name.Start+span.Start, name.End+span.Start
		q.Leads = append([]bot.Part{{Span: name, Text: e.documents.Slice(document, name), Kind: corpus.Speaker}}, q.Leads...)
	}
}

// heading returns the text that a heading shows, on one line.
func (e *Engine) heading(document uint32, i int) string {
	return strings.Join(strings.Fields(e.wording(document, i).Shown), " ")
}

// What is shown of a list, table or program that a quote announces.
const (
	mostFollowing    = 12
	longestFollowing = 1200 // bytes
)

// addBelow adds what sentence i of a document announces to a quote of it.
func (e *Engine) addBelow(q *bot.Quote, document uint32, i int) {
	if !e.documents.Announces(document, i) {
		return
	}
	size := 0
	for s := i + 1; s < e.documents.Sentences(document) && e.isBelow(document, s, i); s++ {
		p := e.part(document, s)
		if size += len(p.Text); len(q.Follows) == mostFollowing || len(q.Follows) > 0 && size > longestFollowing {
			q.FollowsMore = true
			return
		}
		q.Follows = append(q.Follows, p)
	}
}

// isBelow reports whether sentence i of a document stands below another.
func (e *Engine) isBelow(document uint32, i, above int) bool {
	for {
		n, ok := e.documents.Above(document, i)
		if !ok || n < above {
			return false
		}
		if n == above {
			return true
		}
		i = n
	}
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
