package read

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"github.com/quoth-bot/quoth/corpus"
)

// Options says how files are read. The zero value is usable, and options can be
// compared.
type Options struct {
	Limits  Limits
	Columns Columns // of tables
}

// Progress is how far a load has come. Skipped files count as done.
type Progress struct {
	Files, AllFiles int
	Bytes, AllBytes int64
}

// A Note is something to be told about one file: why it was skipped, or what
// in it could not be used.
type Note struct {
	Name   string // the file's path below its folder, as a document's name
	Reason string // a sentence without its full stop
}

// A Library is what was found in folders: documents in a stable order, each
// with a name of its own, and notes on the files that gave none.
type Library struct {
	Documents []*corpus.Document
	Skipped   []Note // files that were left out: nothing of them is in a document
	Warnings  []Note // files that were read, but not as it was meant
}

// Load reads all files below folders whose format is known (see Extensions),
// in the order of folders and then of names. A folder may also be a single
// file, which is read whatever its name is. Hidden files and folders are passed
// over, and files that are plainly no sources (Makefiles, licences, lock files);
// symbolic links are followed, and no file or folder is read twice.
//
// A document's name is its path below its folder. Where two folders have a
// file of the same name, the folder's own name goes before it.
//
// A file that cannot be read, is binary, too large, of another format, blank,
// without an extension and no prose, or keeps changing while it is read, is
// skipped and named in Skipped. It is an error if a folder does not exist, if
// ctx ends (its error then), or if there is nothing to read at all, a *NothingError.
//
// progress is told after each file, by one goroutine at a time; it may be nil.
func Load(ctx context.Context, folders []string, o Options, progress func(Progress)) (*Library, error) {
	found, err := Find(ctx, folders, o.Limits.WithDefaults().FileSize)
	if err != nil {
		return nil, err
	}
	read, err := readAll(ctx, found.Files, o, progress)
	if err != nil {
		return nil, err
	}
	lib := &Library{Skipped: found.Skipped, Warnings: found.Twice}
	for _, r := range read {
		lib.Documents = append(lib.Documents, r.Documents...)
		lib.Skipped = append(lib.Skipped, r.Skipped...)
		lib.Warnings = append(lib.Warnings, r.Warnings...)
	}
	if len(lib.Documents) == 0 {
		return nil, nothingRead(folders, lib.Skipped)
	}
	return lib, nil
}

// A NothingError says that there is nothing to read in folders: what was looked for,
// and why the first files were skipped.
type NothingError struct {
	Skipped []Note
	text    string
}

func (e *NothingError) Error() string { return e.text }

func nothingRead(folders []string, skipped []Note) error {
	const most = 3
	var b strings.Builder
	fmt.Fprintf(&b, "nothing to read in %s: looked for files ending in %s, or prose without an extension",
		strings.Join(folders, ", "), strings.Join(extensions(), ", "))
	switch n := len(skipped); {
	case n == 0:
		b.WriteString("; there are none")
	case n == 1:
		b.WriteString("; 1 file was skipped: ")
	default:
		fmt.Fprintf(&b, "; %d files were skipped: ", n)
	}
	for i, s := range skipped[:min(most, len(skipped))] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s (%s)", s.Name, s.Reason)
	}
	return &NothingError{skipped, b.String()}
}

// readAll reads files with as many workers as there are cores, and returns
// what came of each in the order of files. It fails only if ctx ends.
func readAll(ctx context.Context, files []File, o Options, progress func(Progress)) ([]Reading, error) {
	out := make([]Reading, len(files))
	next := make(chan int)
	var (
		workers sync.WaitGroup
		mu      sync.Mutex
		done    Progress
	)
	done.AllFiles = len(files)
	for _, f := range files {
		done.AllBytes += f.Size
	}
	for range min(len(files), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				out[i], _ = files[i].Read(ctx, o) // fails only if ctx ends, which is told below
				if progress == nil {
					continue
				}
				mu.Lock()
				done.Files++
				done.Bytes += files[i].Size
				progress(done)
				mu.Unlock()
			}
		})
	}
	for i := 0; i < len(files) && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	return out, ctx.Err()
}
