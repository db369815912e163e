package haystack

import (
	"os"
	"strings"

	"quoth/bot/words"
)

// Slips are recorded misspellings of single words, by the right form, folded.
type Slips map[string][]string

// mostEdits is how far a slip may be from what was meant.
const mostEdits = 2

// ReadSlips reads a table of misspellings: lines of a misspelling, the right
// word and more, parted by tabs, below a heading. It takes those of one or two
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
		if d := edits(form, right); d > 0 && d <= mostEdits {
			slips[right] = append(slips[right], form)
		}
	}
	return slips, nil
}

// edits is the optimal string alignment distance: letters inserted, deleted,
// replaced, or swapped with a neighbour.
func edits(s, t string) int {
	a, b := []rune(s), []rune(t)
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j-1], d[i-1][j], d[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
