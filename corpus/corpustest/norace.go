//go:build !race

package corpustest

// Race says whether the race detector runs.
const Race = false
