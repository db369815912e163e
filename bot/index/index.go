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
	"errors"
	"math"
	"slices"
	"sort"
	"strings"

	"quoth/bot/flat"
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
	words    flat.Dictionary // by word: folded form
	stemOf   []uint32        // by word
	classes  []Class         // by word
	counts   []uint32        // by word: how often it occurs
	capitals []uint32        // by word: how often with a capital, not at a sentence's start
	stems    flat.Dictionary // by stem: its text
	sorted   []uint32        // stems in order of their text
	members  flat.Lists      // by stem: its words

	tokens flat.Lists // by sentence: words, with the Capital bit
	titles flat.Lists // by document: words of the title, with the Capital bit
	length []uint8    // by sentence: words that are not stop words, at most 255
	paraOf []uint32   // by sentence

	paraFirst  []uint32 // by paragraph, and one more: its first sentence
	paraLength []uint16 // by paragraph: words that are not stop words, at most 65,535
	docOf      []uint32 // by paragraph
	docFirst   []uint32 // by document, and one more: its first paragraph

	postings  flat.Lists // by stem: sentences that hold it, ascending
	frequency []uint8    // parallel to postings.Items: how often, at most 255
	titled    flat.Lists // by stem: documents with it in the title, ascending

	inFrequency *flat.Guard

	sentenceNorm []float32 // by length, 0 to 255: the BM25 denominator's share that does not depend on the term
	paraAverage  []float32 // one: mean paraLength
}

// Arrays lists the arrays that the index is made of.
func (x *Index) Arrays() []flat.Array {
	return slices.Concat(
		x.vocabularyArrays(),
		flat.Within("tokens", x.tokens.Arrays()),
		flat.Within("titles", x.titles.Arrays()),
		[]flat.Array{
			flat.Of("length", &x.length), flat.Of("paraOf", &x.paraOf),
			flat.Of("paraFirst", &x.paraFirst), flat.Of("paraLength", &x.paraLength),
			flat.Of("docOf", &x.docOf), flat.Of("docFirst", &x.docFirst),
		},
		flat.Within("postings", x.postings.Arrays()),
		[]flat.Array{flat.Guarded("frequency", &x.frequency, &x.inFrequency)},
		flat.Within("titled", x.titled.Arrays()),
	)
}

// vocabularyArrays lists those arrays that do not grow with the sentences.
func (x *Index) vocabularyArrays() []flat.Array {
	return slices.Concat(
		flat.Within("words", x.words.Arrays()),
		[]flat.Array{
			flat.Of("stemOf", &x.stemOf), flat.Of("classes", &x.classes),
			flat.Of("counts", &x.counts), flat.Of("capitals", &x.capitals),
		},
		flat.Within("stems", x.stems.Arrays()),
		[]flat.Array{flat.Of("sorted", &x.sorted)},
		flat.Within("members", x.members.Arrays()),
		[]flat.Array{flat.Of("sentenceNorm", &x.sentenceNorm), flat.Of("paraAverage", &x.paraAverage)},
	)
}

// Check fails where arrays that were bound do not make up an index. It looks
// at lengths alone, so that it does not read all of a mapped file.
func (x *Index) Check() error {
	words, stems, sentences, paragraphs := x.Words(), x.stems.Len(), x.Sentences(), x.Paragraphs()
	for _, n := range [...][2]int{
		{len(x.stemOf), words}, {len(x.classes), words}, {len(x.counts), words}, {len(x.capitals), words},
		{len(x.sorted), stems}, {len(x.paraOf), sentences}, {len(x.paraLength), paragraphs},
		{len(x.paraFirst), paragraphs + 1}, {len(x.frequency), len(x.postings.Items)},
		{len(x.docFirst), x.titles.Len() + 1}, {len(x.sentenceNorm), math.MaxUint8 + 1}, {len(x.paraAverage), 1},
	} {
		if n[0] != n[1] {
			return errors.New("the arrays of the index do not fit together")
		}
	}
	return errors.Join(x.words.Check(), x.stems.Check(), x.members.Check(stems), x.tokens.Check(sentences),
		x.titles.Check(x.titles.Len()), x.postings.Check(stems), x.titled.Check(stems))
}

// Sentences returns how many sentences the index holds.
func (x *Index) Sentences() int { return len(x.length) }

// Paragraphs returns how many paragraphs the index holds.
func (x *Index) Paragraphs() int { return len(x.docOf) }

// Words returns how many words the vocabulary has.
func (x *Index) Words() int { return x.words.Len() }

// Form returns a word as its folded form. Who keeps it for longer than the
// index clones it; likewise the text of a stem.
func (x *Index) Form(word uint32) string { return x.words.At(word) }

// Word returns the number of a folded form, and whether the sources have it.
func (x *Index) Word(form string) (uint32, bool) { return x.words.Find(form) }

// Stem returns the number of a stem, and whether the sources have it.
func (x *Index) Stem(stem string) (uint32, bool) { return x.stems.Find(stem) }

// WithPrefix returns the stems that begin with a prefix, in order of their
// text.
func (x *Index) WithPrefix(prefix string) []uint32 {
	from := sort.Search(len(x.sorted), func(i int) bool { return x.stems.At(x.sorted[i]) >= prefix })
	to := from
	for to < len(x.sorted) && strings.HasPrefix(x.stems.At(x.sorted[to]), prefix) {
		to++
	}
	return x.sorted[from:to]
}

// StemText returns a stem as text.
func (x *Index) StemText(stem uint32) string { return x.stems.At(stem) }

// StemOf returns the stem of a word.
func (x *Index) StemOf(word uint32) uint32 { return x.stemOf[word] }

// StemWords returns the words that share a stem.
func (x *Index) StemWords(stem uint32) []uint32 { return x.members.Of(stem) }

// Class returns the classes of a word.
func (x *Index) Class(word uint32) Class { return x.classes[word] }

// Count returns how often a word occurs in the sentences.
func (x *Index) Count(word uint32) int { return int(x.counts[word]) }

// Name reports whether a word is mostly written with a capital where a
// sentence does not demand it.
func (x *Index) Name(word uint32) bool { return 2*x.capitals[word] > x.counts[word] }

// Tokens returns the words of a sentence in order, with the Capital bit.
func (x *Index) Tokens(sentence uint32) []uint32 { return x.tokens.Of(sentence) }

// Title returns the words of a document's title in order.
func (x *Index) Title(document uint32) []uint32 { return x.titles.Of(document) }

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
	return x.idf(x.postings.Count(stem))
}

// MaxIDF returns the inverse document frequency of a word no sentence holds.
func (x *Index) MaxIDF() float32 { return x.idf(0) }

func (x *Index) idf(n int) float32 {
	return float32(math.Log(1 + (float64(len(x.length))-float64(n)+0.5)/(float64(n)+0.5)))
}

// frequencies returns how often a stem stands in each of its Holders.
func (x *Index) frequencies(stem uint32) []uint8 {
	from, to := x.postings.Bounds(stem)
	x.inFrequency.Touch(from, to)
	return x.frequency[from:to]
}

// Holders returns the sentences that hold a stem, ascending.
func (x *Index) Holders(stem uint32) []uint32 { return x.postings.Of(stem) }

// New builds the index of documents. Documents are numbered in their order.
func New(documents []*corpus.Document) *Index {
	b := NewBuilder()
	for _, d := range documents {
		b.Add(d)
	}
	return b.Finish()
}

// sortedCounts sorts stems and returns each once with how often it stood.
func sortedCounts(stems []uint32, distinct []uint32, counts []uint8) ([]uint32, []uint8) {
	slices.Sort(stems)
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
