package fuzzy

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"github.com/quoth-bot/quoth/bot/words"
)

const (
	minPattern           = 3     // shorter patterns fit too much
	maxPattern           = 30    // the matcher's score overflows from 40 letters in a row
	maxLettersCandidates = 3_000 // words handed to the matcher, the most frequent of those that fit
	maxLettersRanked     = 50    // of its matches, the best looked at
	maxLettersGuesses    = 3

	// The shares of a word's letters that must be written. Below, a pattern of
	// a few letters fits words by chance.
	leastAbbreviated = 0.3  // "intl" for "international"
	leastTruncated   = 0.35 // "univ" for "university"

	// A truncation is taken from this many letters: "univ", but not "com".
	minTruncated = 4
)

// How sure the kinds of left-out letters are; the best kinds come first.
const (
	vowelsDroppedWeight = 0.7  // "prtnrshp": every consonant is there
	abbreviatedWeight   = 0.35 // "govt": first and last consonant, few vowels
	truncatedWeight     = 0.3  // "univ": the word's beginning
)

// appendLettersLeftOut appends the words that form writes with letters left
// out. Its letters must occur in the word in order (sahilm/fuzzy finds and
// ranks those), and what is left out must look like an abbreviation.
func (m *Matcher) appendLettersLeftOut(dst []Guess, form string) []Guess {
	if len(form) < minPattern || len(form) > maxPattern || !isPlain(form) || !looksShortened(form) {
		return dst
	}
	found := lettersCandidates{words: m.vocabulary, ids: m.lettersCandidates(form)}
	matches := fuzzy.FindFrom(form, found)
	first := len(dst)
	for _, match := range matches[:min(len(matches), maxLettersRanked)] {
		id := found.ids[match.Index]
		if weight := leftOutWeight(form, match.Str); weight > 0 && calendarAllows(&m.language.Calendar, form, match.Str) {
			dst = append(dst, Guess{Word: id, Next: NoWord, Weight: weight, Reason: words.LettersLeftOut})
		}
	}
	slices.SortStableFunc(dst[first:], func(a, b Guess) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight),
			cmp.Compare(m.vocabulary.Count(b.Word), m.vocabulary.Count(a.Word)))
	})
	if len(dst)-first > maxLettersGuesses {
		dst = dst[:first+maxLettersGuesses]
	}
	for i := first + 1; i < len(dst); i++ {
		dst[i].Weight *= 0.5 // one of them is meant at most
	}
	return dst
}

// looksShortened reports whether a form can be a short way to write a word,
// and is not rather a slip in a word that the sources lack: a form with vowels
// one edit away from a right spelling is one.
func looksShortened(form string) bool {
	switch n := vowelsIn(form); {
	case n == 0 || n == 1 && len(form) == 4:
		return true // "msg", "govt"
	case len(form) == minPattern:
		return false
	}
	return len(knownOneEditAway(nil, form)) == 0
}

func vowelsIn(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(vowels, s[i]) >= 0 {
			n++
		}
	}
	return n
}

// lettersCandidates returns the words that begin as form does, are longer, and
// hold its letters, the most frequent first.
func (m *Matcher) lettersCandidates(form string) []uint32 {
	var ids []uint32
	mask := uint32(0)
	for _, r := range form {
		mask |= 1 << (r - 'a')
	}
	longest := int(float64(len(form)) / leastAbbreviated)
	for _, id := range m.byInitial.Of(uint32(form[0] - 'a')) {
		n := int(m.speller.lengths[id])
		if m.speller.masks[id]&mask == mask && n > len(form) && n <= longest {
			if ids = append(ids, id); len(ids) == maxLettersCandidates {
				break
			}
		}
	}
	return ids
}

// lettersCandidates is the list of words that the matcher reads.
type lettersCandidates struct {
	words Vocabulary
	ids   []uint32
}

func (c lettersCandidates) Len() int            { return len(c.ids) }
func (c lettersCandidates) String(i int) string { return c.words.Form(c.ids[i]) }

// leftOutWeight says how sure it is that form, whose letters occur in word in
// order, is a short way to write word; 0 if it does not look so.
func leftOutWeight(form, word string) float32 {
	share := float64(len(form)) / float64(len(word))
	var a, b [maxSounded]byte
	written, whole := unvoiced(a[:0], form), unvoiced(b[:0], word)
	switch {
	case string(written) == string(whole) && 3*vowelsIn(form) <= len(form):
		return vowelsDroppedWeight
	case share >= leastAbbreviated && vowelsIn(form[1:]) <= 1 &&
		written[len(written)-1] == whole[len(whole)-1] && form[len(form)-1] == written[len(written)-1]:
		return abbreviatedWeight
	case len(form) >= minTruncated && share >= leastTruncated && strings.HasPrefix(word, form):
		return truncatedWeight
	}
	return 0
}

// unvoiced appends the first letter and the consonants of s, doubled ones once.
func unvoiced(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if i > 0 && (strings.IndexByte(vowels, s[i]) >= 0 || s[i] == dst[len(dst)-1]) {
			continue
		}
		dst = append(dst, s[i])
	}
	return dst
}

// isPlain reports whether a form is made of the letters a to z.
func isPlain(form string) bool {
	for i := 0; i < len(form); i++ {
		if form[i] < 'a' || form[i] > 'z' {
			return false
		}
	}
	return form != ""
}
