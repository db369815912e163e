// Package slack brings questions from Slack, by Socket Mode or by signed HTTP
// requests, and shows the answers there in Block Kit.
//
// What Slack sends goes one way, whichever mode it comes by: to a call (see
// decode.go), and from there to the intake as a delivery, or to what a click
// does. What is posted goes one way too: rendered to messages, which wait for
// their channel's turn, and are sent in the plainest form that Slack takes.
package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/slack-go/slack"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// Options says how Slack is reached.
type Options struct {
	AppToken      string // for Socket Mode
	BotToken      string
	SigningSecret string   // for HTTP
	Socket        bool     // receive by Socket Mode, else by HTTP
	Listen        string   // where HTTP requests are answered, host:port
	APIURL        string   // below which the methods of the Web API stand; see methodsURL
	Languages     []string // of its own words, the first where a reader has another; English without any
	OAuth         *OAuth   // how several workspaces install the app, by HTTP; nil for the one of BotToken
	Log           *slog.Logger
}

// An Adapter connects a Slack workspace, or several that have the same app.
type Adapter struct {
	opts   Options
	bot    adapters.Bot
	api    *slack.Client
	pace   *rateLimits
	people *people
	recent *recent
	starts *lru.Cache[string, struct{}] // assistant threads that wait for their title
	// screens are what people had open last, by person: a message says that itself,
	// but where Slack leaves it out.
	screens *lru.Cache[string, []opened]
	log     *slog.Logger
	// connections are those of api.
	connections *http.Client
	// installations are where the app is installed by OAuth; nil where it has
	// the one token.
	installations *installations

	firstPause time.Duration // of reconnecting
	statusFor  time.Duration // for which a status stands before it is set again
	// plain is set once Slack, or what stands in its place, has refused the
	// newer blocks.
	plain atomic.Bool
	// untabled is set once it has refused a table.
	untabled atomic.Bool

	mu   sync.Mutex
	self identity
	told map[string]bool // what was logged once, and need not be again
	// address is where HTTP requests are answered, once they are.
	address string
}

// An identity is who the bot is in its workspace; what is not known is empty.
type identity struct {
	user, bot, team string
}

// New makes an adapter. It connects when it is run.
func New(o Options, b adapters.Bot) *Adapter {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	a := &Adapter{
		opts: o, bot: b,
		pace:       newRateLimits(time.Second, 3),
		recent:     newRecent(),
		starts:     adapters.NewCache[struct{}](maxStarted),
		screens:    adapters.NewCache[[]opened](maxPeople),
		log:        o.Log.With("platform", name),
		firstPause: 500 * time.Millisecond,
		statusFor:  90 * time.Second,
		told:       map[string]bool{},
	}
	if o.OAuth != nil {
		a.installations = newInstallations(o)
		a.api, a.connections = a.installations.api()
	} else {
		a.api, a.connections = newClient(o)
	}
	a.people = &people{info: a.userInfo, known: adapters.NewCache[known](maxPeople), denied: func(err error) {
		a.once("cannot tell guests from members: grant the scope users:read to keep from guests what they are not to see", err)
	}}
	return a
}

const name = "slack"

// Name implements adapters.Adapter.
func (a *Adapter) Name() string { return name }

// Run implements adapters.Adapter.
func (a *Adapter) Run(ctx context.Context, in *adapters.Intake) error {
	if a.installations != nil {
		if err := a.installations.load(ctx); err != nil {
			return err
		}
		return a.runHTTP(ctx, in)
	}
	if err := a.identify(ctx); err != nil {
		return err
	}
	if a.opts.Socket {
		return a.runSocket(ctx, in)
	}
	return a.runHTTP(ctx, in)
}

// Close implements io.Closer: it closes the connections that answers were
// posted over.
func (a *Adapter) Close() error {
	a.connections.CloseIdleConnections()
	return nil
}

const (
	// callLimit is how long one call of the Web API may take.
	callLimit = 30 * time.Second
	// keptConnections are kept open to Slack for the next calls: about as many
	// as channels that are posted to at a time.
	keptConnections = 32
)

