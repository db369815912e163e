package mcp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/quoth-bot/quoth/bot"
)

const greeting = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}
{"jsonrpc":"2.0","method":"notifications/initialized"}
`

const question = `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"ask","arguments":{"question":"What did the Duma ratify?"}}}
`

// What was asked before the input ends is answered, and then all ends.
func TestEndOfInput(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	fake := &fakeBot{ask: func(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
		select {
		case <-time.After(50 * time.Millisecond):
			return []bot.Answer{{Asked: q.Text, Verdict: bot.None}}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}}
	var out bytes.Buffer
	in := io.NopCloser(strings.NewReader(greeting + question + strings.ReplaceAll(question, `"id":2`, `"id":3`) + strings.ReplaceAll(question, `"id":2`, `"id":"x"`)))
	if err := serverOf(t, fake, Options{}).Run(t.Context(), in, &out); err != nil {
		t.Error(err)
	}
	if n := strings.Count(out.String(), `none: The sources do not answer this.`); n != 3 {
		t.Errorf("%d of 3 questions are answered:\n%s", n, &out)
	}
}

// The end of the context ends what is read and what is worked on.
func TestEndOfContext(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, cancel := context.WithCancel(t.Context())
	fake := &fakeBot{ask: func(ctx context.Context, _ bot.Question) ([]bot.Answer, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	in, ours := io.Pipe()
	go io.WriteString(ours, greeting+question)
	if err := serverOf(t, fake, Options{}).Run(ctx, in, io.Discard); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// What is no message ends it with an error, not a panic.
func TestNoMessages(t *testing.T) {
	s := serverOf(t, open(t), Options{})
	for _, said := range []string{"garbage\n", "[]\n", "{}\n", "3\n", `{"jsonrpc":"2.0","id":{},"method":"ping"}` + "\n", greeting + `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":[]}` + "\n"} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		s.Run(ctx, io.NopCloser(strings.NewReader(said)), io.Discard)
		if ctx.Err() != nil {
			t.Errorf("%q goes on", said)
		}
		cancel()
	}
}
