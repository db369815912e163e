package figures

import "strings"

// relativePhrases are dates told from the time of writing. N is a number or
// "few", U a unit of time, P a period that can be this, last or next.
var relativePhrases = phrases(`
soon; very soon; shortly; imminently; today; tonight; tomorrow; yesterday; recently;
earlier this P; later this P; early this P; late this P; early last P; late last P; early next P; late next P; this P; last P; next P;
earlier today; later today; this past P; this coming P;
in the coming U; in coming U; in the next U; in the next N U; in the coming N U; in the following U; in the near future; in the next few U;
in recent U; in the past U; in the last U; in the past N U; in the last N U;
N U ago; a U ago; an U ago; N U earlier; N U later; within U; within N U; within a U; within the next N U; within the U;
by the end of the P; at the end of the P; before the end of the P; by the end of this P; before the end of this P; by the end of next P; at year end; by year end; year end`)

var timeUnits = set("second seconds minute minutes hour hours day days week weeks month months year years decade decades century centuries")

var periods = set(`day week weekend month quarter year decade century spring summer autumn fall winter morning afternoon evening night
	january february march april may june july august september october november december
	monday tuesday wednesday thursday friday saturday sunday`)

var weekdays = set("monday tuesday wednesday thursday friday saturday sunday")

// relative reads a relative date at token i: the longest phrase that fits, or
// a weekday. A weekday before a date belongs to the date and is passed over.
func (r *reader) relative(i int) (Figure, int) {
	longest := 0
	for _, p := range relativePhrases {
		if len(p) > longest && r.fits(i, p) {
			longest = len(p)
		}
	}
	if longest > 0 {
		return r.relativeFigure(i, i+longest), i + longest
	}
	if !weekdays[r.form(i)] || !r.tokens[i].Capital {
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
			if !timeUnits[form] {
				return false
			}
		case "P":
			if !periods[form] {
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
