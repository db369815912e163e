package bot

import (
	"errors"
	"fmt"
	"slices"

	"github.com/quoth-bot/quoth/bot/refcount"
)

// A snapshot is all collections from one Replace to the next. It holds their
// engines until nobody answers from it any more.
type snapshot struct {
	collections []Collection
	readers     refcount.Count // one of them is the Bot, until it has another snapshot
}

// newSnapshot retains the engines of collections.
func newSnapshot(collections []Collection) (*snapshot, error) {
	s := &snapshot{}
	s.readers.Begin()
	for _, c := range collections {
		var err error
		switch {
		case slices.ContainsFunc(s.collections, func(have Collection) bool { return have.Name == c.Name }):
			err = fmt.Errorf("two collections are named %q", c.Name)
		case !c.Engine.Retain():
			err = fmt.Errorf("collection %q: it is closed", c.Name)
		}
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.collections = append(s.collections, c)
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
	for _, c := range s.collections {
		err = errors.Join(err, c.Engine.Close())
	}
	return err
}

// read does work with the collections that who asks may see there. They are the
// same for all of the work, and held for as long as it takes.
func (b *Bot) read(from From, work func(scope []Collection) error) (err error) {
	s := b.snapshot.Load()
	for !s.readers.Retain() { // replaced between the two
		s = b.snapshot.Load()
	}
	defer func() { err = errors.Join(err, s.release()) }()
	return work(s.scope(from))
}

// scope returns the collections that who asks may see there. It is made for
// every call of the bot (an answer, a click, a share), and once in it.
func (s *snapshot) scope(from From) []Collection {
	var out []Collection
	for _, c := range s.collections {
		if c.Audience.includes(from) {
			out = append(out, c)
		}
	}
	return out
}
