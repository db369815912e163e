package words

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang"
)

// maxFigure bounds the digits of a figure: longer runs are codes, not values.
const maxFigure = 18

// parseFigure reads one raw word as a value: "3,000", "0.5", "3k", "24th".
// The value is written in digits without separators or needless zeros.
func parseFigure(l *lang.Language, raw string) (string, bool) {
	if raw == "" || !isDigit(raw[0]) {
		return "", false
	}
	digits, suffix := cutDigits(raw)
	value, ok := plainDigits(digits)
	if !ok {
		return "", false
	}
	if suffix = strings.ToLower(suffix); suffix == "" || suffix == "s" || l.Numbers.Ordinals[suffix] {
		return value, true
	}
	if zeros, ok := l.Numbers.Suffixes[suffix]; ok {
		return shift(value, zeros), true
	}
	return "", false
}

// cutDigits parts the digits that a word begins with, and what separates them,
// from the rest.
func cutDigits(raw string) (digits, rest string) {
	rest = strings.TrimLeft(raw, "0123456789,.'’\u202f")
	return raw[:len(raw)-len(rest)], rest
}

// separators part groups of three digits: the space is one that no line breaks
// at.
var separators = []string{",", "'", "’", "\u202f"}

// plainDigits removes thousands separators and needless zeros. It refuses
// what is not one number: "1.2.3", "10,00". Stops separate groups where there are
// two of them: "1.250.000".
func plainDigits(s string) (string, bool) {
	if len(s) > maxFigure {
		return "", false
	}
	separator := ","
	for _, other := range separators[1:] {
		if strings.Contains(s, other) {
			separator = other
		}
	}
	whole, fraction, dotted := strings.Cut(s, ".")
	if strings.Count(fraction, ".") > 0 && len(whole) <= 3 && strings.Trim(s, "0123456789.") == "" {
		whole, fraction, dotted, separator = s, "", false, "."
	}
	if dotted && strings.Trim(fraction, "0123456789") != "" || dotted && fraction == "" {
		return "", false
	}
	groups := strings.Split(whole, separator)
	for i, g := range groups {
		if g == "" || i > 0 && len(g) != 3 || strings.Trim(g, "0123456789") != "" {
			return "", false
		}
	}
	if len(groups) > 1 && len(groups[0]) > 3 {
		return "", false
	}
	whole = strings.TrimLeft(strings.Join(groups, ""), "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		return whole + "." + fraction, true
	}
	return whole, true
}

