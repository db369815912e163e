package en

import (
	_ "embed"
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"github.com/quoth-bot/quoth/lang"
)

// The forms that Snowball does not bring to the stem of their word: irregular
// ones ("bought", "wolves") and some regular ones ("sued", "added", "buses").
// From the lists of exceptions of WordNet 3.1, and made by rule from its words;
// README.md tells how. Those of homographs.txt are other words too, which
// decides their stem.
var (
	//go:embed forms.txt
	formsText string
	//go:embed homographs.txt
	homographsText string

	wordOf = readForms(formsText)
	shared = readShared(homographsText)
)

// stem is the Snowball English algorithm (Porter2), generated from its official
// source (BSD-3-Clause), of the word that a form is of.
func stem(form string) string {
	if word, ok := wordOf[form]; ok {
		form = word
	}
	env := snowballstem.NewEnv(form)
	english.Stem(env)
	return env.Current()
}

// isPast reports whether a form ends as those of the past do, or is listed as an
// irregular one. Of nouns it takes "children" for one: no verb asks for that.
func isPast(form string) bool {
	if strings.HasSuffix(form, "ed") {
		return true
	}
	_, listed := wordOf[form]
	return (listed || shared.Stems[form] != nil) && !strings.HasSuffix(form, "ing") && !strings.HasSuffix(form, "s")
}

// readForms reads lines of a form and its word.
func readForms(text string) map[string]string {
	out := make(map[string]string, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		form, word, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		out[form] = word
	}
	return out
}

func readShared(text string) lang.SharedForms {
	s := lang.SharedForms{Stems: map[string][]string{}, Forms: map[string][]string{}}
	for line := range strings.Lines(text) {
		form, word, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		word = stem(word)
		s.Stems[form] = append(s.Stems[form], word)
		s.Forms[word] = append(s.Forms[word], form)
	}
	return s
}
