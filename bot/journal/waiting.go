package journal

import (
	"slices"
	"sync"

	"github.com/quoth-bot/quoth/bot"
)

// maxWaiting bounds the entries that wait for the database: two to a question,
// its turn and its answer of some 10 kB, so that memory holds some 5,000
// questions in 50 MB.
const maxWaiting = 10_000

// waiting holds the turns, answers and ratings that the database could not take,
// oldest first. Deliveries never wait here: the intake remembers those itself.
// The zero value is empty; it is safe for concurrent use. It is searched from
// end to end: that is quick enough for an outage, and it is empty else.
type waiting struct {
	mu      sync.Mutex
	entries []entry
	dropped int
}

// add appends an entry, and drops the oldest where there are too many.
func (w *waiting) add(e entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
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
