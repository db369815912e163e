package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/web/providertest"
)

const home = "https://quoth.example.org"

var ada = providertest.Claims{"sub": "1|ada", "email": "Ada@example.org", "email_verified": true, "groups": []string{"staff", "newsroom"}}

// signingInAt are the settings of pages where the provider signs people in.
func signingInAt(p *providertest.Provider) Options {
	return Options{Address: home, Languages: []string{"en", "de", "es", "fr"}, Access: Access{OIDC: OIDC{
		Issuer: p.URL, ClientID: providertest.ClientID, ClientSecret: providertest.ClientSecret,
		Groups: []Rule{{"desk", "newsroom"}, {"guild", "/press/Guild"}}, Addresses: []Rule{{"guest", "kim@example.org"}},
	}}}
}

// A reader is a visitor whose browser keeps cookies.
type reader struct {
	*visitor
	cookies map[string]*http.Cookie
}

func readerOf(v *visitor) *reader { return &reader{v, map[string]*http.Cookie{}} }

// open opens a page; coming from elsewhere, as browsers do it: without what is Strict.
func (r *reader) open(path string, fromElsewhere bool) *http.Response {
	r.t.Helper()
	var sent []string
	for _, c := range r.cookies {
		if !fromElsewhere || c.SameSite == http.SameSiteLaxMode {
			sent = append(sent, c.Name+"="+c.Value)
		}
	}
	r.headers["Cookie"] = strings.Join(sent, "; ")
	answer := r.do("GET", path, "")
	for _, c := range answer.Cookies() {
		if !c.Secure || !c.HttpOnly || c.Path != "/" || c.SameSite != http.SameSiteLaxMode {
			r.t.Errorf("%s sets the cookie %v", path, c)
		}
		r.cookies[c.Name] = c
		if c.MaxAge < 0 {
			delete(r.cookies, c.Name)
		}
	}
	return answer
}

// shows is a page that the reader opens, which must have a status.
func (r *reader) shows(path string, status int) string {
	r.t.Helper()
	return r.page(r.open(path, false), path, status)
}

// leave begins to sign in, and returns where the provider would lead back to.
func (r *reader) leave(next, choice string) string {
	r.t.Helper()
	answer := r.open("/sign-in/oidc?next="+url.QueryEscape(next), false)
	if answer.StatusCode != http.StatusSeeOther {
		r.t.Fatalf("one is not led to the provider: %d", answer.StatusCode)
	}
	page := body(r.t, answer.Header.Get("Location"))
	back, ok := strings.CutPrefix(attr(element(r.t, page, hasID(choice)), "href"), home)
	if !ok {
		r.t.Fatal("the provider leads elsewhere")
	}
	return back
}

// body is what the provider answers.
func body(t testing.TB, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("the provider answers %d, %v: %s", answer.StatusCode, err, text)
	}
	return string(text)
}

// signIn signs in, and returns what is answered to who is led back.
func (r *reader) signIn(next string) *http.Response {
	r.t.Helper()
	return r.open(r.leave(next, "yes"), true)
}

// refused fails where somebody was let in, or is told another status, or not what happened.
func (r *reader) refused(what string, answer *http.Response, status int, says string) {
	r.t.Helper()
	holds(r.t, r.page(answer, what, status), says)
	if _, ok := r.cookies[sessionName]; ok {
		r.t.Errorf("%s: somebody is let in", what)
	}
	if answer := r.open("/sources", false); answer.StatusCode != http.StatusSeeOther {
		r.t.Errorf("%s: the sources are shown: %d", what, answer.StatusCode)
	}
}

const didNotWork = "Signing in did not work."

