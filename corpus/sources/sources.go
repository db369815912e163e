// Package sources keeps collections as they are on the disk: it loads them from
// folders and index files, follows what changes, and closes what is no longer
// used. What is made of a collection to answer from is its caller's business.
package sources

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// A Collection says what is to be read.
type Collection struct {
	Name    string
	Folders []string // none for the built-in reports; one may be an index file, alone
	Columns read.Columns
	// Kept is a folder of what is fetched, read like the others, but that it may be
	// empty, or not be there yet.
	Kept string
	// Elsewhere says that the collection lies on other machines, and in no folder.
	Elsewhere bool
}

// An Engine is what answers from a collection. Who is handed one retains it for
// as long as they use it.
type Engine interface {
	Retain() bool
	Close() error
}

// A Maker makes engines, and keeps index files.
type Maker[E Engine] interface {
	// FromDocuments makes an engine in memory.
	FromDocuments(name string, documents []*corpus.Document) (E, error)
	// FromIndex opens an index file, and tells which files were left out of it.
	FromIndex(name, file string) (engine E, skipped []read.Note, err error)
	// FromElsewhere makes an engine of a collection that lies elsewhere, which need not
	// be there yet.
	FromElsewhere(name string) (E, error)
	// IsIndex reports whether a path leads to an index file.
	IsIndex(path string) bool
	// IndexFolders returns the folders that an index file was made of, as far
	// as they are there.
	IndexFolders(file string) []string
	// Compare tells how an index file differs from its folders.
	Compare(ctx context.Context, file string) (Changes, error)
	// Update brings an index file up to date with its folders.
	Update(ctx context.Context, file string) (Changes, error)
}

// Changes is what came of the documents of an index file.
type Changes struct {
	Added, Changed, Removed int
}

// None reports whether nothing has changed.
func (c Changes) None() bool { return c.Added+c.Changed+c.Removed == 0 }

// Options say how a set is kept.
type Options struct {
	Limits read.Limits // of each file
	// Update brings index files up to date with their folders. Without it they
	// are only compared.
	Update bool
	// Progress is told while a collection is read by Load. It may be nil.
	Progress func(collection string, p read.Progress)
	// watch says how soon changes are told; the zero value is made for people.
	watch watchOptions
}

// A Set is collections with an engine for each. Load, Follow and Close are for
// one goroutine.
type Set[E Engine] struct {
	maker   Maker[E]
	options Options
	members []*member[E]
	changed chan *member[E] // that may have changed on the disk
}

// A member is one collection of a set.
type member[E Engine] struct {
	Collection
	index string // the file that it is, or ""
	now   version[E]
	open  bool // now.Engine is held
}

// folders are all that are read, or would be if they were there.
func (c Collection) folders() []string {
	if c.Kept == "" {
		return c.Folders
	}
	return append(slices.Clone(c.Folders), c.Kept)
}

// present are the folders that are read: without what is fetched, where nothing was yet.
func (c Collection) present() []string {
	if _, err := os.Stat(c.Kept); c.Kept != "" && err == nil {
		return c.folders()
	}
	return c.Folders
}

// A version is what came of version a collection.
type version[E Engine] struct {
	Loaded[E]
	file os.FileInfo // the index file as it was opened
}

// Loaded is a collection as it was read.
type Loaded[E Engine] struct {
	Name      string
	Engine    E // held by the set until the collection is read again
	FromIndex bool
	Skipped   []read.Note // files that were left out
	Warnings  []read.Note // files that were not read as they were meant; none of an index file
	Took      time.Duration
}

// New makes a set of collections, of which nothing is read yet. It fails where
// an index file does not stand alone.
func New[E Engine](list []Collection, maker Maker[E], o Options) (*Set[E], error) {
	o.Limits = o.Limits.WithDefaults()
	o.watch.MaxFileSize = o.Limits.FileSize
	s := &Set[E]{maker: maker, options: o, changed: make(chan *member[E])}
	for _, c := range list {
		m := &member[E]{Collection: c}
		for _, f := range c.Folders {
			if !maker.IsIndex(f) {
				continue
			}
			if len(c.folders()) > 1 {
				return nil, fmt.Errorf("the collection %s has the index file %s and folders, pages or feeds beside it: name the file alone, or index the folders with it", c.Name, f)
			}
			m.index = f
		}
		s.members = append(s.members, m)
	}
	return s, nil
}

// Load reads all collections, in order. It fails where one cannot be read.
func (s *Set[E]) Load(ctx context.Context) ([]Loaded[E], error) {
	for _, m := range s.members {
		next, err := s.read(ctx, m, s.options.Progress)
		if err != nil {
			return nil, err
		}
		if err := m.take(next); err != nil {
			return nil, err
		}
	}
	return s.loaded(), nil
}

func (s *Set[E]) loaded() []Loaded[E] {
	out := make([]Loaded[E], len(s.members))
	for i, m := range s.members {
		out[i] = m.now.Loaded
	}
	return out
}

// take puts what was read in the place of what was there before, and closes
// that.
func (m *member[E]) take(next version[E]) error {
	err := m.close()
	m.now, m.open = next, true
	return err
}

// Close ends the set's hold on its engines.
func (s *Set[E]) Close() error {
	var err error
	for _, m := range s.members {
		err = errors.Join(err, m.close())
	}
	return err
}

func (m *member[E]) close() error {
	if !m.open {
		return nil
	}
	m.open = false
	return m.now.Engine.Close()
}

// read reads one collection. The member stays as it is until it takes what was
// read.
func (s *Set[E]) read(ctx context.Context, m *member[E], progress func(string, read.Progress)) (version[E], error) {
	began := time.Now()
	next := version[E]{Loaded: Loaded[E]{Name: m.Name, FromIndex: m.index != ""}}
	library := &read.Library{}
	var err error
	switch {
	case m.Elsewhere:
		next.Engine, err = s.maker.FromElsewhere(m.Name)
	case m.index != "":
		if next.file, err = os.Stat(m.index); err == nil {
			next.Engine, library.Skipped, err = s.maker.FromIndex(m.Name, m.index)
		}
	case len(m.folders()) == 0:
		library.Documents, err = sample.Documents()
	default:
		library, err = read.Load(ctx, m.present(), read.Options{Limits: s.options.Limits, Columns: m.Columns}, func(p read.Progress) {
			if progress != nil {
				progress(m.Name, p)
			}
		})
	}
	var nothing *read.NothingError
	if m.Kept != "" && errors.As(err, &nothing) {
		library, err = &read.Library{Skipped: nothing.Skipped}, nil
		if len(nothing.Skipped) == 0 {
			library.Warnings = []read.Note{{Name: m.Name, Reason: "nothing of it was fetched yet"}}
		}
	}
	if err == nil && m.index == "" && !m.Elsewhere {
		next.Engine, err = s.maker.FromDocuments(m.Name, library.Documents)
	}
	if err != nil {
		return version[E]{}, err
	}
	next.Skipped, next.Warnings, next.Took = library.Skipped, library.Warnings, time.Since(began)
	return next, nil
}
