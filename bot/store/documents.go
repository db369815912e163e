package store

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"
	"unsafe"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
)

// Documents holds the documents of a collection in flat arrays: their texts,
// what is known of them, and where their paragraphs and sentences stand. They
// are numbered from 0, and so are paragraphs and sentences over all of them.
//
// Strings that it returns lie in the arrays: who keeps one for longer than the
// store is open clones it.
type Documents struct {
	names                        flat.Dictionary     // by document
	titles, urls, authors, dates flat.Strings        // by document
	retrieved, superseded        flat.Strings        // by document
	marks, labels                flat.Strings        // by document: see encodeMarks, encodeLabels
	inFile                       flat.Column[uint32] // by document: how many bytes at the end of its name tell where in its file it was; 0 where it was the file
	hashes                       flat.Column[byte]   // hashSize by document, see corpus.HashText
	read                         flat.Column[uint64] // by document: when it was read, Unix nanoseconds; 0 if unknown
	sizes, modified              flat.Column[uint64] // by document: of the file it was read from, bytes and Unix nanoseconds

	texts     flat.Column[byte]   // one after the other
	textStart flat.Column[uint64] // by document, and one more
	lineEnds  flat.Column[uint64] // by lineBlock bytes of texts: line ends before them

	firstParagraph flat.Column[uint32] // by document, and one more
	firstSentence  flat.Column[uint32] // by paragraph, and one more
	paragraphs     flat.Column[place]  // by paragraph
	places         flat.Column[byte]   // by paragraph: see place

	counted lineCounter // of the texts, while documents are added
	parts   *excerpted  // of a store of excerpts; nil for others
}

// hashSize is the length of a content hash in bytes.
const hashSize = 16

// About is what is known of a document beside its text.
type About struct {
	Name, Title, URL, Author, Date string    // as in corpus.Document
	Retrieved, Superseded          string    // likewise
	Hash                           string    // content hash, see corpus.HashText
	Read                           time.Time // zero if unknown
}

// Arrays lists the arrays that d is made of.
func (d *Documents) Arrays() []flat.Array {
	return slices.Concat(
		flat.Within("names", d.names.Arrays()), flat.Within("titles", d.titles.Arrays()),
		flat.Within("urls", d.urls.Arrays()), flat.Within("authors", d.authors.Arrays()),
		flat.Within("dates", d.dates.Arrays()), flat.Within("retrieved", d.retrieved.Arrays()),
		flat.Within("superseded", d.superseded.Arrays()),
		flat.Within("marks", d.marks.Arrays()), flat.Within("labels", d.labels.Arrays()),
		[]flat.Array{
			d.inFile.Array("inFile"), d.hashes.Array("hashes"), d.read.Array("read"), d.sizes.Array("sizes"), d.modified.Array("modified"),
			d.texts.Array("texts"), d.textStart.Array("textStart"), d.lineEnds.Array("lineEnds"),
			d.firstParagraph.Array("firstParagraph"), d.firstSentence.Array("firstSentence"),
			d.paragraphs.Array("paragraphs"), d.places.Array("places"),
		})
}

// Check fails where arrays that were bound do not make up documents. It looks
// at lengths alone.
func (d *Documents) Check() error {
	n, paragraphs := d.Len(), d.paragraphs.Len()
	for _, have := range [...][2]int{
		{d.titles.Len(), n}, {d.urls.Len(), n}, {d.authors.Len(), n}, {d.dates.Len(), n}, {d.retrieved.Len(), n}, {d.superseded.Len(), n},
		{d.marks.Len(), n}, {d.labels.Len(), n}, {d.inFile.Len(), n},
		{d.hashes.Len(), hashSize * n}, {d.read.Len(), n}, {d.sizes.Len(), n}, {d.modified.Len(), n},
		{d.textStart.Len(), n + 1}, {d.firstParagraph.Len(), n + 1}, {d.firstSentence.Len(), paragraphs + 1}, {d.lineEnds.Len(), lineBlocks(d.texts.Len())},
	} {
		if have[0] != have[1] {
			return errors.New("the arrays of the documents do not fit together")
		}
	}
	if d.textStart.At(n) != uint64(d.texts.Len()) || int(d.firstParagraph.At(n)) != paragraphs {
		return errors.New("the arrays of the documents do not fit together")
	}
	return errors.Join(d.names.Check(), d.titles.Check(), d.urls.Check(), d.authors.Check(), d.dates.Check(),
		d.retrieved.Check(), d.superseded.Check(), d.marks.Check(), d.labels.Check())
}

