package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"

	"github.com/quoth-bot/quoth/corpus/feed"
)

const acceptFeeds = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"

// feed fetches a feed, and returns how many of its items are news.
func (r *round) feed(ctx context.Context, u *url.URL, e *entry) (int, error) {
	q := request{address: u, accept: acceptFeeds, limit: min(r.options.MaxSize, feed.MaxSize)}
	if r.shelf.has(hostFolder(u.Host)) {
		q.validators = e.Validators
	} else {
		e.Digest = "" // somebody has removed what was kept
	}
	a, err := r.get(ctx, q)
	if err != nil || a.unchanged {
		return 0, err
	}
	r.moved(u, a, e)
	digest := digestOf(a.body)
	if digest == e.Digest {
		e.Validators = validatorsOf(a)
		return 0, nil
	}
	parsed, err := parse(a.body, a.header.Get("Content-Type"))
	if err != nil {
		return 0, err
	}
	items := itemsOf(parsed, u, a.final)
	if over := len(items) - r.options.MaxPages; over > 0 {
		r.tell(Event{Kind: Partly, Address: u.String(), Reason: fmt.Sprintf("it lists more than %d items: the last %d are left out", r.options.MaxPages, over)})
		items = items[:r.options.MaxPages]
	}
	news := 0
	for _, item := range items {
		c, err := r.shelf.put(item.file, item.record())
		if err != nil {
			return news, fmt.Errorf("an item of it cannot be kept: %w", err)
		}
		news += r.news(c, Event{Address: item.address, From: u.String(), File: item.file})
	}
	e.Validators, e.Digest = validatorsOf(a), digest
	e.Longer = min(max(maxAge(a.header), timeToLive(parsed)), longestWait)
	return news, nil
}

// parse reads a feed. What trying again cannot mend is a refusal.
func parse(body []byte, contentType string) (*gofeed.Feed, error) {
	parsed, err := feed.Parse(body, contentType)
	switch {
	case errors.Is(err, feed.ErrPage):
		return nil, refuse("%v: list it as a page, or name the address of its feed", err)
	case errors.Is(err, feed.ErrTooMany):
		return nil, refuse("%v", err)
	}
	return parsed, err
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// maxAge is how long an answer is good for.
func maxAge(h http.Header) time.Duration {
	for directive := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if seconds, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 31); err == nil && strings.EqualFold(name, "max-age") {
			return time.Duration(seconds) * time.Second
		}
	}
	return 0
}

// timeToLive is how long an RSS feed says that it is good for.
func timeToLive(f *gofeed.Feed) time.Duration {
	if of, ok := f.OriginalFeed().(*rss.Feed); ok {
		if minutes, err := strconv.ParseUint(strings.TrimSpace(of.TTL), 10, 20); err == nil {
			return time.Duration(minutes) * time.Minute
		}
	}
	return 0
}
