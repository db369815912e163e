package discord

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// What Discord's gateway says and is told, by its opcodes.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// closeToResume ends a connection whose session is to go on: 1000 and 1001
// would end it.
const closeToResume = 4000

// maxFrame bounds a frame, unpacked: a server's members are not asked for, and
// without them the largest takes some 5 MB.
const maxFrame = 64 << 20

// writeLimit bounds the writing of a frame, which are all short.
const writeLimit = 10 * time.Second

// Why a connection ends.
var (
	errReconnect = errors.New("asked by Discord to connect again")
	errInvalid   = errors.New("the session is not valid any more")
	errNoAck     = errors.New("a heartbeat was not acknowledged: the connection is dead")
)

// A session is what Discord remembers of a connection after its end.
type session struct {
	ID  string `json:"id"`
	URL string `json:"url"` // where to resume it
	Seq int64  `json:"seq"` // the last event that was dealt with
}

// A connection is one WebSocket to the gateway.
type connection struct {
	ws    *websocket.Conn
	seq   *atomic.Int64
	beats func() // told of each heartbeat
	acked atomic.Bool
	mu    sync.Mutex // of writing
	cause error      // why it was closed from here
	done  chan struct{}
	ready atomic.Bool // the session stands: events come
	since time.Time   // when it has stood since
	up    bool        // it is counted among those that are connected
}

// dial connects, and waits for the gateway's first word.
func dial(ctx context.Context, address string, p timings, seq *atomic.Int64, beats func()) (*connection, error) {
	target, err := url.Parse(address)
	if err != nil {
		return nil, err
	}
	q := target.Query()
	q.Set("v", "10")
	q.Set("encoding", "json")
	target.RawQuery = q.Encode()
	if target.Path == "" {
		target.Path = "/"
	}
	ctx, cancel := context.WithTimeout(ctx, p.Hello)
	defer cancel()
	ws, answer, err := websocket.DefaultDialer.DialContext(ctx, target.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("connecting to the gateway: %w", err)
	}
	if answer.Body != nil {
		answer.Body.Close()
	}
	ws.SetReadLimit(maxFrame)
	c := &connection{ws: ws, seq: seq, beats: beats, done: make(chan struct{})}
	defer context.AfterFunc(ctx, func() { ws.Close() })()
	interval, err := c.hello()
	if err != nil {
		ws.Close()
		return nil, err
	}
	c.ws.SetReadDeadline(time.Now().Add(p.Ready))
	c.acked.Store(true)
	go c.beat(interval)
	return c, nil
}

// hello reads the gateway's first word: how often the heart is to beat.
func (c *connection) hello() (time.Duration, error) {
	for {
		e, err := c.read()
		if err != nil {
			return 0, fmt.Errorf("waiting for the gateway's first word: %w", err)
		}
		if e.Operation != opHello {
			continue
		}
		var d struct {
			Interval float64 `json:"heartbeat_interval"` // milliseconds
		}
		if err := json.Unmarshal(e.RawData, &d); err != nil {
			return 0, fmt.Errorf("the gateway's first word: %w", err)
		}
		interval := time.Duration(d.Interval * float64(time.Millisecond))
		if interval <= 0 || interval > time.Hour {
			return 0, fmt.Errorf("the gateway wants a heartbeat each %v", interval)
		}
		return interval, nil
	}
}

// beat tells the gateway that the connection lives, and ends it where the
// gateway does not say the same: a connection that falls silent is noticed
// within two intervals.
func (c *connection) beat(interval time.Duration) {
	next := time.NewTimer(time.Duration(rand.Float64() * float64(interval))) // as Discord asks, so that not all come at once
	defer next.Stop()
	for {
		select {
		case <-c.done:
			return
		case <-next.C:
		}
		if !c.acked.Swap(false) {
			c.close(closeToResume, errNoAck)
			return
		}
		if err := c.heartbeat(); err != nil {
			c.close(closeToResume, err)
			return
		}
		next.Reset(interval)
	}
}