// Whom a provider names comes back to the page that they asked for, and sees what is
// theirs, until they sign out.
func TestProvider(t *testing.T) {
	p := providertest.New(t, ada)
	r := readerOf(visit(t, ports(t), signingInAt(p)))
	const asked = "/ask?q=How+many+crowns+of+silver+does+the+vault+hold"
	to := r.open(asked, false)
	page := r.shows(to.Header.Get("Location"), 200)
	link := element(t, page, linkTo("/sign-in/oidc"))
	if got := textOf(link); got != "Sign in at "+strings.TrimPrefix(p.URL, "http://") || strings.Contains(page, `name="token"`) {
		t.Errorf("the page leads by %q:\n%s", got, page)
	}
	leaving := r.open(attr(link, "href"), false)
	if at := leaving.Header.Get("Location"); strings.Contains(at, "silver") || strings.Contains(at, "ask") {
		t.Errorf("the provider is told what is asked: %s", at)
	}
	back := r.signIn(asked)
	if back.StatusCode != http.StatusSeeOther || back.Header.Get("Location") != asked {
		t.Fatalf("who has signed in is led to %d %s", back.StatusCode, back.Header.Get("Location"))
	}
	if _, ok := r.cookies[signingInName]; ok {
		t.Error("the browser keeps what it has come back with")
	}
	holds(t, r.page(r.open(asked, true), asked, 200), "14 crowns", "/sign-out") // as browsers follow: from the provider still
	holds(t, r.shows("/api/sources", 200), "vault.txt")
	out := r.do("POST", "/sign-out", "")
	if len(out.Cookies()) != 1 || out.Cookies()[0].Name != sessionName || out.Cookies()[0].MaxAge >= 0 {
		t.Errorf("signing out sets %v", out.Cookies())
	}

	session := r.cookies[sessionName].Value
	if _, ok := r.server.session(session, time.Now().Add(personAge-time.Minute)); !ok {
		t.Error("a session ends too early")
	}
	if _, ok := r.server.session(session, time.Now().Add(personAge+time.Minute)); ok {
		t.Error("a session does not end")
	}
	changed := signingInAt(p)
	changed.Key = r.server.options.Key
	if v := visit(t, ports(t), changed); !lasts(v, session) {
		t.Error("a session does not outlast a restart")
	}
	changed.Access.OIDC.Groups = changed.Access.OIDC.Groups[1:]
	if v := visit(t, ports(t), changed); lasts(v, session) {
		t.Error("a session outlasts the rule that let somebody in")
	}
	changed.Access = access
	if v := visit(t, ports(t), changed); lasts(v, session) {
		t.Error("a session outlasts the provider")
	}
}

// lasts reports whether a server knows whose a session is.
func lasts(v *visitor, session string) bool {
	_, ok := v.server.session(session, time.Now())
	return ok
}

// A person sees what all rules that are of them show; whom none is of is kept out, in
// their language.
func TestWhoMaySignIn(t *testing.T) {
	p := providertest.New(t, ada)
	v := visit(t, ports(t), signingInAt(p))
	kim := func(address string, verified any) providertest.Claims {
		return providertest.Claims{"sub": "2", "email": address, "email_verified": verified}
	}
	for _, tt := range []struct {
		name     string
		claims   providertest.Claims
		channels string
		info     providertest.Claims // what is told elsewhere than in the token
	}{
		{"a group", ada, "desk", nil},
		{"groups and an address", providertest.Claims{"sub": "1", "groups": []string{"newsroom", "/press/Guild"}, "email": "KIM@Example.ORG", "email_verified": true}, "desk guest guild", nil},
		{"a group as a text", providertest.Claims{"sub": "1", "groups": "newsroom"}, "desk", nil},
		{"several groups as one text", providertest.Claims{"sub": "1", "groups": "newsroom,staff"}, "", nil},
		{"part of a group's name", providertest.Claims{"sub": "1", "groups": []string{"news", "newsroom2", "Newsroom"}}, "", nil},
		{"groups that are none", providertest.Claims{"sub": "1", "groups": []any{1, nil, map[string]any{"newsroom": true}, []string{"newsroom"}}}, "", nil},
		{"an address", kim("kim@example.org", true), "guest", nil},
		{"an address that is verified by a text", kim("kim@example.org", "true"), "guest", nil},
		{"an address that is not verified", kim("kim@example.org", false), "", nil},
		{"an address of which that is not said", kim("kim@example.org", nil), "", nil},
		{"an address that only looks the same", kim("\u212aim@example.org", true), "", nil},
		{"an address behind another", kim("eve@example.com, kim@example.org", true), "", nil},
		{"nothing", providertest.Claims{"sub": "1"}, "", nil},
		{"a group that is told elsewhere", providertest.Claims{"sub": "1"}, "desk", providertest.Claims{"groups": []string{"newsroom"}}},
		{"an address that is told elsewhere", providertest.Claims{"sub": "1"}, "guest", providertest.Claims{"email": "kim@example.org", "email_verified": true}},
		{"an address that is told elsewhere, and verified here", providertest.Claims{"sub": "1", "email_verified": true}, "", providertest.Claims{"email": "kim@example.org"}},
		{"another's address", providertest.Claims{"sub": "1"}, "failed", providertest.Claims{"sub": "2", "email": "kim@example.org", "email_verified": true}},
	} {
		p.SignedIn(tt.claims)
		p.Tells(tt.info)
		r := readerOf(v)
		answer := r.signIn("/")
		if tt.channels == "failed" {
			r.refused(tt.name, answer, 403, didNotWork)
			continue
		}
		if tt.channels == "" {
			r.refused(tt.name, answer, 403, "You have signed in, but nothing here is open to you.")
			continue
		}
		if answer.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: %d", tt.name, answer.StatusCode)
			continue
		}
		who, _ := v.server.session(r.cookies[sessionName].Value, time.Now())
		asker, channel := v.server.signedInAs(who)
		if got := strings.Join(asker.Groups, " "); got != tt.channels || channel != "oidc" || asker.ID != "oidc/"+tt.claims["sub"].(string) {
			t.Errorf("%s: %+v asks in %s", tt.name, asker, channel)
		}
	}
	p.SignedIn(providertest.Claims{"sub": "1"})
	p.Tells(nil)
	for language, says := range map[string]string{"de": "nichts für Sie freigegeben", "es": "nada abierto para usted", "fr": "ne vous est ouvert"} {
		v.headers["Accept-Language"] = language
		r := readerOf(v)
		r.refused(language, r.signIn("/"), 403, says)
	}
}

