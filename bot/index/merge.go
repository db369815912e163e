package index

import (
	"errors"
	"math"
	"slices"
)

// A Part is an index, or the texts of one, of which documents are taken over
// into a larger one.
type Part struct {
	*Index
	// Drop tells which documents are left out; nil for none.
	Drop func(document uint32) bool
}

// Texts returns what the builder gathered, without postings, as a Merge takes
// it: its TextArrays are those that there are. The builder must not be used afterwards.
func (b *Builder) Texts() *Index {
	b.docFirst = append(b.docFirst, uint32(len(b.paragraphs.records)))
	b.paragraphs.end(uint32(b.sentences), uint32(b.titles.len()))
	return &Index{
		words: b.words, stemOf: b.stemOf, classes: b.classes, stems: b.stems,
		titles: b.titles, paragraphs: b.paragraphs, docFirst: b.docFirst,
	}
}

// A Merge makes one index of several, with the documents in the order of the
// parts: array for array the index that New makes of these documents. It holds
// the vocabulary in memory, and streams the rest from the parts to a sink.
type Merge struct {
	parts      []*part
	vocabulary *Index
	counted    counts // of the merged index
	atOnce     uint32 // see postingsAtOnce
}

// counts says how much there is.
type counts struct {
	documents, paragraphs, sentences uint32
	units, titleUnits                int    // of sentences and titles
	words                            int    // in sentences, stop words left out
	above                            uint32 // as many as paragraphs, where any stands below a sentence; else none
}

func (c *counts) add(more counts) {
	c.documents, c.paragraphs, c.sentences = c.documents+more.documents, c.paragraphs+more.paragraphs, c.sentences+more.sentences
	c.units, c.titleUnits, c.words = c.units+more.units, c.titleUnits+more.titleUnits, c.words+more.words
}

// A part is a Part with what of it is taken over.
type part struct {
	*Index
	runs    []mergeRun
	numbers []uint32 // by its word: the number in the merged index, or dropped
	counted counts
}

// dropped is the number of a word that is not taken over.
const dropped = math.MaxUint32

// A mergeRun is a stretch of documents that are taken over, with their paragraphs
// and sentences.
type mergeRun struct{ document, paragraph, sentence renumbering }

// renumbering are the numbers [from, to), which become those from at on.
type renumbering struct{ from, to, at uint32 }

func (m renumbering) len() uint32 { return m.to - m.from }

// number returns what a number becomes.
func (m renumbering) number(n uint32) uint32 { return n - m.from + m.at }

// errTooLarge says that numbers of 32 bits do not suffice.
var errTooLarge = errors.New("more than 4,294,967,295 words are too many for one index: make several collections of the sources")

// NewMerge numbers the words and documents of the merged index. It reads all
// words of the parts once.
func NewMerge(parts []Part) (*Merge, error) {
	m := &Merge{vocabulary: &Index{}, atOnce: postingsAtOnce}
	hasAbove := false
	for _, p := range parts {
		q := &part{Index: p.Index}
		q.findRuns(p.Drop, m.counted)
		m.number(q)
		m.parts = append(m.parts, q)
		m.counted.add(q.counted)
		hasAbove = hasAbove || slices.ContainsFunc(q.runs, func(r mergeRun) bool { return q.paragraphs.anyAbove(r.paragraph.from, r.paragraph.to) })
		if m.counted.units > math.MaxUint32 {
			return nil, errTooLarge
		}
	}
	if hasAbove {
		m.counted.above = m.counted.paragraphs
	}
	m.vocabulary.finishWords(m.counted.words, int(m.counted.sentences), int(m.counted.paragraphs))
	return m, nil
}

// findRuns finds the documents that are taken over, after what came before.
func (p *part) findRuns(drop func(uint32) bool, before counts) {
	all := uint32(len(p.docFirst) - 1)
	for d := uint32(0); d < all; d++ {
		from := d
		for d < all && (drop == nil || !drop(d)) {
			d++
		}
		if d == from {
			continue
		}
		paragraph, end := p.docFirst[from], p.docFirst[d]
		sentence, last := p.paragraphs.record(paragraph)[firstSentence], p.paragraphs.record(end)[firstSentence]
		r := mergeRun{
			document:  renumbering{from, d, before.documents + p.counted.documents},
			paragraph: renumbering{paragraph, end, before.paragraphs + p.counted.paragraphs},
			sentence:  renumbering{sentence, last, before.sentences + p.counted.sentences},
		}
		p.runs = append(p.runs, r)
		p.counted.add(counts{documents: r.document.len(), paragraphs: r.paragraph.len(), sentences: r.sentence.len()})
	}
}

// number gives the words of a part's documents their numbers, in the order in
// which they occur, and counts them.
func (m *Merge) number(p *part) {
	p.numbers = make([]uint32, p.Words())
	for i := range p.numbers {
		p.numbers[i] = dropped
	}
	var text []uint32
	for _, r := range p.runs {
		for d := r.document.from; d < r.document.to; d++ {
			text = p.AppendTitle(text[:0], d)
			for _, t := range text {
				p.counted.titleUnits += units(m.word(p, t&^Capital))
			}
			for n, end := p.documentParagraphs(d); n < end; n++ {
				text = m.countParagraph(p, n, text)
			}
		}
	}
}

// countParagraph counts the words of a paragraph of a part. It uses the room of
// some tokens, and returns it.
func (m *Merge) countParagraph(p *part, n uint32, room []uint32) (tokens []uint32) {
	units, _ := p.paragraphs.of(n)
	for _, sentence := range sentencesOf(units) {
		room = appendTokens(room[:0], sentence)
		m.count(p, room)
	}
	return room
}

// count counts the words of a sentence.
func (m *Merge) count(p *part, tokens []uint32) {
	v, n := m.vocabulary, 0
	for i, t := range tokens {
		w := m.word(p, t&^Capital)
		v.counts[w]++
		if t&Capital != 0 && i > 0 {
			v.capitals[w]++
		}
		if v.classes[w]&Stop == 0 {
			p.counted.words++
		}
		n += units(w)
	}
	p.counted.units += headUnits(n) + n
}

// word returns the number of a part's word, a new one if need be.
func (m *Merge) word(p *part, word uint32) uint32 {
	if w := p.numbers[word]; w != dropped {
		return w
	}
	v := m.vocabulary
	w, isNew := v.words.Number(p.Form(word))
	if isNew {
		stem, _ := v.stems.Number(p.StemText(p.StemOf(word)))
		v.stemOf, v.classes = append(v.stemOf, stem), append(v.classes, p.Class(word))
		v.counts, v.capitals = append(v.counts, 0), append(v.capitals, 0)
	}
	p.numbers[word] = w
	return w
}

// Vocabulary returns the words and stems of the merged index; it has nothing
// else.
func (m *Merge) Vocabulary() *Index { return m.vocabulary }
