package index

import (
	"cmp"
	"slices"
	"strings"

	"quoth/bot/flat"
)

// Build makes an index of what builders gathered, the documents of each behind
// those of the one before. The builders must not be used afterwards. Words are
// numbered as if one builder had read all.
func Build(parts ...*Builder) *Index {
	x := &Index{}
	numbers := make([][]uint32, len(parts)) // by part and its word: the word
	for i, b := range parts {
		numbers[i] = x.addVocabulary(b)
	}
	renumbered := make([]texts, 2*len(parts))
	flat.InParts(2*len(parts), 2*len(parts), func(i, _, _ int) {
		from := &parts[i/2].tokens
		if i%2 == 1 {
			from = &parts[i/2].titles
		}
		renumbered[i] = from.renumbered(numbers[i/2])
		*from = texts{}
	})
	x.tokens.start, x.titles.start = []uint32{0}, []uint32{0}
	for i, b := range parts {
		x.addLayout(b)
		x.tokens.extend(&renumbered[2*i])
		x.titles.extend(&renumbered[2*i+1])
	}
	x.finish(parts)
	return x
}

// addVocabulary takes the words of a builder over, and returns their numbers.
func (x *Index) addVocabulary(b *Builder) []uint32 {
	stems := make([]uint32, b.stems.Len())
	for s := range stems {
		stems[s], _ = x.stems.Number(b.stems.At(uint32(s)))
	}
	numbers := make([]uint32, b.words.Len())
	for w := range numbers {
		number, isNew := x.words.Number(b.words.At(uint32(w)))
		if isNew {
			x.classes = append(x.classes, b.classes[w])
			x.stemOf = append(x.stemOf, stems[b.stemOf[w]])
			x.counts, x.capitals = append(x.counts, 0), append(x.capitals, 0)
		}
		x.counts[number] += b.counts[w]
		x.capitals[number] += b.capitals[w]
		numbers[w] = number
	}
	return numbers
}

// renumbered returns texts in the words of an index, by those of a builder.
func (t *texts) renumbered(numbers []uint32) texts {
	out := texts{start: make([]uint32, 0, len(t.start)), units: make([]uint16, 0, len(t.units))}
	var text []uint32
	for i := range uint32(t.len()) {
		text = appendTokens(text[:0], t.of(i))
		for k, token := range text {
			text[k] = numbers[token&^Capital] | token&Capital
		}
		out.append(text)
	}
	return out
}

// extend adds the texts of another behind those of t.
func (t *texts) extend(other *texts) {
	if other.len() == 0 {
		return
	}
	at := uint32(len(t.units))
	t.units = append(t.units, other.units...)
	for _, start := range other.start[1:] {
		t.start = append(t.start, at+start)
	}
}

// addLayout takes over which sentences, paragraphs and documents there are.
func (x *Index) addLayout(b *Builder) {
	sentences, paragraphs, documents := uint32(len(x.length)), uint32(len(x.docOf)), uint32(len(x.docFirst))
	x.length = append(x.length, b.length...)
	x.paraLength = append(x.paraLength, b.paraLength...)
	x.paraFirst = appendShifted(x.paraFirst, b.paraFirst, sentences)
	x.docOf = appendShifted(x.docOf, b.docOf, documents)
	x.docFirst = appendShifted(x.docFirst, b.docFirst, paragraphs)
}

func appendShifted(dst, numbers []uint32, by uint32) []uint32 {
	for _, n := range numbers {
		dst = append(dst, n+by)
	}
	return dst
}

// finish makes what follows from the words, the texts and their layout.
func (x *Index) finish(parts []*Builder) {
	all := 0
	for _, b := range parts {
		all += b.allWords
	}
	x.docFirst = append(x.docFirst, uint32(x.Paragraphs()))
	x.paraFirst = append(x.paraFirst, uint32(x.Sentences()))
	x.paraOf = make([]uint32, x.Sentences())
	for p := range uint32(x.Paragraphs()) {
		for s := x.paraFirst[p]; s < x.paraFirst[p+1]; s++ {
			x.paraOf[s] = p
		}
	}
	x.finishWords(all, x.Sentences(), x.Paragraphs())
	x.makePostings()
	x.makeTitled()
}

// finishWords makes what follows from the words, of which so many that are no
// stop words stand in so many sentences and paragraphs.
func (x *Index) finishWords(all, sentences, paragraphs int) {
	x.averages = []float32{float32(all) / float32(max(sentences, 1)), float32(all) / float32(max(paragraphs, 1))}
	stems := x.stems.Len()
	x.members = flat.Pack(x.stemOf, numbered(x.Words()), stems)
	x.sorted = numbered(stems)
	slices.SortFunc(x.sorted, func(a, b uint32) int {
		return cmp.Or(strings.Compare(x.stems.At(a), x.stems.At(b)), cmp.Compare(a, b))
	})
}

func numbered(n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = uint32(i)
	}
	return out
}

// makeTitled lists the documents by the stems of their titles.
func (x *Index) makeTitled() {
	var t titled
	content := x.content()
	for d := range uint32(x.titles.len()) {
		t.add(x, content, d, d)
	}
	x.titled = t.lists(x.stems.Len())
}

// titled gathers which documents have a stem in their titles.
type titled struct{ stems, documents, text, distinct []uint32 }

// add adds a document of an index under a number; content tells the stem of
// each word, or noStem.
func (t *titled) add(x *Index, content []uint32, document, number uint32) {
	t.text, t.distinct = x.AppendTitle(t.text[:0], document), t.distinct[:0]
	for _, token := range t.text {
		if s := content[token&^Capital]; s != noStem {
			t.distinct = append(t.distinct, s)
		}
	}
	slices.Sort(t.distinct)
	for _, s := range slices.Compact(t.distinct) {
		t.stems, t.documents = append(t.stems, s), append(t.documents, number)
	}
}

func (t *titled) lists(stems int) flat.Lists { return flat.Pack(t.stems, t.documents, stems) }
