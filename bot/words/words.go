// Package words turns text into the words that are compared: folded, stemmed,
// figures by their value, each with the bytes it came from. Questions and
// sources go through the same code, so that the two can meet.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/quoth-bot/quoth/lang"
)

// A Token is one word or figure of a text.
type Token struct {
	Start, End int    // byte range in the text; of a figure in words, of all its words
	Form       string // folded form: lower case, no accents, no possessive; of a figure, its value in digits
	Figure     bool   // Form is a value: digits, and a decimal point where there is one
	Capital    bool   // begins with a capital letter
	Acronym    bool   // dotted (U.S.) or two and more letters, all capitals
	Glued      bool   // a hyphen alone stands between it and the token before (Yong-won)
	Sign       bool   // a sign beside a figure, read as its word: "$" as "dollars"
}

// HasDigit reports whether the token is a figure or a code such as "H1N1":
// something that is matched by value only, never by likeness.
func (t Token) HasDigit() bool {
	return t.Figure || strings.ContainsAny(t.Form, "0123456789")
}

// Tokens returns the words and figures of a text of some language, in order. Words are cut by the
// Unicode rules (UAX #29); punctuation and white space are left out.
func Tokens(l *lang.Language, text string) []Token {
	return AppendTokens(l, make([]Token, 0, 4+len(text)/5), text)
}

// AppendTokens appends the tokens of text to dst.
func AppendTokens(l *lang.Language, dst []Token, text string) []Token {
	first := len(dst)
	it := words.FromString(text)
	hyphenEnd := -1 // where a lone hyphen that directly follows a token ends, or the end of a line behind it
	broken := false // that is such an end
	minusEnd := -1  // where a sign ends that makes a figure right behind it negative
	for it.Next() {
		raw, start := it.Value(), it.Start()
		if raw == " " && hyphenEnd != start { // most of what parts words
			hyphenEnd, minusEnd = -1, -1
			continue
		}
		if !isWord(raw) {
			switch end := start + len(raw); {
			case isHyphen(raw) && len(dst) > first && dst[len(dst)-1].End == start:
				hyphenEnd, broken = end, false
			case hyphenEnd == start && (isLineEnd(raw) || broken && isBlank(raw)):
				hyphenEnd, broken = end, true
			default:
				hyphenEnd = -1
			}
			minusEnd = -1
			if isMinus(raw, text[:start]) {
				minusEnd = start + len(raw)
			}
			dst = appendSign(l, dst, raw, start, text)
			continue
		}
		for i := breakAt(raw); i >= 0; i = breakAt(raw) {
			dst = appendToken(l, dst, raw[:i], start, hyphenEnd)
			raw, start = raw[i+1:], start+i+1
		}
		n := len(dst)
		dst = appendWord(l, dst, raw, start, hyphenEnd)
		if isDotted(raw) && strings.HasPrefix(text[start+len(raw):], ".") {
			dst[len(dst)-1].End++ // the Unicode rules leave the last stop of "U.S." outside
		}
		if minusEnd == start && n < len(dst) && len(dst)-n <= 2 && dst[n].Figure { // three are a date
			dst[n].negate(strings.LastIndexAny(text[:start], minuses))
		}
	}
	dst = mergeFigures(l, dst, first, text)
	dst = mergeDates(l, dst, first, text)
	return mergeCompounds(l, dst, first, text)
}

// appendToken appends the token of one raw word, unless it folds to nothing, as
// an apostrophe that Unicode counts as a letter does.
func appendToken(l *lang.Language, dst []Token, raw string, start, hyphenEnd int) []Token {
	if raw == "" {
		return dst
	}
	t := makeToken(l, raw, start)
	if t.Form == "" || (t.Form[0] <= ' ' || t.Form[0] >= utf8.RuneSelf) && strings.TrimSpace(t.Form) == "" {
		return dst
	}
	t.Glued = hyphenEnd == start
	return append(dst, t)
}

