package engine

import (
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
)

// isName reports whether a word of the sources names somebody or something:
// it is written with a capital and is no ordinary word.
func (e *Engine) isName(word uint32) bool {
	return e.index.Name(word) && !lexicon.Word(e.index.Form(word))
}

const (
	// rarely is how often the sources may have a form that no lexicon knows, and
	// that may be a slip in them as it may be one in the question.
	rarely = 5
	// oftener is how many times as often they must have what it is a slip of.
	oftener = 10
)

// otherReadings returns what a word of the question that the sources have may
// be a slip of, if it looks like one: the sources of a million sentences have
// "recieved", too. It only finds candidates, as the word itself may be meant.
func (e *Engine) otherReadings(w *question.Word, stem uint32) []index.Alternative {
	form := w.Token.Form
	if w.Capital || w.Token.HasDigit() || lexicon.Lookup(form) != 0 {
		return nil
	}
	word, ok := e.index.Word(form)
	if !ok || e.index.Count(word) > rarely {
		return nil // or the sources have another form of it
	}
	least := oftener * e.index.Count(word)
	var out []index.Alternative
	for _, g := range e.guess(form, false) {
		a := index.Alternative{Stem: e.index.StemOf(g.Word), Word: g.Word, Degree: g.Weight}
		if g.Reason == words.Spelling && a.Stem != stem && e.index.Count(g.Word) >= least &&
			e.index.Class(g.Word)&index.Stop == 0 && len(out) < maxGuesses {
			out = append(out, a)
		}
	}
	return out
}

// sharedDegree is how far a word stands for another that it has a form in common
// with: "found", which is of two words, for "find".
const sharedDegree = 0.9

// otherStems returns what a word of the question may be a form of, or have for
// one, beside its own stem.
func (e *Engine) otherStems(w *question.Word) []index.Alternative {
	var out []index.Alternative
	for _, text := range e.language.Shared.Stems[w.Token.Form] {
		if stem, ok := e.index.Stem(text); ok {
			out = append(out, index.Alternative{Stem: stem, Word: index.AnyWord, Degree: sharedDegree})
		}
	}
	for _, form := range e.language.Shared.Forms[w.Stem] {
		if word, ok := e.index.Word(form); ok {
			out = append(out, index.Alternative{Stem: e.index.StemOf(word), Word: word, Degree: sharedDegree})
		}
	}
	return out
}

// familyDegree is how far a word of the same root stands for another: "Korea"
// for "Korean", "ratification" for "ratified", which the stemmer parts. Of 0,
// 0.3, 0.5 and 0.6, all but 0 gave .001 to .003 more P@1 on two sets.
const familyDegree = 0.5

// maxFamily bounds the stems that are taken for kin of one.
const maxFamily = 8

// family returns the stems that have the same root as one: from where they
// part, after at least four letters, each goes on in a known ending.
func (e *Engine) family(stem uint32) []uint32 {
	text := e.index.StemText(stem)
	root := rootOf(text)
	if root == 0 {
		return nil
	}
	var out []uint32
	for _, kin := range e.index.WithPrefix(text[:root]) {
		other := e.index.StemText(kin)
		common := commonPrefix(text, other)
		if kin != stem && e.language.Senses.Endings[text[common:]] && e.language.Senses.Endings[other[common:]] {
			if out = append(out, kin); len(out) == maxFamily {
				break
			}
		}
	}
	return out
}

// rootOf returns how many bytes of a stem its kin have in common with it at least; 0
// where it is too short to have kin.
func rootOf(stem string) int {
	if len(stem) < 4 {
		return 0
	}
	return max(4, len(stem)-3)
}

// guess returns what a form that the sources do not have, or hardly, may mean.
func (e *Engine) guess(form string, capital bool) []fuzzy.Guess {
	if fuzzy.Looks(form, capital) {
		e.index.WantNear(form)
	}
	return e.matcher.Guess(nil, form, capital)
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
