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

// slight are words that say little, and are none of WordNet's verbs and adverbs that do:
// prepositions, nouns that only stand around others, and verbs of which WordNet
// counts another use. Taken from what was told as missing over the question sets:
// `quoth eval --missing`. A word whose opposite may stand in its place ("last",
// "maximum", "start") is none of them.
var slight = sync.OnceValue(func() lang.Set {
	stems := lang.Set{}
	for form := range lang.Words(`despite besides unlike throughout til till thru amid amidst toward
		moment part parts piece pieces bit bits fact matter point aspect extent degree issue detail rest chance odds case
		effect role place side sake lot plenty contribution purpose
		help belong late stand rid refrain oblige keen eager hastily`) {
		stems[stem(form)] = true
	}
	return stems
})

func predicate(stem string) lang.Predicate {
	if slight()[stem] {
		return lang.Slight
	}
	return predicates()[stem]
}
