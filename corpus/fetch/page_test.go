package fetch

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestAPageIsKept(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/herons/grey": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Set-Cookie", "who=you")
			w.Header().Set("X-Bird", "heron")
			page("Herons stand.")(w, r)
		}})
		f := w.fetcher(Source{Pages: []string{"HTTPS://Birds.Example:443/herons/grey#top"}}, Options{Version: "1.2", Contact: "https://quoth.example"})
		r := w.round(f)
		w.want(r, "added https://birds.example/herons/grey")
		if got := w.last["birds.example/herons/grey"].Get("User-Agent"); got != "Quoth/1.2 (+https://quoth.example)" {
			t.Errorf("the host is told %q", got)
		}
		synctest.Wait()
		if w.open != 0 {
			t.Errorf("after the round %d connections are open", w.open)
		}
		kept := w.files()[r.Events[0].File]
		if !strings.HasPrefix(r.Events[0].File, "birds.example/herons-grey~") {
			t.Errorf("it is kept as %s", r.Events[0].File)
		}
		for name, want := range map[string]string{"WARC-Type": "response", "WARC-Target-URI": "https://birds.example/herons/grey",
			"WARC-Date": r.Ended.UTC().Format(time.RFC3339), "Content-Type": "application/http; msgtype=response"} {
			if got := kept.get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(kept.block)), nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil || string(body) != "<p>Herons stand.</p>" || response.ContentLength != int64(len(body)) {
			t.Errorf("the body is %q, %v", body, err)
		}
		if response.Header.Get("X-Bird") != "heron" || response.Header.Get("Set-Cookie") != "" {
			t.Errorf("its header is %v", response.Header)
		}
	})
}

// A page that has not changed is not fetched again where the host can tell, and
// not written again where it cannot.
func TestUnchanged(t *testing.T) {
	for name, tag := range map[string]string{"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since", "Nothing": ""} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				const mark = "Mon, 02 Jan 2006 15:04:05 GMT"
				conditional := 0
				w.site("birds.example", map[string]http.HandlerFunc{"/": func(out http.ResponseWriter, r *http.Request) {
					out.Header().Set(name, mark)
					if tag != "" && r.Header.Get(tag) == mark {
						conditional++
						out.WriteHeader(http.StatusNotModified)
						return
					}
					page("Herons stand.")(out, r)
				}})
				s := Source{Pages: []string{"http://birds.example"}}
				f := w.fetcher(s, Options{})
				file := filepath.Join(w.folder, w.round(f).Events[0].File)
				before, _ := os.Stat(file)
				w.want(w.round(f), "") // not due
				time.Sleep(DefaultEvery)
				w.want(w.round(f), "unchanged 1")
				time.Sleep(DefaultEvery)
				f = w.fetcher(s, Options{}) // a restart knows what was known
				w.want(w.round(f), "unchanged 1")
				if tag != "" && conditional != 2 {
					t.Errorf("%d requests of 2 were conditional", conditional)
				}
				if after, err := os.Stat(file); err != nil || !os.SameFile(before, after) {
					t.Errorf("the file was written again: %v", err)
				}
				if err := os.Remove(file); err != nil { // a host cannot know
					t.Fatal(err)
				}
				time.Sleep(DefaultEvery)
				w.want(w.round(f), "added http://birds.example/")
			})
		})
	}
}

// What tells that a page has not changed belongs to where it stood.
func TestWhereAPageStands(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		first := func(text string) http.HandlerFunc { // who has the first edition need not read on
			return func(out http.ResponseWriter, r *http.Request) {
				out.Header().Set("ETag", `"first"`)
				if r.Header.Get("If-None-Match") == `"first"` {
					out.WriteHeader(http.StatusNotModified)
					return
				}
				page(text)(out, r)
			}
		}
		paths := map[string]http.HandlerFunc{"/a": leads(302, "/b"), "/b": first("One heron.")}
		w.site("birds.example", paths)
		f := w.fetcher(Source{Pages: []string{"http://birds.example/a"}}, Options{})
		w.round(f)
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "unchanged 1")
		paths["/a"] = first("Two herons.")
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "changed http://birds.example/a")
		w.wantTexts("birds.example: <p>Two herons.</p>")
	})
}

func TestAPageChanges(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		paths := map[string]http.HandlerFunc{"/": page("One heron.")}
		w.site("birds.example", paths)
		f := w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{KeepOld: 48 * time.Hour})
		name := w.round(f).Events[0].File
		time.Sleep(DefaultEvery)
		paths["/"] = page("Two herons.")
		w.want(w.round(f), "changed http://birds.example/")
		w.wantTexts("birds.example: <p>Two herons.</p>", "old birds.example: <p>One heron.</p>")
		now := time.Now().UTC()
		old, ok := w.files()[strings.TrimSuffix(name, ".warc")+"~"+now.Format("20060102T150405Z")+".warc"]
		if !ok || old.get(superseded) != now.Format(time.RFC3339) {
			t.Errorf("the older version is not where it should be, or does not tell: %v", old.fields)
		}
		time.Sleep(47 * time.Hour)
		w.round(f)
		if len(w.files()) != 2 {
			t.Error("the older version went before its time")
		}
		time.Sleep(time.Hour)
		w.want(w.round(f), "unchanged 1")
		w.wantTexts("birds.example: <p>Two herons.</p>")
	})
}

