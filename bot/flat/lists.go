package flat

import (
	"errors"
	"iter"
	"slices"
)

// Lists holds a list of numbers for each of n things: all items one after the
// other, and where each list begins.
type Lists[T item] struct {
	Start []uint32 // n+1, or none where n is 0
	Items []T

	starts, items *Guard // of the two
}

// Len returns how many lists there are.
func (l *Lists[T]) Len() int { return max(len(l.Start)-1, 0) }

// Of returns list i. The caller must not change it.
func (l *Lists[T]) Of(i uint32) []T {
	from, to := l.bounds(i)
	l.items.Touch(from, to)
	return l.Items[from:to]
}

// bounds returns where in Items list i stands: [from, to).
func (l *Lists[T]) bounds(i uint32) (from, to int) {
	l.starts.Touch(int(i), int(i)+2)
	return int(l.Start[i]), int(l.Start[i+1])
}

// Count returns how many items list i has.
func (l *Lists[T]) Count(i uint32) int {
	from, to := l.bounds(i)
	return to - from
}

// Arrays lists the arrays that l is made of.
func (l *Lists[T]) Arrays() []Array {
	return []Array{Guarded("start", &l.Start, &l.starts), Guarded("items", &l.Items, &l.items)}
}

// Check fails where l is not n lists that lie one after the other. It looks at
// the ends alone, so that it does not read all of a mapped file.
func (l *Lists[T]) Check(n int) error { return CheckEnds(l.Start, n, len(l.Items)) }

// Pack turns pairs (key, item) into lists by key, 0 to n-1, each in the order
// in which its items stood.
func Pack[T item](keys []uint32, items []T, n int) Lists[T] {
	return PackSeq(func(yield func(uint32, T) bool) {
		for i, k := range keys {
			if !yield(k, items[i]) {
				return
			}
		}
	}, n)
}

// PackSeq packs pairs as Pack does. It goes over them twice, and so needs no
// copy of them.
func PackSeq[T item](pairs iter.Seq2[uint32, T], n int) Lists[T] {
	start := make([]uint32, n+1)
	for k := range pairs {
		start[k+1]++
	}
	for i := 1; i <= n; i++ {
		start[i] += start[i-1]
	}
	next := slices.Clone(start[:n])
	items := make([]T, start[n])
	for k, item := range pairs {
		items[next[k]] = item
		next[k]++
	}
	return Lists[T]{Start: start, Items: items}
}

// errLengths says that the arrays of a structure do not belong together.
var errLengths = errors.New("arrays of lengths that do not fit together")

// CheckEnds fails where start does not tell n lists of so many items apart, as
// in Lists. It looks at the ends alone.
func CheckEnds(start []uint32, n, items int) error {
	if n == 0 && len(start) == 0 && items == 0 {
		return nil
	}
	if len(start) != n+1 || start[0] != 0 || int(start[n]) != items {
		return errLengths
	}
	return nil
}
