package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"github.com/quoth-bot/quoth/lang"
)

// ends reports whether the stop, which something follows, ends its sentence.
// UAX 29 gives the rule; what it gets wrong in English prose is corrected
// before and after it, from the cheap tests to the dear.
func (s *stop) ends() bool {
	full := s.text[s.at] == '.'
	switch {
	case s.overtaken:
		return false
	case s.next == s.tail:
		return s.endsGlued()
	case s.ellipsis: // the rune "…" ends nothing in Unicode
		return isWordRune(s.first) && !unicode.IsLower(s.first)
	case s.text[s.at] >= utf8.RuneSelf:
		return s.unicodeBreak()
	case unicode.IsLower(s.first):
		return full && s.beforeCamel()
	case unicode.IsDigit(s.first), unicode.Is(unicode.Sc, s.first), s.noted:
		// UAX 29 joins "in 1990. 12 people" (or "$12 million") for the small letter after the
		// figure, and knows no footnotes; the word before the stop must tell.
		return s.fullStop()
	}
	return s.unicodeBreak() && s.fullStop()
}

// unicodeBreak reports whether the sentence rules of UAX 29 break after the
// stop. They see a window: the two runes before the stop (no rule looks
// farther back) and aheadReach bytes after it. In the whole text they would
// take quadratic time for a stop before a long stretch without letters; a gap
// wider than the window is a break whatever they say.
func (s *stop) unicodeBreak() bool {
	if s.next-s.tail > aheadReach {
		return true
	}
	from := s.at
	for range 2 {
		_, n := utf8.DecodeLastRuneInString(s.text[s.para.Start:from])
		from -= n
	}
	to := min(s.para.End, s.next+aheadReach)
	for to < s.para.End && !utf8.RuneStart(s.text[to]) {
		to--
	}
	it := sentences.FromString(s.text[from:to])
	for it.Next() {
		if end := from + it.End(); end >= s.end {
			return end <= s.next
		}
	}
	return false
}

// fullStop judges a stop by the word before it, when white space and then no
// small letter follow.
func (s *stop) fullStop() bool {
	before, at := s.before()
	if s.text[s.at] != '.' {
		return !s.language.Exclamations[before] || s.starter()
	}
	digit := unicode.IsDigit(s.first)
	switch s.kindOf(before) {
	case lang.Title:
		return false
	case lang.Numbered:
		return !digit && !isRoman(letters(s.word)) && !strings.ContainsAny(s.word, "0123456789")
	case lang.Closing:
		return s.starter()
	case lang.Listing:
		return true
	case lang.Clock:
		if hour := s.wordBefore(at); hour == "" || !isDigit(hour[0]) {
			return s.starter()
		}
		return !digit && !s.language.Zones[letters(s.word)]
	case initial:
		return at > s.from && (s.starter() || s.language.Enumerators[s.wordBefore(at)])
	}
	return !(at == s.from && isMarker(before))
}

// before returns the word that the stop closes, without marks that open it,
// and its offset.
func (s *stop) before() (word string, at int) {
	limit := max(s.from, s.at-wordReach)
	pos := s.at
	for pos > limit {
		r, n := utf8.DecodeLastRuneInString(s.text[limit:pos])
		if IsBlank(r) || isOpener(r) && r != '\'' || r == '/' || r == '–' || r == '—' {
			break
		}
		pos -= n
	}
	return s.text[pos:s.at], pos
}

// wordBefore returns the word that ends before offset at, in the same
// sentence.
func (s *stop) wordBefore(at int) string {
	limit := max(s.from, at-wordReach)
	t := strings.TrimRightFunc(s.text[limit:at], IsBlank)
	return t[strings.LastIndexFunc(t, IsBlank)+1:]
}

// starter reports whether the word after the stop is one that begins a
// sentence rather than going on with a name.
func (s *stop) starter() bool {
	kind := s.starterKind()
	return kind == lang.Always || kind == lang.BeforeSmall && s.smallFollows()
}

