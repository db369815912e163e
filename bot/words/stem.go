package words

import "github.com/quoth-bot/quoth/lang"

// Stem returns the stem of a folded form. Figures, codes, acronyms and words of
// two letters are their own stems; a short name of a month or unit has that of the
// full one.
func Stem(l *lang.Language, form string) string {
	if unit, ok := l.Figures.Abbreviated[form]; ok {
		form = unit
	}
	if len(form) < 3 || l.Stemmer == nil || !allLetters(form) {
		return form
	}
	if month, ok := l.Calendar.Short[form]; ok {
		form = month
	}
	return l.Stemmer(form)
}

func allLetters(form string) bool {
	for i := 0; i < len(form); i++ {
		if !isLower(form[i]) && form[i] != '\'' && form[i] < 0x80 {
			return false
		}
	}
	return true
}
