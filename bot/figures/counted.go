package figures

import (
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// maxCounted bounds the words of a noun phrase: "2,000 heavily armed North
// Korean soldiers" has five.
const maxCounted = 5

// plurals are the plural nouns that do not end in s, and units.
var plurals = set(`people men women children police personnel staff cattle aircraft spacecraft sheep fish teeth feet mice geese
	media data criteria phenomena bacteria alumni infantry cavalry clergy crew km kg mph ft lb oz cm mm mi ha`)

// notPlurals end in s and are none, or are verbs, where a noun phrase breaks off.
var notPlurals = set(`this was is has does its thus perhaps always less plus versus across us vs various previous numerous
	famous serious religious dangerous suspicious infectious previous anonymous autonomous indigenous gas bus mass class press
	process success access loss pass cross business illness witness congress progress address crisis basis analysis series species`)

// counted returns the words of the noun phrase behind a number, next being the
// first token behind it. There is no grammar here: the phrase runs to the first
// plural, and breaks off where a function word, a figure or punctuation stands.
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
		if i == next { // behind "40%" and "500+" the sign does not part the two
			near = near || strings.TrimLeft(r.text[f.End:t.Start], " \u00a0") == ""
		}
		if !near || t.HasDigit() || words.IsStop(t.Form) && t.Form != "more" && t.Form != "other" {
			break
		}
		glued := t.Glued && r.isFigure(i-1)
		if glued && t.Form == "strong" {
			strong = true
			continue
		}
		phrase = append(phrase, t.Form)
		if glued || isPlural(t) {
			return phrase
		}
	}
	if strong {
		return phrase
	}
	return nil
}

func isPlural(t words.Token) bool {
	if plurals[t.Form] {
		return true
	}
	return len(t.Form) > 3 && strings.HasSuffix(t.Form, "s") && !strings.HasSuffix(t.Form, "ss") &&
		!strings.HasSuffix(t.Form, "ous") && !notPlurals[t.Form]
}
