package flatfile

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"unsafe"
)

// A guard checks the blocks of an array when they are first touched.
type guard struct {
	file  *File
	entry *entry
	seen  []atomic.Uint64 // by block, a bit
}

// Touch implements flat.Guard. What is damaged ends the work under way: see
// Guarded.
func (g *guard) Touch(from, to int) {
	if from >= to {
		return
	}
	item := int(g.entry.item)
	first, last := from*item/blockSize, (to*item-1)/blockSize
	for b := first; b <= last; b++ {
		if g.seen[b/64].Load()&(1<<(b%64)) == 0 {
			g.verify(b, b+1)
			g.seen[b/64].Or(1 << (b % 64))
		}
	}
}

// verify compares blocks with their checksums, and panics with an *Error.
func (g *guard) verify(from, to int) {
	e := g.entry
	array := g.file.data[e.at:][:e.length]
	for b := from; b < to; b++ {
		if checksum(array[b*blockSize:min((b+1)*blockSize, len(array))]) != e.sums[b] {
			panic(&Error{g.file.path, fmt.Errorf("block %d of its array %q does not match its checksum", b, e.name)})
		}
	}
}

// Verify reads the whole file, and fails with an *Error where it is damaged.
func (f *File) Verify() error {
	return Guarded(func() error {
		for _, e := range f.entries {
			(&guard{file: f, entry: e}).verify(0, len(e.sums))
		}
		return nil
	})
}

// Guarded does work that reads mapped files. It fails with an *Error where a
// block that the work touched is damaged, or a page could not be read: the file
// was cut short meanwhile, or the disk is broken. Both would else end the
// program; what else panics goes on.
func Guarded(work func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Error:
			err = r
		case interface {
			runtime.Error
			Addr() uintptr
		}:
			f := mappings.holding(r.Addr())
			if f == nil {
				panic(r)
			}
			err = &Error{f.path, fmt.Errorf("a page of it cannot be read: %w", r)}
		default:
			panic(r)
		}
	}()
	return work()
}

// holding returns the mapped file that an address lies in, or nil.
func (m *mappingList) holding(address uintptr) *File {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.list {
		if first := uintptr(unsafe.Pointer(unsafe.SliceData([]byte(f.data)))); first <= address && address-first < uintptr(len(f.data)) {
			return f
		}
	}
	return nil
}
