package mcp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"go.uber.org/goleak"

	"github.com/quoth-bot/quoth/bot"
)

// A fakeBot answers as a test wants, and otherwise as the bot below it.
type fakeBot struct {
	Bot
	ask     func(context.Context, bot.Question) ([]bot.Answer, error)
	sources func() ([]bot.Source, error)
	read    func() (bot.Stretch, error)
}

func (b *fakeBot) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	return b.ask(ctx, q)
}

func (b *fakeBot) Sources(ctx context.Context, from bot.From) ([]bot.Source, error) {
	if b.sources == nil {
		return b.Bot.Sources(ctx, from)
	}
	return b.sources()
}

func (b *fakeBot) Read(ctx context.Context, from bot.From, collection, document string, first, bytes int) (bot.Stretch, error) {
	if b.read == nil {
		return b.Bot.Read(ctx, from, collection, document, first, bytes)
	}
	return b.read()
}

// A question ends with who asks it, and with its time.
func TestQuestionsEnd(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	began, ended := make(chan struct{}, 1), make(chan error, 1)
	fake := &fakeBot{ask: func(ctx context.Context, _ bot.Question) ([]bot.Answer, error) {
		began <- struct{}{}
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	}}
	t.Run("cancelled", func(t *testing.T) {
		c := connect(t, serverOf(t, fake, Options{}))
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-began; cancel() }()
		if _, err := c.CallTool(ctx, &sdk.CallToolParams{Name: "ask", Arguments: object{"question": duma}}); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled call: %v", err)
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the bot's context ends with %v", err)
		}
	})
	t.Run("cancelled over HTTP", func(t *testing.T) {
		as, _ := connectHTTP(t, serverOf(t, fake, Options{}))
		c := as("staff/ann")
		ctx, cancel := context.WithCancel(t.Context())
		go func() { <-began; cancel() }()
		if _, err := c.CallTool(ctx, &sdk.CallToolParams{Name: "ask", Arguments: object{"question": duma}}); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled call: %v", err)
		}
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the bot's context ends with %v", err)
		}
	})
	t.Run("late", func(t *testing.T) {
		c := connect(t, serverOf(t, fake, Options{TimeLimit: 20 * time.Millisecond}))
		r := call(t, c, "ask", object{"question": duma})
		<-began
		if err := <-ended; !r.IsError || text(t, r) != "This question took too long. Please ask a shorter one." || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a late answer: %q, %v", text(t, r), err)
		}
	})
}

// Over HTTP a question ends with its request, also for the older protocols, whose
// cancellations come as a request of their own.
func TestQuestionsEndWithTheirRequest(t *testing.T) {
	began, ended := make(chan struct{}), make(chan error, 1)
	fake := &fakeBot{ask: func(ctx context.Context, _ bot.Question) ([]bot.Answer, error) {
		close(began)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	}}
	_, address := connectHTTP(t, serverOf(t, fake, Options{}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-began; cancel() }()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(strings.TrimSpace(question)))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Asker": "staff/ann", "Content-Type": "application/json", "Accept": "application/json, text/event-stream"} {
		r.Header.Set(name, value)
	}
	if response, err := http.DefaultClient.Do(r); err == nil {
		response.Body.Close()
		t.Error("it is answered")
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the bot's context ends with %v", err)
	}
}

// What goes wrong inside is told in the bot's words, and stands in the log.
func TestFaults(t *testing.T) {
	const failed = "Something went wrong with this question. Please ask it again."
	var log safeBuffer
	fake := &fakeBot{
		ask: func(_ context.Context, q bot.Question) ([]bot.Answer, error) {
			if q.Text == "panic" {
				panic("the secret path")
			}
			return nil, errors.New("the secret path")
		},
		sources: func() ([]bot.Source, error) { panic("the secret path") },
		read:    func() (bot.Stretch, error) { return bot.Stretch{}, errors.New("the secret path") },
	}
	c := connect(t, serverOf(t, fake, Options{Log: slog.New(slog.NewTextHandler(&log, nil))}))
	for _, question := range []string{"panic", "error"} {
		if r := call(t, c, "ask", object{"question": question}); !r.IsError || text(t, r) != failed {
			t.Errorf("%s: %q", question, text(t, r))
		}
	}
	if r := call(t, c, "sources", object{}); !r.IsError || text(t, r) != failed {
		t.Errorf("sources: %q", text(t, r))
	}
	_, listed := c.ListResources(t.Context(), nil)
	_, read := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: addressOf("a", "b", 0)})
	for _, err := range []error{listed, read} {
		if err == nil || !strings.Contains(err.Error(), failed) || strings.Contains(err.Error(), "secret") {
			t.Errorf("a resource: %v", err)
		}
	}
	if n := strings.Count(log.String(), "the secret path"); n < 5 {
		t.Errorf("the log has %d of 5 faults:\n%s", n, log.String())
	}
}

