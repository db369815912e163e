package opensearch

import (
	"encoding/binary"
	"math"
	"sort"
	"strings"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/corpus"
)

// This file chooses what stands around a paragraph that an answer may need: what the
// ranking looks at, and what is shown beside a quotation.

// longestBlock is how many sentences one row holds of a paragraph at most, as many as
// bot/index counts for one.
const longestBlock = 128

// How much stands around a paragraph.
const (
	mostAbove  = 64   // labels above it: as deep as readers take documents apart
	besides    = 2    // sentences before and behind it
	wholeBelow = 3    // a neighbour of at most so many sentences is whole
	belowLabel = 16   // sentences behind a label, until one is none
	announced  = 13   // sentences behind what announces them
	fewBytes   = 1300 // of those

	endOfQuestion = 8 // bytes that hold its mark, and what may stand behind that
)

// An excerpter makes the rows of one document.
type excerpter struct {
	*corpus.Document
	index *index.Index
	from  uint32 // its first sentence there
	about aboutRow
	lines []int // by paragraph: the line it begins in
	parts []part
	first map[int]int // by paragraph: its first part
}

// A part is a paragraph, or a stretch of the sentences of a long one.
type part struct{ paragraph, first, last int }

// newExcerpter makes one of document number n of an index.
func newExcerpter(d *corpus.Document, x *index.Index, n uint32) *excerpter {
	e := &excerpter{Document: d, index: x, about: aboutOf(d), first: map[int]int{}}
	e.from, _ = x.DocumentSentences(n)
	line, at := 1, 0
	for n, p := range d.Paragraphs {
		line += strings.Count(d.Text[at:p.Start], "\n")
		at = p.Start
		e.lines = append(e.lines, line)
		e.first[n] = len(e.parts)
		e.parts = append(e.parts, part{n, p.First, min(p.Last, p.First+longestBlock)})
		for first := p.First + longestBlock; first < p.Last; first += longestBlock {
			e.parts = append(e.parts, part{n, first, min(p.Last, first+longestBlock)})
		}
	}
	return e
}

// row returns part i with what stands around it.
func (e *excerpter) row(i int) excerptRow {
	var blocks []part
	for above := e.Paragraphs[e.parts[i].paragraph].Above; above > 0 && len(blocks) < mostAbove; {
		p := e.Sentences[above-1].Paragraph
		label := e.partOf(p, above-1)
		if label.last-label.first > wholeBelow {
			label.first, label.last = above-1, above
		}
		blocks = append(blocks, label)
		above = e.Paragraphs[p].Above
	}
	blocks = append(blocks, e.before(i)...)
	blocks = append(blocks, e.behind(i)...)
	row := excerptRow{About: e.about}
	words := &rowWords{excerpter: e, at: map[uint32]int{}}
	sort.SliceStable(blocks, func(a, b int) bool { return blocks[a].first < blocks[b].first })
	self := e.parts[i]
	placed := false
	place := func() {
		if !placed {
			placed = true
			row.Blocks = append(row.Blocks, words.block(self, true))
		}
	}
	last := -1 // sentence that was placed
	for _, p := range blocks {
		if p.first >= self.first {
			place()
		}
		from := max(p.first, last)
		if placed {
			from = max(from, self.last)
		}
		if p.first = from; p.first < p.last {
			row.Blocks = append(row.Blocks, words.block(p, false))
			last = p.last
		}
	}
	place()
	row.Marks, row.Words = e.marks(row.Blocks), words.row
	return row
}

// partOf returns the part of a paragraph that a sentence stands in.
func (e *excerpter) partOf(paragraph, sentence int) part {
	i := e.first[paragraph]
	for e.parts[i].last <= sentence {
		i++
	}
	return e.parts[i]
}

// before returns what stands before part i: two sentences, and more of short
// paragraphs.
func (e *excerpter) before(i int) []part {
	var out []part
	for n := i - 1; n >= 0 && missing(out, besides); n-- {
		p := e.parts[n]
		if p.last-p.first > wholeBelow {
			p.first = p.last - besides
		}
		out = append(out, p)
	}
	return out
}

// behind returns what stands behind part i: two sentences; all that it announces; of
// a label, or a question, what is quoted in its place.
func (e *excerpter) behind(i int) []part {
	self := e.parts[i]
	if self.first == self.last {
		return nil
	}
	last := e.Slice(e.Sentences[self.last-1].Span)
	next := i + 1
	var out []part
	if e.isLabel(self) || strings.Contains(last[max(0, len(last)-endOfQuestion):], "?") {
		for quoted := false; !quoted && next < len(e.parts) && missing(out, belowLabel); next++ {
			p := e.parts[next]
			quoted = p.first < p.last && !e.isLabel(p)
			out = append(out, p)
		}
	}
	if corpus.Announces(last) {
		return append(out, e.following(next, announced, fewBytes)...)
	}
	return append(out, e.following(next, besides, math.MaxInt)...)
}

