package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"github.com/quoth-bot/quoth/adapters"
)

// An envelope is what Socket Mode sends. It is read from the raw frame, as the
// library hands on no request for an event whose type it does not know.
type envelope struct {
	Type    string          `json:"type"`
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
}

// pingEvery is how long Slack may send no ping before the connection counts as
// lost. It sends several a minute, but what stands in its place may send none,
// and each new connection may cost events that are on their way.
const pingEvery = time.Minute

// maxFrame bounds a frame of the socket: Slack's are below a megabyte.
const maxFrame = 4 << 20

// lasted is how long a connection must have held for the next to be made at
// once: one that is lost earlier may be lost again and again.
const lasted = 5 * time.Second

// runSocket receives by Socket Mode until ctx ends.
func (a *Adapter) runSocket(ctx context.Context, in *adapters.Intake) error {
	pauses := adapters.Backoff{First: a.firstPause}
	for {
		began := time.Now()
		err := a.connect(ctx, in)
		if time.Since(began) >= lasted {
			pauses.Reset()
		}
		if ctx.Err() != nil {
			return nil
		}
		in.Connected(false)
		var setting *adapters.SettingError
		if errors.As(err, &setting) {
			return err
		}
		a.log.Warn("the connection is lost, and made again", "error", err)
		after, _ := retryAfter(err)
		if adapters.Pause(ctx, after) != nil || pauses.Wait(ctx) != nil {
			return nil
		}
	}
}

// connect receives over the library's connections, which renews one by itself
// when it has lasted and Slack asks for another, until one cannot be made.
func (a *Adapter) connect(ctx context.Context, in *adapters.Intake) error {
	ctx, stop := context.WithCancel(ctx)
	client := socketmode.New(a.api,
		socketmode.OptionPingInterval(pingEvery), socketmode.OptionReadLimit(maxFrame), socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	lanes := newLanes()
	defer lanes.close()
	defer stop() // before the lanes are closed, as an acknowledgement may wait for the connection
	var since time.Time
	for {
		select {
		case err := <-ended:
			return socketError(err)
		case e := <-client.Events:
			switch e.Type {
			case socketmode.EventTypeConnected:
				since = time.Now()
				in.Connected(true)
				a.log.Info("connected by Socket Mode")
			case socketmode.EventTypeConnecting:
				if since.IsZero() {
					continue
				}
				in.Connected(false)
				if time.Since(since) < lasted {
					return errors.New("the connection did not last")
				}
			case socketmode.EventTypeConnectionError:
				if c, ok := e.Data.(*slack.ConnectionErrorEvent); ok {
					return socketError(c.ErrorObj) // the pauses between attempts are ours
				}
			default:
				if env, ok := envelopeOf(e); ok {
					a.dispatch(ctx, in, client, lanes, env)
				}
			}
		}
	}
}

// socketError says of an error of connecting whether trying again can help.
func socketError(err error) error {
	code, bad := authCode(err)
	if bad || code == "missing_scope" || code == "forbidden_team" || code == "socket_mode_not_enabled" {
		return wrongAppToken(code)
	}
	var status slack.StatusCodeError
	if errors.As(err, &status) && status.Code == 404 {
		return &adapters.SettingError{
			Setting: "slack.api_url", Problem: "there is no method apps.connections.open below it", Fix: "Correct it, or leave it out for Slack itself.",
		}
	}
	if err == nil {
		return errors.New("the connection ended")
	}
	return fmt.Errorf("connecting: %w", err)
}

// envelopeOf returns what a frame holds that is to be acknowledged. The hello
// looks like a request, and has no name to acknowledge it by.
func envelopeOf(e socketmode.Event) (envelope, bool) {
	var env envelope
	switch {
	case e.Type == socketmode.EventTypeErrorBadMessage:
		bad, ok := e.Data.(*socketmode.ErrorBadMessage)
		if !ok || json.Unmarshal(bad.Message, &env) != nil {
			return envelope{}, false
		}
	case e.Request != nil:
		env = envelope{e.Request.Type, e.Request.EnvelopeID, e.Request.Payload}
	}
	return env, env.ID != ""
}

// dispatch has an envelope dealt with beside the reading of the next ones, and
// acknowledges it.
func (a *Adapter) dispatch(ctx context.Context, in *adapters.Intake, client *socketmode.Client, lanes *lanes, env envelope) {
	c, err := decode(env.Type, env.Payload, a.whoAmI())
	if err != nil {
		a.log.Info("an event is left alone", "error", err)
	}
	lanes.put(c.conversation, func() {
		answer, err := a.take(ctx, in, c)
		if err != nil {
			a.log.Warn("an event is not acknowledged, so that Slack sends it again", "error", err)
			return
		}
		if err := client.AckCtx(ctx, env.ID, answer); err != nil && ctx.Err() == nil {
			a.log.Warn("an event could not be acknowledged", "error", err)
		}
	})
}

// laneCount and laneSize bound what is dealt with at a time, and what waits:
// most takes a millisecond, and only looking somebody up takes longer.
const (
	laneCount = 16
	laneSize  = 64
)

// lanes do things side by side, and those of one key in order.
type lanes struct {
	queues  [laneCount]chan func()
	workers sync.WaitGroup
}

func newLanes() *lanes {
	l := &lanes{}
	for i := range l.queues {
		queue := make(chan func(), laneSize)
		l.queues[i] = queue
		l.workers.Go(func() {
			for f := range queue {
				f()
			}
		})
	}
	return l
}

// put waits where there is no room.
func (l *lanes) put(key string, f func()) {
	h := fnv.New32a()
	io.WriteString(h, key)
	l.queues[h.Sum32()%laneCount] <- f
}

// close waits for what was put.
func (l *lanes) close() {
	for _, queue := range l.queues {
		close(queue)
	}
	l.workers.Wait()
}
