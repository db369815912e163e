package index

import (
	"math"
	"runtime"
	"slices"

	"quoth/bot/flat"
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

// makePostings makes the postings of all stems from the texts.
func (x *Index) makePostings() {
	p := countPostings([]stretch{{x: x, content: x.content(), to: uint32(x.Paragraphs())}}, x.stems.Len(), x.averages)
	x.holders, x.postings.Start = p.holders, p.start
	x.postings.Items, x.bounds = p.fill(0, x.stems.Len())
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
	start    []uint32 // by stem, and one more: where its postings begin
	holders  []uint32 // by stem: how many sentences hold it
}

// countPostings counts the postings of stretches.
func countPostings(stretches []stretch, stems int, averages []float32) *postingMaker {
	all := 0
	for _, s := range stretches {
		all += int(s.to - s.from)
	}
	n := max(1, min(runtime.GOMAXPROCS(0), all/(leastPart*longestParagraph)))
	m := &postingMaker{
		parts: make([][]stretch, n), counters: make([]counter, n),
		start: make([]uint32, stems+1), holders: make([]uint32, stems),
	}
	flat.InParts(n, all, func(part, from, to int) {
		m.parts[part] = cut(stretches, uint32(from), uint32(to))
		c := &m.counters[part]
		*c = counter{averages: averages, stems: make([]stemCount, stems), next: make([]uint32, stems), holders: make([]uint32, stems)}
		c.each(m.parts[part], func(_, stem uint32) { c.next[stem]++ })
	})
	at := uint32(0)
	for s := range stems {
		m.start[s] = at
		for i := range m.counters {
			c := &m.counters[i]
			m.holders[s] += c.holders[s]
			c.next[s], at = at, at+c.next[s]
		}
	}
	m.start[stems] = at
	return m
}

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

// fill returns the postings of the stems [from, to), and the bound of each.
// Each stem is filled in once.
func (m *postingMaker) fill(from, to int) (items []uint32, bounds []uint8) {
	base := m.start[from]
	items, bounds = make([]uint32, m.start[to]-base), make([]uint8, m.start[to]-base)
	flat.InParts(len(m.parts), len(m.parts), func(part, _, _ int) {
		c := &m.counters[part]
		c.each(m.parts[part], func(p, stem uint32) {
			if stem < uint32(from) || stem >= uint32(to) {
				return
			}
			at := c.next[stem] - base
			items[at] = p
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
	norm     float32  // of the paragraph being read

	inSentence, inParagraph []uint32 // stems there, each once
}

// A stemCount tells how often a stem stands in the sentence and the paragraph
// being read, and the best that it adds to one of its sentences.
type stemCount struct {
	sentence, paragraph uint32
	best                float32
}

// each calls visit for each stem of each of the paragraphs, while stems and norm
// hold what is to know of it there.
func (c *counter) each(stretches []stretch, visit func(paragraph, stem uint32)) {
	clear(c.holders)
	for i := range stretches {
		s := &stretches[i]
		for p := s.from; p < s.to; p++ {
			c.inParagraph = c.inParagraph[:0]
			for n, end := s.x.ParagraphSentences(p); n < end; n++ {
				c.readSentence(s, n)
			}
			c.norm = lengthNorm(float32(s.x.paragraphLength(p)), c.averages[1])
			for _, stem := range c.inParagraph {
				visit(p-s.from+s.at, stem)
				c.stems[stem] = stemCount{}
			}
		}
	}
}

func (c *counter) readSentence(of *stretch, s uint32) {
	c.inSentence = c.inSentence[:0]
	units := of.x.tokens.of(s)
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
	norm := lengthNorm(float32(of.x.Length(s)), c.averages[0])
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
}

// Adjacent reports whether two stems stand within reach words of each other,
// in this order, in some sentence.
func (x *Index) Adjacent(a, b uint32, reach int) bool {
	shared := both(x.postings.Of(a), x.postings.Of(b))
	if x.hasStopWord(b) { // which has no postings: the "May" of "5 May"
		shared = slices.Values(x.postings.Of(a))
	}
	var tokens []uint32
	for p := range shared {
		first, end := x.ParagraphSentences(p)
		for s := first; s < end; s++ {
			tokens = x.AppendTokens(tokens[:0], s)
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
