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
		figures, err := s.ranking[i].Sentence.Figures()
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
// both have differs.
func agree(a, b string) bool {
	ya, ma, da := dateParts(a)
	yb, mb, db := dateParts(b)
	same := func(x, y string) bool { return x == "" || y == "" || x == y }
	return (ya+ma+da) != "" && (yb+mb+db) != "" && same(ya, yb) && same(ma, mb) && same(da, db)
}

// dateParts takes "2024-10-24", "10-24", "2024-10", "10" or "2024" apart;
// other dates have no parts.
func dateParts(value string) (year, month, day string) {
	if strings.Trim(value, "0123456789-") != "" {
		return "", "", ""
	}
	parts := strings.Split(value, "-")
	if len(parts[0]) == 4 {
		year, parts = parts[0], parts[1:]
	}
	if len(parts) > 0 {
		month = parts[0]
	}
	if len(parts) > 1 {
		day = parts[1]
	}
	return year, month, day
}
