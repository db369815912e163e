package store

import (
	"errors"
	"fmt"
	"math"

	"github.com/quoth-bot/quoth/bot/flat"
)

// A documentsMerge makes one list of documents of several, in their order, and
// without those that are dropped. It holds the names in memory.
type documentsMerge struct {
	parts []documentsPart
	names flat.Dictionary

	paragraphs, sentences, places, text int
	named                               int // bytes of the names
}

// A documentsPart is documents of which the runs are taken over.
type documentsPart struct {
	*Documents
	runs []documentsRun
}

// A documentsRun is a stretch of documents with their paragraphs, sentences,
// and bytes of places and text.
type documentsRun struct{ documents, paragraphs, sentences, places, text extent }

// An extent is the numbers [from, to).
type extent struct{ from, to int }

func (e extent) len() int { return e.to - e.from }

// errTooMany says that numbers of 32 bits do not suffice.
var errTooMany = errors.New("more than 4,294,967,295 sentences, or bytes of names, are too many for one index: make several collections of the sources")

// add takes documents over, but for those that are dropped; nil for none.
func (m *documentsMerge) add(d *Documents, drop func(doc uint32) bool) error {
	part := documentsPart{Documents: d}
	for doc := uint32(0); doc < uint32(d.Len()); doc++ {
		from := doc
		for ; doc < uint32(d.Len()) && (drop == nil || !drop(doc)); doc++ {
			name := d.names.At(doc)
			if _, isNew := m.names.Number(name); !isNew {
				return fmt.Errorf("two documents are named %q", name)
			}
			m.named += len(name)
		}
		if doc > from {
			r := d.run(int(from), int(doc))
			part.runs = append(part.runs, r)
			m.paragraphs += r.paragraphs.len()
			m.sentences += r.sentences.len()
			m.places += r.places.len()
			m.text += r.text.len()
		}
	}
	m.parts = append(m.parts, part)
	if max(m.sentences, m.paragraphs, m.places, m.named) > math.MaxUint32 {
		return errTooMany
	}
	return nil
}

// run returns the documents [from, to).
func (d *Documents) run(from, to int) documentsRun {
	r := documentsRun{documents: extent{from, to}}
	r.paragraphs = extent{int(d.firstParagraph.At(from)), int(d.firstParagraph.At(to))}
	r.sentences = extent{int(d.firstSentence.At(r.paragraphs.from)), int(d.firstSentence.At(r.paragraphs.to))}
	r.places = extent{d.placesBefore(r.paragraphs.from), d.placesBefore(r.paragraphs.to)}
	r.text = extent{int(d.textStart.At(from)), int(d.textStart.At(to))}
	return r
}

// eachRun calls f with every run, in order.
func (m *documentsMerge) eachRun(f func(*Documents, documentsRun)) {
	for _, p := range m.parts {
		for _, r := range p.runs {
			f(p.Documents, r)
		}
	}
}

// write writes the arrays that Documents lists.
func (m *documentsMerge) write(to flat.Sink) error {
	return errors.Join(
		flat.Write(to, flat.Within("names", m.names.Arrays())),
		m.writeStrings(to, "titles", func(d *Documents) *flat.Strings { return &d.titles }),
		m.writeStrings(to, "urls", func(d *Documents) *flat.Strings { return &d.urls }),
		m.writeStrings(to, "authors", func(d *Documents) *flat.Strings { return &d.authors }),
		m.writeStrings(to, "dates", func(d *Documents) *flat.Strings { return &d.dates }),
		m.writeStrings(to, "retrieved", func(d *Documents) *flat.Strings { return &d.retrieved }),
		m.writeStrings(to, "superseded", func(d *Documents) *flat.Strings { return &d.superseded }),
		m.writeStrings(to, "marks", func(d *Documents) *flat.Strings { return &d.marks }),
		m.writeStrings(to, "labels", func(d *Documents) *flat.Strings { return &d.labels }),
		m.writeFiles(to), m.writeTexts(to), m.writePlaces(to))
}

