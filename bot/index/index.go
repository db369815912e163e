// Package index turns documents into flat arrays that sentences are searched
// in: words to sentences, and sentences back to words. It knows nothing of
// questions but weighted words.
//
// Everything is numbered from 0: words (folded forms), stems (which gather the
// words that count as the same), sentences, paragraphs and documents. A list
// for each of n things is one array of items and one of n+1 offsets. A
// paragraph of more than 128 sentences counts as several.
package index

import (
	"iter"
	"math"
	"sort"
	"strings"

	"github.com/quoth-bot/quoth/bot/flat"
)

// A Class tells what kind of word a word is.
type Class uint8

// The classes; a word may have several.
const (
	Stop   Class = 1 << iota // function word: says nothing of the subject
	Figure                   // a value in digits
	Year                     // a figure that can be a year
	Month                    // a month, a day of the week, a season or a time of day
	Code                     // letters with digits

	named // mostly written with a capital where a sentence does not demand it
)

// An Index holds the words of a collection's sentences. It is immutable and
// safe for concurrent use.
type Index struct {
	words    flat.Dictionary    // by word: folded form
	stemOf   []uint32           // by word
	classes  []Class            // by word
	counts   []uint32           // by word: how often it occurs
	capitals []uint32           // by word, while the index is built: how often with a capital, not at a sentence's start
	stems    flat.Dictionary    // by stem: its text
	sorted   []uint32           // stems in order of their text
	members  flat.Lists[uint32] // by stem: its words

	titles     texts      // by document
	paragraphs paragraphs // all sentences
	docFirst   []uint32   // by document, and one more: its first paragraph

	holders  []uint32           // by stem: how many sentences hold it
	postings postings           // by stem: paragraphs that hold it
	titled   flat.Lists[uint32] // by stem: documents with it in the title, ascending

	averages []float32 // two: words that are not stop words, of a sentence and of a paragraph

	inStemOf, inCounts, inSorted, inHolders, inDocFirst *flat.Guard

	asked *asked // of an index that holds a part of a whole; nil for others
}

// Sentences returns how many sentences the index holds.
func (x *Index) Sentences() int {
	return int(x.paragraphs.record(uint32(x.Paragraphs()))[firstSentence])
}

// Paragraphs returns how many paragraphs the index holds.
func (x *Index) Paragraphs() int { return x.paragraphs.len() }

// Words returns how many words the vocabulary has.
func (x *Index) Words() int { return x.words.Len() }

// Form returns a word as its folded form. Who keeps it for longer than the
// index clones it; likewise the text of a stem.
func (x *Index) Form(word uint32) string { return x.words.At(word) }

// Word returns the number of a folded form, and whether the sources have it.
func (x *Index) Word(form string) (uint32, bool) {
	word, ok := x.words.Find(form)
	if !ok {
		x.wantForm(form)
	}
	return word, ok
}

// Stem returns the number of a stem, and whether the sources have it.
func (x *Index) Stem(stem string) (uint32, bool) {
	x.wantStem(stem)
	return x.stems.Find(stem)
}

// WithPrefix returns the stems that begin with a prefix, in order of their
// text.
func (x *Index) WithPrefix(prefix string) []uint32 {
	x.wantPrefix(prefix)
	if x.asked != nil {
		return x.scanPrefix(prefix)
	}
	at := func(i int) string {
		x.inSorted.Touch(i, i+1)
		return x.stems.At(x.sorted[i])
	}
	from := sort.Search(len(x.sorted), func(i int) bool { return at(i) >= prefix })
	to := from
	for to < len(x.sorted) && strings.HasPrefix(at(to), prefix) {
		to++
	}
	return x.sorted[from:to]
}

// StemText returns a stem as text.
func (x *Index) StemText(stem uint32) string { return x.stems.At(stem) }

// StemOf returns the stem of a word.
func (x *Index) StemOf(word uint32) uint32 {
	x.inStemOf.Touch(int(word), int(word)+1)
	return x.stemOf[word]
}

