package discord

import "sync"

// recent is a map that remembers the last entries only. It is safe for
// concurrent use.
type recent[V any] struct {
	mu      sync.Mutex
	entries map[string]V
	ring    []string // the keys in the order in which they came, overwritten in turn
	next    int
	most    int
}

func newRecent[V any](most int) *recent[V] {
	return &recent[V]{entries: map[string]V{}, most: most}
}

func (r *recent[V]) get(key string) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.entries[key]
	return v, ok
}

func (r *recent[V]) put(key string, v V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.entries[key]; !ok {
		if len(r.ring) < r.most {
			r.ring = append(r.ring, key)
		} else {
			delete(r.entries, r.ring[r.next])
			r.ring[r.next] = key
			r.next = (r.next + 1) % r.most
		}
	}
	r.entries[key] = v
}
