package index

import (
	"errors"
	"slices"

	"quoth/bot/flat"
)

// Arrays lists the arrays that the index is made of.
func (x *Index) Arrays() []flat.Array {
	return slices.Concat(
		x.vocabularyArrays(),
		flat.Within("tokens", x.tokens.arrays()),
		flat.Within("titles", x.titles.arrays()),
		[]flat.Array{
			flat.Of("length", &x.length), flat.Of("paraOf", &x.paraOf),
			flat.Of("paraFirst", &x.paraFirst), flat.Of("paraLength", &x.paraLength),
			flat.Of("docOf", &x.docOf), flat.Of("docFirst", &x.docFirst),
		},
		flat.Within("postings", x.postings.Arrays()),
		[]flat.Array{flat.Guarded("bounds", &x.bounds, &x.inBounds)},
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
		[]flat.Array{flat.Of("sorted", &x.sorted), flat.Of("holders", &x.holders)},
		flat.Within("members", x.members.Arrays()),
		[]flat.Array{flat.Of("averages", &x.averages)},
	)
}

// Check fails where arrays that were bound do not make up an index. It looks
// at lengths alone, so that it does not read all of a mapped file.
func (x *Index) Check() error {
	words, stems, sentences, paragraphs := x.Words(), x.stems.Len(), x.Sentences(), x.Paragraphs()
	for _, n := range [...][2]int{
		{len(x.stemOf), words}, {len(x.classes), words}, {len(x.counts), words}, {len(x.capitals), words},
		{len(x.sorted), stems}, {len(x.holders), stems}, {len(x.paraOf), sentences}, {len(x.paraLength), paragraphs},
		{len(x.paraFirst), paragraphs + 1}, {len(x.bounds), len(x.postings.Items)},
		{len(x.docFirst), x.titles.len() + 1}, {len(x.averages), 4},
	} {
		if n[0] != n[1] {
			return errors.New("the arrays of the index do not fit together")
		}
	}
	return errors.Join(x.words.Check(), x.stems.Check(), x.members.Check(stems), x.tokens.check(sentences),
		x.titles.check(x.titles.len()), x.postings.Check(stems), x.titled.Check(stems))
}
