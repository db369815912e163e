package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/question"
)

// disagreement compares the figures or dates that the candidates give for
// what was asked; nil where they give one value or none, or the first sentence
// gives none. Of each source the first value counts: one that gives two tells of
// two things. See doc/decisions/disagreement.md.
func (s *results) disagreement() (*Disagreement, error) {
	d := &Disagreement{}
	if s.asked.Follows() && !slices.ContainsFunc(s.asked.Words, func(w question.Word) bool { return w.Inherited }) {
		return nil, nil // "When was it founded?": nobody knows what
	}
	switch s.asked.Kind {
	case question.HowMany:
		d.Kind = DifferentFigures
	case question.When:
		d.Kind = DifferentDates
	default:
		return nil, nil
	}
	var given []Figure // of which d.Values are
	for i := range s.ranking {
		figures, err := s.ranking[i].figures()
		if err != nil {
			return nil, err
		}
		if len(figures) != 1 || !figures[0].Compared {
			if i == 0 {
				return nil, nil
			}
			continue
		}
		f := figures[0]
		if slices.ContainsFunc(given, func(have Figure) bool { return !d.Kind.contradict(have, f) || !ofTheSame(have, f) }) {
			continue
		}
		quote, err := s.ranking[i].show()
		if err != nil {
			return nil, err
		}
		if d.cites(quote) {
			continue
		}
		given = append(given, f)
		d.Values = append(d.Values, ValueQuote{Value: f.Value, Written: f.Written, Qualifier: f.Qualifier, Quote: quote})
	}
	if len(d.Values) < 2 || !slices.ContainsFunc(given, func(f Figure) bool { return !f.Relative }) {
		return nil, nil
	}
	return d, nil
}

// has reports whether a quotation is one of those that show it; false of nil.
func (d *Disagreement) has(q Quote) bool {
	return d != nil && slices.ContainsFunc(d.Values, func(v ValueQuote) bool { return v.Quote.Span == q.Span })
}

// beside is how many quotations show it that are none of these; none of nil.
func (d *Disagreement) beside(quotes []Quote) int {
	if d == nil {
		return 0
	}
	n := len(d.Values)
	for _, q := range quotes {
		if d.has(q) {
			n--
		}
	}
	return n
}

// cites reports whether a source gives a value already: the same document, or
// another part of it under the same title.
func (d *Disagreement) cites(q Quote) bool {
	return slices.ContainsFunc(d.Values, func(v ValueQuote) bool {
		have := v.Quote
		return have.Span.Collection == q.Span.Collection && have.Span.Document == q.Span.Document || have.Title == q.Title
	})
}

// ofTheSame reports whether two values can be of the same thing. What is asked
// for stands in the titles of both documents or of neither, and counts are of the
// same time. Where the question has no names, neither sentence has, or they share one.
func ofTheSame(a, b Figure) bool {
	if a.Titled != b.Titled || !slices.Equal(a.Times, b.Times) {
		return false
	}
	if len(a.Names) == 0 || len(b.Names) == 0 {
		return len(a.Names) == len(b.Names)
	}
	return slices.ContainsFunc(a.Names, func(name string) bool { return slices.Contains(b.Names, name) })
}

// contradict reports whether two values cannot both be true: "2024" and "October
// 2024" can, and so can "at least 15" and "18".
func (k DisagreementKind) contradict(a, b Figure) bool {
	switch {
	case a.Value == b.Value:
		return false
	case a.Relative || b.Relative:
		return true
	case k == DifferentDates:
		return !agree(a.Value, b.Value)
	}
	return !compatible(a, b) && !compatible(b, a)
}

// roughly is how far a value may lie from one that is given as rough, as a share
// of the larger.
const roughly = 0.05

