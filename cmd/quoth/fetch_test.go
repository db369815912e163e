package quoth

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
)

// A host has a page and a feed, whose text says which edition it is.
type host struct {
	*httptest.Server
	edition atomic.Int32
	away    atomic.Bool
	token   string // that it asks for
}

func newHost(t *testing.T) *host {
	h := &host{token: "Bearer abc"}
	h.edition.Store(1)
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := h.edition.Load()
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case h.away.Load():
			http.Error(w, "away", http.StatusServiceUnavailable)
		case r.Header.Get("Authorization") != h.token || !strings.Contains(r.UserAgent(), "desk@example.org"):
			http.Error(w, "who are you?", http.StatusForbidden)
		case r.URL.Path == "/ferry":
			fmt.Fprintf(w, "<title>The ferry</title><main><h1>Fares</h1><p>A crossing by ferry costs %d crowns.</main>", n)
		case r.URL.Path == "/news.rss":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, "<rss><channel><title>News</title><item><guid>%d</guid><title>Pier</title><link>%s/pier/%d</link><description>Pier number %d was opened by the mayor.</description></item></channel></rss>", n, h.URL, n, n)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *host) collection() config.Collection {
	return config.Collection{Name: "wires", Pages: []string{h.URL + "/ferry"}, Feeds: []string{h.URL + "/news.rss"}, Audience: config.Audience{Everyone: true}}
}

// settings are a file of settings with the collection.
func (h *host) settings(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "quoth.yaml")
	text := fmt.Sprintf("collections:\n- name: wires\n  pages: [%[1]s/ferry]\n  feeds: [%[1]s/news.rss]\n  everyone: true\nfetch:\n  folder: kept\n  contact: desk@example.org\n  allow_private: true\n  headers: '%[2]s Authorization: Bearer abc'\n", h.URL, strings.TrimPrefix(h.URL, "http://"))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestFetch fetches, asks, and fetches again what has changed.
func TestFetch(t *testing.T) {
	h := newHost(t)
	file := h.settings(t)
	quoth := func(status int, args ...string) string {
		t.Helper()
		var out, errs strings.Builder
		if got := run(t.Context(), append([]string{"--config", file}, args...), strings.NewReader(""), &out, &errs); got != status {
			t.Fatalf("%v ends with %d, want %d:\n%s%s", args, got, status, &out, &errs)
		}
		return out.String() + errs.String()
	}
	says := func(text string, want ...string) {
		t.Helper()
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%q is missing in\n%s", w, text)
			}
		}
	}
	today := time.Now().UTC().Format(time.DateOnly)
	at := strings.TrimPrefix(h.URL, "http://")

	says(quoth(exitNotFound, "ask", "What does a crossing by ferry cost?"), "wires: nothing of it was fetched yet")
	says(quoth(exitFound, "fetch"), "new: "+h.URL+"/ferry\n", "new: "+h.URL+"/pier/1\n", "wires: 2 new, 0 changed, 0 gone, 0 unchanged, 0 not fetched\n")
	says(quoth(exitFound, "ask", "What does a crossing by ferry cost?"), "> A crossing by ferry costs 1 crowns.", at+"/ferry, under “Fares”", h.URL+"/ferry")
	says(quoth(exitFound, "ask", "Who opened pier number 1?"), "> Pier number 1 was opened by the mayor.", at+"/pier/1")
	says(quoth(exitFound, "fetch", "wires"), "wires: 0 new, 0 changed, 0 gone, 2 unchanged, 0 not fetched\n")

	h.edition.Store(2)
	says(quoth(exitFound, "fetch"), "changed: "+h.URL+"/ferry\n", "new: "+h.URL+"/pier/2\n")
	says(quoth(exitFound, "ask", "What does a crossing by ferry cost?"), "> A crossing by ferry costs 2 crowns.", "> A crossing by ferry costs 1 crowns.", "as read on "+today+", changed by "+today)
	says(quoth(exitFound, "ask", "--json", "What does a crossing by ferry cost?"), `"changed":"`+today+`"`, `"retrieved":"`+today+`"`)

	h.away.Store(true)
	says(quoth(exitError, "fetch"), "failed: "+h.URL+"/ferry: ", "quoth: 2 could not be fetched")
	says(quoth(exitFound, "ask", "Who opened pier number 1?"), "> Pier number 1 was opened by the mayor.")
	says(quoth(exitFound, "fetch", "--help"), "Looks once at the pages")
	says(quoth(exitError, "fetch", "others"), `no collection "others"`)
	h.token = "another"
	h.away.Store(false)
	if text := quoth(exitError, "fetch", "--json"); strings.Contains(text, "Bearer") {
		t.Errorf("the secret is shown:\n%s", text)
	}
}

// TestServeFetches starts with nothing fetched and the host away: what comes later is
// answered.
func TestServeFetches(t *testing.T) {
	h := newHost(t)
	p := newPaper()
	s := prepare(t, p)
	s.settings.Collections = []config.Collection{h.collection()}
	s.settings.Fetch = config.Default().Fetch
	s.settings.Fetch.Folder, s.settings.Fetch.Contact, s.settings.Fetch.AllowPrivate = t.TempDir(), "desk@example.org", true
	s.settings.Fetch.Headers = config.Secret(strings.TrimPrefix(h.URL, "http://") + " Authorization: Bearer abc")
	s.start()
	asked := 0
	s.until("what was fetched is answered", func() bool {
		asked++
		message := fmt.Sprint(asked)
		p.say(t.Context(), message, "desk", "What does a crossing by ferry cost?")
		s.until("an answer", func() bool { return len(p.repliesTo(message)) > 0 })
		a := p.repliesTo(message)[0].Answers[0]
		return a.Verdict == bot.Found && a.Quotes[0].Text == "A crossing by ferry costs 1 crowns."
	})
	metrics := s.get("/metrics")
	if want := fmt.Sprintf(`quoth_fetch_failures{address="%s/ferry",collection="wires",kind="page"} 0`, h.URL); !strings.Contains(metrics, want) {
		t.Errorf("no line %s in\n%s", want, metrics)
	}
	s.stop()
	if status := s.end(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log)
	}
}

// playFetch holds what a page has fetching say to what it says of a site on which a page
// is new and another has changed.
func playFetch(t *testing.T, says string) {
	t.Helper()
	texts := map[string]string{"/pier": "The pier is closed."}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := texts[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, "<title>%s</title><main><p>%s</main>", r.URL.Path, text)
	}))
	defer site.Close()
	settings := filepath.Join(t.TempDir(), "quoth.yaml")
	fetch := func(pages string) string {
		text := fmt.Sprintf("collections:\n- name: wires\n  pages: [%s]\n  everyone: true\nfetch:\n  folder: kept\n  contact: desk@example.org\n  allow_private: true\n", strings.ReplaceAll(pages, "/", site.URL+"/"))
		if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs strings.Builder
		if status := run(t.Context(), []string{"--config", settings, "fetch"}, strings.NewReader(""), &out, &errs); status != exitFound {
			t.Fatalf("exit status %d: %s", status, &errs)
		}
		return strings.TrimSpace(strings.ReplaceAll(out.String(), site.URL, "https://example.org"))
	}
	fetch("/pier")
	texts["/pier"], texts["/budget"] = "The pier is open.", "The budget is 12 crowns."
	if said := fetch("/budget, /pier"); said != says {
		t.Errorf("quoth fetch says\n%s\nthe page has\n%s", said, says)
	}
}
