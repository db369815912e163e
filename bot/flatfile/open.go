package flatfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/edsrzf/mmap-go"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/refcount"
)

// errNoIndexFile says that a file is something else.
var errNoIndexFile = errors.New("it is no index file")

var (
	errCut       = errors.New("it is cut short")
	errDirectory = errors.New("its directory is malformed")
)

// An Error is a file that cannot be used, and why. What helps is to build it
// again.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string {
	if errors.Is(e.Err, errNoIndexFile) {
		return e.Path + ": " + e.Err.Error()
	}
	return fmt.Sprintf("the index file %s cannot be used: %v; build it again", e.Path, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether a file begins as index files do.
func Is(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var b [len(magic)]byte
	_, err = io.ReadFull(f, b[:])
	return err == nil && string(b[:]) == magic
}

// A File is a mapped file. It is open until it was closed as often as it was
// opened and retained.
type File struct {
	path    string
	data    mmap.MMap
	entries map[string]*entry
	readers refcount.Count
}

// Open maps a file, and checks its header and directory. It fails with an
// *Error where the file cannot be used.
func Open(path string, version uint32) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close() // the mapping stays
	f := &File{path: path}
	if err := f.open(file, version); err != nil {
		return nil, errors.Join(&Error{path, err}, f.unmap())
	}
	f.readers.Begin()
	return f, nil
}

func (f *File) open(file *os.File, version uint32) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() == 0 {
		return errNoIndexFile // and there is nothing that could be mapped
	}
	if f.data, err = mmap.Map(file, mmap.RDONLY, 0); err != nil {
		return fmt.Errorf("it cannot be mapped: %w", err)
	}
	mappings.add(f)
	return Guarded(func() error {
		h, err := decodeHeader(f.data[:min(headerSize, len(f.data))], info.Size(), version)
		if err != nil {
			return err
		}
		directory := f.data[h.directoryAt:h.length]
		if checksum(directory) != h.directory {
			return errors.New("its directory does not match its checksum")
		}
		f.entries, err = decodeDirectory(directory, h.directoryAt)
		return err
	})
}

// Size returns the length of the file in bytes.
func (f *File) Size() int64 { return int64(len(f.data)) }

// Retain keeps the file open for one reader more; it reports false where the
// last has closed it.
func (f *File) Retain() bool { return f.readers.Retain() }

// Close ends one reader's use. The last one unmaps the file: nothing of it,
// arrays and strings alike, may be read from then on.
func (f *File) Close() error {
	if !f.readers.Release() {
		return nil
	}
	return f.unmap()
}

func (f *File) unmap() error {
	if f.data == nil {
		return nil
	}
	mappings.remove(f)
	return f.data.Unmap()
}

// Bind lets the arrays of a structure lie in the file. Those that can be
// guarded are checked block by block as they are touched, the others now.
func (f *File) Bind(structure string, arrays []flat.Array) error {
	return Guarded(func() error {
		for _, a := range flat.Within(structure, arrays) {
			if err := f.bind(a); err != nil {
				return &Error{f.path, err}
			}
		}
		return nil
	})
}

func (f *File) bind(a flat.Array) error {
	e := f.entries[a.Name]
	if e == nil || int(e.item) != a.Size {
		return fmt.Errorf("it has no array %q of %d bytes an item", a.Name, a.Size)
	}
	if a.Guard == nil {
		f.verify(e, 0, len(e.sums))
	} else {
		a.Guard(flat.NewGuard(a.Size, blockSize, len(e.sums), func(block int) { f.verify(e, block, block+1) }))
	}
	return a.Bind(f.data[e.at:][:e.length:e.length])
}

// mappings are the files that are mapped.
var mappings mappingList

type mappingList struct {
	mu   sync.Mutex
	list []*File
}

func (m *mappingList) add(f *File) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.list = append(m.list, f)
}

func (m *mappingList) remove(f *File) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, have := range m.list {
		if have == f {
			m.list = append(m.list[:i:i], m.list[i+1:]...)
			return
		}
	}
}
