package store

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"unsafe"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

// This file makes a store of parts of documents: that of a question to a
// collection which lies elsewhere.

// An Excerpt is some blocks of a document. Its spans and numbers are those of the
// whole document, so that what is quoted of it can be checked there.
type Excerpt struct {
	About
	Sentences, Paragraphs int           // of the whole document
	Blocks                []Block       // in order, none twice
	Marks                 []corpus.Mark // those that the blocks need
}

// A Block is a paragraph of a document, or some of its sentences.
type Block struct {
	Number   int // of the paragraph in its document, from 0
	Kind     corpus.Kind
	Level    int
	Above    int    // as in corpus.Paragraph, in the numbers of the whole document
	Sentence int    // number of its first sentence in the document, from 0
	Line     int    // of the document that it begins in, from 1
	Start    int    // its first byte in the document
	Text     string // from there
	Spans    []corpus.Span
	Words    []index.Word // those of its sentences, among others
	Tokens   [][]uint32   // by sentence: positions in Words, with index.Capital
	// Sought says that its sentences may be found. Others stand around those.
	Sought bool
}

// end is the byte behind the block in its document.
func (b *Block) end() int { return b.Start + len(b.Text) }

// excerpted says where the paragraphs of a store of excerpts stand in their
// documents.
type excerpted struct {
	blocks []Block // by paragraph, with no text
	from   []int   // by paragraph: where its bytes begin in texts
}

// NewExcerpts makes a store of excerpts in memory. It answers as one of the whole
// collection does, as far as that is known; words are looked up in lookedUp, a store
// without excerpts that knows the same, or its own where that is nil. It fails if
// two excerpts are of one document, or one is malformed.
func NewExcerpts(excerpts []Excerpt, whole *index.Whole, t *meaning.Table, lookedUp *Store) (*Store, error) {
	s := &Store{Documents: &Documents{parts: &excerpted{}}, table: t, language: en.English}
	documents := make([]*corpus.Document, len(excerpts))
	for i := range excerpts {
		d, err := excerpts[i].document()
		if err == nil {
			err = s.Documents.addExcerpt(d, &excerpts[i])
		}
		if err != nil {
			return nil, err
		}
		documents[i] = d
	}
	s.Index = index.NewOfWhole(documents, func(document, paragraph int) index.Block {
		b := &excerpts[document].Blocks[paragraph]
		return index.Block{Words: b.Words, Tokens: b.Tokens, Sought: b.Sought}
	}, whole)
	if lookedUp != nil {
		s.Matcher = lookedUp.Matcher
	} else {
		s.Matcher = fuzzy.New(s.language, s.Index)
	}
	known := uint32(len(whole.Words))
	words := meaning.NewWords(t, s.Index, func(w uint32) bool {
		return w >= known || s.Index.Class(w)&index.Stop != 0 || !t.Whole(s.Index.Form(w))
	})
	s.meanings = func() *meaning.Words { return words }
	return s, nil
}

// document makes a document of the blocks alone, with spans of their texts.
func (e *Excerpt) document() (*corpus.Document, error) {
	d := &corpus.Document{
		Name: e.Name, Title: e.Title, URL: e.URL, Author: e.Author, Date: e.Date,
		Retrieved: e.Retrieved, Superseded: e.Superseded, Hash: e.Hash, Marks: e.Marks,
	}
	numbers := map[int]int{} // by sentence of the whole document: 1 + the one here
	var text []byte
	for i := range e.Blocks {
		b := &e.Blocks[i]
		if err := b.check(); err != nil {
			return nil, fmt.Errorf("document %q: %w", e.Name, err)
		}
		if b.Start < 0 || len(b.Spans) > 0 && b.Spans[len(b.Spans)-1].End > b.end() || i > 0 && b.Start < e.Blocks[i-1].end() || b.end() > math.MaxUint32 {
			return nil, fmt.Errorf("document %q: block %d is malformed", e.Name, b.Number)
		}
		shift := len(text) - b.Start
		text = append(text, b.Text...)
		p := corpus.Paragraph{
			Span: corpus.Span{Start: b.Start + shift, End: b.end() + shift}, Kind: b.Kind, Level: b.Level,
			Above: numbers[b.Above], First: len(d.Sentences),
		}
		at := b.Start
		for n, s := range b.Spans {
			if s.Start < at || s.End < s.Start {
				return nil, fmt.Errorf("document %q: sentence %d is malformed", e.Name, b.Sentence+n)
			}
			at = s.End
			d.Sentences = append(d.Sentences, corpus.Sentence{
				Span: corpus.Span{Start: s.Start + shift, End: s.End + shift}, Paragraph: len(d.Paragraphs),
			})
			numbers[b.Sentence+n+1] = len(d.Sentences)
		}
		p.Last = len(d.Sentences)
		d.Paragraphs = append(d.Paragraphs, p)
	}
	d.Text = string(text)
	return d, nil
}

