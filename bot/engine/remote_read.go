package engine

import (
	"context"
	"slices"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/store"
)

// This file holds what a Remote tells of its documents beside answers.

// Passage returns a sentence with its paragraph; see bot.Engine.
func (r *Remote) Passage(ctx context.Context, s bot.Span) (bot.Passage, error) {
	e, err := r.around(ctx, s)
	if err != nil {
		return bot.Passage{}, err
	}
	return e.Passage(ctx, s)
}

// Stands fails where a span names no sentence of the collection.
func (r *Remote) Stands(ctx context.Context, s bot.Span) error {
	e, err := r.around(ctx, s)
	if err != nil {
		return err
	}
	return e.Stands(ctx, s)
}

// around returns an engine over what stands around a span.
func (r *Remote) around(ctx context.Context, s bot.Span) (*Engine, error) {
	excerpts, err := r.blocks(ctx, Blocks{Documents: []string{s.Document}, At: max(s.Start, 0)})
	if err != nil {
		return nil, err
	}
	return r.over(joined(excerpts), &index.Whole{}, nil)
}

// blocks fetches blocks within the time that there is for it.
func (r *Remote) blocks(ctx context.Context, which Blocks) ([]store.Excerpt, error) {
	ctx, done := context.WithTimeout(ctx, r.timeout)
	defer done()
	found, err := r.cluster.Blocks(ctx, which)
	return found, r.told(err)
}

// listTime is how many times as long a list of all documents may take.
const listTime = 10

// documents lists documents within the time that there is for it.
func (r *Remote) documents(ctx context.Context, n int) ([]bot.Source, error) {
	ctx, done := context.WithTimeout(ctx, listTime*r.timeout)
	defer done()
	found, err := r.cluster.Documents(ctx, n)
	return found, r.told(err)
}

// atOnce is how many blocks of a document are fetched at a time.
const atOnce = 64

// Read returns blocks of a document; see bot.Engine.
func (r *Remote) Read(ctx context.Context, name string, first, bytes int) (bot.Stretch, error) {
	var out bot.Stretch
	err := r.each(ctx, name, first, func(e *Engine, excerpt *store.Excerpt) bool {
		out.First, out.Of, out.Hash = first, excerpt.Paragraphs, excerpt.Hash
		out.Source = e.source(0)
		out.Source.Sentences = excerpt.Sentences
		for p := range excerpt.Blocks {
			if len(out.Blocks) > 0 && bytes <= 0 {
				return false
			}
			block, size := e.block(0, p)
			bytes -= size
			if n := len(out.Blocks); n > 0 && excerpt.Blocks[p].Number == first+n-1 { // a long one that was cut
				out.Blocks[n-1].Parts = append(out.Blocks[n-1].Parts, block.Parts...)
				continue
			}
			out.Blocks = append(out.Blocks, block)
		}
		return bytes > 0
	})
	if err == nil && (first < 0 || len(out.Blocks) == 0) {
		err = bot.ErrUnknownSource
	}
	if err != nil {
		return bot.Stretch{}, err
	}
	return out, nil
}

// each calls visit with the blocks of a document from number first on, some at a
// time and without what stands around them, until it has enough.
func (r *Remote) each(ctx context.Context, name string, first int, visit func(*Engine, *store.Excerpt) bool) error {
	for {
		found, err := r.blocks(ctx, Blocks{Documents: []string{name}, At: -1, First: first, N: atOnce})
		if err != nil || len(found) == 0 {
			return err
		}
		found = joined(found)
		excerpt := found[0]
		excerpt.Blocks = slices.DeleteFunc(excerpt.Blocks, func(b store.Block) bool { return !b.Sought })
		e, err := r.over([]store.Excerpt{excerpt}, &index.Whole{}, nil)
		if err != nil {
			return err
		}
		if first = excerpt.Blocks[len(excerpt.Blocks)-1].Number + 1; !visit(e, &excerpt) || first >= excerpt.Paragraphs {
			return nil
		}
	}
}

// Locate finds a sentence by its text; see bot.Engine.
func (r *Remote) Locate(ctx context.Context, name, fingerprint string) (bot.Span, error) {
	var out bot.Span
	err := bot.ErrUnknownSource
	failed := r.each(ctx, name, 0, func(e *Engine, _ *store.Excerpt) bool {
		out, err = e.Locate(ctx, name, fingerprint)
		return err != nil
	})
	if failed != nil {
		return bot.Span{}, failed
	}
	return out, err
}

// openingBlocks is how many blocks of a document are looked through for what can be
// quoted of its beginning.
const openingBlocks = 12

// Openings returns the sentences that documents begin with; see bot.Engine.
func (r *Remote) Openings(ctx context.Context, n int, names ...string) ([]bot.Sentence, error) {
	if len(names) == 0 {
		some, err := r.documents(ctx, n)
		if err != nil {
			return nil, err
		}
		for _, s := range some {
			names = append(names, s.Document)
		}
	}
	if len(names) == 0 {
		return nil, nil
	}
	excerpts, err := r.blocks(ctx, Blocks{Documents: names, At: -1, N: openingBlocks})
	if err != nil {
		return nil, err
	}
	e, err := r.over(joined(excerpts), &index.Whole{}, nil)
	if err != nil {
		return nil, err
	}
	return e.Openings(ctx, n, names...)
}

// Sources lists the documents.
func (r *Remote) Sources(ctx context.Context) ([]bot.Source, error) {
	list, err := r.documents(ctx, 0)
	for i := range list {
		list[i].Collection = r.name
	}
	return list, err
}

// Scripts returns the scripts that words of the collection are written in; see
// bot.Engine.
func (r *Remote) Scripts(ctx context.Context) ([]string, error) {
	totals, err := r.totals(ctx)
	return totals.Scripts, err
}

// completed is how many phrases are fetched for each that is suggested: the
// likeliest are chosen of them.
const completed = 8

// Suggest completes a prefix with titles, names and phrases; see bot.Engine.
func (r *Remote) Suggest(ctx context.Context, prefix string, n int) ([]string, error) {
	if n <= 0 {
		return nil, nil
	}
	ctx, done := context.WithTimeout(ctx, r.timeout)
	defer done()
	found, err := r.cluster.Complete(ctx, prefix, completed*n)
	if r.told(err) != nil {
		return nil, err
	}
	return fuzzy.NewPhrases(found).Complete(prefix, n), nil
}
