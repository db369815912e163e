package words

import (
	"strconv"
	"strings"

	"github.com/quoth-bot/quoth/lang"
)

// This file gives dates, times of day and ordinals one form, however they are
// written: months their full name ("12 Mar. 1961", "1961-03-12", "12.3.1961"), a
// time of day hours and minutes ("18:45" for "6:45 p.m."), an ordinal its word
// ("third" for "3rd") but in a date.

// dottedDate reads "24.10.2024", day first, as three tokens; nil if it is none.
func dottedDate(l *lang.Language, raw string, start int) []Token {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 || len(parts[2]) != 4 || !IsYear(parts[2]) {
		return nil
	}
	day, month := small(parts[0], 31), small(parts[1], 12)
	if day == 0 || month == 0 || strings.Trim(raw, "0123456789.") != "" {
		return nil
	}
	at := []int{start, start + len(parts[0]) + 1, start + len(parts[0]) + len(parts[1]) + 2}
	return []Token{
		{Start: at[0], End: at[0] + len(parts[0]), Form: strconv.Itoa(day), Figure: true},
		{Start: at[1], End: at[1] + len(parts[1]), Form: monthName(l, month)},
		{Start: at[2], End: at[2] + 4, Form: parts[2], Figure: true},
	}
}

// monthName returns the full name of a month, from 1.
func monthName(l *lang.Language, month int) string {
	if month > len(l.Calendar.Values) {
		return strconv.Itoa(month)
	}
	return l.Calendar.Values[month-1]
}

// small reads one or two digits as a number from 1 to most; 0 if they are none.
func small(digits string, most int) int {
	if len(digits) == 0 || len(digits) > 2 || strings.Trim(digits, "0123456789") != "" {
		return 0
	}
	if n, err := strconv.Atoi(digits); err == nil && n <= most {
		return n
	}
	return 0
}

// longestShort is the most bytes of a month's short name.
const longestShort = 4

// mergeDates gives dates, times of day and ordinals in dst[first:] their form.
func mergeDates(l *lang.Language, dst []Token, first int, text string) []Token {
	out := 0
	d := dater{language: l, tokens: dst[first:], text: text}
	for d.i < len(d.tokens) {
		if t := &d.tokens[d.i]; !t.Figure && (!t.Capital || len(t.Form) > longestShort) { // most words
			if out < d.i {
				d.tokens[out] = *t
			}
			out++
			d.i++
			continue
		}
		t, n := d.read()
		d.tokens[out] = t
		out++
		d.i += n
	}
	return dst[:first+out]
}

// A dater reads token i of some. What stands before it may have been read.
type dater struct {
	language *lang.Language
	tokens   []Token
	text     string
	i        int
}

// read returns token i in its form, and of how many it was made.
func (d *dater) read() (Token, int) {
	t := d.tokens[d.i]
	switch {
	case t.Figure:
		if time, n := d.time(); n > 0 {
			return time, n
		}
		d.nameMonths()
		return d.rank(), 1
	case d.language.Calendar.Months[t.Form] > 0 && d.isMonth():
		t.Form = monthName(d.language, d.language.Calendar.Months[t.Form])
	}
	return t, 1
}

func (d *dater) raw(i int) string {
	if i < 0 || i >= len(d.tokens) {
		return ""
	}
	return d.text[d.tokens[i].Start:d.tokens[i].End]
}

// gap returns what stands between token i and the one before.
func (d *dater) gap(i int) string {
	if i <= 0 || i >= len(d.tokens) || d.tokens[i].Start < d.tokens[i-1].End {
		return "\n"
	}
	return d.text[d.tokens[i-1].End:d.tokens[i].Start]
}

// isMonth reports whether a short name that may be another word's is a month's: a
// day or a year stands beside it.
func (d *dater) isMonth() bool {
	if gap := d.gap(d.i + 1); gap == " " || gap == ". " {
		if next := d.tokens[d.i+1]; next.Figure && (small(next.Form, 31) > 0 || IsYear(next.Form)) {
			return true
		}
	}
	return d.gap(d.i) == " " && d.tokens[d.i-1].Figure && small(d.tokens[d.i-1].Form, 31) > 0
}

