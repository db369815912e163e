package figures

import (
	"math/big"
	"strings"
)

// number reads a figure that is no date at token i.
func (r *reader) number(i int) (Figure, int) {
	value, next := r.value(i)
	if next == i {
		return Figure{}, i
	}
	if r.isLabel(i, next) {
		return Figure{}, next
	}
	f := Figure{Start: r.tokens[i].Start, End: r.tokens[next-1].End, Kind: Number, Value: value}
	start, unit := r.signBefore(i)
	if unit != "" {
		f.Start, f.Kind, f.Unit = start, Money, unit
	}
	next = r.upperEnd(&f, i, next)
	next = r.unitAfter(&f, next)
	qualifiers := r.qualifierBefore(&f, i)
	if f.To != "" && qualifiers == "" {
		r.rangeWordBefore(&f, i)
	}
	next = r.qualifierAfter(&f, next)
	f.Counted = r.counted(&f, next)
	return f, next
}

// value reads one number: a figure of the tokens, "a dozen", "two dozen",
// "a million", "half a million".
func (r *reader) value(i int) (string, int) {
	round := r.language.Numbers.Round
	form := r.form(i)
	switch {
	case r.isFigure(i):
		if r.form(i+1) == "dozen" && r.follows(i+1) {
			return times(form, 12), i + 2
		}
		if r.isOrdinal(r.raw(i)) {
			return form, i
		}
		return form, i + 1
	case (form == "a" || form == "an") && round[r.form(i+1)] != "" && r.follows(i+1):
		if r.form(i-1) == "half" && i > 0 {
			return "", i
		}
		return round[r.form(i+1)], i + 2
	case form == "half" && r.form(i+1) == "a" && r.follows(i+1) && round[r.form(i+2)] != "" && r.follows(i+2):
		return half(round[r.form(i+2)]), i + 3
	}
	return "", i
}

func times(value string, n int64) string {
	v, ok := new(big.Rat).SetString(value)
	if !ok {
		return value
	}
	return plain(v.Mul(v, big.NewRat(n, 1)))
}

func half(value string) string {
	v, ok := new(big.Rat).SetString(value)
	if !ok {
		return value
	}
	return plain(v.Quo(v, big.NewRat(2, 1)))
}

// plain writes a value as the tokens do: digits, no needless zeros.
func plain(v *big.Rat) string {
	if v.IsInt() {
		return v.Num().String()
	}
	return strings.TrimRight(v.FloatString(18), "0")
}

// isOrdinal reports "24th", "1st".
func (r *reader) isOrdinal(raw string) bool {
	if raw == "" || raw[0] < '0' || raw[0] > '9' {
		return false
	}
	return r.language.Numbers.Ordinals[strings.ToLower(raw[max(0, len(raw)-2):])]
}

// isLabel reports whether the number of tokens i to next names something or
// marks a place: "Covid-19", "Article 5", "Boeing 747", "10:30", "5 pm", "[2]".
func (r *reader) isLabel(i, next int) bool {
	head := i // of a chain such as CVE-2024-123, its first part
	for head > 0 && r.tokens[head].Glued {
		head--
	}
	if head < i && (!r.isFigure(head) && !r.language.Figures.DateParts[r.form(head)] || r.language.Figures.Labels[r.form(head-1)]) || r.isMark(i, next) {
		return true
	}
	if r.gap(i) == ":" && r.isFigure(i-1) || r.gap(next) == ":" && r.isFigure(next) {
		return true
	}
	switch r.form(next) {
	case "pm", "am", "p.m", "a.m":
		if r.follows(next) {
			return true
		}
	}
	gap := r.gap(i)
	if strings.Trim(gap, " .\u00a0") != "" || gap == "" {
		return false
	}
	if r.language.Figures.Labels[r.form(i-1)] && !strings.Contains(r.raw(i), ",") {
		return true
	}
	// After a name, with nothing counted, a plain number belongs to the name.
	before := r.tokens[i-1]
	return gap == " " && i > 1 && before.Capital && !before.Figure && !r.language.Figures.QualifierEnds[before.Form] &&
		!strings.ContainsAny(r.raw(i), ",.") && r.raw(i) != "" && r.raw(i)[0] <= '9' &&
		len(r.counted(&Figure{End: r.tokens[next-1].End}, next)) == 0 && !strings.HasPrefix(r.text[r.tokens[next-1].End:], "%")
}

