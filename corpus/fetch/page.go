package fetch

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

const acceptPages = "text/html, application/xhtml+xml, application/pdf;q=0.9, text/*;q=0.9, */*;q=0.5"

// page fetches a page, and returns whether it is news: 1 or 0.
func (r *round) page(ctx context.Context, u *url.URL, e *entry) (int, error) {
	name := pageFile(u)
	q := request{address: u, accept: acceptPages, limit: r.options.MaxSize}
	if r.shelf.has(name) {
		q.validators = e.Validators
	}
	a, err := r.get(ctx, q)
	if err != nil || a.unchanged {
		return 0, err
	}
	if other := r.keptAs(u, a.final); other != "" {
		return 0, refuse("it leads to %s, which is kept for %s", a.final, other)
	}
	if err := checkText(a); err != nil {
		return 0, err
	}
	c, err := r.shelf.put(name, pageRecord(a))
	if err != nil {
		return 0, fmt.Errorf("it cannot be kept: %w", err)
	}
	r.moved(u, a, e)
	e.Validators = validatorsOf(a)
	return r.news(c, Event{Address: u.String(), From: e.From, File: name}), nil
}

// news tells of what is new or changed, and returns how many that are.
func (r *round) news(c change, e Event) int {
	switch c {
	case same:
		return 0
	case added:
		e.Kind = Added
	case changed:
		e.Kind = Changed
	}
	r.tell(e)
	return 1
}

// moved notes where an address leads to, and tells if that is for good.
func (r *round) moved(u *url.URL, a *answer, e *entry) {
	before := e.Final
	e.Final = ""
	if final := a.final.String(); final != u.String() {
		e.Final = final
	}
	if a.permanent && e.Final != before && e.Final != "" {
		r.tell(Event{Kind: Moved, Address: u.String(), From: e.From, Reason: "it has moved to " + e.Final + " for good"})
	}
}

// keptAs returns the address for which what stands at final is kept already, if
// there is one: a sitemap may list a hundred addresses that all lead to the one
// where people sign in.
func (f *Fetcher) keptAs(u, final *url.URL) string {
	if *u == *final {
		return ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	to := final.String()
	if e := f.state.Addresses[to]; e != nil && e.Kind == pageKind && e.Failures == 0 {
		return to
	}
	for address, e := range f.state.Addresses {
		if e.Final == to && e.Kind == pageKind && e.Failures == 0 && address != u.String() {
			return address
		}
	}
	return ""
}

// fileOf is where the page of an address is kept.
func (f *Fetcher) fileOf(address string) string {
	u, err := parseAddress(address)
	if err != nil {
		return ""
	}
	return pageFile(u)
}

// The longest validators that are kept, in bytes.
const maxValidator = 1024

func validatorsOf(a *answer) validators {
	v := validators{a.final.String(), a.header.Get("Etag"), a.header.Get("Last-Modified")}
	if v.ETag == "" && v.Modified == "" || len(v.ETag)+len(v.Modified) > maxValidator {
		return validators{}
	}
	return v
}

// checkText refuses what has no text that could be read: pictures, films,
// programs; and an answer without anything, which would take the place of a
// page.
func checkText(a *answer) error {
	if len(strings.TrimSpace(string(a.body[:min(len(a.body), 1024)]))) == 0 {
		return fmt.Errorf("it answers with nothing")
	}
	media, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil || media == "application/octet-stream" || media == "binary/octet-stream" {
		media, _, _ = mime.ParseMediaType(http.DetectContentType(a.body))
		if media == "application/zip" { // the first bytes of office files are those of any other
			return nil
		}
	}
	if !isText(media) {
		return refuse("it is %s, which has no text to be read", media)
	}
	return nil
}

func isText(media string) bool {
	kind, of, _ := strings.Cut(media, "/")
	switch kind {
	case "text":
		return of != "css" && of != "javascript"
	case "application":
		return textual[of] || strings.HasSuffix(of, "+xml") || strings.HasSuffix(of, "+json") ||
			strings.HasPrefix(of, "vnd.openxmlformats-officedocument.") || strings.HasPrefix(of, "vnd.oasis.opendocument.") ||
			strings.HasPrefix(of, "vnd.ms-")
	}
	return media == "message/rfc822"
}

// textual are types of application/ that hold text.
var textual = map[string]bool{"pdf": true, "json": true, "xml": true, "yaml": true, "toml": true, "x-ndjson": true,
	"jsonl": true, "rtf": true, "msword": true, "csv": true, "mbox": true, "x-subrip": true}
