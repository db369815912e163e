package figures

import (
	"fmt"
	"strconv"
	"strings"
)

// Years written as four digits are dates from firstYear to lastYear.
const firstYear, lastYear = 1000, 2199

// calendarDate is a date with what of it is given; the rest is 0.
type calendarDate struct{ year, month, day int }

func (d calendarDate) String() string {
	switch {
	case d.year > 0 && d.month > 0 && d.day > 0:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	case d.year > 0 && d.month > 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	case d.month > 0 && d.day > 0:
		return fmt.Sprintf("%02d-%02d", d.month, d.day)
	case d.month > 0:
		return fmt.Sprintf("%02d", d.month)
	}
	return strconv.Itoa(d.year)
}

// date reads a date at token i.
func (r *reader) date(i int) (Figure, int) {
	value, to, next := r.dateValue(i)
	if next == i {
		return Figure{}, i
	}
	f := Figure{Start: r.tokens[i].Start, End: r.tokens[next-1].End, Kind: Date, Value: value, To: to}
	if i > 0 && r.follows(i) {
		r.takeQualifier(&f, i, r.language.Figures.DateQualifiers)
	}
	return f, next
}

// startsDate reports whether a date begins at token i.
func (r *reader) startsDate(i int) bool {
	if i >= len(r.tokens) {
		return false
	}
	_, _, next := r.dateValue(i)
	return next > i
}

func (r *reader) dateValue(i int) (value, to string, next int) {
	if d, next := r.numericDate(i); next > i {
		return d, "", next
	}
	if d, next := r.monthDate(i); next > i {
		to, next = r.lastDay(d, i, next)
		return d.String(), to, next
	}
	return r.yearOrDecade(i)
}

// small reads token i as a day or month: one or two digits, "24th".
func (r *reader) small(i, limit int) int {
	raw := r.raw(i)
	if !r.isFigure(i) || len(raw) > 4 || raw[0] > '9' || len(raw) > 2 && !r.isOrdinal(raw) {
		return 0
	}
	if n, err := strconv.Atoi(r.form(i)); err == nil && n >= 1 && n <= limit {
		return n
	}
	return 0
}

// year reads token i as a year written in four digits.
func (r *reader) year(i int) int {
	if !r.isFigure(i) || !isDigits(r.raw(i), 4) {
		return 0
	}
	if n, err := strconv.Atoi(r.raw(i)); err == nil && n >= firstYear && n <= lastYear {
		return n
	}
	return 0
}

// month reads token i as a month. "may", "march" and short forms are other
// words too: those need a capital, and a day, a year or "in" beside them.
func (r *reader) month(i int) int {
	m := r.language.Calendar.Months[r.form(i)]
	if m == 0 {
		return 0
	}
	if form := r.form(i); len(form) > 4 && form != "march" {
		return m
	}
	beside := r.isFigure(i+1) && !r.countsAfter(i+2) && strings.Trim(r.gap(i+1), ". ") == "" ||
		r.isFigure(i-1) && r.small(i-1, 31) > 0 && r.follows(i)
	switch r.form(i - 1) {
	case "in", "by", "since", "until", "last", "next", "of", "early", "late", "mid", "before", "after", "this", "from":
		beside = beside || r.follows(i)
	}
	if !beside || !r.tokens[i].Capital && r.small(i+1, 31) == 0 && r.small(i-1, 31) == 0 {
		return 0
	}
	return m
}

// monthDate reads "October 24, 2024", "24 October 2024", "24th of October",
// "October 2024", "October".
func (r *reader) monthDate(i int) (calendarDate, int) {
	if day := r.small(i, 31); day > 0 {
		at := i + 1
		if r.form(at) == "of" {
			at++
		}
		if m := r.month(at); m > 0 && r.follows(at) && r.follows(i+1) {
			year, next := r.yearAfter(at + 1)
			return calendarDate{year, m, day}, next
		}
		return calendarDate{}, i
	}
	m := r.month(i)
	if m == 0 {
		return calendarDate{}, i
	}
	if day := r.small(i+1, 31); day > 0 && strings.Trim(r.gap(i+1), ". \u00a0") == "" && !r.countsAfter(i+2) {
		year, next := r.yearAfter(i + 2)
		return calendarDate{year, m, day}, next
	}
	year, next := r.yearAfter(i + 1)
	return calendarDate{year, m, 0}, next
}

// countsAfter reports whether a plural stands at token i: in "in October 18
// soldiers" the number is no day.
func (r *reader) countsAfter(i int) bool {
	return i < len(r.tokens) && r.gap(i) == " " && r.isPlural(r.tokens[i]) && !r.tokens[i].Capital
}