// isMark reports a footnote's "[2]" or "(2)", and a list item's "3." at the
// text's beginning.
func (r *reader) isMark(i, next int) bool {
	before, after := r.text[:r.tokens[i].Start], r.text[r.tokens[next-1].End:]
	if len(r.raw(i)) > 3 || r.raw(i)[0] > '9' {
		return false
	}
	return strings.HasSuffix(before, "[") && strings.HasPrefix(after, "]") ||
		strings.HasSuffix(before, "(") && strings.HasPrefix(after, ")") ||
		strings.TrimSpace(before) == "" && (strings.HasPrefix(after, ". ") || strings.HasPrefix(after, ") "))
}

// signs are the currency signs and what they stand for.
var signs = []struct{ sign, unit string }{
	{"$", "usd"}, {"£", "gbp"}, {"€", "eur"}, {"¥", "jpy"}, {"₩", "krw"}, {"₽", "rub"}, {"₴", "uah"}, {"₹", "inr"},
}

// signBefore finds the currency sign directly before token i.
func (r *reader) signBefore(i int) (start int, unit string) {
	gap, from := r.text[:r.tokens[i].Start], 0
	if i > 0 {
		from = r.tokens[i-1].End
		gap = r.gap(i)
	}
	for _, s := range signs {
		if rest, ok := strings.CutSuffix(strings.TrimRight(gap, " "), s.sign); ok {
			start = from + len(rest)
			if i > 0 && rest == "" && strings.EqualFold(r.raw(i-1), "US") {
				start = r.tokens[i-1].Start
			}
			return start, s.unit
		}
	}
	return 0, ""
}

// upperEnd reads the second value of a range that begins with tokens i to
// next: "10,000-12,000", "between 2,000 and 3,000", "10 to 12 percent".
func (r *reader) upperEnd(f *Figure, i, next int) int {
	at := next
	switch word := r.form(next); {
	case r.isFigure(next) && (isRangeDash(r.gap(next)) || r.isDashWithSign(next)):
	case r.follows(next) && (word == "to" || word == "and" && r.form(i-1) == "between"):
		if !strings.HasSuffix(" "+r.gap(next+1), " ") && f.Unit == "" {
			return next
		}
		at = next + 1
	default:
		return next
	}
	value, end := r.value(at)
	if end == at || r.startsDate(at) {
		return next
	}
	if word := r.form(next); word == "to" && !r.follows(at) && f.Unit == "" {
		return next
	}
	f.To, f.End = value, r.tokens[end-1].End
	// "2 to 3 million" means millions both times.
	if scale := r.scaleOf(end - 1); scale > 0 && r.scaleOf(next-1) == 0 && len(f.Value) <= 3 {
		f.Value = times(f.Value, scale)
	}
	return end
}

// isDashWithSign reports a range such as "$2-$3": its second sign stands
// between dash and number.
func (r *reader) isDashWithSign(i int) bool {
	_, unit := r.signBefore(i)
	return unit != "" && strings.ContainsAny(r.gap(i), "-\u2013\u2014")
}

// scaleOf returns the scale that token i ends with, from a thousand on; 0 for
// none.
func (r *reader) scaleOf(i int) int64 {
	fields := strings.Fields(strings.ToLower(r.raw(i)))
	if len(fields) < 2 {
		return 0
	}
	scale := r.language.Numbers.Scales[fields[len(fields)-1]]
	if scale < 1000 {
		return 0
	}
	return scale
}

// unitAfter reads a percent sign or a currency behind the number.
func (r *reader) unitAfter(f *Figure, next int) int {
	rest := r.text[f.End:]
	trimmed := strings.TrimLeft(rest, " \u00a0")
	switch {
	case strings.HasPrefix(trimmed, "%"):
		f.Kind, f.End = Percent, f.End+len(rest)-len(trimmed)+1
	case r.follows(next) && (r.form(next) == "percent" || r.form(next) == "pct"):
		f.Kind, f.End = Percent, r.tokens[next].End
		return next + 1
	case r.follows(next) && r.language.Figures.Currencies[r.form(next)] != "":
		f.Kind, f.Unit, f.End = Money, r.language.Figures.Currencies[r.form(next)], r.tokens[next].End
		return next + 1
	}
	return next
}
