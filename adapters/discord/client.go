package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
)

// callLimit bounds one REST call that has no deadline of its own, waiting
// included.
const callLimit = 30 * time.Second

// A client calls Discord's REST API by discordgo's requests, whose transport
// is ours: it heeds contexts and limits.
type client struct {
	session   *discordgo.Session
	transport *http.Transport
}

func newClient(token, apiURL string) *client {
	// New fails with nothing.
	session, _ := discordgo.New("Bot " + strings.TrimPrefix(strings.TrimSpace(token), "Bot "))
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32 // calls at a time, which else would each connect again
	transport.ResponseHeaderTimeout = 15 * time.Second
	// Shorter than servers keep one (5 s and more): a call on a connection that
	// is just being closed fails, and nobody knows whether it was made.
	transport.IdleConnTimeout = 4 * time.Second
	session.Client = &http.Client{Transport: newThrottle(baseOf(apiURL), transport)}
	session.ShouldRetryOnRateLimit, session.MaxRestRetries = false, 0
	return &client{session, transport}
}

// token is the bot's, bare.
func (c *client) token() string { return strings.TrimPrefix(c.session.Token, "Bot ") }

func (c *client) close() { c.transport.CloseIdleConnections() }

var versioned = regexp.MustCompile(`/v[0-9]+$`)

// baseOf is the address that all paths of the API are put behind. It may be
// given with the version, without it, or as a bare host.
func baseOf(apiURL string) string {
	base := strings.TrimRight(apiURL, "/")
	switch {
	case versioned.MatchString(base):
		return base
	case strings.HasSuffix(base, "/api"):
		return base + "/v10"
	}
	return base + "/api/v10"
}

// call makes a call to one of discordgo's endpoints, and decodes what comes
// back into a value, if there is one.
func (c *client) call(ctx context.Context, method, endpoint string, body, into any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	// discordgo keeps each bucket that it makes for ever, and sleeps in it
	// whatever the context: this one is thrown away, and never waited for.
	bucket := &discordgo.Bucket{}
	bucket.Lock()
	answer, err := c.session.RequestWithLockedBucket(method, endpoint, "application/json", text, bucket, 0, discordgo.WithContext(ctx))
	var failed *url.Error
	if errors.As(err, &failed) {
		err = fmt.Errorf("%s: %w", method, failed.Err) // without the address, which may hold an interaction's token
	}
	switch {
	case status(err) == http.StatusUnauthorized && !strings.Contains(endpoint, "/webhooks/"):
		return fmt.Errorf("%w: %w: %w", wrongToken("Discord does not accept it any more"), err, adapters.ErrNotPosted)
	case err != nil:
		return err
	case into != nil:
		return json.Unmarshal(answer, into)
	}
	return nil
}

// status is the HTTP status that an error of a call has; 0 for none.
func status(err error) int {
	var refused *discordgo.RESTError
	if errors.As(err, &refused) && refused.Response != nil {
		return refused.Response.StatusCode
	}
	return 0
}

// code is Discord's code of an error; 0 for none.
func code(err error) int {
	var refused *discordgo.RESTError
	if errors.As(err, &refused) && refused.Message != nil {
		return refused.Message.Code
	}
	return 0
}

// An application is what is asked of one.
type application struct {
	ID    string          `json:"id"`
	Flags int             `json:"flags"`
	Bot   *discordgo.User `json:"bot"`
	// Installs are the ways in which it can be installed, "0" to a server and
	// "1" to a person's account.
	Installs map[string]json.RawMessage `json:"integration_types_config"`
}

// The flags of an application that may have the message content intent.
const (
	flagContent        = 1 << 18
	flagContentLimited = 1 << 19 // in fewer than 100 servers
)

func (app application) readsContent() bool {
	return app.Flags&(flagContent|flagContentLimited) != 0
}

// application asks for the bot's own.
func (c *client) application(ctx context.Context) (application, error) {
	var app application
	err := c.call(ctx, http.MethodGet, discordgo.EndpointApplications+"/@me", nil, &app)
	if status(err) == http.StatusNotFound { // an old proxy
		err = c.call(ctx, http.MethodGet, discordgo.EndpointOAuth2+"applications/@me", nil, &app)
	}
	return app, err
}

// self asks who the bot is. What only says more may fail.
func (c *client) self(ctx context.Context) (self, error) {
	var user discordgo.User
	err := c.call(ctx, http.MethodGet, discordgo.EndpointUser("@me"), nil, &user)
	app, appErr := c.application(ctx)
	if err != nil && appErr != nil {
		return self{}, err
	}
	me := self{User: user.ID, App: app.ID, Content: app.readsContent()}
	if me.User == "" && app.Bot != nil {
		me.User = app.Bot.ID
	}
	return me, nil
}

// gateway asks where the gateway is, and how many connections it wants.
func (c *client) gateway(ctx context.Context) (discordgo.GatewayBotResponse, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	var g discordgo.GatewayBotResponse
	err := c.call(ctx, http.MethodGet, discordgo.EndpointGatewayBot, nil, &g)
	if u, parseErr := url.Parse(g.URL); err == nil && (parseErr != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss") {
		err = fmt.Errorf("%q, which Discord names as its gateway, is no address of one", g.URL)
	}
	g.Shards = max(g.Shards, 1)
	return g, err
}
