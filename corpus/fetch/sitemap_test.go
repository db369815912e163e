package fetch

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// sitemapOf lists paths of https://birds.example, each as "PATH" or "PATH DATE".
func sitemapOf(paths ...string) string {
	out := `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">`
	for _, p := range paths {
		p, date, _ := strings.Cut(p, " ")
		if !strings.HasPrefix(p, "http") {
			p = "https://birds.example" + p
		}
		out += "<url><loc>\n " + p + "\n</loc><image:image><image:loc>https://birds.example/no.png</image:loc></image:image>"
		if date != "" {
			out += "<lastmod>" + date + "</lastmod>"
		}
		out += "</url>"
	}
	return out + "</urlset>"
}

func indexOf(paths ...string) string {
	out := `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`
	for _, p := range paths {
		p, date, _ := strings.Cut(p, " ")
		out += "<sitemap><loc>https://birds.example" + p + "</loc><lastmod>" + date + "</lastmod></sitemap>"
	}
	return out + "</sitemapindex>"
}

func (w *web) sitemaps(o Options, paths map[string]http.HandlerFunc) *Fetcher {
	w.site("birds.example", paths)
	return w.fetcher(Source{Sitemaps: []string{"https://birds.example/map.xml"}}, o)
}

// A sitemap's pages come and go with it, and are looked at when it says so.
func TestSitemap(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		paths := map[string]http.HandlerFunc{"/a": page("a"), "/b": page("b"), "/c": page("c"),
			"/map.xml": says("text/xml", sitemapOf("/a 2006-01-02", "/b", "/a", "https://otters.example/", "ftp://birds.example/", "/c#part"))}
		f := w.sitemaps(Options{}, paths)
		r := w.round(f)
		w.want(r, "added https://birds.example/a, added https://birds.example/b, added https://birds.example/c, partly https://birds.example/map.xml, unchanged 1")
		for _, e := range r.Events {
			if e.Kind == Partly && !strings.Contains(e.Reason, "2 are no addresses on the hosts") {
				t.Errorf("what is left out is told so: %s", e.Reason)
			}
			if e.Kind == Added && e.From != "https://birds.example/map.xml" {
				t.Errorf("a page comes from %q", e.From)
			}
		}
		w.asked()
		time.Sleep(DefaultEvery) // only the sitemap is looked at that often
		w.round(f)
		if got := w.asked(); !slices.Equal(got, []string{"birds.example/map.xml"}) {
			t.Errorf("%v were asked", got)
		}
		// One is changed, one goes, and one has come.
		paths["/d"] = page("d")
		paths["/a"] = page("a!")
		paths["/map.xml"] = says("text/xml", sitemapOf("/a 2006-01-03", "/c", "/d"))
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "added https://birds.example/d, changed https://birds.example/a, unchanged 1")
		if got := len(w.files()); got != 4 {
			t.Errorf("%d pages are kept, want 4", got)
		}
		if s := f.Status(); len(s) != 1 || s[0].Pages != 3 || s[0].Failing != 0 || s[0].News.IsZero() {
			t.Errorf("the status is %+v", s)
		}
		w.asked()
		time.Sleep(listedInterval) // those without a date are looked at daily
		w.round(f)
		if got := w.asked(); len(got) != 3 || slices.Contains(got, "birds.example/a") {
			t.Errorf("after a day %v were asked", got)
		}
		time.Sleep(datedInterval) // and the others once a week
		w.round(f)
		if got := w.asked(); !slices.Contains(got, "birds.example/a") {
			t.Errorf("after a week %v were asked", got)
		}
	})
}

