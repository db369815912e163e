// Package journal remembers in a database what was asked, what was answered
// and what people thought of it: conversations, answers, ratings, and which
// deliveries were answered. It implements bot.Conversations, bot.Answers and
// bot.Ledger, and tells an editor what the sources lack.
//
// A database that is unavailable never stops an answer. While it is locked, full
// or not writable, turns, answers and ratings wait in memory, and are written once
// it works again; deliveries are refused with an error, so that the intake, which
// remembers them, writes them later. One that is damaged is put aside, and a new
// one begun.
package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/quoth-bot/quoth/bot"
)

const (
	retryEvery = time.Second      // how soon a database that works again is used
	tidyEvery  = 24 * time.Hour   // how often what is too old is removed
	logEvery   = time.Minute      // how often an outage is told of
	renewEvery = 10 * time.Minute // how often a damaged database is put aside: a broken disk must not fill with them
)

// A Journal remembers. It is safe for concurrent use.
type Journal struct {
	opts    Options
	name    string // of this process, among those that share the journal
	db      database
	waiting waiting

	mu      sync.Mutex // held while writing: one writer, and entries keep their order
	failed  time.Time  // when the database last failed
	renewed time.Time  // when a database was last put aside
	tidied  time.Time

	down    atomic.Bool // the database takes no changes: they wait in memory
	blind   atomic.Bool // nor can it be read
	logging struct {
		sync.Mutex
		last time.Time // when a complaint was last written
		open bool      // an outage was told of, and not yet its end
	}
	renewals atomic.Int64
	failures atomic.Int64

	stop    context.CancelFunc
	tending sync.WaitGroup
}

// Open opens the journal, and begins it if need be. It fails if the options
// are wrong, or the file is something else than a journal; with a database that
// is unavailable it begins in memory.
func Open(ctx context.Context, o Options) (*Journal, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	db, err := o.database()
	if err != nil {
		return nil, err
	}
	j := &Journal{opts: o, name: uuid.NewString(), db: db}
	err = db.open(ctx)
	switch {
	case err == nil:
	case errors.Is(err, errForeign), o.MustExist, ctx.Err() != nil:
		return nil, errors.Join(fmt.Errorf("the journal %s: %w", db.name(), err), db.close())
	case errors.Is(err, errDamaged) && j.renew(ctx, 0, err) == nil:
	default:
		j.blind.Store(true)
		j.fail(err)
	}
	ctx, j.stop = context.WithCancel(context.WithoutCancel(ctx))
	if !o.MustExist {
		j.tidy(ctx)
		j.tending.Go(func() { j.tend(ctx) })
	}
	return j, nil
}

// Close writes down what waits, if the database takes it, and closes it.
func (j *Journal) Close() error {
	j.stop()
	j.tending.Wait()
	j.recover(context.Background())
	j.flush(context.Background())
	if n, _ := j.waiting.count(); n > 0 {
		j.opts.Log.Error("the journal ends with entries that could not be written down", "entries", n)
	}
	return j.db.close()
}

// Healthy reports whether the database takes what it is told.
func (j *Journal) Healthy() bool { return !j.down.Load() }

// Counters are what metrics show of a journal.
type Counters struct {
	Waiting  int // entries that memory holds for the database
	Dropped  int // entries that memory could not hold
	Failures int // outages since the start
	PutAside int // damaged databases since the start
}

// Counters returns the state of the journal.
func (j *Journal) Counters() Counters {
	n, dropped := j.waiting.count()
	return Counters{Waiting: n, Dropped: dropped, Failures: int(j.failures.Load()), PutAside: int(j.renewals.Load())}
}

// tend looks after the journal until ctx ends.
func (j *Journal) tend(ctx context.Context) {
	tick := time.NewTicker(retryEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			j.recover(ctx)
			j.flush(ctx)
			j.tidy(ctx)
		}
	}
}

// save keeps an entry until the next write takes it along, within a second. What
// a question leaves is then in the database together with the note that its
// answer is being posted: before that nobody has seen it.
func (j *Journal) save(e entry) { j.waiting.add(e) }

// write writes an entry down, with what waits, or returns why it could not, and
// keeps nothing of it. Where the database failed a moment ago, it is not asked.
func (j *Journal) write(ctx context.Context, e entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.down.Load() && time.Since(j.failed) < retryEvery {
		return errOutage
	}
	ctx = context.WithoutCancel(ctx) // even if the answer it belongs to has run out of time
	batch := j.waiting.first(recoverAtOnce)
	err := j.change(ctx, func(s session) error {
		if err := applyAll(ctx, batch)(s); err != nil {
			return err
		}
		return e.apply(ctx, s)
	})
	if err == nil {
		j.waiting.remove(len(batch))
		return nil
	}
	if len(batch) > 0 && !isOutage(err) {
		err = j.change(ctx, func(s session) error { return e.apply(ctx, s) }) // the fault may be another's
	}
	return err
}

// flush writes what waits, so that a reader of the database finds it there. In an
// outage that is left to recover.
func (j *Journal) flush(ctx context.Context) {
	for {
		j.mu.Lock()
		over, err := true, error(nil)
		if ctx.Err() == nil && !j.down.Load() {
			over, err = j.catchUp(ctx)
		}
		j.mu.Unlock()
		if over || err != nil {
			return
		}
	}
}

