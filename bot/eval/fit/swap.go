package main

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

// swapped returns questions of a set with one word each put in the place of
// another: a figure, a name or an ordinary word of the same document that
// stands neither in the question nor around its gold. So do people miss: the
// subject is there, the answer is not. Questions without such a word are left
// out. The choice is the same at every run. The gold still names the document.
func swapped(set *eval.Set) []eval.Question {
	documents := map[string]*corpus.Document{}
	for _, d := range set.Documents {
		documents[d.Name] = d
	}
	var out []eval.Question
	for _, q := range set.Questions {
		if len(q.Gold) == 0 {
			continue
		}
		hash := fnv.New64a()
		hash.Write([]byte(q.ID))
		s := swapper{random: rand.New(rand.NewPCG(hash.Sum64(), 1)), question: q.Text}
		if text, ok := s.swap(documents[q.Gold[0].Doc], q.Gold[0].Sentence); ok {
			q.Text = text
			out = append(out, q)
		}
	}
	return out
}

// A swapper changes one word of one question.
type swapper struct {
	random   *rand.Rand
	question string
}

// The shares of the questions that have one in which a figure, and else a name,
// is swapped, and not an ordinary word.
const figureShare, nameShare = 0.5, 0.65

// swap changes the word that the dice choose.
func (s swapper) swap(d *corpus.Document, gold int) (string, bool) {
	var sorts [3][]words.Token // of the question: figures, names, ordinary words
	asked := map[string]bool{}
	for i, t := range words.Tokens(en.English, s.question) {
		asked[t.Form] = true
		if sort, ok := sortOf(t, i); ok {
			sorts[sort] = append(sorts[sort], t)
		}
	}
	sort, dice := ordinary, s.random.Float64()
	switch {
	case len(sorts[figure]) > 0 && dice < figureShare:
		sort = figure
	case len(sorts[name]) > 0 && dice < nameShare:
		sort = name
	}
	if len(sorts[sort]) == 0 {
		return "", false
	}
	old := sorts[sort][s.random.IntN(len(sorts[sort]))]
	others := s.others(d, gold, sort, asked)
	if len(others) == 0 {
		return "", false
	}
	return s.question[:old.Start] + others[s.random.IntN(len(others))] + s.question[old.End:], true
}

// The sorts of word.
const (
	figure = iota
	name
	ordinary
)

// sortOf tells the sort of the i-th word of a text, where it can be swapped.
func sortOf(t words.Token, i int) (sort int, ok bool) {
	switch {
	case t.Figure:
		return figure, true
	case t.HasDigit() || en.English.IsStop(t.Form) || len(t.Form) < 4:
		return 0, false
	case t.Capital:
		return name, i > 0
	}
	return ordinary, true
}

// others lists the words of a sort that stand in the document, but not in the
// question or around its gold.
func (s swapper) others(d *corpus.Document, gold, sort int, asked map[string]bool) []string {
	near := map[string]bool{}
	for i := max(0, gold-1); i < min(len(d.Sentences), gold+2); i++ {
		for _, t := range words.Tokens(en.English, d.Slice(d.Sentences[i].Span)) {
			near[t.Form] = true
		}
	}
	var out []string
	for _, sentence := range d.Sentences {
		text := d.Slice(sentence.Span)
		for i, t := range words.Tokens(en.English, text) {
			got, ok := sortOf(t, i)
			if ok && got == sort && !asked[t.Form] && !near[t.Form] {
				out = append(out, text[t.Start:t.End])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
