package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// signInsPerMinute is how often somebody may try a token.
const signInsPerMinute = 10

// signIn asks for a token, and takes it, and leads to the provider.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.FormValue("next"))
	if !s.options.Access.Restricted() {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	if r.Method != http.MethodPost {
		s.showSignIn(w, r, http.StatusOK, next, nil)
		return
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	if ok, _ := s.signIns.Allow(bot.From{Asker: bot.Asker{ID: host}, Place: bot.Place{Direct: true}}); !ok {
		s.fail(w, r, http.StatusTooManyRequests)
		return
	}
	name, ok := s.options.Access.nameOf(strings.TrimSpace(r.PostFormValue("token")))
	if !ok {
		s.showSignIn(w, r, http.StatusForbidden, next, func(words *texts.Web) string { return words.NoToken })
		return
	}
	until := time.Now().Add(tokenAge)
	setCookie(w, sessionName, s.newSession(name, until), until, http.SameSiteStrictMode)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// A wayIn leads to the provider, or says that it cannot be reached.
type wayIn struct{ Says, Link string }

// pagePatience is how long the page to sign in waits to learn whether the provider can be
// reached: who has a token need not wait for that.
const pagePatience = 2 * time.Second

// showSignIn shows the page to sign in, with what went wrong, if anything did.
func (s *Server) showSignIn(w http.ResponseWriter, r *http.Request, status int, next string, problem func(*texts.Web) string) {
	v := s.view(r, bot.From{Place: bot.Place{Language: s.language(r)}})
	v.Title, v.Next = v.Web().SignIn, next
	v.ByToken = len(s.options.Access.Tokens) > 0 || s.provider == nil
	if problem != nil {
		v.Problem = problem(v.Web())
	}
	if s.provider != nil {
		v.Provider = wayIn{texts.With(v.Web().SignInAt, "host", s.provider.host), "/sign-in/oidc?next=" + queryEscape(next)}
		if _, err := s.provider.reached(r.Context(), pagePatience); err != nil {
			v.Provider = wayIn{Says: texts.With(v.Web().SignInAway, "host", s.provider.host)}
		}
	}
	s.show(w, r, status, "sign-in", v)
}

// signOut ends a session.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	dropCookie(w, sessionName)
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// A signingIn is what is kept in the browser of somebody who is at the provider: its
// answer counts there alone, and once. The provider is not told which page was asked for.
type signingIn struct{ state, nonce, verifier, next string }

const (
	signingInName = "__Host-quoth-sign-in"
	// signingInAge is what a password and a second factor are typed in.
	signingInAge = 10 * time.Minute
	// longestNext are the most bytes of a path that a cookie holds, of which browsers take
	// 4,096. From a longer one, signing in leads to the start.
	longestNext = 2500
)

func (i signingIn) String() string {
	if len(i.next) > longestNext {
		i.next = "/"
	}
	return strings.Join([]string{i.state, i.nonce, i.verifier, base64.RawURLEncoding.EncodeToString([]byte(i.next))}, ".")
}

// signingIn is what the browser has kept; false for nothing that counts.
func (s *Server) signingIn(r *http.Request) (signingIn, bool) {
	cookie, err := r.Cookie(signingInName)
	if err != nil {
		return signingIn{}, false
	}
	text, ok := s.unsealed("sign-in", func(string) string { return s.provider.secret() }, cookie.Value, time.Now())
	parts := strings.Split(text, ".")
	if !ok || len(parts) != 4 {
		return signingIn{}, false
	}
	next, err := base64.RawURLEncoding.DecodeString(parts[3])
	return signingIn{parts[0], parts[1], parts[2], string(next)}, err == nil
}

// leave leads to the provider.
func (s *Server) leave(w http.ResponseWriter, r *http.Request) {
	if s.provider == nil {
		s.fail(w, r, http.StatusNotFound)
		return
	}
	next := localPath(r.FormValue("next"))
	found, err := s.provider.reached(r.Context(), answerTime)
	if err != nil {
		s.showSignIn(w, r, http.StatusServiceUnavailable, next, nil)
		return
	}
	in := signingIn{rand.Text(), rand.Text(), oauth2.GenerateVerifier(), next}
	until := time.Now().Add(signingInAge)
	setCookie(w, signingInName, s.sealed("sign-in", s.provider.secret(), in.String(), until), until, http.SameSiteLaxMode)
	to := found.oauth.AuthCodeURL(in.state, oidc.Nonce(in.nonce), oauth2.S256ChallengeOption(in.verifier))
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// comeBack takes what the provider says of somebody whom it leads back.
func (s *Server) comeBack(w http.ResponseWriter, r *http.Request) {
	if s.provider == nil {
		s.fail(w, r, http.StatusNotFound)
		return
	}
	failed := func(words *texts.Web) string { return words.SignInFailed }
	in, ok := s.signingIn(r)
	dropCookie(w, signingInName)
	if !ok || subtle.ConstantTimeCompare([]byte(in.state), []byte(r.FormValue("state"))) != 1 {
		s.showSignIn(w, r, http.StatusBadRequest, localPath(in.next), failed)
		return
	}
	who, err := s.provider.person(r.Context(), r.FormValue("code"), r.FormValue("error"), in)
	if err != nil {
		s.options.Log.Warn("somebody could not sign in", "error", told(err))
	}
	switch {
	case errors.Is(err, errAway):
		s.showSignIn(w, r, http.StatusServiceUnavailable, in.next, failed)
	case errors.Is(err, errNoRule):
		s.showSignIn(w, r, http.StatusForbidden, in.next, func(words *texts.Web) string { return words.NotAllowed })
	case err != nil:
		s.showSignIn(w, r, http.StatusForbidden, in.next, failed)
	default:
		until := time.Now().Add(personAge)
		setCookie(w, sessionName, s.newSession(who.String(), until), until, http.SameSiteLaxMode)
		http.Redirect(w, r, in.next, http.StatusSeeOther)
	}
}

// told is an error as the log has it: what a provider answers may be a whole page.
func told(err error) string {
	const most = 300
	text := err.Error()
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return adapters.Visible(text)
}

// localPath is a path of this server; the start for anything that leads elsewhere.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
