package index

import (
	"math"
	"runtime"
	"slices"

	"github.com/quoth-bot/quoth/bot/flat"
)

// noStem stands for the stem of a stop word, which has no postings.
const noStem = math.MaxUint32

// content returns the stem of each word, or noStem.
func (x *Index) content() []uint32 {
	content := slices.Clone(x.stemOf)
	for w, class := range x.classes {
		if class&Stop != 0 {
			content[w] = noStem
		}
	}
	return content
}

// post makes the postings of all stems from stretches of its own texts.
func (x *Index) post(stretches []stretch) {
	m := countPostings(stretches, x.stems.Len(), x.averages)
	x.holders, x.postings = m.holders, m.postings
	x.postings.items, x.postings.bounds = m.fill(0, x.stems.Len())
}

// A stretch is the paragraphs [from, to) of an index, numbered on from at.
type stretch struct {
	x            *Index
	content      []uint32 // by word of x: its stem, or noStem
	from, to, at uint32
}

// A postingMaker makes the postings of paragraphs, with all processors: each
// counts those of some of the paragraphs, and then writes them behind those of
// the paragraphs before.
type postingMaker struct {
	parts    [][]stretch
	counters []counter
	holders  []uint32 // by stem: how many sentences hold it
	postings postings // but for their items and bounds
}

// countPostings counts the postings of stretches.
func countPostings(stretches []stretch, stems int, averages []float32) *postingMaker {
	all := 0
	for _, s := range stretches {
		all += int(s.to - s.from)
	}
	n := max(1, min(runtime.GOMAXPROCS(0), all/(leastPart*longestParagraph)))
	m := &postingMaker{parts: make([][]stretch, n), counters: make([]counter, n), holders: make([]uint32, stems)}
	flat.InParts(n, all, func(part, from, to int) {
		m.parts[part] = cut(stretches, uint32(from), uint32(to))
		m.counters[part] = newCounter(stems, averages)
		m.counters[part].count(m.parts[part])
	})
	m.place(stems)
	return m
}

// place decides where the postings of each stem and part go.
func (m *postingMaker) place(stems int) {
	at := uint32(0)
	for s := range stems {
		for i := range m.counters {
			c := &m.counters[i]
			m.holders[s] += c.holders[s]
			c.next[s], at = at, at+c.next[s]
		}
	}
	// A part may go on with the run that the one before has begun.
	last := make([]uint32, stems) // by stem: 1 + the block of its last run
	var of, firsts []uint32
	var blocks []uint16
	for i := range m.counters {
		c := &m.counters[i]
		for _, r := range c.runs {
			if last[r.stem] != uint32(r.block)+1 {
				last[r.stem] = uint32(r.block) + 1
				of, blocks, firsts = append(of, r.stem), append(blocks, r.block), append(firsts, c.next[r.stem]+r.before)
			}
		}
		c.runs = nil
	}
	byStem := flat.Pack(of, blocks, stems)
	m.postings.start, m.postings.blocks = byStem.Start, byStem.Items
	m.postings.first = append(flat.Pack(of, firsts, stems).Items, at)
}

// before returns how many postings the stems before one have.
func (m *postingMaker) before(stem int) uint32 { return m.postings.first[m.postings.start[stem]] }

// cut returns the paragraphs [from, to) of stretches, counted over all of them.
func cut(stretches []stretch, from, to uint32) []stretch {
	var out []stretch
	before := uint32(0)
	for _, s := range stretches {
		n := s.to - s.from
		if first, end := max(from, before), min(to, before+n); first < end {
			skip := first - before
			out = append(out, stretch{s.x, s.content, s.from + skip, s.from + end - before, s.at + skip})
		}
		before += n
	}
	return out
}

// fill returns the items of the stems [from, to), and the bound of each. Each
// stem is filled in once.
func (m *postingMaker) fill(from, to int) (items []uint16, bounds []uint8) {
	base := m.before(from)
	items, bounds = make([]uint16, m.before(to)-base), make([]uint8, m.before(to)-base)
	flat.InParts(len(m.parts), len(m.parts), func(part, _, _ int) {
		c := &m.counters[part]
		c.each(m.parts[part], func(p, stem uint32) {
			if stem < uint32(from) || stem >= uint32(to) {
				return
			}
			at := c.next[stem] - base
			items[at] = uint16(p)
			bounds[at] = bound(c.stems[stem].best, saturated(float32(c.stems[stem].paragraph), c.norm))
			c.next[stem]++
		})
	})
	return items, bounds
}

