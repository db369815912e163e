package adapters

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/quoth-bot/quoth/bot"
)

const (
	// renewals is how often a lease is renewed before it ends, and grace the
	// part of it, from its end, in which nothing is posted any more: what was
	// sent before has arrived by then, and who takes it over finds it.
	renewals = 5
	grace    = 3
	// sharePause is how often it is looked whether another process has left
	// something behind.
	sharePause = time.Second
)

// errUnstored means that a delivery could not be stored. The platform is to
// deliver it again, perhaps to another process.
var errUnstored = errors.New("the delivery cannot be stored at present")

// A share is what this process answers of a ledger that several have. It answers
// only what it holds in the ledger, and posts only what the ledger knows to be
// about to be posted. While the ledger is unavailable nothing is answered: what
// comes is not acknowledged, but held in memory, as not every platform delivers
// again for as long.
type share struct {
	platform string
	all      bot.Ledger
	ledger   bot.SharedLedger
	log      *slog.Logger
	monitor  Monitor
	lease    time.Duration
	person   int // questions a minute, over all processes; 0 for no limit
	place    int
	wake     chan struct{}

	mu       sync.Mutex // held over calls to the ledger, so that they come in one order
	holder   string
	held     context.Context // ends before the lease does
	lapse    func()          // ends held
	renewed  time.Time       // when the lease was last asked for with success
	ending   *time.Timer     // of held
	hands    map[string]bool // the keys of what is held, and not known to be posted
	unnoted  []note          // what the ledger does not know yet, oldest first
	unstored []bot.Delivery  // what it could not store, oldest first
	ready    []bot.Unfinished
	unsure   bool // a call failed, and may have been heeded all the same
	down     bool // an outage was told of
}

// A note is how far a delivery has come, beyond what the ledger knows.
type note struct {
	holder, key string
	state       bot.DeliveryState // empty for what is set aside
	ref         string
}

func newShare(platform string, all bot.Ledger, l bot.SharedLedger, o IntakeOptions) *share {
	b := &share{
		platform: platform, all: all, ledger: l, log: o.Log, monitor: o.Monitor, lease: o.Lease, person: o.PersonPer, place: o.PlacePer,
		wake: make(chan struct{}, 1),
	}
	b.begin()
	return b
}

// begin takes a new name. Under it nothing is held yet: what was held under the
// one before is taken over by whoever comes first.
func (b *share) begin() {
	b.holder, b.renewed, b.hands = uuid.NewString(), time.Time{}, map[string]bool{}
	b.held, b.lapse = context.WithCancel(context.Background())
}

// renew renews the lease if that is due.
func (b *share) renew(ctx context.Context) error {
	now := time.Now()
	if !b.renewed.IsZero() && now.Sub(b.renewed) < b.lease/renewals {
		return nil
	}
	if err := b.ledger.Renew(ctx, b.holder, b.lease); err != nil {
		return err
	}
	b.renewed = now
	if b.ending != nil {
		b.ending.Stop()
	}
	holder, lapse := b.holder, b.lapse
	b.ending = time.AfterFunc(time.Until(now.Add(b.lease-b.lease/grace)), func() {
		lapse() // at once: b.mu may be held
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.holder == holder {
			b.log.Warn("what this process was to answer may be taken over by another, as the ledger could not be reached", "platform", b.platform)
			b.begin()
		}
	})
	return nil
}

// ask calls the ledger under a valid name, and reports whether that went well.
// The ledger is told what has happened even while the program ends.
func (b *share) ask(ctx context.Context, f func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), ledgerLimit)
	defer cancel()
	err := b.renew(ctx)
	if err == nil {
		err = f(ctx)
	}
	if err == nil {
		if b.down && len(b.unnoted)+len(b.unstored) == 0 {
			b.down = false
			b.log.Info("the ledger works again, and has all it missed", "platform", b.platform)
		}
		return true
	}
	b.unsure = true
	b.monitor.Fault(b.platform, FaultLedger)
	if !b.down {
		b.down = true
		b.log.Error("the ledger failed: until it works again nothing is answered; memory holds the deliveries, which are lost if the program ends and they are not delivered again",
			"platform", b.platform, "error", err)
	}
	return false
}

