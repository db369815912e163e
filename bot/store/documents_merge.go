package store

import (
	"errors"
	"fmt"

	"quoth/bot/flat"
)

// A documentsMerge makes one list of documents of several, in their order, and
// without those that are dropped. It holds the names in memory.
type documentsMerge struct {
	parts []documentsPart
	names flat.Dictionary

	paragraphs, sentences, text uint64
}

// A documentsPart is documents of which the runs are taken over.
type documentsPart struct {
	*Documents
	runs []documentsRun
}

// A documentsRun is a stretch of documents with their paragraphs, sentences
// and bytes of text: [from, to) each.
type documentsRun struct{ documents, paragraphs, sentences, text [2]uint64 }

// errTooMany says that numbers of 32 bits do not suffice.
var errTooMany = errors.New("more than 4,294,967,295 sentences are too many for one index: make several collections of the sources")

// add takes documents over, but for those that are dropped; nil for none.
func (m *documentsMerge) add(d *Documents, drop func(doc uint32) bool) error {
	part := documentsPart{Documents: d}
	for doc := uint32(0); doc < uint32(d.Len()); doc++ {
		from := doc
		for ; doc < uint32(d.Len()) && (drop == nil || !drop(doc)); doc++ {
			if _, isNew := m.names.Number(d.names.At(doc)); !isNew {
				return fmt.Errorf("two documents are named %q", d.names.At(doc))
			}
		}
		if doc > from {
			r := d.run(from, doc)
			part.runs = append(part.runs, r)
			m.paragraphs += r.paragraphs[1] - r.paragraphs[0]
			m.sentences += r.sentences[1] - r.sentences[0]
			m.text += r.text[1] - r.text[0]
		}
	}
	m.parts = append(m.parts, part)
	if max(m.sentences, m.paragraphs) >= 1<<32 {
		return errTooMany
	}
	return nil
}

func (d *Documents) run(from, to uint32) documentsRun {
	first, end := d.firstParagraph[from], d.firstParagraph[to]
	return documentsRun{
		documents:  [2]uint64{uint64(from), uint64(to)},
		paragraphs: [2]uint64{uint64(first), uint64(end)},
		sentences:  [2]uint64{uint64(d.firstSentence[first]), uint64(d.firstSentence[end])},
		text:       [2]uint64{d.textStart[from], d.textStart[to]},
	}
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
		m.writeFiles(to), m.writeTexts(to), m.writePlaces(to))
}

// writeStrings writes one string of each document.
func (m *documentsMerge) writeStrings(to flat.Sink, name string, of func(*Documents) *flat.Strings) error {
	each := func(f func(string)) {
		m.eachRun(func(d *Documents, r documentsRun) {
			for doc := r.documents[0]; doc < r.documents[1]; doc++ {
				f(of(d).At(uint32(doc)))
			}
		})
	}
	n, length := 0, 0
	each(func(s string) { n, length = n+1, length+len(s) })
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
	hashes := flat.NewStream[uint8](to, "hashes", n*hashSize)
	read := flat.NewStream[uint64](to, "read", n)
	sizes := flat.NewStream[uint64](to, "sizes", n)
	modified := flat.NewStream[uint64](to, "modified", n)
	m.eachRun(func(d *Documents, r documentsRun) {
		from, end := r.documents[0], r.documents[1]
		hashes.AppendAll(d.hashes[from*hashSize : end*hashSize])
		read.AppendAll(d.read[from:end])
		sizes.AppendAll(d.sizes[from:end])
		modified.AppendAll(d.modified[from:end])
	})
	return errors.Join(hashes.Close(), read.Close(), sizes.Close(), modified.Close())
}

// writeTexts writes the texts.
func (m *documentsMerge) writeTexts(to flat.Sink) error {
	texts := flat.NewStream[uint8](to, "texts", int(m.text))
	starts := flat.NewStream[uint64](to, "textStart", m.names.Len()+1)
	at := uint64(0)
	m.eachRun(func(d *Documents, r documentsRun) {
		texts.AppendAll(d.texts[r.text[0]:r.text[1]])
		for _, start := range d.textStart[r.documents[0]:r.documents[1]] {
			starts.Append(start - r.text[0] + at)
		}
		at += r.text[1] - r.text[0]
	})
	starts.Append(at)
	return errors.Join(texts.Close(), starts.Close())
}

// writePlaces writes where paragraphs and sentences stand.
func (m *documentsMerge) writePlaces(to flat.Sink) error {
	firstParagraph := flat.NewStream[uint32](to, "firstParagraph", m.names.Len()+1)
	firstSentence := flat.NewStream[uint32](to, "firstSentence", int(m.paragraphs)+1)
	paragraphs := flat.NewStream[span](to, "paragraphs", int(m.paragraphs))
	sentences := flat.NewStream[span](to, "sentences", int(m.sentences))
	var atParagraph, atSentence uint64
	m.eachRun(func(d *Documents, r documentsRun) {
		for _, first := range d.firstParagraph[r.documents[0]:r.documents[1]] {
			firstParagraph.Append(uint32(uint64(first) - r.paragraphs[0] + atParagraph))
		}
		for _, first := range d.firstSentence[r.paragraphs[0]:r.paragraphs[1]] {
			firstSentence.Append(uint32(uint64(first) - r.sentences[0] + atSentence))
		}
		paragraphs.AppendAll(d.paragraphs[r.paragraphs[0]:r.paragraphs[1]])
		sentences.AppendAll(d.sentences[r.sentences[0]:r.sentences[1]])
		atParagraph += r.paragraphs[1] - r.paragraphs[0]
		atSentence += r.sentences[1] - r.sentences[0]
	})
	firstParagraph.Append(uint32(atParagraph))
	firstSentence.Append(uint32(atSentence))
	return errors.Join(firstParagraph.Close(), firstSentence.Close(), paragraphs.Close(), sentences.Close())
}

func (m *documentsMerge) sentenceCount() int { return int(m.sentences) }