func newClient(o Options) (*slack.Client, *http.Client) {
	t := newTransport(o)
	client := &http.Client{Timeout: callLimit, Transport: t}
	return slack.New(o.BotToken, slack.OptionAppLevelToken(o.AppToken), slack.OptionAPIURL(t.base), slack.OptionHTTPClient(client)), client
}

func newTransport(o Options) *transport {
	next := http.DefaultTransport.(*http.Transport).Clone()
	next.MaxIdleConnsPerHost = keptConnections
	return &transport{Transport: next, base: methodsURL(o.APIURL), token: o.BotToken}
}

// methodsURL is the address that a method's name is put behind. One without a
// path means /api/, as Slack has it.
func methodsURL(apiURL string) string {
	u, err := url.Parse(cmp.Or(apiURL, slack.APIURL))
	if err != nil {
		return apiURL // config has judged it
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = "/api"
	}
	return strings.TrimRight(u.String(), "/") + "/"
}

// identify asks Slack who the bot is. A token that Slack refuses cannot be
// fixed by trying again; anything else can wait, as events say too who they
// are for.
func (a *Adapter) identify(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := a.api.AuthTestContext(ctx)
	if err != nil {
		if code, ok := authCode(err); ok {
			return wrongBotToken(code)
		}
		a.log.Warn("Slack did not say who the bot is; events will", "error", err)
		return nil
	}
	a.know(identity{user: r.UserID, bot: r.BotID, team: r.TeamID})
	a.log.Info("connected to a workspace", "workspace", r.Team, "team", r.TeamID, "bot", r.User)
	return nil
}

// know fills in what was not known of the bot in its one workspace.
func (a *Adapter) know(id identity) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.self = identity{cmp.Or(a.self.user, id.user), cmp.Or(a.self.bot, id.bot), cmp.Or(a.self.team, id.team)}
}

// whoAmI is who the bot is in its one workspace.
func (a *Adapter) whoAmI() identity {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.self
}

// once logs what would else be logged at every answer.
func (a *Adapter) once(message string, err error) {
	a.mu.Lock()
	told := a.told[message]
	a.told[message] = true
	a.mu.Unlock()
	if !told {
		a.log.Warn(message, "error", err)
	}
}

// A target is where and for whom a reply is, as it is kept in the delivery: all
// that it takes to post after a restart.
type target struct {
	Channel string `json:"channel"`
	Thread  string `json:"thread,omitempty"` // the message that the thread hangs on
	Asked   string `json:"asked,omitempty"`  // the message that asks
	User    string `json:"user"`
	Direct  bool   `json:"direct,omitempty"` // the bot and one person
	// Private says that nobody but the person may see the reply.
	Private bool `json:"private,omitempty"`
	// Shared says that the person has seen the answer alone, and shares it.
	Shared bool `json:"shared,omitempty"`
	// Headed says that the answer says first what it is on: who asked wrote no more
	// than "is this right?" of what stands elsewhere.
	Headed bool `json:"headed,omitempty"`
	// View is the modal that shows a private reply, or by which it is shared.
	View string `json:"view,omitempty"`
	// ResponseURL takes five messages within half an hour; empty if there is none.
	ResponseURL string `json:"response_url,omitempty"`
	// Language is that of the bot's own words there; see texts.For.
	Language string `json:"language,omitempty"`
	// From says by which installation; empty where there is one.
	From origin `json:"from,omitzero"`
}

// payload is a target as it is kept in the delivery.
func (p target) payload() json.RawMessage {
	payload, err := json.Marshal(p)
	if err != nil {
		panic(err) // plain strings can be written
	}
	return payload
}

// isDirect tells a direct conversation by its ID: it begins with D, and a
// person's own ID, which begins with U or W, stands for the one with them.
func isDirect(channel string) bool {
	return channel != "" && strings.ContainsRune("DUW", rune(channel[0]))
}

// of is the place as the bot knows it.
func (p target) of(team string) bot.Place {
	if p.Direct {
		team = ""
	}
	return bot.Place{Platform: name, Workspace: team, Channel: p.Channel, Direct: p.Direct, Language: p.Language}
}
