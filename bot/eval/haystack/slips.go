package haystack

import (
	"os"
	"strings"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/words"
)

// Slips are recorded misspellings of single words, by the right form, folded.
type Slips map[string][]string

// mostEdits is how far a slip may be from what was meant.
const mostEdits = 2

// ReadSlips reads a table of misspellings: lines of a misspelling, the right
// word and more, separated by tabs, below a heading. It takes those of one or two
// edits.
func ReadSlips(path string) (Slips, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	slips := Slips{}
	for line := range strings.Lines(string(data)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) < 2 || strings.ContainsAny(fields[0]+fields[1], " -_") {
			continue
		}
		form, right := words.Fold(fields[0]), words.Fold(fields[1])
		if d := fuzzy.Distance([]rune(form), []rune(right), mostEdits); d > 0 && d <= mostEdits {
			slips[right] = append(slips[right], form)
		}
	}
	return slips, nil
}
