package adapters

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// Address is where a reader finds a quotation on the web; empty if its source has no
// address. It leads as near to the sentence as its kind of source can be opened: to the
// message, the page of a PDF, the second of a recording, or the words of a page of the
// web, which browsers mark (https://wicg.github.io/scroll-to-text-fragment).
func (q Quotation) Address() string {
	if q.Place.Link != "" {
		return q.Place.Link
	}
	at, err := url.Parse(q.URL)
	if err != nil || at.Fragment != "" {
		return q.URL
	}
	switch {
	case q.Place.Kind == corpus.Page && strings.EqualFold(path.Ext(at.Path), ".pdf"):
		return fmt.Sprintf("%s#page=%d", q.URL, q.Place.Number)
	case q.Place.Kind == corpus.Time:
		return fmt.Sprintf("%s#t=%d", q.URL, q.Place.Number)
	case q.Retrieved != "" && q.Place.Kind == corpus.Unnumbered:
		return q.URL + textFragment(q.Text)
	}
	return q.URL
}

// Host is that of an address, for where all of it would be too long; the address itself
// where it has none.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// wordsOfFragment is how many words of a long sentence's beginning and end tell it from
// the others of its page.
const wordsOfFragment = 4

// textFragment is what behind the address of a page names a text on it.
func textFragment(text string) string {
	words := strings.Fields(text)
	escaped := func(words []string) string {
		// What a fragment is made of must not be in its words; a blank is no "+" there.
		return strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(strings.Join(words, " ")))
	}
	if len(words) <= 2*wordsOfFragment {
		return "#:~:text=" + escaped(words)
	}
	return "#:~:text=" + escaped(words[:wordsOfFragment]) + "," + escaped(words[len(words)-wordsOfFragment:])
}

// whereabouts names the document of a quotation: its file, or of a page of the web the
// address that it was read from, without what all addresses have.
func (q Quotation) whereabouts() string {
	if q.Retrieved == "" {
		return q.Span.Document
	}
	name := strings.TrimPrefix(strings.TrimPrefix(q.URL, "https://"), "http://")
	return cmp.Or(strings.TrimSuffix(name, "/"), q.Span.Document)
}
