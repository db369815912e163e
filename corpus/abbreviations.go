package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang"
)

// initial is a word of one capital letter, beside the abbreviations of a language.
const initial lang.Abbreviation = 255

// kindOf returns what a full stop after a word means: 0 for an end.
func (s *stop) kindOf(w string) lang.Abbreviation {
	if len(w) <= utf8.UTFMax {
		if r, n := utf8.DecodeRuneInString(w); n > 0 && n == len(w) && unicode.IsUpper(r) {
			return initial
		}
	}
	if len(w) > maxAbbreviation {
		return 0
	}
	if kind, ok := s.language.Abbreviations[w]; ok {
		return kind
	}
	if strings.IndexByte(w, '.') >= 0 && isDotted(w) {
		return lang.Closing
	}
	return 0
}

// maxAbbreviation is the length in bytes of the longest word looked up.
const maxAbbreviation = 16

// isDotted reports whether w is made like "U.S", "Ph.D" or "J.-P": parts of at
// most two letters (three after the first, as in "B.Sc" and "M.Div") with
// stops between them.
func isDotted(w string) bool {
	if i := strings.LastIndexByte(w, '-'); i > 0 && w[i-1] != '.' {
		w = w[i+1:] // "non-U.S"
	}
	parts, n := 1, 0
	for _, r := range w {
		switch {
		case r == '.':
			if n == 0 {
				return false
			}
			parts, n = parts+1, 0
		case r == '-' && n == 0, unicode.IsLetter(r):
			n++
		default:
			return false
		}
		if n > 2 && parts == 1 || n > 3 {
			return false
		}
	}
	return parts > 1 && n > 0
}
