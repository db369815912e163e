package bot

import (
	"context"
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Bounds of what is remembered in memory.
const (
	maxTurns         = 6
	maxConversations = 10_000
	maxAnswers       = 2_000
)

// memory keeps conversations and answers in memory, the youngest of each. It is
// safe for concurrent use.
type memory struct {
	mu            sync.Mutex // held while turns are appended
	conversations *lru.Cache[string, []askedTurn]
	answers       *lru.Cache[string, Record]
}

func newMemory() *memory {
	// Making a cache fails only if it may hold nothing.
	conversations, _ := lru.New[string, []askedTurn](maxConversations)
	answers, _ := lru.New[string, Record](maxAnswers)
	return &memory{conversations: conversations, answers: answers}
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
	turns, _ := m.conversations.Peek(key)
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
	turns, _ := m.conversations.Peek(key)
	turns = append(turns, askedTurn{t, asker.ID})
	m.conversations.Add(key, turns[max(0, len(turns)-maxTurns):])
	return nil
}

// SaveAnswer implements Answers.
func (m *memory) SaveAnswer(_ context.Context, r Record) error {
	m.answers.Add(r.Answer.ID, r)
	return nil
}

// FindAnswer implements Answers.
func (m *memory) FindAnswer(_ context.Context, id string) (Record, error) {
	if r, ok := m.answers.Peek(id); ok {
		return r, nil
	}
	return Record{}, ErrUnknownAnswer
}

// RateAnswer implements Answers. Nothing reads a rating back from memory.
func (m *memory) RateAnswer(ctx context.Context, id string, _ Asker, _ Rating) error {
	_, err := m.FindAnswer(ctx, id)
	return err
}
