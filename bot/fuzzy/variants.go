package fuzzy

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/lang"
)

// Variants appends to dst the other right spellings of a folded form: British
// and American ones ("colour", "color"), other transliterations of a few
// names, and months and weekdays written short. A spelling made by rule counts
// if the lexicon has both as words, and it is not known for another word.
func Variants(l *lang.Language, dst []string, form string) []string {
	dst = append(dst, l.Spelling.Pairs[form]...)
	dst = append(dst, l.Calendar.Spelling[form]...)
	if len(form) < minVariant || len(form) > maxLetters || !lexicon.Word(form) {
		return dst
	}
	add := func(other string) {
		if other != form && lexicon.Word(other) && !slices.Contains(dst, other) &&
			!slices.Contains(l.Spelling.NotVariants[form], other) {
			dst = append(dst, other)
		}
	}
	for _, r := range l.Spelling.Suffixes {
		eachSuffixSpelling(form, r[0], r[1], add)
		eachSuffixSpelling(form, r[1], r[0], add)
	}
	for _, r := range l.Spelling.Inside {
		eachInsideSpelling(form, r[0], r[1], add)
		eachInsideSpelling(form, r[1], r[0], add)
	}
	return dst
}

// minVariant is the length from which rules are tried: "or" and "our" part
// many short words.
const minVariant = 5

func eachSuffixSpelling(form, from, to string, add func(string)) {
	stem, ok := strings.CutSuffix(form, from)
	if !ok || len(stem) < 2 {
		return
	}
	// "travelled" may lose an l, "filled" not: the letter is doubled after a
	// syllable without stress, so not the first.
	if strings.Contains(from+to, "ll") && vowelGroups(stem) < 2 {
		return
	}
	add(stem + to)
}

func eachInsideSpelling(form, from, to string, add func(string)) {
	for at := 0; ; {
		i := strings.Index(form[at:], from)
		if i < 0 {
			return
		}
		at += i
		add(form[:at] + to + form[at+len(from):])
		at++
	}
}

// vowelGroups counts the runs of vowels in s.
func vowelGroups(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(vowels, s[i]) >= 0 && (i == 0 || strings.IndexByte(vowels, s[i-1]) < 0) {
			n++
		}
	}
	return n
}