// compatible reports whether the bound of a figure leaves room for another of
// the same unit.
func compatible(a, b Figure) bool {
	x, unit, ok := measured(a.Value)
	y, other, also := measured(b.Value)
	if !ok || !also || unit != other {
		return false
	}
	switch a.Bound {
	case About:
		return max(x, y)-min(x, y) <= roughly*max(x, y)
	case AtLeast:
		return y >= x
	case AtMost:
		return y <= x
	}
	return false
}

// measured takes "12000" or "29 percent" apart.
func measured(value string) (number float64, unit string, ok bool) {
	digits, unit, _ := strings.Cut(value, " ")
	number, err := strconv.ParseFloat(digits, 64)
	return number, unit, err == nil
}

// agree reports whether two dates in figures can be the same day: no part that
// both have differs. Of "7/3/2019" it is open which is the month.
func agree(a, b string) bool {
	if from, to, ok := era(a); ok {
		return within(b, from, to)
	}
	if from, to, ok := era(b); ok {
		return within(a, from, to)
	}
	same := func(x, y string) bool { return x == "" || y == "" || x == y }
	for _, x := range readings(a) {
		for _, y := range readings(b) {
			if same(x.year, y.year) && same(x.month, y.month) && same(x.day, y.day) {
				return true
			}
		}
	}
	return false
}

// A reading is what a date may say, what it does not say left empty.
type reading struct{ year, month, day string }

// readings takes "2024-10-24", "10-24", "2024-10", "10", "2024" or "7/3/2019"
// apart; other dates have none.
func readings(value string) []reading {
	if a, b, ok := slashed(value); ok {
		year := value[strings.LastIndexByte(value, '/')+1:]
		return []reading{{year, a, b}, {year, b, a}}
	}
	if value == "" || strings.Trim(value, "0123456789-") != "" {
		return nil
	}
	var r reading
	parts := strings.Split(value, "-")
	if len(parts[0]) == 4 {
		r.year, parts = parts[0], parts[1:]
	}
	if len(parts) > 0 {
		r.month = parts[0]
	}
	if len(parts) > 1 {
		r.day = parts[1]
	}
	return []reading{r}
}

// slashed returns the first two numbers of "7/3/2019", each in two digits.
func slashed(value string) (a, b string, ok bool) {
	parts := strings.Split(value, "/")
	if len(parts) != 3 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return "", "", false
	}
	two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	return two(parts[0]), two(parts[1]), true
}

// era returns the years of "1890s" or "19th century".
func era(value string) (from, to int, ok bool) {
	if decade, is := strings.CutSuffix(value, "s"); is && len(decade) == 4 {
		from, err := strconv.Atoi(decade)
		return from, from + 9, err == nil
	}
	number, is := strings.CutSuffix(value, " century")
	century, err := strconv.Atoi(strings.TrimRight(number, "stndrh"))
	return century*100 - 100, century * 100, is && err == nil
}

// within reports whether a date, or a decade or century, may lie in some years.
func within(value string, from, to int) bool {
	if begin, end, ok := era(value); ok {
		return begin <= to && from <= end
	}
	for _, r := range readings(value) {
		if year, err := strconv.Atoi(r.year); err != nil || from <= year && year <= to {
			return true
		}
	}
	return false
}

// dateLayouts are how documents give their dates that can be ordered.
var dateLayouts = []string{"2006-01-02", time.RFC3339, "2006-01-02 15:04", "2006-01-02 15:04:05", "2 January 2006", "January 2, 2006", "2 Jan 2006", "Jan 2, 2006", "2006/01/02"}

// latest returns the quote whose document is dated last; false unless all
// documents are dated, and one is later than all others.
func (d *Disagreement) latest() (quote Quote, ok bool) {
	var at time.Time
	for _, v := range d.Values {
		date, dated := dateOf(v.Quote)
		switch {
		case !dated:
			return Quote{}, false
		case date.After(at):
			quote, at, ok = v.Quote, date, true
		case date.Equal(at):
			ok = false
		}
	}
	return quote, ok
}

func dateOf(q Quote) (time.Time, bool) {
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(q.Date)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
