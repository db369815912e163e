package words

import (
	"math"
	"strconv"
	"strings"

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

// roundFigure reads "a dozen", "a million", "half a million", a figure behind
// "minus", and "per cent".
func roundFigure(l *lang.Language, tokens []Token, text string) (Token, int) {
	head := tokens[0]
	switch form := head.Form; {
	case len(tokens) < 2 || !adjoins(text, head, tokens[1]):
	case (form == "a" || form == "an") && l.Numbers.Round[tokens[1].Form] != "":
		head.Form, head.Figure, head.End = l.Numbers.Round[tokens[1].Form], true, tokens[1].End
		return head, 2
	case form == l.Numbers.PerCent[0] && tokens[1].Form == l.Numbers.PerCent[1]:
		head.Form, head.End = l.Figures.Signs["%"], tokens[1].End
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
