// Package en is English: the lists and tables that are asked of it, one theme a
// file, each with where it comes from.
package en

import "github.com/quoth-bot/quoth/lang"

// English is the language of the built-in reports, and of everything that does
// not say otherwise.
var English = &lang.Language{
	Name:    "en",
	Stop:    stopWords,
	Stemmer: stem,
	Shared:  shared,
	Past:    isPast,

	Predicate: predicate,
	Opposites: opposites,

	Sentences: sentences,
	Names:     names,
	Numbers:   numbers,
	Calendar:  calendar,
	Figures:   figures,
	Spelling:  spelling,
	Grammar:   grammar,
	Questions: questions,
	Smalltalk: smalltalk,
	Senses:    senses,
}
