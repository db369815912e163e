package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
)

// Access says who may ask. The zero value is whoever reaches the server.
type Access struct {
	Tokens []Token
	Proxy  Proxy
	OIDC   OIDC
}

// A Token lets in who has it, as the channel of its name.
type Token struct{ Name, Secret string }

// A Proxy stands before the server and tells who asks, as the channel "proxy".
type Proxy struct {
	Header string         // that holds the name of the person; empty for no proxy
	From   []netip.Prefix // where it may come from
}

// Restricted reports whether somebody is kept out.
func (a Access) Restricted() bool {
	return len(a.Tokens) > 0 || a.Proxy.Header != "" || a.OIDC.Issuer != ""
}

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
		if who, ok := s.session(cookie.Value, time.Now()); ok {
			from.Asker, from.Place.Channel = s.signedInAs(who)
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
