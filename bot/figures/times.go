package figures

import (
	"slices"
	"strconv"
	"strings"
)

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
	quarter, ranks := r.language.Calendar.Quarter, r.language.Numbers.Ranks
	ranks = ranks[:min(4, len(ranks))]
	return r.form(i) == quarter && r.gap(i+1) == "" && slices.Contains(ranks, r.form(i+1)) ||
		r.form(i+1) == quarter && slices.Contains(ranks, r.form(i))
}

// isHour reports a number that tells an hour: "at nine", "until five", with
// nothing that it counts.
func (r *reader) isHour(i int) bool {
	hour, err := strconv.Atoi(r.form(i))
	if err != nil || hour < 1 || hour > lastHour || !r.isFigure(i) || !r.language.Figures.HourAfter[r.form(i-1)] || !r.follows(i) {
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
