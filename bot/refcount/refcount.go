// Package refcount counts who holds something that is closed behind the last of
// them.
package refcount

import "sync/atomic"

// A Count is how many hold something. It is not opened again once the last has
// let go.
type Count struct{ n atomic.Int64 }

// Begin counts the first holder.
func (c *Count) Begin() { c.n.Store(1) }

// Retain counts one holder more; it reports false where the last has let go.
func (c *Count) Retain() bool {
	for {
		n := c.n.Load()
		if n == 0 {
			return false
		}
		if c.n.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Release counts one holder less, and reports whether it was the last.
func (c *Count) Release() (last bool) { return c.n.Add(-1) <= 0 }
