package store

import (
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/flatfile"
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/lang/en"
)

// merge makes the new file of what is kept of the old one, and of runs.
func (b *build) merge(ctx context.Context, p plan, runs []*Store) (err error) {
	w, err := flatfile.Create(b.path, version)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Discard()) }()
	m, err := b.newMerge(p, runs)
	if err != nil {
		return err
	}
	if err := m.write(ctx, w, b); err != nil {
		return err
	}
	if _, err := w.Finish(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	b.report.Sentences, b.report.Bytes = m.documents.sentences, w.Size()
	return w.Publish()
}

// A merge is of all that a file holds.
type merge struct {
	documents documentsMerge
	index     *index.Merge
	bytes     int64 // of the parts: about as many come out of it
}

// newMerge numbers everything again.
func (b *build) newMerge(p plan, runs []*Store) (*merge, error) {
	m := &merge{}
	var parts []index.Part
	add := func(s *Store, drop func(uint32) bool) error {
		parts = append(parts, index.Part{Index: s.Index, Drop: drop})
		m.bytes += s.Size()
		return m.documents.add(s.Documents, drop)
	}
	if b.old != nil {
		if err := add(b.old, func(doc uint32) bool { return !p.keep[doc] }); err != nil {
			return nil, err
		}
	}
	for _, r := range runs {
		if r != nil {
			if err := add(r, nil); err != nil {
				return nil, err
			}
		}
	}
	var err error
	m.index, err = index.NewMerge(parts)
	return m, err
}

// write writes all that a file holds, on all cores.
func (m *merge) write(ctx context.Context, w *flatfile.Writer, b *build) error {
	to := &countingSink{Sink: w, ctx: ctx, all: m.bytes, progress: b.Progress}
	vocabulary := m.index.Vocabulary()
	work := errgroup.Group{}
	work.SetLimit(runtime.GOMAXPROCS(0)) // what each holds in memory adds up
	for _, part := range []struct {
		name  string
		write func(flat.Sink) error
	}{
		{"meanings", func(to flat.Sink) error { return flat.Write(to, NewMeanings(vocabulary, b.Table).Arrays()) }},
		{"matcher", func(to flat.Sink) error { return flat.Write(to, fuzzy.New(en.English, vocabulary).Arrays()) }},
		{"index", m.index.WriteTexts},
		{"index", m.index.WritePostings},
		{"documents", m.documents.write},
		{"index", m.index.WriteVocabulary},
		{"origins", func(to flat.Sink) error {
			return flat.Write(to, originsOf(b.folders, b.report.Skipped, b.Read, b.Table).Arrays())
		}},
	} {
		work.Go(func() error {
			return Guarded(func() error { return part.write(flat.Under(part.name, to)) })
		})
	}
	return work.Wait()
}

// A countingSink tells how much was written, and takes nothing more when ctx
// has ended.
type countingSink struct {
	flat.Sink
	ctx      context.Context
	done     atomic.Int64
	all      int64
	progress func(Progress)

	telling sync.Mutex
	told    int64 // done when it was told last
}

type countedArray struct {
	io.WriteCloser
	sink *countingSink
}

func (s *countingSink) Reserve(name string, size int, length int64) (io.WriteCloser, error) {
	w, err := s.Sink.Reserve(name, size, length)
	if err != nil {
		return nil, err
	}
	return countedArray{w, s}, nil
}

// tellEvery is how many bytes are written between two words of progress.
const tellEvery = 8 << 20

func (a countedArray) Write(b []byte) (int, error) {
	s := a.sink
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := a.WriteCloser.Write(b)
	done := s.done.Add(int64(n))
	if s.telling.TryLock() { // else another is just telling
		defer s.telling.Unlock()
		if done-s.told >= tellEvery {
			s.told = done
			s.progress(Progress{Doing: "merging", Done: min(done, s.all), All: s.all})
		}
	}
	return n, err
}