// Len returns how many documents there are.
func (d *Documents) Len() int { return d.names.Len() }

// Find returns the number of the document of a name, and whether there is one.
func (d *Documents) Find(name string) (uint32, bool) { return d.names.Find(name) }

// About returns what is known of a document.
func (d *Documents) About(doc uint32) About {
	a := About{
		Name: d.names.At(doc), Title: d.titles.At(doc), URL: d.urls.At(doc), Author: d.authors.At(doc), Date: d.dates.At(doc),
		Retrieved: d.retrieved.At(doc), Superseded: d.superseded.At(doc),
		Hash: d.Hash(doc),
	}
	if read := d.read.At(int(doc)); read > 0 {
		a.Read = time.Unix(0, int64(read))
	}
	return a
}

// Name returns the name of a document.
func (d *Documents) Name(doc uint32) string { return d.names.At(doc) }

// Title returns the title of a document.
func (d *Documents) Title(doc uint32) string { return d.titles.At(doc) }

// Hash returns the content hash of a document.
func (d *Documents) Hash(doc uint32) string {
	from := int(doc) * hashSize
	return hex.EncodeToString(d.hashes.Slice(from, from+hashSize))
}

// Sentences returns how many sentences a document has.
func (d *Documents) Sentences(doc uint32) int {
	first, end := d.sentencesOf(doc)
	return int(end - first)
}

// AllSentences returns how many sentences all documents have.
func (d *Documents) AllSentences() int {
	if d.Len() == 0 {
		return 0
	}
	return int(d.firstSentence.At(d.paragraphs.Len()))
}

// sentencesOf returns the sentences [first, end) of a document.
func (d *Documents) sentencesOf(doc uint32) (first, end uint32) {
	from, to := d.paragraphsOf(doc)
	return d.firstSentence.At(from), d.firstSentence.At(to)
}

// paragraphsOf returns the paragraphs [from, to) of a document.
func (d *Documents) paragraphsOf(doc uint32) (from, to int) {
	return int(d.firstParagraph.At(int(doc))), int(d.firstParagraph.At(int(doc) + 1))
}

// Span returns where sentence i of a document stands in its text.
func (d *Documents) Span(doc uint32, i int) corpus.Span {
	p, at, _ := d.holding(doc, i)
	for s := range d.spans(p) {
		if at == i {
			return s
		}
		at++
	}
	panic(fmt.Sprintf("document %d has no sentence %d", doc, i))
}

// Sentence returns the text of sentence i of a document.
func (d *Documents) Sentence(doc uint32, i int) string { return d.Slice(doc, d.Span(doc, i)) }

// Shown returns the text of sentence i of a document with blanks in place of the
// markup that nobody sees, so that it is as long.
func (d *Documents) Shown(doc uint32, i int) string {
	text := d.Sentence(doc, i)
	if d.Kind(doc, i) == corpus.Code {
		return text
	}
	return markup.Mask(d.names.At(doc), text)
}

// Linked returns the share of what sentence i of a document shows that leads
// elsewhere.
func (d *Documents) Linked(doc uint32, i int) float64 {
	name := d.names.At(doc)
	if !markup.Has(name) { // the text need not be looked up
		return 0
	}
	return markup.Linked(name, d.Sentence(doc, i))
}

// FindSpan returns which sentence of a document stands at a span.
func (d *Documents) FindSpan(doc uint32, s corpus.Span) (i int, ok bool) {
	from, to := d.paragraphsOf(doc)
	for p := from; p < to; p++ {
		for have := range d.spans(p) {
			if have == s {
				return i, true
			}
			i++
		}
	}
	return 0, false
}

// Text returns the text of a document.
func (d *Documents) Text(doc uint32) string {
	from, to := d.bytesOf(doc)
	return d.Slice(doc, corpus.Span{End: to - from})
}

