package fetch

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A Report is what a round has found.
type Report struct {
	Began, Ended time.Time
	Events       []Event
	Unchanged    int      // addresses that say what they said before
	Later        int      // addresses that were due, and were put off
	Notes        []string // sentences about the folder
}

// Count returns how many events of a kind there are.
func (r Report) Count(k EventKind) int {
	n := 0
	for _, e := range r.Events {
		if e.Kind == k {
			n++
		}
	}
	return n
}

func (r Report) empty() bool {
	return len(r.Events)+r.Unchanged+r.Later+len(r.Notes) == 0
}

// An Event is something that was found at an address.
type Event struct {
	Kind    EventKind
	Address string // of a page, a feed, a sitemap; of an item, what it links to
	From    string // the feed or sitemap that led to it; empty for what the source names
	File    string // below the folder, of Added, Changed and Gone
	Reason  string // of the others: a sentence about the address, without its stop
}

// An EventKind says what was found.
type EventKind int

// The kinds of event.
const (
	Added   EventKind = iota // a page or an item that was not kept before
	Changed                  // one that says something else than before
	Gone                     // a page that is no longer there; it stays as it was kept
	Moved                    // an address leads to another for good; what stands there is kept
	Partly                   // a feed or a sitemap lists what is left out
	Refused                  // by the host, or by the rules here; only the host or the settings can change that
	Failed                   // it was not to be had, and is tried again
)

// A Status is how an address of the source stands.
type Status struct {
	Kind     string // page, feed or sitemap
	Address  string
	Success  time.Time // the last one; zero if there was none
	Failures int       // in a row
	Reason   string    // of the last failure
	News     time.Time // when something of it was last new or changed; zero if nothing was
	Next     time.Time // when it is looked at again
	Pages    int       // that a sitemap lists, and are looked at
	Failing  int       // how many of these fail
}

// Status returns how the addresses of the source stand, in order. Before the
// first round that is what rounds of an earlier run have noted.
func (f *Fetcher) Status() []Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state == nil {
		if root, err := openFolder(f.source.Folder); err == nil {
			f.loadState(&shelf{root: root})
			_ = root.Close() // it was only read
		}
	}
	known := map[string]*entry{}
	if f.state != nil {
		known = f.state.Addresses
	}
	byAddress := map[string]*Status{}
	for address, k := range f.named {
		s := &Status{Kind: string(k), Address: address}
		if e := known[address]; e != nil {
			s.Success, s.Failures, s.Reason, s.News, s.Next = e.Success, e.Failures, e.Reason, e.News, e.Next
		}
		byAddress[address] = s
	}
	for address, e := range known {
		s := byAddress[rootOf(known, address)]
		if e.From == "" || s == nil {
			continue
		}
		if e.Kind == pageKind {
			s.Pages++
		}
		if e.Failures > 0 {
			s.Failing++
		}
		if e.News.After(s.News) {
			s.News = e.News
		}
	}
	var out []Status
	for _, address := range slices.Sorted(maps.Keys(byAddress)) {
		out = append(out, *byAddress[address])
	}
	slices.SortStableFunc(out, func(a, b Status) int { return strings.Compare(a.Kind, b.Kind) })
	return out
}

// rootOf returns the address of the source that led to one.
func rootOf(all map[string]*entry, address string) string {
	for range maxDepth + 1 {
		e := all[address]
		if e == nil || e.From == "" {
			break
		}
		address = e.From
	}
	return address
}
