// Package figures finds the figures and dates of a sentence, each by its value
// and with what it counts, so that sources that give different ones can be
// shown side by side.
package figures

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// A Kind says what a figure is.
type Kind string

// The kinds.
const (
	Number  Kind = "number"
	Percent Kind = "percent"
	Money   Kind = "money"
	Date    Kind = "date"
	// Time is a time of day, or what comes again each week or year: "18:45",
	// "noon", "tuesdays", "winter", "third quarter".
	Time Kind = "time"
)

// A Figure is one value given in a text. Text without a definite value
// ("thousands of", "dozens"), codes ("Covid-19"), labels ("Article 5") and
// ordinals ("the third") are none.
type Figure struct {
	Start, End int // bytes of the text: the value with its qualifier and its sign or unit of money
	Kind       Kind

	// Value is what is compared. Of a number its digits without separators
	// ("10000", "1.5"); of a date "2024-10-24", "10-24", "2024-10", "10",
	// "2024", "1990s", "19th century", "monday"; of a relative date its folded
	// words ("soon", "in the coming weeks").
	Value string
	To    string // of a range its second value ("10,000-12,000"), else empty

	Qualifier string // as in the text, "up to", "by", "mid"; empty if none
	Relative  bool   // a date that depends on when the text was written
	Unit      string // of money its currency: "usd", "eur"; else empty

	// Counted are the folded words of the noun phrase that follows, its head
	// last: north, korean, soldiers. It is empty where none does.
	Counted    []string
	CountedEnd int // byte of the text behind them; 0 for none
}

// Head returns the noun that is counted, or "".
func (f Figure) Head() string {
	if len(f.Counted) == 0 {
		return ""
	}
	return f.Counted[len(f.Counted)-1]
}

// Find returns the figures and dates of a text of some language in order; they do not overlap.
func Find(l *lang.Language, text string) []Figure { return FindIn(l, text, words.Tokens(l, text)) }

// FindIn is Find of a text whose tokens are known.
func FindIn(l *lang.Language, text string, tokens []words.Token) []Figure {
	if slices.ContainsFunc(tokens, isSign) { // they are read in the text
		tokens = slices.DeleteFunc(slices.Clone(tokens), isSign)
	}
	r := reader{language: l, text: text, tokens: tokens}
	var found []Figure
	for i := 0; i < len(r.tokens); {
		figure, next := r.read(i)
		if next == i {
			i++
			continue
		}
		if figure.Kind != "" {
			if n := len(found); n > 0 && figure.Start < found[n-1].End {
				figure.Start = found[n-1].End
			}
			found = append(found, figure)
		}
		i = next
	}
	return found
}

func isSign(t words.Token) bool { return t.Sign }

// reader reads the figures of one text.
type reader struct {
	language *lang.Language
	text     string
	tokens   []words.Token
}

// read reads a figure or date at token i and returns where reading goes on: at
// i if there is nothing, behind it with no Kind if it is to be passed over.
func (r *reader) read(i int) (Figure, int) {
	if f, next := r.relative(i); next > i {
		return f, next
	}
	if f, next := r.date(i); next > i {
		return f, next
	}
	if f, next := r.time(i); next > i {
		return f, next
	}
	return r.number(i)
}

// form returns the folded form of token i, "" beyond the ends.
func (r *reader) form(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].Form
}

// raw returns token i as it is written, "" beyond the ends.
func (r *reader) raw(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.text[r.tokens[i].Start:r.tokens[i].End]
}

func (r *reader) isFigure(i int) bool { return i >= 0 && i < len(r.tokens) && r.tokens[i].Figure }

// gap returns the text between token i-1 and token i; "\n" at the ends, which
// nothing reads across.
func (r *reader) gap(i int) string {
	if i <= 0 || i >= len(r.tokens) {
		return "\n"
	}
	return r.text[r.tokens[i-1].End:r.tokens[i].Start]
}

// follows reports whether only white space or a hyphen parts token i from the
// one before.
func (r *reader) follows(i int) bool {
	gap := r.gap(i)
	return gap != "\n" && (isHyphen(gap) || strings.TrimLeft(gap, " \u00a0\t") == "")
}

func isHyphen(s string) bool { return s == "-" || s == "\u2010" || s == "\u2011" }

// isRangeDash reports a dash between two values.
func isRangeDash(gap string) bool {
	switch strings.TrimSpace(gap) {
	case "-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014":
		return true
	}
	return false
}

// isDigits reports whether s is written in n digits.
func isDigits(s string, n int) bool {
	if len(s) != n {
		return false
	}
	for i := 0; i < n; i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
