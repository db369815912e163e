package adapters

import (
	"context"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// A register is what an intake knows its platform's deliveries by: a book, where
// the process has its ledger alone, or a share of one.
type register interface {
	// receive stores a delivery. It reports whether it came for the first time,
	// and whether this process is to answer it now. After an error it must not be
	// acknowledged.
	receive(ctx context.Context, d bot.Delivery) (fresh, held bool, err error)
	// posting notes that the answer to a delivery is about to be posted. It
	// reports whether it is to be, and until when: ctx ends with that.
	posting(ctx context.Context, d bot.Delivery) (until context.Context, end func(), held bool)
	// advance notes any other state of a delivery.
	advance(ctx context.Context, d bot.Delivery, s bot.DeliveryState, ref string)
	// leave says that no more is done about a delivery in this run, whether or
	// not it is posted.
	leave(ctx context.Context, d bot.Delivery)
	// post finds the answer that stands for a message.
	post(ctx context.Context, message string) (p bot.StandingReply, ok bool)
	// allow reports whether a question is within the limits, and if not whether
	// to say so: see Limits.Allow.
	allow(ctx context.Context, from bot.From) (ok, tell bool)
	// waits reports whether a message waits for its answer, and this process may
	// not know of it.
	waits(ctx context.Context, message string) bool
	withdraw(ctx context.Context, key string)

	// settle writes what the ledger missed into it, and left lists what is to be
	// answered besides, with room for so many. Both are called after each pause,
	// and when woken.
	settle(ctx context.Context)
	left(ctx context.Context, room int) []bot.Unfinished
	pause() time.Duration
	woken() <-chan struct{}
	settleLast(ctx context.Context)
}

func newRegister(platform string, l bot.Ledger, o IntakeOptions) register {
	if s, ok := l.(bot.Sharer); ok {
		if ledger, shared := s.Shared(); shared {
			return newShare(platform, l, ledger, o)
		}
	}
	return newBook(platform, l, o)
}
