package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// atOnce is how many hosts are asked at a time. Each may have an answer of
	// the largest size in memory, a few times over.
	atOnce = 4
	// Pages that a sitemap lists are looked at again after a day; after a week
	// if it tells when they were changed, for not all sitemaps tell the truth.
	listedInterval = 24 * time.Hour
	datedInterval  = 7 * 24 * time.Hour
	maxInterval    = 2 * datedInterval
	// saveEvery is how much of a long round is forgotten if the program is
	// killed.
	saveEvery = 30 * time.Second
)

// A round looks at addresses once each.
type round struct {
	*Fetcher
	shelf  *shelf
	all    bool
	budget time.Duration // of one host; 0 is any

	mu     sync.Mutex // guards what follows
	looked map[string]bool
	report Report
}

func (f *Fetcher) round(ctx context.Context, all bool, budget time.Duration) (Report, error) {
	select {
	case f.turn <- struct{}{}:
	case <-ctx.Done():
		return Report{}, ctx.Err()
	}
	defer func() { <-f.turn }()
	defer f.transport.CloseIdleConnections()
	root, err := openFolder(f.source.Folder)
	if err != nil {
		return Report{}, fmt.Errorf("the folder for what is fetched cannot be used: %w", err)
	}
	defer root.Close()
	// A record has a header, and an item of a feed is written in another way
	// than it came.
	s := &shelf{root: root, keepOld: f.options.KeepOld, maxSize: 8*f.options.MaxSize + 1<<20}
	r := &round{Fetcher: f, shelf: s, all: all, budget: budget, looked: map[string]bool{}}
	r.report.Began = time.Now()
	f.mu.Lock()
	f.loadState(s)
	if f.damage != "" {
		r.report.Notes, f.damage = append(r.report.Notes, f.damage), ""
	}
	f.mu.Unlock()
	for range maxDepth {
		r.visit(ctx, r.due(func(e *entry) bool { return e.Kind == sitemapKind }))
	}
	r.visit(ctx, r.due(func(e *entry) bool { return e.Kind != sitemapKind }))
	err = errors.Join(ctx.Err(), s.sweep())
	if len(r.looked) > 0 {
		err = errors.Join(err, f.save(s))
	}
	r.report.Ended = time.Now()
	return r.report, err
}

func openFolder(folder string) (*os.Root, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	return os.OpenRoot(folder)
}

// due returns the addresses to look at: feeds first, then what has waited
// longest.
func (r *round) due(of func(*entry) bool) []string {
	r.Fetcher.mu.Lock()
	defer r.Fetcher.mu.Unlock()
	now := time.Now()
	known := r.state.Addresses
	var out []string
	for address, e := range known {
		if of(e) && !r.looked[address] && (r.all || !e.Next.After(now)) {
			out = append(out, address)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(known[a].Kind, known[b].Kind), known[a].Next.Compare(known[b].Next), cmp.Compare(a, b))
	})
	for _, address := range out {
		r.looked[address] = true
	}
	return out
}

// visit looks at addresses: at those of one host one after another, at several
// hosts at a time.
func (r *round) visit(ctx context.Context, addresses []string) {
	var order []string
	byHost := map[string][]*url.URL{}
	for _, address := range addresses {
		u, err := parseAddress(address)
		if err != nil {
			continue // only what could be read before is known
		}
		if byHost[u.Host] == nil {
			order = append(order, u.Host)
		}
		byHost[u.Host] = append(byHost[u.Host], u)
	}
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, host := range order {
		group.Go(func() error {
			began := time.Now()
			for i, u := range byHost[host] {
				if ctx.Err() != nil {
					break
				}
				if r.budget > 0 && time.Since(began) > r.budget {
					r.later(len(byHost[host]) - i)
					break
				}
				r.look(ctx, u)
			}
			return nil
		})
	}
	_ = group.Wait() // errors are in the report
}

func (r *round) later(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Later += n
}

func (r *round) tell(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Events = append(r.report.Events, e)
}

// look fetches one address, and notes what became of it.
func (r *round) look(ctx context.Context, u *url.URL) {
	address := u.String()
	r.Fetcher.mu.Lock()
	known := r.state.Addresses[address]
	if known == nil { // a sitemap that was looked at meanwhile lists it no longer
		r.Fetcher.mu.Unlock()
		return
	}
	e := *known
	r.Fetcher.mu.Unlock()

	var err error
	var news int
	switch e.Kind {
	case pageKind:
		news, err = r.page(ctx, u, &e)
	case feedKind:
		news, err = r.feed(ctx, u, &e)
	case sitemapKind:
		err = r.sitemap(ctx, u, &e)
	}
	if ctx.Err() != nil {
		return // it was not given the time
	}
	if news > 0 {
		e.News = time.Now()
	}
	r.settle(address, &e, news, err)
	r.Fetcher.mu.Lock()
	if r.state.Addresses[address] != nil {
		r.state.Addresses[address] = &e
	}
	save := time.Since(r.saved) > saveEvery
	r.Fetcher.mu.Unlock()
	if save {
		_ = r.save(r.shelf) // the round's end tries again, and tells
	}
}

// settle tells what became of an address, and says when it is looked at again.
func (r *round) settle(address string, e *entry, news int, err error) {
	now := time.Now()
	var later *laterError
	switch {
	case errors.As(err, &later):
		e.Next = later.until
		r.later(1)
		return
	case err == nil:
		e.Failures, e.Reason, e.Success, e.Gone, e.Had = 0, "", now, time.Time{}, e.Listed
		e.Next = now.Add(r.interval(e))
		if news == 0 {
			r.mu.Lock()
			r.report.Unchanged++
			r.mu.Unlock()
		}
		return
	}
	e.Failures++
	e.Reason = err.Error()
	wait := r.backoff(e.Failures)
	event := Event{Kind: Failed, Address: address, From: e.From, Reason: e.Reason}
	var bad *statusError
	var refused *refusal
	switch {
	case errors.As(err, &bad) && bad.gone() && e.Kind == pageKind && r.shelf.has(r.fileOf(address)):
		if !e.Gone.IsZero() {
			e.Next = now.Add(wait)
			return // told already
		}
		e.Gone = now
		event.Kind, event.File, event.Reason = Gone, r.fileOf(address), ""
	case errors.As(err, &refused):
		event.Kind = Refused
	case bad != nil:
		wait = max(wait, bad.after)
	}
	e.Next = now.Add(wait)
	r.tell(event)
}

// interval is the time until an address is looked at again that has answered.
func (f *Fetcher) interval(e *entry) time.Duration {
	switch {
	case e.From == "":
		return max(f.options.Every, e.Longer)
	case e.Listed != "":
		return max(f.options.Every, datedInterval)
	}
	return max(f.options.Every, listedInterval)
}

// backoff is the time until an address is tried again that has failed so often
// in a row: twice as long each time, and up to a quarter more, so that not all
// come back at once.
func (f *Fetcher) backoff(failures int) time.Duration {
	wait := f.options.Every
	for range min(failures-1, 16) {
		wait = min(2*wait, longestWait)
	}
	return wait + rand.N(wait/4+1)
}

// untilDue is the time until an address is due, and long enough that a round
// has several to look at.
func (f *Fetcher) untilDue() time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	wait := f.options.Every
	if f.state != nil {
		for _, e := range f.state.Addresses {
			wait = min(wait, time.Until(e.Next))
		}
	}
	return max(wait, f.options.Every/15)
}
