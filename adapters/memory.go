package adapters

import (
	"context"
	"sync"

	"github.com/quoth-bot/quoth/bot"
)

// maxRemembered bounds the deliveries of a MemoryLedger.
const maxRemembered = 50_000

// A MemoryLedger is a ledger that ends with the program: what it makes sure of
// holds over duplicates, and not over restarts. It serves where the platform
// ends with the program too, as a terminal does. It forgets the oldest of many
// deliveries. The zero value is ready for use, and safe for concurrent use.
type MemoryLedger struct {
	mu     sync.Mutex
	byKey  map[string]*entry
	latest []*entry // oldest first
}

type entry struct {
	delivery bot.Delivery
	state    bot.DeliveryState
	ref      string
}

// Receive implements bot.Ledger.
func (l *MemoryLedger) Receive(_ context.Context, d bot.Delivery) (fresh bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range d.Keys {
		if l.byKey[k] != nil {
			return false, nil
		}
	}
	if l.byKey == nil {
		l.byKey = map[string]*entry{}
	}
	e := &entry{delivery: d, state: bot.Received}
	for _, k := range d.Keys {
		l.byKey[k] = e
	}
	l.latest = append(l.latest, e)
	if len(l.latest) > maxRemembered {
		for _, k := range l.latest[0].delivery.Keys {
			delete(l.byKey, k)
		}
		l.latest = l.latest[1:]
	}
	return true, nil
}

// Advance implements bot.Ledger.
func (l *MemoryLedger) Advance(_ context.Context, key string, s bot.DeliveryState, ref string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.byKey[key]; e != nil {
		e.state, e.ref = s, ref
	}
	return nil
}

// Unfinished implements bot.Ledger.
func (l *MemoryLedger) Unfinished(_ context.Context, platform string) ([]bot.Unfinished, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []bot.Unfinished
	for _, e := range l.latest {
		if e.delivery.Platform == platform && e.state != bot.Posted {
			out = append(out, bot.Unfinished{Delivery: e.delivery, State: e.state})
		}
	}
	return out, nil
}

// ReplyTo implements bot.Ledger.
func (l *MemoryLedger) ReplyTo(_ context.Context, platform, message string) (bot.StandingReply, bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.latest {
		d := e.delivery
		if d.Platform == platform && d.Message == message && !d.Edit && e.ref != "" {
			return bot.StandingReply{Ref: e.ref, At: d.Received}, true, nil
		}
	}
	return bot.StandingReply{}, false, nil
}
