// Package discord brings questions from Discord, and shows the answers there.
//
// It uses discordgo for what Discord's messages are made of and for REST calls.
// The gateway, the limits of calls and the decoding of events are its own: see
// doc/decisions/discord-gateway.md for what made that necessary.
package discord

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/quoth-bot/quoth/adapters"
)

// Options says how Discord is reached.
type Options struct {
	Token       string   // of the bot
	APIURL      string   // of the REST API; without a version, /api/v10 is added
	TestServers []string // the servers to register commands in, instead of everywhere
	Forums      []Forum  // in whose new posts it answers
	Languages   []string // of its own words, the first where a reader has another; English without any
	// Sessions is the file in which it is kept how far the events have been
	// received, so that what is asked during a restart is delivered after it.
	// Empty keeps it for the run only.
	Sessions string
	// Leases share the shards out among several processes, and keep the sessions
	// in place of the file; nil where there is one process.
	Leases Leases
	Log    *slog.Logger
}

// An Adapter connects a bot account of Discord.
type Adapter struct {
	opts     Options
	bot      adapters.Bot
	log      *slog.Logger
	client   *client
	ids      *signer
	sessions *sessionFile
	pace     timings

	threads  *lru.Cache[string, thread] // what is known of each
	locales  *lru.Cache[string, string] // of servers
	posts    *lru.Cache[string, *post]  // that came in part, by thread
	tagFault sync.Map                   // what was told of tags that cannot be set
	chains   *lru.Cache[string, string] // the conversation of each message of it
	progress *lru.Cache[string, int]    // how many messages of a reply to an interaction stand
	deferred sync.Map                   // by interaction: a channel that is closed once it is acknowledged
	slots    chan struct{}              // for acknowledgements on their way
	up       atomic.Int32               // shards that are connected
	begin    chan struct{}              // a session has begun, and is to be kept with its lease
	plain    atomic.Bool                // components v2 were refused
	self     atomic.Pointer[self]       //
	begun    sync.WaitGroup             // acknowledgements and registration
}

// A self is who the bot is.
type self struct {
	User    string `json:"User"`    // its user ID
	App     string `json:"App"`     // its application's ID
	Content bool   `json:"Content"` // it may read messages that do not mention it
}

// The bounds of what is remembered. An entry is some 200 bytes, and of a post
// a few thousand.
const (
	maxPosts    = 1_000
	maxServers  = 10_000
	maxThreads  = 50_000 // those of some hundred busy servers
	maxChains   = 20_000
	maxProgress = 1_000
	maxSlots    = 128 // acknowledgements at a time; each takes some 100 ms
)

// timings is how long things may take; tests hurry.
type timings struct {
	Hello    time.Duration // from dialling to the gateway's first word
	Ready    time.Duration // from there until the session is ready
	Identify time.Duration // between two identifies of one key, as Discord demands
	Invalid  time.Duration // the least before identifying after an invalid session; up to four times that
	Retry    time.Duration // the first pause before connecting again
	Typing   time.Duration // between two signs of work, which last ten seconds each
	Pair     time.Duration // between the events of a forum's post and of its first message
	Lease    time.Duration // for which a shard is this process's, unless that is renewed
	Alive    time.Duration // for which an interaction can be responded to: fifteen minutes, less what a call takes
}

var discordsPace = timings{
	Hello: 15 * time.Second, Ready: 15 * time.Second, Identify: 5 * time.Second, Invalid: time.Second,
	Retry: 500 * time.Millisecond, Typing: 8 * time.Second, Pair: 3 * time.Second, Lease: 15 * time.Second, Alive: 14*time.Minute + 30*time.Second,
}

// New makes an adapter. It connects when it is run.
func New(o Options, b adapters.Bot) *Adapter {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Adapter{
		opts: o, bot: b, log: o.Log.With("platform", name), pace: discordsPace,
		client: newClient(o.Token, o.APIURL), ids: newSigner(o.Token), sessions: &sessionFile{path: o.Sessions},
		threads: adapters.NewCache[thread](maxThreads), locales: adapters.NewCache[string](maxServers), posts: adapters.NewCache[*post](maxPosts),
		chains: adapters.NewCache[string](maxChains), progress: adapters.NewCache[int](maxProgress),
		slots: make(chan struct{}, maxSlots), begin: make(chan struct{}, 1),
	}
}

const name = "discord"

// Name implements adapters.Adapter.
func (a *Adapter) Name() string { return name }

// Run implements adapters.Adapter.
func (a *Adapter) Run(ctx context.Context, in *adapters.Intake) error {
	in.Connected(false)
	defer a.begun.Wait() // which takes seconds at most
	if err := a.introduce(ctx); err != nil {
		return err
	}
	err := a.runShards(ctx, in)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// introduce finds out who the bot is, as far as Discord says so before a
// connection: the rest comes with it.
func (a *Adapter) introduce(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	me := a.sessions.load().Self
	if found, err := a.client.self(ctx); err == nil {
		me = found
	} else if status(err) == http.StatusUnauthorized {
		return wrongToken("Discord does not accept it")
	} else {
		a.log.Warn("Discord does not say who the bot is before it is connected", "error", err)
	}
	a.self.Store(&me)
	return nil
}

func wrongToken(problem string) error {
	return &adapters.SettingError{
		Setting: "discord.token", Problem: problem,
		Fix: "Copy the token, or reset it, on the page Bot of your application at https://discord.com/developers/applications",
	}
}

// become takes over what a session says of who the bot is.
func (a *Adapter) become(user, app string) {
	me := *a.self.Load()
	if user != "" {
		me.User = user
	}
	if app != "" {
		me.App = app
	}
	if me.App == "" {
		me.App = me.User // which they are the same as, but for the oldest bots
	}
	a.self.Store(&me)
}

// connected counts the shards that are ready: the platform is reached while
// one is.
func (a *Adapter) connected(in *adapters.Intake, up bool) {
	if up {
		if a.up.Add(1) == 1 {
			in.Connected(true)
		}
	} else if a.up.Add(-1) == 0 {
		in.Connected(false)
	}
}

// Close implements io.Closer.
func (a *Adapter) Close() error {
	a.client.close()
	return nil
}

// conversation names one: a direct conversation, or what began with a message
// of a channel.
func conversation(channel, root string) string {
	if root == "" {
		return fmt.Sprintf("%s/%s", name, channel)
	}
	return fmt.Sprintf("%s/%s/%s", name, channel, root)
}
