package adaptertest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A frame is what goes over the reference platform's wire, one JSON object a
// line: an event and its acknowledgement, or a call and its result.
type frame struct {
	Seq      int      `json:"seq,omitempty"`   // of an event
	Ack      int      `json:"ack,omitempty"`   // the event that is acknowledged
	Event    string   `json:"event,omitempty"` // "welcome", "message", "edit", "delete", "click" or revoked
	Name     string   `json:"name,omitempty"`  // of the event, the same when it comes again
	Message  string   `json:"message,omitempty"`
	Channel  string   `json:"channel,omitempty"` // "@anna" for a direct conversation
	Thread   string   `json:"thread,omitempty"`
	Author   string   `json:"author,omitempty"`
	Kind     string   `json:"kind,omitempty"` // of the author: "", "bot" or "self"
	Mentions []string `json:"mentions,omitempty"`
	Alone    bool     `json:"alone,omitempty"` // of a message: it is a command, and of a post: the author of one alone sees it
	About    string   `json:"about,omitempty"`
	Text     string   `json:"text,omitempty"`
	Value    string   `json:"value,omitempty"` // of the button that was clicked

	Call    int      `json:"call,omitempty"`
	Do      string   `json:"do,omitempty"` // "hello", "post", "update", "delete", "find", "working" or "idle"
	Key     string   `json:"key,omitempty"`
	Buttons []button `json:"buttons,omitempty"`
	Result  int      `json:"result,omitempty"` // the call that it is of
	Error   string   `json:"error,omitempty"`
	After   int      `json:"after,omitempty"` // milliseconds to wait before the next try
	Found   []string `json:"found,omitempty"` // messages by key
}

// revoked is the error, and the event, of a token that was taken away.
const revoked = "revoked"

type button struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// A reference is an adapter to the reference platform. A fault is one that it
// has on purpose.
type reference struct {
	address string
	bot     adapters.Bot
	fault   string

	events chan frame

	mu    sync.Mutex
	conn  net.Conn // nil while there is none
	calls map[int]chan frame
	last  int
	posts int                       // that were made, where a fault counts them
	quiet bool                      // the connection was lost while nothing was posted
	late  map[string]adapters.Reply // that a fault holds back, by channel
	kept  map[string]clicked        // what buttons do, where a fault keeps it in memory
}

func newReference(address string, b adapters.Bot, fault string) *reference {
	return &reference{
		address: address, bot: b, fault: fault,
		events: make(chan frame), calls: map[int]chan frame{}, kept: map[string]clicked{}, late: map[string]adapters.Reply{},
	}
}

func (a *reference) Name() string { return "reference" }

func (a *reference) Run(ctx context.Context, in *adapters.Intake) error {
	over := make(chan struct{}) // closed when nothing more is received
	defer close(over)
	pauses := adapters.Backoff{First: 2 * time.Millisecond, Most: 20 * time.Millisecond}
	for ctx.Err() == nil {
		if lost, err := a.connect(ctx, over); err == nil {
			if err := a.receive(ctx, in, lost); err != nil {
				return err
			}
		}
		if pauses.Wait(ctx) != nil {
			break
		}
	}
	if a.fault == "shuts down early" {
		a.Close()
	}
	return nil
}

// connect connects, and returns a channel that is closed when the connection
// is lost.
func (a *reference) connect(ctx context.Context, over <-chan struct{}) (<-chan struct{}, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", a.address)
	if err != nil {
		return nil, err
	}
	hello := frame{Do: "hello"}
	if a.fault == "skips what was said while it was away" && a.leftQuietly() {
		hello.Text = "latest"
	}
	if err := json.NewEncoder(conn).Encode(hello); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	a.mu.Lock()
	a.conn = conn
	a.mu.Unlock()
	lost := make(chan struct{})
	go a.read(conn, lost, over)
	return lost, nil
}

// read reads a connection to its end: results are read even when no more
// events are, for the answers that are still posted then.
func (a *reference) read(conn net.Conn, lost chan struct{}, over <-chan struct{}) {
	defer close(lost)
	for in := json.NewDecoder(conn); ; {
		var f frame
		if in.Decode(&f) != nil {
			break
		}
		if f.Result == 0 {
			select {
			case a.events <- f:
			case <-over:
			}
			continue
		}
		a.mu.Lock()
		if done := a.calls[f.Result]; done != nil {
			done <- f
			delete(a.calls, f.Result)
		}
		a.mu.Unlock()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	conn.Close()
	a.conn, a.quiet = nil, len(a.calls) == 0
	for call, done := range a.calls {
		close(done)
		delete(a.calls, call)
	}
}

// leftQuietly tells whether the connection was lost while nothing was posted.
func (a *reference) leftQuietly() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.quiet
}

// errRevoked says that the platform does not take the token any more.
var errRevoked = &adapters.SettingError{Setting: "reference.token", Problem: "it is not taken", Fix: "Make another."}

