package adapters

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// lasted is how long a run takes after which the next pause is a short one
// again.
const lasted = time.Minute

// stopGrace is what adapters have beyond IntakeOptions.Drain to return.
const stopGrace = 500 * time.Millisecond

// ServeAll runs adapters side by side, each with an intake of its own, until
// ctx ends and what has begun is finished. One that fails is run again, and so
// is one whose token worked before and does not any more; one that has no more
// to say, or a setting that was wrong from the start, is not, and the others go
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
// setting of it was wrong from the start.
func keepServing(ctx context.Context, a Adapter, b Bot, l bot.Ledger, opts IntakeOptions) error {
	var backoff Backoff
	reached, revoked := false, false
	for {
		began := time.Now()
		if !revoked { // else the adapter says when it is connected again
			opts.Monitor.Connected(a.Name(), true)
		}
		in := NewIntake(a, b, l, opts)
		err := in.Serve(ctx)
		opts.Monitor.Connected(a.Name(), false)
		if in.reached.Load() {
			reached, revoked = true, false
		}
		var setting *SettingError
		switch {
		case ctx.Err() != nil || err == nil:
			return nil
		case errors.As(err, &setting):
			if !revoked {
				opts.Log.Error("a platform is not served, because a setting is wrong", "platform", a.Name(),
					"setting", setting.Setting, "problem", setting.Problem, "fix", setting.Fix, "tried again", reached)
			}
			if !reached {
				return err
			}
			revoked = true
			if Pause(ctx, opts.Again) != nil {
				return nil
			}
			continue
		}
		opts.Monitor.Fault(a.Name(), FaultRun)
		if time.Since(began) >= lasted {
			backoff.Reset()
		}
		opts.Log.Warn("a platform failed, and is run again", "platform", a.Name(), "error", err)
		if backoff.Wait(ctx) != nil {
			return nil
		}
	}
}

// Connected tells whether the adapter reaches its platform. It calls it when it
// is connected, with a token that works, and when it has lost that.
func (in *Intake) Connected(up bool) {
	if up {
		in.reached.Store(true)
	}
	in.opts.Monitor.Connected(in.name, up)
}
