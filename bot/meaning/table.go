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
	"hash/crc32"
	"hash/maphash"
	"math"
	"strings"
	"unicode/utf8"
	"unsafe"

	"quoth/bot/flat"
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
	dims    int
	rows    []int8    // tokens × dims, where they lie in the file
	factors []float32 // by token: weight times scale
	heads   pieces
	tails   pieces // that continue a word, without their "##"
	longest int    // bytes of the longest piece
	print   uint32 // see Fingerprint
}

// Open returns the table that a file holds. It keeps data, which must not be
// changed.
func Open(data []byte) (*Table, error) {
	r := reader{rest: data}
	if string(r.bytes(len(magic))) != magic {
		return nil, errors.New("meaning: not a table of word vectors")
	}
	tokens, dims := int(r.uint32()), int(r.uint32())
	switch {
	case r.short:
		return nil, errShort
	case tokens == 0 || tokens > maxTokens:
		return nil, fmt.Errorf("meaning: the table has %d tokens, want 1 to %d", tokens, maxTokens)
	case dims == 0 || dims > maxDims || dims%dimsStep != 0:
		return nil, fmt.Errorf("meaning: the table has %d dimensions, want a multiple of %d up to %d", dims, dimsStep, maxDims)
	}
	weights, scales := r.bytes(4*tokens), r.bytes(4*tokens)
	rows := r.bytes(tokens * dims)
	words := r.bytes(int(r.uint32()))
	switch {
	case r.short:
		return nil, errShort
	case len(r.rest) > 0:
		return nil, fmt.Errorf("meaning: the table has %d bytes after its end", len(r.rest))
	}
	t := &Table{dims: dims, factors: make([]float32, tokens)}
	for i := range t.factors {
		f := floatAt(weights, i) * floatAt(scales, i)
		if !(f >= -maxFactor && f <= maxFactor) { // NaN too
			return nil, fmt.Errorf("meaning: the weight of token %d is out of range", i)
		}
		t.factors[i] = f
	}
	// Bytes and int8s have the same size and alignment: the rows are read
	// where they lie, without a copy.
	t.rows = unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(rows))), len(rows))
	for _, part := range [][]byte{weights, scales, words} {
		t.print = crc32.Update(t.print, crc32.IEEETable, part)
	}
	return t, t.readVocabulary(unsafe.String(unsafe.SliceData(words), len(words)))
}

// Fingerprint tells tables apart: by their pieces, and the weight and length of
// each.
func (t *Table) Fingerprint() uint32 { return t.print }

// readVocabulary numbers the tokens of a vocabulary.
func (t *Table) readVocabulary(text string) error {
	tokens := len(t.factors)
	switch {
	case !utf8.ValidString(text):
		return errors.New("meaning: the table's vocabulary is not valid UTF-8")
	case strings.Count(text, "\n")+1 != tokens:
		return fmt.Errorf("meaning: the table's vocabulary has %d tokens, want %d", strings.Count(text, "\n")+1, tokens)
	}
	starts := make([]uint32, 0, tokens+1)
	for at := 0; at >= 0; {
		starts = append(starts, uint32(at))
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	starts = append(starts, uint32(len(text)+1))
	t.heads, t.tails = newPieces(text, starts, 0), newPieces(text, starts, len(continues))
	for id := range uint32(tokens) {
		token := t.heads.at(id)
		// "##" alone is a token of its own, not an empty continuation.
		list := &t.heads
		if strings.HasPrefix(token, continues) && token != continues {
			list = &t.tails
		}
		if token == "" || !list.add(id) {
			return fmt.Errorf("meaning: token %d of the table's vocabulary, %q, is empty or there twice", id, token)
		}
		t.longest = max(t.longest, len(list.at(id)))
	}
	return nil
}

// continues is what a piece begins with that continues a word.
const continues = "##"

// pieces finds tokens by their text, without what they all begin with. It holds
// no string of its own: the program opens its table at each start.
type pieces struct {
	text   string
	starts []uint32 // by token, and one more: where in text it begins; a line break ends it
	skip   uint32   // bytes that all begin with
	slots  []uint32 // open addressing, a power of two: 1 + token, 0 where free
}

func newPieces(text string, starts []uint32, skip int) pieces {
	slots := 1
	for slots < 2*len(starts) {
		slots *= 2
	}
	return pieces{text, starts, uint32(skip), flat.Zeros[uint32](slots)}
}

func (p *pieces) at(id uint32) string { return p.text[p.starts[id]+p.skip : p.starts[id+1]-1] }

// add adds a token, and reports whether its piece is new.
func (p *pieces) add(id uint32) bool {
	slot := p.slot(p.at(id))
	if *slot != 0 {
		return false
	}
	*slot = id + 1
	return true
}

func (p *pieces) find(piece string) (id uint32, ok bool) {
	slot := *p.slot(piece)
	return slot - 1, slot != 0
}

// seed is that of the hashes of this run.
var seed = maphash.MakeSeed()

// slot returns the slot of a piece, or the free one for it.
func (p *pieces) slot(piece string) *uint32 {
	mask := uint64(len(p.slots) - 1)
	for at := maphash.String(seed, piece) & mask; ; at = (at + 1) & mask {
		if slot := &p.slots[at]; *slot == 0 || p.at(*slot-1) == piece {
			return slot
		}
	}
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

func floatAt(b []byte, i int) float32 {
	return math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
}

// Dims returns the dimensions of the table's vectors.
func (t *Table) Dims() int { return t.dims }

// Add adds the vectors of all pieces of text, weighted, to sum, which has Dims
// parts, and reports whether there was one.
func (t *Table) Add(sum []float32, text string) bool {
	var buffer [64]uint32
	known := false
	for _, id := range t.Pieces(buffer[:0], text) {
		if id == Unknown {
			continue
		}
		known = true
		t.addPiece(sum, id)
	}
	return known
}

func (t *Table) addPiece(sum []float32, id uint32) {
	addScaled(sum, t.rows[int(id)*t.dims:][:t.dims], t.factors[id])
}

// Whole reports whether a form is one piece: a word that the table knows as
// such, and does not guess at from parts ("rat" and "##ify").
func (t *Table) Whole(form string) bool {
	var buffer [8]uint32
	pieces := t.Pieces(buffer[:0], form)
	return len(pieces) == 1 && pieces[0] != Unknown
}

// Word puts the vector of a word, of length 1, into dst, which has Dims parts.
// It is false, and dst zero, for a word that has no known piece.
func (t *Table) Word(dst []float32, form string) bool {
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
	if !t.Word(sum, form) {
		return Vector{}, false
	}
	v := Vector{parts: make([]int8, t.dims)}
	v.scale = quantise(v.parts, sum)
	return v, true
}