func (e *excerpter) isLabel(p part) bool { return e.Paragraphs[p.paragraph].Kind.IsLabel() }

// following returns parts from number n on that have so many sentences, or bytes.
func (e *excerpter) following(n, sentences, bytes int) []part {
	var out []part
	for ; n < len(e.parts) && bytes > 0 && sentences > 0; n++ {
		p := e.parts[n]
		if p.last-p.first > wholeBelow {
			p.last = min(p.last, p.first+max(besides, sentences))
		}
		for _, s := range e.Sentences[p.first:p.last] {
			bytes -= s.End - s.Start
		}
		sentences -= p.last - p.first
		out = append(out, p)
	}
	return out
}

// missing reports whether parts have fewer sentences than so many.
func missing(parts []part, sentences int) bool {
	n := 0
	for _, p := range parts {
		n += p.last - p.first
	}
	return n < sentences
}

// span returns the bytes of some sentences of a paragraph; of all of it where it has none.
func (e *excerpter) span(p part) corpus.Span {
	of := e.Paragraphs[p.paragraph]
	span := of.Span
	if p.first > of.First {
		span.Start = e.Sentences[p.first].Start
	}
	if p.last < of.Last {
		span.End = e.Sentences[p.last-1].End
	}
	return span
}

// rowWords gathers the words of one row.
type rowWords struct {
	*excerpter
	row wordsRow
	at  map[uint32]int // by word of the index: its position in the row's
}

// tokens writes the words of a sentence behind others.
func (w *rowWords) tokens(to []byte, sentence int) []byte {
	list := w.index.AppendTokens(nil, w.from+uint32(sentence))
	to = binary.AppendUvarint(to, uint64(len(list)))
	for _, t := range list {
		word := t &^ index.Capital
		at, ok := w.at[word]
		if !ok {
			at = len(w.row.Forms)
			w.at[word] = at
			form, stem := w.index.Form(word), w.index.StemText(w.index.StemOf(word))
			if stem == form {
				stem = ""
			}
			w.row.Forms, w.row.Stems = append(w.row.Forms, form), append(w.row.Stems, stem)
			w.row.Classes = append(w.row.Classes, byte(w.index.Class(word)))
		}
		to = binary.AppendUvarint(to, uint64(at)<<1|uint64(t>>31))
	}
	return to
}

// block writes some sentences of a paragraph; all of it where it has none.
func (w *rowWords) block(p part, sought bool) blockRow {
	e := w.excerpter
	of, span := e.Paragraphs[p.paragraph], e.span(p)
	out := blockRow{
		Number: p.paragraph, Kind: int(of.Kind), Level: of.Level, Above: of.Above, Sentence: p.first,
		Line:  e.lines[p.paragraph] + strings.Count(e.Text[of.Start:span.Start], "\n"),
		Start: span.Start, Text: e.Slice(span), Sought: sought,
	}
	at := span.Start
	for n := p.first; n < p.last; n++ {
		s := e.Sentences[n]
		out.Places = append(out.Places, s.Start-at, s.End-s.Start)
		out.Tokens = w.tokens(out.Tokens, n)
		at = s.End
	}
	return out
}

// marks returns the marks that tell where blocks stand in their source.
func (e *excerpter) marks(blocks []blockRow) []markRow {
	var out []markRow
	taken := -1
	for _, b := range blocks {
		from := sort.Search(len(e.Marks), func(i int) bool { return e.Marks[i].Start > b.Start }) - 1
		for i := max(from, taken+1, 0); i < len(e.Marks) && e.Marks[i].Start < b.Start+max(1, len(b.Text)); i++ {
			m := e.Marks[i]
			out = append(out, markRow{m.Start, int(m.Kind), m.Number, m.Label, m.Link})
			taken = i
		}
	}
	return out
}

// stemsOf returns the stems of sentences of an index, those of each in one text.
func stemsOf(x *index.Index, first, end uint32) []string {
	out := make([]string, 0, end-first)
	var tokens []uint32
	for s := first; s < end; s++ {
		tokens = x.AppendTokens(tokens[:0], s)
		out = append(out, stemsIn(x, tokens))
	}
	return out
}

func stemsIn(x *index.Index, tokens []uint32) string {
	var out strings.Builder
	for i, t := range tokens {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(term(x.StemText(x.StemOf(t &^ index.Capital))))
	}
	return out.String()
}
