package opensearch

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/lang/en"
)

// hits are an answer to a search that found one row.
func hits(source string) string {
	return `{"timed_out":false,"_shards":{"failed":0},"hits":{"hits":[{"_id":"x","_source":` + source + `}]}}`
}

// totalsOf is the row of the totals, of rows that were written in a format.
func totalsOf(format string) string {
	return hits(`{"kind":"totals","totals":{"format":"` + format + `","whole":true,"totals":{"Documents":1,"Sentences":1,"Paragraphs":1,"ContentWords":3,"Version":"1"}}}`)
}

const nothing = `{"timed_out":false,"_shards":{"failed":0},"hits":{"hits":[]}}`

// answers answers as many searches as there are in a request: the first as it is told,
// and the others with nothing.
func answers(w http.ResponseWriter, r *http.Request, first string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	all := []string{first}
	for range bytes.Count(body, []byte("\n"))/2 - 1 {
		all = append(all, nothing)
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"responses":[%s]}`, strings.Join(all, ","))
}

// stall waits until who asks gives up, which a server learns behind the request's body
// alone.
func stall(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// ask asks a cluster a question, and tells how long that took.
func ask(t *testing.T, r *engine.Remote) (time.Duration, error) {
	t.Helper()
	began := time.Now()
	_, err := r.Search(t.Context(), question.Parse(en.English, "Where does the heron nest?"), bot.Span{})
	return time.Since(began), err
}

func remoteOf(t *testing.T, o Options, wait time.Duration) *engine.Remote {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := engine.NewRemote("wires", c, wait, engine.Options{})
	t.Cleanup(func() { r.Close() })
	return r
}

// TestFailing asks clusters that fail in all the ways there are. Each time the collection
// cannot be asked, nobody waits long, and soon nobody asks it any more.
func TestFailing(t *testing.T) {
	const wait = 300 * time.Millisecond
	for _, test := range []struct {
		name, says string
		answer     http.HandlerFunc
	}{
		{"slow", "deadline", func(_ http.ResponseWriter, r *http.Request) { stall(r) }},
		{"slow in the middle", "deadline", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"responses":[`)
			w.(http.Flusher).Flush()
			stall(r)
		}},
		{"hangs up", "EOF", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"breaks", "500", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"error":"x"}`, http.StatusInternalServerError)
		}},
		{"is full", "429", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"error":"rejected execution"}`, http.StatusTooManyRequests)
		}},
		{"does not know us", "401", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Unauthorized", http.StatusUnauthorized) }},
		{"half answers", "not all of its shards", func(w http.ResponseWriter, r *http.Request) {
			answers(w, r, strings.Replace(totalsOf(format), `"failed":0`, `"failed":1`, 1))
		}},
		{"ran out of time", "not all of its shards", func(w http.ResponseWriter, r *http.Request) {
			answers(w, r, strings.Replace(totalsOf(format), `"timed_out":false`, `"timed_out":true`, 1))
		}},
		{"lacks the index", "index_not_found", func(w http.ResponseWriter, r *http.Request) {
			answers(w, r, `{"error":{"type":"index_not_found_exception"}}`)
		}},
		{"has nothing", "nothing was written", func(w http.ResponseWriter, r *http.Request) { answers(w, r, nothing) }},
		{"has another format", "by another version", func(w http.ResponseWriter, r *http.Request) { answers(w, r, totalsOf("0.1")) }},
		{"answers too little", "0 of", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"responses":[]}`) }},
		{"is no OpenSearch", "invalid character", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(test.answer)
			defer server.Close()
			r := remoteOf(t, Options{Nodes: []string{server.URL}, Index: "wires"}, wait)
			took, err := ask(t, r)
			if !errors.Is(err, bot.ErrUnavailable) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want that it cannot be asked, as %q", err, test.says)
			}
			if took > 20*wait {
				t.Errorf("it took %v", took)
			}
			if r.Away() == nil {
				t.Error("it is not known that the cluster is away")
			}
			if err := r.Stands(t.Context(), bot.Span{Collection: "wires", Document: "x"}); !errors.Is(err, bot.ErrUnavailable) && test.says != "by another version" && test.says != "nothing was written" {
				t.Errorf("a span is judged: %v", err)
			}
			server.CloseClientConnections()
		})
	}
}

// TestAway asks a cluster that is not there, and then is.
func TestAway(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	address := server.URL
	server.Close()
	r := remoteOf(t, Options{Nodes: []string{address}, Index: "wires"}, time.Second)
	if _, err := ask(t, r); !errors.Is(err, bot.ErrUnavailable) {
		t.Errorf("%v, want that it cannot be asked", err)
	}
	if documents, sentences := r.Size(); documents+sentences > 0 {
		t.Errorf("it has %d documents and %d sentences", documents, sentences)
	}
}

// TestBreaker asks a cluster that is away again and again: after some times it is left
// alone, and when it is back it is asked.
func TestBreaker(t *testing.T) {
	var requests atomic.Int64
	var up atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		if up.Load() {
			answers(w, r, totalsOf(format))
			return
		}
		http.Error(w, "away", http.StatusInternalServerError)
	}))
	defer server.Close()
	r := remoteOf(t, Options{Nodes: []string{server.URL}, Index: "wires"}, time.Second)
	for range 200 {
		if _, err := ask(t, r); !errors.Is(err, bot.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	if n := requests.Load(); n > 2*failuresToOpen {
		t.Errorf("200 questions made %d requests", n)
	}
	up.Store(true)
	for end := time.Now().Add(3 * openFor); ; time.Sleep(50 * time.Millisecond) {
		if err := r.Check(t.Context()); err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatal("a cluster that is back is not asked")
		}
	}
	if r.Away() != nil {
		t.Error(r.Away())
	}
	if documents, sentences := r.Size(); documents != 1 || sentences != 1 {
		t.Errorf("it has %d documents and %d sentences", documents, sentences)
	}
}

// TestCertificate asks a cluster whose certificate nobody knows, and then one whose
// authority is named.
func TestCertificate(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "quoth" || password != "only a test" {
			http.Error(w, "Unauthorized", http.StatusUnauthorized)
			return
		}
		answers(w, r, totalsOf(format))
	}))
	defer server.Close()
	server.Config.ErrorLog = nil
	o := Options{Nodes: []string{server.URL}, Index: "wires", User: "quoth", Password: "only a test"}
	if err := remoteOf(t, o, time.Second).Check(t.Context()); !errors.Is(err, bot.ErrUnavailable) || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%v, want that the certificate is not trusted", err)
	}
	o.CAFile = filepath.Join(t.TempDir(), "ca.pem")
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(o.CAFile, authority, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := remoteOf(t, o, 5*time.Second).Check(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := New(Options{Nodes: o.Nodes, CAFile: filepath.Join(t.TempDir(), "none.pem")}); err == nil {
		t.Error("an authority that is not there is taken")
	}
}

// TestGivenUp gives a question up: that is not the cluster's fault.
func TestGivenUp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { stall(r) }))
	defer server.Close()
	r := remoteOf(t, Options{Nodes: []string{server.URL}, Index: "wires"}, time.Minute)
	asker, err := bot.New([]bot.Collection{{Name: "wires", Audience: bot.Open, Engine: r}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := asker.Ask(ctx, bot.Question{Text: "Where does the heron nest?"}); err == nil {
		t.Error("a question that was given up is answered")
	}
	server.CloseClientConnections()
}
