package flat

import (
	"errors"
	"io"
	"unsafe"
)

// A Sink takes arrays: all of their bytes, piece by piece.
type Sink interface {
	// Reserve makes room for an array of so many bytes, with items of size
	// bytes. It is full when it is closed.
	Reserve(name string, size int, length int64) (io.WriteCloser, error)
}

// Under returns a sink that puts the name of a part before those of arrays.
func Under(part string, to Sink) Sink { return under{part, to} }

type under struct {
	part string
	to   Sink
}

func (u under) Reserve(name string, size int, length int64) (io.WriteCloser, error) {
	return u.to.Reserve(u.part+"."+name, size, length)
}

// Write writes arrays to a sink.
func Write(to Sink, arrays []Array) error {
	for _, a := range arrays {
		bytes := a.Bytes()
		w, err := to.Reserve(a.Name, a.Size, int64(len(bytes)))
		if err != nil {
			return err
		}
		_, err = w.Write(bytes)
		if err = errors.Join(err, w.Close()); err != nil {
			return err
		}
	}
	return nil
}

// streamed is how many bytes a Stream gathers before it writes them.
const streamed = 16 << 10

// A Stream writes an array to a sink item by item. After an error it does
// nothing, until Close tells the error.
type Stream[T item] struct {
	w      io.WriteCloser
	buffer []T
	err    error
}

// NewStream begins an array of n items.
func NewStream[T item](to Sink, name string, n int) *Stream[T] {
	var one T
	size := int(unsafe.Sizeof(one))
	s := &Stream[T]{buffer: make([]T, 0, streamed/size)}
	s.w, s.err = to.Reserve(name, size, int64(n)*int64(size))
	return s
}

// Append writes one item.
func (s *Stream[T]) Append(v T) {
	if len(s.buffer) == cap(s.buffer) {
		s.flush(s.buffer)
		s.buffer = s.buffer[:0]
	}
	s.buffer = append(s.buffer, v)
}

// AppendAll writes some items.
func (s *Stream[T]) AppendAll(items []T) {
	if len(items) > cap(s.buffer)-len(s.buffer) {
		s.flush(s.buffer)
		s.buffer = s.buffer[:0]
	}
	if len(items) > cap(s.buffer) {
		s.flush(items)
		return
	}
	s.buffer = append(s.buffer, items...)
}

func (s *Stream[T]) flush(items []T) {
	if s.err == nil && len(items) > 0 {
		_, s.err = s.w.Write(bytesOf(items))
	}
}

// Close writes what is left, and returns the first error of all.
func (s *Stream[T]) Close() error {
	s.flush(s.buffer)
	s.buffer = nil
	if s.w == nil {
		return s.err
	}
	if err := s.w.Close(); s.err == nil {
		s.err = err // after an error the array is not full anyway
	}
	return s.err
}

// bytesOf returns items as they lie in memory.
func bytesOf[T item](items []T) []byte {
	var one T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(items))), len(items)*int(unsafe.Sizeof(one)))
}
