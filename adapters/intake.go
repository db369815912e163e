package adapters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// IntakeOptions bound an intake. Zero fields take the defaults.
type IntakeOptions struct {
	Workers   int           // answers made at a time; 4
	Waiting   int           // deliveries that may wait; 1,000
	Posting   int           // replies posted at a time; as many as may wait, since posting mostly waits
	Refusals  int           // deliveries beyond those that may wait to be told so; 100
	TimeLimit time.Duration // for making one answer; 30 s
	PostLimit time.Duration // for posting it, retries included, unless the platform asks to wait longer; 2 min
	Retry     time.Duration // the first pause before posting or looking up again; 1 s
	ShowAfter time.Duration // after which an answer in the making is shown as such; 1 s
	EditFor   time.Duration // for which an edited question updates its answer, and a deleted one takes it away; 2 min
	Owed      time.Duration // after which an answer says when it was asked; 30 min
	Again     time.Duration // between attempts with a token that was taken away; 1 min
	Drain     time.Duration // for finishing what has begun, at shutdown; 10 s
	Lease     time.Duration // for which other processes leave alone what this one answers, unless it is renewed; 15 s
	PersonPer int           // questions a person may ask in a minute; 0 for no limit
	PlacePer  int           // questions a channel may ask in a minute; 0 for no limit

	KeepAnswers bool // the answer to a question that is deleted stays
	DropLate    bool // an answer that is owed for longer than Owed is left out

	Log     *slog.Logger // slog.Default if nil
	Monitor Monitor      // nil for none
}

// A Monitor is told what passes an intake, for metrics. It must be quick and
// safe for concurrent use.
type Monitor interface {
	Waiting(platform string, n int)                                 // deliveries that wait
	Answered(platform string, verdict bot.Verdict, d time.Duration) // one answer, and how long it took to make
	Dropped(platform string, why bot.Notice)                        // a delivery that got a notice, or not even that
	Fault(platform, what string)                                    // one of the faults
	Connected(platform string, up bool)                             // the platform is reached, or is not any more
}

// The faults that a Monitor is told of.
const (
	FaultLedger     = "ledger"     // something is held in memory only
	FaultAsk        = "ask"        // the bot failed to answer
	FaultPost       = "post"       // an attempt to post, to look up or to show work failed
	FaultPanic      = "panic"      // code panicked; that delivery alone suffered
	FaultRun        = "run"        // the adapter ended, and is run again
	FaultUnanswered = "unanswered" // a delivery was acknowledged, and ends without a reply
)

// An Intake answers each delivery of one platform once: whatever comes twice
// is dropped, one conversation's questions are answered in order, and no more
// work is taken on than can be done.
type Intake struct {
	adapter Adapter
	name    string
	bot     Bot
	opts    IntakeOptions
	book    register
	deleted *deleted
	queue   *queue
	workers sync.WaitGroup
	posting chan struct{} // a slot for each reply posted at a time
	asides  chan struct{} // a slot for each of what Do does at a time
	ending  chan struct{} // closed when the adapter receives nothing more

	reached    atomic.Bool                  // the adapter has reached its platform
	revoked    atomic.Pointer[SettingError] // of the token that was taken away; nil while it works
	revocation chan struct{}                // closed when it was
}

// NewIntake makes the intake of one adapter.
func NewIntake(a Adapter, b Bot, l bot.Ledger, opts IntakeOptions) *Intake {
	opts = opts.withDefaults()
	name := a.Name()
	return &Intake{
		adapter: a, name: name, bot: b, opts: opts,
		book:    newRegister(name, l, opts),
		deleted: newDeleted(),
		queue:   newQueue(opts.Waiting, opts.Refusals, func(n int) { opts.Monitor.Waiting(name, n) }),
		posting: make(chan struct{}, opts.Posting),
		asides:  make(chan struct{}, opts.Refusals),
		ending:  make(chan struct{}),

		revocation: make(chan struct{}),
	}
}

