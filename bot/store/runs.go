package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/flatfile"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/corpus/read"
)

// runBytes is how much text a worker gathers before it writes a run. With 16 MB
// two workers take some 300 MB at most; half of it takes a third less, and
// makes the merge slower.
const runBytes = 16 << 20

// A batch is a stretch of files that one worker reads.
type batch struct {
	number int
	files  []read.File
}

// batches parts files into batches of so many bytes.
func batches(files []read.File, most int64) []batch {
	var out []batch
	from, size := 0, int64(0)
	for i, f := range files {
		if size += f.Size; size >= most || i+1 == len(files) {
			out = append(out, batch{len(out), files[from : i+1]})
			from, size = i+1, 0
		}
	}
	return out
}

// A reader reads files into runs.
type reader struct {
	*build
	folder string // where runs are written

	mu       sync.Mutex
	progress Progress
	runs     []*Store // by batch; nil for one without a document
	skipped  [][]read.Note
	warnings [][]read.Note
}

// readAll reads files with as many workers as there are cores, and returns
// runs, which are open, in the order of the files.
func (b *build) readAll(ctx context.Context, files []read.File, folder string) ([]*Store, error) {
	list := batches(files, b.runBytes)
	r := &reader{
		build: b, folder: folder, progress: Progress{Doing: "reading"},
		runs: make([]*Store, len(list)), skipped: make([][]read.Note, len(list)), warnings: make([][]read.Note, len(list)),
	}
	for _, f := range files {
		r.progress.All += f.Size
	}
	work, ctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for _, batch := range list {
		work.Go(func() error { return r.read(ctx, batch) })
	}
	err := work.Wait()
	for i := range list {
		b.report.Skipped = append(b.report.Skipped, r.skipped[i]...)
		b.report.Warnings = append(b.report.Warnings, r.warnings[i]...)
	}
	return r.runs, err
}

// read reads a batch into a run.
func (r *reader) read(ctx context.Context, b batch) error {
	run := &Store{Documents: &Documents{}}
	builder := &index.Builder{}
	for _, f := range b.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := time.Now()
		found, err := f.Read(ctx, r.Read)
		if err != nil {
			return err
		}
		r.skipped[b.number] = append(r.skipped[b.number], found.Skipped...)
		r.warnings[b.number] = append(r.warnings[b.number], found.Warnings...)
		for _, doc := range found.Documents {
			if err := run.Documents.add(doc, origin{f.Name, f.Size, f.Modified, at}); err != nil {
				return err
			}
			builder.Add(doc)
		}
		r.done(f.Size)
	}
	if run.Documents.Len() == 0 {
		return nil
	}
	run.Index = builder.Texts()
	return r.spill(run, b.number)
}

func (r *reader) done(bytes int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Done += bytes
	r.Progress(r.progress)
}

// spill writes a run to disk, and opens it there.
func (r *reader) spill(run *Store, number int) (err error) {
	w, err := flatfile.Create(filepath.Join(r.folder, fmt.Sprint(number)), version)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Discard()) }() // a mapping outlives its name
	if err := errors.Join(
		flat.Write(flat.Under("documents", w), run.Documents.Arrays()),
		flat.Write(flat.Under("index", w), run.Index.TextArrays())); err != nil {
		return err
	}
	part, err := w.Finish()
	if err != nil {
		return err
	}
	r.runs[number], err = openRun(part)
	return err
}

// openRun opens a run, which has documents and the texts of an index alone.
func openRun(path string) (*Store, error) {
	f, err := flatfile.Open(path, version)
	if err != nil {
		return nil, err
	}
	s := &Store{Documents: &Documents{}, Index: &index.Index{}, file: f}
	if err := errors.Join(f.Bind("documents", s.Documents.Arrays()), f.Bind("index", s.Index.TextArrays())); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}
