package meaning

import "math"

// A Likeness compares one text with others, word after word. It is for one
// goroutine.
type Likeness struct {
	text   []float32 // of length 1; zero for a text that nothing is known of
	whole  []float32 // sum of the other text's words
	halves [2][]float32
}

// NewLikeness compares with a text that is the sum of its words' vectors.
func NewLikeness(text []float32) *Likeness {
	normalise(text)
	return &Likeness{text, make([]float32, len(text)), [2][]float32{make([]float32, len(text)), make([]float32, len(text))}}
}

// half is half the words of a passage.
const half = 5

// Compare returns the cosine of the text and a sentence, given by the words of
// a view, and the highest of the text and a passage of it: ten words, from every
// fifth on. Of neighbouring halves only products are needed, as |a+b|² is
// |a|² + |b|² + 2ab.
func (l *Likeness) Compare(v *View, n int, word func(i int) uint32) (whole, passage float32) {
	clear(l.whole)
	var before, now products
	var all float32 // product of the text and the whole
	for at := 0; at < n; at += half {
		part, last := l.halves[at/half%2], l.halves[1-at/half%2]
		clear(part)
		for i := at; i < min(n, at+half); i++ {
			v.add(part, word(i))
		}
		before, now = now, productsOf(l.whole, part, last, l.text)
		all += now.text
		switch {
		case at > 0:
			passage = max(passage, cosineOf(before.text+now.text, before.own+now.own+2*now.before))
		case n <= half:
			passage = max(passage, cosineOf(now.text, now.own))
		}
	}
	return cosineOf(all, square(l.whole)), passage
}

// square returns the square of a vector's length.
func square(v []float32) float32 {
	var sums [4]float32 // independent, which a processor adds side by side
	for i := 0; i+4 <= len(v); i += 4 {
		for k, x := range v[i : i+4 : i+4] {
			sums[k] += x * x
		}
	}
	return sums[0] + sums[1] + sums[2] + sums[3]
}

// cosineOf returns the cosine of a text of length 1 and a vector by their
// product and the square of its length; 0 for a vector of none.
func cosineOf(product, square float32) float32 {
	if square <= 0 {
		return 0
	}
	return product / float32(math.Sqrt(float64(square)))
}

// products are those of a part of a sentence: with the text, with itself, and
// with the part before.
type products struct{ text, own, before float32 }

// productsOf adds part to sum, and returns its products.
func productsOf(sum, part, before, text []float32) products {
	var g laneSums
	gather(&g, sum, part, before, text)
	var out [3]float32
	for i, sums := range g {
		for _, x := range sums {
			out[i] += x
		}
	}
	return products{out[0], out[1], out[2]}
}
