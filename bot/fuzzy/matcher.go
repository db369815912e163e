package fuzzy

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"quoth/bot/lexicon"
)

// A Vocabulary is the words of a corpus, by word id, in any order.
type Vocabulary struct {
	Words  []string // folded forms; of figures their value
	Counts []uint32 // how often each occurs
	Proper []bool   // whether it is mostly written with a capital inside sentences; nil if unknown
	// ID finds a folded form's word id. If nil, New builds a map for it.
	ID func(form string) (uint32, bool)
}

// NoWord is the id of no word.
const NoWord = math.MaxUint32

// A Guess is a word of the vocabulary that a form may mean.
type Guess struct {
	Word   uint32
	Next   uint32  // of a split form its second word, which must follow Word; else NoWord
	Weight float32 // in (0,1): how likely it is meant; what was written itself weighs 1
	Reason Reason
}

const (
	maxGuesses    = 8    // near words returned for one form
	leastWeight   = 0.02 // guesses below are noise
	variantWeight = 0.95
)

// A Matcher guesses which words of a vocabulary a form means that the
// vocabulary does not hold. It is safe for concurrent use.
type Matcher struct {
	vocabulary Vocabulary
	speller    *Speller
	byInitial  [26][]uint32 // words of four letters and more by first letter, the most frequent first
}

// New makes a Matcher. It keeps the vocabulary's slices.
func New(vocabulary Vocabulary) *Matcher {
	return NewWithSpeller(vocabulary, NewSpeller(vocabulary.Words))
}

// NewWithSpeller is New with a speller of the vocabulary's words already made.
func NewWithSpeller(vocabulary Vocabulary, speller *Speller) *Matcher {
	m := &Matcher{vocabulary: vocabulary, speller: speller}
	if vocabulary.ID == nil {
		ids := make(map[string]uint32, len(vocabulary.Words))
		for id, w := range vocabulary.Words {
			ids[w] = uint32(id)
		}
		m.vocabulary.ID = func(form string) (uint32, bool) { id, ok := ids[form]; return id, ok }
	}
	for id, w := range vocabulary.Words {
		if speller.tables.Lengths[id] > 0 && 'a' <= w[0] && w[0] <= 'z' {
			m.byInitial[w[0]-'a'] = append(m.byInitial[w[0]-'a'], uint32(id))
		}
	}
	for _, ids := range m.byInitial {
		slices.SortStableFunc(ids, func(a, b uint32) int {
			return cmp.Compare(vocabulary.Counts[b], vocabulary.Counts[a])
		})
	}
	return m
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
		dst = append(dst, Guess{Word: a, Next: b, Weight: weight, Reason: Split})
	}
	slices.SortStableFunc(dst[first:], func(a, b Guess) int { return cmp.Compare(b.Weight, a.Weight) })
	return dst
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
	for _, v := range Variants(room[:0], form) {
		if id, ok := m.vocabulary.ID(v); ok && !hasGuess(dst[first:], id) {
			dst = append(dst, Guess{Word: id, Next: NoWord, Weight: variantWeight, Reason: Variant})
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
	var room [64]Near
	near := m.keepRelatives(form, m.speller.Lookup(room[:0], form))
	var scoredRoom [64]scored
	all := scoredRoom[:0]
	for _, n := range near {
		if word := m.vocabulary.Words[n.Word]; calendarAllows(form, word) {
			s := scored{word: n.Word, distance: n.Distance, likeness: likeness(form, word, n.Distance)}
			if m.vocabulary.Proper != nil && m.vocabulary.Proper[n.Word] != capital {
				s.likeness += capitalisedOdds
			}
			s.preference = s.likeness + frequencyOdds*math.Log(float64(max(1, m.vocabulary.Counts[n.Word])))
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
			dst = append(dst, Guess{Word: s.word, Next: NoWord, Weight: float32(weight), Reason: Spelling})
		}
	}
	return dst
}

// lettersIn counts the letters of a folded form.
func lettersIn(form string) int { return utf8.RuneCountInString(form) }
