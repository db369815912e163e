// Package engine answers from one collection. It puts a question into the words
// of the collection (query.go), finds candidates in the index, weighs them by
// evidence (rank.go), and shows what they say: quotes, and the figures or dates
// that were asked for.
package engine

import (
	"context"
	"errors"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/lang"
)

// An Engine searches one collection: its own documents, vocabulary, statistics
// and index, so that nothing of one collection can show through another. All of
// it lies in a store, which may be a mapped file. It is a bot.Engine.
type Engine struct {
	name      string
	store     *store.Store
	documents *store.Documents
	index     *index.Index
	matcher   *fuzzy.Matcher
	meanings  func() *meaning.Words
	language  *lang.Language
	kin       kin
	cues      cues
	phrases   func() *fuzzy.Phrases
	scripts   func() []string
	weights   [evidences]float64
	table     *meaning.Table
}

var _ bot.Engine = (*Engine)(nil)

// Options say how an engine ranks. The zero value is the shipped way; others are
// for measuring.
type Options struct {
	Weights Weights        // of the evidence, by name; nil for the shipped ones
	Table   *meaning.Table // of meanings; nil for the shipped one
}

func (o *Options) table() *meaning.Table {
	if o.Table == nil {
		return meaning.Shipped()
	}
	return o.Table
}

// New makes an engine in memory. It fails if two documents have one name. The
// name is the collection's, which its spans carry.
func New(name string, documents []*corpus.Document, o Options) (*Engine, error) {
	s, err := store.New(documents, o.table())
	if err != nil {
		return nil, err
	}
	return Over(name, s, o)
}

// Open opens an index file. Who opens it closes it.
func Open(name, file string, o Options) (*Engine, error) {
	s, err := store.Open(file, o.table())
	if err != nil {
		return nil, err
	}
	e, err := Over(name, s, o)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return e, nil
}

// Over makes an engine over a store, which the engine's last holder closes. It
// fails where the store has meanings by another table.
func Over(name string, s *store.Store, o Options) (*Engine, error) {
	if s.Table() != o.table() {
		return nil, errors.New("its words have meanings by another table")
	}
	weights, err := o.Weights.list()
	if err != nil {
		return nil, err
	}
	e := &Engine{
		name: name, store: s, documents: s.Documents, index: s.Index, matcher: s.Matcher, meanings: s.Meanings,
		language: s.Language(), kin: newKin(s.Language()),
		phrases: lazyPhrases(s.Language(), s.Documents), scripts: lazyScripts(s.Index), weights: weights, table: s.Table(),
	}
	err = store.Guarded(func() error {
		e.cues = newCues(&e.language.Senses, e.index)
		return nil
	})
	return e, err
}

// Retain counts one holder more; see bot.Engine.
func (e *Engine) Retain() bool { return e.store.Retain() }

// Close ends one holder's use.
func (e *Engine) Close() error { return e.store.Close() }

// Size returns how many documents and sentences there are. Of a file that is
// damaged where the sentences are counted it says that there are none: a search
// tells of the damage.
func (e *Engine) Size() (documents, sentences int) {
	err := store.Guarded(func() error {
		sentences = e.documents.AllSentences()
		return nil
	})
	if err != nil {
		sentences = 0
	}
	return e.documents.Len(), sentences
}

// Skipped returns the files that were left out of an index file.
func (e *Engine) Skipped() []read.Note { return e.store.Skipped() }

// Sources lists the documents.
func (e *Engine) Sources(ctx context.Context) ([]bot.Source, error) {
	out := make([]bot.Source, 0, e.documents.Len())
	err := store.Guarded(func() error {
		for d := range uint32(e.documents.Len()) {
			out = append(out, e.source(d))
		}
		return ctx.Err()
	})
	return out, err
}

// Documents returns the documents as they were read, for measuring. They own
// their strings.
func (e *Engine) Documents() ([]*corpus.Document, error) {
	var out []*corpus.Document
	err := store.Guarded(func() error {
		for d := range uint32(e.documents.Len()) {
			out = append(out, e.documents.Document(d))
		}
		return nil
	})
	return out, err
}
