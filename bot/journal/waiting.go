package journal

import (
	"slices"
	"sync"

	"github.com/quoth-bot/quoth/bot"
)

// maxWaiting bounds the entries that wait for the database: three to a
// question, of which the answer is the largest with some 10 kB, so that memory
// holds some 3,000 questions in 40 MB.
const maxWaiting = 10_000

// waiting holds the entries that the database could not take, oldest first.
// The zero value is empty; it is safe for concurrent use. It is searched from
// end to end: that is quick enough for an outage, and it is empty else.
type waiting struct {
	mu      sync.Mutex
	entries []entry
	dropped int
}

// add appends an entry, and drops the oldest where there are too many. The
// state of a delivery that waits itself is noted there.
func (w *waiting) add(e entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s, ok := e.(stateEntry); ok {
		for i, old := range w.entries {
			if d, ok := old.(deliveryEntry); ok && d.delivery.Key() == s.name {
				d.state = s.state
				if s.ref != "" {
					d.ref = s.ref
				}
				w.entries[i] = d
				return
			}
		}
	}
	w.entries = append(w.entries, e)
	if len(w.entries) > maxWaiting {
		w.entries[0] = nil
		w.entries = w.entries[1:]
		w.dropped++
	}
}

// first returns the n oldest entries.
func (w *waiting) first(n int) []entry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.entries[:min(n, len(w.entries))])
}

// remove takes the n oldest entries off.
func (w *waiting) remove(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entries = slices.Clone(w.entries[n:])
}

// count returns how many entries wait, and how many were dropped since the
// start.
func (w *waiting) count() (entries, dropped int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.entries), w.dropped
}

// each calls do for every entry of a type, oldest first, until it returns
// false.
func each[E entry](w *waiting, do func(E) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.entries {
		if e, ok := e.(E); ok && !do(e) {
			return
		}
	}
}

// turns returns the turns of a conversation that wait.
func (w *waiting) turns(key string) []turnEntry {
	var out []turnEntry
	each(w, func(e turnEntry) bool {
		if e.conversation == key {
			out = append(out, e)
		}
		return true
	})
	return out
}

func (w *waiting) answer(id string) (r bot.Record, ok bool) {
	each(w, func(e answerEntry) bool {
		if e.record.Answer.ID == id {
			r, ok = e.record, true
		}
		return !ok
	})
	return r, ok
}

// delivery reports whether a delivery with one of the keys waits.
func (w *waiting) delivery(keys []string) (known bool) {
	each(w, func(e deliveryEntry) bool {
		known = slices.ContainsFunc(e.delivery.Keys, func(k string) bool { return slices.Contains(keys, k) })
		return !known
	})
	return known
}

// post finds the answer to a message among the deliveries that wait.
func (w *waiting) post(platform, message string) (p bot.Post, ok bool) {
	each(w, func(e deliveryEntry) bool {
		d := e.delivery
		if d.Platform == platform && d.Message == message && !d.Edit && e.ref != "" {
			p, ok = bot.Post{Ref: e.ref, At: d.Received}, true
		}
		return true
	})
	return p, ok
}

// drop takes a delivery off.
func (w *waiting) drop(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entries = slices.DeleteFunc(w.entries, func(e entry) bool {
		d, ok := e.(deliveryEntry)
		return ok && d.delivery.Key() == name
	})
}
