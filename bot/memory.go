package bot

import (
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

// bounded is a map that forgets its oldest keys.
type bounded[V any] struct {
	values map[string]V
	order  []string // keys, oldest first
}

func (b *bounded[V]) get(key string) (V, bool) {
	v, ok := b.values[key]
	return v, ok
}

// put sets a key, and forgets the oldest where there are more than most.
func (b *bounded[V]) put(key string, v V, most int) {
	if b.values == nil {
		b.values = map[string]V{}
	}
	if _, ok := b.values[key]; !ok {
		b.order = append(b.order, key)
		for len(b.order) > most {
			delete(b.values, b.order[0])
			b.order = b.order[1:]
		}
	}
	b.values[key] = v
}