func (c *connection) heartbeat() error {
	var last any // null before the first event
	if seq := c.seq.Load(); seq > 0 {
		last = seq
	}
	err := c.write(opHeartbeat, last)
	c.beats()
	return err
}

// stood is how long the session has stood: zero before it does.
func (c *connection) stood() time.Duration {
	if c.since.IsZero() {
		return 0
	}
	return time.Since(c.since)
}

func (c *connection) write(op int, data any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ws.SetWriteDeadline(time.Now().Add(writeLimit))
	return c.ws.WriteJSON(struct {
		Op   int `json:"op"`
		Data any `json:"d"`
	}{op, data})
}

// close ends the connection; what reads it fails with the first cause.
func (c *connection) close(code int, cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.done:
		return
	default:
	}
	c.cause = cause
	close(c.done)
	// That the other side may not hear of it is why it is closed, often.
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	c.ws.Close()
}

// read reads the next frame that can be read. Those that cannot are left out.
func (c *connection) read() (discordgo.Event, error) {
	for {
		kind, text, err := c.ws.ReadMessage()
		if err != nil {
			select {
			case <-c.done:
				return discordgo.Event{}, c.cause
			default:
				return discordgo.Event{}, err
			}
		}
		if e, err := decodeFrame(kind == websocket.BinaryMessage, text); err == nil {
			return e, nil
		}
	}
}

// decodeFrame decodes a frame, which is packed if it is binary.
func decodeFrame(packed bool, text []byte) (e discordgo.Event, err error) {
	if packed {
		z, err := zlib.NewReader(bytes.NewReader(text))
		if err != nil {
			return e, err
		}
		if text, err = io.ReadAll(io.LimitReader(z, maxFrame)); err != nil {
			return e, err
		}
	}
	// In a null there is nothing at all, and it decodes to anything.
	var d struct {
		Operation *int            `json:"op"`
		Sequence  int64           `json:"s"`
		Type      string          `json:"t"`
		RawData   json.RawMessage `json:"d"`
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return e, err
	}
	if d.Operation == nil {
		return e, errors.New("a frame without an operation")
	}
	return discordgo.Event{Operation: *d.Operation, Sequence: d.Sequence, Type: d.Type, RawData: d.RawData}, nil
}

// identify begins a session. discordgo's type of what it says has the fields
// of older versions of the gateway.
func (c *connection) identify(token string, intents discordgo.Intent, shard, shards int) error {
	return c.write(opIdentify, struct {
		Token      string            `json:"token"`
		Properties map[string]string `json:"properties"`
		Compress   bool              `json:"compress"`
		Shard      [2]int            `json:"shard"`
		Intents    discordgo.Intent  `json:"intents"`
	}{
		Token: token, Properties: map[string]string{"os": runtime.GOOS, "browser": "quoth", "device": "quoth"},
		Compress: true, Shard: [2]int{shard, shards}, Intents: intents,
	})
}

// resume goes on with a session.
func (c *connection) resume(token string, s session) error {
	return c.write(opResume, struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       int64  `json:"seq"`
	}{token, s.ID, s.Seq})
}

// run deals with the frames of an opened session until the connection ends.
// The handler deals with events, and fails where one must be delivered again.
func (c *connection) run(handle func(discordgo.Event) error) (invalidForGood bool, err error) {
	for {
		e, err := c.read()
		if err != nil {
			return false, err
		}
		switch e.Operation {
		case opHeartbeatAck:
			c.acked.Store(true)
		case opHeartbeat:
			if err := c.heartbeat(); err != nil {
				return false, err
			}
		case opReconnect:
			return false, errReconnect
		case opInvalidSession:
			var resumable bool
			_ = json.Unmarshal(e.RawData, &resumable) // what is not true is false
			return !resumable, errInvalid
		case opDispatch:
			if !c.ready.Swap(true) {
				c.since = time.Now()
				c.ws.SetReadDeadline(time.Time{}) // from here on the heart tells
			}
			if err := handle(e); err != nil {
				return false, err
			}
			if e.Sequence > 0 {
				c.seq.Store(e.Sequence)
			}
		}
	}
}
