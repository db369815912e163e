package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// sessionName is that of the cookie, which browsers send to this server alone.
const sessionName = "__Host-quoth"

// How long somebody stays signed in: with a token, and as whom a provider names. What a
// directory says of people changes without the settings: a working day is how long it
// may be wrong here.
const (
	tokenAge  = 7 * 24 * time.Hour
	personAge = 12 * time.Hour
)

// setCookie keeps something in the browser until a time, out of reach of scripts. A
// browser that comes back from a provider sends what is Lax, and nothing that is Strict.
func setCookie(w http.ResponseWriter, name, value string, until time.Time, site http.SameSite) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", Expires: until, Secure: true, HttpOnly: true, SameSite: site})
}

// dropCookie takes something away from the browser.
func dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// newSession is the value of a cookie for who has signed in, until a time: a token's
// name, or a person. It is signed with the token as well, or what the settings say of the
// provider, so that one that is taken away ends it.
func (s *Server) newSession(who string, until time.Time) string {
	return s.sealed("session", s.secretOf(who), who, until)
}

// session is who has signed in by a cookie.
func (s *Server) session(value string, now time.Time) (who string, ok bool) {
	return s.unsealed("session", s.secretOf, value, now)
}

// secretOf is what ends the sessions of somebody when it changes; empty for nobody.
func (s *Server) secretOf(who string) string {
	if isPerson(who) {
		return s.provider.secret()
	}
	for _, t := range s.options.Access.Tokens {
		if t.Name == who {
			return t.Secret
		}
	}
	return ""
}

// signedInAs is who asks, and in which channel.
func (s *Server) signedInAs(who string) (bot.Asker, string) {
	if isPerson(who) {
		p := personOf(who)
		return bot.Asker{ID: "oidc/" + p.subject, Groups: p.channels}, "oidc"
	}
	return bot.Asker{ID: "token/" + who}, who
}

// sealed is a text for a use, with when it ends, signed with a secret beside the server's
// key.
func (s *Server) sealed(use, secret, text string, until time.Time) string {
	plain := fmt.Sprintf("%s.%d", text, until.Unix())
	return plain + "." + signature(s.options.Key, use, secret, plain)
}

// unsealed is the text that was sealed for a use; false for one that has ended, was
// sealed by somebody else, or whose secret is empty.
func (s *Server) unsealed(use string, secretOf func(text string) string, value string, now time.Time) (text string, ok bool) {
	cut := max(strings.LastIndexByte(value, '.'), 0)
	plain, signed := value[:cut], strings.TrimPrefix(value[cut:], ".")
	end := max(strings.LastIndexByte(plain, '.'), 0)
	text = plain[:end]
	at, err := strconv.ParseInt(strings.TrimPrefix(plain[end:], "."), 10, 64)
	secret := secretOf(text)
	if err != nil || secret == "" || now.Unix() >= at {
		return "", false
	}
	return text, hmac.Equal([]byte(signed), []byte(signature(s.options.Key, use, secret, plain)))
}

// signature signs texts, of which the first says what for: none is taken for another.
func signature(key []byte, texts ...string) string {
	m := hmac.New(sha256.New, key)
	for _, text := range texts {
		fmt.Fprintf(m, "%d:%s", len(text), text)
	}
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}
