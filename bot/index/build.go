package index

import (
	"runtime"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
	"github.com/quoth-bot/quoth/lang"
)

// longestParagraph is how many sentences a paragraph may have; a longer one
// counts as several. It keeps bounded what one candidate costs in a text
// without blank lines.
const longestParagraph = 128

// Of the sentences that a paragraph stands below, the nearest so many count, and
// of those what has at most so many words. A search reads them with each
// paragraph, and a table may have a million rows below one.
const (
	mostAbove    = 6
	longestAbove = 40
)

// leastPart is how many documents are worth a worker of their own.
const leastPart = 64

// New builds the index of documents, with all processors. Documents are
// numbered in their order.
func New(documents []*corpus.Document) *Index {
	n := max(1, min(runtime.GOMAXPROCS(0), len(documents)/leastPart))
	parts := make([]*Builder, n)
	flat.InParts(n, len(documents), func(part, from, to int) {
		b := &Builder{}
		for _, d := range documents[from:to] {
			b.Add(d)
		}
		parts[part] = b
	})
	return join(parts...)
}

// A Builder gathers the words of documents, one after the other. It keeps
// nothing of a document that was added. The zero value is ready for use.
type Builder struct {
	words    flat.Dictionary
	stemOf   []uint32
	classes  []Class
	counts   []uint32
	capitals []uint32
	stems    flat.Dictionary

	titles     texts
	paragraphs paragraphs
	docFirst   []uint32 // by document
	sentences  int
	allWords   int // that are not stop words

	numbers  map[*Word][]uint32 // of the words of blocks, by the first of a list
	contents []int              // by sentence of the document being added: its words that are not stop words
	language *lang.Language     // of the last document
	scratch  []words.Token
	text     []uint32
}

// Add adds a document behind the others.
func (b *Builder) Add(d *corpus.Document) {
	b.add(d, func(sentence int) []uint32 {
		text := d.Slice(d.Sentences[sentence].Span)
		if d.KindOf(sentence) != corpus.Code {
			text = markup.Mask(d.Name, text)
		}
		return b.read(text)
	})
}

// add adds a document, of whose sentences read returns the words, as Builder.read does.
func (b *Builder) add(d *corpus.Document, read func(sentence int) []uint32) {
	b.language = d.Lang()
	b.docFirst = append(b.docFirst, uint32(len(b.paragraphs.records)))
	b.titles.append(b.read(d.Title + " " + corpus.NameWords(d.Name)))
	b.contents = b.contents[:0]
	for _, p := range d.Paragraphs {
		for first := p.First; first < p.Last; first += longestParagraph {
			b.addParagraph(d, p.Above, first, min(first+longestParagraph, p.Last), read)
		}
	}
}

// addParagraph adds the sentences [first, end) of a document, which stand in a
// paragraph below another sentence, as one.
func (b *Builder) addParagraph(d *corpus.Document, below, first, end int, read func(sentence int) []uint32) {
	p := paragraph{
		firstSentence: uint32(b.sentences), firstUnit: uint32(len(b.paragraphs.units)), ofDocument: uint32(len(b.docFirst) - 1),
	}
	before := b.allWords
	for s := first; s < end; s++ {
		b.addSentence(read(s))
	}
	p[contentWords] = uint32(b.allWords - before)
	above, levels := uint32(0), 0
	for n := b.shortAbove(d, below); n > 0 && levels < mostAbove; n = b.shortAbove(d, d.Paragraphs[d.Sentences[n-1].Paragraph].Above) {
		if above == 0 {
			above = uint32(b.sentences - len(b.contents) + n)
		}
		p[contentWords] += uint32(b.contents[n-1])
		levels++
	}
	b.paragraphs.put(p, above)
}

// shortAbove returns the nearest sentence, counted from 1, that is short enough
// to count for what stands below it: a sentence of a document, or one above it.
func (b *Builder) shortAbove(d *corpus.Document, n int) int {
	for n > 0 && b.contents[n-1] > longestAbove {
		n = d.Paragraphs[d.Sentences[n-1].Paragraph].Above
	}
	return n
}

func (b *Builder) addSentence(tokens []uint32) {
	n := 0
	for i, t := range tokens {
		w := t &^ Capital
		b.counts[w]++
		if t != w && i > 0 {
			b.capitals[w]++
		}
		if b.classes[w]&Stop == 0 {
			n++
		}
	}
	b.paragraphs.units = appendSentence(b.paragraphs.units, tokens, n)
	b.contents = append(b.contents, n)
	b.sentences++
	b.allWords += n
}

// read returns the words of a text by number, with the Capital bit, until it
// is called again.
func (b *Builder) read(text string) []uint32 {
	b.scratch = words.AppendTokens(b.language, b.scratch[:0], text)
	b.text = b.text[:0]
	for _, t := range b.scratch {
		w := b.word(t)
		if t.Capital {
			w |= Capital
		}
		b.text = append(b.text, w)
	}
	return b.text
}

// word returns the number of a token's form, a new one if need be.
func (b *Builder) word(t words.Token) uint32 {
	w, isNew := b.words.Number(t.Form)
	if !isNew {
		return w
	}
	b.classes = append(b.classes, classify(b.language, t))
	b.counts, b.capitals = append(b.counts, 0), append(b.capitals, 0)
	s, _ := b.stems.Number(words.Stem(b.language, t.Form))
	b.stemOf = append(b.stemOf, s)
	return w
}

func classify(l *lang.Language, t words.Token) Class {
	var c Class
	switch {
	case t.Figure:
		c |= Figure
		if words.IsYear(t.Form) {
			c |= Year
		}
	case t.HasDigit():
		c |= Code
		if words.IsTime(t.Form) {
			c |= Month
		}
	case l.IsStop(t.Form):
		c |= Stop
	case l.Calendar.Names[t.Form]:
		c |= Month
	}
	return c
}
