// Package providertest plays a provider of OpenID Connect: it asks people whether they
// sign in, and gives out codes and signed tokens. It is as strict as its clients may
// expect, and does what they have to withstand when it is told to.
package providertest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"
)

// The client that is registered.
const (
	ClientID     = "quoth"
	ClientSecret = "secret of the client: 1 & 2"
)

// Claims are what a token says.
type Claims map[string]any

// A Provider is one that runs until its test ends.
type Provider struct {
	URL string // its issuer

	mutex   sync.Mutex
	server  *oidctest.Server // which has the public keys
	key     *rsa.PrivateKey
	keyID   string
	person  Claims
	info    Claims
	change  func(Claims)
	answers map[string]http.HandlerFunc // instead of its own, by path
	asked   map[string]int              // by path
	codes   map[string]grant
	access  map[string]any // who is told of by an access token
}

// A grant is what a code was given out for. A code counts once.
type grant struct {
	redirect, nonce, challenge string
	person                     Claims
}

// New starts a provider at which the person of the claims is signed in.
func New(t testing.TB, person Claims) *Provider {
	t.Helper()
	p := &Provider{server: &oidctest.Server{}, person: person, answers: map[string]http.HandlerFunc{}, asked: map[string]int{}, codes: map[string]grant{}, access: map[string]any{}}
	p.Rotate(t)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	// By this name it is of another site than what is served on 127.0.0.1, as browsers see it.
	p.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	return p
}

// Rotate replaces the key that tokens are signed with.
func (p *Provider) Rotate(t testing.TB) {
	t.Helper()
	key := newKey(t)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.key, p.keyID = key, rand.Text()
	p.server.PublicKeys = []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: p.keyID, Algorithm: oidc.RS256}}
}

// Forge signs with a key that is not the provider's, under the name of the one that is.
func (p *Provider) Forge(t testing.TB) {
	t.Helper()
	key := newKey(t)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.key = key
}

func newKey(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// SignedIn says who is signed in from now on, as tokens tell it.
func (p *Provider) SignedIn(person Claims) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.person = person
}

// Tells says what is told of whoever is signed in beside their subject, or instead of it,
// to who asks with an access token.
func (p *Provider) Tells(info Claims) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.info = info
}

// Change says what is done to the claims of tokens before they are signed; nil for
// nothing.
func (p *Provider) Change(change func(Claims)) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.change = change
}

// The paths of a provider.
const (
	Discovery = "/.well-known/openid-configuration"
	Auth      = "/auth"
	Token     = "/token"
	Keys      = "/keys"
	UserInfo  = "/userinfo"
)

// Answer says what is answered at a path from now on; nil for what the provider answers
// by itself.
func (p *Provider) Answer(path string, with http.HandlerFunc) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.answers[path] = with
}

// Asked is how often a path was asked for.
func (p *Provider) Asked(path string) int {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.asked[path]
}

// ServeHTTP answers browsers and clients.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mutex.Lock()
	p.asked[r.URL.Path]++
	with := p.answers[r.URL.Path]
	p.mutex.Unlock()
	if with != nil {
		with(w, r)
		return
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	switch r.URL.Path {
	case Auth:
		p.authorize(w, r)
	case Token:
		p.token(w, r)
	case UserInfo:
		p.tell(w, r)
	case Discovery:
		send(w, http.StatusOK, map[string]any{
			"issuer": p.URL, "authorization_endpoint": p.URL + Auth, "token_endpoint": p.URL + Token, "jwks_uri": p.URL + Keys,
			"userinfo_endpoint": p.URL + UserInfo, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
			"id_token_signing_alg_values_supported": []string{oidc.RS256},
		})
	default:
		p.server.ServeHTTP(w, r)
	}
}

// authorize asks the person whether they sign in, on a page with two links.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case err != nil || back.Path != "/sign-in/callback":
		http.Error(w, "the address to lead back to is not registered", http.StatusBadRequest)
		return
	case q.Get("client_id") != ClientID || q.Get("response_type") != "code" || !slices.Contains(strings.Fields(q.Get("scope")), oidc.ScopeOpenID):
		http.Error(w, "this is no request of the client", http.StatusBadRequest)
		return
	case q.Get("state") == "" || q.Get("nonce") == "" || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43:
		http.Error(w, "state, nonce or PKCE is missing", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.codes[code] = grant{q.Get("redirect_uri"), q.Get("nonce"), q.Get("code_challenge"), maps.Clone(p.person)}
	link := func(id, text string, of url.Values) string {
		of.Set("state", q.Get("state"))
		return fmt.Sprintf(`<p><a id="%s" href="%s">%s</a></p>`, id, html.EscapeString(q.Get("redirect_uri")+"?"+of.Encode()), text)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Provider</title><main><h1>Sign in to Quoth?</h1>%s%s</main></html>`,
		link("yes", "Yes", url.Values{"code": {code}}), link("no", "No", url.Values{"error": {"access_denied"}}))
}

// token gives out a token for a code.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if ok { // encoded, as RFC 6749 has it
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	if id != ClientID || secret != ClientSecret {
		refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	code := r.PostFormValue("code")
	given, ok := p.codes[code]
	delete(p.codes, code)
	challenge := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !ok || r.PostFormValue("grant_type") != "authorization_code" || r.PostFormValue("redirect_uri") != given.redirect ||
		base64.RawURLEncoding.EncodeToString(challenge[:]) != given.challenge {
		refuse(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	claims := Claims{"iss": p.URL, "aud": ClientID, "nonce": given.nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	maps.Copy(claims, given.person)
	if p.change != nil {
		p.change(claims)
	}
	text, err := json.Marshal(claims)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	access := rand.Text()
	p.access[access] = given.person["sub"]
	send(w, http.StatusOK, map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": 3600,
		"id_token": oidctest.SignIDToken(p.key, p.keyID, oidc.RS256, string(text)),
	})
}

// tell says who an access token is of.
func (p *Provider) tell(w http.ResponseWriter, r *http.Request) {
	subject, ok := p.access[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		refuse(w, http.StatusUnauthorized, "invalid_token")
		return
	}
	told := Claims{"sub": subject}
	maps.Copy(told, p.info)
	send(w, http.StatusOK, told)
}

func refuse(w http.ResponseWriter, status int, code string) {
	send(w, status, map[string]any{"error": code})
}

func send(w http.ResponseWriter, status int, object map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object) // whoever has gone away misses nothing
}
