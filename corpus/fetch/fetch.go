// Package fetch gets pages, feeds and sitemaps of the web, and keeps them as
// files of a folder: one WARC record a file, which is read like any other
// source. What is kept needs no network, and outlasts the page.
package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http/httpguts"
)

// A Source is what one collection has of the web.
type Source struct {
	Name   string // of the collection, for messages
	Folder string // where it is kept; made if it is not there

	// Addresses, as "https://example.org/news". What is reached from them is
	// fetched only from their hosts, with and without "www.".
	Pages, Feeds, Sitemaps []string
}

// Options say how a source is fetched. The zero value is usable, but keeps no
// older versions.
type Options struct {
	Every   time.Duration // between two looks at an address; DefaultEvery
	Version string        // of the program, for the User-Agent
	Contact string        // address of whoever runs it, told to the hosts; may be empty

	// AllowPrivate lets hosts be reached that are no part of the public
	// Internet: this machine, its network, and what clouds tell machines.
	AllowPrivate bool

	// Headers are sent to a host, and to no other: by host, with the port if
	// it is an unusual one, then by name. Over plain http only if the source
	// names that host so.
	Headers map[string]map[string]string

	MaxSize  int64         // of what one address answers, in bytes, unpacked; DefaultMaxSize
	Timeout  time.Duration // for one answer, its last byte included; DefaultTimeout
	MaxPages int           // of one sitemap, and items of one feed; DefaultMaxPages
	KeepOld  time.Duration // for which older versions are kept; 0 keeps none
}

// What Options stand for where they say nothing. DefaultKeepOld is for settings:
// here 0 has a meaning.
const (
	DefaultEvery    = 15 * time.Minute
	DefaultMaxSize  = 24 << 20 // below the 32 MB above which files are not read
	DefaultTimeout  = time.Minute
	DefaultMaxPages = 1000
	DefaultKeepOld  = 30 * 24 * time.Hour
)

func (o Options) withDefaults() Options {
	if o.Every <= 0 {
		o.Every = DefaultEvery
	}
	if o.MaxSize <= 0 {
		o.MaxSize = DefaultMaxSize
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxPages <= 0 {
		o.MaxPages = DefaultMaxPages
	}
	return o
}

// agent is the name by which robots.txt knows Quoth.
const agent = "Quoth"

func (o Options) userAgent() string {
	name := agent
	if o.Version != "" {
		name += "/" + o.Version
	}
	if o.Contact != "" {
		name += " (+" + o.Contact + ")"
	}
	return name
}

// A Fetcher keeps what one source has of the web. It may be used by several
// goroutines.
type Fetcher struct {
	source  Source
	options Options
	hosts   hosts
	named   map[string]kind // the addresses of the source
	agent   string

	dialer    net.Dialer
	transport *http.Transport
	pace      pace

	turn   chan struct{} // held by the round that runs
	mu     sync.Mutex    // guards what follows
	state  *state        // nil until the first round has read it
	damage string        // what was wrong with the state's file, until it is told
	saved  time.Time
}

// New checks a source, and makes its folder. Its errors are sentences for who
// has written the settings.
func New(source Source, options Options) (*Fetcher, error) {
	f := &Fetcher{
		source:  source,
		options: options.withDefaults(),
		hosts:   hosts{},
		named:   map[string]kind{},
		agent:   options.userAgent(),
		pace:    pace{hosts: map[string]*host{}, pause: politePause},
		turn:    make(chan struct{}, 1),
	}
	for _, l := range []struct {
		kind      kind
		addresses []string
	}{{feedKind, source.Feeds}, {sitemapKind, source.Sitemaps}, {pageKind, source.Pages}} {
		for _, a := range l.addresses {
			if err := f.list(l.kind, a); err != nil {
				return nil, fmt.Errorf("the collection %q: %w", source.Name, err)
			}
		}
	}
	if err := f.checkOptions(options.Headers); err != nil {
		return nil, fmt.Errorf("the collection %q: %w", source.Name, err)
	}
	if err := os.MkdirAll(source.Folder, 0o755); err != nil {
		return nil, fmt.Errorf("the collection %q: the folder for what is fetched cannot be made: %w", source.Name, err)
	}
	f.connect()
	return f, nil
}

// list takes an address of the source in.
func (f *Fetcher) list(k kind, address string) error {
	u, err := parseAddress(address)
	if err != nil {
		return fmt.Errorf("the %s %q cannot be fetched: %w", k, redacted(address), err)
	}
	if !f.options.AllowPrivate && isPrivateName(u.Hostname()) {
		return fmt.Errorf("the %s %q cannot be fetched: it is no address of the public Internet; allow private addresses, if you mean it", k, address)
	}
	if before, ok := f.named[u.String()]; ok && before != k {
		return fmt.Errorf("%q is listed as a %s and as a %s: name it once", address, before, k)
	}
	f.named[u.String()] = k
	f.hosts.add(u)
	return nil
}

// redacted is an address without what may be a password in it.
func redacted(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Redacted()
	}
	before, after, found := strings.Cut(address, "@")
	if !found {
		return before
	}
	return "...@" + after
}

