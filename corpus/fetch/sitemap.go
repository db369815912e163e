package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/corpus/feed"
)

// maxDepth is how deep sitemaps may lie: one that lists sitemaps may list others
// that do, which the protocol does not allow, and hosts do.
const maxDepth = 3

const acceptSitemaps = "application/xml, text/xml;q=0.9, application/gzip;q=0.9, */*;q=0.5"

// sitemap fetches a sitemap, and notes what it lists.
func (r *round) sitemap(ctx context.Context, u *url.URL, e *entry) error {
	a, err := r.get(ctx, request{address: u, accept: acceptSitemaps, limit: r.options.MaxSize, validators: e.Validators})
	if err != nil || a.unchanged {
		return err
	}
	r.moved(u, a, e)
	body, err := r.unpacked(a.body)
	if err != nil {
		return err
	}
	l, err := parseSitemap(feed.UTF8(body, a.header.Get("Content-Type")))
	if err != nil {
		return err
	}
	r.list(u.String(), l)
	e.Validators = validatorsOf(a)
	return nil
}

// unpacked is a sitemap as it was before it was packed, if it was.
func (f *Fetcher) unpacked(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	var out []byte
	if err == nil {
		out, err = io.ReadAll(io.LimitReader(z, f.options.MaxSize+1))
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("it cannot be unpacked: %w", err)
	case int64(len(out)) > f.options.MaxSize:
		return nil, refuse("it is larger than the %d bytes that are fetched of one address", f.options.MaxSize)
	}
	return out, nil
}

// A listing is what a sitemap lists.
type listing struct {
	kind    kind // of what it lists: pages, or sitemaps
	entries []listed
}

type listed struct{ loc, modified string }

// maxListed is how many entries a sitemap may have, by the protocol.
const maxListed = 50_000

func parseSitemap(text []byte) (listing, error) {
	var l listing
	d := feed.NewXML(text)
	var path []string
	var now listed
	for {
		token, err := d.RawToken() // keeps nothing of what is open
		if errors.Is(err, io.EOF) && l.kind != "" && len(path) == 0 {
			return l, nil
		}
		if err != nil {
			if l.kind == "" {
				return l, errors.New("it is no sitemap")
			}
			return l, fmt.Errorf("it is broken: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if l.kind == "" {
				if l.kind, err = listingKind(t.Name.Local); err != nil {
					return l, err
				}
			}
			if len(path) > feed.MaxNested {
				return l, feed.ErrTooDeep
			}
		case xml.EndElement:
			if len(path) == 2 && now.loc != "" && len(l.entries) < maxListed {
				l.entries = append(l.entries, now)
			}
			if len(path) == 2 {
				now = listed{}
			}
			path = path[:max(0, len(path)-1)]
		case xml.CharData:
			now.take(path, string(t))
		}
	}
}

func listingKind(root string) (kind, error) {
	switch root {
	case "urlset":
		return pageKind, nil
	case "sitemapindex":
		return sitemapKind, nil
	}
	return "", refuse("it is no sitemap: it begins with <%.40s>", root)
}

// take takes the text of an element of an entry, which may come in pieces. A
// picture of a page has a loc as well, and lies deeper.
func (l *listed) take(path []string, text string) {
	if len(path) != 3 {
		return
	}
	into := map[string]*string{"loc": &l.loc, "lastmod": &l.modified}[path[2]]
	if text = strings.TrimSpace(text); into != nil && len(*into)+len(text) <= maxAddress {
		*into += text
	}
}

// list notes what a sitemap lists: what is new is due, and what is no longer
// listed is no longer looked at.
func (r *round) list(from string, l listing) {
	r.Fetcher.mu.Lock()
	defer r.Fetcher.mu.Unlock()
	known := r.state.Addresses
	if l.kind == sitemapKind && depthOf(known, from) >= maxDepth {
		r.tell(Event{Kind: Partly, Address: from, From: known[from].From, Reason: fmt.Sprintf("sitemaps that lie more than %d deep are left out", maxDepth)})
		l.entries = nil
	}
	root := rootOf(known, from)
	room := map[kind]int{pageKind: r.options.MaxPages, sitemapKind: r.options.MaxPages}
	for address, e := range known {
		if e.From != "" && e.From != from && rootOf(known, address) == root {
			room[e.Kind]--
		}
	}
	seen := map[string]bool{}
	elsewhere, over := 0, 0
	for _, one := range l.entries {
		u, err := parseAddress(one.loc)
		if err != nil || !r.hosts.allow(u) {
			elsewhere++
			continue
		}
		address := u.String()
		e := known[address]
		switch {
		case seen[address], r.named[address] != "", e != nil && e.From != from:
			continue // the source names it, or another sitemap does
		case room[l.kind] <= 0:
			over++
			continue
		case e == nil || e.Kind != l.kind:
			e = &entry{Kind: l.kind, From: from}
			known[address] = e
		}
		seen[address] = true
		room[l.kind]--
		e.list(one.modified)
	}
	dropUnlisted(known, from, seen)
	r.tellLeftOut(from, known[from].From, elsewhere, over)
}

// list notes when a sitemap says that what it lists was changed. Another time
// than when it was fetched makes it due.
func (e *entry) list(modified string) {
	e.Listed = modified
	if modified != e.Had && e.Failures == 0 {
		e.Next = time.Time{}
	}
}

func (r *round) tellLeftOut(address, from string, elsewhere, over int) {
	if elsewhere > 0 {
		r.tell(Event{Kind: Partly, Address: address, From: from, Reason: fmt.Sprintf("of what it lists, %d are no addresses on the hosts of the collection, and are left out", elsewhere)})
	}
	if over > 0 {
		r.tell(Event{Kind: Partly, Address: address, From: from, Reason: fmt.Sprintf("it lists %d more than the %d that are fetched; they are left out", over, r.options.MaxPages)})
	}
}

// dropUnlisted forgets what a sitemap no longer lists, and what that has led to.
func dropUnlisted(known map[string]*entry, from string, seen map[string]bool) {
	for address, e := range known {
		if e.From == from && !seen[address] {
			delete(known, address)
			if e.Kind == sitemapKind {
				dropUnlisted(known, address, nil)
			}
		}
	}
}

// depthOf returns how many sitemaps lead to an address, itself included.
func depthOf(known map[string]*entry, address string) int {
	depth := 1
	for e := known[address]; e != nil && e.From != "" && depth <= maxDepth; e = known[e.From] {
		depth++
	}
	return depth
}
