package web

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

// OIDC is a provider of OpenID Connect that signs people in. Each asks as the channel
// "oidc", and sees what the channels of the rules that are of them may see as well. Whom
// no rule is of is kept out.
type OIDC struct {
	Issuer       string // its address; empty for no provider
	ClientID     string
	ClientSecret string   // empty for a client that has none
	Scopes       []string // asked for besides those that are always
	GroupsClaim  string   // in which the provider lists a person's groups; empty for "groups"
	Groups       []Rule   // of groups
	Addresses    []Rule   // of mail addresses, which count if the provider has verified them
}

// A Rule is of who is in a group, or has an address.
type Rule struct {
	Channel string // small letters, digits, - and _
	Of      string
}

// A person is somebody whom the provider has named.
type person struct {
	subject  string // the provider's name for them, which is nobody else's
	channels []string
}

// personPrefix tells people from tokens, whose names have no colon.
const personPrefix = "oidc:"

func isPerson(who string) bool { return strings.HasPrefix(who, personPrefix) }

// String is the person as a cookie has it, and personOf reads.
func (p person) String() string {
	parts := append([]string{base64.RawURLEncoding.EncodeToString([]byte(p.subject))}, p.channels...)
	return personPrefix + strings.Join(parts, ":")
}

func personOf(who string) person {
	parts := strings.Split(strings.TrimPrefix(who, personPrefix), ":")
	subject, _ := base64.RawURLEncoding.DecodeString(parts[0]) // which was signed as String wrote it
	return person{string(subject), parts[1:]}
}

var (
	errAway   = errors.New("the provider cannot be reached")
	errNoRule = errors.New("no rule is of this person")
)

const (
	// answerTime is what the provider has to answer in.
	answerTime = 10 * time.Second
	// retryPause passes before a provider that could not be reached is tried again.
	retryPause = 15 * time.Second
	// mostAnswered are the most bytes of an answer of the provider.
	mostAnswered = 1 << 20
	// signingInAtOnce is how many people's sign-ins the provider is asked about at a time.
	signingInAtOnce = 16
	// longestSubject is the most that a provider's name for a person has (OpenID Connect
	// Core 1.0, section 2).
	longestSubject = 255
)

// A provider is asked who somebody is. What it says of itself is learnt when it is first
// needed, so that the server starts without it.
type provider struct {
	OIDC
	host     string        // by which people know it
	back     func() string // the address that it leads people back to
	client   *http.Client
	log      *slog.Logger
	asking   chan struct{} // holds as many as are asked about at a time
	learning singleflight.Group

	mutex   sync.Mutex
	found   *discovered // nil until it was reached
	retryAt time.Time   // when it is tried again, after it could not be
}

// discovered is what a provider says of itself.
type discovered struct {
	at       *oidc.Provider
	oauth    *oauth2.Config
	verifier *oidc.IDTokenVerifier
}

func newProvider(o OIDC, back func() string, log *slog.Logger) *provider {
	if o.Issuer == "" {
		return nil
	}
	o.GroupsClaim = cmp.Or(o.GroupsClaim, "groups")
	host := o.Issuer
	if u, err := url.Parse(o.Issuer); err == nil && u.Host != "" {
		host = u.Host
	}
	client := &http.Client{Timeout: answerTime, Transport: bounded{http.DefaultTransport}}
	return &provider{OIDC: o, host: host, back: back, client: client, log: log, asking: make(chan struct{}, signingInAtOnce)}
}

// bounded keeps what is answered within mostAnswered.
type bounded struct{ http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, mostAnswered)
	}
	return answer, err
}

// secret is what ends all sessions of people when it changes: what the settings say of
// the provider. It is empty for none.
func (p *provider) secret() string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%q", p.OIDC)
}

