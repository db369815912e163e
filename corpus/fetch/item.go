package fetch

import (
	"bytes"
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/quoth-bot/quoth/corpus/feed"
)

// A jsonFeed is a feed as it is kept: JSON Feed 1.1, with one item.
type jsonFeed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Home    string     `json:"home_page_url,omitempty"`
	Feed    string     `json:"feed_url,omitempty"`
	Items   []jsonItem `json:"items"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url,omitempty"`
	Title     string       `json:"title,omitempty"`
	HTML      string       `json:"content_html,omitempty"`
	Text      string       `json:"content_text,omitempty"`
	Published string       `json:"date_published,omitempty"`
	Modified  string       `json:"date_modified,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Language  string       `json:"language,omitempty"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

const jsonFeedVersion = "https://jsonfeed.org/version/1.1"

// An item is one of a feed, as it is kept.
type item struct {
	feed    jsonFeed
	address string // what it links to; of one without a link the feed's, with its ID
	file    string
}

func (i item) record() record {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(i.feed) // only strings
	return newRecord(conversion, i.address, feedType, b.Bytes())
}

// itemsOf returns the items of a feed that say anything, each once. u is the
// address that the source names, and final where it led to.
func itemsOf(f *gofeed.Feed, u, final *url.URL) []item {
	base := final
	if home, err := final.Parse(strings.TrimSpace(f.Link)); err == nil && f.Link != "" {
		base = home
	}
	plain := feed.IsPlain(f)
	var items []jsonItem
	for i, from := range f.Items {
		if from == nil {
			continue
		}
		it := itemOf(from, base, f.Language)
		text := from.Content
		if strings.TrimSpace(text) == "" {
			text = from.Description
		}
		switch {
		case strings.TrimSpace(text) == "" && it.Title == "":
			continue
		case strings.TrimSpace(text) == "":
			it.Text = it.Title // JSON Feed wants one of both
		case plain(i, text):
			it.Text = strings.TrimSpace(text)
		default:
			it.HTML = text
		}
		items = append(items, it)
	}
	out := make([]item, 0, len(items))
	seen := map[string]bool{}
	for i, id := range identify(items) {
		items[i].ID = id
		if !seen[id] {
			seen[id] = true
			out = append(out, kept(items[i], f, base, u))
		}
	}
	return out
}

// kept is an item with the feed around it. Where it is kept hangs on the feed
// and the ID alone, so that neither another link nor another title makes it
// another item, and no feed can take the place of a page, or of another's item.
func kept(it jsonItem, f *gofeed.Feed, home, u *url.URL) item {
	readable := it.ID
	if at, err := url.Parse(it.ID); err == nil && at.Host != "" {
		readable = at.Path + " " + at.RawQuery
	}
	address := it.URL
	if address == "" {
		at := *u
		at.Fragment = it.ID
		address = at.String()
	}
	return item{
		feed: jsonFeed{Version: jsonFeedVersion, Title: title(f.Title), Home: webAddress(home, home.String()), Feed: u.String(),
			Items: []jsonItem{it}},
		address: address,
		file:    fileName(u, readable, u.String()+"\n"+it.ID),
	}
}

func itemOf(from *gofeed.Item, base *url.URL, language string) jsonItem {
	it := jsonItem{
		ID: strings.TrimSpace(from.GUID), URL: webAddress(base, from.Link), Title: title(from.Title), Language: language,
		Published: stamp(from.PublishedParsed), Modified: stamp(from.UpdatedParsed),
	}
	if it.Modified == it.Published {
		it.Modified = ""
	}
	for _, a := range from.Authors {
		// Of who wrote it the name is kept, and no address.
		if a != nil && strings.TrimSpace(a.Name) != "" {
			it.Authors = append(it.Authors, jsonAuthor{strings.TrimSpace(a.Name)})
		}
	}
	return it
}

// title is one in plain text. Many feeds write entities of HTML in theirs.
func title(s string) string { return strings.Join(strings.Fields(html.UnescapeString(s)), " ") }

// stamp is a time as JSON Feed has it; "" where there is none, or none that could
// be written so.
func stamp(t *time.Time) string {
	if t == nil || t.Year() < 1 || t.Year() > 9999 {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// webAddress is a link as an address of the web; "" if it is none.
func webAddress(base *url.URL, link string) string {
	link = strings.TrimSpace(link)
	u, err := base.Parse(link)
	if link == "" || err != nil || len(link) > maxAddress || u.User != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// maxID is the length in bytes of the longest ID that is taken as it is.
const maxID = 2048

// identify returns what tells each item apart: its ID, else its link, else what
// it says. What several items of a feed have tells none of them apart.
func identify(items []jsonItem) []string {
	ids, links := map[string]int{}, map[string]int{}
	for i := range items {
		ids[items[i].ID]++
		links[items[i].URL]++
	}
	out := make([]string, len(items))
	for i, it := range items {
		switch {
		case it.ID != "" && ids[it.ID] == 1 && len(it.ID) <= maxID:
			out[i] = it.ID
		case it.URL != "" && links[it.URL] == 1:
			out[i] = it.URL
		default:
			out[i] = "content-" + digestOf([]byte(it.Title+"\n"+it.HTML+it.Text+"\n"+it.Published))
		}
	}
	return out
}
