// Package store keeps all that answering from one collection takes: its
// documents, their index, the spelling lookup and the meanings of its words. A
// store is made in memory of documents, or opened from a file that was built of
// folders; both answer alike.
//
// A file is built in bounded memory: workers read batches of files into runs,
// small stores on disk, and a merge makes one of them. Bringing a file up to
// date is the same merge, of the file without the documents that changed or
// went, and of runs of those that came.
package store

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/flatfile"
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/lang"
	"github.com/quoth-bot/quoth/lang/en"
)

// version counts what the arrays of a file mean: it goes up with each change of
// the arrays, and of how text becomes words and stems. A test that holds the
// bytes of a small store tells when.
const version = 8

// Version is that number: whoever keeps words and stems elsewhere makes them anew when
// it has changed.
const Version = version

// A Store is a collection, ready to be searched. It is safe for concurrent use.
type Store struct {
	Documents *Documents
	Index     *index.Index
	Matcher   *fuzzy.Matcher

	language *lang.Language
	table    *meaning.Table
	meanings func() *meaning.Words
	origins  origins
	folders  []string       // see Folders
	skipped  []read.Note    // see Skipped
	file     *flatfile.File // nil for one in memory
}

// New makes a store in memory. It fails if two documents have one name.
func New(documents []*corpus.Document, t *meaning.Table) (*Store, error) {
	s := &Store{Documents: &Documents{}, table: t, language: en.English}
	if len(documents) > 0 {
		s.language = documents[0].Lang()
	}
	for _, d := range documents {
		if err := s.Documents.add(d, origin{}); err != nil {
			return nil, err
		}
	}
	s.Index = index.New(documents)
	s.Matcher = fuzzy.New(s.language, s.Index)
	s.meanings = sync.OnceValue(func() *meaning.Words { return NewMeanings(s.Index, t) })
	return s, nil
}

// NewMeanings gives the words of a collection their vectors. Only words that
// the table has as a whole are found as neighbours: what it knows by pieces
// alone brings words that merely look alike.
func NewMeanings(x *index.Index, t *meaning.Table) *meaning.Words {
	return meaning.NewWords(t, x, func(w uint32) bool {
		return x.Class(w)&index.Stop != 0 || !t.Whole(x.Form(w))
	})
}

// Meanings returns the vectors of the collection's words. In memory they are
// made when they are first asked for.
func (s *Store) Meanings() *meaning.Words { return s.meanings() }

// Language returns the language of the documents: of several that of the first,
// and English for a file.
func (s *Store) Language() *lang.Language { return s.language }

// Table returns the table that the meanings are made of.
func (s *Store) Table() *meaning.Table { return s.table }

// Is reports whether a file begins as one that Build writes.
func Is(path string) bool { return flatfile.Is(path) }

