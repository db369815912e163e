package figures

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// maxCounted bounds the words of a noun phrase: "2,000 heavily armed North
// Korean soldiers" has five.
const maxCounted = 5

// counted returns the words of the noun phrase behind a number, next being the
// first token behind it. There is no grammar here: the phrase runs to the first
// plural, and ends where a function word, a figure or punctuation stands.
func (r *reader) counted(f *Figure, next int) []string {
	if f.Kind == Money {
		return nil
	}
	start := next
	if r.form(next) == "of" && strings.TrimLeft(r.text[f.End:r.tokens[next].Start], " \u00a0") == "" {
		start++
		switch r.form(start) {
		case "the", "its", "their", "these", "those", "his", "her", "our", "all":
			start++
		}
	}
	var phrase []string
	strong := false // "a 10,000-strong force": what follows is counted, plural or not
	for i := start; i < len(r.tokens) && i < start+maxCounted; i++ {
		t := r.tokens[i]
		near := r.follows(i)
		if i == next { // behind "40%" and "500+" the sign does not separate the two
			near = near || strings.TrimLeft(r.text[f.End:t.Start], " \u00a0") == ""
		}
		if !near || t.HasDigit() || r.language.IsStop(t.Form) && t.Form != "more" && t.Form != "other" {
			break
		}
		glued := t.Glued && r.isFigure(i-1)
		if glued && t.Form == "strong" {
			strong = true
			continue
		}
		phrase, f.CountedEnd = append(phrase, t.Form), t.End
		if glued || r.isPlural(t) {
			return phrase
		}
	}
	if strong {
		return phrase
	}
	f.CountedEnd = 0
	return nil
}

func (r *reader) isPlural(t words.Token) bool {
	if r.language.Figures.Plurals[t.Form] {
		return true
	}
	return len(t.Form) > 3 && strings.HasSuffix(t.Form, "s") && !strings.HasSuffix(t.Form, "ss") &&
		!strings.HasSuffix(t.Form, "ous") && !r.language.Figures.NotPlurals[t.Form]
}
