package meaning

import (
	"bytes"
	"math"
	"slices"
	"sync"
	"unsafe"

	"github.com/quoth-bot/quoth/bot/flat"
)

// A View gives the vectors of words, and remembers those that it has made: the
// words of the candidates for one question come again and again, and many of
// them for the next. It is for one goroutine.
type View struct {
	words *Words
	at    []uint32 // by word: 1 + index into seen, 0 for a word that is not remembered
	seen  []seen
	parts []int8    // of the vectors that were made
	sum   []float32 // room for one of them
	plane []float32 // room for a signature
}

// seen is a word that was asked for.
type seen struct {
	word   uint32
	vector Vector
	length float32 // of the sum of its pieces' vectors
}

var views = sync.Pool{New: func() any { return new(View) }}

// mostSeen is how many words a view remembers beyond a question, in at most
// 10 MB. With half as many an answer takes a tenth longer on 18,000 sentences.
const mostSeen = 32_768

// View returns a view of the words. It is to be released, and of no use then,
// nor are its vectors.
func (w *Words) View() *View {
	v := views.Get().(*View)
	if v.words != w || len(v.seen) > mostSeen {
		v.forget()
	}
	v.words = w
	if n := w.forms.Words(); len(v.at) < n {
		v.at = flat.Zeros[uint32](n)
	}
	if len(v.sum) != w.table.dims {
		v.sum, v.plane = make([]float32, w.table.dims), w.planes.scratch()
	}
	return v
}

// Release gives the view back.
func (v *View) Release() { views.Put(v) }

func (v *View) forget() {
	for _, s := range v.seen {
		v.at[s.word] = 0
	}
	clear(v.seen)
	v.seen, v.parts = v.seen[:0], v.parts[:0]
}

// Vector returns the vector of a word; of one that has no known piece, a
// Vector that is near nothing.
func (v *View) Vector(word uint32) Vector { return v.look(word).vector }

// add adds a word's vector to the sum that is to be a text's: as long as the
// pieces of the word weigh, so that rare words count more. sum has as many
// parts as the table's Dims.
func (v *View) add(sum []float32, word uint32) {
	s := v.look(word)
	addScaled(sum, s.vector.parts, s.length*s.vector.scale)
}

// found returns the vector of the i-th word that may be a neighbour. Where that
// is one piece it reads nothing else of the word.
func (v *View) found(i int) Vector {
	word, single := v.words.found[i], v.words.single[i:i+1]
	if v.at[word] == 0 && single[0] != several {
		return v.remember(word, single).vector
	}
	return v.Vector(word)
}

func (v *View) look(word uint32) *seen {
	if i := v.at[word]; i != 0 {
		return &v.seen[i-1]
	}
	return v.remember(word, v.words.pieces.Of(word))
}

// remember makes the vector of a word of some pieces, and remembers it.
func (v *View) remember(word uint32, pieces []uint16) *seen {
	s := seen{word: word}
	whole := false
	if len(pieces) == 1 {
		s.vector, s.length, whole = v.words.table.row(uint32(pieces[0]))
	}
	if !whole {
		v.make(&s, pieces)
	}
	v.seen = append(v.seen, s)
	v.at[word] = uint32(len(v.seen))
	return &v.seen[len(v.seen)-1]
}

// form returns the vector of any form, which need be no word of the collection,
// and false for one that has no known piece.
func (v *View) form(form string) (Vector, bool) {
	if !v.words.table.word(v.sum, form) {
		return Vector{}, false
	}
	return v.quantised(), true
}

// make sums the pieces of a word up.
func (v *View) make(s *seen, pieces []uint16) {
	clear(v.sum)
	for _, id := range pieces {
		v.words.table.addPiece(v.sum, uint32(id))
	}
	s.length = normalise(v.sum)
	s.vector = v.quantised()
}

// quantised returns the sum, which is of length 1, as a Vector.
func (v *View) quantised() Vector {
	from := len(v.parts)
	v.parts = slices.Grow(v.parts, len(v.sum))[:from+len(v.sum)]
	parts := v.parts[from:]
	return Vector{parts, quantise(parts, v.sum)}
}

// row returns the vector of a piece as it lies in the table, and its length.
// That cannot be where the row holds -128, which kernels do not take, or counts
// backwards.
func (t *Table) row(id uint32) (v Vector, length float32, ok bool) {
	parts := t.rows[int(id)*t.dims:][:t.dims:t.dims]
	if t.factors.float(id) <= 0 || bytes.IndexByte(unsafe.Slice((*byte)(unsafe.Pointer(&parts[0])), len(parts)), 0x80) >= 0 {
		return Vector{}, 0, false
	}
	norm := math.Sqrt(float64(dot(parts, parts)))
	if norm == 0 {
		return Vector{}, 0, false
	}
	return Vector{parts, float32(1 / norm)}, float32(norm) * t.factors.float(id), true
}
