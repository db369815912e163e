// Package web lets people ask in a browser, and shows them each quotation where it
// stands in its source. Pages are made here, from templates, and work without scripts.
// Programs ask the same at /api, as openapi.yaml describes, and are answered in JSON.
//
// Nobody's request waits in the intake: who asks over HTTP waits for the answer, and
// asks again if it does not come. So a Server is no adapters.Adapter. It decides nothing
// itself: each call of the bot says who asks and where, as those of all adapters.
package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// platform is the name of the platform in places, as in the setting channels: a token
// of the name desk is the channel web/desk.
const platform = "web"

// A Bot is what the pages ask of the bot.
type Bot interface {
	adapters.Bot
	// Read returns blocks of a document.
	Read(ctx context.Context, from bot.From, collection, document string, first, bytes int) (bot.Stretch, error)
	// Locate finds a sentence of a document by its text.
	Locate(ctx context.Context, from bot.From, collection, document, fingerprint string) (bot.Span, error)
}

// Options say where pages are served, and to whom.
type Options struct {
	Listen  string // address and port
	Address string // by which people reach it: "https://quoth.example.org"; empty for that of Listen
	Access  Access
	// Key signs sessions, so that they outlast a restart. A random one is made without.
	Key       []byte
	Links     Links            // that open for who sees a reply elsewhere
	Languages []string         // of the bot's own words, see texts.Choose
	Limits    *adapters.Limits // of questions; nil for none
	Asking    int              // questions that are answered at a time; 0 for 4
	TimeLimit time.Duration    // of one answer; 0 for 30 s
	// Assistants answers at /mcp, if it is set: it is made with who asks by a request.
	Assistants func(who func(*http.Request) (bot.From, bool)) http.Handler
	Log        *slog.Logger
}

// A Server serves the pages.
type Server struct {
	bot      Bot
	options  Options
	asking   chan struct{} // holds as many as are answered at a time
	signIns  *adapters.Limits
	provider *provider // nil for none
	listener net.Listener
	http     *http.Server
	handler  http.Handler
}

// New makes a server. It fails with a *adapters.SettingError where anybody could read
// the sources: without access control it listens on this machine alone.
func New(o Options, b Bot) (*Server, error) {
	if !o.Access.Restricted() && !isLoopback(o.Listen) {
		return nil, &adapters.SettingError{
			Setting: "web.listen", Problem: fmt.Sprintf("anybody who reaches %s could read the sources", o.Listen),
			Fix: "listen on 127.0.0.1, or set web.tokens, or web.proxy_header with web.proxies, or oidc",
		}
	}
	if len(o.Key) == 0 {
		o.Key = make([]byte, 32)
		rand.Read(o.Key) // never fails
	}
	if o.Asking == 0 {
		o.Asking = 4
	}
	if o.TimeLimit == 0 {
		o.TimeLimit = 30 * time.Second
	}
	s := &Server{bot: b, options: o, asking: make(chan struct{}, o.Asking), signIns: adapters.NewLimits(signInsPerMinute, 0)}
	s.provider = newProvider(o.Access.OIDC, func() string { return strings.TrimSuffix(s.Address(), "/") + "/sign-in/callback" }, o.Log)
	s.handler = s.routes()
	return s, nil
}

// isLoopback reports whether an address to listen on can be reached from this machine
// alone.
func isLoopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Listen takes the address.
func (s *Server) Listen(ctx context.Context) error {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", s.options.Listen)
	if err != nil {
		return &adapters.SettingError{Setting: "web.listen", Problem: err.Error(), Fix: "choose another address"}
	}
	s.listener = l
	s.http = &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      s.options.TimeLimit + 30*time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug),
	}
	return nil
}

// Address is where people reach the pages.
func (s *Server) Address() string {
	if s.options.Address != "" {
		return s.options.Address
	}
	return "http://" + s.listener.Addr().String()
}

// Serve serves until ctx ends, and lets what was begun come to its end.
func (s *Server) Serve(ctx context.Context) error {
	ended := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err := s.http.Shutdown(within)
		if err != nil {
			err = s.http.Close()
		}
		ended <- err
	})()
	if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}

// longest are the most bytes of a request's body: a long question, and what stands
// around it in a form.
const longest = 256 << 10

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", static())
	mux.HandleFunc("GET /{$}", s.readers(s.start))
	mux.HandleFunc("GET /ask", s.readers(s.ask))
	mux.HandleFunc("GET /brief", s.readers(s.brief))
	mux.HandleFunc("GET /more", s.readers(s.more))
	mux.HandleFunc("GET /context", s.readers(s.context))
	mux.HandleFunc("GET /suggest", s.readers(s.suggest))
	mux.HandleFunc("GET /sources", s.readers(s.sources))
	mux.HandleFunc("GET /source/{collection}/{document...}", s.opened(s.source))
	mux.HandleFunc("POST /rate", s.readers(s.rate))
	mux.HandleFunc("GET /sign-in", s.signIn)
	mux.HandleFunc("POST /sign-in", s.signIn)
	mux.HandleFunc("GET /sign-in/oidc", s.leave)
	mux.HandleFunc("GET /sign-in/callback", s.comeBack)
	mux.HandleFunc("POST /sign-out", s.signOut)
	if s.options.Assistants != nil {
		mux.Handle("/mcp", s.limited(s.options.Assistants(s.who)))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusNotFound)
	})
	s.addEndpoints(mux)
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(s.apiOr(crossOrigin, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "pages of other sites may not ask", http.StatusForbidden)
	}))
	return s.guarded(sameOrigin.Handler(mux))
}

// limited keeps to the limits of questions what one of an assistant may be.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if from, ok := s.who(r); ok && s.options.Limits != nil && r.Method == http.MethodPost {
			if ok, _ := s.options.Limits.Allow(from); !ok {
				s.fail(w, r, http.StatusTooManyRequests)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// guarded puts before all pages what keeps their readers safe.
func (s *Server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if !s.isOurs(r.Host) {
			// A page of somebody else that made its name lead here.
			s.apiOr(wrongHost, func(w http.ResponseWriter, _ *http.Request) {
				http.Error(w, "there is no such host here", http.StatusMisdirectedRequest)
			})(w, r)
			return
		}
		defer func() {
			if fault := recover(); fault != nil && fault != http.ErrAbortHandler {
				s.options.Log.Error("a page could not be made", "path", r.URL.Path, "fault", fault)
				s.apiOr(serverFault, func(w http.ResponseWriter, r *http.Request) {
					s.fail(w, r, http.StatusInternalServerError)
				})(w, r)
			}
		}()
		r.Body = http.MaxBytesReader(w, r.Body, longest)
		next.ServeHTTP(w, r)
	})
}

// isOurs reports whether a host is one by which people reach the pages. Where whoever
// reaches them may read, another name may be that of a page that wants to read them in
// its visitor's browser.
func (s *Server) isOurs(host string) bool {
	if s.options.Access.Restricted() {
		return true
	}
	if own, err := url.Parse(s.options.Address); err == nil && own.Host != "" && own.Host == host {
		return true
	}
	name := host
	if of, _, err := net.SplitHostPort(host); err == nil {
		name = of
	}
	return isLoopback(net.JoinHostPort(name, "0"))
}
