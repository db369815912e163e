package lexicon

import (
	_ "embed"
	"strings"
	"sync"
)

// nationsText has a line for each nation: what it is called, its adjectives
// and its capital, folded, at most two words each.
//
//go:embed nations.txt
var nationsText string

// nations finds the lines of a phrase.
var nations = sync.OnceValue(func() map[string][][]string {
	m := map[string][][]string{}
	for line := range strings.Lines(nationsText) {
		phrases := strings.Split(strings.TrimSpace(line), ", ")
		for _, p := range phrases {
			m[p] = append(m[p], phrases)
		}
	}
	return m
})

// SameNation returns the other phrases for the nation that a phrase of one or
// two folded forms, parted by a space, names or belongs to: its name, its
// adjectives, and its capital, by which the press calls a government ("south
// korea" and "south korean" for "seoul"). There are none for a phrase that
// could mean two nations.
func SameNation(phrase string) []string {
	lines := nations()[phrase]
	if len(lines) != 1 {
		return nil
	}
	var others []string
	for _, p := range lines[0] {
		if p != phrase {
			others = append(others, p)
		}
	}
	return others
}