func (a *reference) receive(ctx context.Context, in *adapters.Intake, lost <-chan struct{}) error {
	for {
		select {
		case f := <-a.events:
			if f.Event == "welcome" {
				in.Connected(true)
				continue
			}
			if f.Event == revoked && a.fault != "goes on without a token" {
				return errRevoked
			}
			if a.fault == "acknowledges before storing" {
				a.send(frame{Ack: f.Seq})
			}
			if a.take(ctx, in, f) == nil {
				a.send(frame{Ack: f.Seq}) // lost with the connection, it is delivered again
			}
		case <-lost:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// take deals with an event; without an error it may be acknowledged.
func (a *reference) take(ctx context.Context, in *adapters.Intake, f frame) error {
	if d, ok := a.share(f); ok {
		return in.Receive(ctx, d)
	}
	if f.Event == "click" {
		err := in.Do(ctx, "a click", func(ctx context.Context) error { return a.click(ctx, f) })
		if errors.Is(err, adapters.ErrBusy) {
			return nil // the person sees nothing happen, and clicks again
		}
		return err
	}
	d, ok := a.decode(f)
	if !ok {
		return nil
	}
	return in.Receive(ctx, d)
}

// from says who and where.
func (a *reference) from(f frame) bot.From {
	place := bot.Place{Platform: a.Name(), Channel: f.Channel, Direct: strings.HasPrefix(f.Channel, "@")}
	if a.fault == "takes all people for one" {
		f.Author = "somebody"
	}
	return bot.From{Asker: bot.Asker{ID: f.Author}, Place: place}
}

// decode makes an event a delivery; false if it is none of the bot's business.
func (a *reference) decode(f frame) (bot.Delivery, bool) {
	from := a.from(f)
	called := from.Place.Direct || f.Alone || slices.Contains(f.Mentions, "quoth") || a.fault == "answers everything"
	switch {
	case f.Kind == "bot" && a.fault != "answers other bots", f.Kind == "self" && a.fault != "answers itself":
		return bot.Delivery{}, false
	case f.Event == "edit" && !called && f.Thread == "" && a.fault != "ignores deletions": // it called the bot before, perhaps
		f.Event = "delete"
	case f.Event == "delete" && a.fault != "ignores deletions":
	case !called && f.Thread == "", !called && a.fault == "answers mentions only":
		return bot.Delivery{}, false
	case !called && len(f.Mentions) > 0 && a.fault != "answers for others": // somebody else is addressed
		return bot.Delivery{}, false
	case f.Event == "edit" && a.fault == "ignores edits", f.Event == "delete" && a.fault == "ignores deletions":
		return bot.Delivery{}, false
	}
	if f.Thread == "" && !from.Place.Direct && !f.Alone {
		f.Thread = f.Message
	}
	if a.fault == "answers beside the thread" {
		f.Thread = ""
	}
	payload, err := json.Marshal(frame{Channel: f.Channel, Thread: f.Thread, Author: f.Author, Alone: f.Alone})
	if err != nil {
		return bot.Delivery{}, false
	}
	d := bot.Delivery{
		Keys: []string{f.Name}, Platform: a.Name(), Message: f.Message, Edit: f.Event == "edit" && a.fault != "answers edits again", Deleted: f.Event == "delete", Payload: payload,
		Question: bot.Question{From: from, Text: f.Text, About: f.About, Conversation: "reference/" + f.Channel + "/" + f.Thread, Overheard: !called},
	}
	switch a.fault {
	case "looks at no other message":
		d.Question.About = ""
	case "takes every event for a new one":
		d.Keys = []string{fmt.Sprint(f.Seq)}
	case "takes what it overhears for a question":
		d.Question.Overheard = false
	case "keeps no conversations":
		if !from.Place.Direct {
			d.Question.Conversation = "reference/" + f.Message
		}
	}
	return d, true
}

// share makes a click that shares an answer a delivery; false if it is another event.
func (a *reference) share(f frame) (bot.Delivery, bool) {
	c, err := a.carried(f)
	if f.Event != "click" || err != nil || c.Do != "share" {
		return bot.Delivery{}, false
	}
	key := "share/" + f.Channel + "/" + c.Answer
	if a.fault == "shares as often as it is clicked" {
		key = fmt.Sprint("click/", f.Seq)
	}
	payload, err := json.Marshal(frame{Channel: f.Channel})
	if err != nil {
		return bot.Delivery{}, false
	}
	return bot.Delivery{
		Keys: []string{key}, Platform: a.Name(), Payload: payload,
		Question: bot.Question{From: a.from(f), Text: c.Question, Conversation: "reference/" + key},
	}, true
}

// send writes a frame.
func (a *reference) send(f frame) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn == nil {
		return fmt.Errorf("there is no connection: %w", adapters.ErrNotPosted)
	}
	return json.NewEncoder(a.conn).Encode(f)
}

// call has the platform do something, as often as it takes while the platform
// says that this is too much.
func (a *reference) call(ctx context.Context, f frame) (frame, error) {
	for {
		done := make(chan frame, 1)
		a.mu.Lock()
		a.last++
		f.Call = a.last
		a.calls[f.Call] = done
		a.mu.Unlock()
		if err := a.send(f); err != nil {
			return frame{}, err
		}
		var result frame
		select {
		case r, ok := <-done:
			if !ok {
				return frame{}, errors.New("the connection was lost")
			}
			result = r
		case <-ctx.Done():
			return frame{}, ctx.Err()
		}
		until := time.Now().Add(time.Duration(result.After) * time.Millisecond)
		end, limited := ctx.Deadline()
		switch {
		case result.Error == revoked && a.fault != "goes on without a token":
			return frame{}, fmt.Errorf("%w: %w", errRevoked, adapters.ErrNotPosted)
		case result.After > 0 && limited && end.Before(until) && a.fault != "gives up at a long pause":
			return frame{}, fmt.Errorf("%w: %w", &adapters.LaterError{At: until}, adapters.ErrNotPosted)
		case result.After > 0 && a.fault != "takes a refusal for success":
			pause := adapters.Backoff{First: time.Duration(2*result.After) * time.Millisecond} // at least a half of it
			if err := pause.Wait(ctx); err != nil {
				return frame{}, fmt.Errorf("%w: %w", err, adapters.ErrNotPosted)
			}
		case result.Error != "" && result.After == 0:
			return frame{}, errors.New(result.Error)
		default:
			return result, nil
		}
	}
}

// Close implements io.Closer.
func (a *reference) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn == nil {
		return nil
	}
	return a.conn.Close()
}
