package meaning

import (
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/flat"
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

// Words holds the words of one collection with the pieces that they are made
// of, of which a View makes their vectors, and signatures by which the
// neighbours of any word are found without going over all vectors. It is
// immutable and safe for concurrent use.
type Words struct {
	table  *Table
	forms  Vocabulary
	pieces flat.Lists[uint16] // by word: those that the table knows

	planes     planes
	found      []uint32    // the words that may be neighbours
	single     []uint16    // of found: the piece, or several
	signatures []signature // of found, and empty ones to a full group
}

// several stands in Words.single for a word of more pieces than one.
const several = math.MaxUint16

// NewWords holds the words of a collection. Words that skip reports are
// nobody's neighbours, nor are forms with a digit, which count by value only.
// It takes some 10 bytes for each word, 38 more for each that may be a
// neighbour.
func NewWords(t *Table, forms Vocabulary, skip func(word uint32) bool) *Words {
	w := UnboundWords(t, forms)
	w.pieces = piecesOf(t, forms)
	mayBe := make([]bool, forms.Words())
	flat.InParts(runtime.GOMAXPROCS(0), len(mayBe), func(_, from, to int) {
		for i := from; i < to; i++ {
			word := uint32(i)
			mayBe[i] = w.pieces.Count(word) > 0 && !hasDigit(forms.Form(word)) && !skip(word)
		}
	})
	for i, may := range mayBe {
		if may {
			w.found = append(w.found, uint32(i))
			w.single = append(w.single, onlyOne(w.pieces.Of(uint32(i))))
		}
	}
	w.signatures = make([]signature, (len(w.found)+group-1)/group*group)
	flat.InParts(runtime.GOMAXPROCS(0), len(w.found), func(_, from, to int) {
		v := w.View()
		defer v.Release()
		for i := from; i < to; i++ {
			w.signatures[i] = w.planes.signature(v.Vector(w.found[i]), v.plane)
		}
	})
	return w
}

// onlyOne returns the piece that is the only one, or several.
func onlyOne(pieces []uint16) uint16 {
	if len(pieces) == 1 {
		return pieces[0]
	}
	return several
}

// piecesOf takes all words apart.
func piecesOf(t *Table, forms Vocabulary) flat.Lists[uint16] {
	n := forms.Words()
	all := flat.Lists[uint16]{Start: make([]uint32, 1, n+1)}
	parts := make([]flat.Lists[uint16], runtime.GOMAXPROCS(0))
	flat.InParts(len(parts), n, func(part, from, to int) {
		p := &parts[part]
		var pieces []uint32
		for i := from; i < to; i++ {
			pieces = t.wordPieces(pieces[:0], forms.Form(uint32(i)))
			for _, id := range pieces {
				if id != unknown {
					p.Items = append(p.Items, uint16(id))
				}
			}
			p.Start = append(p.Start, uint32(len(p.Items))) // where the word ends
		}
	})
	for _, p := range parts {
		at := uint32(len(all.Items))
		all.Items = append(all.Items, p.Items...)
		for _, end := range p.Start {
			all.Start = append(all.Start, at+end)
		}
	}
	return all
}

// UnboundWords returns the words of a collection whose Arrays are to be bound
// to those of one that NewWords made of the same table and words.
func UnboundWords(t *Table, forms Vocabulary) *Words {
	return &Words{table: t, forms: forms, planes: newPlanes(t.dims)}
}

// Arrays lists the arrays that w is made of.
func (w *Words) Arrays() []flat.Array {
	return append(flat.Within("pieces", w.pieces.Arrays()),
		flat.Of("found", &w.found), flat.Of("single", &w.single), flat.Of("signatures", &w.signatures))
}

// Check fails where arrays that were bound do not belong to the vocabulary. It
// looks at lengths alone.
func (w *Words) Check() error {
	if len(w.single) != len(w.found) || len(w.signatures) != (len(w.found)+group-1)/group*group {
		return errors.New("the arrays of the words' meanings do not belong together")
	}
	return w.pieces.Check(w.forms.Words())
}

func hasDigit(form string) bool { return strings.ContainsAny(form, "0123456789") }

// Near appends to dst at most n words that may stand for a form, the nearest
// first; the form itself is not among them. A form with a digit has none.
func (w *Words) Near(dst []Near, form string, n int) []Near {
	if n <= 0 || hasDigit(form) {
		return dst
	}
	view := w.View()
	defer view.Release()
	v, ok := view.form(form)
	if !ok {
		return dst
	}
	s := search{words: w, view: view, v: v, form: form, first: len(dst), n: n, floor: nearest, out: dst}
	s.signature = w.planes.signature(v, view.plane)
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
	view      *View
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
		if cosine := s.v.Cosine(s.view.found(i)); cosine > s.floor && w.forms.Form(word) != s.form {
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
