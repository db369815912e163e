// Package corpus holds what can be quoted: documents as they were read, cut
// into paragraphs and sentences by byte spans. It gives the whole house its
// vocabulary, and knows languages alone.
//
// The one invariant starts here: a passage is never a string of its own but
// always a Span of a Document's Text, made once by the segmenter.
package corpus

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/quoth-bot/quoth/lang"
	"github.com/quoth-bot/quoth/lang/en"
)

// A Span is the half-open byte range [Start, End) of a Document's Text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// A Sentence is a span that can be quoted, and the paragraph it stands in.
type Sentence struct {
	Span
	Paragraph int // index into Document.Paragraphs
}

// A Paragraph is a block of a document, and the sentences [First, Last) it is
// cut into. One that has no sentence holds nothing to quote.
type Paragraph struct {
	Span
	Kind  Kind
	Level int // as in Block
	// Above is the sentence that says what the paragraph is about: the heading
	// nearest above, or what announces it nearer by: the header of its table,
	// its term, its speaker, the sentence before its list that ends with a
	// colon, the item it is a part of. Sentences count from 1 here; 0 is none.
	Above       int
	First, Last int // indexes into Document.Sentences
}

// Above returns the sentences that sentence i of d stands below, the nearest
// first. There are no more than the document has levels.
func (d *Document) Above(i int) []int {
	var out []int
	for {
		above := d.Paragraphs[d.Sentences[i].Paragraph].Above
		if above == 0 {
			return out
		}
		i = above - 1
		out = append(out, i)
	}
}

// KindOf returns the kind of the block that sentence i of d stands in.
func (d *Document) KindOf(i int) Kind { return d.Paragraphs[d.Sentences[i].Paragraph].Kind }

// A Document is one source. Text is what was read, as valid UTF-8, and never
// changes afterwards; every passage of it is a Span.
type Document struct {
	Name   string // unique in its collection: the file's path below its folder, with slashes
	Title  string // how it is cited
	URL    string // where a reader finds it; may be empty
	Author string // may be empty
	Date   string // as the source states it, never from the file system; may be empty

	// Retrieved is the day on which a page of the web was as it is read here, and
	// Superseded the day from which on another text was found there. Both are
	// as 2026-11-30, and empty where they are not known.
	Retrieved, Superseded string

	Language *lang.Language // nil for English, see Lang

	Text       string
	Hash       string // content hash, see HashText
	Paragraphs []Paragraph
	Sentences  []Sentence
	Marks      []Mark // where its text stands in its source, in order; none of a text file
}

// Lang returns the language of d: English, unless it says otherwise.
func (d *Document) Lang() *lang.Language {
	if d.Language == nil {
		return en.English
	}
	return d.Language
}

// Slice returns the bytes of the document that s names.
// It panics if s is not a span of d, as a slice expression does.
func (d *Document) Slice(s Span) string { return d.Text[s.Start:s.End] }

// HashText returns the content hash of a text: the first 16 bytes of its
// SHA-256, in hexadecimal (32 characters).
func HashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}