// So many calls are worked on, so many wait, and others are told that it is too much.
func TestTooManyCalls(t *testing.T) {
	var working, most atomic.Int32
	release := make(chan struct{})
	fake := &fakeBot{ask: func(context.Context, bot.Question) ([]bot.Answer, error) {
		if n := working.Add(1); n > most.Load() {
			most.Store(n)
		}
		<-release
		working.Add(-1)
		return nil, nil
	}}
	c := connect(t, serverOf(t, fake, Options{Concurrent: 2, Waiting: 3}))
	var told atomic.Int32
	var calls sync.WaitGroup
	for range 9 {
		calls.Go(func() {
			if r := call(t, c, "ask", object{"question": duma}); r.IsError {
				if text(t, r) != "Too many questions are waiting. Please ask again in a minute." {
					t.Errorf("it is told %q", text(t, r))
				}
				if told.Add(1) == 4 {
					close(release)
				}
			}
		})
	}
	calls.Wait()
	if most.Load() != 2 || told.Load() != 4 {
		t.Errorf("%d were worked on at a time, want 2; %d were turned away, want 4", most.Load(), told.Load())
	}
}

// Many ask at once over HTTP; each call is of who made it.
func TestConcurrentAskers(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Run("asking", func(t *testing.T) {
		fake := &fakeBot{ask: func(_ context.Context, q bot.Question) ([]bot.Answer, error) {
			if q.Asker.ID != q.Text {
				return nil, fmt.Errorf("%s asks as %s", q.Text, q.Asker.ID)
			}
			return []bot.Answer{{ID: "1", Asked: q.Text, Verdict: bot.None}}, nil
		}}
		as, _ := connectHTTP(t, serverOf(t, fake, Options{Waiting: 1000}))
		var asking sync.WaitGroup
		for i := range 8 {
			name := fmt.Sprint("asker", i)
			c := as("staff/" + name)
			for range 5 {
				asking.Go(func() {
					if got := structured[answers](t, call(t, c, "ask", object{"question": name})); got.Answers[0].Question != name {
						t.Errorf("%s is answered %+v", name, got)
					}
				})
			}
		}
		asking.Wait()
	})
}

func TestHTTP(t *testing.T) {
	_, address := connectHTTP(t, serverOf(t, open(t), Options{}))
	const listening = `{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"_meta":{"io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}`
	const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`
	for _, tt := range []struct {
		name, method, body string
		header             map[string]string
		host               string
		want               int
	}{
		{"a client", "POST", initialize, nil, "", http.StatusOK},
		{"who may not ask", "POST", initialize, map[string]string{"Asker": "nobody"}, "", http.StatusForbidden},
		{"a page of another site", "POST", initialize, map[string]string{"Origin": "https://example.org"}, "", http.StatusForbidden},
		{"a name that leads here", "POST", initialize, nil, "example.org", http.StatusForbidden},
		{"no message", "POST", "{", nil, "", http.StatusBadRequest},
		{"too long", "POST", strings.Repeat(" ", maxRequest+1), nil, "", http.StatusRequestEntityTooLarge},
		{"what has no end", "POST", listening, map[string]string{"Mcp-Method": listen, "Mcp-Protocol-Version": "2026-07-28"}, "", http.StatusNotFound},
		{"a stream", "GET", "", nil, "", http.StatusMethodNotAllowed},
		{"a form", "POST", "a=b", map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, "", http.StatusUnsupportedMediaType},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, address, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = tt.host
		for name, value := range map[string]string{"Asker": "staff/ann", "Content-Type": "application/json", "Accept": "application/json, text/event-stream"} {
			r.Header.Set(name, value)
		}
		for name, value := range tt.header {
			r.Header.Set(name, value)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if response.StatusCode != tt.want {
			t.Errorf("%s: %s, want %d: %s", tt.name, response.Status, tt.want, body)
		}
	}
}

// A safeBuffer is a buffer for a log.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
