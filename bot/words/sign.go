package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang"
)

// minuses are signs before a negative figure.
const minuses = "-\u2212"

// isMinus reports whether a piece is a minus sign before a figure, behind a text
// that it is not a hyphen, a dash or a range of.
func isMinus(raw, before string) bool {
	if raw != "-" && raw != "\u2212" {
		return false
	}
	if before = before[max(0, len(before)-utf8.UTFMax):]; before == "" {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsSpace(r) || strings.ContainsRune("([“\"'", r)
}

// negate makes a figure negative whose sign begins at start.
func (t *Token) negate(start int) {
	t.Start = start
	if t.Form != "0" {
		t.Form = "-" + t.Form
	}
}

// appendSign appends the token of a sign that stands beside a figure: "$40",
// "40%", "40 %".
func appendSign(l *lang.Language, dst []Token, raw string, start int, text string) []Token {
	word := l.Figures.Signs[raw]
	if word == "" {
		return dst
	}
	end := start + len(raw)
	after := end < len(text) && isDigit(text[end])
	before := strings.TrimSuffix(strings.TrimSuffix(text[:start], " "), "\u00a0")
	if !after && (before == "" || !isDigit(before[len(before)-1])) {
		return dst
	}
	return append(dst, Token{Start: start, End: end, Form: word, Sign: true})
}

// isUnit reports whether a word behind a figure is a short name of a unit, or half
// of a day: "120km", "6pm".
func isUnit(l *lang.Language, word string) bool {
	_, half := l.Calendar.HalfDays[word]
	return half || l.Figures.Abbreviated[word] != ""
}

// appendWord appends the tokens of one raw word. Most words are one; a figure with
// its unit is two ("120km", "6pm"), and so are a quarter of a year ("Q3") and more in a date
// with stops ("12.3.1961").
func appendWord(l *lang.Language, dst []Token, raw string, start, hyphenEnd int) []Token {
	if raw == "" {
		return dst
	}
	if raw[0] == 'Q' && len(raw) == 2 && raw[1] >= '1' && raw[1] <= '4' && len(l.Numbers.Ranks) >= 4 {
		return append(dst,
			Token{Start: start, End: start + 1, Form: l.Calendar.Quarter, Capital: true, Glued: hyphenEnd == start},
			Token{Start: start + 1, End: start + 2, Form: l.Numbers.Ranks[raw[1]-'1']})
	}
	if isDigit(raw[0]) {
		if date := dottedDate(l, raw, start); date != nil {
			return append(dst, date...)
		}
		if number, unit := cutDigits(raw); isUnit(l, strings.ToLower(unit)) {
			if value, ok := plainDigits(number); ok {
				at := start + len(number)
				return append(dst,
					Token{Start: start, End: at, Form: value, Figure: true, Glued: hyphenEnd == start},
					Token{Start: at, End: start + len(raw), Form: strings.ToLower(unit)})
			}
		}
	}
	return appendToken(l, dst, raw, start, hyphenEnd)
}