// Open opens a file that Build wrote. Who opens it closes it. Work that reads
// it runs within Guarded, as damage is found when it is touched.
func Open(path string, t *meaning.Table) (*Store, error) {
	f, err := flatfile.Open(path, version)
	if err != nil {
		return nil, err
	}
	s := &Store{Documents: &Documents{}, Index: &index.Index{}, table: t, file: f, language: en.English}
	s.Matcher = fuzzy.Unbound(s.language, s.Index)
	words := meaning.UnboundWords(t, s.Index)
	s.meanings = func() *meaning.Words { return words }
	err = flatfile.Guarded(func() error {
		for _, part := range [...]struct {
			name   string
			arrays []flat.Array
			check  func() error
		}{
			{"origins", s.origins.Arrays(), func() error { return s.origins.check(t) }},
			{"documents", s.Documents.Arrays(), s.Documents.Check},
			{"index", s.Index.Arrays(), s.Index.Check},
			{"matcher", s.Matcher.Arrays(), s.Matcher.Check},
			{"meanings", words.Arrays(), words.Check},
		} {
			if err := f.Bind(part.name, part.arrays); err != nil {
				return err
			}
			if err := part.check(); err != nil {
				return &flatfile.Error{Path: path, Err: err}
			}
		}
		s.folders, s.skipped = s.origins.folderList(), s.origins.skippedList()
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

// Guarded does work that reads stores, and fails where a file is damaged that
// the work touched.
func Guarded(work func() error) error { return flatfile.Guarded(work) }

// Retain keeps the store open for one reader more; it reports false where the
// last one has closed it.
func (s *Store) Retain() bool { return s.file == nil || s.file.Retain() }

// Close ends one reader's use. After the last one's nothing of the store may be
// read, strings included.
func (s *Store) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// Folders returns the folders that a file was built of, as absolute paths;
// none for a store in memory.
func (s *Store) Folders() []string { return s.folders }

// Skipped returns the files of the folders that were left out, and why; none for
// a store in memory.
func (s *Store) Skipped() []read.Note { return s.skipped }

// Size returns how many bytes the file has; 0 for a store in memory.
func (s *Store) Size() int64 {
	if s.file == nil {
		return 0
	}
	return s.file.Size()
}

// origins is what a store was made of, and by what.
type origins struct {
	folders flat.Strings
	made    []uint64     // one: when, Unix nanoseconds
	limits  []uint64     // four: those of read.Limits, in their order
	columns flat.Strings // five: those of read.Columns, in their order
	table   []uint32     // one: the fingerprint of the table of meanings

	skippedNames, skippedReasons flat.Strings // of the files that were left out
}

func originsOf(folders []string, skipped []read.Note, how read.Options, t *meaning.Table) *origins {
	l, c := how.Limits, how.Columns
	o := &origins{
		made:   []uint64{uint64(time.Now().UnixNano())},
		limits: []uint64{uint64(l.FileSize), uint64(l.Unpacked), uint64(l.Text), uint64(l.Time)},
		table:  []uint32{t.Fingerprint()},
	}
	for _, name := range []string{c.Text, c.Title, c.Author, c.Date, c.URL} {
		o.columns.Append(name)
	}
	for _, f := range folders {
		o.folders.Append(f)
	}
	for _, n := range skipped {
		o.skippedNames.Append(n.Name)
		o.skippedReasons.Append(n.Reason)
	}
	return o
}

// how is how the files were read.
func (o *origins) how() read.Options {
	column := func(i uint32) string { return strings.Clone(o.columns.At(i)) }
	return read.Options{
		Limits: read.Limits{
			FileSize: int64(o.limits[0]), Unpacked: int64(o.limits[1]), Text: int64(o.limits[2]), Time: time.Duration(o.limits[3]),
		},
		Columns: read.Columns{Text: column(0), Title: column(1), Author: column(2), Date: column(3), URL: column(4)},
	}
}

func (o *origins) Arrays() []flat.Array {
	return slices.Concat(flat.Within("folders", o.folders.Arrays()), flat.Within("columns", o.columns.Arrays()), []flat.Array{
		flat.Of("made", &o.made), flat.Of("limits", &o.limits), flat.Of("table", &o.table),
	}, flat.Within("skipped.names", o.skippedNames.Arrays()), flat.Within("skipped.reasons", o.skippedReasons.Arrays()))
}

func (o *origins) check(t *meaning.Table) error {
	if len(o.made) != 1 || len(o.limits) != 4 || o.columns.Len() != 5 || len(o.table) != 1 {
		return errors.New("it does not say what it was made of")
	}
	if o.table[0] != t.Fingerprint() {
		return errors.New("it was made with another table of meanings")
	}
	if o.skippedNames.Len() != o.skippedReasons.Len() {
		return errors.New("it does not say why files were left out")
	}
	return errors.Join(o.folders.Check(), o.columns.Check(), o.skippedNames.Check(), o.skippedReasons.Check())
}

func (o *origins) skippedList() []read.Note {
	var out []read.Note
	for i := range uint32(o.skippedNames.Len()) {
		out = append(out, read.Note{Name: strings.Clone(o.skippedNames.At(i)), Reason: strings.Clone(o.skippedReasons.At(i))})
	}
	return out
}

func (o *origins) folderList() []string {
	var out []string
	for i := range o.folders.Len() {
		out = append(out, strings.Clone(o.folders.At(uint32(i))))
	}
	return out
}
