package flatfile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
)

// A Writer makes a file beside the one that it is to replace. Its arrays may be
// written at the same time, each by one goroutine.
type Writer struct {
	disk    disk
	file    diskFile
	path    string // where Publish puts it
	version uint32

	mu      sync.Mutex
	at      uint64 // where the next array begins
	size    int64  // of the file, once it is finished
	entries []*entry
}

// Create begins a file of a version that the caller counts, in the folder of
// path. The caller discards it in the end, published or not.
func Create(path string, version uint32) (*Writer, error) { return create(realDisk{}, path, version) }

func create(d disk, path string, version uint32) (*Writer, error) {
	f, err := d.create(path)
	if err != nil {
		return nil, fmt.Errorf("the index file cannot be written: %w", err)
	}
	return &Writer{disk: d, file: f, path: path, version: version, at: headerSize}, nil
}

// Reserve implements flat.Sink.
func (w *Writer) Reserve(name string, item int, length int64) (io.WriteCloser, error) {
	if len(name) > maxName || item <= 0 || length < 0 || length%int64(item) != 0 {
		return nil, fmt.Errorf("there is no room for an array %q of %d bytes, %d an item", name, length, item)
	}
	e := &entry{name: name, item: uint32(item), length: uint64(length)}
	w.mu.Lock()
	defer w.mu.Unlock()
	e.at = w.at
	w.at = aligned(w.at + e.length)
	w.entries = append(w.entries, e)
	return &section{w: w, entry: e}, nil
}

func aligned(at uint64) uint64 { return (at + alignment - 1) / alignment * alignment }

// A section is an array that is being written.
type section struct {
	w       *Writer
	entry   *entry
	written uint64
	pending []byte // less than atOnce
}

// atOnce is how many bytes are gathered for one write: whole blocks.
const atOnce = 64 * blockSize

// Write appends bytes to the array.
func (s *section) Write(b []byte) (int, error) {
	n := len(b)
	if len(s.pending)+len(b) >= atOnce && len(s.pending) > 0 {
		more := atOnce - len(s.pending)
		if err := s.flush(append(s.pending, b[:more]...)); err != nil {
			return 0, err
		}
		s.pending, b = s.pending[:0], b[more:]
	}
	if whole := len(b) / atOnce * atOnce; whole > 0 { // needs no copy
		if err := s.flush(b[:whole]); err != nil {
			return n - len(b), err
		}
		b = b[whole:]
	}
	if s.pending == nil && len(b) > 0 {
		s.pending = make([]byte, 0, min(atOnce, s.entry.length))
	}
	s.pending = append(s.pending, b...)
	return n, nil
}

// flush writes bytes, which are whole blocks but for the last of the array.
func (s *section) flush(b []byte) error {
	if s.written+uint64(len(b)) > s.entry.length {
		return fmt.Errorf("more is written to the array %q than was reserved for it", s.entry.name)
	}
	if _, err := s.w.file.WriteAt(b, int64(s.entry.at+s.written)); err != nil {
		return fmt.Errorf("the index file cannot be written: %w", err)
	}
	s.written += uint64(len(b))
	for block := range slices.Chunk(b, blockSize) {
		s.entry.sums = append(s.entry.sums, checksum(block))
	}
	return nil
}

// Close writes what is left. It fails if the array is not full.
func (s *section) Close() error {
	if err := s.flush(s.pending); err != nil {
		return err
	}
	s.pending = nil
	if s.written != s.entry.length {
		return fmt.Errorf("the array %q has %d bytes of %d", s.entry.name, s.written, s.entry.length)
	}
	return nil
}

// Finish completes the file, which may then be opened where it lies, and
// returns its path.
func (w *Writer) Finish() (path string, err error) {
	entries := make([]entry, len(w.entries))
	for i, e := range w.entries {
		entries[i] = *e
	}
	directory := encodeDirectory(entries)
	h := header{version: w.version, length: w.at + uint64(len(directory)), directoryAt: w.at, directory: checksum(directory)}
	if _, err = w.file.WriteAt(directory, int64(w.at)); err == nil {
		_, err = w.file.WriteAt(h.encode(), 0)
	}
	if err != nil {
		return "", fmt.Errorf("the index file cannot be written: %w", err)
	}
	w.size = int64(h.length)
	return w.file.Name(), nil
}

// Size returns how many bytes the finished file has.
func (w *Writer) Size() int64 { return w.size }

// Publish puts a finished file in the place of the one before, which stays
// whole until then, whatever happens.
func (w *Writer) Publish() error {
	err := w.file.Sync()
	if err == nil {
		err = w.disk.rename(w.file.Name(), w.path)
	}
	if err == nil {
		err = w.disk.syncFolder(w.path)
	}
	if err != nil {
		return fmt.Errorf("the index file cannot be written: %w", err)
	}
	return nil
}

// Discard removes the file, unless it is published, and closes it.
func (w *Writer) Discard() error {
	err := w.file.Close()
	return errors.Join(err, w.disk.remove(w.file.Name()))
}
