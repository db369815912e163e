package fuzzy

import (
	"math"
	"strings"
	"unicode/utf8"
)

const (
	// splitWeight is what a split form's two words weigh where they stand side
	// by side; apart they say nothing.
	splitWeight = 0.8
	// A half of two letters ("un" of "jongun") is allowed beside one of at
	// least minLongHalf; shorter ones are endings, not words.
	minHalf, minLongHalf = 2, 4
)

// split cuts a form into two words of the vocabulary: "frontline" into "front"
// and "line". Of several cuts it takes the one whose words are most frequent
// together, by their product. That the two belong together only the sources
// can tell: they must stand side by side there.
func (m *Matcher) split(form string) (a, b string, ok bool) {
	x, y, ok := m.splitIDs(form)
	if !ok {
		return "", "", false
	}
	return m.vocabulary.Form(x), m.vocabulary.Form(y), true
}

func (m *Matcher) splitIDs(form string) (a, b uint32, ok bool) {
	letters := utf8.RuneCountInString(form)
	if letters > maxLetters || strings.ContainsAny(form, "0123456789") {
		return NoWord, NoWord, false
	}
	best := math.Inf(-1)
	left := -1
	for at := range form {
		left++
		right := letters - left
		if min(left, right) < minHalf || min(left, right) < minHalf+1 && max(left, right) < minLongHalf {
			continue
		}
		x, found := m.vocabulary.Word(form[:at])
		if !found {
			continue
		}
		y, found := m.vocabulary.Word(form[at:])
		if !found {
			continue
		}
		if s := m.logCount(x) + m.logCount(y); s > best {
			best, a, b, ok = s, x, y, true
		}
	}
	if !ok {
		return NoWord, NoWord, false
	}
	return a, b, true
}

func (m *Matcher) logCount(id uint32) float64 {
	return math.Log(float64(max(1, m.vocabulary.Count(id))))
}

// Join returns the word of the vocabulary that two neighbouring forms make
// when written as one: "front" and "line" make "frontline".
func (m *Matcher) Join(a, b string) (word uint32, ok bool) {
	joined := a + b
	if a == "" || b == "" || lettersIn(joined) < minLetters || strings.ContainsAny(joined, "0123456789") {
		return NoWord, false
	}
	return m.vocabulary.Word(joined)
}