// nameMonths gives the month of a date in figures its name, where its order is
// plain: "1961-03-12", "24/10/2024", "10/24/2024".
func (d *dater) nameMonths() {
	i := d.i
	gap := d.gap(i + 1)
	if gap != d.gap(i+2) || gap != "-" && gap != "/" || d.gap(i+3) == gap {
		return
	}
	a, b, c := d.raw(i), d.raw(i+1), d.raw(i+2)
	month := 0
	switch {
	case gap == "-" && len(a) == 4 && IsYear(a) && small(b, 12) > 0 && small(c, 31) > 0:
		month = i + 1
	case gap == "/" && len(c) == 4 && IsYear(c) && small(a, 31) > 0 && small(b, 31) > 0:
		switch x, y := small(a, 31), small(b, 31); {
		case x > 12 && y <= 12 || x == y:
			month = i + 1
		case x <= 12 && y > 12:
			month = i
		default:
			return
		}
	default:
		return
	}
	t := &d.tokens[month]
	t.Form, t.Figure = monthName(d.language, small(d.raw(month), 12)), false
}

// time reads a time of day: "18:45", "6:45 p.m.", "6 p.m.", "nine a.m.".
func (d *dater) time() (Token, int) {
	t := d.tokens[d.i]
	hour, minute, n := small(t.Form, 24), "00", 1
	if t.Form == "0" {
		hour = 0
	} else if hour == 0 {
		if whole, part, ok := strings.Cut(d.raw(d.i), "."); ok && len(part) == 2 && part < "60" { // "6.45 p.m."
			hour, minute = small(whole, 24), part
		}
		if hour == 0 {
			return t, 0
		}
	}
	clock := false
	if after := d.raw(d.i + 1); d.gap(d.i+1) == ":" && len(after) == 2 && strings.Trim(after, "0123456789") == "" && after < "60" && d.gap(d.i) != ":" {
		minute, n, clock = after, 2, true
	}
	if gap := d.gap(d.i + n); gap == "" || gap == " " || gap == "\u00a0" || gap == "\u202f" {
		half := d.tokens[d.i+n]
		if added, ok := d.language.Calendar.HalfDays[half.Form]; ok && hour >= 1 && hour <= 12 {
			hour, n, clock = hour%12+added, n+1, true
		}
	}
	if !clock {
		return t, 0
	}
	t.End = d.tokens[d.i+n-1].End
	t.Form, t.Figure = twoDigits(hour)+":"+minute, false
	return t, n
}

// IsTime reports whether a token's form is a time of day: "18:45".
func IsTime(form string) bool { return len(form) == len("18:45") && form[2] == ':' }

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// rank returns token i, as an ordinal's word if it is one and stands in no date.
func (d *dater) rank() Token {
	t, ranks := d.tokens[d.i], d.language.Numbers.Ranks
	raw := d.raw(d.i)
	if last := raw[len(raw)-1]; isDigit(last) || !isDigit(raw[0]) {
		return t
	}
	raw = strings.ToLower(raw)
	digits := strings.TrimRight(raw, "abcdefghijklmnopqrstuvwxyz")
	if !d.language.Numbers.Ordinals[raw[len(digits):]] || d.inDate() {
		return t
	}
	t.Figure = false
	if n, err := strconv.Atoi(digits); err == nil && n >= 1 && n <= len(ranks) {
		t.Form = ranks[n-1]
	} else {
		t.Form = raw
	}
	return t
}

// inDate reports whether a month stands beside token i.
func (d *dater) inDate() bool {
	isMonth := func(i int) bool {
		return i >= 0 && i < len(d.tokens) && d.language.Calendar.Months[d.tokens[i].Form] > 0
	}
	return isMonth(d.i-1) || isMonth(d.i+1) || isMonth(d.i+2) && d.tokens[d.i+1].Form == "of"
}
