// Package index turns documents into flat arrays that sentences are searched
// in: words to sentences, and sentences back to words. It knows nothing of
// questions but weighted words.
//
// Everything is numbered from 0: words (folded forms), stems (which gather the
// words that count as the same), sentences, paragraphs and documents. A list
// for each of n things is one array of items and one of n+1 offsets, so that
// the garbage collector has nothing to follow.
package index

import (
	"math"
	"sort"
	"strings"

	"quoth/corpus"
)

// Capital is set in a token of Tokens where the word is written with a
// capital letter; the rest of the token is the word's number.
const Capital = 1 << 31

// BM25 parameters. Measured with Porter stems on three sets of sentences:
// 0.9 and 0.4 beat 1.2 and 0.75 by 2 to 5 points of P@1, because a sentence
// seldom repeats a word and its length says little.
const (
	k1 = 0.9
	b  = 0.4
)

// A Class tells what kind of word a word is.
type Class uint8

// The classes; a word may have several.
const (
	Stop   Class = 1 << iota // function word: says nothing of the subject
	Figure                   // a value in digits
	Year                     // a figure that can be a year
	Month                    // a month or a day of the week
	Code                     // letters with digits
)

// An Index holds the words of a collection's sentences. It is immutable and
// safe for concurrent use.
type Index struct {
	words    []string          // by word: folded form
	wordIDs  map[string]uint32 // folded form to word
	stemOf   []uint32          // by word
	classes  []Class           // by word
	counts   []uint32          // by word: how often it occurs
	capitals []uint32          // by word: how often with a capital, not at a sentence's start
	stemIDs  map[string]uint32 // stem to number
	stemText []string          // by stem
	sorted   []uint32          // stems in order of their text
	stems    lists             // by stem: its words

	tokens lists    // by sentence: words, with the Capital bit
	titles lists    // by document: words of the title, with the Capital bit
	length []uint8  // by sentence: words that are not stop words, at most 255
	paraOf []uint32 // by sentence

	paraFirst  []uint32 // by paragraph, and one more: its first sentence
	paraLength []uint16 // by paragraph: words that are not stop words, at most 65,535
	docOf      []uint32 // by paragraph
	docFirst   []uint32 // by document, and one more: its first paragraph

	postings  lists   // by stem: sentences that hold it, ascending
	frequency []uint8 // parallel to postings.items: how often, at most 255
	titled    lists   // by stem: documents with it in the title, ascending

	sentenceNorm [256]float32 // by length: the BM25 denominator's share that does not depend on the term
	paraAverage  float32      // mean paraLength
}

// lists holds a list of numbers for each of len(start)-1 things.
type lists struct {
	start []uint32
	items []uint32
}

func (l lists) of(i uint32) []uint32 { return l.items[l.start[i]:l.start[i+1]] }

// Sentences returns how many sentences the index holds.
func (x *Index) Sentences() int { return len(x.length) }

// Paragraphs returns how many paragraphs the index holds.
func (x *Index) Paragraphs() int { return len(x.docOf) }

// Words returns the vocabulary by word number. The caller must not change it.
func (x *Index) Words() []string { return x.words }

// Word returns the number of a folded form, and whether the sources have it.
func (x *Index) Word(form string) (uint32, bool) {
	w, ok := x.wordIDs[form]
	return w, ok
}

// Stem returns the number of a stem, and whether the sources have it.
func (x *Index) Stem(stem string) (uint32, bool) {
	s, ok := x.stemIDs[stem]
	return s, ok
}

// WithPrefix returns the stems that begin with a prefix, in order of their
// text.
func (x *Index) WithPrefix(prefix string) []uint32 {
	from := sort.Search(len(x.sorted), func(i int) bool { return x.stemText[x.sorted[i]] >= prefix })
	to := from
	for to < len(x.sorted) && strings.HasPrefix(x.stemText[x.sorted[to]], prefix) {
		to++
	}
	return x.sorted[from:to]
}

// StemText returns a stem as text.
func (x *Index) StemText(stem uint32) string { return x.stemText[stem] }

