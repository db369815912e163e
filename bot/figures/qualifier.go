package figures

import "strings"

// longestBefore returns how many tokens before token i make the longest of the
// phrases.
func (r *reader) longestBefore(i int, all [][]string) int {
	longest := 0
	for _, p := range all {
		if len(p) > longest && r.endsWith(i, p) {
			longest = len(p)
		}
	}
	return longest
}

func (r *reader) endsWith(i int, phrase []string) bool {
	if i < len(phrase) {
		return false
	}
	for k, w := range phrase {
		at := i - len(phrase) + k
		if r.form(at) != w || k > 0 && !r.follows(at) {
			return false
		}
	}
	return true
}

// qualifierBefore takes the qualifier before token i, where the number begins,
// and returns it.
func (r *reader) qualifierBefore(f *Figure, i int) string {
	if sign, at := r.tildeBefore(f.Start); sign != "" {
		f.Qualifier, f.Start = sign, at
		return sign
	}
	first := i // the first token behind the qualifier: a currency's "US" belongs to the figure
	for first > 0 && r.tokens[first-1].Start >= f.Start {
		first--
	}
	if first == 0 || strings.TrimLeft(r.text[r.tokens[first-1].End:f.Start], " \u00a0") != "" {
		return ""
	}
	r.takeQualifier(f, first, r.language.Figures.Qualifiers)
	return f.Qualifier
}

func (r *reader) takeQualifier(f *Figure, first int, all [][]string) {
	n := r.longestBefore(first, all)
	if n == 0 {
		return
	}
	f.Start = r.tokens[first-n].Start
	f.Qualifier = r.text[f.Start:r.tokens[first-1].End]
}

// tildeBefore finds "~", ">" and their like directly before start.
func (r *reader) tildeBefore(start int) (sign string, at int) {
	before := strings.TrimRight(r.text[:start], " ")
	for _, s := range []string{"~", "≈", ">", "<", "≥", "≤", "±"} {
		if strings.HasSuffix(before, s) {
			return s, len(before) - len(s)
		}
	}
	return "", start
}

// rangeWordBefore takes "between" or "from" into a range's span.
func (r *reader) rangeWordBefore(f *Figure, i int) {
	if word := r.form(i - 1); (word == "between" || word == "from") && r.tokens[i-1].End <= f.Start {
		f.Start, f.Qualifier = r.tokens[i-1].Start, r.raw(i-1)
	}
}

// qualifierAfter takes "or more", "or so", "+" behind the number.
func (r *reader) qualifierAfter(f *Figure, next int) int {
	if strings.HasPrefix(r.text[f.End:], "+") {
		f.End++
		f.Qualifier = strings.TrimSpace(f.Qualifier + " +")
		return next
	}
	if r.form(next) != "or" || !r.follows(next) || !r.follows(next+1) {
		return next
	}
	switch r.form(next + 1) {
	case "more", "so", "less", "fewer":
		f.End = r.tokens[next+1].End
		f.Qualifier = strings.TrimSpace(f.Qualifier + " " + r.text[r.tokens[next].Start:f.End])
		return next + 2
	}
	return next
}
