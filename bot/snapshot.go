package bot

import (
	"errors"
	"fmt"
	"slices"

	"github.com/quoth-bot/quoth/bot/flatfile"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
)

// A snapshot is the engines of all collections from one Replace to the next.
// Its stores stay open until nobody answers from it any more.
type snapshot struct {
	engines []*engine
	readers flatfile.Readers // one of them is the Bot, until it has another snapshot
}

// newSnapshot makes engines of collections, and keeps their stores open.
func newSnapshot(collections []Collection, w *Weights, t *meaning.Table) (*snapshot, error) {
	s := &snapshot{}
	s.readers.Begin()
	err := store.Guarded(func() error {
		for _, c := range collections {
			if slices.ContainsFunc(s.engines, func(e *engine) bool { return e.name == c.Name }) {
				return fmt.Errorf("two collections are named %q", c.Name)
			}
			e, err := openEngine(c, w, t)
			if err != nil {
				return fmt.Errorf("collection %q: %w", c.Name, err)
			}
			s.engines = append(s.engines, e)
			e.begin()
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// release ends one reader's use.
func (s *snapshot) release() error {
	if !s.readers.Release() {
		return nil
	}
	return s.close()
}

func (s *snapshot) close() error {
	var err error
	for _, e := range s.engines {
		err = errors.Join(err, e.store.Close())
	}
	return err
}

// read does work with the engines of the collections that who asks may see
// there. They are the same for all of the work, and their files stay open for
// as long as it takes; what the work keeps of them it clones. A file that is
// damaged is an error.
func (b *Bot) read(from From, work func(scope []*engine) error) (err error) {
	s := b.snapshot.Load()
	for !s.readers.Retain() { // replaced between the two
		s = b.snapshot.Load()
	}
	defer func() { err = errors.Join(err, s.release()) }()
	return store.Guarded(func() error { return work(s.scope(from)) })
}

// scope returns the engines of the collections that who asks may see there. It
// is made anew for every call of the bot (an answer, a click, a share), and
// once in it.
func (s *snapshot) scope(from From) []*engine {
	var out []*engine
	for _, e := range s.engines {
		if e.audience.includes(from) {
			out = append(out, e)
		}
	}
	return out
}
