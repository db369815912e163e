package main

import (
	"maps"
	"slices"

	"github.com/quoth-bot/quoth/lang/en"
)

// WordNet's files of verbs that say little of what is asked: of thinking, moving,
// seeing and being. Those of speaking do where they are among the commonest, as
// "ask" and "say" are, and "accuse" and "deny" are not.
var (
	slightFiles  = []string{"31", "38", "39", "42"}
	speakingFile = "32"
)

const (
	leastSpeaking = 100 // how often a verb of speaking is in WordNet's texts to say little
	leastSlight   = 15  // how often any word is that says little
)

// slight returns how often WordNet's texts have a word as an adverb or such a verb.
func (w words) slight(word string) int {
	files := w.files[word]
	n := w.counts[word][adverb]
	for _, file := range slightFiles {
		n += files[file]
	}
	if files[speakingFile] >= leastSpeaking {
		n += files[speakingFile]
	}
	return n
}

// predicates lists the stems that are verbs, adjectives and adverbs more often
// than nouns, with "slight" behind those that mostly say little. Numbers are left
// out: whoever asks for the second means no other.
func (w words) predicates() []string {
	nouns, others, slight := map[string]int{}, map[string]int{}, map[string]int{}
	for word, counts := range w.counts {
		stem := en.English.Stemmer(word)
		for part, n := range counts {
			if part == noun {
				nouns[stem] += n
			} else {
				others[stem] += n
			}
		}
		slight[stem] += w.slight(word)
	}
	numbers := numberStems()
	var lines []string
	for stem, n := range others {
		switch {
		case n <= nouns[stem] || numbers[stem]:
		case slight[stem] >= leastSlight && 2*slight[stem] > n:
			lines = append(lines, stem+" slight")
		default:
			lines = append(lines, stem)
		}
	}
	return unique(lines)
}

func numberStems() map[string]bool {
	n := en.English.Numbers
	out := map[string]bool{}
	for _, word := range slices.Concat(slices.Collect(maps.Keys(n.Units)), slices.Collect(maps.Keys(n.Scales)), n.Ranks) {
		out[en.English.Stemmer(word)] = true
	}
	return out
}
