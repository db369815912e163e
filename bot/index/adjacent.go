package index

import (
	"iter"
	"slices"
)

// Adjacent reports whether two stems stand within reach words of each other,
// in this order, in some sentence.
func (x *Index) Adjacent(a, b uint32, reach int) bool {
	if x.asked != nil {
		return x.beside(a, b, reach)
	}
	shared := x.postings.both(a, b)
	if x.hasStopWord(b) { // which has no postings: the "May" of "5 May"
		shared = x.postings.of(a)
	}
	var tokens []uint32
	for p := range shared {
		units, _ := x.paragraphs.of(p)
		for _, sentence := range sentencesOf(units) {
			tokens = appendTokens(tokens[:0], sentence)
			if x.adjacentIn(tokens, a, b, reach) {
				return true
			}
		}
	}
	return false
}

func (x *Index) hasStopWord(stem uint32) bool {
	return slices.ContainsFunc(x.StemWords(stem), func(w uint32) bool { return x.classes[w]&Stop != 0 })
}

func (x *Index) adjacentIn(tokens []uint32, a, b uint32, reach int) bool {
	for i, t := range tokens {
		if x.StemOf(t&^Capital) != a {
			continue
		}
		for _, next := range tokens[i+1 : min(len(tokens), i+1+reach)] {
			if x.StemOf(next&^Capital) == b {
				return true
			}
		}
	}
	return false
}

// both yields the paragraphs that hold both of two stems.
func (l *postings) both(a, b uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		of := slices.Collect(l.runs(b))
		for r := range l.runs(a) {
			for len(of) > 0 && of[0].block < r.block {
				of = of[1:]
			}
			if len(of) == 0 {
				return
			}
			if of[0].block > r.block {
				continue
			}
			for item := range both(r.items, of[0].items) {
				if !yield(r.paragraph(item)) {
					return
				}
			}
		}
	}
}

// both yields the numbers that stand in both of two ascending lists.
func both(a, b []uint16) iter.Seq[uint16] {
	if len(a) > len(b) {
		a, b = b, a
	}
	return func(yield func(uint16) bool) {
		rest := b
		for _, n := range a {
			at, found := slices.BinarySearch(rest, n)
			if found && !yield(n) {
				return
			}
			rest = rest[at:]
		}
	}
}
