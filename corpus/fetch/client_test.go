package fetch

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func packed(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// endless writes until the other side has had enough, and notes how much that
// was.
func endless(written *atomic.Int64, part []byte, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		for written.Load() < 10<<30 {
			n, err := w.Write(part)
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	}
}

// What a host answers is bounded, packed and unpacked, in bytes and in time.
func TestBodiesWithoutEnd(t *testing.T) {
	const most = 1 << 20
	var written atomic.Int64
	zeros := make([]byte, 64<<10)
	slow := func(before string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if before != "" {
				fmt.Fprint(w, before)
				w.(http.Flusher).Flush()
			}
			for range 100_000 { // a byte now and then: never idle
				select {
				case <-r.Context().Done():
					return
				case <-time.After(time.Second):
					if before != "" {
						fmt.Fprint(w, "a")
						w.(http.Flusher).Flush()
					}
				}
			}
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"ten gigabytes":           {endless(&written, zeros), "refused larger than"},
		"ten gigabytes announced": {endless(&written, zeros, "Content-Length", "10737418240"), "refused larger than"},
		"a gzip bomb":             {says2("gzip", packed(make([]byte, 200<<20))), "refused larger than"},
		"empty members for ever":  {endless(&written, packed(nil), "Content-Encoding", "gzip"), "refused larger than"},
		"packed otherwise":        {says2("br", []byte("abc")), `refused packed with "br"`},
		"not packed at all":       {says2("gzip", []byte("<p>Herons.")), "failed could not be fetched"},
		"packed and cut off":      {says2("gzip", packed([]byte("<p>Herons."))[:20]), "failed breaks off"},
		"no header for ever":      {slow(""), "failed not answered in 1m0s"},
		"no end for ever":         {slow("<p>"), "failed not answered in 1m0s"},
		"a header without end":    {says2(strings.Repeat("x", 1<<20), []byte("<p>")), "failed could not be fetched"},
		"less than announced": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "<p>Herons.")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, "failed breaks off"},
	} {
		t.Run(name, func(t *testing.T) {
			written.Store(0)
			inWeb(t, func(t *testing.T, w *web) {
				w.site("birds.example", map[string]http.HandlerFunc{"/": c.answer})
				f := w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{MaxSize: most})
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				r := w.round(f)
				runtime.ReadMemStats(&after)
				kind, reason, _ := strings.Cut(c.want, " ")
				w.want(r, kind+" http://birds.example/")
				if len(r.Events) == 1 && !strings.Contains(r.Events[0].Reason, reason) {
					t.Errorf("the reason is %q, want %q in it", r.Events[0].Reason, reason)
				}
				if n := written.Load(); n > 4*most {
					t.Errorf("%d bytes were taken", n)
				}
				if took := after.TotalAlloc - before.TotalAlloc; took > 20*most {
					t.Errorf("%d bytes were allocated", took)
				}
				w.wantTexts()
			})
		})
	}
}

func says2(encoding string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", encoding)
		_, _ = w.Write(body)
	}
}

// What is packed is kept as it was before.
func TestPacked(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/": says2("gzip", packed([]byte("<p>Herons.")))})
		r := w.round(w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{}))
		w.wantTexts("birds.example: <p>Herons.")
		if block := string(w.files()[r.Events[0].File].block); strings.Contains(block, "Content-Encoding") || !strings.Contains(block, "Content-Length: 10\r\n") {
			t.Errorf("the header tells otherwise:\n%s", block)
		}
	})
}