// A counter counts the stems of paragraphs.
type counter struct {
	averages []float32
	stems    []stemCount
	next     []uint32 // by stem: first how many postings it has, then where the next one goes
	holders  []uint32 // by stem
	runs     []begun  // in the order of their paragraphs
	norm     float32  // of the paragraph being read

	inSentence, inParagraph []uint32 // stems there, each once
}

// A stemCount tells how often a stem stands in the sentence and the paragraph
// being read, and the best that it adds to one of its sentences.
type stemCount struct {
	sentence, paragraph uint32
	best                float32
}

// A begun run is one that begins behind so many postings that the counter has
// of its stem.
type begun struct {
	stem   uint32
	block  uint16
	before uint32
}

func newCounter(stems int, averages []float32) counter {
	return counter{averages: averages, stems: make([]stemCount, stems), next: make([]uint32, stems), holders: make([]uint32, stems)}
}

// count counts the postings of stretches.
func (c *counter) count(stretches []stretch) {
	block := make([]uint32, len(c.stems)) // by stem: 1 + the block of its last posting
	c.each(stretches, func(p, stem uint32) {
		if at := p>>blockBits + 1; block[stem] != at {
			block[stem] = at
			c.runs = append(c.runs, begun{stem, uint16(at - 1), c.next[stem]})
		}
		c.next[stem]++
	})
}

// each calls visit for each stem of each of the paragraphs, while stems and norm
// hold what is to know of it there.
func (c *counter) each(stretches []stretch, visit func(paragraph, stem uint32)) {
	clear(c.holders)
	for i := range stretches {
		s := &stretches[i]
		for p := s.from; p < s.to; p++ {
			c.inParagraph = c.inParagraph[:0]
			for rest, _ := s.x.paragraphs.of(p); len(rest) > 0; {
				rest = c.readSentence(s, rest)
			}
			c.readAbove(s, p)
			c.norm = lengthNorm(float32(s.x.paragraphs.record(p)[contentWords]), c.averages[1])
			for _, stem := range c.inParagraph {
				visit(p-s.from+s.at, stem)
				c.stems[stem] = stemCount{}
			}
		}
	}
}

// readAbove counts the stems of what a paragraph stands below, which no
// sentence of it holds.
func (c *counter) readAbove(of *stretch, p uint32) {
	for above := range of.x.paragraphs.allAbove(p) {
		_, units := of.x.paragraphs.sentence(above)
		for i := 0; i < len(units); {
			v, n := valueAt(units, i)
			i += n
			stem := of.content[v>>1]
			if stem == noStem {
				continue
			}
			count := &c.stems[stem]
			if count.paragraph == 0 {
				c.inParagraph = append(c.inParagraph, stem)
			}
			count.paragraph++
		}
	}
}

// readSentence counts the stems of the first of some sentences, and returns the
// others.
func (c *counter) readSentence(of *stretch, sentences []uint16) (rest []uint16) {
	c.inSentence = c.inSentence[:0]
	content, units, rest := cutSentence(sentences)
	for i := 0; i < len(units); {
		v, n := valueAt(units, i)
		i += n
		stem := of.content[v>>1]
		if stem == noStem {
			continue
		}
		if c.stems[stem].sentence++; c.stems[stem].sentence == 1 {
			c.inSentence = append(c.inSentence, stem)
		}
	}
	norm := lengthNorm(float32(content), c.averages[0])
	for _, stem := range c.inSentence {
		count := &c.stems[stem]
		if count.paragraph == 0 {
			c.inParagraph = append(c.inParagraph, stem)
		}
		count.best = max(count.best, saturated(float32(count.sentence), norm))
		count.paragraph += count.sentence
		count.sentence = 0
		c.holders[stem]++
	}
	return rest
}
