// Package meaning knows which words mean nearly the same. It holds a table of
// a vector for each of some thousand word pieces, made ahead of time, and
// needs no model at run time: a word's or a text's vector is the weighted sum
// of the vectors of its pieces, and the cosine of two such vectors says how
// near they are in meaning. It knows nothing of questions or sources.
package meaning

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unsafe"
)

const (
	magic = "QUOTHMT1"
	// maxTokens lets two bytes number a token, and more be said by one number.
	maxTokens = math.MaxUint16
	// maxDims keeps a dot of two quantised vectors within an int32.
	maxDims = 1 << 10
	// dimsStep is how many parts the fastest kernel takes at a time.
	dimsStep = 32
	// maxFactor bounds weight times scale, so that no sum of a text's pieces
	// leaves the range of a float32.
	maxFactor = 1e6
)

// A Table holds the vectors of word pieces. It is immutable and safe for
// concurrent use.
//
// Its file, all numbers little endian:
//
//	8 bytes       "QUOTHMT1"
//	uint32        V, the number of tokens
//	uint32        D, the dimensions of a vector, a multiple of 32
//	V × float32   the weight of each token
//	V × float32   the scale of each row
//	V × D × int8  the rows: the vector of a token is its scale times its row
//	uint32        length of the vocabulary in bytes
//	V tokens      joined by "\n"; a piece that continues a word begins with "##"
type Table struct {
	dims int
	rows []int8 // tokens × dims, where they lie in the file
	prepared
}

// Open returns the table that a file holds. It keeps data, which must not be
// changed.
func Open(data []byte) (*Table, error) {
	f, err := cutFile(data)
	if err != nil {
		return nil, err
	}
	p, err := prepare(f)
	if err != nil {
		return nil, err
	}
	return &Table{f.dims, f.rows, p}, nil
}

// A file is a table's file, taken apart.
type file struct {
	tokens, dims    int
	weights, scales numbers
	rows            []int8
	words           string // the vocabulary
}

func cutFile(data []byte) (f file, err error) {
	r := reader{rest: data}
	if string(r.bytes(len(magic))) != magic {
		return f, errors.New("meaning: not a table of word vectors")
	}
	f.tokens, f.dims = int(r.uint32()), int(r.uint32())
	switch {
	case r.short:
		return f, errShort
	case f.tokens == 0 || f.tokens > maxTokens:
		return f, fmt.Errorf("meaning: the table has %d tokens, want 1 to %d", f.tokens, maxTokens)
	case f.dims == 0 || f.dims > maxDims || f.dims%dimsStep != 0:
		return f, fmt.Errorf("meaning: the table has %d dimensions, want a multiple of %d up to %d", f.dims, dimsStep, maxDims)
	}
	f.weights, f.scales = r.bytes(4*f.tokens), r.bytes(4*f.tokens)
	rows := r.bytes(f.tokens * f.dims)
	words := r.bytes(int(r.uint32()))
	switch {
	case r.short:
		return f, errShort
	case len(r.rest) > 0:
		return f, fmt.Errorf("meaning: the table has %d bytes after its end", len(r.rest))
	}
	// Bytes and int8s have the same size and alignment: the rows are read
	// where they lie, without a copy.
	f.rows = unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows))
	f.words = unsafe.String(unsafe.SliceData(words), len(words))
	return f, nil
}

var errShort = errors.New("meaning: the table ends too early")

// A reader takes a file apart without reading past its end.
type reader struct {
	rest  []byte
	short bool // more was asked for than there is
}

func (r *reader) bytes(n int) []byte {
	if n > len(r.rest) {
		r.short, r.rest = true, nil
		return nil
	}
	out := r.rest[:n:n]
	r.rest = r.rest[n:]
	return out
}

func (r *reader) uint32() uint32 {
	b := r.bytes(4)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

// Dims returns the dimensions of the table's vectors.
func (t *Table) Dims() int { return t.dims }

// Add adds the vectors of all pieces of text, weighted, to sum, which has Dims
// parts, and reports whether there was one.
func (t *Table) Add(sum []float32, text string) bool {
	var buffer [64]uint32
	known := false
	for _, id := range t.wordPieces(buffer[:0], text) {
		if id == unknown {
			continue
		}
		known = true
		t.addPiece(sum, id)
	}
	return known
}

func (t *Table) addPiece(sum []float32, id uint32) {
	addScaled(sum, t.rows[int(id)*t.dims:][:t.dims], t.factors.float(id))
}

// Whole reports whether a form is one piece: a word that the table knows as
// such, and does not guess at from parts ("rat" and "##ify").
func (t *Table) Whole(form string) bool {
	var buffer [8]uint32
	pieces := t.wordPieces(buffer[:0], form)
	return len(pieces) == 1 && pieces[0] != unknown
}

// word puts the vector of a word, of length 1, into dst, which has Dims parts.
// It is false, and dst zero, for a word that has no known piece.
func (t *Table) word(dst []float32, form string) bool {
	clear(dst)
	if !t.Add(dst, form) {
		return false
	}
	return normalise(dst) > 0
}

// Vector returns the quantised vector of a word, and false for a word that has
// no known piece.
func (t *Table) Vector(form string) (Vector, bool) {
	sum := make([]float32, t.dims)
	if !t.word(sum, form) {
		return Vector{}, false
	}
	v := Vector{parts: make([]int8, t.dims)}
	v.scale = quantise(v.parts, sum)
	return v, true
}
