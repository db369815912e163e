package adapters

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"quoth/bot"
)

// IntakeOptions bound an intake. Zero fields take the defaults.
type IntakeOptions struct {
	Workers   int           // answers made at a time; 4
	Waiting   int           // deliveries that may wait; 1,000
	TimeLimit time.Duration // for one answer, posting included; 30 s
	ShowAfter time.Duration // after which an answer in the making is shown as such; 1 s
	EditFor   time.Duration // for which an edited question updates its answer; 2 min
	Drain     time.Duration // for finishing what has begun, at shutdown; 10 s
	PersonPer int           // questions a person may ask in a minute; 0 for no limit
	PlacePer  int           // questions a channel may ask in a minute; 0 for no limit

	Log     *slog.Logger // slog.Default if nil
	Monitor Monitor      // nil for none
	Now     func() time.Time
}

// A Monitor is told what passes an intake, for metrics. It must be quick and
// safe for concurrent use.
type Monitor interface {
	Waiting(platform string, n int)                                 // deliveries that wait
	Answered(platform string, verdict bot.Verdict, d time.Duration) // one answer, and how long it took to make
	Dropped(platform string, why bot.Notice)                        // a delivery that got a notice
	Fault(platform, what string)                                    // "ledger", "post", "panic", "ask", "run"
	Connected(platform string, up bool)                             // the platform is reached, or is not any more
}

// An Intake answers each delivery of one platform once: whatever comes twice
// is dropped, one conversation's questions are answered in order, and no more
// work is taken on than can be done.
type Intake struct {
	adapter Adapter
	bot     Bot
	ledger  bot.Ledger
	opts    IntakeOptions
	limits  *limits
	seen    *seen

	mu      sync.Mutex
	lanes   map[string]*lane // by conversation; each has at least one delivery waiting or in work
	ready   []*lane          // lanes with work that no worker has taken, oldest first
	waiting int
	closed  bool
	wake    *sync.Cond
	workers sync.WaitGroup
}

// A lane is the deliveries of one conversation, answered one after another.
type lane struct {
	key   string
	queue []job
}

type job struct {
	delivery bot.Delivery
	resumed  bool       // from an earlier run, with its answer perhaps posted
	notice   bot.Notice // what is said in place of an answer
}

// NewIntake makes the intake of one adapter.
func NewIntake(a Adapter, b Bot, l bot.Ledger, opts IntakeOptions) *Intake {
	in := &Intake{adapter: a, bot: b, ledger: l, opts: opts.withDefaults(), lanes: map[string]*lane{}, seen: newSeen(maxSeen)}
	in.limits = newLimits(in.opts)
	in.wake = sync.NewCond(&in.mu)
	return in
}

