package adapters

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// A room is a platform whose Run is given.
type room struct {
	name string
	run  func(context.Context, *Intake) error
}

func (r room) Name() string                                       { return r.name }
func (r room) Run(ctx context.Context, in *Intake) error          { return r.run(ctx, in) }
func (r room) Post(context.Context, Reply) (string, error)        { return "", nil }
func (r room) Find(context.Context, bot.Delivery) (string, error) { return "", ErrCannotFind }
func (r room) Remove(context.Context, bot.Delivery, string) error { return nil }
func (r room) Working(context.Context, bot.Delivery) error        { return nil }

func untilTheEnd(ctx context.Context, _ *Intake) error {
	<-ctx.Done()
	return ctx.Err()
}

func wrongToken(context.Context, *Intake) error {
	return &SettingError{"slack.app_token", "Slack refuses it", "Make a new one."}
}

// noLedger is a ledger in which nothing stands.
type noLedger struct{}

func (noLedger) Receive(context.Context, bot.Delivery) (bool, error)              { return true, nil }
func (noLedger) Unfinished(context.Context, string) ([]bot.Unfinished, error)     { return nil, nil }
func (noLedger) Advance(context.Context, string, bot.DeliveryState, string) error { return nil }
func (noLedger) ReplyTo(context.Context, string, string) (p bot.StandingReply, ok bool, err error) {
	return p, false, nil
}

// A tally is a Monitor that counts connections.
type tally struct {
	noMonitor
	mu    sync.Mutex
	known map[string]connections
}

type connections struct {
	up      bool
	reached int // times
}

func (t *tally) Connected(platform string, up bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.known[platform]
	if c.up = up; up {
		c.reached++
	}
	t.known[platform] = c
}

func (t *tally) of(platform string) connections {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.known[platform]
}

func serving(log io.Writer) (IntakeOptions, *tally) {
	t := &tally{known: map[string]connections{}}
	return IntakeOptions{Log: slog.New(slog.NewTextHandler(log, nil)), Monitor: t}, t
}

func TestWrongSettingLeavesTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		opts, tally := serving(&log)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			done <- ServeAll(ctx, []Adapter{room{"slack", wrongToken}, room{"discord", untilTheEnd}}, nil, noLedger{}, opts)
		}()
		time.Sleep(time.Hour)
		synctest.Wait()
		if slack, discord := tally.of("slack"), tally.of("discord"); slack != (connections{false, 1}) || discord != (connections{true, 1}) {
			t.Errorf("after an hour: Slack %+v, Discord %+v", slack, discord)
		}
		for _, part := range []string{"platform=slack", "setting=slack.app_token", `problem="Slack refuses it"`, `fix="Make a new one."`} {
			if !strings.Contains(log.String(), part) {
				t.Errorf("the log lacks %s: %s", part, &log)
			}
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestNoMoreToSay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, tally := serving(io.Discard)
		silent := room{"slack", func(context.Context, *Intake) error { return nil }}
		if err := ServeAll(t.Context(), []Adapter{silent}, nil, noLedger{}, opts); err != nil {
			t.Error(err)
		}
		if got := tally.of("slack"); got != (connections{false, 1}) {
			t.Errorf("%+v", got)
		}
	})
}

func TestNoPlatformLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, _ := serving(io.Discard)
		err := ServeAll(t.Context(), []Adapter{room{"slack", wrongToken}}, nil, noLedger{}, opts)
		var setting *SettingError
		if !errors.As(err, &setting) {
			t.Errorf("error %v, want the wrong setting", err)
		}
	})
}

// TestBackoff breaks a platform off again and again, by an error and by a
// panic; one run is long.
func TestBackoff(t *testing.T) {
	const long, firstPause, lastPause = 15, time.Second, time.Minute
	synctest.Test(t, func(t *testing.T) {
		opts, tally := serving(io.Discard)
		ctx, stop := context.WithCancel(t.Context())
		var starts, ends []time.Time
		broken := room{"slack", func(context.Context, *Intake) error {
			n := len(starts)
			starts = append(starts, time.Now())
			if n == long {
				time.Sleep(lastPause)
			}
			ends = append(ends, time.Now())
			if n%2 == 0 {
				panic("a nil map")
			}
			return errors.New("connection refused")
		}}
		done := make(chan error)
		go func() { done <- ServeAll(ctx, []Adapter{broken}, nil, noLedger{}, opts) }()
		time.Sleep(30 * time.Minute)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		want := firstPause
		for i := 1; i < len(starts); i++ {
			if i == long+1 {
				want = firstPause
			}
			if pause := starts[i].Sub(ends[i-1]); pause < want/2 || pause > want {
				t.Errorf("pause %d is %v, want from %v to %v", i, pause, want/2, want)
			}
			want = min(2*want, lastPause)
		}
		if n := len(starts); n < 35 || n > 80 || tally.of("slack").reached != n {
			t.Errorf("%d starts in 30 minutes, %d counted", n, tally.of("slack").reached)
		}
	})
}

// TestStopsInTime ends with a platform that does not.
func TestStopsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts, _ := serving(io.Discard)
		ctx, stop := context.WithCancel(t.Context())
		release := make(chan struct{})
		hung := room{"slack", func(context.Context, *Intake) error { <-release; return nil }}
		done := make(chan error)
		go func() { done <- ServeAll(ctx, []Adapter{hung}, nil, noLedger{}, opts) }()
		time.Sleep(time.Second)
		began := time.Now()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took > 11*time.Second {
			t.Errorf("it took %v", took)
		}
		close(release)
	})
}