func (o IntakeOptions) withDefaults() IntakeOptions {
	number := func(n *int, v int) {
		if *n == 0 {
			*n = v
		}
	}
	number(&o.Workers, 4)
	number(&o.Waiting, 1000)
	number(&o.Posting, o.Waiting)
	number(&o.Refusals, 100)
	span := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	span(&o.TimeLimit, 30*time.Second)
	span(&o.PostLimit, 2*time.Minute)
	span(&o.Retry, time.Second)
	span(&o.ShowAfter, time.Second)
	span(&o.EditFor, 2*time.Minute)
	span(&o.Owed, 30*time.Minute)
	span(&o.Again, time.Minute)
	span(&o.Drain, 10*time.Second)
	span(&o.Lease, 15*time.Second)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Monitor == nil {
		o.Monitor = noMonitor{}
	}
	return o
}

type noMonitor struct{}

func (noMonitor) Waiting(string, int)                         {}
func (noMonitor) Answered(string, bot.Verdict, time.Duration) {}
func (noMonitor) Dropped(string, bot.Notice)                  {}
func (noMonitor) Fault(string, string)                        {}
func (noMonitor) Connected(string, bool)                      {}

// Serve runs the adapter until ctx ends, first taking up what an earlier run
// left. When ctx ends it takes nothing more, and finishes what has begun
// within IntakeOptions.Drain. It fails with a SettingError when the adapter's
// token is taken away.
func (in *Intake) Serve(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	in.takeUp(work)
	for range in.opts.Workers {
		in.workers.Go(func() { in.work(work) })
	}
	in.workers.Go(func() { in.refuse(work) })
	var keeping sync.WaitGroup
	keeping.Go(func() { in.keep(work) })
	err := in.run(ctx)
	close(in.ending)
	in.queue.close(false)
	in.drain(stop)
	stop()
	keeping.Wait()
	in.book.settleLast(context.WithoutCancel(ctx))
	if c, ok := in.adapter.(io.Closer); ok {
		if err := c.Close(); err != nil {
			in.opts.Log.Warn("the connection did not close as it should", "platform", in.name, "error", err)
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// run runs the adapter until ctx ends, or its token is taken away.
func (in *Intake) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-in.revocation:
			stop()
		case <-ctx.Done():
		}
	}()
	_, err := guard(in, "receiving", func() (struct{}, error) { return struct{}{}, in.adapter.Run(ctx, in) })
	if wrong := in.revoked.Load(); wrong != nil {
		return wrong
	}
	return err
}

// Revoked says that the platform takes the adapter's token no more: Run is ended,
// what is not posted waits, and the adapter is run again until the token works.
func (in *Intake) Revoked(wrong *SettingError) {
	if in.revoked.CompareAndSwap(nil, wrong) {
		close(in.revocation)
	}
}

// drain waits until what has begun is done, or stops it, in time to note how
// far it has come.
func (in *Intake) drain(stop func()) {
	drained := make(chan struct{})
	go func() {
		in.workers.Wait()
		close(drained)
	}()
	const forNotes = 10 // the part of the time that is kept for noting
	left := in.opts.Drain / forNotes
	select {
	case <-drained:
		return
	case <-time.After(in.opts.Drain - left):
	}
	in.opts.Log.Warn("stopped before every answer was posted; the rest is taken up at the next start", "platform", in.name)
	in.queue.close(true)
	stop()
	select {
	case <-drained:
	case <-time.After(left):
	}
}

// keep writes what the ledger missed into it once it works again, and takes
// up what it could not tell at the start, or what another process has left.
func (in *Intake) keep(ctx context.Context) {
	t := time.NewTicker(in.book.pause())
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-in.book.woken():
		case <-ctx.Done():
			return
		}
		in.book.settle(ctx)
		in.takeUp(ctx)
	}
}

// takenAtOnce is how much is taken at once, for each worker, of what several
// processes may take: the others are to have some too.
const takenAtOnce = 4