// StemOf returns the stem of a word.
func (x *Index) StemOf(word uint32) uint32 { return x.stemOf[word] }

// StemWords returns the words that share a stem.
func (x *Index) StemWords(stem uint32) []uint32 { return x.stems.of(stem) }

// Class returns the classes of a word.
func (x *Index) Class(word uint32) Class { return x.classes[word] }

// Count returns how often a word occurs in the sentences.
func (x *Index) Count(word uint32) int { return int(x.counts[word]) }

// Name reports whether a word is mostly written with a capital where a
// sentence does not demand it.
func (x *Index) Name(word uint32) bool { return 2*x.capitals[word] > x.counts[word] }

// Tokens returns the words of a sentence in order, with the Capital bit.
func (x *Index) Tokens(sentence uint32) []uint32 { return x.tokens.of(sentence) }

// Title returns the words of a document's title in order.
func (x *Index) Title(document uint32) []uint32 { return x.titles.of(document) }

// Length returns how many words of a sentence are not stop words, up to 255.
func (x *Index) Length(sentence uint32) int { return int(x.length[sentence]) }

// Paragraph returns the paragraph of a sentence.
func (x *Index) Paragraph(sentence uint32) uint32 { return x.paraOf[sentence] }

// ParagraphSentences returns the sentences [first, end) of a paragraph.
func (x *Index) ParagraphSentences(p uint32) (first, end uint32) {
	return x.paraFirst[p], x.paraFirst[p+1]
}

// Document returns the document of a sentence.
func (x *Index) Document(sentence uint32) uint32 { return x.docOf[x.paraOf[sentence]] }

// DocumentSentences returns the sentences [first, end) of a document.
func (x *Index) DocumentSentences(d uint32) (first, end uint32) {
	return x.paraFirst[x.docFirst[d]], x.paraFirst[x.docFirst[d+1]]
}

// Place returns a sentence's document, and its position in it, from 0.
func (x *Index) Place(sentence uint32) (document uint32, position int) {
	document = x.Document(sentence)
	first, _ := x.DocumentSentences(document)
	return document, int(sentence - first)
}

// IDF returns the inverse document frequency of a stem over sentences:
// ln(1 + (N - n + 0.5) / (n + 0.5)), as in Lucene's BM25.
func (x *Index) IDF(stem uint32) float32 {
	return x.idf(len(x.postings.of(stem)))
}

// MaxIDF returns the inverse document frequency of a word no sentence holds.
func (x *Index) MaxIDF() float32 { return x.idf(0) }

func (x *Index) idf(n int) float32 {
	return float32(math.Log(1 + (float64(len(x.length))-float64(n)+0.5)/(float64(n)+0.5)))
}

// Holders returns the sentences that hold a stem, ascending.
func (x *Index) Holders(stem uint32) []uint32 { return x.postings.of(stem) }

// New builds the index of documents. Documents are numbered in their order.
func New(documents []*corpus.Document) *Index {
	b := newBuilder()
	for _, d := range documents {
		b.add(d)
	}
	return b.finish()
}

// pack turns pairs (key, item), in the order they were met, into lists by key.
func pack(keys, items []uint32, n int) lists {
	start := make([]uint32, n+1)
	for _, k := range keys {
		start[k+1]++
	}
	for i := 1; i <= n; i++ {
		start[i] += start[i-1]
	}
	next := append([]uint32(nil), start[:n]...)
	packed := make([]uint32, len(items))
	for i, k := range keys {
		packed[next[k]] = items[i]
		next[k]++
	}
	return lists{start, packed}
}

// sortedCounts sorts stems and returns each once with how often it stood.
func sortedCounts(stems []uint32, distinct []uint32, counts []uint8) ([]uint32, []uint8) {
	sort.Slice(stems, func(i, j int) bool { return stems[i] < stems[j] })
	for i, s := range stems {
		if i > 0 && stems[i-1] == s {
			if last := len(counts) - 1; counts[last] < math.MaxUint8 {
				counts[last]++
			}
			continue
		}
		distinct, counts = append(distinct, s), append(counts, 1)
	}
	return distinct, counts
}
