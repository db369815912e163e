// Package lexicon knows which forms are correctly spelt English words and
// which are names, whether or not a source holds them: such a form is what
// the writer meant, and must not be read as another.
package lexicon

import (
	_ "embed"
	"strings"
)

// text holds the lexicon as Encode writes it; it is searched where it lies.
//
//go:embed lexicon.txt
var text string

// A Kind says what a form is known as; a form may be several.
type Kind uint8

// The kinds. A famous name is one that people know to spell (countries,
// nationalities, capitals, large cities, common first names); it is a name too.
const (
	IsWord Kind = 1 << iota
	IsName
	IsFamous
)

// Lookup returns what a folded form (words.Fold) is known as, 0 if unknown.
func Lookup(form string) Kind {
	lo, hi := 0, len(text) // the block sought begins in text[lo:hi]
	for lo < hi {
		start := strings.LastIndexByte(text[lo:lo+(hi-lo)/2], '\n') + 1 + lo
		first := blockHead(text[start:])
		if form < first {
			hi = start
			continue
		}
		end := start + strings.IndexByte(text[start:], '\n') + 1
		if end >= hi || form < blockHead(text[end:]) {
			return findInBlock(text[start:end], form)
		}
		lo = end
	}
	return 0
}

// Word reports whether a folded form is a correctly spelt ordinary word,
// one that is written in lower case.
func Word(form string) bool { return Lookup(form)&IsWord != 0 }