// receive implements register.
func (b *share) receive(ctx context.Context, d bot.Delivery) (fresh, held bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	stored := b.storeLate(ctx) // first, so that they keep their order
	if stored {
		fresh, held, stored = b.store(ctx, d)
	}
	if !stored && !slices.ContainsFunc(b.unstored, func(o bot.Delivery) bool { return o.Key() == d.Key() }) {
		b.unstored = append(b.unstored, d)
	}
	if len(b.unstored) > maxPending {
		b.log.Error("the ledger has been unavailable for so long that a delivery is forgotten", "platform", b.platform, "delivery", b.unstored[0].Key())
		b.monitor.Fault(b.platform, FaultUnanswered)
		b.unstored = b.unstored[1:]
	}
	if !stored {
		return false, false, errUnstored
	}
	return fresh, held, nil
}

func (b *share) store(ctx context.Context, d bot.Delivery) (fresh, held, stored bool) {
	stored = b.ask(ctx, func(ctx context.Context) (err error) {
		fresh, held, err = b.ledger.Store(ctx, b.holder, laneOf(d), d)
		return err
	})
	if stored && held {
		b.hands[d.Key()] = true
	}
	return fresh, held, stored
}

// posting implements register. It waits for the ledger: unless that knows, another
// process might post too.
func (b *share) posting(ctx context.Context, d bot.Delivery) (until context.Context, end func(), held bool) {
	for {
		b.mu.Lock()
		hold := b.held
		noted := b.ask(ctx, func(ctx context.Context) (err error) {
			held, err = b.ledger.Note(ctx, b.holder, d.Key(), bot.Posting, "")
			return err
		})
		if noted && held {
			b.hands[d.Key()] = true
		} else if noted {
			delete(b.hands, d.Key())
		}
		b.mu.Unlock()
		if noted {
			until, cancel := context.WithCancel(ctx)
			stop := context.AfterFunc(hold, cancel)
			return until, func() { stop(); cancel() }, held && hold.Err() == nil
		}
		if Pause(ctx, sharePause) != nil {
			return ctx, func() {}, false
		}
	}
}

// advance implements register.
func (b *share) advance(ctx context.Context, d bot.Delivery, s bot.DeliveryState, ref string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tell(ctx, note{b.holder, d.Key(), s, ref})
}

// leave implements register. What was taken over, or is posted, is not in hand.
func (b *share) leave(ctx context.Context, d bot.Delivery) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.hands[d.Key()] && !slices.ContainsFunc(b.unnoted, func(n note) bool { return n.key == d.Key() }) {
		b.tell(ctx, note{holder: b.holder, key: d.Key()})
	}
}

// tell tells the ledger something, by and by if need be.
func (b *share) tell(ctx context.Context, n note) {
	b.unnoted = slices.DeleteFunc(b.unnoted, func(o note) bool { return o.key == n.key })
	if !b.note(ctx, n) {
		b.unnoted = append(b.unnoted, n)
	}
}

func (b *share) note(ctx context.Context, n note) bool {
	noted := b.ask(ctx, func(ctx context.Context) error {
		if n.state == "" {
			return b.ledger.SetAside(ctx, n.holder, n.key)
		}
		_, err := b.ledger.Note(ctx, n.holder, n.key, n.state, n.ref)
		return err
	})
	if noted && n.state == bot.Posted {
		delete(b.hands, n.key)
	}
	if noted && n.state != bot.Received { // what waits behind it may be taken
		b.rouse()
	}
	return noted
}

// rouse has the intake ask what is left.
func (b *share) rouse() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// post implements register.
func (b *share) post(ctx context.Context, message string) (p bot.StandingReply, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	asked := b.ask(ctx, func(ctx context.Context) (err error) {
		p, ok, err = b.all.ReplyTo(ctx, b.platform, message)
		return err
	})
	return p, ok && asked
}

