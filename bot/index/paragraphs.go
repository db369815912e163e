package index

import (
	"errors"
	"iter"
	"math"
	"slices"
	"sort"

	"github.com/quoth-bot/quoth/bot/flat"
)

// A paragraph is a record of numbers, so that one place in memory tells all
// that a search wants to know of it.
type paragraph [4]uint32

const (
	firstSentence = iota
	firstUnit
	ofDocument
	contentWords // that are not stop words, with those of the sentences above it
)

// paragraphs holds the words of sentences, paragraph by paragraph. A sentence
// is a head of one unit and the units of its words. The head holds in its upper
// byte how many words are not stop words, at most 255, and in its lower byte how
// many units they all take; where these are 255 or more, it holds 255, and two
// units behind it the number, its lower half first.
type paragraphs struct {
	records []paragraph // by paragraph, and one more that ends the last
	guide   []uint32    // by guided sentences, and one more: the paragraph of the first
	units   []uint16
	above   []uint32 // by paragraph: 1 + the sentence that it stands below, 0 for none; empty where there is none for all

	inRecords, inGuide, inUnits, inAbove *flat.Guard
}

// guided is how many sentences share an item of the guide, which leads to a few
// records, most of them on one page.
const guided = 32

const longHead = math.MaxUint8

// headUnits returns how many units the head of a sentence takes.
func headUnits(units int) int {
	if units < longHead {
		return 1
	}
	return 3
}

// appendSentence appends a sentence of tokens, of which content are no stop
// words.
func appendSentence(dst []uint16, tokens []uint32, content int) []uint16 {
	n := 0
	for _, t := range tokens {
		n += units(t &^ Capital)
	}
	dst = append(dst, uint16(min(content, math.MaxUint8))<<8|uint16(min(n, longHead)))
	if n >= longHead {
		dst = append(dst, uint16(n), uint16(n>>16))
	}
	for _, t := range tokens {
		dst = appendUnits(dst, t)
	}
	return dst
}

// cutSentence returns the first of some sentences, how many of its words are
// not stop words, and the other sentences.
func cutSentence(units []uint16) (content int, sentence, rest []uint16) {
	head, n := units[0], int(units[0]&math.MaxUint8)
	units = units[1:]
	if n == longHead {
		n = int(units[0]) | int(units[1])<<16
		units = units[2:]
	}
	return int(head >> 8), units[:n:n], units[n:]
}

// sentencesOf yields each of some sentences, behind how many of its words are not
// stop words.
func sentencesOf(units []uint16) iter.Seq2[int, []uint16] {
	return func(yield func(int, []uint16) bool) {
		for rest := units; len(rest) > 0; {
			var content int
			var sentence []uint16
			if content, sentence, rest = cutSentence(rest); !yield(content, sentence) {
				return
			}
		}
	}
}

// len returns how many paragraphs there are.
func (b *paragraphs) len() int { return max(len(b.records)-1, 0) }

// record returns a paragraph, or the one behind the last.
func (b *paragraphs) record(p uint32) *paragraph {
	b.inRecords.Touch(int(p), int(p)+1)
	return &b.records[p]
}

// of returns the sentences of a paragraph, and the number of the first.
func (b *paragraphs) of(p uint32) (units []uint16, first uint32) {
	b.inRecords.Touch(int(p), int(p)+2)
	record, next := &b.records[p], &b.records[p+1]
	from, to := record[firstUnit], next[firstUnit]
	b.inUnits.Touch(int(from), int(to))
	return b.units[from:to], record[firstSentence]
}

// holding returns the paragraph that a sentence stands in: the last one that
// begins with it or before.
func (b *paragraphs) holding(sentence uint32) uint32 {
	at := int(sentence / guided)
	b.inGuide.Touch(at, at+2)
	from := b.guide[at]
	after := sort.Search(int(b.guide[at+1]-from), func(i int) bool { return b.record(from + 1 + uint32(i))[firstSentence] > sentence })
	return from + uint32(after)
}

