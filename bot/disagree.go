package bot

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/question"
)

// disagreement compares the figures or dates that the candidates give for
// what was asked; nil where they give one value or none.
func (s *results) disagreement() (*Disagreement, error) {
	d := &Disagreement{}
	switch s.asked.Kind {
	case question.HowMany:
		d.Kind = DifferentFigures
	case question.When:
		d.Kind = DifferentDates
	default:
		return nil, nil
	}
	definite := false
	for i := range s.ranking {
		figures, err := s.ranking[i].figures()
		if err != nil {
			return nil, err
		}
		for _, f := range figures {
			definite = definite || !f.Relative
			if d.holds(f) {
				continue
			}
			quote, err := s.ranking[i].show()
			if err != nil {
				return nil, err
			}
			d.Values = append(d.Values, ValueQuote{Value: f.Value, Written: f.Written, Qualifier: f.Qualifier, Quote: quote})
		}
	}
	if len(d.Values) < 2 || !definite {
		return nil, nil
	}
	return d, nil
}

// holds reports whether a value is listed already, or one that does not
// contradict it: "2024" beside "October 2024".
func (d *Disagreement) holds(f Figure) bool {
	for _, have := range d.Values {
		if have.Value == f.Value || d.Kind == DifferentDates && !f.Relative && agree(have.Value, f.Value) {
			return true
		}
	}
	return false
}

// agree reports whether two dates in figures can be the same day: no part that
// both have differs. Of "7/3/2019" it is open which is the month.
func agree(a, b string) bool {
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
