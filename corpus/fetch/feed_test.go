package fetch

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/quoth-bot/quoth/corpus/feed"
)

var emptyFeed = &gofeed.Feed{}

func rssOf(items ...string) string {
	return `<?xml version="1.0"?><rss version="2.0"><channel><title>Birds &amp;amp; more</title><link>https://birds.example/home</link>` + strings.Join(items, "") + `</channel></rss>`
}

func rssItem(id, title, text string) string {
	return fmt.Sprintf(`<item><guid>%s</guid><link>/news/%s</link><title>%s</title><description>%s</description></item>`, id, id, title, text)
}

// feedAt is a fetcher of the feed https://birds.example/feed, which is answered
// so.
func feedAt(w *web, o Options, answer http.HandlerFunc) (*Fetcher, map[string]http.HandlerFunc) {
	paths := map[string]http.HandlerFunc{"/feed": answer}
	w.site("birds.example", paths)
	return w.fetcher(Source{Feeds: []string{"https://birds.example/feed"}}, o), paths
}

// items returns what is kept of feeds, by the address that each item links to.
func (w *web) items() map[string]jsonFeed {
	out := map[string]jsonFeed{}
	for name, r := range w.files() {
		var f jsonFeed
		if err := json.Unmarshal(r.block, &f); err != nil || len(f.Items) != 1 || r.get("Content-Type") != "application/feed+json" || r.get("WARC-Type") != "conversion" {
			w.t.Errorf("%s is no item: %v", name, err)
			continue
		}
		if r.get(superseded) == "" {
			out[r.get("WARC-Target-URI")] = f
		}
	}
	return out
}

func TestFeeds(t *testing.T) {
	for name, c := range map[string]struct{ contentType, body, want string }{
		"RSS": {"application/rss+xml", `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Birds</title><link>https://birds.example/</link><language>de</language>
			<item><guid isPermaLink="false">n1</guid><link>https://birds.example/1</link><title>Herons</title><dc:creator>Ada</dc:creator>
			<pubDate>Mon, 02 Jan 2006 15:04:05 GMT</pubDate><description>&lt;p&gt;They &amp;amp; fish.&lt;/p&gt;</description></item></channel></rss>`,
			`{n1 https://birds.example/1 Herons <p>They &amp; fish.</p>  2006-01-02T15:04:05Z  [{Ada}] de}`},
		"Atom": {"application/atom+xml", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Birds</title><link href="https://birds.example/"/>
			<entry><id>n1</id><link href="https://birds.example/1"/><title>Herons</title><author><name>Ada</name><email>ada@birds.example</email></author>
			<published>2006-01-02T15:04:05Z</published><updated>2006-01-03T15:04:05Z</updated><content type="html">&lt;p&gt;They fish.&lt;/p&gt;</content></entry></feed>`,
			`{n1 https://birds.example/1 Herons <p>They fish.</p>  2006-01-02T15:04:05Z 2006-01-03T15:04:05Z [{Ada}] de}`},
		"JSON": {"application/feed+json", `{"version":"https://jsonfeed.org/version/1.1","title":"Birds","home_page_url":"https://birds.example/","language":"de",
			"items":[{"id":"n1","url":"https://birds.example/1","title":"Herons","content_text":"They <fish>.","date_published":"2006-01-02T15:04:05Z","authors":[{"name":"Ada"}]}]}`,
			`{n1 https://birds.example/1 Herons  They <fish>. 2006-01-02T15:04:05Z  [{Ada}] de}`},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				f, _ := feedAt(w, Options{}, says(c.contentType, c.body))
				w.want(w.round(f), "added https://birds.example/1")
				got := w.items()["https://birds.example/1"]
				if fmt.Sprint(got.Items[0]) != c.want || got.Title != "Birds" || got.Home != "https://birds.example/" || got.Version != "https://jsonfeed.org/version/1.1" {
					t.Errorf("it is kept as\n%+v\nwant\n%s", got, c.want)
				}
			})
		})
	}
}

