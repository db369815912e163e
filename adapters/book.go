package adapters

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

const (
	// maxPending bounds what memory holds for a ledger that is unavailable, at
	// about a kilobyte each: all that waits, and the answered of hours.
	maxPending = 50_000
	// ledgerLimit is how long one call to the ledger may take: a write to a
	// disk takes milliseconds, and a platform waits three seconds for its
	// acknowledgement.
	ledgerLimit = 2 * time.Second
	// ledgerPause is how long a ledger that failed is left alone, so that one
	// that hangs does not slow down every answer.
	ledgerPause = 5 * time.Second
	// lastChance is how long the ledger is tried when the program ends, every
	// lastPause: a journal whose database failed tries that again after a
	// second, and waits a quarter of one for a lock.
	lastChance = 2 * time.Second
	lastPause  = lastChance / 8
)

// A book keeps one platform's ledger, and stands in for it with memory while
// it is unavailable: each delivery still comes once, but what memory alone
// knows is lost if the program ends. What the ledger missed is written into it
// once it works again.
type book struct {
	platform string
	ledger   bot.Ledger
	log      *slog.Logger
	monitor  Monitor
	limits   *Limits

	mu       sync.Mutex // held over calls to the ledger, so that they come in one order
	seen     seen
	pending  map[string]*progress // by delivery key: what the ledger does not know yet
	order    []string             // the keys of pending, oldest first
	down     bool                 // the ledger failed last
	again    time.Time            // when it is asked again
	leftRead bool
	early    map[string]bool // keys that came before it was read what an earlier run left
}

// A progress is how far a delivery has come, beyond what the ledger knows.
type progress struct {
	delivery bot.Delivery
	state    bot.DeliveryState
	ref      string
}

func newBook(platform string, l bot.Ledger, o IntakeOptions) *book {
	return &book{
		platform: platform, ledger: l, log: o.Log, monitor: o.Monitor, limits: NewLimits(o.PersonPer, o.PlacePer),
		seen: newSeen(maxSeen), pending: map[string]*progress{}, early: map[string]bool{},
	}
}

// receive implements register: what could not be stored is held, and may be
// acknowledged, as nobody else could answer it.
func (b *book) receive(ctx context.Context, d bot.Delivery) (fresh, held bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.seen.add(d.Keys) {
		return false, false, nil
	}
	fresh = true
	stored := b.ask(ctx, func(ctx context.Context) (err error) {
		fresh, err = b.ledger.Receive(ctx, d)
		return err
	})
	if !stored {
		fresh = true
		b.hold(d, bot.Received, "")
	}
	if fresh && !b.leftRead {
		b.early[d.Key()] = true
	}
	return fresh, fresh, nil
}

// posting implements register.
func (b *book) posting(ctx context.Context, d bot.Delivery) (until context.Context, end func(), held bool) {
	b.advance(ctx, d, bot.Posting, "")
	return ctx, func() {}, true
}

// leave implements register: the next run takes it up.
func (b *book) leave(context.Context, bot.Delivery) {}

// allow implements register.
func (b *book) allow(_ context.Context, from bot.From) (ok, tell bool) { return b.limits.Allow(from) }

// waits implements register: nobody else receives anything.
func (b *book) waits(context.Context, string) bool { return false }

func (b *book) pause() time.Duration { return ledgerPause }

func (b *book) woken() <-chan struct{} { return nil }

// advance notes how far a delivery has come.
func (b *book) advance(ctx context.Context, d bot.Delivery, s bot.DeliveryState, ref string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	noted := b.pending[d.Key()] == nil && b.ask(ctx, func(ctx context.Context) error {
		return b.ledger.Advance(ctx, d.Key(), s, ref)
	})
	if !noted {
		b.hold(d, s, ref)
	}
}