// takeUp takes up the deliveries that an earlier run, or another process, did not
// finish. They were acknowledged, and are refused to nobody.
func (in *Intake) takeUp(ctx context.Context) {
	left := in.book.left(ctx, in.queue.room(takenAtOnce*in.opts.Workers))
	for _, u := range left {
		in.deleted.note(u.Delivery)
	}
	for _, u := range left {
		in.queue.put(job{delivery: u.Delivery, doubtful: u.State == bot.Posting}, true)
	}
}

// Receive takes a delivery in, to be answered by and by. When it returns nil
// the delivery is stored, or was before, and may be acknowledged; after any
// error it must not be. It never waits for answers.
func (in *Intake) Receive(ctx context.Context, d bot.Delivery) error {
	if len(d.Keys) == 0 {
		return errors.New("the delivery has no key")
	}
	if !in.queue.open(func() {}) {
		return ErrClosed
	}
	if d.Received.IsZero() {
		d.Received = time.Now()
	}
	if d.Deleted && !in.concerns(ctx, d) {
		return nil
	}
	fresh, held, err := in.book.receive(ctx, d)
	if err != nil || !fresh {
		return err
	}
	in.deleted.note(d)
	j := job{delivery: d}
	if !d.Question.Overheard && !d.Edit && !d.Deleted {
		switch ok, tell := in.book.allow(ctx, d.Question.From); {
		case tell:
			j.notice = bot.TooFast
		case !ok:
			in.drop(ctx, d, bot.TooFast)
			return nil
		}
	}
	if !held && j.notice == "" { // its turn comes, in whichever process
		return nil
	}
	switch in.queue.put(j, false) {
	case closed:
		return ErrClosed // stored, and taken up at the next start
	case nowhere:
		in.drop(ctx, d, bot.Busy)
	}
	return nil
}

// drop ends a delivery without a word: there is a flood of them, and a word
// for each would be another.
func (in *Intake) drop(ctx context.Context, d bot.Delivery, why bot.Notice) {
	in.opts.Monitor.Dropped(in.name, why)
	in.opts.Monitor.Fault(in.name, FaultUnanswered)
	in.opts.Log.Warn("a question stays unanswered", "platform", in.name, "why", why, "delivery", d.Key())
	in.book.advance(ctx, d, bot.Posted, "")
}

// Do does what a click asks for, apart from the answers: at once, with a time
// limit, a panic ending it alone, and shutdown waiting for it. It does not
// wait itself, and fails with ErrBusy or ErrClosed.
func (in *Intake) Do(ctx context.Context, doing string, f func(context.Context) error) error {
	select {
	case in.asides <- struct{}{}:
	default:
		in.opts.Monitor.Dropped(in.name, bot.Busy)
		return ErrBusy
	}
	ctx = context.WithoutCancel(ctx)
	aside := func() {
		defer func() { <-in.asides }()
		ctx, cancel := context.WithTimeout(ctx, in.opts.TimeLimit)
		defer cancel()
		if _, err := guard(in, doing, func() (struct{}, error) { return struct{}{}, f(ctx) }); err != nil {
			in.fault(FaultPost, doing, err)
		}
	}
	if !in.queue.open(func() { in.workers.Go(aside) }) {
		<-in.asides
		return ErrClosed
	}
	return nil
}

// errPanic stands for a panic, which is in the log.
var errPanic = errors.New("it panicked")

// guard makes a panic in f an error.
func guard[T any](in *Intake, doing string, f func() (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			in.opts.Monitor.Fault(in.name, FaultPanic)
			in.opts.Log.Error(doing+" panicked", "platform", in.name, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("%s: %w", doing, errPanic)
		}
	}()
	return f()
}

func (in *Intake) fault(what, doing string, err error) {
	in.opts.Monitor.Fault(in.name, what)
	in.opts.Log.Error(doing+" failed", "platform", in.name, "error", err)
}
