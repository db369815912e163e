package fetch

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// TestRobotsRules follows RFC 9309, and how files are that people write.
func TestRobotsRules(t *testing.T) {
	for _, c := range []struct {
		file, path string
		want       bool
	}{
		{"", "/a", true},
		{"<html><body>Not found: / *</body></html>", "/a", true},
		{"User-agent: *\nDisallow: /", "/a", false},
		{"User-agent: *\nDisallow:", "/a", true},
		{"user-AGENT : *\r\ndisallow : /a # not there\r\n", "/a/b", false},
		{"\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", false},
		{"User-agent: *\rDisallow: /a", "/a", false},
		{"User-agent: *\nDisallow: /a", "/A", true},
		{"User-agent: *\nDisallow: /a\nUser-agent: Quoth\nDisallow: /b", "/a", true},
		{"User-agent: *\nDisallow: /a\nUser-agent: Quoth\nDisallow: /b", "/b", false},
		{"User-agent: Quoth\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", true},
		{"User-agent: *\nDisallow: /\n\nUser-agent: quoth/2.0\nDisallow:", "/a", true},
		{"User-agent: QuothBot\nDisallow: /", "/a", true},
		{"User-agent: Quo\nDisallow: /", "/a", true},
		{"User-agent: quoth\nDisallow: /a\nUser-agent: *\nDisallow: /c\nUser-agent: Quoth\nDisallow: /b", "/b", false}, // groups are joined
		{"User-agent: otter\nUser-agent: quoth\n\nDisallow: /a", "/a", false},
		{"User-agent: quoth\nSitemap: https://birds.example/map.xml\nDisallow: /a", "/a", false},
		{"Disallow: /x\nUser-agent: *\nDisallow: /a", "/a", false},
		{"Disallow: /x\nUser-agent: *\nDisallow: /a", "/x", true},
		{"User-agent: *\nCrawl-delay: soon\nDisallow: /a", "/a", false},
		{"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", false},
		{"User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		{"User-agent: *\nDisallow: /*.php", "/a/b.php?c", false},
		{"User-agent: *\nDisallow: /*.php$", "/a/b.php?c", true},
		{"User-agent: *\nDisallow: /*.php$", "/a.php/b.php", false},
		{"User-agent: *\nDisallow: /fish*$", "/shark/fish", true},
		{"User-agent: *\nDisallow: /fish$", "/fish", false},
		{"User-agent: *\nDisallow: /fish$", "/fishes", true},
		{"User-agent: *\nDisallow: /*?", "/a?b", false},
		{"User-agent: *\nDisallow: *a*b*", "/xxaxxbxx", false},
		{"User-agent: *\nDisallow: /a/%62", "/a/b", false},
		{"User-agent: *\nDisallow: /a/ä", "/a/%c3%a4", false},
		{"User-agent: *\nDisallow: /a%2Fb", "/a/b", true},
		{"User-agent: *\nAllow: /a/*.html\nDisallow: /a/bbbbbbb", "/a/bbbbbbb.html", false},
	} {
		u, err := url.Parse("https://birds.example" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := parseRobots([]byte(c.file)).allow(u); got != c.want {
			t.Errorf("%q says %v of %s, want %v", c.file, got, c.path, c.want)
		}
	}
}

func TestRobots(t *testing.T) {
	huge := "User-agent: *\n" + strings.Repeat("Disallow: /x\n", maxRobots/13-10) + "Disallow: /a\n" + strings.Repeat("# 0123456789\n", 1000) + "Disallow: /b\n"
	for name, c := range map[string]struct {
		robots http.HandlerFunc
		a, b   string
	}{
		"none":           {status(404), "added", "added"},
		"gone":           {status(410), "added", "added"},
		"not for us":     {status(403), "added", "added"},
		"broken":         {status(500), "failed", "failed"},
		"away":           {status(503), "failed", "failed"},
		"busy":           {status(429), "failed", "failed"},
		"all":            {says("text/plain", "User-agent: *\nDisallow: /"), "refused", "refused"},
		"one":            {says("text/plain", "User-agent: *\nDisallow: /a"), "refused", "added"},
		"huge":           {says("text/plain", huge), "refused", "added"}, // what comes after 500 KB does not count
		"elsewhere":      {leads(301, "https://otters.example/robots.txt"), "added", "added"},
		"with www":       {leads(301, "https://www.birds.example/robots.txt"), "refused", "added"},
		"a loop":         {leads(301, "/robots.txt"), "added", "added"},
		"a bomb":         {says2("gzip", packed(make([]byte, 100<<20))), "added", "added"},
		"never answered": {func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "failed", "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				w.site("birds.example", map[string]http.HandlerFunc{"/a": page("a"), "/b": page("b"), "/robots.txt": c.robots})
				w.site("www.birds.example", map[string]http.HandlerFunc{"/robots.txt": says("text/plain", "User-agent: *\nDisallow: /a")})
				f := w.fetcher(Source{Pages: []string{"https://birds.example/a", "https://birds.example/b"}}, Options{})
				r := w.round(f)
				got := map[string]string{}
				for _, e := range r.Events {
					got[e.Address[len(e.Address)-1:]] = kinds[e.Kind]
					if e.Kind != Added && name != "never answered" && !strings.Contains(e.Reason, "robots.txt of birds.example") {
						t.Errorf("the reason is %q", e.Reason)
					}
				}
				if got["a"] != c.a || got["b"] != c.b {
					t.Errorf("the round found %s, want %s a and %s b", summary(r), c.a, c.b)
				}
				if asked := w.asked(); c.a != "added" && c.b != "added" && len(asked) > 0 {
					t.Errorf("%v were asked", asked)
				}
			})
		})
	}
}

// robots.txt is fetched once a day; while it cannot be had, the one of before is
// good; and the pause that it asks for is kept.
func TestRobotsAreKept(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		var asked, code atomic.Int64
		code.Store(200)
		paths := map[string]http.HandlerFunc{"/robots.txt": func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			w.WriteHeader(int(code.Load()))
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 7\nDisallow: /no")
		}}
		pages := []string{"https://birds.example/no"}
		for i := range 4 {
			paths[fmt.Sprintf("/%d", i)] = page("p")
			pages = append(pages, fmt.Sprintf("https://birds.example/%d", i))
		}
		w.site("birds.example", paths)
		f := w.fetcher(Source{Pages: pages}, Options{Every: time.Hour})
		go f.Run(t.Context(), func(Report, error) {})
		time.Sleep(10 * time.Minute)
		at := w.times()
		for i := 1; i < len(at); i++ {
			if gap := at[i].Sub(at[i-1]); gap < 7*time.Second || gap > 8*time.Second {
				t.Errorf("%v lie between two requests, want 7s", gap)
			}
		}
		time.Sleep(23 * time.Hour)
		synctest.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("in a day it was asked for %d times", n)
		}
		code.Store(500)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		for _, s := range f.Status() {
			if s.Failures > 0 != strings.HasSuffix(s.Address, "/no") {
				t.Errorf("while robots.txt cannot be had, the status is %+v", s)
			}
		}
		if n := asked.Load() - 1; n < 1 || n > 11 {
			t.Errorf("while it cannot be had it was asked for %d times", n)
		}
	})
}

// Neither files nor patterns take long, or have it fail.
func TestAnyRobots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.SampledFrom([]string{"User-agent: *", "User-agent: Quoth", "Disallow: ", "Allow: ", "/", "*", "$", "a", "%", "%6", "%61", ":", "#", "\n", "\xff", "Crawl-delay: 1e99"})).Draw(t, "lines")
		r := parseRobots([]byte(strings.Join(lines, "")))
		if r.pause < 0 || r.pause > longestPause {
			t.Errorf("the pause is %v", r.pause)
		}
		r.allow(&url.URL{Scheme: "https", Host: "birds.example", Path: "/" + strings.Join(lines, "")})
	})
	began := time.Now()
	r := parseRobots([]byte("User-agent: *\n" + strings.Repeat("Disallow: "+strings.Repeat("*a", 1000)+"b\n", 200)))
	r.allow(&url.URL{Scheme: "https", Host: "birds.example", Path: "/" + strings.Repeat("a", 2000)})
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("patterns took %v", took)
	}
}