// shift multiplies a value in plain digits by ten to the power of zeros.
func shift(value string, zeros int) string {
	whole, fraction, _ := strings.Cut(value, ".")
	if len(fraction) < zeros {
		fraction += strings.Repeat("0", zeros-len(fraction))
	}
	whole, fraction = whole+fraction[:zeros], strings.TrimRight(fraction[zeros:], "0")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

// mergeFigures rewrites runs of number words in dst[first:] ("three thousand",
// "twenty-five", "1.5 million") as one figure each.
func mergeFigures(l *lang.Language, dst []Token, first int, text string) []Token {
	out := first
	for i := first; i < len(dst); {
		merged, n := figureInWords(l, dst[i:], text)
		if n == 0 {
			if out < i {
				dst[out] = dst[i]
			}
			i++
		} else {
			dst[out] = merged
			i += n
		}
		out++
	}
	return dst[:out]
}

// figureInWords reads a figure written in words at the head of tokens and says
// how many tokens it takes; 0 if there is none.
func figureInWords(l *lang.Language, tokens []Token, text string) (Token, int) {
	head := &tokens[0]
	switch {
	case head.Figure:
		return digits(l, tokens, text)
	case l.Numbers.Unit(head.Form) == 0:
		return roundFigure(l, tokens, text)
	}
	units, scales := l.Numbers.Units, l.Numbers.Scales
	var total, group int64
	n, scaled, least := 0, 0, int64(math.MaxInt64) // scaled is n after the least scale so far
	for n < len(tokens) && (n == 0 || adjoins(text, tokens[n-1], tokens[n])) {
		form := tokens[n].Form
		if form == "and" && n > 0 && group%100 == 0 && n+1 < len(tokens) && units[tokens[n+1].Form] > 0 &&
			scales[tokens[n-1].Form] > 0 && adjoins(text, tokens[n], tokens[n+1]) {
			n++
			continue
		}
		if unit, ok := units[form]; ok {
			if !fitsAfter(group, unit) {
				break
			}
			group += unit
		} else if scale := scales[form]; scale == 100 && group > 0 && group < 100 {
			group *= 100
		} else if scale > 100 && scale < least && group > 0 {
			total, group, scaled, least = total+group*scale, 0, n+1, scale
		} else if scale > 100 && group > 0 {
			n, group = scaled, 0 // "two thousand three thousand": the group begins a figure of its own
			break
		} else {
			break
		}
		n++
	}
	if n == 1 && head.Form == "one" {
		return Token{}, 0
	}
	merged := *head
	merged.End = tokens[n-1].End
	merged.Form, merged.Figure = strconv.FormatInt(total+group, 10), true
	return dozens(l, merged, n, tokens, text)
}

// fitsAfter reports whether a unit can follow what is already counted:
// "twenty" takes "five", "five" takes nothing.
func fitsAfter(group, unit int64) bool {
	below := group % 100
	return below == 0 || unit < 10 && below >= 20 && below%10 == 0
}

// digits reads a figure that begins in digits: "3 000", "1.5 million",
// "2 dozen".
func digits(l *lang.Language, tokens []Token, text string) (Token, int) {
	merged, n := grouped(l, tokens, text)
	if n < len(tokens) && adjoins(text, merged, tokens[n]) {
		if scale := l.Numbers.Scales[tokens[n].Form]; scale > 0 {
			merged.End, merged.Form = tokens[n].End, shift(merged.Form, zerosOf(scale))
			return merged, n + 1
		}
	}
	if merged, n := dozens(l, merged, n, tokens, text); n > 1 {
		return merged, n
	}
	return Token{}, 0
}

// grouped joins groups of three digits between which spaces stand.
func grouped(l *lang.Language, tokens []Token, text string) (Token, int) {
	merged, n := tokens[0], 1
	raw := func(t Token) string { return text[t.Start:t.End] }
	if head := raw(merged); len(head) > 3 || head[0] == '0' || strings.Trim(head, "0123456789") != "" {
		return merged, 1
	}
	space, whole := "", raw(merged)
	for n < len(tokens) && tokens[n].Figure {
		gap, group := text[tokens[n-1].End:tokens[n].Start], raw(tokens[n])
		if len(group) != 3 || strings.Trim(group, "0123456789") != "" || n > 1 && gap != space || !isGroupSpace(gap) {
			break
		}
		space, whole = gap, whole+group
		n++
	}
	if n == 1 || space == " " && !isOneFigure(l, tokens[:n], text) || len(whole) > maxFigure {
		return tokens[0], 1
	}
	merged.Form, merged.End = whole, tokens[n-1].End
	return merged, n
}

// isGroupSpace reports a space, a space that no line breaks at, narrow or not, or
// a thin one.
func isGroupSpace(gap string) bool {
	switch gap {
	case " ", "\u00a0", "\u202f", "\u2009":
		return true
	}
	return false
}

// isOneFigure reports whether groups of digits between plain spaces are one
// figure: several groups of three are, and thousands; otherwise it has to stand
// where no noun before it may be numbered: "pier 7 200 metres from it".
func isOneFigure(l *lang.Language, groups []Token, text string) bool {
	if len(groups) > 2 || text[groups[1].Start:groups[1].End] == "000" {
		return true
	}
	before := strings.Fields(text[max(0, groups[0].Start-longestBefore):groups[0].Start])
	if len(before) == 0 {
		return true
	}
	word := Fold(before[len(before)-1])
	return !isWord(word) || l.IsStop(word) || l.Past != nil && l.Past(word) || l.Figures.QualifierEnds[word]
}

// longestBefore is how many bytes before a figure hold the word before it.
const longestBefore = 40

// dozens multiplies a figure of the first n tokens where "dozen" follows.
func dozens(l *lang.Language, figure Token, n int, tokens []Token, text string) (Token, int) {
	if n < len(tokens) && tokens[n].Form == l.Numbers.Dozen && adjoins(text, figure, tokens[n]) {
		if v, err := strconv.ParseInt(figure.Form, 10, 32); err == nil {
			figure.Form, figure.End = strconv.FormatInt(12*v, 10), tokens[n].End
			return figure, n + 1
		}
	}
	return figure, n
}

// roundFigure reads "a dozen", "a million", "half a million", and a figure
// behind "minus".
func roundFigure(l *lang.Language, tokens []Token, text string) (Token, int) {
	head := tokens[0]
	switch form := head.Form; {
	case len(tokens) < 2 || !adjoins(text, head, tokens[1]):
	case (form == "a" || form == "an") && l.Numbers.Round[tokens[1].Form] != "":
		head.Form, head.Figure, head.End = l.Numbers.Round[tokens[1].Form], true, tokens[1].End
		return head, 2
	case form == l.Numbers.Half:
		if whole, n := roundFigure(l, tokens[1:], text); n == 2 {
			head.Form, head.Figure, head.End = halved(whole.Form), true, whole.End
			return head, 3
		}
	case form == l.Numbers.Minus:
		figure, n := tokens[1], 1
		if merged, m := figureInWords(l, tokens[1:], text); m > 0 {
			figure, n = merged, m
		}
		if figure.Figure && figure.Form[0] != '-' {
			figure.negate(head.Start)
			return figure, n + 1
		}
	}
	return Token{}, 0
}

// halved halves a round figure.
func halved(value string) string {
	v, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return value
	}
	return strconv.FormatInt(v/2, 10)
}

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

// zerosOf returns the zeros of a power of ten.
func zerosOf(scale int64) int {
	n := 0
	for ; scale >= 10; scale /= 10 {
		n++
	}
	return n
}

// adjoins reports whether only a space or a hyphen stands between two tokens.
func adjoins(text string, a, b Token) bool {
	between := text[a.End:b.Start]
	return between == " " || between == "-"
}
