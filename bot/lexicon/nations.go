package lexicon

import (
	_ "embed"
	"strings"
)

// nations has a line for each nation: what it is called, its adjectives and
// its capital, folded, at most two words each, separated by ", ". It is short, and
// searched where it lies.
//
//go:embed nations.txt
var nations string

// SameNation returns the other phrases for the nation that a phrase of one or
// two folded forms, separated by a space, names or belongs to: its name, its
// adjectives, and its capital, by which the press calls a government ("south
// korea" and "south korean" for "seoul"). There are none for a phrase that
// could mean two nations.
func SameNation(phrase string) []string {
	line := nationOf(phrase)
	if line == "" {
		return nil
	}
	var others []string
	for p := range strings.SplitSeq(line, ", ") {
		if p != phrase {
			others = append(others, p)
		}
	}
	return others
}

// nationOf returns the one line that holds a phrase, or "".
func nationOf(phrase string) string {
	if phrase == "" || strings.ContainsAny(phrase, ",\n") {
		return ""
	}
	found := ""
	for at := 0; ; {
		i := strings.Index(nations[at:], phrase)
		if i < 0 {
			return found
		}
		from := at + i
		at = from + len(phrase)
		begins := from == 0 || nations[from-1] == '\n' || strings.HasSuffix(nations[:from], ", ")
		if ends := nations[at] == ',' || nations[at] == '\n'; !begins || !ends {
			continue // a part of a longer one
		}
		if found != "" {
			return ""
		}
		start := strings.LastIndexByte(nations[:from], '\n') + 1
		found, _, _ = strings.Cut(nations[start:], "\n")
	}
}
