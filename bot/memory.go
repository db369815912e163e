package bot

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// Bounds of what is remembered in memory.
const (
	maxTurns         = 6
	maxConversations = 10_000
	maxAnswers       = 10_000
	conversationAge  = time.Hour
)

// memory keeps conversations and answers in memory, the youngest of each. The
// zero value is ready for use, and safe for concurrent use.
type memory struct {
	mu            sync.Mutex
	conversations bounded[[]Turn]
	answers       bounded[record]
}

// A record is what More and Rate need to know of an answer.
type record struct {
	further []Quote
	from    From
	rating  Rating
}

// Turns implements Conversations.
func (m *memory) Turns(_ context.Context, key string) ([]Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	turns, _ := m.conversations.get(key)
	for i, t := range turns {
		if time.Since(t.At) < conversationAge {
			return append([]Turn(nil), turns[i:]...), nil
		}
	}
	return nil, nil
}

// Append implements Conversations.
func (m *memory) Append(_ context.Context, key string, t Turn) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	turns, _ := m.conversations.get(key)
	turns = append(turns, t)
	m.conversations.put(key, turns[max(0, len(turns)-maxTurns):], maxConversations)
	return nil
}

func (m *memory) saveAnswer(id string, r record) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers.put(id, r, maxAnswers)
}

func (m *memory) answer(id string) (record, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.answers.get(id)
}

// bounded is a map that forgets the keys that were put the longest ago.
type bounded[V any] struct {
	entries map[string]*list.Element // each an entry[V]
	order   list.List                // the longest ago first
}

type entry[V any] struct {
	key   string
	value V
}

func (b *bounded[V]) get(key string) (v V, ok bool) {
	e, ok := b.entries[key]
	if ok {
		v = e.Value.(entry[V]).value
	}
	return v, ok
}

// put sets a key, and forgets another where there are more than most.
func (b *bounded[V]) put(key string, v V, most int) {
	if b.entries == nil {
		b.entries = map[string]*list.Element{}
	}
	if e, ok := b.entries[key]; ok {
		e.Value = entry[V]{key, v}
		b.order.MoveToBack(e)
		return
	}
	b.entries[key] = b.order.PushBack(entry[V]{key, v})
	if b.order.Len() > most {
		oldest := b.order.Remove(b.order.Front()).(entry[V])
		delete(b.entries, oldest.key)
	}
}
