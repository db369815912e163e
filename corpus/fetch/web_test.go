package fetch

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A web is some hosts in memory, in a bubble of their own time.
type web struct {
	t      *testing.T
	accept chan net.Conn
	closed func() // accept, once
	folder string

	mu       sync.Mutex
	sites    map[string]http.Handler // by host, as a request has it
	requests []string                // METHOD URL of all but robots.txt
	at       []time.Time             // when each of these was made
	last     map[string]http.Header  // of the last request, by URL
	running  map[string]int          // requests, by host
	most     map[string]int          // that ever ran at a time, by host
	open     int                     // connections
	mostOpen int                     // at a time, of those that stay so
}

// inWeb runs a test within a web. Nothing may be left running at its end.
func inWeb(t *testing.T, test func(t *testing.T, w *web)) {
	folder := filepath.Join(t.TempDir(), "kept")
	synctest.Test(t, func(t *testing.T) {
		w := &web{t: t, accept: make(chan net.Conn), folder: folder, sites: map[string]http.Handler{},
			last: map[string]http.Header{}, running: map[string]int{}, most: map[string]int{}}
		w.closed = sync.OnceFunc(func() { close(w.accept) })
		server := &http.Server{Handler: w}
		served := make(chan error)
		go func() { served <- server.Serve(listener{w}) }()
		test(t, w)
		server.Close()
		<-served
		synctest.Wait()
		if w.open != 0 {
			t.Errorf("%d connections are still open", w.open)
		}
	})
}

// listener hands on what is dialled.
type listener struct{ w *web }

func (l listener) Accept() (net.Conn, error) {
	c, ok := <-l.w.accept
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (l listener) Close() error {
	l.w.closed()
	return nil
}
func (l listener) Addr() net.Addr { return &net.TCPAddr{} }

// counted is a connection that is counted until it is closed.
type counted struct {
	net.Conn
	close func()
}

func (c counted) Close() error {
	c.close()
	return c.Conn.Close()
}

func (w *web) dial(ctx context.Context, _, address string) (net.Conn, error) {
	host, _, _ := net.SplitHostPort(address)
	w.mu.Lock()
	known := false
	for name := range w.sites {
		known = known || name == host || strings.HasPrefix(name, host+":")
	}
	w.mu.Unlock()
	if !known {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	client, server := net.Pipe()
	select {
	case w.accept <- server:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open++
	// One that is given up is closed beside what is dialled in its place. The
	// web's clock stands until both are done.
	time.AfterFunc(1, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.mostOpen = max(w.mostOpen, w.open)
	})
	return counted{client, sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.open--
	})}, nil
}

func (w *web) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	site := w.sites[r.Host]
	if r.URL.Path != "/robots.txt" {
		w.requests = append(w.requests, r.Host+r.URL.RequestURI())
		w.at = append(w.at, time.Now())
	}
	w.last[r.Host+r.URL.RequestURI()] = r.Header.Clone()
	w.running[r.Host]++
	w.most[r.Host] = max(w.most[r.Host], w.running[r.Host])
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.running[r.Host]--
	}()
	if site == nil {
		http.NotFound(out, r)
		return
	}
	site.ServeHTTP(out, r)
}

// site puts a host into the web, whose paths are answered so.
func (w *web) site(host string, paths map[string]http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sites[host] = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		answer := cmp.Or[*http.HandlerFunc](pointer(paths, r.URL.RequestURI()), pointer(paths, r.URL.Path))
		w.mu.Unlock()
		if answer == nil {
			http.NotFound(out, r)
			return
		}
		(*answer)(out, r)
	})
}

func pointer(paths map[string]http.HandlerFunc, path string) *http.HandlerFunc {
	if h, ok := paths[path]; ok {
		return &h
	}
	return nil
}

// says answers with a text.
func says(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, body)
	}
}

func page(text string) http.HandlerFunc {
	return says("text/html; charset=utf-8", "<p>"+text+"</p>")
}

func leads(code int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(code)
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) }
}

// fetcher returns one that reaches the web.
func (w *web) fetcher(s Source, o Options) *Fetcher {
	w.t.Helper()
	s.Name, s.Folder = cmp.Or(s.Name, "herons"), cmp.Or(s.Folder, w.folder)
	f, err := New(s, o)
	if err != nil {
		w.t.Fatal(err)
	}
	// In the web https has no certificates.
	f.transport.DialContext, f.transport.DialTLSContext = w.dial, w.dial
	return f
}

// round makes a round over what is due.
func (w *web) round(f *Fetcher) Report {
	w.t.Helper()
	r, err := f.Round(w.t.Context(), false)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// asked returns the addresses of the requests since it was last asked, without
// those of robots.txt.
func (w *web) asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := w.requests
	w.requests, w.at = nil, nil
	return out
}

// times returns when the requests were made since it was last asked for them.
func (w *web) times() []time.Time {
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.at)
}

var kinds = map[EventKind]string{Added: "added", Changed: "changed", Gone: "gone", Moved: "moved", Partly: "partly", Refused: "refused", Failed: "failed"}

// summary is a report in a line: events in order, with their addresses, and what
// else was counted.
func summary(r Report) string {
	var out []string
	for _, e := range r.Events {
		out = append(out, kinds[e.Kind]+" "+e.Address)
	}
	slices.Sort(out)
	if r.Unchanged > 0 {
		out = append(out, fmt.Sprintf("unchanged %d", r.Unchanged))
	}
	if r.Later > 0 {
		out = append(out, fmt.Sprintf("later %d", r.Later))
	}
	return strings.Join(out, ", ")
}

func (w *web) want(r Report, want string) {
	w.t.Helper()
	if got := summary(r); got != want {
		w.t.Errorf("the round found\n%s\nwant\n%s", got, want)
		for _, e := range r.Events {
			w.t.Log(e.Address, e.Reason)
		}
	}
}

// files returns the records that are kept: by name below the folder.
func (w *web) files() map[string]record {
	w.t.Helper()
	out := map[string]record{}
	err := filepath.WalkDir(w.folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(w.folder, name)
		if err != nil {
			return err
		}
		r, err := parseRecord(b)
		out[filepath.ToSlash(below)] = r
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// texts returns what is kept, in order: "folder: body", with "old" before older
// versions.
func (w *web) texts() []string {
	var out []string
	for name, r := range w.files() {
		text := path.Dir(name) + ": " + string(r.content())
		if r.get(superseded) != "" {
			text = "old " + text
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

func (w *web) wantTexts(want ...string) {
	w.t.Helper()
	if got := w.texts(); !slices.Equal(got, want) {
		w.t.Errorf("what is kept is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