func (s *stop) starterKind() lang.Starter {
	word := letters(s.word)
	if strings.HasPrefix(s.word[len(word):], ".") || strings.HasPrefix(s.word[len(word):], "-") {
		return 0
	}
	return s.language.Starters[word]
}

// smallFollows reports whether a small letter or a figure begins the second
// word after the stop.
func (s *stop) smallFollows() bool {
	pos := skipBlank(s.text, s.wordEnd, min(s.para.End, s.wordEnd+aheadReach))
	r, _ := utf8.DecodeRuneInString(s.text[pos:s.para.End])
	return unicode.IsLower(r) || unicode.IsDigit(r)
}

// beforeCamel reports whether the word after the stop is a name like iPhone
// or eBay, which may begin a sentence in spite of its small letter.
func (s *stop) beforeCamel() bool {
	w := s.word
	if len(w) < 3 || !isLower(w[0]) || !isUpper(w[1]) || !isLower(w[2]) {
		return false
	}
	before, _ := s.before()
	return s.kindOf(before) == 0
}

// endsGlued reports whether the stop ends its sentence although no white space
// follows, as where markup was taken out of a page ("the conflict.The
// deployment"). Addresses, file names and code must stay whole.
func (s *stop) endsGlued() bool {
	if s.text[s.at] >= utf8.RuneSelf && !s.ellipsis {
		return s.unicodeBreak()
	}
	if !unicode.IsUpper(s.first) || s.ellipsis || s.end-s.at != 1 {
		return false
	}
	chunk := s.text[max(s.from, s.at-wordReach):s.at]
	chunk = chunk[strings.LastIndexFunc(chunk, IsBlank)+1:]
	before := strings.TrimLeftFunc(chunk, isOpener)
	if strings.ContainsAny(chunk, "./@=_`\\:<>#&") || len(letters(before)) < 2 || !plainWord(s.word) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	if !unicode.IsLower(last) && !unicode.IsDigit(last) && !isCloser(last) {
		return false
	}
	if s.kindOf(before) != 0 {
		return false
	}
	if s.starterKind() == lang.Always {
		return true
	}
	// Any other capitalised word might as well be code ("pod.Spec"): it must
	// follow a longer word in small letters and go on in small letters.
	small, _ := utf8.DecodeRuneInString(before)
	return unicode.IsLower(small) && len(before) >= 5 && s.smallFollows() && !s.language.Domains[letters(s.word)]
}

// plainWord reports whether w is a capitalised word with nothing but closing
// punctuation after its letters.
func plainWord(w string) bool {
	body := strings.TrimRight(w, ".,;:!?)]\"'’”")
	for i, r := range body {
		switch {
		case r == '-' || r == '’' || r == '\'':
		case !unicode.IsLetter(r):
			return false
		case i > 0 && unicode.IsUpper(r) && !strings.ContainsAny(body[:i], "-'’"):
			return false
		}
	}
	return len(body) > 1 || body == "A" || body == "I"
}

// letters returns the letters that w begins with.
func letters(w string) string {
	for i := 0; i < len(w); i++ {
		if b := w[i]; b >= utf8.RuneSelf {
			return w[:len(w)-len(strings.TrimLeftFunc(w, unicode.IsLetter))]
		} else if !isLower(b) && !isUpper(b) {
			return w[:i]
		}
	}
	return w
}

// isMarker reports whether w, alone before a stop at the start of a sentence,
// numbers a list item: up to three figures, a letter, or a Roman numeral.
func isMarker(w string) bool {
	if len(w) == 0 || len(w) > 4 {
		return false
	}
	if strings.Trim(w, "0123456789") == "" {
		return len(w) <= 3
	}
	return len(w) == 1 && isLower(w[0]) || strings.Trim(w, "ivx") == "" || isRoman(w)
}

// isRoman reports whether w is written with the capital Roman figures only.
func isRoman(w string) bool { return w != "" && strings.Trim(w, "IVXLC") == "" }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
func isLower(b byte) bool { return b >= 'a' && b <= 'z' }
func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }
