package index

import (
	"cmp"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/flat"
)

// join makes an index of what builders gathered, the documents of each behind
// those of the one before. The builders must not be used afterwards. Words are
// numbered as if one builder had read all.
func join(parts ...*Builder) *Index {
	x := layOut(parts...)
	x.finish(parts)
	return x
}

// layOut makes of builders what holds their texts; all else follows from these.
func layOut(parts ...*Builder) *Index {
	x := &Index{}
	if len(parts) == 1 {
		x.takeVocabulary(parts[0])
	} else {
		numbers := make([][]uint32, len(parts)) // by part and its word: the word
		for i, b := range parts {
			numbers[i] = x.addVocabulary(b)
		}
		flat.InParts(len(parts), len(parts), func(i, _, _ int) { parts[i].renumber(numbers[i]) })
	}
	x.titles.start = []uint32{0}
	sentences := 0
	for _, b := range parts {
		x.docFirst = appendShifted(x.docFirst, b.docFirst, uint32(len(x.paragraphs.records)))
		x.paragraphs.extend(&b.paragraphs, uint32(sentences), uint32(x.titles.len()))
		x.titles.extend(&b.titles)
		sentences += b.sentences
	}
	x.docFirst = append(x.docFirst, uint32(len(x.paragraphs.records)))
	x.paragraphs.end(uint32(sentences), uint32(x.titles.len()))
	return x
}

// takeVocabulary makes the words of a builder those of an index that has none.
func (x *Index) takeVocabulary(b *Builder) {
	x.words, x.stems, x.stemOf = b.words, b.stems, b.stemOf
	x.classes, x.counts, x.capitals = b.classes, b.counts, b.capitals
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

// renumber puts the texts of a builder into the words of an index.
func (b *Builder) renumber(numbers []uint32) {
	var titles texts
	var tokens []uint32
	for i := range uint32(b.titles.len()) {
		tokens = renumbered(appendTokens(tokens[:0], b.titles.of(i)), numbers)
		titles.append(tokens)
	}
	b.titles = titles
	from := b.paragraphs.units
	b.paragraphs.units = make([]uint16, 0, len(from))
	for p := range b.paragraphs.records {
		record := &b.paragraphs.records[p]
		end := len(from)
		if p+1 < len(b.paragraphs.records) {
			end = int(b.paragraphs.records[p+1][firstUnit])
		}
		sentences := from[record[firstUnit]:end]
		record[firstUnit] = uint32(len(b.paragraphs.units))
		b.paragraphs.units, tokens = appendRenumbered(b.paragraphs.units, sentences, numbers, tokens)
	}
}

// renumbered puts tokens into other words, in place.
func renumbered(tokens, numbers []uint32) []uint32 {
	for i, t := range tokens {
		tokens[i] = numbers[t&^Capital] | t&Capital
	}
	return tokens
}

// appendRenumbered appends sentences in other words to dst. It uses the room of
// some tokens, and returns it.
func appendRenumbered(dst, sentences []uint16, numbers, room []uint32) (appended []uint16, tokens []uint32) {
	for content, sentence := range sentencesOf(sentences) {
		room = renumbered(appendTokens(room[:0], sentence), numbers)
		dst = appendSentence(dst, room, content)
	}
	return dst, room
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

// extend adds the paragraphs of a builder behind those of b, which have so many
// sentences and documents.
func (b *paragraphs) extend(other *paragraphs, sentences, documents uint32) {
	shift := paragraph{firstSentence: sentences, firstUnit: uint32(len(b.units)), ofDocument: documents}
	for p, record := range other.records {
		for i, by := range shift {
			record[i] += by
		}
		above := uint32(0)
		if n, ok := other.nearestAbove(uint32(p)); ok {
			above = n + sentences + 1
		}
		b.put(record, above)
	}
	b.units = append(b.units, other.units...)
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
	x.finishWords(all, x.Sentences(), x.Paragraphs())
	x.post([]stretch{{x: x, content: x.content(), to: uint32(x.Paragraphs())}})
	x.makeTitled()
}

// finishWords makes what follows from the words, of which so many that are no
// stop words stand in so many sentences and paragraphs.
func (x *Index) finishWords(all, sentences, paragraphs int) {
	for w, capitals := range x.capitals {
		if 2*capitals > x.counts[w] {
			x.classes[w] |= named
		}
	}
	x.capitals = nil
	x.averages = []float32{float32(all) / float32(max(sentences, 1)), float32(all) / float32(max(paragraphs, 1))}
	stems := x.stems.Len()
	x.members = flat.Pack(x.stemOf, numbered(x.Words()), stems)
	if x.asked == nil {
		x.sorted = numbered(stems)
		x.sortStems(x.sorted)
	}
}

// sortStems puts stems in order of their text.
func (x *Index) sortStems(stems []uint32) {
	slices.SortFunc(stems, func(a, b uint32) int {
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
	var t titlePostings
	content := x.content()
	for d := range uint32(x.titles.len()) {
		t.add(x, content, d, d)
	}
	x.titled = t.lists(x.stems.Len())
}

// titlePostings gathers which documents have a stem in their titles.
type titlePostings struct{ stems, documents, text, distinct []uint32 }

// add adds a document of an index under a number; content tells the stem of
// each word, or noStem.
func (t *titlePostings) add(x *Index, content []uint32, document, number uint32) {
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

func (t *titlePostings) lists(stems int) flat.Lists[uint32] {
	return flat.Pack(t.stems, t.documents, stems)
}
