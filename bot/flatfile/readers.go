package flatfile

import "sync/atomic"

// Readers counts those who read something, which is closed behind the last of
// them and not opened again.
type Readers struct{ n atomic.Int64 }

// Begin counts the first one.
func (r *Readers) Begin() { r.n.Store(1) }

// Retain counts one reader more; it reports false where the last has ended.
func (r *Readers) Retain() bool {
	for {
		n := r.n.Load()
		if n == 0 {
			return false
		}
		if r.n.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Release counts one reader less, and reports whether it was the last.
func (r *Readers) Release() (last bool) { return r.n.Add(-1) <= 0 }
