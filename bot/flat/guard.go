package flat

import (
	"math/bits"
	"sync/atomic"
)

// A Guard lets the blocks of an array be checked before they are first read, for
// an array that lies in a file. A nil Guard is that of an array in memory.
type Guard struct {
	shift uint // an item's number, moved so far to the right, is its block's
	seen  []atomic.Uint64
	check func(block int) // panics where the block is damaged
}

// NewGuard guards an array of items of size bytes, of which a block has a fixed
// number; both are powers of two.
func NewGuard(size, block, blocks int, check func(block int)) *Guard {
	return &Guard{
		shift: uint(bits.TrailingZeros(uint(block / size))),
		seen:  make([]atomic.Uint64, (blocks+63)/64),
		check: check,
	}
}

// Touch says that the items [from, to) are read next.
func (g *Guard) Touch(from, to int) {
	if g != nil {
		g.touch(from, to)
	}
}

func (g *Guard) touch(from, to int) {
	if from >= to {
		return
	}
	for block, last := from>>g.shift, (to-1)>>g.shift; block <= last; block++ {
		if bit := uint64(1) << (block % 64); g.seen[block/64].Load()&bit == 0 {
			g.check(block)
			g.seen[block/64].Or(bit)
		}
	}
}

// A Column is an array that is read item by item, and need not be read as a
// whole when it lies in a file.
type Column[T item] struct {
	items []T
	guard *Guard
}

// Len returns how many items there are.
func (c *Column[T]) Len() int { return len(c.items) }

// At returns an item.
func (c *Column[T]) At(i int) T {
	c.guard.Touch(i, i+1)
	return c.items[i]
}

// Slice returns the items [from, to). The caller must not change them.
func (c *Column[T]) Slice(from, to int) []T {
	items := c.items[from:to:to]
	c.guard.Touch(from, to)
	return items
}

// Append adds items behind the others.
func (c *Column[T]) Append(items ...T) { c.items = append(c.items, items...) }

// Array describes the column.
func (c *Column[T]) Array(name string) Array { return Guarded(name, &c.items, &c.guard) }