// post finds the answer that stands for an edited message.
func (b *book) post(ctx context.Context, message string) (p bot.StandingReply, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range b.order {
		if o := b.pending[key]; o.delivery.Message == message && !o.delivery.Edit && o.ref != "" {
			return bot.StandingReply{Ref: o.ref, At: o.delivery.Received}, true
		}
	}
	asked := b.ask(ctx, func(ctx context.Context) (err error) {
		p, ok, err = b.ledger.ReplyTo(ctx, b.platform, message)
		return err
	})
	return p, ok && asked
}

// left lists, once, what an earlier run did not finish; nothing while the
// ledger cannot tell. There is room for all of it, as it was acknowledged.
func (b *book) left(ctx context.Context, _ int) []bot.Unfinished {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.leftRead {
		return nil
	}
	var all []bot.Unfinished
	b.leftRead = b.ask(ctx, func(ctx context.Context) (err error) {
		all, err = b.ledger.Unfinished(ctx, b.platform)
		return err
	})
	if !b.leftRead {
		return nil
	}
	all = slices.DeleteFunc(all, func(u bot.Unfinished) bool { return b.early[u.Delivery.Key()] })
	for _, u := range all {
		b.seen.add(u.Delivery.Keys)
	}
	b.early = nil
	return all
}

// settle writes what the ledger missed into it, oldest first, as far as it
// works, if it is to be asked again by now.
func (b *book) settle(ctx context.Context) {
	for b.settleOne(ctx, false) {
		if ctx.Err() != nil {
			return
		}
	}
}

// settleLast writes what the ledger missed into it while the program ends: what
// it does not take within lastChance is lost.
func (b *book) settleLast(ctx context.Context) {
	for end := time.Now().Add(lastChance); ; time.Sleep(lastPause) {
		for b.settleOne(ctx, true) {
		}
		if b.settled() || time.Now().After(end) {
			return
		}
	}
}

// settled reports whether the ledger knows everything.
func (b *book) settled() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.order) == 0
}

func (b *book) settleOne(ctx context.Context, last bool) (more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.order) == 0 || b.down && !last && time.Now().Before(b.again) {
		return false
	}
	key := b.order[0]
	o := b.pending[key]
	if last {
		b.down = false
	}
	b.order = b.order[1:]
	told := b.ask(ctx, func(ctx context.Context) error {
		// A ledger that was begun again does not know what an earlier one did.
		if _, err := b.ledger.Receive(ctx, o.delivery); err != nil || o.state == bot.Received {
			return err
		}
		return b.ledger.Advance(ctx, key, o.state, o.ref)
	})
	if !told {
		b.order = append(b.order, key) // behind the others: the fault may be its own
		return false
	}
	delete(b.pending, key)
	if len(b.order) == 0 {
		b.log.Info("the ledger works again, and has all it missed", "platform", b.platform)
	}
	return true
}

// ask calls the ledger, unless it failed a moment ago, and reports whether
// that went well. The ledger is told what has happened even while the program
// ends.
func (b *book) ask(ctx context.Context, f func(context.Context) error) bool {
	if b.down && time.Now().Before(b.again) {
		b.monitor.Fault(b.platform, FaultLedger)
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ledgerLimit)
	defer cancel()
	if err := f(ctx); err != nil {
		b.down, b.again = true, time.Now().Add(ledgerPause)
		b.monitor.Fault(b.platform, FaultLedger)
		b.log.Error("the ledger failed: until it works again memory holds the deliveries, which are lost if the program ends",
			"platform", b.platform, "held", len(b.pending), "error", err)
		return false
	}
	b.down = false
	return true
}

// hold holds in memory what the ledger could not be told.
func (b *book) hold(d bot.Delivery, s bot.DeliveryState, ref string) {
	key := d.Key()
	if b.pending[key] == nil {
		b.order = append(b.order, key)
	}
	b.pending[key] = &progress{d, s, ref}
	if len(b.order) > maxPending {
		b.log.Error("the ledger has been unavailable for so long that a delivery is forgotten, and may be answered twice",
			"platform", b.platform, "delivery", b.order[0])
		delete(b.pending, b.order[0])
		b.order = b.order[1:]
	}
}
