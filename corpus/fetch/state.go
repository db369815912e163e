package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// stateName is the file of the folder that says when what is to be looked at
// again. Without it everything is fetched again, and nothing is lost.
const stateName = ".fetch.json"

const (
	stateVersion = 1
	maxState     = 64 << 20
)

type state struct {
	Version   int               `json:"version"`
	Addresses map[string]*entry `json:"addresses"`
}

// An entry is what is known of an address.
type entry struct {
	Kind       kind          `json:"kind"`
	From       string        `json:"from,omitempty"`   // the sitemap that lists it; empty for what the source names
	Listed     string        `json:"listed,omitempty"` // its lastmod in the sitemap
	Had        string        `json:"had,omitempty"`    // that lastmod when it was last fetched
	Final      string        `json:"final,omitempty"`  // where it led to, if elsewhere
	Validators validators    `json:"validators,omitzero"`
	Digest     string        `json:"digest,omitempty"`   // of a feed
	Longer     time.Duration `json:"longer,omitempty"`   // between two looks, as the feed asks
	Next       time.Time     `json:"next,omitzero"`      // look at it
	Failures   int           `json:"failures,omitempty"` // in a row
	Reason     string        `json:"reason,omitempty"`   // of the last one
	Success    time.Time     `json:"success,omitzero"`   // the last one
	News       time.Time     `json:"news,omitzero"`      // when something of it was last new or changed
	Gone       time.Time     `json:"gone,omitzero"`      // when it was first found gone
}

// loadState reads what is known of the addresses of the source. It never fails:
// what is damaged is as good as lost.
func (f *Fetcher) loadState(s *shelf) {
	if f.state != nil {
		return
	}
	f.state = &state{Version: stateVersion, Addresses: map[string]*entry{}}
	b, err := fs.ReadFile(s.root.FS(), stateName)
	var before state
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		f.damage = fmt.Sprintf("what was known of the addresses cannot be read, so that all are fetched again: %v", err)
	case len(b) > maxState || json.Unmarshal(b, &before) != nil || before.Version != stateVersion:
		f.damage = "what was known of the addresses is damaged, so that all are fetched again"
	}
	for address, e := range before.Addresses {
		if f.damage == "" && e != nil && f.isOurs(before.Addresses, address) {
			f.state.Addresses[address] = e.sound()
		}
	}
	for address, k := range f.named {
		if f.state.Addresses[address] == nil {
			f.state.Addresses[address] = &entry{Kind: k}
		}
	}
}

// isOurs reports whether the source names an address, or a sitemap that leads to
// it.
func (f *Fetcher) isOurs(all map[string]*entry, address string) bool {
	for range maxDepth + 1 {
		e := all[address]
		u, err := parseAddress(address)
		switch {
		case e == nil || err != nil || u.String() != address || !f.hosts.allow(u):
			return false
		case e.From == "":
			return f.named[address] == e.Kind
		case f.named[address] != "" || e.Kind == feedKind:
			return false
		}
		address = e.From
	}
	return false
}

// sound is an entry without what cannot be: then the clock stood wrong.
func (e *entry) sound() *entry {
	now := time.Now()
	if e.Next.After(now.Add(maxInterval)) {
		e.Next = time.Time{}
	}
	e.Longer = max(0, min(e.Longer, longestWait))
	e.Failures = max(0, e.Failures)
	return e
}

// save writes what is known.
func (f *Fetcher) save(s *shelf) error {
	f.mu.Lock()
	b, err := json.Marshal(f.state)
	f.saved = time.Now()
	f.mu.Unlock()
	if err == nil {
		err = s.write(stateName, b)
	}
	if err != nil {
		return fmt.Errorf("what is known of the addresses cannot be kept: %w", err)
	}
	return nil
}
