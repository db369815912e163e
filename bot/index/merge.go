package index

import (
	"errors"
	"math"
	"slices"

	"quoth/bot/flat"
)

// A Part is an index whose documents are taken over into a larger one.
type Part struct {
	*Index
	// Drop tells which documents are left out; nil for none.
	Drop func(document uint32) bool
}

// A Merge makes one index of several, with the documents in the order of the
// parts: array for array the index that New makes of these documents, but for
// the bounds, which are those of the parts. It holds the vocabulary in memory,
// and streams the rest from the parts to a sink.
type Merge struct {
	parts      []*part
	vocabulary *Index
	seen       []uint32   // by stem: the sentence that it was last met in, counted from 1
	stems      flat.Lists // by stem: indexes into sources
	sources    []source
	read       uint32 // sentences

	counted counts // of the merged index
}

// counts says how much there is.
type counts struct {
	documents, paragraphs, sentences uint32
	units, titleUnits                uint64
	words                            int // in sentences, stop words left out
}

func (c *counts) add(more counts) {
	c.documents, c.paragraphs, c.sentences = c.documents+more.documents, c.paragraphs+more.paragraphs, c.sentences+more.sentences
	c.units, c.titleUnits, c.words = c.units+more.units, c.titleUnits+more.titleUnits, c.words+more.words
}

// A part is a Part with what of it is taken over.
type part struct {
	*Index
	whole   bool
	runs    []run
	numbers []uint32 // by its word: the number in the merged index, or dropped
	counted counts
}

// dropped is the number of what is not taken over.
const dropped = math.MaxUint32

// A run is a stretch of documents that are taken over, with their paragraphs
// and sentences, and where the first ones come to stand.
type run struct{ document, paragraph, sentence stretch }

// A stretch moves the numbers [from, to) to those from at on.
type stretch struct{ from, to, at uint32 }

func (s stretch) len() uint32               { return s.to - s.from }
func (s stretch) moved(n uint32) uint32     { return n - s.from + s.at }
func (s stretch) contains(n uint32) bool    { return s.from <= n && n < s.to }
func stretchOf(from, to, at uint32) stretch { return stretch{from, to, at} }

// A source is a stem of one part.
type source struct {
	*part
	stem uint32
}

// errTooLarge says that numbers of 32 bits do not suffice.
var errTooLarge = errors.New("more than 4,294,967,295 words are too many for one index: make several collections of the sources")

// NewMerge numbers the words and documents of the merged index. It reads all
// words of the parts once.
func NewMerge(parts []Part) (*Merge, error) {
	m := &Merge{vocabulary: &Index{}}
	for _, p := range parts {
		q := &part{Index: p.Index, whole: p.Drop == nil}
		q.findRuns(p.Drop, m.counted)
		m.number(q)
		m.parts = append(m.parts, q)
		m.counted.add(q.counted)
		if m.counted.units > math.MaxUint32 {
			return nil, errTooLarge
		}
	}
	m.vocabulary.complete(m.counted.words, int(m.counted.sentences), int(m.counted.paragraphs))
	m.chooseBounds()
	m.findSources()
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
		r := run{
			document:  stretchOf(from, d, before.documents+p.counted.documents),
			paragraph: stretchOf(paragraph, end, before.paragraphs+p.counted.paragraphs),
			sentence:  stretchOf(p.paraFirst[paragraph], p.paraFirst[end], before.sentences+p.counted.sentences),
		}
		p.runs = append(p.runs, r)
		p.counted.add(counts{documents: r.document.len(), paragraphs: r.paragraph.len(), sentences: r.sentence.len()})
	}
}

// number gives the words of a part's documents their numbers, in the order in
// which they occur, and counts them.
func (m *Merge) number(p *part) {
	var text []uint32
	p.numbers = make([]uint32, p.Words())
	for i := range p.numbers {
		p.numbers[i] = dropped
	}
	for _, r := range p.runs {
		for d := r.document.from; d < r.document.to; d++ {
			text = p.AppendTitle(text[:0], d)
			for _, t := range text {
				p.counted.titleUnits += unitsOf(m.word(p, t&^Capital))
			}
			for s, end := p.DocumentSentences(d); s < end; s++ {
				text = p.AppendTokens(text[:0], s)
				m.count(p, text)
			}
		}
	}
}

// count counts the words of a sentence.
func (m *Merge) count(p *part, tokens []uint32) {
	v := m.vocabulary
	m.read++
	for i, t := range tokens {
		w := m.word(p, t&^Capital)
		p.counted.units += unitsOf(w)
		v.counts[w]++
		if t&Capital != 0 && i > 0 {
			v.capitals[w]++
		}
		if v.classes[w]&Stop != 0 {
			continue
		}
		p.counted.words++
		if stem := v.stemOf[w]; m.seen[stem] != m.read {
			m.seen[stem] = m.read
			v.holders[stem]++
		}
	}
}

// word returns the number of a part's word, a new one if need be.
func (m *Merge) word(p *part, word uint32) uint32 {
	if w := p.numbers[word]; w != dropped {
		return w
	}
	v := m.vocabulary
	w, isNew := v.words.Number(p.Form(word))
	if isNew {
		stem, isNew := v.stems.Number(p.StemText(p.stemOf[word]))
		if isNew {
			m.seen, v.holders = append(m.seen, 0), append(v.holders, 0)
		}
		v.stemOf, v.classes = append(v.stemOf, stem), append(v.classes, p.classes[word])
		v.counts, v.capitals = append(v.counts, 0), append(v.capitals, 0)
	}
	p.numbers[word] = w
	return w
}

// unitsOf returns how many units a word takes.
func unitsOf(word uint32) uint64 {
	if word<<1 >= wide {
		return 2
	}
	return 1
}

// chooseBounds takes the averages over that the bounds of the largest part were
// made with. Its bounds stay as they are, so that they do not become looser
// each time that a few documents are added to many.
func (m *Merge) chooseBounds() {
	largest := uint32(0)
	for _, p := range m.parts {
		if p.counted.sentences > largest {
			largest = p.counted.sentences
			copy(m.vocabulary.averages[2:], p.averages[2:])
		}
	}
}

// findSources finds the stems of the parts that each merged stem has.
func (m *Merge) findSources() {
	var keys []uint32
	for _, p := range m.parts {
		for stem := range uint32(p.stems.Len()) {
			// What one word's stem became, that of the others became too.
			i := slices.IndexFunc(p.StemWords(stem), func(w uint32) bool { return p.numbers[w] != dropped })
			if i >= 0 {
				keys = append(keys, m.vocabulary.stemOf[p.numbers[p.StemWords(stem)[i]]])
				m.sources = append(m.sources, source{p, stem})
			}
		}
	}
	m.stems = flat.Pack(keys, numbered(len(keys)), m.vocabulary.stems.Len())
}

// Vocabulary returns the words and stems of the merged index; it has nothing
// else.
func (m *Merge) Vocabulary() *Index { return m.vocabulary }
