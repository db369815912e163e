package ops

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

var _ adapters.Monitor = (*Metrics)(nil)

// serve starts a server, and returns a function that gets a page of it.
func serve(t *testing.T, m *Metrics) (get func(path string) (int, string)) {
	t.Helper()
	s, err := Listen(t.Context(), "127.0.0.1:0", m, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve()
	t.Cleanup(func() { s.Close() })
	return func(path string) (int, string) {
		t.Helper()
		r, err := http.Get("http://" + s.Address() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(body)
	}
}

func TestReady(t *testing.T) {
	m := NewMetrics()
	get := serve(t, m)
	for _, step := range []struct {
		do   func()
		want int
		says string
	}{
		{func() {}, 503, "the corpus is not loaded"},
		{func() { m.Loaded(nil, errors.New("no folder")) }, 503, "the corpus is not loaded"},
		{func() { m.Loaded(nil, nil) }, 503, "no platform is reached"},
		{func() { m.Connected("slack", false) }, 503, "no platform is reached"},
		{func() { m.Connected("discord", true) }, 200, "ok"},
		{func() { m.Loaded(nil, errors.New("no folder")) }, 200, "ok"},
		{func() { m.Connected("discord", false) }, 503, "no platform is reached"},
		{func() { m.Connected("slack", true) }, 200, "ok"},
		{m.Draining, 503, "stopping"},
	} {
		step.do()
		if status, body := get("/readyz"); status != step.want || body != step.says+"\n" {
			t.Errorf("/readyz is %d %q, want %d %q", status, body, step.want, step.says)
		}
		if status, body := get("/healthz"); status != 200 || body != "ok\n" {
			t.Errorf("/healthz is %d %q", status, body)
		}
	}
	if status, _ := get("/"); status != http.StatusNotFound {
		t.Errorf("/ is %d", status)
	}
}

// TestElsewhere has collections on other machines, of which some, and then all, are away.
func TestElsewhere(t *testing.T) {
	m := NewMetrics()
	get := serve(t, m)
	document := corpus.NewDocument("birds.txt", "The heron nests.")
	m.Loaded([]bot.Collection{
		adaptertest.Collection(t, "wires", []*corpus.Document{document}), adaptertest.Collection(t, "archive", []*corpus.Document{document}),
	}, nil)
	m.Connected("slack", true)
	reach := []Reach{{Collection: "wires", Up: true, Documents: 3, Sentences: 7}, {Collection: "archive", Up: true}}
	m.Elsewhere(func() []Reach { return reach })
	for _, step := range []struct {
		wires, archive bool
		status         int
		says           string
	}{
		{true, true, 200, "ok\n"},
		{true, false, 200, "ok\nthe collection archive cannot be asked\n"},
		{false, false, 503, "no collection can be asked\n"},
	} {
		reach[0].Up, reach[1].Up = step.wires, step.archive
		if status, body := get("/readyz"); status != step.status || body != step.says {
			t.Errorf("/readyz is %d %q, want %d %q", status, body, step.status, step.says)
		}
	}
	_, body := get("/metrics")
	for _, want := range []string{`quoth_collection_up{collection="wires"} 0`, `quoth_collection_sentences{collection="wires"} 7`, `quoth_collection_documents{collection="wires"} 3`} {
		if !strings.Contains(body, want) {
			t.Errorf("/metrics has no %s", want)
		}
	}
}

func TestMetrics(t *testing.T) {
	m := NewMetrics()
	get := serve(t, m)
	m.Answered("slack", bot.Found, 7*time.Millisecond)
	m.Answered("slack", bot.Found, 70*time.Millisecond)
	m.Answered("discord", bot.None, time.Millisecond)
	m.Dropped("slack", bot.TooFast)
	m.Waiting("slack", 3)
	m.Fault("slack", "post")
	for _, up := range []bool{true, true, false, true, false, false, true} {
		m.Connected("slack", up)
	}
	m.Connected("discord", false)
	document := corpus.NewDocument("birds.txt", "The heron nests. The otter sleeps.")
	m.Loaded([]bot.Collection{adaptertest.Collection(t, "gone", []*corpus.Document{document})}, nil)
	m.Loaded([]bot.Collection{adaptertest.Collection(t, "birds", []*corpus.Document{document})}, nil)
	m.Loaded(nil, errors.New("no folder"))
	status, body := get("/metrics")
	if status != 200 {
		t.Fatalf("/metrics is %d", status)
	}
	for _, line := range []string{
		`quoth_questions_total{platform="slack",verdict="found"} 2`,
		`quoth_questions_total{platform="discord",verdict="none"} 1`,
		`quoth_notices_total{notice="too fast",platform="slack"} 1`,
		`quoth_answer_seconds_bucket{platform="slack",le="0.01"} 1`,
		`quoth_answer_seconds_count{platform="slack"} 2`,
		`quoth_queue_depth{platform="slack"} 3`,
		`quoth_platform_errors_total{kind="post",platform="slack"} 1`,
		`quoth_platform_up{platform="slack"} 1`,
		`quoth_platform_up{platform="discord"} 0`,
		`quoth_reconnects_total{platform="slack"} 2`,
		`quoth_reconnects_total{platform="discord"} 0`,
		`quoth_corpus_documents{collection="birds"} 1`,
		`quoth_corpus_sentences{collection="birds"} 2`,
		`quoth_corpus_loads_total{result="failed"} 1`,
		`quoth_corpus_loads_total{result="loaded"} 2`,
		`quoth_corpus_age_seconds `,
		`go_goroutines `,
	} {
		if !strings.Contains(body, "\n"+line) {
			t.Errorf("no line %s", line)
		}
	}
	if strings.Contains(body, "gone") {
		t.Error("a collection that is gone is still counted")
	}
}

func TestJournal(t *testing.T) {
	m := NewMetrics()
	get := serve(t, m)
	var healthy atomic.Bool
	m.Journal(healthy.Load)
	for _, up := range []bool{false, true} {
		healthy.Store(up)
		want := map[bool]string{false: "quoth_journal_up 0", true: "quoth_journal_up 1"}[up]
		if _, body := get("/metrics"); !strings.Contains(body, "\n"+want+"\n") {
			t.Errorf("no line %s", want)
		}
	}
}

func TestListenTwice(t *testing.T) {
	s, err := Listen(t.Context(), "127.0.0.1:0", NewMetrics(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := Listen(t.Context(), s.Address(), NewMetrics(), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("an address that is taken is no error")
	}
}
