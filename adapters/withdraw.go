package adapters

import (
	"context"

	"github.com/quoth-bot/quoth/bot"
)

// Withdraw notes that the reply to a delivery, named by its key, is taken away for who
// asked: no restart posts it again, and no edit of the question brings it back. The
// adapter calls it before it takes the reply away.
func (in *Intake) Withdraw(ctx context.Context, key string) { in.book.withdraw(ctx, key) }

func (b *book) withdraw(ctx context.Context, key string) {
	d := bot.Delivery{Keys: []string{key}, Platform: b.platform}
	b.mu.Lock()
	if held := b.pending[key]; held != nil {
		d = held.delivery
	}
	b.mu.Unlock()
	b.advance(ctx, d, bot.Posted, "")
}
