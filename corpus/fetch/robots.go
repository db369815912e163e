package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	// maxRobots is how much of a robots.txt is read, as RFC 9309 demands at
	// least. The rest of a larger one is ignored.
	maxRobots = 500 << 10
	// robotsAge is how long a robots.txt is good for; robotsAgain is when one is
	// asked for again that could not be had.
	robotsAge   = 24 * time.Hour
	robotsAgain = 15 * time.Minute
)

// robots are the rules of a robots.txt (RFC 9309) for Quoth.
type robots struct {
	rules []robotsRule
	pause time.Duration
	shut  string // why nothing may be fetched, where the file cannot be had
}

type robotsRule struct {
	allow   bool
	pattern string
}

// robotsOf returns the rules of the host of an address, and fetches them at most
// once a day. Where they cannot be had, those of before are good; where there
// are none of before, nothing may be fetched for now.
func (f *Fetcher) robotsOf(ctx context.Context, u *url.URL) (*robots, error) {
	h := f.pace.of(u.Host)
	select {
	case h.asking <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.asking }()
	f.pace.mu.Lock()
	before, stale := h.robots, h.stale
	f.pace.mu.Unlock()
	if before != nil && time.Now().Before(stale) {
		return before, nil
	}
	now, age, err := f.fetchRobots(ctx, u, before)
	if err != nil {
		return nil, err
	}
	f.pace.mu.Lock()
	defer f.pace.mu.Unlock()
	h.robots, h.stale, h.pause = now, time.Now().Add(age), now.pause
	return now, nil
}

func (f *Fetcher) fetchRobots(ctx context.Context, u *url.URL, before *robots) (*robots, time.Duration, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	a, err := f.get(ctx, request{address: at, limit: maxRobots, cut: true, noRobots: true})
	var bad *statusError
	var away *refusal
	switch {
	case err == nil:
		return parseRobots(a.body), robotsAge, nil
	case errors.As(err, &away) && away.redirect, errors.As(err, &bad) && bad.code < 500 && bad.code != http.StatusTooManyRequests:
		return &robots{}, robotsAge, nil // "unavailable": everything is allowed
	case bad != nil && before != nil && before.shut == "":
		return before, robotsAgain, nil
	case bad != nil:
		return &robots{shut: fmt.Sprintf("the robots.txt of %s answers %d, so that nothing may be fetched there for now", u.Host, bad.code)}, robotsAgain, nil
	}
	return nil, 0, err // not reached: no page would be either
}

// parseRobots reads the rules for Quoth: those of all groups that name it, else
// those for everybody.
func parseRobots(body []byte) *robots {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	var named, everybody robots
	var into []*robots // the group that lines belong to
	isNamed, inRules := false, false
	for line := range strings.FieldsFuncSeq(string(body), func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent":
			if inRules {
				into, inRules = nil, false
			}
			switch {
			case value == "*":
				into = append(into, &everybody)
			case strings.EqualFold(productToken(value), agent):
				into, isNamed = append(into, &named), true
			}
		case "allow":
			inRules = true
			addRule(into, true, value)
		case "disallow":
			inRules = true
			addRule(into, false, value)
		case "crawl-delay":
			inRules = true
			if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 {
				for _, r := range into {
					r.pause = time.Duration(min(seconds, longestPause.Seconds()) * float64(time.Second))
				}
			}
		}
	}
	if isNamed {
		return &named
	}
	return &everybody
}

// productToken is what of a user agent's name counts: "Quoth" of "Quoth/1.0".
func productToken(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && r != '-'
	})
	if end < 0 {
		return s
	}
	return s[:end]
}

func addRule(into []*robots, allow bool, path string) {
	if path == "" || len(path) > maxAddress {
		return
	}
	for _, r := range into {
		r.rules = append(r.rules, robotsRule{allow, sameOctets(path)})
	}
}

// allow reports whether an address may be fetched: what the longest rule says
// that fits, and of two equally long ones the one that allows.
func (r *robots) allow(u *url.URL) bool {
	path := sameOctets(u.RequestURI())
	longest, allowed := -1, true
	for _, rule := range r.rules {
		n := len(rule.pattern)
		if (n > longest || n == longest && rule.allow) && matches(rule.pattern, path) {
			longest, allowed = n, rule.allow
		}
	}
	return allowed
}

// matches reports whether a path begins as a pattern says: "*" is anything, and
// a "$" at its end is the path's end.
func matches(pattern, path string) bool {
	pattern, toEnd := strings.CutSuffix(pattern, "$")
	first, rest, more := strings.Cut(pattern, "*")
	path, ok := strings.CutPrefix(path, first)
	for ok && more {
		first, rest, more = strings.Cut(rest, "*")
		if !more && toEnd { // as late as it can stand
			return strings.HasSuffix(path, first)
		}
		_, path, ok = strings.Cut(path, first)
	}
	return ok && (!toEnd || path == "")
}

// sameOctets writes what may stand in an address percent-encoded or not in one
// way, as RFC 9309 compares it.
func sameOctets(s string) string {
	const hexadecimal = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if isUnreserved(byte(n)) {
					b.WriteByte(byte(n))
				} else {
					b.WriteString(strings.ToUpper(s[i : i+3]))
				}
				i += 2
				continue
			}
		}
		if c >= 0x80 {
			b.Write([]byte{'%', hexadecimal[c>>4], hexadecimal[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
