package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/flatfile"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus/read"
)

// Options says how a file is built. The zero value is usable.
type Options struct {
	Read     read.Options   // how files are read
	Progress func(Progress) // told now and then, by one goroutine at a time; may be nil
	Table    *meaning.Table // the shipped one if nil

	runBytes int64 // see there
}

// Progress is how far a build has come: bytes of what is Doing.
type Progress struct {
	Doing     string // "reading" or "merging"
	Done, All int64
}

// A Report tells what a build came to.
type Report struct {
	Added, Changed, Removed, Kept int         // documents
	Sentences                     int         // in all documents
	Skipped                       []read.Note // files that were left out; of Compare none
	Warnings                      []read.Note // files that were read, but not as it was meant
	Bytes                         int64       // of the file
}

// Documents returns how many documents the file has.
func (r Report) Documents() int { return r.Added + r.Changed + r.Kept }

// Fresh reports whether no document had come, changed or gone.
func (r Report) Fresh() bool { return r.Added+r.Changed+r.Removed == 0 }

// Build makes the file at path hold the documents of folders, as read.Load
// reads them. Of a file that was built of the same folders, documents are kept
// whose files have the size and time of change that they had; others are read,
// or left out. Until the new file is whole, the old one stays as it is.
//
// It fails as read.Load does, where the file cannot be written, and where
// there is a file at path that is no index: that is not overwritten.
func Build(ctx context.Context, folders []string, path string, o Options) (report Report, err error) {
	o.Read.Limits = o.Read.Limits.WithDefaults()
	if o.Table == nil {
		o.Table = meaning.Shipped()
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.runBytes == 0 {
		o.runBytes = runBytes
	}
	if folders, err = absolute(folders); err != nil {
		return report, err
	}
	if err := mayOverwrite(path); err != nil {
		return report, err
	}
	flatfile.Sweep(path)
	b := &build{folders: folders, path: path, Options: o}
	if b.old = previous(path, folders, o); b.old != nil {
		defer func() { err = errors.Join(err, b.old.Close()) }()
	}
	err = Guarded(func() error { return b.run(ctx) })
	return b.report, err
}

func absolute(folders []string) ([]string, error) {
	out := make([]string, len(folders))
	for i, f := range folders {
		var err error
		if out[i], err = filepath.Abs(f); err != nil {
			return nil, fmt.Errorf("folder %s: %w", f, err)
		}
	}
	return out, nil
}

// mayOverwrite fails where a file at path is no index.
func mayOverwrite(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().IsRegular() && (info.Size() == 0 || Is(path)):
		return nil
	}
	return fmt.Errorf("%s is there already, and is no index file: choose another name, or remove it", path)
}

// previous opens the file that is to be brought up to date; nil where there is
// none that could be, so that everything is read.
func previous(path string, folders []string, o Options) *Store {
	s, err := Open(path, o.Table)
	if err != nil {
		return nil
	}
	same := slices.Equal(s.Folders(), folders) && s.origins.how() == o.Read
	if same && Guarded(func() error { return s.file.Verify() }) == nil {
		return s
	}
	_ = s.Close() // it was only looked at
	return nil
}

// A build is one under way.
type build struct {
	Options
	folders []string
	path    string
	old     *Store // nil for none
	report  Report
}

func (b *build) run(ctx context.Context) error {
	found, err := read.Find(ctx, b.folders, b.Read.Limits.FileSize)
	if err != nil {
		return err
	}
	b.report.Skipped, b.report.Warnings = found.Skipped, found.Twice
	p := b.plan(found.Files)
	if len(p.read) == 0 && b.stands() {
		return nil
	}
	workshop, err := os.MkdirTemp(filepath.Dir(b.path), filepath.Base(b.path)+".part-")
	if err != nil {
		return fmt.Errorf("the index file cannot be written: %w", err)
	}
	defer os.RemoveAll(workshop)
	runs, err := b.readAll(ctx, p.read, workshop)
	defer func() {
		for _, r := range runs {
			if r != nil {
				err = errors.Join(err, r.Close())
			}
		}
	}()
	if err != nil {
		return err
	}
	b.count(runs)
	if b.report.Documents() == 0 {
		return fmt.Errorf("there is nothing to read in the folders: no index file was made")
	}
	if !slices.ContainsFunc(runs, func(r *Store) bool { return r != nil }) && b.stands() {
		return nil
	}
	return b.merge(ctx, p, runs)
}