// A host that asks to be left alone is: all of it, for as long as it asks, and no
// longer than a day.
func TestRetryAfter(t *testing.T) {
	for name, c := range map[string]struct {
		code  int
		after func() string
		want  time.Duration // until it is asked again
	}{
		"seconds":  {429, func() string { return "3600" }, time.Hour},
		"a date":   {503, func() string { return time.Now().Add(2 * time.Hour).UTC().Format(http.TimeFormat) }, 2 * time.Hour},
		"a year":   {503, func() string { return "31536000" }, longestWait},
		"a second": {429, func() string { return "1" }, time.Second}, // of the other page
		"nothing":  {429, func() string { return "" }, DefaultEvery},
		"nonsense": {503, func() string { return "soon" }, DefaultEvery},
		"the past": {503, func() string { return "Mon, 02 Jan 2006 15:04:05 GMT" }, DefaultEvery},
		"negative": {503, func() string { return "-5" }, DefaultEvery},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				time.Sleep(20 * 365 * 24 * time.Hour) // into this century
				busy := func(out http.ResponseWriter, r *http.Request) {
					out.Header().Set("Retry-After", c.after())
					out.WriteHeader(c.code)
				}
				w.site("birds.example", map[string]http.HandlerFunc{"/a": busy, "/b": busy})
				f := w.fetcher(Source{Pages: []string{"http://birds.example/a", "http://birds.example/b"}}, Options{})
				if r := w.round(f); r.Count(Failed)+r.Later != 2 {
					t.Errorf("the round found %s", summary(r))
				}
				began := time.Now()
				w.asked()
				f = w.fetcher(f.source, Options{}) // a restart makes it no sooner
				go f.Run(t.Context(), func(Report, error) {})
				time.Sleep(3 * longestWait)
				first := w.times()[0].Sub(began)
				if first < c.want-time.Minute || first > c.want+c.want/4+2*time.Minute {
					t.Errorf("it was asked again after %v, want %v", first, c.want)
				}
			})
		})
	}
}

// Where an address leads to is judged like an address.
func TestRedirects(t *testing.T) {
	for name, c := range map[string]struct{ to, want, reason string }{
		"the same host":         {"/b", "added", ""},
		"with www":              {"https://www.birds.example/b", "added", ""},
		"to itself":             {"/a", "refused", "more than 5 times"},
		"a loop":                {"/loop", "refused", "more than 5 times"},
		"another host":          {"https://otters.example/", "refused", "otters.example is no host of the collection"},
		"a host of that name":   {"https://birds.example.otters.example/", "refused", "no host of the collection"},
		"another port":          {"https://birds.example:8443/", "refused", "no host of the collection"},
		"another network":       {"http://127.0.0.1/", "refused", "no host of the collection"},
		"metadata":              {"http://169.254.169.254/latest/meta-data/", "refused", "no host of the collection"},
		"metadata in another":   {"http://[::ffff:169.254.169.254]/", "refused", "no host of the collection"},
		"this machine":          {"http://localhost/", "refused", "no host of the collection"},
		"plain":                 {"http://birds.example/b", "refused", "from https to http"},
		"a file":                {"file:///etc/passwd", "refused", "http:// or https://"},
		"another protocol":      {"gopher://birds.example/", "refused", "http:// or https://"},
		"with a password":       {"https://you:secret@birds.example/b", "refused", "user or password"},
		"nowhere":               {"", "refused", "leads to no address"},
		"an address too long":   {"/" + strings.Repeat("b", 3000), "refused", "2048 bytes"},
		"to what is forbidden":  {"/forbidden", "refused", "robots.txt of birds.example forbids"},
		"a host in disguise":    {"https://birds.example@otters.example/", "refused", "user or password"},
		"figures for this host": {"http://2130706433/", "refused", "no host of the collection"},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				w.site("birds.example", map[string]http.HandlerFunc{"/a": leads(302, c.to), "/b": page("b"), "/loop": leads(307, "/loop2"), "/loop2": leads(303, "/loop"),
					"/robots.txt": says("text/plain", "User-agent: *\nDisallow: /forbidden"), "/forbidden": page("no")})
				w.site("www.birds.example", map[string]http.HandlerFunc{"/b": page("b")})
				w.site("otters.example", map[string]http.HandlerFunc{"/": page("no")})
				f := w.fetcher(Source{Pages: []string{"https://birds.example/a"}}, Options{})
				r := w.round(f)
				w.want(r, c.want+" https://birds.example/a")
				if len(r.Events) == 1 && !strings.Contains(r.Events[0].Reason, c.reason) {
					t.Errorf("the reason is %q", r.Events[0].Reason)
				}
				if strings.Contains(fmt.Sprint(r.Events), "secret") {
					t.Error("the password is told")
				}
				for _, asked := range w.asked() {
					if !strings.Contains(asked, "birds.example/") || strings.Contains(asked, "forbidden") {
						t.Errorf("%s was asked", asked)
					}
				}
			})
		})
	}
}