func TestSitemapIndex(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		zip := func(s string) http.HandlerFunc { return says("application/gzip", string(packed([]byte(s)))) }
		paths := map[string]http.HandlerFunc{"/a": page("a"), "/b": page("b"), "/c": page("c"), "/d": page("d"),
			"/map.xml":    says("text/xml", indexOf("/one.xml.gz 2006-01-02", "/two.xml", "/map.xml")),
			"/one.xml.gz": zip(sitemapOf("/a")), "/two.xml": says("text/xml", indexOf("/three.xml", "/map.xml", "/one.xml.gz")),
			"/three.xml": says("text/xml", indexOf("/four.xml")), "/four.xml": says("text/xml", sitemapOf("/b"))}
		f := w.sitemaps(Options{}, paths)
		r := w.round(f) // what lies too deep is left out
		w.want(r, "added https://birds.example/a, partly https://birds.example/three.xml, unchanged 4")
		paths["/three.xml"] = says2("gzip", packed(packed([]byte(sitemapOf("/b", "/c"))))) // packed twice, as some are
		paths["/one.xml.gz"] = zip(sitemapOf("/a", "/d"))
		paths["/map.xml"] = says("text/xml", indexOf("/one.xml.gz 2006-01-03", "/two.xml"))
		time.Sleep(listedInterval)
		w.want(w.round(f), "added https://birds.example/b, added https://birds.example/c, added https://birds.example/d, unchanged 5")
		if s := f.Status(); len(s) != 1 || s[0].Pages != 4 {
			t.Errorf("the status is %+v", s)
		}
		paths["/map.xml"] = says("text/xml", indexOf("/one.xml.gz 2006-01-03"))
		time.Sleep(listedInterval)
		w.round(f) // with a sitemap its pages go
		if s := f.Status(); s[0].Pages != 2 || len(w.files()) != 4 {
			t.Errorf("the status is %+v", s)
		}
	})
}

// Of pages no more are fetched than the settings say, over all sitemaps of one.
func TestSitemapsAreBounded(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		paths := map[string]http.HandlerFunc{}
		list := func(from int) string {
			var out []string
			for i := range 50 {
				name := fmt.Sprintf("/%d", from+i)
				out = append(out, name)
				paths[name] = page(name)
			}
			return sitemapOf(out...)
		}
		paths["/map.xml"] = says("text/xml", indexOf("/one.xml", "/two.xml"))
		paths["/one.xml"], paths["/two.xml"] = says("text/xml", list(0)), says("text/xml", list(50))
		f := w.sitemaps(Options{MaxPages: 60}, paths)
		r := w.round(f)
		if r.Count(Added) != 60 || r.Count(Partly) != 1 {
			t.Errorf("the round added %d and left out %d times", r.Count(Added), r.Count(Partly))
		}
	})
}

func TestBrokenSitemaps(t *testing.T) {
	good := sitemapOf("/a")
	for name, c := range map[string]struct {
		body string
		want string
	}{
		"a byte order mark":    {"\xef\xbb\xbf" + good, "added"},
		"Latin-1":              {strings.Replace(good, "/a", "/\xe4", 1), "added"},
		"entities":             {strings.Replace(good, "/a", "/a?b&amp;c", 1), "added"},
		"raw ampersands":       {strings.Replace(good, "/a", "/a?b&c", 1), "added"},
		"CDATA":                {strings.Replace(good, "\n https://birds.example/a\n", "<![CDATA[https://birds.example/a]]>", 1), "added"},
		"cut off":              {good[:len(good)-12], "failed"},
		"cut off between":      {strings.TrimSuffix(good, "</urlset>"), "failed"},
		"a page":               {"<html><p>", "refused"},
		"a feed":               {rssOf(), "refused"},
		"no XML":               {"https://birds.example/a", "failed"},
		"deep":                 {"<urlset>" + strings.Repeat("<a>", 1_000_000), "failed"},
		"a bomb":               {string(packed(make([]byte, 200<<20))), "refused"},
		"packed and broken":    {string(packed([]byte(good))[:30]), "failed"},
		"entities without end": {`<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>` + strings.Replace(good, "/a", "/&b;", 1), "added"},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				any := page("a")
				f := w.sitemaps(Options{}, map[string]http.HandlerFunc{"/map.xml": says("application/xml", c.body), "/a": any, "/%C3%A4": any, "/ä": any, "/a?b&c": any, "/&b;": any})
				r := w.round(f)
				if len(r.Events) != 1 || kinds[r.Events[0].Kind] != c.want {
					t.Errorf("the round found %v, want %s", r.Events, c.want)
				}
			})
		})
	}
}