// allow implements register. What cannot be counted is allowed.
func (b *share) allow(ctx context.Context, from bot.From) (ok, tell bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	ok, tell = b.within(ctx, "person\x00"+personOf(from), b.person)
	if !ok || from.Place.Direct {
		return ok, tell
	}
	return b.within(ctx, "place\x00"+placeOf(from), b.place)
}

func (b *share) within(ctx context.Context, who string, perMinute int) (ok, tell bool) {
	counted := perMinute > 0 && b.ask(ctx, func(ctx context.Context) (err error) {
		ok, tell, err = b.ledger.Allow(ctx, b.platform+"\x00"+who, perMinute)
		return err
	})
	return ok || !counted, tell && counted
}

// waits implements register.
func (b *share) waits(ctx context.Context, message string) (waits bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	asked := b.ask(ctx, func(ctx context.Context) (err error) {
		waits, err = b.ledger.Waits(ctx, b.platform, message)
		return err
	})
	return waits || !asked // then it is stored, or delivered again
}

// withdraw implements register, whoever holds it.
func (b *share) withdraw(ctx context.Context, key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ask(ctx, func(ctx context.Context) error { return b.all.Advance(ctx, key, bot.Posted, "") })
}

// settle implements register.
func (b *share) settle(ctx context.Context) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ask(ctx, func(context.Context) error { return nil }) { // the lease alone
		return
	}
	for len(b.unnoted) > 0 && ctx.Err() == nil {
		first := b.unnoted[0]
		if !b.note(ctx, first) {
			return
		}
		b.unnoted = b.unnoted[1:]
	}
	b.storeLate(ctx)
}

// storeLate stores what could not be stored, oldest first, and reports whether
// nothing is left of it.
func (b *share) storeLate(ctx context.Context) bool {
	for len(b.unstored) > 0 {
		d := b.unstored[0]
		_, held, stored := b.store(ctx, d)
		if !stored {
			return false
		}
		if held {
			b.ready = append(b.ready, bot.Unfinished{Delivery: d, State: bot.Received})
			b.rouse()
		}
		b.unstored = b.unstored[1:]
	}
	return true
}

// left implements register.
func (b *share) left(ctx context.Context, room int) []bot.Unfinished {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.ready
	b.ready = nil
	if b.unsure {
		var held []bot.Unfinished
		b.unsure = !b.ask(ctx, func(ctx context.Context) (err error) {
			held, err = b.ledger.Held(ctx, b.holder)
			return err
		})
		out = append(out, slices.DeleteFunc(held, func(u bot.Unfinished) bool { return b.hands[u.Delivery.Key()] })...)
	}
	if room > 0 {
		var taken []bot.Unfinished
		b.ask(ctx, func(ctx context.Context) (err error) {
			taken, err = b.ledger.Take(ctx, b.holder, b.platform, room)
			return err
		})
		out = append(out, taken...)
	}
	for _, u := range out {
		b.hands[u.Delivery.Key()] = true
	}
	return out
}

func (b *share) pause() time.Duration { return min(sharePause, b.lease/renewals) }

func (b *share) woken() <-chan struct{} { return b.wake }

// settleLast implements register: others go on with what is left.
func (b *share) settleLast(ctx context.Context) {
	for end := time.Now().Add(lastChance); ; time.Sleep(lastPause) {
		b.settle(ctx)
		b.mu.Lock()
		settled := len(b.unnoted)+len(b.unstored) == 0 && b.ask(ctx, func(ctx context.Context) error { return b.ledger.Leave(ctx, b.holder) })
		if settled || time.Now().After(end) {
			if lost := len(b.unstored); lost > 0 {
				b.log.Error("deliveries that could not be stored are lost, unless they are delivered again", "platform", b.platform, "deliveries", lost)
			}
			if b.ending != nil {
				b.ending.Stop()
			}
			b.lapse()
			b.mu.Unlock()
			return
		}
		b.mu.Unlock()
	}
}