func (o IntakeOptions) withDefaults() IntakeOptions {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Waiting == 0 {
		o.Waiting = 1000
	}
	set(&o.TimeLimit, 30*time.Second)
	set(&o.ShowAfter, time.Second)
	set(&o.EditFor, 2*time.Minute)
	set(&o.Drain, 10*time.Second)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Monitor == nil {
		o.Monitor = noMonitor{}
	}
	if o.Now == nil {
		o.Now = time.Now
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
// within IntakeOptions.Drain.
func (in *Intake) Serve(ctx context.Context) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	for range in.opts.Workers {
		in.workers.Go(func() { in.work(work) })
	}
	in.resume(ctx)
	err := in.run(ctx)
	in.close()
	drained := make(chan struct{})
	go func() {
		in.workers.Wait()
		close(drained)
	}()
	select {
	case <-drained:
	case <-time.After(in.opts.Drain):
		in.opts.Log.Warn("stopped before every answer was posted; the rest is taken up at the next start",
			"platform", in.adapter.Name())
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (in *Intake) close() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.closed = true
	in.wake.Broadcast()
}

// resume takes up the deliveries that an earlier run did not finish.
func (in *Intake) resume(ctx context.Context) {
	left, err := in.ledger.Unfinished(ctx, in.adapter.Name())
	if err != nil {
		in.fault("ledger", "reading what an earlier run left", err)
		return
	}
	for _, u := range left {
		for _, k := range u.Delivery.Keys {
			in.seen.add(k)
		}
		in.enqueue(job{delivery: u.Delivery, resumed: u.State == bot.Posting})
	}
}

// ErrClosed is what Receive returns once the intake takes nothing more: the
// delivery must not be acknowledged, so that the platform delivers it again.
var ErrClosed = errors.New("the intake is closed")

// Receive takes a delivery in, to be answered by and by. When it returns nil
// the delivery is stored, or was before, and may be acknowledged. It never
// blocks on work.
func (in *Intake) Receive(ctx context.Context, d bot.Delivery) error {
	if in.isClosed() {
		return ErrClosed
	}
	if !in.fresh(ctx, d) {
		return nil
	}
	j := job{delivery: d}
	switch {
	case d.Question.Overheard || d.Edit:
	case !in.limits.allow(d):
		j.notice = bot.TooFast
	}
	if !in.enqueue(j) {
		in.opts.Monitor.Dropped(d.Platform, bot.Busy)
		go in.refuse(context.WithoutCancel(ctx), d)
	}
	return nil
}

func (in *Intake) isClosed() bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.closed
}

// fresh stores a delivery and reports whether it came for the first time. With
// the ledger out of order memory alone tells: crash-safety is lost, and said
// so, but answers go on.
func (in *Intake) fresh(ctx context.Context, d bot.Delivery) bool {
	known := false
	for _, k := range d.Keys {
		known = !in.seen.add(k) || known
	}
	if known {
		return false
	}
	fresh, err := in.ledger.Receive(ctx, d)
	if err != nil {
		in.fault("ledger", "storing a delivery; it is kept in memory only", err)
		return true
	}
	return fresh
}

func (in *Intake) fault(what, doing string, err error) {
	in.opts.Monitor.Fault(in.adapter.Name(), what)
	in.opts.Log.Error(doing, "platform", in.adapter.Name(), "error", err)
}

// enqueue puts a job into its conversation's lane; false if too many wait.
func (in *Intake) enqueue(j job) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.waiting >= in.opts.Waiting && !j.resumed {
		return false
	}
	key := j.delivery.Question.Conversation
	if key == "" {
		key = j.delivery.Key()
	}
	l := in.lanes[key]
	if l == nil {
		l = &lane{key: key}
		in.lanes[key] = l
		in.ready = append(in.ready, l)
		in.wake.Signal()
	}
	l.queue = append(l.queue, j)
	in.waiting++
	in.opts.Monitor.Waiting(in.adapter.Name(), in.waiting)
	return true
}

// work answers deliveries until the intake is closed and empty.
func (in *Intake) work(ctx context.Context) {
	for {
		l, j, ok := in.take()
		if !ok {
			return
		}
		in.handle(ctx, j)
		in.finish(l)
	}
}

func (in *Intake) take() (*lane, job, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for len(in.ready) == 0 {
		if in.closed && in.waiting == 0 {
			return nil, job{}, false
		}
		in.wake.Wait()
	}
	l := in.ready[0]
	in.ready = in.ready[1:]
	return l, l.queue[0], true
}

// finish takes a handled job off its lane, which becomes ready again behind
// the others if more wait in it.
func (in *Intake) finish(l *lane) {
	in.mu.Lock()
	defer in.mu.Unlock()
	l.queue = l.queue[1:]
	in.waiting--
	in.opts.Monitor.Waiting(in.adapter.Name(), in.waiting)
	if len(l.queue) == 0 {
		delete(in.lanes, l.key)
	} else {
		in.ready = append(in.ready, l)
		in.wake.Signal()
	}
	if in.closed && in.waiting == 0 {
		in.wake.Broadcast()
	}
}

// handle answers one delivery. A panic ends this answer alone.
func (in *Intake) handle(ctx context.Context, j job) {
	ctx, cancel := context.WithTimeout(ctx, in.opts.TimeLimit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			in.opts.Monitor.Fault(in.adapter.Name(), "panic")
			in.opts.Log.Error("an answer broke off", "platform", in.adapter.Name(), "panic", p, "stack", string(debug.Stack()))
			in.post(context.WithoutCancel(ctx), Reply{Delivery: j.delivery, Notice: bot.Failed})
		}
	}()
	if j.resumed && in.posted(ctx, j.delivery) {
		return
	}
	reply, due := in.answer(ctx, j)
	if !due {
		in.advance(ctx, j.delivery, bot.Posted, "")
		return
	}
	in.post(ctx, reply)
}
