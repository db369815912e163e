package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/quoth-bot/quoth/adapters"
)

// perSecond is how many calls Discord takes from a bot in a second, those
// about interactions apart.
const perSecond = 50

// maxAnswer bounds what is read of an answer: 100 messages are far less.
const maxAnswer = 8 << 20

// A throttle sends requests to where the API stands, when Discord's limits let
// it, and again where they did not. What is known of a limit is forgotten when
// it ends, so that a bucket for each interaction costs nothing.
type throttle struct {
	base    string
	next    http.RoundTripper
	overall *rate.Limiter

	mu      sync.Mutex
	paused  time.Time // until when nothing goes out but what is about interactions
	blocked time.Time // until when nothing goes out at all
	routes  map[string]allowance
	sweepAt int // the number of routes at which those whose time has passed are taken out
}

// An allowance is what is left of a route until a time.
type allowance struct {
	left  int
	until time.Time
}

// minSweep is the number of routes that are not worth looking through.
const minSweep = 256

func newThrottle(base string, next http.RoundTripper) *throttle {
	return &throttle{
		base: base, next: next, overall: rate.NewLimiter(perSecond, perSecond),
		routes: map[string]allowance{}, sweepAt: minSweep,
	}
}

// errNoRetry says that Discord refused a request for now, and that it cannot
// be sent again.
var errNoRetry = errors.New("the request cannot be made again")

// RoundTrip implements http.RoundTripper.
func (t *throttle) RoundTrip(r *http.Request) (*http.Response, error) {
	path := apiPath(r.URL.EscapedPath())
	out := r.Clone(r.Context())
	target, err := r.URL.Parse(t.base + path)
	if err != nil {
		return nil, err
	}
	target.RawQuery = r.URL.RawQuery
	out.URL, out.Host = target, ""
	route := routeOf(r.Method, path)
	for {
		if err := t.wait(r.Context(), route); err != nil {
			return nil, fmt.Errorf("waiting for Discord's limits: %w: %w", err, adapters.ErrNotPosted)
		}
		answer, err := t.next.RoundTrip(out)
		var dial *net.OpError
		if errors.As(err, &dial) && dial.Op == "dial" {
			return nil, fmt.Errorf("%w: %w", err, adapters.ErrNotPosted)
		}
		if err != nil {
			return nil, err
		}
		if answer.StatusCode != http.StatusTooManyRequests {
			t.note(route, answer.Header)
			answer.Body = refusal{io.LimitReader(answer.Body, maxAnswer), answer.Body}
			return answer, nil
		}
		until := t.refused(route, answer)
		if out.Body, err = again(r); err != nil {
			return nil, err
		}
		if err := pause(r.Context(), until); err != nil {
			return nil, fmt.Errorf("waiting for Discord's limits: %w: %w", err, adapters.ErrNotPosted)
		}
	}
}

// again returns the body of a request for another attempt.
func again(r *http.Request) (io.ReadCloser, error) {
	switch {
	case r.GetBody != nil:
		return r.GetBody()
	case r.Body == nil || r.Body == http.NoBody:
		return r.Body, nil
	}
	return nil, errNoRetry
}

// refusal reads a part of a body, and closes the whole.
type refusal struct {
	io.Reader
	io.Closer
}

// apiPath is the path of a request below the API's version.
func apiPath(path string) string {
	_, below, _ := strings.Cut(strings.TrimPrefix(path, "/api/v"), "/")
	return "/" + below
}

// ofInteraction tells whether a route is about one, which the bot's overall
// limit does not count.
func ofInteraction(route string) bool { return strings.Contains(route, " /webhooks/") || route == "" }

// routeOf names what Discord counts together: the method and the path, with
// the numbers in it that are not of its channel, server or webhook left out. It
// is empty for what is not counted at all: the first response to an
// interaction.
func routeOf(method, path string) string {
	parts := strings.Split(path, "/")[1:]
	if parts[0] == "interactions" {
		return ""
	}
	kept := map[string]int{"channels": 2, "guilds": 2, "webhooks": 3}[parts[0]]
	for i, part := range parts {
		if i >= kept && strings.Trim(part, "0123456789") == "" {
			parts[i] = "id"
		}
	}
	return method + " /" + strings.Join(parts, "/")
}