// Headers with secrets go to their host alone, and not over plain http unless
// the source names that.
func TestHeaders(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/a": leads(302, "https://www.birds.example/b"), "/c": page("c")})
		w.site("www.birds.example", map[string]http.HandlerFunc{"/b": page("b")})
		w.site("wiki.example:8080", map[string]http.HandlerFunc{"/": page("w")})
		w.site("otters.example", map[string]http.HandlerFunc{"/": page("o"), "/map.xml": says("text/xml",
			`<urlset><url><loc>http://birds.example/c</loc></url></urlset>`)})
		f := w.fetcher(Source{Pages: []string{"https://birds.example/a", "https://otters.example/", "http://wiki.example:8080/"}, Sitemaps: []string{"https://otters.example/map.xml"}},
			Options{Headers: map[string]map[string]string{"birds.example": {"authorization": "Bearer nest"}, "wiki.example:8080": {"X-Token": "reed"}}})
		r := w.round(f)
		if r.Count(Added) != 4 {
			t.Errorf("the round found %s", summary(r))
		}
		for address, want := range map[string]string{"birds.example/a": "Bearer nest", "birds.example/robots.txt": "", "birds.example/c": "",
			"www.birds.example/b": "", "otters.example/": "", "wiki.example:8080/": "reed"} {
			header := w.last[address]
			if got := header.Get("Authorization") + header.Get("X-Token"); got != want {
				t.Errorf("%s was told %q, want %q", address, got, want)
			}
			if header.Get("Cookie") != "" || header.Get("Referer") != "" {
				t.Errorf("%s was told %v", address, header)
			}
		}
		for name, kept := range w.files() {
			if strings.Contains(string(kept.bytes()), "nest") {
				t.Errorf("%s holds the secret", name)
			}
		}
	})
}

// No proxy of the environment is used: it would make the connections in our
// stead, to wherever it can.
func TestNoProxy(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/": page("b")})
		w.want(w.round(w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{})), "added http://birds.example/")
	})
}

// One request at a time goes to a host, with a pause after each; several hosts
// are asked at a time, and not all.
func TestPace(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		var pages []string
		for h := range 12 {
			host := fmt.Sprintf("h%d.example", h)
			paths := map[string]http.HandlerFunc{}
			for p := range 5 {
				paths[fmt.Sprintf("/%d", p)] = func(out http.ResponseWriter, r *http.Request) {
					time.Sleep(time.Second)
					page(fmt.Sprint(h, p))(out, r)
				}
				pages = append(pages, fmt.Sprintf("http://%s/%d", host, p))
			}
			w.site(host, paths)
		}
		r := w.round(w.fetcher(Source{Pages: pages}, Options{}))
		if r.Count(Added) != 60 {
			t.Errorf("the round found %s", summary(r))
		}
		for host, most := range w.most {
			if most > 1 {
				t.Errorf("%s had %d requests at a time", host, most)
			}
		}
		if w.mostOpen > 2*atOnce || w.mostOpen < atOnce {
			t.Errorf("%d connections were open at a time", w.mostOpen)
		}
		if took, want := r.Ended.Sub(r.Began), 12/atOnce*10*time.Second; took < want-5*time.Second || took > want+5*time.Second {
			t.Errorf("the round took %v, want about %v", took, want)
		}
	})
}

// A host that cannot be reached keeps nobody waiting: after three addresses the
// others are put off.
func TestADeadHost(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		var pages []string
		for i := range 100 {
			pages = append(pages, fmt.Sprintf("http://birds.example/%d", i))
		}
		r := w.round(w.fetcher(Source{Pages: pages}, Options{}))
		if r.Count(Failed) != deadAfter || r.Later != 100-deadAfter || !strings.Contains(r.Events[0].Reason, "there is no host birds.example") {
			t.Errorf("the round found %d failures, %d later: %s", r.Count(Failed), r.Later, r.Events[0].Reason)
		}
	})
}

// An address that fails is tried again ever more seldom, once a day at least.
func TestBackoff(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/": status(500)})
		f := w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{})
		go f.Run(t.Context(), func(Report, error) {})
		time.Sleep(30 * 24 * time.Hour)
		at := w.times()
		for i := 1; i < len(at); i++ {
			low := min(DefaultEvery<<min(i-1, 10), longestWait)
			if gap := at[i].Sub(at[i-1]); gap < low || gap > low+low/4+time.Minute {
				t.Errorf("request %d came %v after the one before, want %v to a quarter more", i, gap, low)
			}
		}
		if n := len(at); n < 28 || n > 40 {
			t.Errorf("in 30 days it was asked %d times", n)
		}
	})
}
