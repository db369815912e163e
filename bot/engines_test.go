package bot_test

import (
	"fmt"
	"path"
	"sync"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
)

// sources are what a collection is made of: documents, or a store of them.
type sources struct {
	Name      string
	Audience  Audience
	Documents []*corpus.Document
	Store     *store.Store // retained where it is given
	Skipped   []string     // names of files that were left out
}

// stores holds the store of each engine, to check that no answer shares its
// memory.
var stores sync.Map

// collection makes the collection. Who makes it closes its engine.
func (s sources) collection() (Collection, error) {
	of := s.Store
	switch {
	case of == nil:
		var err error
		if of, err = store.New(s.Documents, meaning.Shipped()); err != nil {
			return Collection{}, fmt.Errorf("collection %q: %w", s.Name, err)
		}
	case !of.Retain():
		return Collection{}, fmt.Errorf("collection %q: it is closed", s.Name)
	}
	e, err := engine.Over(s.Name, of, engine.Options{})
	stores.Store(e, of)
	out := Collection{Name: s.Name, Audience: s.Audience, Engine: e}
	for _, name := range s.Skipped {
		out.Skipped = append(out.Skipped, SkippedFile{Collection: s.Name, Name: name, Reason: "files of type " + path.Ext(name) + " are not read"})
	}
	return out, err
}

// newBot makes a bot over collections.
func newBot(list []sources, options ...Option) (b *Bot, err error) {
	err = with(list, func(collections []Collection) error {
		b, err = New(collections, options...)
		return err
	})
	return b, err
}

// replace has a bot answer from other collections.
func replace(b *Bot, list []sources) error { return with(list, b.Replace) }

func with(list []sources, use func([]Collection) error) error {
	var collections []Collection
	for _, s := range list {
		c, err := s.collection()
		if err != nil {
			return err
		}
		defer c.Engine.Close()
		collections = append(collections, c)
	}
	return use(collections)
}