// wait waits until a route may be called, within ctx.
func (t *throttle) wait(ctx context.Context, route string) error {
	for {
		until := t.take(route)
		if until.IsZero() {
			break
		}
		if err := pause(ctx, until); err != nil {
			return err
		}
	}
	if ofInteraction(route) {
		return nil
	}
	return t.overall.Wait(ctx)
}

// pause waits until a time. It fails at once, with a LaterError, where ctx would end
// before that.
func pause(ctx context.Context, until time.Time) error {
	if end, ok := ctx.Deadline(); ok && end.Before(until) {
		return &adapters.LaterError{At: until}
	}
	return adapters.Pause(ctx, time.Until(until))
}

// take takes one call of a route, or says until when there is none.
func (t *throttle) take(route string) (until time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if t.blocked.After(now) {
		return t.blocked
	}
	if t.paused.After(now) && !ofInteraction(route) {
		return t.paused
	}
	a, ok := t.routes[route]
	switch {
	case !ok:
	case !a.until.After(now):
		delete(t.routes, route)
	case a.left == 0:
		return a.until
	default:
		a.left--
		t.routes[route] = a
	}
	return time.Time{}
}

// note takes over what an answer says of its route, and takes it out of the
// headers: discordgo would act on it too.
func (t *throttle) note(route string, h http.Header) {
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after := seconds(h.Get("X-RateLimit-Reset-After"))
	for _, name := range []string{"Remaining", "Reset-After", "Reset", "Global"} {
		h.Del("X-RateLimit-" + name)
	}
	if err != nil || after <= 0 || route == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if a, ok := t.routes[route]; ok && a.until.After(now) {
		left = min(left, a.left) // others are on their way
	}
	t.routes[route] = allowance{left, now.Add(after)}
	if len(t.routes) < t.sweepAt {
		return
	}
	for r, a := range t.routes {
		if !a.until.After(now) {
			delete(t.routes, r)
		}
	}
	t.sweepAt = 2*len(t.routes) + minSweep
}

// refused takes over what a 429 says, in its headers or in its body, and
// returns until when to wait. One without JSON does not come from the API but
// from what stands before it, and is for everything.
func (t *throttle) refused(route string, answer *http.Response) (until time.Time) {
	text, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer)) // what was read has to do
	answer.Body.Close()
	var said struct {
		After  float64 `json:"retry_after"`
		Global bool    `json:"global"`
	}
	isAPI := json.Unmarshal(bytes.TrimSpace(text), &said) == nil
	h := answer.Header
	after := max(seconds(h.Get("X-RateLimit-Reset-After")), time.Duration(min(said.After, mostPause.Seconds())*float64(time.Second)))
	if after <= 0 {
		after = seconds(h.Get("Retry-After"))
	}
	after = min(max(after, leastPause), mostPause)
	until = time.Now().Add(after)
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case !isAPI:
		t.blocked = until
	case said.Global || h.Get("X-RateLimit-Global") != "" || h.Get("X-RateLimit-Scope") == "global":
		t.paused = until
	case route != "":
		t.routes[route] = allowance{0, until}
	}
	return until
}

// leastPause keeps a refusal that names no time from being asked again and
// again; mostPause keeps a strange one from stopping everything for a day.
const (
	leastPause = 50 * time.Millisecond
	mostPause  = time.Hour
)

// seconds reads a number of them; zero if it is not one, or above a day.
func seconds(text string) time.Duration {
	s, err := strconv.ParseFloat(text, 64)
	if err != nil || !(s > 0 && s <= (24*time.Hour).Seconds()) {
		return 0
	}
	return time.Duration(s * float64(time.Second))
}
