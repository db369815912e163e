package store

import (
	"encoding/binary"
	"iter"
	"math"

	"github.com/quoth-bot/quoth/corpus"
)

// A place says where a paragraph stands: its upper half is the paragraph's first
// byte in the document; its lower half is where its places begin. They hold the
// paragraph's length; its nature; if it stands below a sentence, how many
// sentences up that is from its first; and for each of its sentences how many
// bytes after the end of the one before it begins (the first: after the
// paragraph's first byte) and how long it is, all as in binary.AppendUvarint:
// two or three bytes a sentence.
type place uint64

func (p place) start() int  { return int(p >> 32) }
func (p place) places() int { return int(p & math.MaxUint32) }

// A nature tells of a paragraph whether it stands below a sentence, in its lowest
// bit, its kind in the next kindBits bits, and its level in the others. It is 0
// for a paragraph of plain prose.
type nature int

const kindBits = 5

func natureOf(p corpus.Paragraph) nature {
	n := nature(p.Level)<<(1+kindBits) | nature(p.Kind)<<1
	if p.Above > 0 {
		n |= 1
	}
	return n
}

func (n nature) isBelow() bool     { return n&1 != 0 }
func (n nature) kind() corpus.Kind { return corpus.Kind(n >> 1 & (1<<kindBits - 1)) }
func (n nature) level() int        { return int(n >> (1 + kindBits)) }

// addParagraph adds where a paragraph and its sentences stand.
func (d *Documents) addParagraph(p corpus.Paragraph, sentences []corpus.Sentence) {
	d.paragraphs.Append(place(p.Start)<<32 | place(d.places.Len()))
	d.addNumber(p.End - p.Start)
	d.addNumber(int(natureOf(p)))
	if p.Above > 0 {
		d.addNumber(p.First + 1 - p.Above)
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

// Paragraphs returns how many paragraphs a document has.
func (d *Documents) Paragraphs(doc uint32) int {
	from, to := d.paragraphsOf(doc)
	return to - from
}

// ParagraphAt returns paragraph p of a document as it was added, but for what it stands
// below, which Above tells of its sentences.
func (d *Documents) ParagraphAt(doc uint32, p int) corpus.Paragraph {
	from, _ := d.paragraphsOf(doc)
	n, _, _ := d.nature(from + p)
	before := d.firstSentence.At(from)
	return corpus.Paragraph{
		Span: d.paragraphSpan(from + p), Kind: n.kind(), Level: n.level(),
		First: int(d.firstSentence.At(from+p) - before), Last: int(d.firstSentence.At(from+p+1) - before),
	}
}

// Spans yields where the sentences of paragraph p of a document stand.
func (d *Documents) Spans(doc uint32, p int) iter.Seq[corpus.Span] {
	from, _ := d.paragraphsOf(doc)
	return d.spans(from + p)
}

// spans yields where the sentences of a paragraph stand in its document.
func (d *Documents) spans(p int) iter.Seq[corpus.Span] {
	return func(yield func(corpus.Span) bool) {
		_, _, rest := d.nature(p)
		var s corpus.Span
		for s.End = d.startOf(p); len(rest) > 0; {
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
	start := d.startOf(p)
	length, _ := cutNumber(d.placesOf(p))
	return corpus.Span{Start: start, End: start + length}
}

// startOf returns the first byte of a paragraph in its document.
func (d *Documents) startOf(p int) int {
	if d.parts != nil {
		return d.parts.blocks[p].Start
	}
	return d.paragraphs.At(p).start()
}

// nature returns the nature of a paragraph, how many sentences up it stands below one,
// 0 for none, and the places of its sentences.
func (d *Documents) nature(p int) (n nature, up int, sentences []byte) {
	_, rest := cutNumber(d.placesOf(p))
	number, rest := cutNumber(rest)
	if n = nature(number); n.isBelow() {
		up, rest = cutNumber(rest)
	}
	return n, up, rest
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
