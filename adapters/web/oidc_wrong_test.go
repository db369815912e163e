package web

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters/web/providertest"
)

// What a provider, or who pretends to be one, answers wrongly lets nobody in.
func TestWrongProvider(t *testing.T) {
	p := providertest.New(t, ada)
	v := visit(t, ports(t), signingInAt(p))
	set := func(claim string, value any) func() {
		return func() { p.Change(func(c providertest.Claims) { c[claim] = value }) }
	}
	answer := func(path string, status int, text string) func() {
		return func() {
			p.Answer(path, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				_, _ = io.WriteString(w, text)
			})
		}
	}
	for _, tt := range []struct {
		name   string
		do     func()
		status int
	}{
		{"another nonce", set("nonce", "another"), 403},
		{"no nonce", set("nonce", ""), 403},
		{"another audience", set("aud", "another"), 403},
		{"another issuer", set("iss", "https://login.example.org"), 403},
		{"expired", set("exp", time.Now().Add(-time.Minute).Unix()), 403},
		{"not yet", set("nbf", time.Now().Add(time.Hour).Unix()), 403},
		{"no subject", set("sub", ""), 403},
		{"a subject that is too long", set("sub", strings.Repeat("a", 256)), 403},
		{"a subject that steers", set("sub", "a\x00b"), 403},
		{"no token", answer(providertest.Token, 200, `{"access_token": "a", "token_type": "Bearer"}`), 403},
		{"a token without a signature", answer(providertest.Token, 200, `{"access_token": "a", "token_type": "Bearer", "id_token": "eyJhbGciOiJub25lIn0.e30."}`), 403},
		{"a token that is none", answer(providertest.Token, 200, `{"access_token": "a", "token_type": "Bearer", "id_token": 5}`), 403},
		{"nothing that is read", answer(providertest.Token, 200, `<html>`), 403},
		{"a huge answer", answer(providertest.Token, 200, `{"access_token": "`+strings.Repeat("a", 8<<20)+`"}`), 403},
		{"a huge refusal", answer(providertest.Token, 400, strings.Repeat("a", 8<<20)), 403},
		{"a fault", answer(providertest.Token, 500, `oh`), 503},
		{"nothing of the person", func() { p.SignedIn(providertest.Claims{"sub": "1"}); answer(providertest.UserInfo, 500, `oh`)() }, 503},
		{"no keys", func() { p.Rotate(t); answer(providertest.Keys, 500, `oh`)() }, 403},
		{"huge keys", func() {
			p.Rotate(t)
			keys := strings.TrimSuffix(strings.TrimSpace(body(t, p.URL+providertest.Keys)), "}")
			answer(providertest.Keys, 200, keys+`, "more": "`+strings.Repeat("a", 8<<20)+`"}`)()
		}, 403},
	} {
		tt.do()
		r := readerOf(v)
		r.refused(tt.name, r.signIn("/"), tt.status, didNotWork)
		p.Change(nil)
		p.Answer(providertest.Token, nil)
		p.Answer(providertest.Keys, nil)
		p.Answer(providertest.UserInfo, nil)
		p.SignedIn(ada)
	}
	signsIn := func(what string) {
		t.Helper()
		r := readerOf(v)
		if answer := r.signIn("/"); answer.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: %d", what, answer.StatusCode)
		}
	}
	signsIn("all is well again")
	p.Rotate(t)
	signsIn("another key of the provider")
	p.Forge(t)
	r := readerOf(v)
	r.refused("another's key", r.signIn("/"), 403, didNotWork)
}

// Without the provider pages are served, and tokens let in; it is asked once by all who
// wait for it, and again later.
func TestProviderAway(t *testing.T) {
	p := providertest.New(t, ada)
	down := func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "away", http.StatusServiceUnavailable) }
	p.Answer(providertest.Discovery, down)
	o := signingInAt(p)
	o.Access.Tokens = access.Tokens
	v := visit(t, ports(t), o)
	if p.Asked(providertest.Discovery) != 0 {
		t.Error("the provider is asked before anybody signs in")
	}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, home+"/sign-in", nil)
			v.server.handler.ServeHTTP(discard{http.Header{}}, request)
		})
	}
	all.Wait()
	if n := p.Asked(providertest.Discovery); n != 1 {
		t.Errorf("the provider was asked %d times", n)
	}
	r := readerOf(v)
	page := r.shows("/sign-in", 200)
	holds(t, page, "is out of reach at the moment", `name="token"`)
	if strings.Contains(page, "/sign-in/oidc") {
		t.Errorf("the page leads to what is away:\n%s", page)
	}
	holds(t, r.shows("/sign-in/oidc", 503), "is out of reach at the moment")
	v.headers["Authorization"] = "Bearer " + access.Tokens[0].Secret
	holds(t, v.get("/sources", 200), "vault")
	delete(v.headers, "Authorization")

	p.Answer(providertest.Discovery, nil)
	r.shows("/sign-in/oidc", 503) // it is not asked at once
	if n := p.Asked(providertest.Discovery); n != 1 {
		t.Errorf("the provider was asked %d times", n)
	}
	v.server.provider.retryAt = time.Now()
	holds(t, r.shows("/sign-in", 200), "/sign-in/oidc", `name="token"`)
	back := r.leave("/", "yes")
	p.Answer(providertest.Discovery, down)
	if answer := r.open(back, true); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("who comes back is told %d", answer.StatusCode)
	}
	p.Answer(providertest.Token, down)
	r = readerOf(v)
	r.refused("it is away again", r.signIn("/"), 503, didNotWork)
}

// discard takes an answer that nobody reads.
type discard struct{ header http.Header }

func (d discard) Header() http.Header            { return d.header }
func (d discard) Write(text []byte) (int, error) { return len(text), nil }
func (d discard) WriteHeader(int)                {}

// A provider that does not come to an end keeps nobody for longer than it has.
func TestSlowProvider(t *testing.T) {
	p := providertest.New(t, ada)
	v := visit(t, ports(t), signingInAt(p))
	slow := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that it is noticed when the client goes
		<-r.Context().Done()
	}
	v.server.provider.client.Timeout = 20 * time.Millisecond
	p.Answer(providertest.Discovery, slow)
	r := readerOf(v)
	holds(t, r.shows("/sign-in", 200), "is out of reach at the moment")
	p.Answer(providertest.Discovery, nil)
	v.server.provider.client.Timeout = answerTime
	v.server.provider.retryAt = time.Now()
	back := r.leave("/", "yes")
	v.server.provider.client.Timeout = 20 * time.Millisecond
	p.Answer(providertest.Token, slow)
	r.refused("the token is slow", r.open(back, true), 503, didNotWork)
}
