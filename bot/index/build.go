package index

import (
	"math"
	"slices"
	"strings"

	"quoth/bot/flat"
	"quoth/bot/words"
	"quoth/corpus"
)

// A Builder gathers the arrays of an Index document by document.
type Builder struct {
	x Index

	paraWords int // of the paragraph being added

	postStems, postSentences []uint32
	titleStems, titleDocs    []uint32
	totalLength              int

	scratch  []words.Token
	stems    []uint32
	distinct []uint32
	counts   []uint8
}

// NewBuilder begins an index.
func NewBuilder() *Builder {
	b := &Builder{}
	b.x.tokens.Start = []uint32{0}
	b.x.titles.Start = []uint32{0}
	return b
}

// Add adds a document behind the others.
func (b *Builder) Add(d *corpus.Document) {
	doc := uint32(len(b.x.docFirst))
	b.x.docFirst = append(b.x.docFirst, uint32(len(b.x.docOf)))
	b.addTitle(doc, d.Title)
	for _, p := range d.Paragraphs {
		if p.First == p.Last {
			continue
		}
		b.x.paraFirst = append(b.x.paraFirst, uint32(len(b.x.length)))
		b.x.docOf = append(b.x.docOf, doc)
		b.paraWords = 0
		for _, s := range d.Sentences[p.First:p.Last] {
			b.addSentence(d.Slice(s.Span))
		}
		b.x.paraLength = append(b.x.paraLength, uint16(min(b.paraWords, math.MaxUint16)))
	}
}

func (b *Builder) addTitle(doc uint32, title string) {
	b.scratch = words.AppendTokens(b.scratch[:0], title)
	b.stems = b.stems[:0]
	for _, t := range b.scratch {
		w := b.word(t)
		b.x.titles.Items = append(b.x.titles.Items, marked(w, t))
		if b.x.classes[w]&Stop == 0 {
			b.stems = append(b.stems, b.x.stemOf[w])
		}
	}
	b.x.titles.Start = append(b.x.titles.Start, uint32(len(b.x.titles.Items)))
	b.distinct, b.counts = sortedCounts(b.stems, b.distinct[:0], b.counts[:0])
	for _, s := range b.distinct {
		b.titleStems, b.titleDocs = append(b.titleStems, s), append(b.titleDocs, doc)
	}
}

func (b *Builder) addSentence(text string) {
	sentence := uint32(len(b.x.length))
	b.scratch = words.AppendTokens(b.scratch[:0], text)
	b.stems = b.stems[:0]
	for i, t := range b.scratch {
		w := b.word(t)
		b.x.counts[w]++
		if t.Capital && i > 0 {
			b.x.capitals[w]++
		}
		b.x.tokens.Items = append(b.x.tokens.Items, marked(w, t))
		if b.x.classes[w]&Stop == 0 {
			b.stems = append(b.stems, b.x.stemOf[w])
		}
	}
	b.x.tokens.Start = append(b.x.tokens.Start, uint32(len(b.x.tokens.Items)))
	b.x.paraOf = append(b.x.paraOf, uint32(len(b.x.paraFirst)-1))
	b.x.length = append(b.x.length, uint8(min(len(b.stems), math.MaxUint8)))
	b.totalLength += len(b.stems)
	b.paraWords += len(b.stems)
	b.distinct, b.counts = sortedCounts(b.stems, b.distinct[:0], b.counts[:0])
	for i, s := range b.distinct {
		b.postStems, b.postSentences = append(b.postStems, s), append(b.postSentences, sentence)
		b.x.frequency = append(b.x.frequency, b.counts[i])
	}
}

func marked(word uint32, t words.Token) uint32 {
	if t.Capital {
		return word | Capital
	}
	return word
}

// word returns the number of a token's form, a new one if need be.
func (b *Builder) word(t words.Token) uint32 {
	w, isNew := b.x.words.Number(t.Form)
	if !isNew {
		return w
	}
	b.x.classes = append(b.x.classes, classify(t))
	b.x.counts, b.x.capitals = append(b.x.counts, 0), append(b.x.capitals, 0)
	s, _ := b.x.stems.Number(words.Stem(t.Form))
	b.x.stemOf = append(b.x.stemOf, s)
	return w
}

func classify(t words.Token) Class {
	var c Class
	switch {
	case t.Figure:
		c |= Figure
		if words.IsYear(t.Form) {
			c |= Year
		}
	case t.HasDigit():
		c |= Code
	case words.IsStop(t.Form):
		c |= Stop
	case words.IsCalendar(t.Form):
		c |= Month
	}
	return c
}

// Finish returns the index; the builder is of no use then.
func (b *Builder) Finish() *Index {
	x := &b.x
	x.docFirst = append(x.docFirst, uint32(len(x.docOf)))
	x.paraFirst = append(x.paraFirst, uint32(len(x.length)))
	x.complete(b.totalLength, len(x.length), len(x.docOf))
	stems := x.stems.Len()
	order := flat.Pack(b.postStems, numbered(len(b.postStems)), stems)
	x.postings = flat.Lists{Start: order.Start, Items: make([]uint32, len(order.Items))}
	frequency := make([]uint8, len(order.Items))
	for i, from := range order.Items {
		x.postings.Items[i], frequency[i] = b.postSentences[from], x.frequency[from]
	}
	x.frequency = frequency
	x.titled = flat.Pack(b.titleStems, b.titleDocs, stems)
	return x
}

// complete makes what follows from the vocabulary, and from how many words
// that are no stop words stand in how many sentences and paragraphs.
func (x *Index) complete(words, sentences, paragraphs int) {
	x.members = flat.Pack(x.stemOf, numbered(x.words.Len()), x.stems.Len())
	x.sorted = numbered(x.stems.Len())
	slices.SortFunc(x.sorted, func(a, b uint32) int { return strings.Compare(x.stems.At(a), x.stems.At(b)) })
	average := float32(words) / float32(max(sentences, 1))
	x.sentenceNorm = make([]float32, math.MaxUint8+1)
	for n := range x.sentenceNorm {
		x.sentenceNorm[n] = lengthNorm(float32(n), average)
	}
	x.paraAverage = []float32{float32(words) / float32(max(paragraphs, 1))}
}

func numbered(n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = uint32(i)
	}
	return out
}

// lengthNorm is the part of BM25's denominator that the length decides:
// k1 · (1 - b + b · length / average).
func lengthNorm(length, average float32) float32 {
	return k1 * (1 - b + b*length/max(average, 1))
}
