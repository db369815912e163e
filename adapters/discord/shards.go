package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/quoth-bot/quoth/adapters"
)

// intents are what the bot must be told of. That its own page lets it read
// messages that do not mention it adds discordgo.IntentMessageContent.
const intents = discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// errReshard says that Discord wants more connections.
var errReshard = errors.New("more shards are wanted by Discord")

// runShards runs as many connections as Discord wants until ctx ends.
func (a *Adapter) runShards(ctx context.Context, in *adapters.Intake) error {
	start := adapters.Backoff{First: a.pace.Retry}
	for {
		began := time.Now()
		g, err := a.client.gateway(ctx)
		if err == nil {
			err = a.connectAll(ctx, in, g)
		}
		if time.Since(began) > settled {
			start.Reset()
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case status(err) == http.StatusUnauthorized:
			return wrongToken("Discord does not accept it")
		case errors.Is(err, errReshard):
			a.log.Info("Discord wants other shards")
		default:
			var setting *adapters.SettingError
			if errors.As(err, &setting) {
				return err
			}
			a.log.Warn("Discord does not say where its gateway is, and is asked again", "error", err)
		}
		if err := start.Wait(ctx); err != nil {
			return err
		}
	}
}

// connectAll runs the shards of one number of them, until ctx ends or one
// fails for good.
func (a *Adapter) connectAll(ctx context.Context, in *adapters.Intake, g discordgo.GatewayBotResponse) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	gate := &gate{client: a.client, pace: a.pace.Identify, last: map[int]time.Time{}}
	kept := a.sessions.load().Shards
	var running sync.WaitGroup
	for i := range g.Shards {
		s := &shard{a: a, number: i, count: g.Shards, address: g.URL, gate: gate}
		s.change(kept[shardName(i, g.Shards)])
		running.Go(func() {
			if err := s.run(ctx, in); err != nil {
				stop(err)
			}
		})
	}
	running.Wait()
	return context.Cause(ctx)
}

// A shard is one of the connections that share the servers that the bot is in.
type shard struct {
	a             *Adapter
	number, count int
	address       string // of the gateway
	gate          *gate
	noContent     bool         // Discord refuses that intent
	registered    sync.Once    // that the commands are seen to, by the first shard
	vain          int          // attempts to resume that came to nothing, one after another
	seq           atomic.Int64 // the last event that was dealt with

	mu      sync.Mutex
	session session // what to resume; its ID is empty where there is nothing
}

// resumable returns the session as it stands.
func (s *shard) resumable() session {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.session
	out.Seq = s.seq.Load()
	return out
}

func (s *shard) change(to session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.session = to
	s.seq.Store(to.Seq)
}

func shardName(number, count int) string { return fmt.Sprintf("%d/%d", number, count) }

// run keeps the shard connected until ctx ends. It returns early only with what
// another connection would not fix.
func (s *shard) run(ctx context.Context, in *adapters.Intake) error {
	log := s.a.log.With("shard", s.number)
	retry := adapters.Backoff{First: s.a.pace.Retry}
	for {
		began, resuming := time.Now(), s.resumable().ID != ""
		ready, err := s.connect(ctx, in)
		if ctx.Err() != nil {
			return nil
		}
		wait, fatal := s.after(err)
		if fatal != nil {
			return fatal
		}
		log.Info("the connection ended, and is made again", "because", err, "resume", s.resumable().ID != "")
		lasted := time.Since(began)
		if lasted > settled {
			retry.Reset()
		}
		if ready && lasted > steady && s.resumable().ID != "" {
			continue // a session that went well goes on at once
		}
		if err := sleep(ctx, wait); err != nil {
			return nil
		}
		if resuming && errors.Is(err, errInvalid) {
			continue // nothing failed: Discord wants another session
		}
		if err := retry.Wait(ctx); err != nil {
			return nil
		}
	}
}

// steady is how long a connection lasts that did not fail at its start, and
// settled one after which failures are counted again: Discord allows a thousand
// identifies a day.
const (
	steady  = time.Second
	settled = time.Minute
)

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	return pause(ctx, time.Now().Add(d))
}

