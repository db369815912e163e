package figures

import "strings"

// relative reads a relative date at token i: the longest phrase that fits, or
// a weekday. A weekday before a date belongs to the date and is passed over.
func (r *reader) relative(i int) (Figure, int) {
	longest := 0
	for _, p := range r.language.Figures.Relative {
		if len(p) > longest && r.fits(i, p) {
			longest = len(p)
		}
	}
	if longest > 0 {
		return r.relativeFigure(i, i+longest), i + longest
	}
	if !r.language.Calendar.Days[r.form(i)] || !r.tokens[i].Capital {
		return Figure{}, i
	}
	if gap := strings.TrimSpace(r.gap(i + 1)); (gap == "" || gap == ",") && r.startsDate(i+1) {
		return Figure{}, i + 1
	}
	return r.relativeFigure(i, i+1), i + 1
}

func (r *reader) fits(i int, phrase []string) bool {
	for k, want := range phrase {
		form := r.form(i + k)
		if form == "" || k > 0 && !r.follows(i+k) {
			return false
		}
		switch want {
		case "N":
			if !r.isFigure(i+k) && form != "few" && form != "several" && form != "couple" {
				return false
			}
		case "U":
			if !r.language.Figures.Units[form] {
				return false
			}
		case "P":
			if !r.language.Figures.Periods[form] {
				return false
			}
		default:
			if form != want {
				return false
			}
		}
	}
	return true
}

func (r *reader) relativeFigure(i, next int) Figure {
	f := Figure{Start: r.tokens[i].Start, End: r.tokens[next-1].End, Kind: Date, Relative: true}
	forms := make([]string, 0, next-i)
	for k := i; k < next; k++ {
		forms = append(forms, r.form(k))
	}
	f.Value = strings.Join(forms, " ")
	return f
}