// A page with the time of day on it has no end of versions.
func TestVersionsAreBounded(t *testing.T) {
	for keep, want := range map[time.Duration]int{0: 1, 1000 * time.Hour: 1 + maxVersions} {
		inWeb(t, func(t *testing.T, w *web) {
			w.site("birds.example", map[string]http.HandlerFunc{"/": func(out http.ResponseWriter, r *http.Request) {
				page(time.Now().String())(out, r)
			}})
			f := w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{KeepOld: keep})
			for range 30 {
				w.round(f)
				time.Sleep(DefaultEvery)
			}
			if got := len(w.files()); got != want {
				t.Errorf("%d versions are kept, want %d", got, want)
			}
		})
	}
}

func TestAPageGoes(t *testing.T) {
	for _, code := range []int{404, 410} {
		inWeb(t, func(t *testing.T, w *web) {
			paths := map[string]http.HandlerFunc{"/": page("One heron.")}
			w.site("birds.example", paths)
			f := w.fetcher(Source{Pages: []string{"http://birds.example/", "http://birds.example/never"}}, Options{})
			w.want(w.round(f), "added http://birds.example/, failed http://birds.example/never")
			paths["/"] = status(code)
			time.Sleep(DefaultEvery)
			r, _ := f.Round(t.Context(), true)
			w.want(r, "failed http://birds.example/never, gone http://birds.example/")
			w.wantTexts("birds.example: <p>One heron.</p>")
			r, _ = f.Round(t.Context(), true) // it is told once
			w.want(r, "failed http://birds.example/never")
			if s := f.Status()[0]; s.Failures != 2 || !strings.Contains(s.Reason, fmt.Sprint(code)) {
				t.Errorf("its status is %+v", s)
			}
			paths["/"] = page("One heron.")
			time.Sleep(longestWait)
			w.want(w.round(f), "failed http://birds.example/never, unchanged 1")
			if s := f.Status()[0]; s.Failures != 0 || s.Reason != "" {
				t.Errorf("it is back, and its status is %+v", s)
			}
		})
	}
}

func TestWhatIsNoText(t *testing.T) {
	png := "\x89PNG\r\n\x1a\n0000"
	for name, c := range map[string]struct {
		contentType, body, want string
	}{
		"html":                {"text/html", "<p>a", "added"},
		"xhtml":               {"application/xhtml+xml", "<p/>", "added"},
		"pdf":                 {"application/pdf", "%PDF-", "added"},
		"markdown":            {"text/markdown; charset=UTF-8", "# a", "added"},
		"json":                {"application/ld+json", "{}", "added"},
		"word":                {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04", "added"},
		"writer":              {"application/vnd.oasis.opendocument.text", "PK\x03\x04", "added"},
		"word without a type": {"application/octet-stream", "PK\x03\x04", "added"},
		"text without a type": {"", "One heron.", "added"},
		"broken type":         {";;", "One heron.", "added"},
		"picture":             {"image/png", png, "refused"},
		"nameless picture":    {"application/octet-stream", png, "refused"},
		"drawing":             {"image/svg+xml", "<svg/>", "refused"},
		"film":                {"video/mp4", "0", "refused"},
		"archive":             {"application/zip", "PK\x03\x04", "refused"},
		"script":              {"text/javascript", "a()", "refused"},
		"nothing":             {"text/html", "", "failed"},
		"white space":         {"text/html", " \n ", "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			inWeb(t, func(t *testing.T, w *web) {
				w.site("birds.example", map[string]http.HandlerFunc{"/": says(c.contentType, c.body)})
				w.want(w.round(w.fetcher(Source{Pages: []string{"http://birds.example/"}}, Options{})), c.want+" http://birds.example/")
			})
		})
	}
}

// Where addresses lead to one page, it is kept once.
func TestPagesThatLeadToOne(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{
			"/a": leads(302, "/sign-in"), "/b": leads(302, "/sign-in"), "/c": leads(302, "/d"), "/d": page("d"), "/sign-in": page("Who are you?")})
		f := w.fetcher(Source{Pages: []string{"http://birds.example/a", "http://birds.example/b", "http://birds.example/c", "http://birds.example/d"}}, Options{})
		w.want(w.round(f), "added http://birds.example/a, added http://birds.example/d, refused http://birds.example/b, refused http://birds.example/c")
		if got := len(w.files()); got != 2 {
			t.Errorf("%d files are kept, want 2", got)
		}
	})
}

func TestMoved(t *testing.T) {
	inWeb(t, func(t *testing.T, w *web) {
		w.site("birds.example", map[string]http.HandlerFunc{"/a": leads(301, "/b"), "/b": leads(308, "https://www.birds.example/c"), "/t": leads(302, "/t2"), "/t2": page("t")})
		w.site("www.birds.example", map[string]http.HandlerFunc{"/c": page("c")})
		f := w.fetcher(Source{Pages: []string{"http://birds.example/a", "http://birds.example/t"}}, Options{})
		r := w.round(f)
		w.want(r, "added http://birds.example/a, added http://birds.example/t, moved http://birds.example/a")
		at := slices.IndexFunc(r.Events, func(e Event) bool { return e.Kind == Moved })
		if !strings.Contains(r.Events[at].Reason, "https://www.birds.example/c") {
			t.Errorf("it is told so: %s", r.Events[at].Reason)
		}
		time.Sleep(DefaultEvery)
		w.want(w.round(f), "unchanged 2") // it is told once
	})
}