// stands reports whether the old file is what a new one would be, where no
// document was read: it keeps all of its documents, and the same files are left
// out. Those that cannot be read are read again in vain each time.
func (b *build) stands() bool {
	if b.old == nil || b.report.Removed > 0 || !slices.Equal(b.report.Skipped, b.old.Skipped()) {
		return false
	}
	b.report.Sentences, b.report.Bytes = b.old.Index.Sentences(), b.old.Size()
	return true
}

// A plan says what of the old file is kept, and which files are read.
type plan struct {
	keep []bool // by document of the old file
	read []read.File
}

// settled is how much older than the moment it was read at a file's last change
// must be, so that a later one must have moved it: file systems count time in
// steps of up to two seconds.
const settled = 2 * time.Second

// plan compares the files that are there with the documents of the old file.
func (b *build) plan(files []read.File) plan {
	if b.old == nil {
		return plan{read: files}
	}
	d := b.old.Documents
	p := plan{keep: make([]bool, d.Len())}
	gone := d.Len()
	byFile := d.byFile()
	for _, f := range files {
		docs := byFile[f.Name]
		gone -= len(docs)
		if !d.isSettled(docs, f) {
			p.read = append(p.read, f)
			continue
		}
		for _, doc := range docs {
			p.keep[doc] = true
		}
		b.report.Kept += len(docs)
		b.report.Skipped = append(b.report.Skipped, b.leftOutOf(f.Name)...)
	}
	b.report.Removed = gone
	return p
}

// byFile lists the documents by the names of their files.
func (d *Documents) byFile() map[string][]uint32 {
	out := make(map[string][]uint32, d.Len())
	for doc := range uint32(d.Len()) {
		name := d.File(doc)
		out[name] = append(out[name], doc)
	}
	return out
}

// File returns the name of the file that a document was read from: its own, or of one
// that was packed in another file, that one's.
func (d *Documents) File(doc uint32) string {
	name := d.names.At(doc)
	return name[:len(name)-int(d.inFile.At(int(doc)))]
}

// isSettled reports whether documents were read from a file as it is now.
func (d *Documents) isSettled(docs []uint32, f read.File) bool {
	for _, doc := range docs {
		if !d.isAsRead(doc, f) || d.read.At(int(doc)) <= d.modified.At(int(doc))+uint64(settled) {
			return false
		}
	}
	return len(docs) > 0
}

// leftOutOf lists what was left out of a file that is kept.
func (b *build) leftOutOf(file string) []read.Note {
	var out []read.Note
	for _, n := range b.old.Skipped() {
		if strings.HasPrefix(n.Name, file+"/") {
			out = append(out, n)
		}
	}
	return out
}

// isAsRead reports whether a file has the size and time of change that it had
// when a document was read from it.
func (d *Documents) isAsRead(doc uint32, f read.File) bool {
	return d.sizes.At(int(doc)) == uint64(f.Size) && d.modified.At(int(doc)) == nanoseconds(f.Modified)
}

// count tells the documents of the runs that are new from those that changed,
// and from those that were read again in vain. What could not be read again is
// gone.
func (b *build) count(runs []*Store) {
	gone := -b.report.Kept
	if b.old != nil {
		gone += b.old.Documents.Len()
	}
	for _, r := range runs {
		if r == nil {
			continue
		}
		for doc := range uint32(r.Documents.Len()) {
			before, known := uint32(0), false
			if b.old != nil {
				before, known = b.old.Documents.Find(r.Documents.names.At(doc))
			}
			switch {
			case !known:
				b.report.Added++
				continue
			case same(r.Documents.About(doc), b.old.Documents.About(before)):
				b.report.Kept++
			default:
				b.report.Changed++
			}
			gone--
		}
	}
	b.report.Removed = gone
}

// same reports whether two readings of a document differ in nothing that shows.
func same(a, b About) bool {
	a.Read = b.Read
	return a == b
}
