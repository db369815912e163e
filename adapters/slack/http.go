package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/quoth-bot/quoth/adapters"
)

const (
	// eventsPath is where Slack's requests are answered, those of events,
	// commands and interactions alike.
	eventsPath = "/slack/events"
	// maxBody bounds a request: Slack's are of some kilobytes, and a message
	// has 40,000 characters at most.
	maxBody = 1 << 20
	// maxDrained bounds what is read, and thrown away, of a longer one: who has
	// not finished sending may not see the answer.
	maxDrained = 64 << 20
	// requestLimit is how long one request may take: Slack waits three seconds.
	requestLimit = 10 * time.Second
	// closeLimit is how long requests that have begun may take at the end.
	closeLimit = 3 * time.Second
)

// runHTTP answers Slack's requests until ctx ends.
func (a *Adapter) runHTTP(ctx context.Context, in *adapters.Intake) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", a.opts.Listen)
	if err != nil {
		return &adapters.SettingError{
			Setting: "slack.listen", Problem: err.Error(), Fix: "Choose an address of this machine that is free.",
		}
	}
	mux := http.NewServeMux()
	mux.Handle("POST "+eventsPath, a.requests(in))
	if a.installations != nil {
		a.installPages().register(mux)
	}
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: requestLimit, ReadTimeout: requestLimit, WriteTimeout: requestLimit,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	a.setAddress(listener.Addr().String())
	in.Connected(true)
	a.log.Info("answering Slack's requests", "address", listener.Addr().String(), "path", eventsPath)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeLimit)
	defer cancel()
	if err := server.Shutdown(closing); err != nil {
		a.log.Warn("some requests were cut off", "error", err)
		return server.Close()
	}
	return nil
}

func (a *Adapter) setAddress(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.address = address
}

// requests answers what Slack sends by HTTP.
func (a *Adapter) requests(in *adapters.Intake) http.Handler {
	signatures := newSignatures(a.opts.SigningSecret)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
		switch {
		case err != nil:
			a.refuse(w, r, http.StatusBadRequest, err)
			return
		case len(body) > maxBody:
			_, _ = io.CopyN(io.Discard, r.Body, maxDrained) // an error says that there is no more
			a.refuse(w, r, http.StatusRequestEntityTooLarge, errTooLarge)
			return
		}
		kind, payload, err := unform(body)
		retry := kind == kindEvent && r.Header.Get("X-Slack-Retry-Num") != ""
		if forged := signatures.check(r.Header, body, retry); forged != nil {
			a.refuse(w, r, http.StatusUnauthorized, forged)
			return
		}
		if err != nil {
			a.refuse(w, r, http.StatusBadRequest, err)
			return
		}
		a.answer(w, r, in, kind, payload)
	})
}

// refuse answers a request that is not to be dealt with. What Slack sends is
// never refused for more than one reason, and others need not know it.
func (a *Adapter) refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	a.log.Warn("a request is refused", "status", status, "from", r.RemoteAddr, "error", err)
	http.Error(w, http.StatusText(status), status)
}

// answer deals with a request that is Slack's.
func (a *Adapter) answer(w http.ResponseWriter, r *http.Request, in *adapters.Intake, kind string, payload []byte) {
	var check struct{ Type, Challenge string }
	if kind == kindEvent && json.Unmarshal(payload, &check) == nil && check.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, check.Challenge)
		return
	}
	// What is taken in goes on, even if Slack hangs up.
	ctx, more, err := a.received(context.WithoutCancel(r.Context()), payload)
	switch {
	case err != nil:
		a.refuse(w, r, http.StatusServiceUnavailable, fmt.Errorf("to be sent again: %w", err))
		return
	case !more:
		w.WriteHeader(http.StatusOK)
		return
	}
	c, err := decode(kind, payload, a.me(ctx))
	if err != nil && !json.Valid(payload) {
		a.refuse(w, r, http.StatusBadRequest, err)
		return
	}
	if err != nil { // it will be no better the next time
		a.log.Info("an event is left alone", "error", err)
	}
	c.comes(ctx)
	reply, err := a.take(ctx, in, c)
	switch {
	case err != nil:
		a.refuse(w, r, http.StatusServiceUnavailable, fmt.Errorf("to be sent again: %w", err))
	case reply != nil:
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if err := json.NewEncoder(w).Encode(reply); err != nil {
			a.log.Warn("an answer to a request could not be written", "error", err)
		}
	default:
		w.WriteHeader(http.StatusOK)
	}
}
