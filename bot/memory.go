package bot

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"
)

// Bounds of what is remembered in memory.
const (
	maxTurns         = 6
	maxConversations = 10_000
	maxAnswers       = 2_000
)

// memory keeps conversations and answers in memory, the youngest of each. The
// zero value is ready for use, and safe for concurrent use.
type memory struct {
	mu            sync.Mutex
	conversations bounded[[]askedTurn]
	answers       bounded[Record]
}

// An askedTurn is a turn and whose it is.
type askedTurn struct {
	Turn
	asker string // see Asker.ID
}

// Turns implements Conversations.
func (m *memory) Turns(_ context.Context, key string, since time.Time) ([]Turn, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var turns []Turn
	for _, t := range m.young(key, since) {
		turns = append(turns, t.Turn)
	}
	return turns, nil
}

// Asked implements Conversations.
func (m *memory) Asked(_ context.Context, key string, asker Asker, since time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.ContainsFunc(m.young(key, since), func(t askedTurn) bool { return t.asker == asker.ID }), nil
}

// young returns the turns of a conversation since a time.
func (m *memory) young(key string, since time.Time) []askedTurn {
	turns, _ := m.conversations.get(key)
	for i, t := range turns {
		if t.At.After(since) {
			return turns[i:]
		}
	}
	return nil
}

// Append implements Conversations.
func (m *memory) Append(_ context.Context, key string, asker Asker, t Turn) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	turns, _ := m.conversations.get(key)
	turns = append(turns, askedTurn{t, asker.ID})
	m.conversations.put(key, turns[max(0, len(turns)-maxTurns):], maxConversations)
	return nil
}

// SaveAnswer implements Answers.
func (m *memory) SaveAnswer(_ context.Context, r Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers.put(r.Answer.ID, r, maxAnswers)
	return nil
}

// FindAnswer implements Answers.
func (m *memory) FindAnswer(_ context.Context, id string) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.answers.get(id); ok {
		return r, nil
	}
	return Record{}, ErrUnknownAnswer
}

// RateAnswer implements Answers. Nothing reads a rating back from memory.
func (m *memory) RateAnswer(ctx context.Context, id string, _ Asker, _ Rating) error {
	_, err := m.FindAnswer(ctx, id)
	return err
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
