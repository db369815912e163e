package meaning

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"

	"quoth/bot/flat"
)

const (
	// shareOfCosine turns a cosine into a degree: 0.8 times its square. Of the
	// ways tried to count another word for one that was asked for, this one
	// put the right sentence first most often.
	shareOfCosine = 0.8
	// nearest is the cosine that neighbours exceed: further away are words of
	// the same subject, not words for the same thing.
	nearest = 0.45
)

// Near is a word that may stand for another.
type Near struct {
	Word   uint32
	Degree float32 // Degree of the cosine of the two words
}

// Degree returns how much a word counts for one that has this cosine to it: 0
// to 0.8, where the word itself would count 1.
func Degree(cosine float32) float32 {
	cosine = min(max(cosine, 0), 1)
	return shareOfCosine * cosine * cosine
}

// A Vocabulary is the words of one collection, numbered from 0.
type Vocabulary interface {
	Words() int              // how many there are
	Form(word uint32) string // folded form
}

// Words holds the words of one collection with their vectors, and signatures
// by which the neighbours of any word are found without going over all
// vectors. It is immutable and safe for concurrent use.
type Words struct {
	table   *Table
	forms   Vocabulary
	parts   []int8    // by word: dims of its Vector
	scales  []float32 // by word: of its Vector; 0 for a word without a known piece
	lengths []float32 // by word: of the sum of its pieces' vectors

	planes     planes
	found      []uint32    // the words that may be neighbours
	signatures []signature // of found, and empty ones to a full group

	inParts *flat.Guard
}

// NewWords holds the words of a collection. Words that skip reports are
// nobody's neighbours, nor are forms with a digit, which count by value only.
// It takes Dims bytes for each word, 36 more for each that may be a neighbour.
func NewWords(t *Table, forms Vocabulary, skip func(word uint32) bool) *Words {
	n := forms.Words()
	w := UnboundWords(t, forms)
	w.parts, w.scales, w.lengths = make([]int8, n*t.dims), make([]float32, n), make([]float32, n)
	inParts(n, func(from, to int) {
		sum := make([]float32, t.dims)
		for i := from; i < to; i++ {
			clear(sum)
			t.Add(sum, forms.Form(uint32(i)))
			w.lengths[i] = normalise(sum)
			w.scales[i] = quantise(w.Vector(uint32(i)).parts, sum)
		}
	})
	for i := range uint32(n) {
		if w.scales[i] > 0 && !hasDigit(forms.Form(i)) && !skip(i) {
			w.found = append(w.found, i)
		}
	}
	w.signatures = make([]signature, (len(w.found)+group-1)/group*group)
	inParts(len(w.found), func(from, to int) {
		scratch := w.planes.scratch()
		for i := from; i < to; i++ {
			w.signatures[i] = w.planes.signature(w.Vector(w.found[i]), scratch)
		}
	})
	return w
}

// UnboundWords returns the words of a collection whose Arrays are to be bound
// to those of one that NewWords made of the same table and words.
func UnboundWords(t *Table, forms Vocabulary) *Words {
	return &Words{table: t, forms: forms, planes: newPlanes(t.dims)}
}

// Arrays lists the arrays that w is made of.
func (w *Words) Arrays() []flat.Array {
	return []flat.Array{
		flat.Guarded("parts", &w.parts, &w.inParts), flat.Of("scales", &w.scales), flat.Of("lengths", &w.lengths),
		flat.Of("found", &w.found), flat.Of("signatures", &w.signatures),
	}
}

// Check fails where arrays that were bound do not belong to the vocabulary and
// the table. It looks at lengths alone.
func (w *Words) Check() error {
	n := w.forms.Words()
	if len(w.parts) != n*w.table.dims || len(w.scales) != n || len(w.lengths) != n ||
		len(w.signatures) != (len(w.found)+group-1)/group*group {
		return errors.New("the arrays of the words' meanings do not belong to the vocabulary and the table")
	}
	return nil
}

func hasDigit(form string) bool { return strings.ContainsAny(form, "0123456789") }

// inParts does the work for 0 to n in as many parts as there are processors.
func inParts(n int, work func(from, to int)) {
	var all sync.WaitGroup
	parts := runtime.GOMAXPROCS(0)
	for i := range parts {
		all.Go(func() { work(i*n/parts, (i+1)*n/parts) })
	}
	all.Wait()
}

// Vector returns the vector of a word; of one that has no known piece, a
// Vector that is near nothing.
func (w *Words) Vector(word uint32) Vector {
	dims := w.table.dims
	from := int(word) * dims
	w.inParts.Touch(from, from+dims)
	return Vector{w.parts[from:][:dims:dims], w.scales[word]}
}

// Add adds a word's vector to the sum that is to be a text's: as long as the
// pieces of the word weigh, so that rare words count more. sum has as many
// parts as the table's Dims.
func (w *Words) Add(sum []float32, word uint32) {
	v := w.Vector(word)
	addScaled(sum, v.parts, w.lengths[word]*v.scale)
}

// Near appends to dst at most n words that may stand for a form, the nearest
// first; the form itself is not among them. A form with a digit has none.
func (w *Words) Near(dst []Near, form string, n int) []Near {
	if n <= 0 || hasDigit(form) {
		return dst
	}
	v, ok := w.table.Vector(form)
	if !ok {
		return dst
	}
	s := search{words: w, v: v, form: form, first: len(dst), n: n, floor: nearest, out: dst}
	s.signature = w.planes.signature(v, w.planes.scratch())
	var buffer [256]uint32
	for start := 0; start < len(w.signatures); start += len(buffer) * group {
		some := w.signatures[start:min(start+len(buffer)*group, len(w.signatures))]
		// The more is found, the nearer must be what is still looked at.
		s.limit = mostBits(s.floor)
		for _, g := range closeGroups(buffer[:0], &s.signature, some, s.limit) {
			s.look(start + int(g)*group)
		}
	}
	for i, near := range s.out[s.first:] {
		s.out[s.first+i].Degree = Degree(near.Degree)
	}
	return s.out
}

// A search gathers the nearest words of one form.
type search struct {
	words     *Words
	v         Vector
	signature signature
	form      string
	first     int     // how much of out was there before
	n         int     // how many are wanted
	floor     float32 // cosine that a word must exceed
	limit     int     // bits that its signature may differ in
	out       []Near  // nearest first; Degree holds the cosine
}

// look takes up the near words of the group that begins at found[first].
func (s *search) look(first int) {
	w := s.words
	for i := first; i < min(first+group, len(w.found)); i++ {
		if distance(&s.signature, &w.signatures[i]) > s.limit {
			continue
		}
		word := w.found[i]
		if cosine := s.v.Cosine(w.Vector(word)); cosine > s.floor && w.forms.Form(word) != s.form {
			s.offer(word, cosine)
		}
	}
}

// offer puts a word that exceeds the floor in its place, in that of the
// furthest if need be.
func (s *search) offer(word uint32, cosine float32) {
	if len(s.out)-s.first == s.n {
		s.out = s.out[:len(s.out)-1]
	}
	at := len(s.out)
	for at > s.first && s.out[at-1].Degree < cosine {
		at--
	}
	s.out = slices.Insert(s.out, at, Near{word, cosine})
	if len(s.out)-s.first == s.n {
		s.floor = s.out[len(s.out)-1].Degree
	}
}
