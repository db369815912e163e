package en

import (
	_ "embed"
	"strings"
	"sync"
)

// Stems with the stems of their opposites, from WordNet 3.1; README.md tells how.
//
//go:embed opposites.txt
var oppositesText string

// oppositesOf are read when the first sentence lacks a word.
var oppositesOf = sync.OnceValue(func() map[string][]string {
	out := make(map[string][]string, strings.Count(oppositesText, "\n"))
	for line := range strings.Lines(oppositesText) {
		stems := strings.Fields(line)
		out[stems[0]] = stems[1:]
	}
	return out
})

func opposites(stem string) []string { return oppositesOf()[stem] }