// change changes the database, a new one where that was damaged. j.mu is held.
func (j *Journal) change(ctx context.Context, do func(session) error) error {
	err := j.db.change(ctx, do)
	if errors.Is(err, errDamaged) {
		if err = j.renew(ctx, j.renewals.Load(), err); err == nil {
			err = j.db.change(ctx, do)
		}
	}
	if isOutage(err) {
		j.fail(err)
	}
	return err
}

// look reads from the database. It fails with errOutage while that cannot be
// read.
func (j *Journal) look(ctx context.Context, do func(context.Context, session) error) error {
	if j.blind.Load() {
		return errOutage
	}
	ctx = context.WithoutCancel(ctx) // a query that was given up is not an outage
	before := j.renewals.Load()
	read := func(s session) error { return do(ctx, s) }
	err := j.db.read(ctx, read)
	if !isOutage(err) {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if errors.Is(err, errDamaged) {
		if err = j.renew(ctx, before, err); err == nil {
			return j.db.read(ctx, read)
		}
	}
	j.blind.Store(true)
	j.fail(err)
	return err
}

func isOutage(err error) bool { return errors.Is(err, errOutage) || errors.Is(err, errDamaged) }

// fail notes an outage. j.mu is held, or nobody else has the journal yet.
func (j *Journal) fail(err error) {
	j.failed = time.Now()
	if !j.down.Swap(true) {
		j.failures.Add(1)
	}
	if j.complain("the journal's database does not work; memory takes its place, and is lost if the program ends", err) {
		j.logging.Lock()
		defer j.logging.Unlock()
		j.logging.open = true
	}
}

// complain logs what is wrong with the database, once in a while, and reports
// whether it did.
func (j *Journal) complain(what string, err error) bool {
	j.logging.Lock()
	defer j.logging.Unlock()
	now := j.opts.Now()
	if now.Sub(j.logging.last) < logEvery {
		return false
	}
	j.logging.last = now
	j.opts.Log.Error(what, "journal", j.db.name(), "error", err)
	return true
}

// over logs the end of an outage that was told of.
func (j *Journal) over() {
	j.logging.Lock()
	defer j.logging.Unlock()
	if j.logging.open {
		j.opts.Log.Info("the journal's database works again", "journal", j.db.name())
	}
	j.logging.open = false
}

// renew puts a damaged database aside, unless that was done since there were
// as many renewals as before. It returns why it could not. j.mu is held, or
// nobody else has the journal yet.
func (j *Journal) renew(ctx context.Context, before int64, cause error) error {
	if j.renewals.Load() != before {
		return nil
	}
	now := j.opts.Now()
	if !j.renewed.IsZero() && now.Sub(j.renewed) < renewEvery {
		return cause
	}
	aside, err := j.db.renew(ctx)
	if err != nil {
		return fmt.Errorf("%w; putting it aside: %w", cause, err)
	}
	j.renewed = now
	j.renewals.Add(1)
	j.opts.Log.Error("the journal's database was damaged; it was put aside, and a new one begun",
		"journal", j.db.name(), "aside", aside, "error", cause)
	return nil
}

// recoverAtOnce is how many entries are written in one transaction, after an
// outage most of all: others wait meanwhile, and 200 take about 20 ms.
const recoverAtOnce = 200

// recover goes back to the database if it works again, and writes down what
// memory held for it.
func (j *Journal) recover(ctx context.Context) {
	if !j.down.Load() {
		return
	}
	// Tried without j.mu, so that nobody waits while a lock is waited for.
	err := j.db.change(ctx, func(s session) error {
		_, err := s.exec(ctx, `INSERT INTO settings (name, value) VALUES ('tried', $1)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, j.opts.Now().UTC().Format(time.RFC3339Nano))
		return err
	})
	for over := false; err == nil; {
		j.mu.Lock()
		over, err = j.catchUp(ctx)
		j.mu.Unlock()
		if over {
			return
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if errors.Is(err, errDamaged) && !j.opts.MustExist {
		err = j.renew(ctx, j.renewals.Load(), err)
	}
	if err != nil && ctx.Err() == nil {
		j.fail(err)
	}
}

// catchUp writes some of what waits. When nothing does, an outage is over. j.mu is
// held.
func (j *Journal) catchUp(ctx context.Context) (over bool, err error) {
	batch := j.waiting.first(recoverAtOnce)
	if len(batch) == 0 {
		j.down.Store(false)
		j.blind.Store(false)
		j.over()
		return true, nil
	}
	err = j.change(ctx, applyAll(ctx, batch))
	if err != nil && !isOutage(err) { // one of them can never be written
		batch = batch[:1]
		if err = j.change(ctx, applyAll(ctx, batch)); err != nil && !isOutage(err) {
			j.opts.Log.Error("an entry of the journal is lost", "error", err)
			err = nil
		}
	}
	if err != nil {
		return false, err
	}
	j.waiting.remove(len(batch))
	return false, nil
}

func applyAll(ctx context.Context, entries []entry) func(session) error {
	return func(s session) error {
		for _, e := range entries {
			err := e.apply(ctx, s)
			if err != nil && !errors.Is(err, bot.ErrUnknownAnswer) {
				return err
			}
		}
		return nil
	}
}
