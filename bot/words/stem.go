package words

import (
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Stem returns the stem of a folded form by the Snowball English algorithm
// (Porter2). Figures, codes and acronyms are their own stems; a month's short
// name has that of the month.
func Stem(form string) string {
	if len(form) < 3 || !allLetters(form) {
		return form
	}
	if month, ok := months[form]; ok {
		form = month
	}
	env := snowballstem.NewEnv(form)
	english.Stem(env)
	return env.Current()
}

func allLetters(form string) bool {
	for i := 0; i < len(form); i++ {
		if !isLower(form[i]) && form[i] != '\'' && form[i] < 0x80 {
			return false
		}
	}
	return true
}
