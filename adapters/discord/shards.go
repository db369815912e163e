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
	if a.opts.Leases != nil {
		return a.shareShards(ctx, in, g)
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	gate := newGate(a.client, a.pace.Identify, g.SessionStartLimit.MaxConcurrency, a.log)
	kept := a.sessions.load().Shards
	shards := make([]*shard, g.Shards)
	for i := range shards {
		shards[i] = &shard{a: a, number: i, count: g.Shards, address: g.URL, gate: gate}
		if shards[i].change(kept[shardName(i, g.Shards)]); shards[i].resumable().ID == "" {
			gate.enrol(i) // before any runs, so that they begin in order
		}
	}
	var running sync.WaitGroup
	for _, s := range shards {
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
	again := newRetry(s.a.pace.Retry)
	for {
		had := s.resumable().ID != ""
		stood, err := s.connect(ctx, in)
		if ctx.Err() != nil {
			return nil
		}
		wait, fatal := s.after(err)
		if fatal != nil {
			return fatal
		}
		resume := s.resumable().ID != ""
		log.Info("the connection ended, and is made again", "because", err, "resume", resume)
		if !resume && (had || stood > 0) {
			s.gate.enrol(s.number) // one that fails to begin a session does not hold up the others
		}
		if again.wait(ctx, resume, stood, wait) != nil {
			return nil
		}
	}
}

// A retry makes the pauses between a shard's connections. Those before a session
// is begun grow long, as Discord allows a thousand identifies a day. It counts
// no resumes, for which nobody who asks should wait long.
type retry struct{ resumes, identifies adapters.Backoff }

// steady is how long a session stands that did not fail at its start, and
// settled one after which failures to begin one are counted again.
const (
	steady          = time.Second
	settled         = time.Minute
	mostResumePause = 10 * time.Second
)

func newRetry(first time.Duration) *retry {
	return &retry{resumes: adapters.Backoff{First: first, Most: mostResumePause}, identifies: adapters.Backoff{First: first}}
}

// wait waits before a session is gone on with, or another is begun, which takes
// the least of a time. The one before stood for a while, or not at all.
func (r *retry) wait(ctx context.Context, resume bool, stood, least time.Duration) error {
	if stood > steady {
		r.resumes.Reset()
	}
	if stood > settled {
		r.identifies.Reset()
	}
	switch {
	case resume && stood > steady:
		return ctx.Err() // what went well goes on at once
	case resume:
		return r.resumes.Wait(ctx)
	}
	if err := sleep(ctx, least); err != nil {
		return err
	}
	return r.identifies.Wait(ctx)
}

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

// connect runs one connection to its end, and returns how long its session
// stood: zero where it never did.
func (s *shard) connect(ctx context.Context, in *adapters.Intake) (stood time.Duration, err error) {
	old := s.resumable()
	c, err := s.open(ctx, old)
	if err != nil {
		return 0, err
	}
	defer context.AfterFunc(ctx, func() { c.close(s.lastCode(c, old), ctx.Err()) })()
	defer c.close(closeToResume, nil)
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
	} else if c.ready.Load() {
		s.keep() // to the last event, which the next run goes on behind
	}
	return c.stood(), err
}

// open connects, and goes on with a session or begins another.
func (s *shard) open(ctx context.Context, old session) (*connection, error) {
	if old.ID == "" {
		return s.begin(ctx)
	}
	c, err := dial(ctx, cmp.Or(old.URL, s.address), s.a.pace, &s.seq, s.keep)
	if err != nil {
		old.URL = "" // the next attempt takes the gateway's own
		s.change(old)
		return nil, err
	}
	if err := c.resume(s.a.client.token(), old); err != nil {
		c.close(closeToResume, err)
		return nil, err
	}
	return c, nil
}

// begin begins a session, when Discord takes one of this shard.
func (s *shard) begin(ctx context.Context) (c *connection, err error) {
	address, err := s.gate.pass(ctx, s.number)
	if err != nil {
		return nil, err
	}
	identified := false
	defer func() { s.gate.leave(s.number, identified) }()
	if c, err = dial(ctx, address, s.a.pace, &s.seq, s.keep); err != nil {
		return nil, err
	}
	identified = true // or may have been, where writing it fails
	if err := c.identify(s.a.client.token(), s.intents(), s.number, s.count); err != nil {
		c.close(closeToResume, err)
		return nil, err
	}
	return c, nil
}

// lastCode is how a connection is closed at the end: a session that the next
// run can go on with is left open for it.
func (s *shard) lastCode(c *connection, old session) int {
	if (s.a.sessions.path != "" || s.a.opts.Leases != nil) && (old.ID != "" || c.ready.Load()) {
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