// An address in a million pieces takes no longer than one in one.
func TestAnAddressInPieces(t *testing.T) {
	began := time.Now()
	l, err := parseSitemap([]byte("<urlset><url><loc>" + strings.Repeat("<![CDATA[a]]>", 1_000_000) + "</loc></url></urlset>"))
	if took := time.Since(began); err != nil || len(l.entries) != 1 || len(l.entries[0].loc) > maxAddress || took > 10*time.Second {
		t.Errorf("%d entries came after %v, %v", len(l.entries), took, err)
	}
}

// What the source names, or another sitemap, a sitemap cannot take.
func TestWhatIsListedTwice(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/a": page("a"), "/b": page("b"), "/feed": says("text/xml", rssOf(rssItem("1", "a", "b"))),
			"/map.xml": says("text/xml", sitemapOf("/a 2006-01-02", "/feed", "/b 2006-01-02")), "/map2.xml": says("text/xml", sitemapOf("/map.xml", "/b 2006-01-03"))})
		f := w.fetcher(Source{Pages: []string{"https://birds.example/a"}, Feeds: []string{"https://birds.example/feed"},
			Sitemaps: []string{"https://birds.example/map.xml", "https://birds.example/map2.xml"}}, Options{})
		w.want(w.round(f), "added https://birds.example/a, added https://birds.example/b, added https://birds.example/news/1, unchanged 2")
		r, err := f.Round(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		w.want(r, "unchanged 5")
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "unchanged 4") // sitemaps that differ on a date do not have it fetched for ever
		var got []string
		for _, s := range f.Status() {
			got = append(got, fmt.Sprintf("%s %s %d", s.Kind, s.Address[len("https://birds.example"):], s.Pages))
		}
		if want := "feed /feed 0, page /a 0, sitemap /map.xml 1, sitemap /map2.xml 0"; strings.Join(got, ", ") != want {
			t.Errorf("the status is %v, want %s", got, want)
		}
	})
}

// A sitemap that fails leaves its pages as they are.
func TestASitemapFails(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		paths := map[string]http.HandlerFunc{"/a": page("a"), "/map.xml": says("text/xml", sitemapOf("/a"))}
		f := w.sitemaps(Options{}, paths)
		w.round(f)
		paths["/map.xml"] = status(500)
		paths["/a"] = page("a!")
		time.Sleep(listedInterval)
		w.want(w.round(f), "changed https://birds.example/a, failed https://birds.example/map.xml")
	})
}

// A large site on a slow host keeps no feed waiting.
func TestALargeSiteKeepsNobodyWaiting(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		var list []string
		paths := map[string]http.HandlerFunc{"/robots.txt": says("text/plain", "User-agent: *\nCrawl-delay: 30")}
		for i := range 200 {
			name := fmt.Sprintf("/%d", i)
			list, paths[name] = append(list, name), page(name)
		}
		paths["/map.xml"] = says("text/xml", sitemapOf(list...))
		w.site("birds.example", paths)
		w.site("otters.example", map[string]http.HandlerFunc{"/feed": func(out http.ResponseWriter, r *http.Request) {
			fmt.Fprint(out, rssOf(rssItem(time.Now().Format("150405"), "a", "b")))
		}})
		f := w.fetcher(Source{Sitemaps: []string{"https://birds.example/map.xml"}, Feeds: []string{"https://otters.example/feed"}}, Options{})
		go f.Run(t.Context(), func(Report, error) {})
		time.Sleep(3 * time.Hour)
		synctest.Wait()
		feeds := 0
		for _, a := range w.asked() {
			if strings.HasPrefix(a, "otters") {
				feeds++
			}
		}
		if pages := f.Status()[1].Pages; feeds < 10 || pages != 200 || len(w.files()) != 200+feeds {
			t.Errorf("in three hours the feed was asked %d times, and %d files are kept", feeds, len(w.files()))
		}
	})
}
