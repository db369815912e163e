package index

import (
	"errors"
	"slices"

	"github.com/quoth-bot/quoth/bot/flat"
)

// Arrays lists the arrays that the index is made of.
func (x *Index) Arrays() []flat.Array {
	return slices.Concat(x.TextArrays(), x.wordArrays(),
		[]flat.Array{flat.Guarded("holders", &x.holders, &x.inHolders)},
		flat.Within("postings", x.postings.arrays()), flat.Within("titled", x.titled.Arrays()))
}

// TextArrays lists those that hold the words of the texts and how these are
// laid out; all others follow from them.
func (x *Index) TextArrays() []flat.Array {
	return slices.Concat(
		x.vocabularyArrays(),
		flat.Within("titles", x.titles.arrays()),
		flat.Within("paragraphs", x.paragraphs.arrays()),
		[]flat.Array{flat.Guarded("docFirst", &x.docFirst, &x.inDocFirst)})
}

// vocabularyArrays lists those of the text arrays that do not grow with the
// texts.
func (x *Index) vocabularyArrays() []flat.Array {
	return slices.Concat(
		flat.Within("words", x.words.Arrays()),
		[]flat.Array{flat.Guarded("stemOf", &x.stemOf, &x.inStemOf), flat.Of("classes", &x.classes)},
		flat.Within("stems", x.stems.Arrays()))
}

// wordArrays lists those that follow from the words.
func (x *Index) wordArrays() []flat.Array {
	return slices.Concat([]flat.Array{
		flat.Guarded("counts", &x.counts, &x.inCounts), flat.Guarded("sorted", &x.sorted, &x.inSorted), flat.Of("averages", &x.averages),
	}, flat.Within("members", x.members.Arrays()))
}

// Check fails where arrays that were bound do not make up an index. It looks
// at lengths alone, so that it does not read all of a mapped file.
func (x *Index) Check() error {
	words, stems := x.Words(), x.stems.Len()
	for _, n := range [...][2]int{
		{len(x.stemOf), words}, {len(x.classes), words}, {len(x.counts), words},
		{len(x.sorted), stems}, {len(x.holders), stems}, {len(x.docFirst), x.titles.len() + 1}, {len(x.averages), 2},
	} {
		if n[0] != n[1] {
			return errors.New("the arrays of the index do not fit together")
		}
	}
	return errors.Join(x.words.Check(), x.stems.Check(), x.members.Check(stems), x.titles.check(x.titles.len()),
		x.paragraphs.check(), x.postings.check(stems), x.titled.Check(stems))
}
