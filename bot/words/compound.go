package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/lang"
)

// mergeCompounds rewrites the hyphenated names in dst[first:] that are one
// word to their bearers as one token each: "Yong-won" is neither somebody
// called Yong nor the past of "win". What the hyphen only links keeps its
// parts: "U.S.-led", "Moscow-based", "non-lethal".
func mergeCompounds(l *lang.Language, dst []Token, first int, text string) []Token {
	out := first
	for i := first; i < len(dst); i++ {
		if out < i {
			dst[out] = dst[i]
		}
		if i+1 < len(dst) && dst[i+1].Glued && (isBroken(dst[i:], text) || isOneName(l, dst[i:], text) || isOneWord(l, dst[i:], text)) {
			dst[out].Form += dst[i+1].Form
			dst[out].End = dst[i+1].End
			dst[out].Figure = false
			i++
		}
		out++
	}
	return dst[:out]
}

// isBroken reports whether the first two of tokens are the halves of one word that
// a line's end parts.
func isBroken(tokens []Token, text string) bool {
	a, b := tokens[0], tokens[1]
	return strings.ContainsAny(text[a.End:b.Start], "\r\n") && !a.HasDigit() && !b.HasDigit() &&
		!b.Capital && lexicon.Word(a.Form+b.Form)
}

// isOneWord reports whether the first two of tokens are a word that as many write
// without its hyphen: "e-mail", "start-up", "Wi-Fi", "B-52".
func isOneWord(l *lang.Language, tokens []Token, text string) bool {
	a, b := tokens[0], tokens[1]
	if a.Glued || len(tokens) > 2 && tokens[2].Glued || a.HasDigit() || a.Form == "" {
		return false
	}
	switch {
	case b.Figure:
		designation := text[a.Start:a.End]
		return len(designation) <= 2 && designation == strings.ToUpper(designation) && isASCII(designation) &&
			strings.Trim(text[b.Start:b.End], "0123456789") == ""
	case b.HasDigit():
		return false
	case len(a.Form) == 1:
		return len(b.Form) > 2
	}
	return l.Names.Particles[b.Form] && len(a.Form) > 1
}

// isOneName reports whether the first two of tokens are one hyphenated name: a
// first part with a capital that is no ordinary word, and a second in lower
// case that is not one of those hung onto any noun.
func isOneName(l *lang.Language, tokens []Token, text string) bool {
	a, b := tokens[0], tokens[1]
	if !b.Glued || a.Glued || !a.Capital || a.HasDigit() || b.HasDigit() || a.Acronym || b.Acronym || len(a.Form) < 2 {
		return false
	}
	if len(tokens) > 2 && tokens[2].Glued {
		return false // a longer chain
	}
	r, _ := utf8.DecodeRuneInString(text[b.Start:])
	return unicode.IsLower(r) && !links(l, b.Form) && !l.Names.Prefixes[a.Form] && !lexicon.Word(a.Form)
}

// links reports whether a form is one that is hung onto any noun.
func links(l *lang.Language, form string) bool {
	return strings.HasSuffix(form, "ed") || strings.HasSuffix(form, "ing") || len(form) > 6 ||
		l.Names.Linking[form]
}