// sentence returns the units of a sentence, and how many of its words are not
// stop words.
func (b *paragraphs) sentence(n uint32) (content int, sentence []uint16) {
	rest, at := b.of(b.holding(n))
	for content, sentence, rest = cutSentence(rest); at < n; at++ {
		content, sentence, rest = cutSentence(rest)
	}
	return content, sentence
}

// nearestAbove returns the sentence that a paragraph stands below; ok is false
// for none.
func (b *paragraphs) nearestAbove(p uint32) (sentence uint32, ok bool) {
	if len(b.above) == 0 {
		return 0, false
	}
	b.inAbove.Touch(int(p), int(p)+1)
	n := b.above[p]
	return n - 1, n > 0
}

// anyAbove reports whether one of the paragraphs [from, to) stands below a
// sentence.
func (b *paragraphs) anyAbove(from, to uint32) bool {
	if len(b.above) == 0 {
		return false
	}
	b.inAbove.Touch(int(from), int(to))
	return slices.ContainsFunc(b.above[from:to], func(n uint32) bool { return n > 0 })
}

// put adds a paragraph, which stands below a sentence, counted from 1; 0 for
// none.
func (b *paragraphs) put(record paragraph, above uint32) {
	if above > 0 && len(b.above) == 0 {
		b.above = make([]uint32, len(b.records), cap(b.records))
	}
	if above > 0 || len(b.above) > 0 {
		b.above = append(b.above, above)
	}
	b.records = append(b.records, record)
}

// allAbove returns the sentences that a paragraph stands below, the nearest
// first.
func (b *paragraphs) allAbove(p uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		n, ok := b.nearestAbove(p)
		for range mostAbove {
			if !ok || !yield(n) {
				return
			}
			n, ok = b.nearestAbove(b.holding(n))
		}
	}
}

// end adds the record that ends the last paragraph, and the guide.
func (b *paragraphs) end(sentences, documents uint32) {
	b.records = append(b.records, paragraph{firstSentence: sentences, firstUnit: uint32(len(b.units)), ofDocument: documents})
	for p := range b.len() {
		b.guide = appendGuide(b.guide, uint32(p), b.records[p+1][firstSentence])
	}
	b.guide = endGuide(b.guide, b.len())
}

// guides returns how many items the guide of so many sentences has.
func guides(sentences uint32) int { return (int(sentences)+guided-1)/guided + 1 }

// appendGuide adds the items of the sentences of a paragraph, which follow those
// that have theirs and end before end.
func appendGuide(guide []uint32, p, end uint32) []uint32 {
	for len(guide)*guided < int(end) {
		guide = append(guide, p)
	}
	return guide
}

// endGuide adds the last item: the last of so many paragraphs.
func endGuide(guide []uint32, paragraphs int) []uint32 {
	return append(guide, uint32(max(paragraphs-1, 0)))
}

func (b *paragraphs) arrays() []flat.Array {
	return []flat.Array{
		flat.Guarded("records", &b.records, &b.inRecords), flat.Guarded("guide", &b.guide, &b.inGuide),
		flat.Guarded("units", &b.units, &b.inUnits), flat.Guarded("above", &b.above, &b.inAbove),
	}
}

// check fails where b does not hold paragraphs that lie one after the other. It
// looks at the ends alone.
func (b *paragraphs) check() error {
	misfit := errors.New("the arrays of the paragraphs do not fit together")
	if len(b.records) == 0 {
		return misfit
	}
	first, last := b.record(0), b.record(uint32(b.len()))
	if first[firstSentence] != 0 || first[firstUnit] != 0 || int(last[firstUnit]) != len(b.units) ||
		len(b.above) != 0 && len(b.above) != b.len() || len(b.guide) != guides(last[firstSentence]) {
		return misfit
	}
	return nil
}
