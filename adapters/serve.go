package adapters

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"quoth/bot"
)

// How long a platform that broke off is left alone before it is tried again:
// the pause doubles from the first to the last, and a random half of it is
// taken off, so that many programs do not come back in step. A run as long as
// the last pause begins anew with the first.
const (
	firstPause = time.Second
	lastPause  = time.Minute
)

// stopGrace is what adapters have beyond IntakeOptions.Drain to return.
const stopGrace = 500 * time.Millisecond

// ServeAll runs adapters side by side, each with an intake of its own, until
// ctx ends and what has begun is finished. One that breaks off is run again;
// one that has no more to say, or a wrong setting, is not, and the others go
// on. Wrong settings are an error only when no platform is left.
func ServeAll(ctx context.Context, list []Adapter, b Bot, l bot.Ledger, opts IntakeOptions) error {
	opts = opts.withDefaults()
	ended := make([]error, len(list))
	var running sync.WaitGroup
	for i, a := range list {
		running.Go(func() { ended[i] = keepServing(ctx, a, b, l, opts) })
	}
	done := make(chan struct{})
	go func() {
		running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return errors.Join(ended...)
	case <-ctx.Done():
	}
	select {
	case <-done:
	case <-time.After(opts.Drain + stopGrace):
		opts.Log.Warn("stopped before every platform had closed its connection")
	}
	return nil
}

// keepServing runs one adapter until ctx ends, it has no more to say, or a
// setting of it is wrong.
func keepServing(ctx context.Context, a Adapter, b Bot, l bot.Ledger, opts IntakeOptions) error {
	pause := firstPause
	for {
		began := time.Now()
		opts.Monitor.Connected(a.Name(), true)
		err := NewIntake(a, b, l, opts).Serve(ctx)
		opts.Monitor.Connected(a.Name(), false)
		var setting *SettingError
		switch {
		case ctx.Err() != nil || err == nil:
			return nil
		case errors.As(err, &setting):
			opts.Log.Error("a platform is not served, because a setting is wrong", "platform", a.Name(),
				"setting", setting.Setting, "problem", setting.Problem, "mend", setting.Mend)
			return err
		}
		opts.Monitor.Fault(a.Name(), "run")
		if time.Since(began) >= lastPause {
			pause = firstPause
		}
		wait := pause/2 + rand.N(pause/2)
		opts.Log.Warn("a platform broke off, and is tried again", "platform", a.Name(), "error", err, "after", wait)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		pause = min(2*pause, lastPause)
	}
}

// run runs the adapter. A panic of it is an error like others.
func (in *Intake) run(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			in.opts.Log.Error("a platform panicked", "platform", in.adapter.Name(), "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return in.adapter.Run(ctx, in)
}

// Connected tells whether the adapter reaches its platform. An adapter that
// reconnects by itself calls it when it has lost the connection, and when it
// has it again.
func (in *Intake) Connected(up bool) { in.opts.Monitor.Connected(in.adapter.Name(), up) }
