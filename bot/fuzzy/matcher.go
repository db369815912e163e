// Package fuzzy finds the words of a corpus that a word of a question may
// mean, each with a weight and a reason: a misspelling, letters left out, joined
// or split words.
package fuzzy

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// A Vocabulary is the words of a corpus, numbered from 0 in any order.
type Vocabulary interface {
	Words() int                      // how many there are
	Form(word uint32) string         // folded form; of a figure its value
	Word(form string) (uint32, bool) // the number of a folded form, and whether it is there
	Count(word uint32) int           // how often it occurs
	Name(word uint32) bool           // whether it is mostly written with a capital inside sentences
}

// NoWord is the id of no word.
const NoWord = math.MaxUint32

// A Guess is a word of the vocabulary that a form may mean.
type Guess struct {
	Word   uint32
	Next   uint32  // of a split form its second word, which must follow Word; else NoWord
	Weight float32 // in (0,1): how likely it is meant; what was written itself weighs 1
	Reason words.Reason
}

const (
	maxGuesses    = 8    // near words returned for one form
	leastWeight   = 0.02 // guesses below are noise
	variantWeight = 0.95
)

// A Matcher guesses which words of a vocabulary a form means that the
// vocabulary does not hold. It is safe for concurrent use.
type Matcher struct {
	language   *lang.Language
	vocabulary Vocabulary
	speller    speller
	byInitial  flat.Lists[uint32] // for each of the letters a to z the words of four letters and more, the most frequent first
}

// New makes a Matcher.
func New(l *lang.Language, vocabulary Vocabulary) *Matcher {
	m := &Matcher{language: l, vocabulary: vocabulary, speller: *newSpeller(vocabulary)}
	var initials, ids []uint32
	for id := range uint32(vocabulary.Words()) {
		if c := m.vocabulary.Form(id); m.speller.lengths[id] > 0 && 'a' <= c[0] && c[0] <= 'z' {
			initials, ids = append(initials, uint32(c[0]-'a')), append(ids, id)
		}
	}
	m.byInitial = flat.Pack(initials, ids, 'z'-'a'+1)
	for i := range uint32(m.byInitial.Len()) {
		slices.SortStableFunc(m.byInitial.Of(i), func(a, b uint32) int {
			return cmp.Compare(vocabulary.Count(b), vocabulary.Count(a))
		})
	}
	return m
}

// Unbound returns a Matcher of a vocabulary whose Arrays are to be bound to
// those of one that New made of the same.
func Unbound(l *lang.Language, vocabulary Vocabulary) *Matcher {
	return &Matcher{language: l, vocabulary: vocabulary, speller: speller{words: vocabulary}}
}

// Arrays lists the arrays that the Matcher is made of.
func (m *Matcher) Arrays() []flat.Array {
	return slices.Concat(flat.Within("speller", m.speller.Arrays()), flat.Within("byInitial", m.byInitial.Arrays()))
}

// Check fails where arrays that were bound do not belong to the vocabulary. It
// looks at lengths alone.
func (m *Matcher) Check() error {
	return errors.Join(m.speller.Check(), m.byInitial.Check('z'-'a'+1))
}

// Guess appends to dst the words that form, a folded form that the vocabulary
// does not hold, may mean, the likeliest first. capital says that the question
// writes it with a capital (and is not all in capitals).
//
// A form with a digit means itself only. So does a correctly spelt word, a
// famous name, and with a capital any known name: they are not replaced by
// another word, and get at most their other spellings and the two words that
// they join. A month or weekday is guessed only from what is nearest to it
// among all months and weekdays.
func (m *Matcher) Guess(dst []Guess, form string, capital bool) []Guess {
	if form == "" || strings.ContainsAny(form, "0123456789") {
		return dst
	}
	first := len(dst)
	dst = m.appendVariants(dst, form)
	if len(dst) > first {
		return dst
	}
	if !settled(form, capital) {
		dst = m.appendSpelling(dst, form, capital)
		if len(dst) == first {
			dst = m.appendLettersLeftOut(dst, form)
		}
	}
	if a, b, ok := m.splitIDs(form); ok {
		weight := float32(splitWeight)
		if len(dst) > first {
			weight *= 1 - dst[first].Weight
		}
		dst = append(dst, Guess{Word: a, Next: b, Weight: weight, Reason: words.Split})
	}
	slices.SortStableFunc(dst[first:], func(a, b Guess) int { return cmp.Compare(b.Weight, a.Weight) })
	return dst
}

// Looks reports whether Guess looks for words that are near a form: it does not for
// one that means itself only.
func Looks(form string, capital bool) bool {
	return form != "" && !strings.ContainsAny(form, "0123456789") && !settled(form, capital)
}

// settled reports whether a form is what its writer meant, held by the
// sources or not.
func settled(form string, capital bool) bool {
	kind := lexicon.Lookup(form)
	return kind&(lexicon.IsWord|lexicon.IsFamous) != 0 || capital && kind&lexicon.IsName != 0
}

func (m *Matcher) appendVariants(dst []Guess, form string) []Guess {
	first := len(dst)
	var room [8]string
	for _, v := range Variants(m.language, room[:0], form) {
		if id, ok := m.vocabulary.Word(v); ok && !hasGuess(dst[first:], id) {
			dst = append(dst, Guess{Word: id, Next: NoWord, Weight: variantWeight, Reason: words.Variant})
		}
	}
	return dst
}

func hasGuess(guesses []Guess, id uint32) bool {
	return slices.ContainsFunc(guesses, func(g Guess) bool { return g.Word == id })
}

// scored is a near word with the log-odds that it is meant.
type scored struct {
	word       uint32
	distance   uint8
	likeness   float64 // by its letters alone
	preference float64 // and by its frequency
}

func (m *Matcher) appendSpelling(dst []Guess, form string, capital bool) []Guess {
	var room [64]nearWord
	near := m.keepRelatives(form, m.speller.lookup(room[:0], form))
	var scoredRoom [64]scored
	all := scoredRoom[:0]
	for _, n := range near {
		if word := m.vocabulary.Form(n.Word); calendarAllows(&m.language.Calendar, form, word) {
			s := scored{word: n.Word, distance: n.Distance, likeness: likeness(form, word, n.Distance)}
			if m.vocabulary.Name(n.Word) != capital {
				s.likeness += capitalisedOdds
			}
			s.preference = s.likeness + frequencyOdds*math.Log(float64(max(1, m.vocabulary.Count(n.Word))))
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.preference, a.preference), cmp.Compare(a.word, b.word))
	})
	sum := 0.0
	for _, s := range all {
		sum += math.Exp(s.preference - all[0].preference)
	}
	for _, s := range all[:min(len(all), maxGuesses)] {
		share := math.Exp(s.preference-all[0].preference) / sum
		weight := maxSpellingSure * share * sureness(s.likeness, s.distance)
		if weight >= leastWeight {
			dst = append(dst, Guess{Word: s.word, Next: NoWord, Weight: float32(weight), Reason: words.Spelling})
		}
	}
	return dst
}

// lettersIn counts the letters of a folded form.
func lettersIn(form string) int { return utf8.RuneCountInString(form) }