// reached is what the provider says of itself. It fails with errAway if that is not known
// after a time; then the provider is not asked again at once, however many wait for it.
func (p *provider) reached(ctx context.Context, within time.Duration) (*discovered, error) {
	if found, err := p.known(); found != nil || err != nil {
		return found, err
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	select {
	case learnt := <-p.learning.DoChan("", p.learn):
		found, _ := learnt.Val.(*discovered)
		return found, learnt.Err
	case <-ctx.Done():
		return nil, errAway
	}
}

// known is what is known of the provider: nothing, if it is to be asked now.
func (p *provider) known() (*discovered, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.found == nil && time.Now().Before(p.retryAt) {
		return nil, errAway
	}
	return p.found, nil
}

// learn asks the provider what it says of itself, and returns that as reached does. It
// goes on when nobody waits for it any more, so that the next finds it done.
func (p *provider) learn() (any, error) {
	if found, err := p.known(); found != nil || err != nil { // by the one before
		return found, err
	}
	at, err := oidc.NewProvider(oidc.ClientContext(context.Background(), p.client), p.Issuer)
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if err != nil {
		p.retryAt = time.Now().Add(retryPause)
		p.log.Warn("the provider of oidc.issuer cannot be used", "error", told(err))
		return nil, errAway
	}
	scopes := append([]string{oidc.ScopeOpenID}, p.Scopes...)
	if len(p.Addresses) > 0 {
		scopes = append(scopes, oidc.ScopeEmail)
	}
	endpoint := at.Endpoint()
	if p.ClientSecret == "" {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	p.found = &discovered{
		at,
		&oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: endpoint, RedirectURL: p.back(), Scopes: scopes},
		at.Verifier(&oidc.Config{ClientID: p.ClientID}),
	}
	return p.found, nil
}

// person is whom the provider names for a code, or why it names nobody. It fails with
// errAway if it cannot be reached, and with errNoRule for who is kept out.
func (p *provider) person(ctx context.Context, code, refusal string, in signingIn) (person, error) {
	if refusal != "" {
		return person{}, fmt.Errorf("the provider says: %s", refusal)
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), answerTime)
	defer cancel()
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	case <-ctx.Done():
		return person{}, errAway
	}
	found, err := p.reached(ctx, answerTime)
	if err != nil {
		return person{}, err
	}
	token, err := found.oauth.Exchange(ctx, code, oauth2.VerifierOption(in.verifier))
	if err != nil {
		if isAway(err) {
			err = fmt.Errorf("%w: %w", errAway, err)
		}
		return person{}, err
	}
	raw, _ := token.Extra("id_token").(string) // an empty one is refused
	id, err := found.verifier.Verify(ctx, raw)
	if err != nil {
		return person{}, err
	}
	if id.Nonce != in.nonce {
		return person{}, errors.New("the token is of another sign-in")
	}
	if id.Subject == "" || len(id.Subject) > longestSubject || strings.ContainsFunc(id.Subject, unicode.IsControl) {
		return person{}, errors.New("the token names nobody")
	}
	claims, err := p.claims(ctx, found, id, token)
	if err != nil {
		return person{}, err
	}
	channels := p.channels(claims)
	if len(channels) == 0 {
		return person{}, errNoRule
	}
	return person{id.Subject, channels}, nil
}

// claims are what the provider says of a person: in the ID token, or where that has not
// all that rules are of, as it need not (OpenID Connect Core 1.0, section 5.4), at its
// endpoint userinfo.
func (p *provider) claims(ctx context.Context, found *discovered, id *oidc.IDToken, token *oauth2.Token) (map[string]any, error) {
	var claims, more map[string]any
	if err := id.Claims(&claims); err != nil {
		return nil, err
	}
	lacks := len(p.Groups) > 0 && claims[p.GroupsClaim] == nil ||
		len(p.Addresses) > 0 && (claims["email"] == nil || claims["email_verified"] == nil)
	if !lacks || found.at.UserInfoEndpoint() == "" {
		return claims, nil
	}
	info, err := found.at.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err == nil {
		err = info.Claims(&more)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: userinfo: %w", errAway, err)
	case info.Subject != id.Subject:
		return nil, errors.New("userinfo is of somebody else")
	}
	if more["email"] != nil { // whether it is verified is said beside it
		delete(claims, "email_verified")
	}
	maps.Copy(claims, more)
	return claims, nil
}

// isAway tells a provider that does not answer from one that refuses.
func isAway(err error) bool {
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		return refused.Response.StatusCode >= http.StatusInternalServerError
	}
	var broken *url.Error
	return errors.As(err, &broken)
}

// channels are those of the rules that are of a person, each once.
func (p *provider) channels(claims map[string]any) []string {
	var out []string
	groups := textsOf(claims[p.GroupsClaim])
	for _, rule := range p.Groups {
		if slices.Contains(groups, rule.Of) {
			out = append(out, rule.Channel)
		}
	}
	address, _ := claims["email"].(string)
	verified := claims["email_verified"] == true || claims["email_verified"] == "true" // as AWS Cognito has it
	for _, rule := range p.Addresses {
		if verified && sameAddress(rule.Of, address) {
			out = append(out, rule.Channel)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// textsOf are the texts of a claim, which is a list, or one of them alone.
func textsOf(claim any) []string {
	if text, ok := claim.(string); ok {
		return []string{text}
	}
	var out []string
	list, _ := claim.([]any)
	for _, one := range list {
		if text, ok := one.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// sameAddress reports whether two mail addresses are one, in small letters or capitals.
// Other letters that fold to those of ASCII, as the sign of kelvins does, are others.
func sameAddress(a, b string) bool {
	ascii := !strings.ContainsFunc(a+b, func(r rune) bool { return r > unicode.MaxASCII })
	return a == b || ascii && strings.EqualFold(a, b)
}