func (f *Fetcher) checkOptions(headers map[string]map[string]string) error {
	if !httpguts.ValidHeaderFieldValue(f.agent) {
		return fmt.Errorf("the contact %q holds what no header may: write an address or a URL", f.options.Contact)
	}
	for host, byName := range headers {
		if !f.reaches(host) {
			return fmt.Errorf("headers are set for %q, which is no host of the collection: name one of its addresses' hosts, in lower case, with the port only if it is an unusual one", host)
		}
		for name, value := range byName {
			switch {
			case !httpguts.ValidHeaderFieldName(name):
				return fmt.Errorf("%q, for the host %q, is no name of a header", name, host)
			case !httpguts.ValidHeaderFieldValue(value):
				return fmt.Errorf("the header %s for the host %q holds what no header may, as an end of line", name, host)
			case ownHeaders[http.CanonicalHeaderKey(name)]:
				return fmt.Errorf("the header %s for the host %q is set by the program itself", name, host)
			}
		}
	}
	return nil
}

// reaches reports whether a host is one of the source, as it stands in addresses.
func (f *Fetcher) reaches(host string) bool {
	for address := range f.named {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		for _, name := range []string{u.Hostname(), otherName(u.Hostname())} {
			if host == joined(name, u.Port(), u.Scheme) || host == joined(name, "", u.Scheme) {
				return true
			}
		}
	}
	return false
}

// ownHeaders are not for settings: the program decides on them, and another
// value would break what it reads.
var ownHeaders = map[string]bool{
	"Host": true, "Connection": true, "Content-Length": true, "Transfer-Encoding": true, "Accept-Encoding": true,
	"If-None-Match": true, "If-Modified-Since": true, "Range": true, "Te": true, "Trailer": true, "Upgrade": true,
}

// Round looks once at all addresses that are due, or at all, and keeps what is
// new. A round waits until another one has ended. What goes wrong with an
// address is in the report; the error says what ended the round: ctx, or a
// folder that cannot be used.
func (f *Fetcher) Round(ctx context.Context, all bool) (Report, error) {
	return f.round(ctx, all, 0)
}

// Run makes rounds until ctx ends: at once, then whenever an address is due. It
// tells of each in which something was looked at, or that failed.
func (f *Fetcher) Run(ctx context.Context, tell func(Report, error)) {
	for {
		// A host that has much to fetch, or is slow, must not keep the others
		// waiting: what is left of it comes with the next round.
		report, err := f.round(ctx, false, f.options.Every/4)
		if ctx.Err() != nil {
			return
		}
		if err != nil || !report.empty() {
			tell(report, err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(f.untilDue()):
		}
	}
}
