package flatfile

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"unsafe"
)

// verify compares blocks [from, to) of an array with their checksums, and
// panics with an *Error where one differs: see Guarded.
func (f *File) verify(e *entry, from, to int) {
	array := f.data[e.at:][:e.length]
	for b := from; b < to; b++ {
		if checksum(array[b*blockSize:min((b+1)*blockSize, len(array))]) != e.sums[b] {
			panic(&Error{f.path, fmt.Errorf("block %d of its array %q does not match its checksum", b, e.name)})
		}
	}
}

// Verify reads the whole file, and fails with an *Error where it is damaged.
func (f *File) Verify() error {
	return Guarded(func() error {
		for _, e := range f.entries {
			f.verify(e, 0, len(e.sums))
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