// check fails where the words of a block are not those of its sentences.
func (b *Block) check() error {
	if len(b.Tokens) != len(b.Spans) {
		return fmt.Errorf("block %d has the words of %d of its %d sentences", b.Number, len(b.Tokens), len(b.Spans))
	}
	for _, tokens := range b.Tokens {
		for _, t := range tokens {
			if int(t&^index.Capital) >= len(b.Words) {
				return fmt.Errorf("block %d has a word that is not listed", b.Number)
			}
		}
	}
	return nil
}

// addExcerpt adds the document of an excerpt.
func (d *Documents) addExcerpt(doc *corpus.Document, e *Excerpt) error {
	from := d.texts.Len()
	if err := d.add(doc, origin{read: e.Read}); err != nil {
		return err
	}
	for i, p := range doc.Paragraphs {
		b := e.Blocks[i]
		d.parts.from = append(d.parts.from, from+p.Start)
		b.Spans, b.Words, b.Tokens = nil, nil, nil
		d.parts.blocks = append(d.parts.blocks, b)
	}
	return nil
}

// at returns the paragraph of an excerpt that a byte of its document stands in.
func (d *Documents) at(doc uint32, offset int) int {
	from, to := d.paragraphsOf(doc)
	return from + sort.Search(to-from, func(p int) bool { return d.parts.blocks[from+p].Start > offset }) - 1
}

// excerpt returns the bytes of a document that a span of a block names.
func (d *Documents) excerpt(doc uint32, s corpus.Span) string {
	p := d.at(doc, s.Start)
	if from, _ := d.paragraphsOf(doc); p < from || s.End > d.parts.blocks[p].end() {
		panic(fmt.Sprintf("%v is no span of the excerpt of a document", s))
	}
	from := d.parts.from[p] + s.Start - d.parts.blocks[p].Start
	b := d.texts.Slice(from, from+s.End-s.Start)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// lineOfExcerpt returns the line of a document that a byte of a block stands in.
func (d *Documents) lineOfExcerpt(doc uint32, offset int) int {
	b := &d.parts.blocks[d.at(doc, offset)]
	return b.Line + strings.Count(d.excerpt(doc, corpus.Span{Start: b.Start, End: offset}), "\n")
}

// Numbers returns the numbers that the paragraph of sentence i of a document, and
// the sentence, have in the whole document.
func (d *Documents) Numbers(doc uint32, i int) (paragraph, sentence int) {
	p, first, _ := d.holding(doc, i)
	if d.parts != nil {
		return d.parts.blocks[p].Number, d.parts.blocks[p].Sentence + i - first
	}
	from, _ := d.paragraphsOf(doc)
	return p - from, i
}

// Merge puts excerpts of one document together that were made apart: the blocks
// of all, those that are sought first where one is there twice.
func Merge(excerpts []Excerpt) Excerpt {
	out := excerpts[0]
	var blocks []Block
	var marks []corpus.Mark
	for _, e := range excerpts {
		blocks, marks = append(blocks, e.Blocks...), append(marks, e.Marks...)
	}
	slices.SortStableFunc(blocks, func(a, b Block) int {
		switch {
		case a.Start != b.Start:
			return a.Start - b.Start
		case a.Sought != b.Sought && a.Sought:
			return -1
		case a.Sought != b.Sought:
			return 1
		}
		return len(b.Text) - len(a.Text)
	})
	out.Blocks = blocks[:0]
	for _, b := range blocks {
		if n := len(out.Blocks); n > 0 && b.Start < out.Blocks[n-1].end() {
			if !b.Sought || out.Blocks[n-1].Sought {
				continue
			}
			out.Blocks = out.Blocks[:n-1] // a part of it that stood before another
		}
		out.Blocks = append(out.Blocks, b)
	}
	slices.SortFunc(marks, func(a, b corpus.Mark) int { return a.Start - b.Start })
	out.Marks = slices.CompactFunc(marks, func(a, b corpus.Mark) bool { return a.Start == b.Start })
	return out
}
