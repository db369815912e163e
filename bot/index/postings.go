package index

import (
	"math"
	"runtime"
	"slices"
)

// noStem stands for the stem of a stop word, which has no postings.
const noStem = math.MaxUint32

// makePostings makes the postings of all stems from the texts, with all
// processors: each counts the postings of some paragraphs, and then writes
// them behind those of the paragraphs before.
func (x *Index) makePostings() {
	parts := max(1, min(runtime.GOMAXPROCS(0), x.Paragraphs()/(leastPart*longestParagraph)))
	stems := x.stems.Len()
	content := make([]uint32, x.Words()) // by word: its stem, or noStem
	for w, s := range x.stemOf {
		content[w] = s
		if x.classes[w]&Stop != 0 {
			content[w] = noStem
		}
	}
	counters := make([]counter, parts)
	inParts(parts, x.Paragraphs(), func(part, from, to int) {
		c := &counters[part]
		*c = counter{x: x, content: content, stems: make([]stemCount, stems), next: make([]uint32, stems), holders: make([]uint32, stems)}
		c.each(from, to, func(_ uint32, stem uint32) { c.next[stem]++ })
	})
	x.holders, x.postings.Start = make([]uint32, stems), make([]uint32, stems+1)
	at := uint32(0)
	for s := range stems {
		x.postings.Start[s] = at
		for i := range counters {
			c := &counters[i]
			x.holders[s] += c.holders[s]
			c.next[s], at = at, at+c.next[s]
		}
	}
	x.postings.Start[stems] = at
	x.postings.Items, x.bounds = make([]uint32, at), make([]uint8, at)
	inParts(parts, x.Paragraphs(), func(part, from, to int) {
		c := &counters[part]
		c.each(from, to, func(p, stem uint32) {
			norm := lengthNorm(float32(x.paraLength[p]), x.averages[1])
			x.postings.Items[c.next[stem]] = p
			x.bounds[c.next[stem]] = bound(c.stems[stem].best, saturated(float32(c.stems[stem].paragraph), norm))
			c.next[stem]++
		})
	})
}

// A counter counts the stems of paragraphs.
type counter struct {
	x       *Index
	content []uint32
	stems   []stemCount
	next    []uint32 // by stem: first how many postings it has, then where the next one goes
	holders []uint32 // by stem

	inSentence, inParagraph []uint32 // stems there, each once
}

// A stemCount tells how often a stem stands in the sentence and the paragraph
// being read, and the best that it adds to one of its sentences.
type stemCount struct {
	sentence, paragraph uint32
	best                float32
}

// each calls visit for each stem of each of the paragraphs [from, to), while
// stems holds what is to know of it there.
func (c *counter) each(from, to int, visit func(paragraph, stem uint32)) {
	clear(c.holders)
	for p := uint32(from); p < uint32(to); p++ {
		c.inParagraph = c.inParagraph[:0]
		first, end := c.x.ParagraphSentences(p)
		for s := first; s < end; s++ {
			c.readSentence(s)
		}
		for _, stem := range c.inParagraph {
			visit(p, stem)
			c.stems[stem] = stemCount{}
		}
	}
}

func (c *counter) readSentence(s uint32) {
	c.inSentence = c.inSentence[:0]
	units := c.x.tokens.of(s)
	for i := 0; i < len(units); {
		w, n := word(units, i)
		i += n
		stem := c.content[w]
		if stem == noStem {
			continue
		}
		if c.stems[stem].sentence++; c.stems[stem].sentence == 1 {
			c.inSentence = append(c.inSentence, stem)
		}
	}
	norm := lengthNorm(float32(c.x.length[s]), c.x.averages[0])
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
		if x.stemOf[t&^Capital] != a {
			continue
		}
		for _, next := range tokens[i+1 : min(len(tokens), i+1+reach)] {
			if x.stemOf[next&^Capital] == b {
				return true
			}
		}
	}
	return false
}