// breakAt returns the index of a byte that separates two words which the Unicode
// rules join but a reader does not, or -1: sentences glued without a space
// ("conflict.The"), and underscores.
func breakAt(raw string) int {
	dotted := false
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '_':
			return i
		case '.', ':':
			if i >= 3 && i+2 < len(raw) && isLower(raw[i-1]) && isLower(raw[i-2]) &&
				!dotted && isUpper(raw[i+1]) && isLower(raw[i+2]) {
				return i
			}
			dotted = dotted || raw[i] == '.'
		}
	}
	return -1
}

func isLower(b byte) bool { return 'a' <= b && b <= 'z' }
func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }
func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func isLineEnd(s string) bool { return s == "\n" || s == "\r\n" || s == "\r" }
func isBlank(s string) bool   { return strings.Trim(s, " \t") == "" }

func isHyphen(s string) bool { return s == "-" || s == "\u2010" || s == "\u2011" }

// SideBySide reports whether nothing but blanks and hyphens part two words of a text,
// of which one ends where the other has not begun yet.
func SideBySide(text string, end, begin int) bool { return strings.Trim(text[end:begin], " -") == "" }

// isWord reports whether a segment holds a letter or a digit.
func isWord(s string) bool {
	for _, r := range s {
		if r < utf8.RuneSelf {
			b := byte(r)
			if isLower(b) || isUpper(b) || isDigit(b) {
				return true
			}
			continue
		}
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return true
		}
	}
	return false
}

func makeToken(l *lang.Language, raw string, start int) Token {
	t := Token{Start: start, End: start + len(raw)}
	r, _ := utf8.DecodeRuneInString(raw)
	t.Capital = unicode.IsUpper(r)
	if value, ok := parseFigure(l, raw); ok {
		t.Form, t.Figure = value, true
		return t
	}
	form := Fold(raw)
	if form == raw && !t.Capital && strings.IndexByte(raw, '.') < 0 { // all in small letters: no acronym
		t.Form = form
		return t
	}
	dotted := isDotted(raw)
	if dotted {
		form = strings.ReplaceAll(form, ".", "")
	}
	t.Acronym = dotted && !l.Names.Dotted[form] || isAllCaps(raw)
	if t.Acronym && l.IsStop(form) {
		// "US", "WHO" and "IT" name something where "us", "who" and "it" do
		// not: in capitals the form cannot be taken for the stop word.
		form = strings.ToUpper(form)
	}
	t.Form = form
	return t
}

// isDotted reports single letters with full stops between them: "U.S", "e.g", "J.R.R".
func isDotted(raw string) bool {
	if len(raw) < 3 {
		return false
	}
	for i := 0; i < len(raw); i++ {
		if i%2 == 1 {
			if raw[i] != '.' {
				return false
			}
		} else if !isUpper(raw[i]) && !isLower(raw[i]) {
			return false
		}
	}
	return true
}

func isAllCaps(raw string) bool {
	letters := 0
	for _, r := range raw {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 2
}

// Fold returns the form in which a word is compared: lower case, without
// accents (NFKD, combining marks removed), straight apostrophes, no possessive.
func Fold(word string) string {
	ascii, lower := true, true
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
		if isUpper(word[i]) {
			lower = false
		}
	}
	switch {
	case !ascii:
		word = foldUnicode(word)
	case !lower:
		word = strings.ToLower(word)
	}
	return trimPossessive(word)
}

func foldUnicode(word string) string {
	// The apostrophe of print alone is no reason to take a word apart.
	if plain := strings.ReplaceAll(word, "’", "'"); isASCII(plain) {
		return strings.ToLower(plain)
	}
	stripped, _, err := transform.String(
		transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), word)
	if err != nil {
		stripped = word
	}
	return strings.ToLower(unjoined.Replace(stripped))
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unjoined holds the letters that have no Unicode decomposition and that
// writers without such a keyboard replace.
var unjoined = strings.NewReplacer(
	"’", "'", "‘", "'", "ʼ", "'",
	"\u00ad", "", // a place where a line may break
	"ß", "ss", "ẞ", "SS", "æ", "ae", "Æ", "AE", "œ", "oe", "Œ", "OE",
	"ø", "o", "Ø", "O", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "þ", "th", "Þ", "TH", "ı", "i",
)

func trimPossessive(word string) string {
	if rest, ok := strings.CutSuffix(word, "'s"); ok && rest != "" {
		return rest
	}
	return strings.TrimRight(word, "'")
}
