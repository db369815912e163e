package adapters

import (
	"context"
	"math/rand/v2"
	"time"
)

// A Backoff is the pauses between attempts: each is twice as long as the one
// before, and up to a half of it is left to chance, so that many who lost the
// same platform do not come back at the same moment.
type Backoff struct {
	First time.Duration // 1 s if zero
	Most  time.Duration // 1 min if zero
	pause time.Duration
}

// Wait pauses before the next attempt. It fails if ctx ends first.
func (b *Backoff) Wait(ctx context.Context) error { return Pause(ctx, b.next()) }

// Pause waits for a while. It fails if ctx ends first.
func Pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *Backoff) next() time.Duration {
	first, most := b.First, b.Most
	if first == 0 {
		first = time.Second
	}
	if most == 0 {
		most = time.Minute
	}
	if b.pause == 0 {
		b.pause = first
	}
	b.pause = min(b.pause, most)
	pause := b.pause - time.Duration(rand.Int64N(int64(b.pause)/2+1))
	b.pause *= 2
	return pause
}

// Reset begins again, after an attempt that lasted.
func (b *Backoff) Reset() { b.pause = 0 }