// writeStrings writes one string of each document.
func (m *documentsMerge) writeStrings(to flat.Sink, name string, of func(*Documents) *flat.Strings) error {
	each := func(f func(string)) {
		m.eachRun(func(d *Documents, r documentsRun) {
			for doc := r.documents.from; doc < r.documents.to; doc++ {
				f(of(d).At(uint32(doc)))
			}
		})
	}
	n, length := 0, 0
	each(func(s string) { n, length = n+1, length+len(s) })
	if length > math.MaxUint32 {
		return errTooMany
	}
	if n == 0 {
		return flat.Write(to, flat.Within(name, new(flat.Strings).Arrays()))
	}
	text := flat.NewStream[uint8](to, name+".text", length)
	start := flat.NewStream[uint32](to, name+".start", n+1)
	end := uint32(0)
	start.Append(0)
	each(func(s string) {
		end += uint32(len(s))
		text.AppendAll([]byte(s))
		start.Append(end)
	})
	return errors.Join(text.Close(), start.Close())
}

// writeFiles writes what is known of the files.
func (m *documentsMerge) writeFiles(to flat.Sink) error {
	n := m.names.Len()
	inFile := flat.NewStream[uint32](to, "inFile", n)
	hashes := flat.NewStream[uint8](to, "hashes", n*hashSize)
	read := flat.NewStream[uint64](to, "read", n)
	sizes := flat.NewStream[uint64](to, "sizes", n)
	modified := flat.NewStream[uint64](to, "modified", n)
	m.eachRun(func(d *Documents, r documentsRun) {
		copyTo(inFile, &d.inFile, r.documents)
		copyTo(hashes, &d.hashes, extent{r.documents.from * hashSize, r.documents.to * hashSize})
		copyTo(read, &d.read, r.documents)
		copyTo(sizes, &d.sizes, r.documents)
		copyTo(modified, &d.modified, r.documents)
	})
	return errors.Join(inFile.Close(), hashes.Close(), read.Close(), sizes.Close(), modified.Close())
}

func copyTo[T byte | uint32 | uint64](to *flat.Stream[T], from *flat.Column[T], e extent) {
	to.AppendAll(from.Slice(e.from, e.to))
}

// moveTo copies numbers, those from e.from on to those from at on.
func moveTo[T uint32 | uint64](to *flat.Stream[T], numbers []T, e extent, at int) {
	for _, n := range numbers {
		to.Append(T(int(n) - e.from + at))
	}
}

// writeTexts writes the texts.
func (m *documentsMerge) writeTexts(to flat.Sink) error {
	texts := flat.NewStream[uint8](to, "texts", m.text)
	starts := flat.NewStream[uint64](to, "textStart", m.names.Len()+1)
	lineEnds := flat.NewStream[uint64](to, "lineEnds", lineBlocks(m.text))
	lineEnds.Append(0)
	var counted lineCounter
	at := 0
	m.eachRun(func(d *Documents, r documentsRun) {
		copyTo(texts, &d.texts, r.text)
		counted.add(d.texts.Slice(r.text.from, r.text.to), lineEnds.Append)
		moveTo(starts, d.textStart.Slice(r.documents.from, r.documents.to), r.text, at)
		at += r.text.len()
	})
	starts.Append(uint64(at))
	return errors.Join(texts.Close(), starts.Close(), lineEnds.Close())
}

// writePlaces writes where paragraphs and sentences stand.
func (m *documentsMerge) writePlaces(to flat.Sink) error {
	firstParagraph := flat.NewStream[uint32](to, "firstParagraph", m.names.Len()+1)
	firstSentence := flat.NewStream[uint32](to, "firstSentence", m.paragraphs+1)
	paragraphs := flat.NewStream[place](to, "paragraphs", m.paragraphs)
	places := flat.NewStream[uint8](to, "places", m.places)
	atParagraph, atSentence, atPlace := 0, 0, 0
	m.eachRun(func(d *Documents, r documentsRun) {
		moveTo(firstParagraph, d.firstParagraph.Slice(r.documents.from, r.documents.to), r.paragraphs, atParagraph)
		moveTo(firstSentence, d.firstSentence.Slice(r.paragraphs.from, r.paragraphs.to), r.sentences, atSentence)
		for _, p := range d.paragraphs.Slice(r.paragraphs.from, r.paragraphs.to) {
			paragraphs.Append(p - place(r.places.from) + place(atPlace))
		}
		copyTo(places, &d.places, r.places)
		atPlace += r.places.len()
		atParagraph += r.paragraphs.len()
		atSentence += r.sentences.len()
	})
	firstParagraph.Append(uint32(atParagraph))
	firstSentence.Append(uint32(atSentence))
	return errors.Join(firstParagraph.Close(), firstSentence.Close(), paragraphs.Close(), places.Close())
}
