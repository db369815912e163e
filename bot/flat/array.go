// Package flat keeps what an index is made of in arrays of numbers without a
// pointer in them: the garbage collector has nothing to follow, and an array
// can be written to a file and used where it lies in the file's memory.
//
// A structure that is made of such arrays lists them with a method Arrays.
// Saving it is a loop over their Bytes, opening it a loop over Bind.
package flat

import (
	"fmt"
	"unsafe"
)

// An item is what arrays may hold: numbers of a fixed size, and vectors of
// four, without a pointer.
type item interface {
	~uint8 | ~int8 | ~uint16 | ~uint32 | ~uint64 | ~float32 | ~[4]uint32 | ~[4]uint64
}

// An Array is one array of a structure. Numbers lie in it in the byte order of
// the machine.
type Array struct {
	Name string // unique among those of the structure: "postings.items"
	Size int    // bytes of an item
	// Bytes returns the items as they lie in memory. They must not be changed.
	Bytes func() []byte
	// Bind makes the array be these bytes, without a copy: they must stay as
	// they are for as long as the structure is used. It fails where they begin
	// at an odd place or end within an item.
	Bind func([]byte) error
	// Guard lets an array that is read piece by piece be checked likewise. It
	// is nil for one that is read as a whole.
	Guard func(*Guard)
}

// Of describes a slice of a structure as an Array.
func Of[T item](name string, slice *[]T) Array {
	var one T
	size := int(unsafe.Sizeof(one))
	return Array{
		Name:  name,
		Size:  size,
		Bytes: func() []byte { return bytesOf(*slice) },
		Bind: func(b []byte) error {
			first := unsafe.Pointer(unsafe.SliceData(b))
			if len(b)%size != 0 || uintptr(first)%unsafe.Alignof(one) != 0 {
				return fmt.Errorf("array %s: %d bytes at %p are not whole items of %d", name, len(b), first, size)
			}
			*slice = nil
			if len(b) > 0 {
				*slice = unsafe.Slice((*T)(first), len(b)/size)
			}
			return nil
		},
	}
}

// Guarded describes a slice as Of does, with the guard that the structure
// tells before it reads from the slice.
func Guarded[T item](name string, slice *[]T, guard **Guard) Array {
	a := Of(name, slice)
	a.Guard = func(g *Guard) { *guard = g }
	return a
}

// Within returns the arrays of a part of a structure, its name before theirs.
func Within(part string, arrays []Array) []Array {
	for i := range arrays {
		arrays[i].Name = part + "." + arrays[i].Name
	}
	return arrays
}

// Bytes returns how many bytes arrays take together.
func Bytes(arrays []Array) int {
	n := 0
	for _, a := range arrays {
		n += len(a.Bytes())
	}
	return n
}

// pageSize is that of most systems' memory, in bytes.
const pageSize = 4 << 10

// Zeros returns n zeros whose memory is at hand. Fresh memory that is first read
// and then written costs two faults a page, of which the second interrupts
// every processor that the program runs on.
func Zeros[T ~uint16 | ~uint32](n int) []T {
	zeros := make([]T, n)
	for i := 0; i < n; i += pageSize / int(unsafe.Sizeof(T(0))) {
		zeros[i] = 0
	}
	return zeros
}