// Somebody who has signed in learns nothing of what they may not see.
func TestProviderHides(t *testing.T) {
	p := providertest.New(t, providertest.Claims{"sub": "3", "groups": "/press/Guild"})
	r := readerOf(visit(t, ports(t), signingInAt(p)))
	r.signIn("/")
	r.open("/", false)
	r.checkHidden()
}

// Limits are of a person, over sessions, and not of all who sign in.
func TestPersonsLimits(t *testing.T) {
	p := providertest.New(t, ada)
	o := signingInAt(p)
	o.Limits = adapters.NewLimits(2, 0)
	v := visit(t, ports(t), o)
	ask := func(status int) {
		t.Helper()
		r := readerOf(v)
		r.signIn("/")
		r.shows("/ask?q=silver", status)
	}
	ask(200)
	ask(200)
	ask(429)
	p.SignedIn(providertest.Claims{"sub": "1", "groups": "newsroom"})
	ask(200)
}

// Only who has left to sign in comes back, once, and to a page of this server.
func TestComingBack(t *testing.T) {
	p := providertest.New(t, ada)
	v := visit(t, ports(t), signingInAt(p))
	r := readerOf(v)
	r.refused("it is refused", r.open(r.leave("/", "no"), true), 403, didNotWork)

	r.refused("nobody has left", r.open("/sign-in/callback?code=a&state=", true), 400, didNotWork)
	r.refused("another state", r.open(strings.Replace(r.leave("/", "yes"), "state=", "state=A", 1), true), 400, didNotWork)
	r.leave("/", "yes")
	r.refused("no state", r.open("/sign-in/callback?code=a", true), 400, didNotWork)
	r.leave("/", "yes")
	r.refused("no code", r.open("/sign-in/callback?state="+stateOf(t, r), true), 403, didNotWork)
	back := r.leave("/", "yes")
	r.refused("a sign-in of somebody else", readerOf(v).open(back, true), 400, didNotWork)
	r.cookies[signingInName].Value = "A" + r.cookies[signingInName].Value
	r.refused("a cookie that was changed", r.open(back, true), 400, didNotWork)

	back = r.leave("/", "yes")
	kept := *r.cookies[signingInName]
	r.open(back, true)
	delete(r.cookies, sessionName)
	r.refused("it is come back again", r.open(back, true), 400, didNotWork)
	r.cookies[signingInName] = &kept
	r.refused("the code is used again", r.open(back, true), 403, didNotWork)

	in := signingIn{"state", "nonce", "verifier", "/"}
	late := v.server.sealed("sign-in", v.server.provider.secret(), in.String(), time.Now())
	r.cookies[signingInName] = &http.Cookie{Name: signingInName, Value: late, SameSite: http.SameSiteLaxMode}
	r.refused("it took too long", r.open("/sign-in/callback?code=a&state=state", true), 400, didNotWork)
	session := v.server.sealed("sign-in", v.server.provider.secret(), "oidc:MQ:desk", time.Now().Add(time.Hour))
	if lasts(v, session) {
		t.Error("what was sealed for signing in is taken for a session")
	}

	for next, want := range map[string]string{
		"/sources?filter=a%20b": "/sources?filter=a%20b", "//evil.example.org/": "/", "https://evil.example.org": "/", "/\\evil.example.org": "/",
		"/\t/evil.example.org": "/", "": "/", "/ask?q=" + strings.Repeat("a", longestNext): "/", "/ask?q=" + strings.Repeat("a", longestNext-7): "/ask?q=" + strings.Repeat("a", longestNext-7),
	} {
		r := readerOf(v)
		back := r.leave(next, "yes")
		if c := r.cookies[signingInName]; len(c.Name)+len(c.Value) > 4096 {
			t.Errorf("browsers do not keep a cookie of %d bytes", len(c.Value))
		}
		if got := r.open(back, true).Header.Get("Location"); got != want {
			t.Errorf("%.40q leads to %.40q", next, got)
		}
	}
	without := visit(t, ports(t), Options{Access: access})
	without.get("/sign-in/oidc", 404)
	without.get("/sign-in/callback?code=a&state=b", 404)
}

// stateOf is the state that a reader's browser keeps.
func stateOf(t *testing.T, r *reader) string {
	t.Helper()
	state, _, ok := strings.Cut(r.cookies[signingInName].Value, ".")
	if !ok {
		t.Fatal("the browser keeps no state")
	}
	return state
}
