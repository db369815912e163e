package store

import (
	"encoding/binary"
	"iter"
	"math"

	"github.com/quoth-bot/quoth/corpus"
)

// A place says where a paragraph stands: its upper half is the paragraph's first
// byte in the document; its lower half is where its places begin. They hold the
// paragraph's length; the paragraph with the nearest headings, counted upwards:
// 1 for itself, 0 for none; if it is itself, how many of its sentences are
// headings; and for each of its sentences how many bytes after the one before it begins (the first: after
// the paragraph's first byte) and how long it is, all as in
// binary.AppendUvarint: two or three bytes a sentence.
type place uint64

func (p place) start() int  { return int(p >> 32) }
func (p place) places() int { return int(p & math.MaxUint32) }

// addParagraph adds where a paragraph and its sentences stand. The nearest
// headings stand so many paragraphs up, see place.
func (d *Documents) addParagraph(p corpus.Paragraph, sentences []corpus.Sentence, up int) {
	d.paragraphs.Append(place(p.Start)<<32 | place(d.places.Len()))
	d.addNumber(p.End - p.Start)
	d.addNumber(up)
	if up == 1 {
		d.addNumber(p.Headings)
	}
	at := p.Start
	for _, s := range sentences {
		d.addNumber(s.Start - at)
		d.addNumber(s.End - s.Start)
		at = s.End
	}
}

// addNumber adds a number to the places.
func (d *Documents) addNumber(n int) {
	var room [binary.MaxVarintLen64]byte
	d.places.Append(binary.AppendUvarint(room[:0], uint64(n))...)
}

// spans yields where the sentences of a paragraph stand in its document.
func (d *Documents) spans(p int) iter.Seq[corpus.Span] {
	return func(yield func(corpus.Span) bool) {
		_, _, rest := d.headings(p)
		var s corpus.Span
		for s.End = d.paragraphs.At(p).start(); len(rest) > 0; {
			s.Start, rest = cutNumber(rest)
			s.Start += s.End
			s.End, rest = cutNumber(rest)
			s.End += s.Start
			if !yield(s) {
				return
			}
		}
	}
}

// paragraphSpan returns where a paragraph stands in its document.
func (d *Documents) paragraphSpan(p int) corpus.Span {
	start := d.paragraphs.At(p).start()
	length, _ := cutNumber(d.placesOf(p))
	return corpus.Span{Start: start, End: start + length}
}

// headings returns how many paragraphs up the nearest headings stand, see
// place, how many sentences of the paragraph are headings, and the places of
// its sentences.
func (d *Documents) headings(p int) (up, n int, sentences []byte) {
	_, rest := cutNumber(d.placesOf(p))
	up, rest = cutNumber(rest)
	if up == 1 {
		n, rest = cutNumber(rest)
	}
	return up, n, rest
}

// placesOf returns the places of a paragraph.
func (d *Documents) placesOf(p int) []byte {
	return d.places.Slice(d.placesBefore(p), d.placesBefore(p+1))
}

// placesBefore returns where the places of a paragraph begin, or end for the one
// behind the last.
func (d *Documents) placesBefore(p int) int {
	if p == d.paragraphs.Len() {
		return d.places.Len()
	}
	return d.paragraphs.At(p).places()
}

// cutNumber returns the first of some numbers, and the others.
func cutNumber(places []byte) (n int, rest []byte) {
	v, size := binary.Uvarint(places)
	return int(v), places[size:]
}
