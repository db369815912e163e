package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// maxRedirects are followed of one address.
	maxRedirects = 5
	// maxHeader is the size in bytes of the header of an answer.
	maxHeader = 64 << 10
)

// connect makes the transport. It knows no proxy, not even that of the
// environment: behind one, the addresses that control judges would be the
// proxy's. It knows no cookies either.
func (f *Fetcher) connect() {
	f.dialer = net.Dialer{Timeout: 15 * time.Second, KeepAlive: -1, ControlContext: f.control}
	f.transport = &http.Transport{
		Proxy:                  nil,
		DialContext:            f.dialer.DialContext,
		TLSHandshakeTimeout:    15 * time.Second,
		DisableCompression:     true, // unpacked here, within bounds
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           atOnce,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        30 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// A request is what is asked of an address.
type request struct {
	address    *url.URL
	accept     string
	validators validators
	limit      int64 // of the answer in bytes; the rest is an error, or ignored with cut
	cut        bool
	noRobots   bool
}

// Validators let a host answer that nothing has changed. They belong to the
// address that they came from.
type validators struct {
	Of       string `json:"of,omitempty"`
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
}

// An answer is what stands at an address.
type answer struct {
	final     *url.URL // after redirects
	permanent bool     // there were redirects, and all of them are for good
	unchanged bool     // it stands as the validators say; there is no body
	status    int
	header    http.Header
	body      []byte // unpacked
}

// A statusError is an answer of another status than is of use.
type statusError struct {
	code  int
	after time.Duration // that the host asks to wait; 0 where it does not
}

func (e *statusError) Error() string {
	return fmt.Sprintf("it answers %d %s", e.code, http.StatusText(e.code))
}

func (e *statusError) gone() bool {
	return e.code == http.StatusNotFound || e.code == http.StatusGone
}

// A refusal is a reason not to fetch or keep what stands at an address, that only
// the host or the settings can change.
type refusal struct {
	reason   string
	redirect bool // it is where the address leads to
}

func (e *refusal) Error() string { return e.reason }

func refuse(format string, args ...any) error { return &refusal{reason: fmt.Sprintf(format, args...)} }

// get fetches an address, within all bounds: of hosts, redirects, size, time,
// pace, and what robots.txt allows. Its error is ctx's, or says why there is no
// answer, as a *statusError, a *refusal, a *laterError or else.
func (f *Fetcher) get(ctx context.Context, r request) (*answer, error) {
	u, permanent := r.address, true
	for hops := 0; ; hops++ {
		if !r.noRobots {
			rules, err := f.robotsOf(ctx, u)
			switch {
			case err != nil:
				return nil, err
			case rules.shut != "":
				return nil, errors.New(rules.shut)
			case !rules.allow(u):
				return nil, refuse("the robots.txt of %s forbids to fetch %s", u.Host, u)
			}
		}
		a, next, err := f.hop(ctx, r, u)
		if err != nil || next == nil {
			if a != nil {
				a.permanent = permanent && hops > 0
			}
			return a, err
		}
		if hops == maxRedirects {
			return nil, &refusal{fmt.Sprintf("it leads on more than %d times", maxRedirects), true}
		}
		permanent = permanent && (a.status == http.StatusMovedPermanently || a.status == http.StatusPermanentRedirect)
		if u, err = f.follow(u, next); err != nil {
			return nil, err
		}
	}
}

// follow judges where an address leads to.
func (f *Fetcher) follow(from, to *url.URL) (*url.URL, error) {
	u, err := normalize(to)
	switch {
	case err != nil:
		return nil, &refusal{fmt.Sprintf("it leads to %s: %v", to.Redacted(), err), true}
	case !f.hosts.allow(u):
		return nil, &refusal{fmt.Sprintf("it leads to %s, and %s is no host of the collection", u, u.Host), true}
	case from.Scheme == "https" && u.Scheme == "http":
		return nil, &refusal{fmt.Sprintf("it leads from https to %s", u), true}
	}
	return u, nil
}

// hop makes one request. It returns the answer, with where it leads to if it is
// a redirect.
func (f *Fetcher) hop(ctx context.Context, r request, u *url.URL) (*answer, *url.URL, error) {
	h := f.pace.of(u.Host)
	if err := f.pace.begin(ctx, h); err != nil {
		return nil, nil, err
	}
	defer f.pace.end(h)
	inTime, cancel := context.WithTimeout(ctx, f.options.Timeout)
	defer cancel()
	response, err := f.transport.RoundTrip(f.httpRequest(inTime, r, u))
	if err != nil {
		err = f.netError(ctx, inTime, err)
		if ctx.Err() == nil {
			f.pace.reached(h, u.Host, false, f.options.Every)
		}
		return nil, nil, err
	}
	defer response.Body.Close()
	f.pace.reached(h, u.Host, true, 0)
	a := &answer{final: u, status: response.StatusCode, header: response.Header}
	switch code := response.StatusCode; {
	case code == http.StatusOK || code == http.StatusNonAuthoritativeInfo:
		a.body, err = readBody(response, r)
		if err != nil {
			return nil, nil, f.netError(ctx, inTime, err)
		}
		return a, nil, nil
	case code == http.StatusNotModified && u.String() == r.validators.Of:
		a.unchanged = true
		return a, nil, nil
	case code == 301 || code == 302 || code == 303 || code == 307 || code == 308:
		next, err := response.Location()
		if err != nil {
			return nil, nil, &refusal{"it leads to no address", true}
		}
		return a, next, nil
	default:
		return nil, nil, f.badStatus(h, u, response)
	}
}

// badStatus is the error of an answer without use. A host that asks to be left
// alone is.
func (f *Fetcher) badStatus(h *host, u *url.URL, response *http.Response) error {
	bad := &statusError{code: response.StatusCode}
	if bad.code != http.StatusTooManyRequests && bad.code != http.StatusServiceUnavailable {
		return bad
	}
	bad.after = min(retryAfter(response.Header.Get("Retry-After")), longestWait)
	if bad.after == 0 && bad.code == http.StatusTooManyRequests {
		bad.after = f.options.Every
	}
	if bad.after > 0 {
		f.pace.hold(h, bad.after, fmt.Sprintf("%s answers %d, and asks to be left alone", u.Host, bad.code))
	}
	return bad
}

// retryAfter reads seconds or a date. What is neither, or past, is 0.
func retryAfter(value string) time.Duration {
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

func (f *Fetcher) httpRequest(ctx context.Context, r request, u *url.URL) *http.Request {
	header := http.Header{"User-Agent": {f.agent}, "Accept-Encoding": {"gzip"}}
	if r.accept != "" {
		header.Set("Accept", r.accept)
	}
	if v := r.validators; v.Of == u.String() {
		if v.ETag != "" {
			header.Set("If-None-Match", v.ETag)
		}
		if v.Modified != "" {
			header.Set("If-Modified-Since", v.Modified)
		}
	}
	// Each request of a redirect is made anew: what is secret goes to its host
	// alone. A link to http:// on that host must not tell it to the network.
	if u.Scheme == "https" || f.hosts[u.Hostname()].plain {
		for name, value := range f.options.Headers[u.Host] {
			header.Set(name, value)
		}
	}
	out := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: header, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	return out.WithContext(ctx)
}

// netError says in a sentence why there was no answer.
func (f *Fetcher) netError(ctx, inTime context.Context, err error) error {
	var private *privateError
	var name *net.DNSError
	var known *refusal
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case inTime.Err() != nil:
		return fmt.Errorf("it has not answered in %v", f.options.Timeout)
	case errors.As(err, &private):
		return refuse("%v", private)
	case errors.As(err, &known):
		return known
	case errors.As(err, &name) && name.IsNotFound:
		return fmt.Errorf("there is no host %s", name.Name)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("its answer breaks off")
	}
	return fmt.Errorf("it could not be fetched: %w", err)
}

// readBody reads and unpacks an answer, as far as the request's limit. What is
// packed is bounded as well: an endless row of empty members unpacks to nothing.
func readBody(response *http.Response, r request) ([]byte, error) {
	tooLarge := refuse("it is larger than the %d bytes that are fetched of one address", r.limit)
	if response.ContentLength > r.limit && !r.cut {
		return nil, tooLarge
	}
	packed := &io.LimitedReader{R: response.Body, N: r.limit + 1}
	var body io.Reader = packed
	var err error
	switch coding := strings.ToLower(strings.TrimSpace(response.Header.Get("Content-Encoding"))); coding {
	case "", "identity":
	case "gzip", "x-gzip":
		body, err = gzip.NewReader(packed)
	default:
		err = refuse("it is packed with %q, though that was not asked for", coding)
	}
	var out []byte
	if err == nil {
		out, err = io.ReadAll(io.LimitReader(body, r.limit+1))
	}
	if packed.N <= 0 || int64(len(out)) > r.limit {
		if r.cut {
			return out[:min(int64(len(out)), r.limit)], nil
		}
		return nil, tooLarge
	}
	return out, err
}
