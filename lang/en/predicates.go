package en

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/quoth-bot/quoth/lang"
)

// The stems that are verbs, adjectives and adverbs more often than nouns, from
// WordNet 3.1; README.md tells how.
//
//go:embed predicates.txt
var predicatesText string

// predicates are read when the first word is missed, which most questions have none of.
var predicates = sync.OnceValue(func() map[string]lang.Predicate {
	out := make(map[string]lang.Predicate, strings.Count(predicatesText, "\n"))
	for line := range strings.Lines(predicatesText) {
		stem, slight := strings.CutSuffix(strings.TrimSuffix(line, "\n"), " slight")
		if out[stem] = lang.Telling; slight {
			out[stem] = lang.Slight
		}
	}
	return out
})

func predicate(stem string) lang.Predicate { return predicates()[stem] }
