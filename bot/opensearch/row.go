package opensearch

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
)

// This file holds how an excerpt of a document is written.

// An aboutRow is what is known of a document beside its text.
type aboutRow struct {
	Name       string `json:"name"`
	Hash       string `json:"hash"`
	Title      string `json:"title,omitempty"`
	URL        string `json:"url,omitempty"`
	Author     string `json:"author,omitempty"`
	Date       string `json:"date,omitempty"`
	Retrieved  string `json:"retrieved,omitempty"`
	Superseded string `json:"superseded,omitempty"`
	Sentences  int    `json:"sentences"`
	Paragraphs int    `json:"paragraphs"`
}

func aboutOf(d *corpus.Document) aboutRow {
	return aboutRow{
		d.Name, d.Hash, d.Title, d.URL, d.Author, d.Date, d.Retrieved, d.Superseded, len(d.Sentences), len(d.Paragraphs),
	}
}

// An excerptRow is a paragraph with what stands around it.
type excerptRow struct {
	About  aboutRow   `json:"about"`
	Blocks []blockRow `json:"blocks"`
	Words  wordsRow   `json:"words"`
	Marks  []markRow  `json:"marks,omitempty"`
}

// A blockRow is a store.Block.
type blockRow struct {
	Number   int    `json:"n"`
	Kind     int    `json:"k,omitempty"`
	Level    int    `json:"v,omitempty"`
	Above    int    `json:"a,omitempty"`
	Sentence int    `json:"s,omitempty"`
	Line     int    `json:"l"`
	Start    int    `json:"o,omitempty"`
	Text     string `json:"t"`
	// Places has for each sentence how many bytes behind the end of the one before it
	// begins, and how long it is.
	Places []int `json:"p,omitempty"`
	// Tokens has for each sentence how many words it has, and for each word twice its
	// position in the excerpt's words, and one more where it has a capital: as varints.
	Tokens []byte `json:"w,omitempty"`
	Sought bool   `json:"q,omitempty"`
}

// A wordsRow is the words of an excerpt, so that they need not be told apart for each
// question anew.
type wordsRow struct {
	Forms   []string `json:"f,omitempty"`
	Stems   []string `json:"s,omitempty"` // empty where it is the form
	Classes []byte   `json:"c,omitempty"`
}

// words returns the words, and fails where they are not whole.
func (r *wordsRow) words() ([]index.Word, error) {
	if len(r.Stems) != len(r.Forms) || len(r.Classes) != len(r.Forms) {
		return nil, errNotWhole
	}
	out := make([]index.Word, len(r.Forms))
	for i, form := range r.Forms {
		out[i] = index.Word{Form: form, Stem: cmp.Or(r.Stems[i], form), Class: index.Class(r.Classes[i])}
	}
	return out, nil
}

// tokens returns the words of each of so many sentences, as a store.Block has them. It
// fails where they are the words of more or fewer.
func (b *blockRow) tokens(sentences int) ([][]uint32, error) {
	numbers := make([]uint32, 0, len(b.Tokens))
	for rest := b.Tokens; len(rest) > 0; {
		v, n := binary.Uvarint(rest)
		if n <= 0 || v > math.MaxUint32 {
			return nil, errNotWhole
		}
		numbers, rest = append(numbers, uint32(v)), rest[n:]
	}
	out := make([][]uint32, sentences)
	for s := range out {
		if len(numbers) == 0 || int(numbers[0]) >= len(numbers) {
			return nil, errNotWhole
		}
		n := numbers[0] + 1
		out[s], numbers = numbers[1:n], numbers[n:]
		for i, t := range out[s] {
			out[s][i] = t>>1 | t<<31
		}
	}
	if len(numbers) > 0 {
		return nil, errNotWhole
	}
	return out, nil
}

var errNotWhole = errors.New("the words of a row are not whole")

// A markRow is a corpus.Mark.
type markRow struct {
	Start  int    `json:"o"`
	Kind   int    `json:"k"`
	Number int    `json:"n,omitempty"`
	Label  string `json:"l,omitempty"`
	Link   string `json:"u,omitempty"`
}

// excerpt returns what a row holds, and fails where its words are not whole.
func (r *excerptRow) excerpt() (store.Excerpt, error) {
	a := r.About
	out := store.Excerpt{
		About: store.About{
			Name: a.Name, Title: a.Title, URL: a.URL, Author: a.Author, Date: a.Date,
			Retrieved: a.Retrieved, Superseded: a.Superseded, Hash: a.Hash,
		},
		Sentences: a.Sentences, Paragraphs: a.Paragraphs,
		Blocks: make([]store.Block, len(r.Blocks)),
	}
	words, err := r.Words.words()
	if err != nil {
		return out, err
	}
	for i, b := range r.Blocks {
		block := store.Block{
			Number: b.Number, Kind: corpus.Kind(b.Kind), Level: b.Level, Above: b.Above, Sentence: b.Sentence,
			Line: b.Line, Start: b.Start, Text: b.Text, Sought: b.Sought, Spans: make([]corpus.Span, len(b.Places)/2), Words: words,
		}
		if block.Tokens, err = b.tokens(len(block.Spans)); err != nil {
			return out, err
		}
		at := b.Start
		for n := range block.Spans {
			start := at + b.Places[2*n]
			at = start + b.Places[2*n+1]
			block.Spans[n] = corpus.Span{Start: start, End: at}
		}
		out.Blocks[i] = block
	}
	for _, m := range r.Marks {
		out.Marks = append(out.Marks, corpus.Mark{Start: m.Start, Place: corpus.Place{
			Kind: corpus.PlaceKind(m.Kind), Number: m.Number, Label: m.Label, Link: m.Link,
		}})
	}
	return out, nil
}

// idOf names the rows of a document.
func idOf(document string) string {
	sum := sha256.Sum256([]byte(document))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// paragraphID names a row of paragraph n of those of a document.
func paragraphID(document string, n int) string { return fmt.Sprintf("%s-%d", idOf(document), n) }

// term returns a stem as the cluster has it: without blanks, at which it parts stems.
func term(stem string) string {
	if strings.IndexFunc(stem, unicode.IsSpace) < 0 {
		return stem
	}
	return strings.Join(strings.Fields(stem), "_")
}