// StemWords returns the words that share a stem.
func (x *Index) StemWords(stem uint32) []uint32 { return x.members.Of(stem) }

// Class returns the classes of a word.
func (x *Index) Class(word uint32) Class { return x.classes[word] &^ named }

// Count returns how often a word occurs in the sentences.
func (x *Index) Count(word uint32) int {
	x.wantWord(word)
	x.inCounts.Touch(int(word), int(word)+1)
	return int(x.counts[word])
}

// Name reports whether a word is mostly written with a capital where a
// sentence does not demand it.
func (x *Index) Name(word uint32) bool {
	x.wantWord(word)
	return x.classes[word]&named != 0
}

// AppendTokens appends the words of a sentence to dst, in order, with the
// Capital bit.
func (x *Index) AppendTokens(dst []uint32, sentence uint32) []uint32 {
	_, units := x.paragraphs.sentence(sentence)
	return appendTokens(dst, units)
}

// AppendTitle appends the words of a document's title likewise.
func (x *Index) AppendTitle(dst []uint32, document uint32) []uint32 {
	return appendTokens(dst, x.titles.of(document))
}

// Paragraph returns the paragraph of a sentence.
func (x *Index) Paragraph(sentence uint32) uint32 { return x.paragraphs.holding(sentence) }

// ParagraphSentences returns the sentences [first, end) of a paragraph.
func (x *Index) ParagraphSentences(p uint32) (first, end uint32) {
	return x.paragraphs.record(p)[firstSentence], x.paragraphs.record(p + 1)[firstSentence]
}

// Above returns the sentence that a paragraph stands below: the nearest of a few
// words that says what it is about. ok is false for none.
func (x *Index) Above(p uint32) (sentence uint32, ok bool) {
	return x.paragraphs.nearestAbove(p)
}

// AllAbove returns the sentences that a paragraph stands below, the nearest
// first: those that a search counts for it.
func (x *Index) AllAbove(p uint32) iter.Seq[uint32] { return x.paragraphs.allAbove(p) }

// ParagraphDocument returns the document of a paragraph.
func (x *Index) ParagraphDocument(p uint32) uint32 { return x.paragraphs.record(p)[ofDocument] }

// Document returns the document of a sentence.
func (x *Index) Document(sentence uint32) uint32 { return x.ParagraphDocument(x.Paragraph(sentence)) }

// documentParagraphs returns the paragraphs [first, end) of a document.
func (x *Index) documentParagraphs(d uint32) (first, end uint32) {
	x.inDocFirst.Touch(int(d), int(d)+2)
	return x.docFirst[d], x.docFirst[d+1]
}

// DocumentSentences returns the sentences [first, end) of a document.
func (x *Index) DocumentSentences(d uint32) (first, end uint32) {
	from, to := x.documentParagraphs(d)
	return x.paragraphs.record(from)[firstSentence], x.paragraphs.record(to)[firstSentence]
}

// Locate returns a sentence's document, and its position in it, from 0.
func (x *Index) Locate(sentence uint32) (document uint32, position int) {
	document = x.Document(sentence)
	first, _ := x.DocumentSentences(document)
	return document, int(sentence - first)
}

// IDF returns the inverse document frequency of a stem over sentences:
// ln(1 + (N - n + 0.5) / (n + 0.5)), as in Lucene's BM25.
func (x *Index) IDF(stem uint32) float32 {
	return x.idf(x.Holders(stem))
}

// MaxIDF returns the inverse document frequency of a word no sentence holds.
func (x *Index) MaxIDF() float32 { return x.idf(0) }

func (x *Index) idf(n int) float32 {
	all := float64(x.Sentences())
	if x.asked != nil {
		all = float64(x.asked.whole.Sentences)
	}
	return float32(math.Log(1 + (all-float64(n)+0.5)/(float64(n)+0.5)))
}

// Holders returns how many sentences hold a stem.
func (x *Index) Holders(stem uint32) int {
	if x.asked != nil {
		x.wantStem(x.StemText(stem))
	}
	x.inHolders.Touch(int(stem), int(stem)+1)
	return int(x.holders[stem])
}