// bytesOf returns where in texts the text of a document stands: [from, to).
func (d *Documents) bytesOf(doc uint32) (from, to int) {
	return int(d.textStart.At(int(doc))), int(d.textStart.At(int(doc) + 1))
}

// Document returns a document as it was added. It owns its strings.
func (d *Documents) Document(doc uint32) *corpus.Document {
	a := d.About(doc)
	out := &corpus.Document{
		Name: strings.Clone(a.Name), Title: strings.Clone(a.Title), URL: strings.Clone(a.URL),
		Author: strings.Clone(a.Author), Date: strings.Clone(a.Date),
		Retrieved: strings.Clone(a.Retrieved), Superseded: strings.Clone(a.Superseded),
		Text: strings.Clone(d.Text(doc)), Hash: a.Hash, Marks: decodeMarks(d.marks.At(doc), d.labels.At(doc)),
	}
	from, to := d.paragraphsOf(doc)
	for p := from; p < to; p++ {
		n, up, _ := d.nature(p)
		paragraph := corpus.Paragraph{Span: d.paragraphSpan(p), Kind: n.kind(), Level: n.level(), First: len(out.Sentences)}
		if up > 0 {
			paragraph.Above = paragraph.First + 1 - up
		}
		for s := range d.spans(p) {
			out.Sentences = append(out.Sentences, corpus.Sentence{Span: s, Paragraph: len(out.Paragraphs)})
		}
		paragraph.Last = len(out.Sentences)
		out.Paragraphs = append(out.Paragraphs, paragraph)
	}
	return out
}

