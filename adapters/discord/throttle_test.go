package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
)

func TestBaseOf(t *testing.T) {
	for given, want := range map[string]string{
		"http://127.0.0.1:80":                "http://127.0.0.1:80/api/v10",
		"http://127.0.0.1:80/":               "http://127.0.0.1:80/api/v10",
		"http://127.0.0.1:80/api":            "http://127.0.0.1:80/api/v10",
		"http://127.0.0.1:80/api/":           "http://127.0.0.1:80/api/v10",
		"http://127.0.0.1:80/api/v10":        "http://127.0.0.1:80/api/v10",
		"http://127.0.0.1:80/api/v10/":       "http://127.0.0.1:80/api/v10",
		"https://discord.com/api/v9":         "https://discord.com/api/v9",
		"http://proxy.example/discord":       "http://proxy.example/discord/api/v10",
		"http://proxy.example/d/api/v10/":    "http://proxy.example/d/api/v10",
		"https://discord.com/api/v10/":       "https://discord.com/api/v10",
		"http://proxy.example:8080/discord/": "http://proxy.example:8080/discord/api/v10",
	} {
		if got := baseOf(given); got != want {
			t.Errorf("baseOf(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestRoutes(t *testing.T) {
	for call, want := range map[string]string{
		"POST /channels/1/messages":                   "POST /channels/1/messages",
		"PATCH /channels/1/messages/2":                "PATCH /channels/1/messages/id",
		"GET /users/@me":                              "GET /users/@me",
		"PUT /applications/1/guilds/2/commands":       "PUT /applications/id/guilds/id/commands",
		"PATCH /webhooks/1/to-ken/messages/@original": "PATCH /webhooks/1/to-ken/messages/@original",
		"POST /interactions/1/to-ken/callback":        "",
	} {
		method, path, _ := strings.Cut(call, " ")
		if got := routeOf(method, path); got != want {
			t.Errorf("%s belongs to %q, want %q", call, got, want)
		}
	}
}

// A canned transport answers every request at once.
type canned func(*http.Request) *http.Response

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) { return c(r), nil }

func response(status int, body string, headers ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func cannedClient(answer canned) (*client, *throttle) {
	c := newClient("token", "http://discord.example")
	th := newThrottle("http://discord.example/api/v10", answer)
	c.session.Client.Transport = th
	return c, th
}

// Every interaction has routes of its own. The library keeps a bucket for each
// for ever; here what is known of a limit goes with it.
func TestLimitsTakeNoMemory(t *testing.T) {
	s := bare(t, discordtest.New(t, discordtest.Options{}))
	for i := range 1000 {
		s.Ratelimiter.LockBucket(discordgo.EndpointInteractionResponse(fmt.Sprint(i), "token")).Release(nil)
	}
	if n := reflect.ValueOf(s.Ratelimiter).Elem().FieldByName("buckets").Len(); n < 1000 {
		fixed(t, "the rate limiter forgets buckets")
	}

	const interactions = 100_000
	c, th := cannedClient(func(*http.Request) *http.Response {
		return response(200, "{}", "X-RateLimit-Remaining", "4", "X-RateLimit-Reset-After", "0.02", "X-RateLimit-Limit", "5", "X-RateLimit-Bucket", "b")
	})
	most := 0
	var before, after runtime.MemStats
	for i := range interactions {
		token := fmt.Sprintf("token%d", i)
		if err := c.call(t.Context(), http.MethodPost, discordgo.EndpointInteractionResponse(fmt.Sprint(i), token), nil, nil); err != nil {
			t.Fatal(err)
		}
		if err := c.call(t.Context(), http.MethodPatch, discordgo.EndpointWebhookMessage("1", token, original), nil, nil); err != nil {
			t.Fatal(err)
		}
		most = max(most, len(th.routes))
		if i == interactions/10 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%d interactions: %d routes at most, %d KB more after the last 90,000", interactions, most, (int64(after.HeapAlloc)-int64(before.HeapAlloc))/1024)
	if n := len(reflect.ValueOf(c.session.Ratelimiter).Elem().FieldByName("buckets").MapKeys()); n != 0 {
		t.Errorf("the library holds %d buckets", n)
	}
	// The routes of 20 ms, twice over. A slow machine makes fewer.
	if most > interactions/10 {
		t.Errorf("%d routes were held at a time", most)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("%d more interactions took %d KB", interactions*9/10, grown/1024)
	}
}

// A limit is waited out, but not longer than who waits has time.
func TestLimitHeedsContext(t *testing.T) {
	library := discordtest.New(t, discordtest.Options{})
	library.Refuse(discordtest.Refusal{After: 500 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, _ = bare(t, library).User("@me", discordgo.WithContext(ctx))
	if time.Since(began) < 500*time.Millisecond {
		fixed(t, "a refusal is waited out within the context")
	}

	server := discordtest.New(t, discordtest.Options{})
	server.Refuse(discordtest.Refusal{After: time.Hour})
	c := newClient(discordtest.Token, server.URL())
	ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := c.call(ctx, http.MethodGet, discordgo.EndpointUser("@me"), nil, nil)
	var later *adapters.LaterError
	if !errors.As(err, &later) || time.Until(later.At) < 59*time.Minute || !errors.Is(err, adapters.ErrNotPosted) || ctx.Err() != nil {
		t.Errorf("a call that may wait a minute, and would have to wait an hour: %v", err)
	}
	done, stop := context.WithCancel(t.Context())
	stop()
	if err := c.call(done, http.MethodGet, discordgo.EndpointUser("@me"), nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that is given up: %v", err)
	}
}

// A refusal for all routes is heeded by all, though it names no time but in
// its body. What is about interactions goes on.
func TestGlobalLimit(t *testing.T) {
	const after = 400 * time.Millisecond
	refused := func(server *discordtest.Server, call func(endpoint string)) time.Duration {
		server.Refuse(discordtest.Refusal{After: after, Global: true})
		began := time.Now()
		var both sync.WaitGroup
		both.Go(func() { call(discordgo.EndpointUser("@me")) })
		time.Sleep(after / 4)
		both.Go(func() { call(discordgo.EndpointApplications + "/@me") })
		both.Wait()
		calls := server.Calls("GET", "/applications/@me")
		return calls[len(calls)-1].At.Sub(began)
	}
	library := discordtest.New(t, discordtest.Options{})
	s := bare(t, library)
	if took := refused(library, func(endpoint string) { _, _ = s.Request("GET", endpoint, nil) }); took >= after {
		fixed(t, "a global limit without X-RateLimit-Reset-After is heeded")
	}

	server := discordtest.New(t, discordtest.Options{})
	c := newClient(discordtest.Token, server.URL())
	if took := refused(server, func(endpoint string) { _ = c.call(t.Context(), "GET", endpoint, nil, nil) }); took < after {
		t.Errorf("a call was made %v after a refusal of all calls for %v", took, after)
	}
}

func TestGlobalLimitSparesInteractions(t *testing.T) {
	th := newThrottle("http://discord.example", nil)
	th.refused("GET /users/@me", response(429, `{"retry_after": 3600, "global": true}`))
	for route, free := range map[string]bool{
		"": true, "PATCH /webhooks/1/token/messages/@original": true, "POST /channels/1/messages": false,
	} {
		if got := th.take(route).IsZero(); got != free {
			t.Errorf("after a global refusal %q may be called: %t, want %t", route, got, free)
		}
	}
}

// A refusal that is no JSON comes from what stands before Discord, and is for
// everything.
func TestRefusedBeforeDiscord(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{})
	server.Refuse(discordtest.Refusal{After: 200 * time.Millisecond, Bare: true})
	c := newClient(discordtest.Token, server.URL())
	if err := c.call(t.Context(), "GET", discordgo.EndpointUser("@me"), nil, nil); err != nil {
		t.Error(err)
	}
	calls := server.Calls("GET", "/users/@me")
	if len(calls) != 2 || calls[1].At.Sub(calls[0].At) < 200*time.Millisecond {
		t.Errorf("the calls: %+v", calls)
	}
}

// Limits may say anything, and nothing of it stops the bot for good.
func TestStrangeLimits(t *testing.T) {
	for _, value := range []string{"", "NaN", "Inf", "-1", "1e300", "x", "0"} {
		th := newThrottle("http://discord.example", nil)
		until := th.refused("GET /x", response(429, `{"retry_after": -7}`, "Retry-After", value, "X-RateLimit-Reset-After", value))
		if wait := time.Until(until); wait < 0 || wait > time.Second {
			t.Errorf("Retry-After %q makes it wait %v", value, wait)
		}
		th.note("GET /x", http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset-After": {value}})
	}
}

// The messages of a channel are posted as fast as Discord takes them, and no
// refusal is provoked.
func TestRouteLimit(t *testing.T) {
	server := discordtest.New(t, discordtest.Options{Patient: true, MessagesPer: 200 * time.Millisecond})
	p := serve(t, server, theBot(t))
	var ids []string
	for range 12 {
		ids = append(ids, p.say("anna", question))
	}
	for _, id := range ids {
		p.until("an answer", func() bool { return len(p.answersTo(id)) == 1 })
	}
	for _, call := range server.Calls("POST", "/messages") {
		if call.Status == 429 {
			t.Error("a limit that was known was run into")
		}
	}
}

// The library's edits of answers wait for each other, as all their tokens are
// one bucket to it. Here each is a route of its own.
func TestEditsDoNotWaitForEachOther(t *testing.T) {
	const edits = 8
	library := discordtest.New(t, discordtest.Options{CallTime: 50 * time.Millisecond})
	s := bare(t, library)
	together(edits, func(i int) {
		_, _ = s.WebhookMessageEdit(discordtest.AppID, fmt.Sprint("token", i), original, &discordgo.WebhookEdit{})
	})
	if library.MostAtATime("PATCH") > 1 {
		fixed(t, "edits of answers do not wait for each other")
	}

	server := discordtest.New(t, discordtest.Options{CallTime: 50 * time.Millisecond})
	c := newClient(discordtest.Token, server.URL())
	together(edits, func(i int) {
		_ = c.call(t.Context(), http.MethodPatch, discordgo.EndpointWebhookMessage(discordtest.AppID, fmt.Sprint("token", i), original), map[string]any{}, nil)
	})
	if n := server.MostAtATime("PATCH"); n < edits/2 {
		t.Errorf("of %d edits %d were made at a time", edits, n)
	}
}

func together(n int, f func(int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// What the library's types cannot say, and ours do.
func TestWhatTheTypesLack(t *testing.T) {
	if _, ok := reflect.TypeFor[discordgo.WebhookEdit]().FieldByName("Flags"); ok {
		fixed(t, "WebhookEdit has flags")
	}
	if text, err := json.Marshal(discordgo.MessageAllowedMentions{}); err == nil && !strings.Contains(string(text), `"parse":null`) {
		fixed(t, "nobody is called by an empty MessageAllowedMentions")
	}
	text, err := json.Marshal(page{text: "x"}.asComponents())
	if err != nil || !strings.Contains(string(text), `"flags":32768`) || !strings.Contains(string(text), `"parse":[]`) {
		t.Errorf("a message is %s, %v", text, err)
	}
}

// An error of a call tells no token.
func TestErrorsTellNoToken(t *testing.T) {
	c := newClient(discordtest.Token, "http://127.0.0.1:1")
	err := c.call(t.Context(), http.MethodPatch, discordgo.EndpointWebhookMessage("1", "secret-token", original), nil, nil)
	if err == nil || strings.Contains(err.Error(), "secret-token") || !errors.Is(err, adapters.ErrNotPosted) {
		t.Errorf("an unreachable server: %v", err)
	}
}
