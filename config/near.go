package config

import "slices"

// nearest returns the right name that a wrong one was most likely meant to
// be, if one is near enough: a third of its letters may be wrong.
func nearest(name string, right []string) (string, bool) {
	best, least := "", 1+max(1, len(name)/3)
	for _, r := range right {
		if d := distance(name, r); d < least {
			best, least = r, d
		}
	}
	return best, best != ""
}

// distance counts the letters put in, left out, replaced, or swapped with
// their neighbour, that part two words.
func distance(a, b string) int {
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, last = last, slices.Clone(row)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