// Items that a feed no longer lists stay; one that changes has an older version.
func TestItemsComeAndGo(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		f, paths := feedAt(w, Options{KeepOld: time.Hour}, says("text/xml", rssOf(rssItem("1", "One", "One heron."), rssItem("2", "Two", "Two herons."))))
		r := w.round(f)
		w.want(r, "added https://birds.example/news/1, added https://birds.example/news/2")
		if e := r.Events[0]; e.From != "https://birds.example/feed" {
			t.Errorf("the event says %+v", e)
		}
		paths["/feed"] = says("text/xml", rssOf(rssItem("3", "Three", "Three herons."), rssItem("2", "Two!", "Two herons, or three.")))
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "added https://birds.example/news/3, changed https://birds.example/news/2")
		if got := len(w.files()); got != 4 {
			t.Errorf("%d files are kept, want 4", got)
		}
		if got := w.items()["https://birds.example/news/2"].Items[0]; got.Text != "Two herons, or three." || got.Title != "Two!" {
			t.Errorf("the newest is %+v", got)
		}
		// Another name of the feed, and another order, change no item.
		news := f.Status()[0].News
		paths["/feed"] = says("text/xml", strings.Replace(rssOf(rssItem("2", "Two!", "Two herons, or three."), rssItem("3", "Three", "Three herons.")), "Birds", "Herons", 1))
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "unchanged 1")
		if s := f.Status()[0]; !s.News.Equal(news) || !s.Success.After(news) {
			t.Errorf("nothing is new, and the status is %+v", s)
		}
		// A restart fetches what it needs to, and knows the items.
		f = w.fetcher(f.source, Options{})
		r, _ = f.Round(t.Context(), true)
		w.want(r, "unchanged 1")
	})
}

func TestAChangeOfTheTimeAloneIsNone(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		f, _ := feedAt(w, Options{}, func(out http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(out, `<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><entry><id>1</id><title>One</title><published>2006-01-02T15:04:05Z</published><updated>%s</updated></entry></feed>`,
				time.Now().Format(time.RFC3339))
		})
		w.want(w.round(f), "added https://birds.example/feed#1")
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "unchanged 1")
	})
}

// Items are told apart by what tells them apart.
func TestItemsWithoutID(t *testing.T) {
	for name, c := range map[string]struct {
		items string
		want  int
	}{
		"links":              {`<item><link>/1</link><title>a</title></item><item><link>/2</link><title>a</title></item>`, 2},
		"nothing":            {`<item><title>a</title></item><item><title>b</title></item>`, 2},
		"nothing, the same":  {`<item><title>a</title></item><item><title>a</title></item>`, 1},
		"one ID for all":     {`<item><guid>x</guid><link>/1</link><title>a</title></item><item><guid>x</guid><link>/2</link><title>b</title></item>`, 2},
		"one link for all":   {`<item><link>/</link><title>a</title></item><item><link>/</link><title>b</title></item>`, 2},
		"no text":            {`<item><guid>1</guid></item><item/>`, 0},
		"a script":           {`<item><link>javascript:alert(1)</link><title>a</title></item>`, 1},
		"an ID without end":  {`<item><guid>` + strings.Repeat("x", 100_000) + `</guid><title>a</title></item>`, 1},
		"an ID that climbs":  {`<item><guid>../../../etc/passwd</guid><title>a</title></item>`, 1},
		"a password":         {`<item><link>https://you:secret@birds.example/</link><title>a</title></item>`, 1},
		"white space in IDs": {`<item><guid> 1 </guid><title>a</title></item><item><guid>2&#10;3</guid><title>b</title></item>`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				body := rssOf(c.items)
				f, _ := feedAt(w, Options{KeepOld: time.Hour}, func(out http.ResponseWriter, r *http.Request) {
					fmt.Fprint(out, body)
				})
				r := w.round(f)
				if r.Count(Added) != c.want || len(w.files()) != c.want {
					t.Errorf("the round found %s, and %d files are kept, want %d", summary(r), len(w.files()), c.want)
				}
				body += "<!-- other bytes -->"
				time.Sleep(DefaultEvery)
				w.want(w.round(f), "unchanged 1")
				for address := range w.items() {
					if !strings.HasPrefix(address, "https://birds.example/") || strings.Contains(address, "secret") {
						t.Errorf("an item links to %s", address)
					}
				}
			})
		})
	}
}

