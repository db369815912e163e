package read

import (
	"strconv"
	"strings"
)

// A listNumber is what is printed before an item of a list or a heading.
type listNumber struct {
	text  string // "2.", "(a)", "4.2", "Article 5"; empty if nothing is
	plain bool   // it is a figure alone, with a full stop or a bracket: "2.", "2)"
}

// numberFormat is how an office program counts.
type numberFormat uint8

const (
	inFigures      numberFormat = iota
	inFigures2                  // 01, 02
	inLetters                   // a to z, aa, bb
	inLettersOf26               // a to z, aa, ab
	inCapitals                  // A to Z, AA, BB
	inCapitalsOf26              // A to Z, AA, AB
	inRoman                     // i, ii
	inCapitalRoman              // I, II
	inOrdinals                  // 1st, 2nd
	inNoNumber                  // bullets, and nothing
)

const (
	latinLetters = 26
	// mostInLetters and mostRoman are the highest numbers that are not figures.
	mostInLetters = 30 * latinLetters
	mostRoman     = 4_999
)

// count returns the number n as a format prints it.
func (f numberFormat) count(n int) string {
	switch f {
	case inNoNumber:
		return ""
	case inFigures2:
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case inLetters, inCapitals, inLettersOf26, inCapitalsOf26:
		if n > 0 && n <= mostInLetters {
			return f.letters(n)
		}
	case inRoman:
		return strings.ToLower(roman(n))
	case inCapitalRoman:
		return roman(n)
	case inOrdinals:
		return ordinal(n)
	}
	return strconv.Itoa(n)
}

func (f numberFormat) letters(n int) string {
	var text string
	if f == inLetters || f == inCapitals {
		text = strings.Repeat(string(rune('a'+(n-1)%latinLetters)), (n-1)/latinLetters+1)
	} else {
		for ; n > 0; n = (n - 1) / latinLetters {
			text = string(rune('a'+(n-1)%latinLetters)) + text
		}
	}
	if f == inCapitals || f == inCapitalsOf26 {
		return strings.ToUpper(text)
	}
	return text
}

var romanFigures = []struct {
	value int
	text  string
}{
	{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
}

func roman(n int) string {
	if n <= 0 || n > mostRoman {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, f := range romanFigures {
		for ; n >= f.value; n -= f.value {
			b.WriteString(f.text)
		}
	}
	return b.String()
}

func ordinal(n int) string {
	end := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// isPlain reports whether a number is a figure alone, as Markdown has them.
func isPlain(number string) bool {
	figure := strings.TrimRight(number, ".) ")
	return figure != "" && strings.Trim(figure, "0123456789") == "" && len(number)-len(figure) <= 2
}
