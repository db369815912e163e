package ops

import (
	"context"

	"quoth/bot"
)

// Ledger returns a ledger that tells the metrics whether it works.
func (m *Metrics) Ledger(l bot.Ledger) bot.Ledger { return &ledger{l, m} }

type ledger struct {
	bot.Ledger
	metrics *Metrics
}

// note takes the last call for the journal's health: nothing else would tell
// that a full disk has room again.
func (l *ledger) note(err error) {
	if err != nil {
		l.metrics.journal.Set(0)
		return
	}
	l.metrics.journal.Set(1)
}

// Receive implements bot.Ledger.
func (l *ledger) Receive(ctx context.Context, d bot.Delivery) (bool, error) {
	fresh, err := l.Ledger.Receive(ctx, d)
	l.note(err)
	return fresh, err
}

// Advance implements bot.Ledger.
func (l *ledger) Advance(ctx context.Context, key string, s bot.DeliveryState, ref string) error {
	err := l.Ledger.Advance(ctx, key, s, ref)
	l.note(err)
	return err
}
