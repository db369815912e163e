package bot

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestConversationsAreBounded(t *testing.T) {
	ctx := t.Context()
	m := newMemory()
	for i := range 3 * maxTurns {
		if err := m.Append(ctx, "c", Asker{}, Turn{Asked: fmt.Sprint(i), At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	turns, err := m.Turns(ctx, "c", time.Time{})
	if err != nil || len(turns) != maxTurns || turns[0].Asked != fmt.Sprint(2*maxTurns) || turns[maxTurns-1].Asked != fmt.Sprint(3*maxTurns-1) {
		t.Errorf("of %d turns these are remembered: %v, %v", 3*maxTurns, turns, err)
	}
	turns[0].Asked = "changed"
	if again, _ := m.Turns(ctx, "c", time.Time{}); again[0].Asked == "changed" {
		t.Error("a caller can change what is remembered")
	}
	if kept, _ := m.conversations.Peek("c"); cap(kept) > 4*maxTurns {
		t.Errorf("%d turns are kept in memory", cap(kept))
	}

	for i := range maxConversations {
		m.Append(ctx, fmt.Sprint("other ", i), Asker{}, Turn{At: time.Now()})
	}
	if turns, _ := m.Turns(ctx, "c", time.Time{}); len(turns) != 0 || m.conversations.Len() != maxConversations {
		t.Errorf("%d conversations are remembered, and of the oldest %v", m.conversations.Len(), turns)
	}
	for i := range maxAnswers + 1 {
		m.SaveAnswer(ctx, Record{Answer: Answer{ID: fmt.Sprint(i)}})
	}
	if _, err := m.FindAnswer(ctx, "0"); !errors.Is(err, ErrUnknownAnswer) || m.answers.Len() != maxAnswers {
		t.Errorf("%d answers are remembered", m.answers.Len())
	}
}

func TestConversationsGrowOld(t *testing.T) {
	m := newMemory()
	for i, age := range []time.Duration{2 * leanAge, leanAge + time.Minute, leanAge - time.Minute, 0} {
		m.Append(t.Context(), "c", Asker{}, Turn{Asked: fmt.Sprint(i), At: time.Now().Add(-age)})
	}
	turns, err := m.Turns(t.Context(), "c", time.Now().Add(-leanAge))
	if err != nil || len(turns) != 2 || turns[0].Asked != "2" {
		t.Errorf("remembered %v, %v", turns, err)
	}
	m.Append(t.Context(), "old", Asker{}, Turn{At: time.Now().Add(-leanAge)})
	if turns, err := m.Turns(t.Context(), "old", time.Now().Add(-leanAge)); err != nil || len(turns) != 0 {
		t.Errorf("an old conversation: %v, %v", turns, err)
	}
}

func TestWhoAskedInAConversation(t *testing.T) {
	m := newMemory()
	m.Append(t.Context(), "c", Asker{ID: "ben"}, Turn{At: time.Now().Add(-leanAge)})
	m.Append(t.Context(), "c", Asker{ID: "anna"}, Turn{At: time.Now()})
	for _, c := range []struct {
		key, who string
		want     bool
	}{{"c", "anna", true}, {"c", "ben", false}, {"c", "eve", false}, {"d", "anna", false}} {
		if got, err := m.Asked(t.Context(), c.key, Asker{ID: c.who}, time.Now().Add(-leanAge)); got != c.want || err != nil {
			t.Errorf("%s asked in %s: %t, %v", c.who, c.key, got, err)
		}
	}
}

// A conversation that goes on is not forgotten because it began long ago.
func TestConversationsInUseStay(t *testing.T) {
	m := newMemory()
	for i := range maxConversations {
		m.Append(t.Context(), fmt.Sprint(i), Asker{}, Turn{At: time.Now()})
	}
	m.Append(t.Context(), "0", Asker{}, Turn{At: time.Now()})
	m.Append(t.Context(), "new", Asker{}, Turn{At: time.Now()})
	if turns, _ := m.Turns(t.Context(), "0", time.Time{}); len(turns) != 2 {
		t.Errorf("the conversation that went on has %d turns", len(turns))
	}
}