// yearAfter reads the year at token i, behind a month or day, and returns the
// token behind it; without one, 0 and i.
func (r *reader) yearAfter(i int) (year, next int) {
	at := i
	if r.form(at) == "of" && r.follows(at) {
		at++
	}
	gap := strings.TrimSpace(r.gap(at))
	if y := r.year(at); y > 0 && (gap == "" || gap == "," || gap == "." || gap == ".,") {
		return y, at + 1
	}
	return 0, i
}

// lastDay reads the end of "October 24-26" or "October 24 to 26".
func (r *reader) lastDay(d calendarDate, i, next int) (string, int) {
	if d.day == 0 || r.month(i) == 0 || d.year > 0 {
		return "", next
	}
	at := next
	if !isRangeDash(r.gap(at)) {
		if r.form(at) != "to" && r.form(at) != "and" || r.form(at) == "and" && r.form(i-1) != "between" {
			return "", next
		}
		at++
	}
	day := r.small(at, 31)
	if day <= d.day || r.month(at+1) > 0 || r.countsAfter(at+1) {
		return "", next
	}
	year, end := r.yearAfter(at + 1)
	return calendarDate{year, d.month, day}.String(), end
}

// numericDate reads "2024-10-24", "24.10.2024", "24/10/2024", whose month has its
// name where it is plain which it is. Where it is not, the date stands as written.
func (r *reader) numericDate(i int) (string, int) {
	gap := r.gap(i + 1)
	if gap != r.gap(i+2) || gap != "-" && gap != "." && gap != "/" {
		return "", i
	}
	for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {2, 0, 1}} {
		y, m, d := r.year(i+order[0]), r.numericMonth(i+order[1]), r.small(i+order[2], 31)
		if y > 0 && m > 0 && d > 0 {
			return calendarDate{y, m, d}.String(), i + 3
		}
	}
	if gap == "/" && r.small(i, 12) > 0 && r.small(i+1, 12) > 0 && r.year(i+2) > 0 {
		return r.text[r.tokens[i].Start:r.tokens[i+2].End], i + 3
	}
	return "", i
}

// numericMonth reads token i as a month that is written in digits.
func (r *reader) numericMonth(i int) int {
	if raw := r.raw(i); raw == "" || raw[0] > '9' {
		return 0
	}
	return r.language.Calendar.Months[r.form(i)]
}

// yearOrDecade reads "2024", "2014-2022", "from 2014 to 2022", "the 1990s".
func (r *reader) yearOrDecade(i int) (value, to string, next int) {
	raw := r.raw(i)
	if len(raw) == 5 && raw[4] == 's' && isDigits(raw[:4], 4) && raw[3] == '0' {
		return raw, "", i + 1
	}
	if r.isOrdinal(raw) && (r.form(i+1) == "century" || r.form(i+1) == "centuries") && r.follows(i+1) {
		return strings.ToLower(raw) + " century", "", i + 2
	}
	year := r.year(i)
	if year == 0 || !r.isYear(i) {
		return "", "", i
	}
	value = strconv.Itoa(year)
	at := i + 1
	switch word := r.form(at); {
	case isRangeDash(r.gap(at)):
		if short := r.raw(at); isDigits(short, 2) && r.isFigure(at) && short > value[2:] && !r.countsAfter(at+1) && !isRangeDash(r.gap(at+1)) {
			return value, value[:2] + short, at + 1
		}
	case word == "to" || word == "and" && r.form(i-1) == "between":
		at++
	default:
		return value, "", i + 1
	}
	if end := r.year(at); end > year && r.isYear(at) {
		return value, strconv.Itoa(end), at + 1
	}
	return value, "", i + 1
}

// isYear tells a year from an amount of four digits: an amount counts
// something, has a sign, or a qualifier.
func (r *reader) isYear(i int) bool {
	if _, unit := r.signBefore(i); unit != "" || strings.HasPrefix(r.text[r.tokens[i].End:], "%") {
		return false
	}
	before := r.form(i - 1)
	if r.tokens[i].Glued && i > 0 && !r.language.Figures.DateParts[before] && !r.isFigure(i-1) {
		return false
	}
	if r.countsAfter(i + 1) {
		return r.language.Figures.YearBefore[before] && r.follows(i) && before != "by"
	}
	if r.language.Figures.Labels[before] || before == "about" || before == "than" || before == "least" || before == "nearly" || before == "approximately" {
		return false
	}
	return r.language.Figures.Currencies[r.form(i+1)] == "" || !r.follows(i+1)
}