// after says how to go on after a connection that ended: how long to wait
// beforehand, or that nothing would help.
func (s *shard) after(err error) (wait time.Duration, fatal error) {
	var setting *adapters.SettingError
	var closed *websocket.CloseError
	switch {
	case errors.As(err, &setting), status(err) == http.StatusUnauthorized:
		return 0, err
	case errors.Is(err, errInvalid):
		return s.a.pace.Invalid + rand.N(3*s.a.pace.Invalid+1), nil
	case !errors.As(err, &closed):
		return 0, nil
	}
	switch closed.Code {
	case 4004:
		return 0, wrongToken("Discord does not accept it")
	case 4010, 4011: // a shard that is none, too few shards
		return 0, errReshard
	case 4003, 4007, 4009: // not authenticated, a wrong sequence, timed out
		s.forget()
	case 4014:
		if s.noContent || !s.a.self.Load().Content {
			return 0, &adapters.SettingError{
				Setting: "discord.token", Problem: "Discord refuses the intents of this bot",
				Fix: "Ask for them on the page Bot of your application at https://discord.com/developers/applications",
			}
		}
		s.noContent = true
	}
	return 0, nil
}

// forget gives a session up.
func (s *shard) forget() {
	s.change(session{})
	s.keep()
}

// connect runs one connection to its end, and reports whether its session was
// ready.
func (s *shard) connect(ctx context.Context, in *adapters.Intake) (ready bool, err error) {
	old := s.resumable()
	address := cmp.Or(old.URL, s.address)
	if old.ID == "" {
		if address, err = s.gate.wait(ctx, s.number); err != nil {
			return false, err
		}
	}
	c, err := dial(ctx, address, s.a.pace, &s.seq, s.keep)
	if err != nil {
		old.URL = "" // the next attempt takes the gateway's own
		s.change(old)
		return false, err
	}
	defer context.AfterFunc(ctx, func() { c.close(s.lastCode(c, old), ctx.Err()) })()
	defer c.close(closeToResume, nil)
	if token := s.a.client.token(); old.ID != "" {
		err = c.resume(token, old)
	} else {
		err = c.identify(token, s.intents(), s.number, s.count)
	}
	if err != nil {
		return false, err
	}
	defer func() {
		if c.up {
			s.a.connected(in, false)
		}
	}()
	invalid, err := c.run(func(e discordgo.Event) error { return s.handle(ctx, in, c, e) })
	switch {
	case c.ready.Load() || old.ID == "":
		s.vain = 0
	case ctx.Err() == nil:
		s.vain++
	}
	if invalid || s.vain >= maxVain {
		s.forget()
		s.vain = 0
	}
	return c.ready.Load(), err
}

// lastCode is how a connection is closed at the end: a session that the next
// run can go on with is left open for it.
func (s *shard) lastCode(c *connection, old session) int {
	if s.a.sessions.path != "" && (old.ID != "" || c.ready.Load()) {
		return closeToResume
	}
	return websocket.CloseNormalClosure
}

// maxVain is how often a session is tried to resume on connections that are
// made and then end, or fall silent, before another session is begun.
const maxVain = 2

func (s *shard) intents() discordgo.Intent {
	if s.a.self.Load().Content && !s.noContent {
		return intents | discordgo.IntentMessageContent
	}
	return intents
}

// keep writes down how far the session has come.
func (s *shard) keep() {
	if err := s.a.sessions.keep(*s.a.self.Load(), shardName(s.number, s.count), s.resumable()); err != nil {
		s.a.log.Warn("how far Discord's events have come cannot be kept, so that what is asked during a restart may be lost", "error", err)
	}
}

// A gate lets identifies through as fast as Discord takes them.
type gate struct {
	client *client
	pace   time.Duration
	mu     sync.Mutex // held while waiting, so that those who come later wait longer
	last   map[int]time.Time
}

// wait waits until a shard may identify, and returns the gateway's address.
func (g *gate) wait(ctx context.Context, number int) (address string, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for {
		start, err := g.client.gateway(ctx)
		if err != nil {
			return "", err
		}
		limit := start.SessionStartLimit
		if limit.Remaining > 0 || limit.Total == 0 { // 0 where the limit is not told
			key := number % max(limit.MaxConcurrency, 1)
			if err := sleep(ctx, time.Until(g.last[key].Add(g.pace))); err != nil {
				return "", err
			}
			g.last[key] = time.Now()
			return start.URL, nil
		}
		if err := sleep(ctx, max(time.Duration(limit.ResetAfter)*time.Millisecond, g.pace)); err != nil {
			return "", err
		}
	}
}