// Slice returns the bytes of a document that s names. It panics if s is not a
// span of it, as a slice expression does.
func (d *Documents) Slice(doc uint32, s corpus.Span) string {
	if d.parts != nil {
		return d.excerpt(doc, s)
	}
	from, to := d.bytesOf(doc)
	if s.Start < 0 || s.Start > s.End || s.End > to-from {
		panic(fmt.Sprintf("%v is no span of a document of %d bytes", s, to-from))
	}
	b := d.texts.Slice(from+s.Start, from+s.End)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// lineBlock is how many bytes of texts share an item of lineEnds: what is counted
// for the line of a quotation takes some microseconds.
const lineBlock = 64 << 10

// lineBlocks returns how many items lineEnds has for so many bytes.
func lineBlocks(bytes int) int { return bytes/lineBlock + 1 }

// Line returns the line of a document, from 1, that a byte of it stands in.
func (d *Documents) Line(doc uint32, offset int) int {
	if d.parts != nil {
		return d.lineOfExcerpt(doc, offset)
	}
	from, _ := d.bytesOf(doc)
	if offset < lineBlock {
		return bytes.Count(d.texts.Slice(from, from+offset), []byte{'\n'}) + 1
	}
	return int(d.linesBefore(from+offset)-d.linesBefore(from)) + 1
}

// linesBefore returns how many line ends stand before a byte of texts.
func (d *Documents) linesBefore(at int) uint64 {
	block := at / lineBlock
	return d.lineEnds.At(block) + uint64(bytes.Count(d.texts.Slice(block*lineBlock, at), []byte{'\n'}))
}

// A lineCounter makes lineEnds of bytes that are added.
type lineCounter struct{ bytes, ends uint64 }

// add counts some more bytes, and tells of each block that begins in or right
// behind them how many line ends stand before it.
func (c *lineCounter) add(text []byte, begins func(ends uint64)) {
	for len(text) > 0 {
		n := min(uint64(len(text)), lineBlock-c.bytes%lineBlock)
		c.ends += uint64(bytes.Count(text[:n], []byte{'\n'}))
		text = text[n:]
		if c.bytes += n; c.bytes%lineBlock == 0 {
			begins(c.ends)
		}
	}
}

// Paragraph returns the paragraph, counted in its document, that sentence i of
// a document stands in, and the paragraph's sentences [first, last).
func (d *Documents) Paragraph(doc uint32, i int) (paragraph, first, last int) {
	p, first, last := d.holding(doc, i)
	from, _ := d.paragraphsOf(doc)
	return p - from, first, last
}

// Kind returns the kind of block that sentence i of a document stands in.
func (d *Documents) Kind(doc uint32, i int) corpus.Kind {
	p, _, _ := d.holding(doc, i)
	n, _, _ := d.nature(p)
	return n.kind()
}

// Above returns the sentence of a document that sentence i stands below, see
// corpus.Paragraph; ok is false for none.
func (d *Documents) Above(doc uint32, i int) (sentence int, ok bool) {
	p, first, _ := d.holding(doc, i)
	_, up, _ := d.nature(p)
	return first - up, up > 0
}

// Announces reports whether sentence i of a document announces what stands
// below it: a list, a table or code behind its colon.
func (d *Documents) Announces(doc uint32, i int) bool {
	p, _, last := d.holding(doc, i)
	if _, to := d.paragraphsOf(doc); p+1 >= to || i+1 != last {
		return false
	}
	_, up, _ := d.nature(p + 1)
	return up == 1 && corpus.Announces(d.Sentence(doc, i))
}

// holding returns the paragraph, counted over all documents, that sentence i of
// a document stands in, and the paragraph's sentences [first, last).
func (d *Documents) holding(doc uint32, i int) (p, first, last int) {
	from, to := d.paragraphsOf(doc)
	before := d.firstSentence.At(from)
	sentence := before + uint32(i)
	// The last paragraph that begins at or before the sentence: an empty one
	// begins where the next does.
	p = from + sort.Search(to-from, func(p int) bool { return d.firstSentence.At(from+p) > sentence }) - 1
	return p, int(d.firstSentence.At(p) - before), int(d.firstSentence.At(p+1) - before)
}

// errTooLong is a text whose spans would not fit.
var errTooLong = errors.New("it is longer than 4 GB")

// add appends a document, read from a file of this size and time of change at
// a time; all zero where it was not.
func (d *Documents) add(doc *corpus.Document, from origin) error {
	if len(doc.Text) > math.MaxUint32 {
		return fmt.Errorf("document %q cannot be kept: %w", doc.Name, errTooLong)
	}
	if _, isNew := d.names.Number(doc.Name); !isNew {
		return fmt.Errorf("two documents are named %q", doc.Name)
	}
	hash, err := hex.DecodeString(doc.Hash)
	if err != nil || len(hash) != hashSize {
		return fmt.Errorf("document %q has the malformed content hash %q", doc.Name, doc.Hash)
	}
	if d.textStart.Len() == 0 {
		d.textStart.Append(0)
		d.lineEnds.Append(0)
		d.firstParagraph.Append(0)
		d.firstSentence.Append(0)
	}
	d.titles.Append(doc.Title)
	d.urls.Append(doc.URL)
	d.authors.Append(doc.Author)
	d.dates.Append(doc.Date)
	d.retrieved.Append(doc.Retrieved)
	d.superseded.Append(doc.Superseded)
	d.marks.Append(encodeMarks(doc.Marks))
	d.labels.Append(encodeLabels(doc.Marks))
	d.inFile.Append(uint32(len(doc.Name) - len(cmp.Or(from.file, doc.Name))))
	d.hashes.Append(hash...)
	d.read.Append(nanoseconds(from.read))
	d.sizes.Append(uint64(from.size))
	d.modified.Append(nanoseconds(from.modified))
	text := unsafe.Slice(unsafe.StringData(doc.Text), len(doc.Text))
	d.counted.add(text, func(ends uint64) { d.lineEnds.Append(ends) })
	d.texts.Append(text...)
	d.textStart.Append(uint64(d.texts.Len()))
	before := uint32(d.AllSentences())
	for _, p := range doc.Paragraphs {
		d.addParagraph(p, doc.Sentences[p.First:p.Last])
		d.firstSentence.Append(before + uint32(p.Last))
	}
	d.firstParagraph.Append(uint32(d.paragraphs.Len()))
	return nil
}

// An origin is the file that a document was read from, and when.
type origin struct {
	file           string // its name, which that of the document is, or begins with; empty for none
	size           int64
	modified, read time.Time
}

func nanoseconds(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(max(t.UnixNano(), 0))
}