// A feed cannot take the place of a page, nor of another feed's item.
func TestAFeedKeepsToItself(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		item := `<item><guid>https://otters.example/</guid><link>https://otters.example/</link><title>%s</title></item>`
		w.site("birds.example", map[string]http.HandlerFunc{"/a": says("text/xml", rssOf(fmt.Sprintf(item, "a"))), "/b": says("text/xml", rssOf(fmt.Sprintf(item, "b")))})
		w.site("otters.example", map[string]http.HandlerFunc{"/": page("Otters.")})
		f := w.fetcher(Source{Pages: []string{"https://otters.example/"}, Feeds: []string{"https://birds.example/a", "https://birds.example/b"}}, Options{})
		if r := w.round(f); r.Count(Added) != 3 || len(w.files()) != 3 {
			t.Errorf("the round found %s", summary(r))
		}
	})
}

func TestBrokenFeeds(t *testing.T) {
	latin := "<rss version='2.0'><channel><item><guid>1</guid><title>caf\xe9 \x93quoted\x94</title></item></channel></rss>"
	utf16 := func(s string) string {
		out := "\xff\xfe"
		for _, r := range s {
			out += string([]byte{byte(r), byte(r >> 8)})
		}
		return out
	}
	good := rssOf(rssItem("1", "café", "c"))
	for name, c := range map[string]struct{ contentType, body, want string }{
		"Latin-1 that says UTF-8":       {"text/xml; charset=utf-8", `<?xml version="1.0" encoding="UTF-8"?>` + latin, "café “quoted”"},
		"Latin-1 that says nothing":     {"", latin, "café “quoted”"},
		"Latin-1 in the header":         {"text/xml; charset=ISO-8859-1", latin, "café “quoted”"},
		"Latin-2 in the declaration":    {"text/xml; charset=utf-8", `<?xml version="1.0" encoding="iso-8859-2"?>` + strings.NewReplacer("\xe9", "\xb1", "\x93", "", "\x94", "").Replace(latin), "cafą quoted"},
		"UTF-8 that says Latin-1":       {"text/xml; charset=iso-8859-1", strings.Replace(good, `"1.0"`, `"1.0" encoding="iso-8859-1"`, 1), "café"},
		"UTF-8 that says UTF-16":        {"text/xml", strings.Replace(good, `"1.0"`, `"1.0" encoding="utf-16"`, 1), "café"},
		"UTF-16":                        {"text/xml", utf16(strings.Replace(good, `"1.0"`, `"1.0" encoding="utf-16"`, 1)), "café"},
		"an encoding that there is not": {"text/xml; charset=nonsense", strings.Replace(good, `"1.0"`, `"1.0" encoding="x-heron"`, 1), "café"},
		"a byte order mark":             {"text/xml", "\xef\xbb\xbf" + good, "café"},
		"white space before":            {"text/xml", "\n\n  " + good, "café"},
		"Japanese in seven bits":        {"text/xml", "<?xml version='1.0' encoding='ISO-2022-JP'?><rss version='2.0'><channel><item><guid>1</guid><title>\x1b$B%5%.\x1b(B</title></item></channel></rss>", "サギ"},
		"control characters":            {"text/xml", strings.Replace(good, "café", "ca\x08f\x00\x0bé", 1), "café"},
		"entities of HTML":              {"text/xml", strings.Replace(good, "café", "caf&eacute;&nbsp;", 1), "café"},
		"entities of its own":           {"text/xml", `<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + strings.Replace(good, "café", "a&e;b", 1), "a&e;b"},
		"laughs":                        {"text/xml", `<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>` + strings.Replace(good, "café", "&b;", 1), "&b;"},
		"cut off":                       {"text/xml", good[:len(good)-20], ""},
		"no XML":                        {"text/xml", "heron", ""},
		"another XML":                   {"text/xml", "<html><p>", ""},
		"broken JSON":                   {"application/json", `{"items":[`, ""},
		"deep":                          {"text/xml", good[:len(good)-16] + strings.Repeat("<a>", 1_000_000), ""},
		"deep in an item":               {"text/xml", "<rss><channel><item>" + strings.Repeat("<a:b>", 1_000_000), ""},
		"deep JSON":                     {"application/json", `{"a":` + strings.Repeat("[", 150_000), ""},
		"many items":                    {"text/xml", "<rss><channel>" + strings.Repeat("<item/>", 1_000_000), ""},
		"many attributes":               {"text/xml", "<rss><channel " + strings.Repeat("a='' ", 1_000_000) + ">", ""},
		"many objects":                  {"application/json", `{"items":[` + strings.Repeat("{},", 2_000_000) + "{}]}", ""},
		"many bytes":                    {"text/xml", "<rss><channel><title>" + strings.Repeat("a", feed.MaxSize), ""},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				f, _ := feedAt(w, Options{}, says(c.contentType, c.body))
				r := w.round(f)
				if c.want == "" {
					if strings.HasPrefix(name, "deep") && strings.Contains(c.body, "<") && !strings.Contains(r.Events[0].Reason, "too deep") {
						t.Errorf("the reason is %q", r.Events[0].Reason) // a parser that goes so deep ends the program
					}
					w.want(r, map[bool]string{true: "refused", false: "failed"}[strings.Contains(c.body, "<html>") || strings.HasPrefix(name, "many")]+" https://birds.example/feed")
					return
				}
				for _, i := range w.items() {
					if got := strings.TrimSpace(i.Items[0].Title); got != c.want {
						t.Errorf("its title is %q, want %q", got, c.want)
					}
				}
				if r.Count(Added) != 1 {
					t.Errorf("the round found %s", summary(r))
				}
			})
		})
	}
}

// Any bytes are a feed or an error, and what comes of them can be kept.
func FuzzFeed(f *testing.F) {
	f.Add([]byte(rssOf(rssItem("1", "a", "b"))), "text/xml")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","content_text":"a"},null]}`), "application/json")
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title type="xhtml"><div>a</div></title></entry></feed>`), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		feed, err := parse(body, contentType)
		if err != nil {
			return
		}
		u, _ := parseAddress("https://birds.example/feed")
		for _, i := range itemsOf(feed, u, u) {
			r, err := parseRecord(i.record().bytes())
			if err != nil || string(r.block) != string(i.record().block) {
				t.Errorf("an item cannot be kept: %v", err)
			}
		}
	})
}

// A feed may ask to be looked at less often, and not more often, and not never.
func TestHowOftenAFeedIsFetched(t *testing.T) {
	for name, c := range map[string]struct {
		cache, ttl string
		want       time.Duration
	}{
		"nothing":    {"", "", DefaultEvery},
		"max-age":    {"public, max-age=3600", "", time.Hour},
		"ttl":        {"max-age=60", "<ttl>120</ttl>", 2 * time.Hour},
		"shorter":    {"max-age=60", "<ttl>1</ttl>", DefaultEvery},
		"a year":     {"max-age=31536000", "<ttl>999999</ttl>", longestWait},
		"never":      {"max-age=99999999999999999999", "<ttl>-1</ttl>", DefaultEvery},
		"no caching": {"no-store, max-age=0", "<ttl>soon</ttl>", DefaultEvery},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				f, _ := feedAt(w, Options{}, func(out http.ResponseWriter, r *http.Request) {
					out.Header().Set("Cache-Control", c.cache)
					out.Header().Set("ETag", `"1"`)
					if r.Header.Get("If-None-Match") == `"1"` {
						out.WriteHeader(http.StatusNotModified)
						return
					}
					fmt.Fprint(out, rssOf(c.ttl, rssItem("1", "a", "b")))
				})
				go f.Run(t.Context(), func(Report, error) {})
				time.Sleep(4 * c.want)
				at := w.times()
				for i := 1; i < len(at); i++ {
					if gap := at[i].Sub(at[i-1]); gap < c.want || gap > c.want+10*time.Second {
						t.Fatalf("it was asked after %v, want %v", gap, c.want)
					}
				}
				if len(at) < 3 {
					t.Errorf("it was asked %d times", len(at))
				}
			})
		})
	}
}

// Of a feed without end the first items are kept.
func TestAFeedWithManyItems(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		var items []string
		for i := range 30 {
			items = append(items, rssItem(fmt.Sprint(i), "a", fmt.Sprint(i)))
		}
		f, _ := feedAt(w, Options{MaxPages: 10}, says("text/xml", rssOf(items...)))
		if r := w.round(f); r.Count(Added) != 10 || r.Count(Partly) != 1 {
			t.Errorf("the round found %s", summary(r))
		}
	})
}
