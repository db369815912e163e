package fetch

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	// politePause is between the end of an answer and the next request to the
	// same host, where its robots.txt names none.
	politePause = time.Second
	// longestPause is the longest that a robots.txt can ask for.
	longestPause = 30 * time.Second
	// longestWait is the longest that a host can have itself left alone, and the
	// longest between two looks at an address that fails.
	longestWait = 24 * time.Hour
	// deadAfter is how many failures of the network in a row are a host that
	// cannot be reached, so that its other addresses are not tried.
	deadAfter = 3
)

// pace holds requests apart: one at a time to a host, with a pause between.
type pace struct {
	mu    sync.Mutex
	hosts map[string]*host // by host and port, of which a source has few
	pause time.Duration
}

// A host is how one is dealt with. What it has but turn and asking is guarded by
// pace.mu.
type host struct {
	turn     chan struct{} // held by the request that runs
	asking   chan struct{} // held by who fetches robots.txt
	ended    time.Time     // the last answer
	pause    time.Duration // that robots.txt asks for
	until    time.Time     // it is to be left alone
	why      string
	failures int // of the network, in a row
	robots   *robots
	stale    time.Time // when robots has to be fetched again
}

// A laterError says that a host is to be left alone until a time. No request was
// made.
type laterError struct {
	until time.Time
	why   string
}

func (e *laterError) Error() string {
	return fmt.Sprintf("%s: tried again after %s", e.why, e.until.UTC().Format(time.RFC3339))
}

func (p *pace) of(name string) *host {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.hosts[name]
	if h == nil {
		h = &host{turn: make(chan struct{}, 1), asking: make(chan struct{}, 1)}
		p.hosts[name] = h
	}
	return h
}

// begin waits until a request to a host may be made. It must be ended.
func (p *pace) begin(ctx context.Context, h *host) error {
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	p.mu.Lock()
	now := time.Now()
	wait, until, why := h.ended.Add(max(p.pause, h.pause)).Sub(now), h.until, h.why
	p.mu.Unlock()
	if until.After(now) {
		<-h.turn
		return &laterError{until, why}
	}
	if !sleep(ctx, wait) {
		<-h.turn
		return ctx.Err()
	}
	return nil
}

func (p *pace) end(h *host) {
	p.mu.Lock()
	h.ended = time.Now()
	p.mu.Unlock()
	<-h.turn
}

// hold has a host left alone for a while.
func (p *pace) hold(h *host, wait time.Duration, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h.until, h.why = time.Now().Add(min(wait, longestWait)), why
}

// reached notes that a host has answered, or not.
func (p *pace) reached(h *host, name string, answered bool, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if answered {
		h.failures = 0
		return
	}
	h.failures++
	if h.failures >= deadAfter {
		h.failures = 0
		h.until, h.why = time.Now().Add(wait), name+" could not be reached several times in a row"
	}
}

// sleep waits, and reports whether ctx is still alive.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
