package figures

import "strings"

// lastHour is the last that a number alone tells: "at nine".
const lastHour = 12

// time reads what comes again at token i: a time of day, days of the week, a
// season or a quarter.
func (r *reader) time(i int) (Figure, int) {
	form, next := r.form(i), i+1
	switch {
	case strings.Contains(form, ":"):
	case r.language.Figures.Recurring[form] && !r.startsDate(i+1) && !(r.form(i+1) == "of" && r.startsDate(i+2)):
	case r.isQuarter(i):
		form, next = form+" "+r.form(i+1), i+2
	case r.isHour(i):
		form += ":00"
	default:
		return Figure{}, i
	}
	return Figure{Start: r.tokens[i].Start, End: r.tokens[next-1].End, Kind: Time, Value: form}, next
}

// isQuarter reports "third quarter" at token i, or "Q3", whose number comes
// second.
func (r *reader) isQuarter(i int) bool {
	if i+1 >= len(r.tokens) || r.gap(i+1) != "" && !r.follows(i+1) {
		return false
	}
	quarter := r.language.Calendar.Quarter
	ranked := func(form string) bool {
		for _, rank := range r.language.Numbers.Ranks[:min(4, len(r.language.Numbers.Ranks))] {
			if form == rank {
				return true
			}
		}
		return false
	}
	return r.form(i) == quarter && r.gap(i+1) == "" && ranked(r.form(i+1)) || r.form(i+1) == quarter && ranked(r.form(i))
}

// isHour reports a number that tells an hour: "at nine", "until five", with
// nothing that it counts.
func (r *reader) isHour(i int) bool {
	if i == 0 || !r.isFigure(i) || r.small(i, lastHour) == 0 && r.language.Numbers.Unit(strings.ToLower(r.raw(i))) == 0 {
		return false
	}
	if !r.language.Figures.HourAfter[r.form(i-1)] || !r.follows(i) || len(r.form(i)) == 2 && r.form(i) > "12" || len(r.form(i)) > 2 {
		return false
	}
	f := Figure{End: r.tokens[i].End, Value: r.form(i)}
	if r.upperEnd(&f, i, i+1) != i+1 || r.unitAfter(&f, i+1) != i+1 || f.Kind != "" || f.End != r.tokens[i].End {
		return false
	}
	_, sign := r.signBefore(i)
	after := r.form(i + 1)
	return sign == "" && (after == "" || !r.follows(i+1) || r.language.IsStop(after))
}
