package index

import (
	"iter"
	"slices"
)

// both yields the numbers that stand in both of two ascending lists.
func both(a, b []uint32) iter.Seq[uint32] {
	if len(a) > len(b) {
		a, b = b, a
	}
	return func(yield func(uint32) bool) {
		rest := b
		for _, n := range a {
			at, found := slices.BinarySearch(rest, n)
			if found && !yield(n) {
				return
			}
			rest = rest[at:]
		}
	}
}
