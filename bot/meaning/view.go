package meaning

import (
	"math"
	"slices"
	"sync"
)

// A View gives the vectors of words, and remembers those that it has made until
// it is released: the words of the candidates for one question come again and
// again. It is for one goroutine.
type View struct {
	words *Words
	at    []uint32 // by word: 1 + index into seen, 0 for a word that was not asked for
	seen  []seen
	parts []int8    // of the vectors that were made
	sum   []float32 // room for one of them
}

// seen is a word that was asked for.
type seen struct {
	word   uint32
	vector Vector
	length float32 // of the sum of its pieces' vectors
}

var views = sync.Pool{New: func() any { return new(View) }}

// View returns a view of the words. It is to be released, and of no use then,
// nor are its vectors.
func (w *Words) View() *View {
	v := views.Get().(*View)
	v.words = w
	if n := w.forms.Words(); len(v.at) < n {
		v.at = make([]uint32, n)
	}
	if len(v.sum) != w.table.dims {
		v.sum = make([]float32, w.table.dims)
	}
	return v
}

// Release gives the view back.
func (v *View) Release() {
	for _, s := range v.seen {
		v.at[s.word] = 0
	}
	clear(v.seen)
	v.seen, v.parts, v.words = v.seen[:0], v.parts[:0], nil
	views.Put(v)
}

// Vector returns the vector of a word; of one that has no known piece, a
// Vector that is near nothing.
func (v *View) Vector(word uint32) Vector { return v.look(word).vector }

// Add adds a word's vector to the sum that is to be a text's: as long as the
// pieces of the word weigh, so that rare words count more. sum has as many
// parts as the table's Dims.
func (v *View) Add(sum []float32, word uint32) {
	s := v.look(word)
	addScaled(sum, s.vector.parts, s.length*s.vector.scale)
}

func (v *View) look(word uint32) *seen {
	if i := v.at[word]; i != 0 {
		return &v.seen[i-1]
	}
	v.seen = append(v.seen, seen{word: word})
	v.at[word] = uint32(len(v.seen))
	s := &v.seen[len(v.seen)-1]
	pieces := v.words.pieces.Of(word)
	if len(pieces) == 1 {
		if vector, length, ok := v.words.table.row(pieces[0]); ok {
			s.vector, s.length = vector, length
			return s
		}
	}
	v.make(s, pieces)
	return s
}

// make sums the pieces of a word up.
func (v *View) make(s *seen, pieces []uint32) {
	clear(v.sum)
	for _, id := range pieces {
		v.words.table.addPiece(v.sum, id)
	}
	s.length = normalise(v.sum)
	from := len(v.parts)
	v.parts = slices.Grow(v.parts, len(v.sum))[:from+len(v.sum)]
	s.vector.parts = v.parts[from:]
	s.vector.scale = quantise(s.vector.parts, v.sum)
}

// row returns the vector of a piece as it lies in the table, and its length.
// That cannot be where the row holds -128, which kernels do not take, or counts
// backwards.
func (t *Table) row(id uint32) (v Vector, length float32, ok bool) {
	parts := t.rows[int(id)*t.dims:][:t.dims:t.dims]
	if t.factors[id] <= 0 || slices.Contains(parts, math.MinInt8) {
		return Vector{}, 0, false
	}
	norm := math.Sqrt(float64(dot(parts, parts)))
	if norm == 0 {
		return Vector{}, 0, false
	}
	return Vector{parts, float32(1 / norm)}, float32(norm) * t.factors[id], true
}
