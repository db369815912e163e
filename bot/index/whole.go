package index

import (
	"maps"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// This file lets an index hold some paragraphs of a collection that lies
// elsewhere, and count as all of it does: with the words and statistics of the
// whole, as far as they were looked up. What it is asked beyond that it notes.

// A Whole is what is known of a collection of which an index holds a part.
type Whole struct {
	Totals
	Words []Word // each once
	Stems []Stem // likewise; those of Words among them
	Known Lookups
	// Beside says of neighbours in Known whether they stand so somewhere.
	Beside map[Neighbours]bool
}

// Totals count a whole collection.
type Totals struct {
	Documents, Sentences, Paragraphs int
	ContentWords                     int      // words that are no stop words
	Scripts                          []string // that its words are written in, see words.AppendScripts
	Version                          string   // another one after each change of the collection
}

// A Word is a word of a whole collection.
type Word struct {
	Form, Stem string
	Class      Class
	Count      uint32 // as in Index.Count
	Name       bool   // as in Index.Name
}

// A Stem is a stem of a whole collection.
type Stem struct {
	Text       string
	Holders    uint32 // sentences that hold it
	Paragraphs uint32 // that hold it
}

// Lookups are what can be asked of the words of a collection.
type Lookups struct {
	Forms, Stems map[string]bool     // whether and how the collection has them; of a stem with its words
	Prefixes     map[string]bool     // stems that begin so
	Near         map[string]bool     // words that a form may be a slip of, or a short way to write
	Neighbours   map[Neighbours]bool // whether two stems stand so
}

// Neighbours are two stems that stand within so many words of each other, in this
// order.
type Neighbours struct {
	First, Second string
	Reach         int
}

// Len returns how many lookups there are.
func (l *Lookups) Len() int {
	return len(l.Forms) + len(l.Stems) + len(l.Prefixes) + len(l.Near) + len(l.Neighbours)
}

// Add adds other lookups.
func (l *Lookups) Add(other Lookups) {
	addAll(&l.Forms, other.Forms)
	addAll(&l.Stems, other.Stems)
	addAll(&l.Prefixes, other.Prefixes)
	addAll(&l.Near, other.Near)
	addAll(&l.Neighbours, other.Neighbours)
}

func addAll[K comparable](to *map[K]bool, from map[K]bool) {
	if *to == nil {
		*to = make(map[K]bool, len(from))
	}
	maps.Copy(*to, from)
}

// asked is what an index of a part knows of the whole, and what it was asked
// beyond that.
type asked struct {
	whole  *Whole
	wanted Lookups
}

// miss notes what was asked and is not known.
func miss[K comparable](known map[K]bool, wanted *map[K]bool, what K) {
	if known[what] {
		return
	}
	if *wanted == nil {
		*wanted = map[K]bool{}
	}
	(*wanted)[what] = true
}

// A Block is a paragraph whose words were told apart before.
type Block struct {
	Words  []Word     // those of the block, and of others that share the list
	Tokens [][]uint32 // by sentence: positions in Words, with the Capital bit
	Sought bool       // its sentences are searched; those of others stand around them
}

// NewOfWhole makes the index of some paragraphs of a collection, which counts
// by what is known of all of it. It is for one goroutine.
func NewOfWhole(documents []*corpus.Document, block func(document, paragraph int) Block, whole *Whole) *Index {
	b := &Builder{}
	b.knowAll(whole)
	var searched []bool // by paragraph of the index
	for i, d := range documents {
		blocks := make([]Block, len(d.Paragraphs))
		for n, p := range d.Paragraphs {
			blocks[n] = block(i, n)
			for first := p.First; first < p.Last; first += longestParagraph {
				searched = append(searched, blocks[n].Sought)
			}
		}
		b.addBlocks(d, blocks)
	}
	x := layOut(b)
	x.asked = &asked{whole: whole}
	x.finishWords(whole.ContentWords, whole.Sentences, whole.Paragraphs)
	x.post(x.searchedStretches(searched))
	x.makeTitled()
	x.Learn()
	return x
}

// Learn takes over what is known of the whole by now of the words and stems that the
// index has, and wants nothing any more.
func (x *Index) Learn() {
	for _, w := range x.asked.whole.Words {
		if n, ok := x.words.Find(w.Form); ok {
			x.counts[n], x.classes[n] = w.Count, x.classes[n]&^named
			if w.Name {
				x.classes[n] |= named
			}
		}
	}
	for _, s := range x.asked.whole.Stems {
		if stem, ok := x.stems.Find(s.Text); ok {
			x.holders[stem] = s.Holders
		}
	}
	x.asked.wanted = Lookups{}
}

// WantOpenings notes that the statistics of the words are asked for which sentences begin
// with: whether they are names decides what the next sentence speaks of.
func (x *Index) WantOpenings() {
	for p := range uint32(x.Paragraphs()) {
		units, _ := x.paragraphs.of(p)
		for _, sentence := range sentencesOf(units) {
			if len(sentence) == 0 {
				continue
			}
			if v, _ := valueAt(sentence, 0); v&1 != 0 && x.classes[v>>1]&Stop == 0 {
				x.wantWord(v >> 1)
			}
		}
	}
}

// knowAll numbers what is known of the words of the whole collection.
func (b *Builder) knowAll(whole *Whole) {
	for _, w := range whole.Words {
		b.know(w)
	}
	for _, s := range whole.Stems {
		b.stems.Number(s.Text)
	}
}

// know returns the number of a word, a new one if need be.
func (b *Builder) know(w Word) uint32 {
	number, isNew := b.words.Number(w.Form)
	if isNew {
		stem, _ := b.stems.Number(w.Stem)
		b.classes, b.stemOf = append(b.classes, w.Class&^named), append(b.stemOf, stem)
		b.counts, b.capitals = append(b.counts, 0), append(b.capitals, 0)
	}
	return number
}

// addBlocks adds a document whose paragraphs are blocks.
func (b *Builder) addBlocks(d *corpus.Document, blocks []Block) {
	b.add(d, func(sentence int) []uint32 {
		p := d.Sentences[sentence].Paragraph
		return b.numbered(blocks[p].Words, blocks[p].Tokens[sentence-d.Paragraphs[p].First])
	})
}

// numbered puts tokens of a list of words into those of the builder.
func (b *Builder) numbered(list []Word, tokens []uint32) []uint32 {
	b.text = b.text[:0]
	if len(tokens) == 0 {
		return b.text
	}
	numbers := b.numbers[&list[0]]
	if numbers == nil {
		if b.numbers == nil {
			b.numbers = map[*Word][]uint32{}
		}
		numbers = make([]uint32, len(list))
		b.numbers[&list[0]] = numbers
	}
	for _, t := range tokens {
		n := &numbers[t&^Capital] // 1 + the number, 0 before it was asked for
		if *n == 0 {
			*n = b.know(list[t&^Capital]) + 1
		}
		b.text = append(b.text, (*n-1)|t&Capital)
	}
	return b.text
}

// searchedStretches returns the paragraphs that are searched.
func (x *Index) searchedStretches(searched []bool) []stretch {
	content := x.content()
	var out []stretch
	for from := 0; from < len(searched); {
		to := from
		for to < len(searched) && searched[to] {
			to++
		}
		if to > from {
			out = append(out, stretch{x: x, content: content, from: uint32(from), to: uint32(to), at: uint32(from)})
		}
		from = to + 1
	}
	return out
}

// scanPrefix returns the stems that begin with a prefix, in order of their text. A small
// index has so few that to look through all takes a tenth of sorting them.
func (x *Index) scanPrefix(prefix string) []uint32 {
	var out []uint32
	for s := range uint32(x.stems.Len()) {
		if strings.HasPrefix(x.stems.At(s), prefix) {
			out = append(out, s)
		}
	}
	x.sortStems(out)
	return out
}

// Wanted returns what the index was asked of the whole that is not known; nothing
// where it is the whole.
func (x *Index) Wanted() Lookups {
	if x.asked == nil {
		return Lookups{}
	}
	return x.asked.wanted
}

// WantNear notes that words near a form are asked for.
func (x *Index) WantNear(form string) {
	if x.asked != nil {
		miss(x.asked.whole.Known.Near, &x.asked.wanted.Near, form)
	}
}

// wantWord notes that the statistics of a word are asked for.
func (x *Index) wantWord(word uint32) {
	if x.asked != nil {
		miss(x.asked.whole.Known.Forms, &x.asked.wanted.Forms, x.Form(word))
	}
}

// wantForm notes that a form was asked for that the part lacks.
func (x *Index) wantForm(form string) {
	if x.asked != nil {
		miss(x.asked.whole.Known.Forms, &x.asked.wanted.Forms, form)
	}
}

// wantStem notes that a stem was asked for, whose words may stand elsewhere.
func (x *Index) wantStem(stem string) {
	if x.asked != nil {
		miss(x.asked.whole.Known.Stems, &x.asked.wanted.Stems, stem)
	}
}

// wantPrefix notes that the stems of a prefix were asked for.
func (x *Index) wantPrefix(prefix string) {
	if x.asked != nil {
		miss(x.asked.whole.Known.Prefixes, &x.asked.wanted.Prefixes, prefix)
	}
}

// beside answers from what is known of the whole whether two stems stand within
// reach of each other.
func (x *Index) beside(a, b uint32, reach int) bool {
	n := Neighbours{x.StemText(a), x.StemText(b), reach}
	miss(x.asked.whole.Known.Neighbours, &x.asked.wanted.Neighbours, n)
	return x.asked.whole.Beside[n]
}

// Tally returns the texts of the builder's documents, as Texts does, and counts what
// these have of each word and stem, so that several tallies can be added up to those
// of a Whole.
func (b *Builder) Tally() (x *Index, words []TallyWord, stems []Stem, totals Totals) {
	x = b.Texts()
	totals = Totals{Documents: x.titles.len(), Sentences: x.Sentences(), Paragraphs: x.Paragraphs(), ContentWords: b.allWords}
	for w := range uint32(x.Words()) {
		words = append(words, TallyWord{
			Word:     Word{Form: x.Form(w), Stem: x.StemText(x.stemOf[w]), Class: x.classes[w], Count: b.counts[w]},
			Capitals: b.capitals[w],
		})
	}
	c := newCounter(x.stems.Len(), []float32{1, 1})
	paragraphs := make([]uint32, x.stems.Len())
	c.each([]stretch{{x: x, content: x.content(), to: uint32(x.Paragraphs())}}, func(_, stem uint32) {
		if c.stems[stem].best > 0 { // a sentence holds it, and not what stands above alone
			paragraphs[stem]++
		}
	})
	for s := range uint32(x.stems.Len()) {
		stems = append(stems, Stem{x.StemText(s), c.holders[s], paragraphs[s]})
	}
	return x, words, stems, totals
}

// A TallyWord is a word of some documents, and how often it is written with a
// capital where a sentence does not demand it.
type TallyWord struct {
	Word
	Capitals uint32
}

// IsName reports whether a word is mostly written so.
func (w TallyWord) IsName() bool { return 2*w.Capitals > w.Count }
