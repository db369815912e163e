package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// Access says who may ask. The zero value is whoever reaches the server.
type Access struct {
	Tokens []Token
	Proxy  Proxy
}

// A Token lets in who has it, as the channel of its name.
type Token struct{ Name, Secret string }

// A Proxy stands before the server and tells who asks, as the channel "proxy".
type Proxy struct {
	Header string         // that holds the name of the person; empty for no proxy
	From   []netip.Prefix // where it may come from
}

// Restricted reports whether somebody is kept out.
func (a Access) Restricted() bool { return len(a.Tokens) > 0 || a.Proxy.Header != "" }

// sessionName is that of the cookie, which browsers send to this server alone.
const sessionName = "__Host-quoth"

// sessionAge is how long somebody stays signed in.
const sessionAge = 7 * 24 * time.Hour

// who tells who asks; false for somebody who has to sign in.
func (s *Server) who(r *http.Request) (bot.From, bool) {
	from := bot.From{Place: bot.Place{Platform: platform, Language: s.language(r)}}
	a := s.options.Access
	if !a.Restricted() {
		from.Asker.ID, from.Place.Channel = "local", "local"
		return from, true
	}
	if name, ok := s.proxied(r); ok {
		from.Asker.ID, from.Place.Channel = "proxy/"+name, "proxy"
		return from, true
	}
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if name, ok := a.nameOf(secret); ok {
			from.Asker.ID, from.Place.Channel = "token/"+name, name
			return from, true
		}
	}
	if cookie, err := r.Cookie(sessionName); err == nil {
		if name, ok := s.session(cookie.Value, time.Now()); ok {
			from.Asker.ID, from.Place.Channel = "token/"+name, name
			return from, true
		}
	}
	return bot.From{Place: from.Place}, false
}

// language is that of the bot's own words for a reader.
func (s *Server) language(r *http.Request) string {
	wanted, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	wanted, _, _ = strings.Cut(wanted, ";")
	return texts.Choose(s.options.Languages, strings.TrimSpace(wanted))
}

// proxied is the person that the proxy names.
func (s *Server) proxied(r *http.Request) (string, bool) {
	p := s.options.Access.Proxy
	name := ""
	if p.Header != "" {
		name = r.Header.Get(p.Header)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if name == "" || err != nil {
		return "", false
	}
	ip, err := netip.ParseAddr(host)
	return name, err == nil && slices.ContainsFunc(p.From, func(of netip.Prefix) bool { return of.Contains(ip.Unmap()) })
}

// nameOf is the name of a token; it takes as long whichever it is.
func (a Access) nameOf(secret string) (name string, ok bool) {
	given := sha256.Sum256([]byte(secret))
	for _, t := range a.Tokens {
		want := sha256.Sum256([]byte(t.Secret))
		if subtle.ConstantTimeCompare(given[:], want[:]) == 1 {
			name, ok = t.Name, true
		}
	}
	return name, ok
}

// newSession is the value of a cookie for a token, until a time: its name, when that
// is, and both signed with the token, so that a token that is taken away ends it.
func (s *Server) newSession(name string, until time.Time) string {
	plain := fmt.Sprintf("%s.%d", name, until.Unix())
	return plain + "." + s.signed(plain, s.secretOf(name))
}

// session is the token of a cookie.
func (s *Server) session(value string, now time.Time) (name string, ok bool) {
	cut := strings.LastIndexByte(value, '.')
	if cut < 0 {
		return "", false
	}
	plain, signature := value[:cut], value[cut+1:]
	name, until, ok := strings.Cut(plain, ".")
	at, err := strconv.ParseInt(until, 10, 64)
	secret := s.secretOf(name)
	if !ok || err != nil || secret == "" || now.Unix() >= at {
		return "", false
	}
	return name, hmac.Equal([]byte(signature), []byte(s.signed(plain, secret)))
}

func (s *Server) secretOf(name string) string {
	for _, t := range s.options.Access.Tokens {
		if t.Name == name {
			return t.Secret
		}
	}
	return ""
}

// signed signs the text of a session, with a secret beside the server's key.
func (s *Server) signed(text, secret string) string {
	return signature(s.options.Key, "session", secret, text)
}

// signature signs texts, of which the first says what for: none is taken for another.
func signature(key []byte, texts ...string) string {
	m := hmac.New(sha256.New, key)
	for _, text := range texts {
		fmt.Fprintf(m, "%d:%s", len(text), text)
	}
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// signInsPerMinute is how often somebody may try a token.
const signInsPerMinute = 10

// signIn asks for a token, and takes it.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.FormValue("next"))
	if !s.options.Access.Restricted() {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	v := s.view(r, bot.From{Place: bot.Place{Language: s.language(r)}})
	v.Title, v.Next = v.Web().SignIn, next
	if r.Method != http.MethodPost {
		s.show(w, r, http.StatusOK, "sign-in", v)
		return
	}
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	if ok, _ := s.signIns.Allow(bot.From{Asker: bot.Asker{ID: host}, Place: bot.Place{Direct: true}}); !ok {
		s.fail(w, r, http.StatusTooManyRequests)
		return
	}
	name, ok := s.options.Access.nameOf(strings.TrimSpace(r.PostFormValue("token")))
	if !ok {
		v.Problem = v.Web().NoToken
		s.show(w, r, http.StatusForbidden, "sign-in", v)
		return
	}
	until := time.Now().Add(sessionAge)
	http.SetCookie(w, &http.Cookie{
		Name: sessionName, Value: s.newSession(name, until), Path: "/", Expires: until,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// signOut ends a session.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: sessionName, Path: "/", MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// localPath is a path of this server; the start for anything that leads elsewhere.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// readers lets in who may ask; others are sent to sign in.
func (s *Server) readers(page func(http.ResponseWriter, *http.Request, bot.From)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		from, ok := s.who(r)
		switch {
		case ok:
			page(w, r, from)
		case r.Method == http.MethodGet && !isPart(r):
			http.Redirect(w, r, "/sign-in?next="+queryEscape(r.URL.RequestURI()), http.StatusSeeOther)
		default:
			s.fail(w, r, http.StatusUnauthorized)
		}
	}
}
