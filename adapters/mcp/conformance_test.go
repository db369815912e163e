package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
)

func TestConformance(t *testing.T) {
	adaptertest.Run(t, newAssistants)
}

// Assistants ask over HTTP, one for each person.
type assistants struct {
	adaptertest.Answering
	mu      sync.Mutex
	address string
	results []*sdk.CallToolResult         // by the IDs of the posts
	talks   map[string]*sdk.ClientSession // by address and person
}

func newAssistants(t testing.TB) adaptertest.Peer {
	a := &assistants{talks: map[string]*sdk.ClientSession{}}
	t.Cleanup(func() {
		for _, talk := range a.talks {
			_ = talk.Close() // of a server that may be gone
		}
	})
	a.Answering = adaptertest.Answering{
		T: t, Name: "mcp", Open: a.open, Ask: a.ask, Use: a.use,
		Lacking: map[adaptertest.Ability]string{adaptertest.Ratings: "an assistant judges no answers"},
	}
	return a
}

func (a *assistants) open(b adapters.Bot) (func(context.Context) error, error) {
	asked, ok := b.(Bot)
	if !ok {
		return nil, fmt.Errorf("%T cannot read sources", b)
	}
	s, err := New(asked, Options{})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.address = "http://" + l.Addr().String()
	web := &http.Server{Handler: s.Handler(fromHeader)}
	return func(ctx context.Context) error {
		defer context.AfterFunc(ctx, func() { _ = web.Shutdown(context.WithoutCancel(ctx)) })()
		err := web.Serve(l)
		if errors.Is(err, http.ErrServerClosed) {
			return web.Shutdown(context.WithoutCancel(ctx)) // which waits for what was begun
		}
		return err
	}, nil
}

func (a *assistants) ask(person, text string) (adaptertest.Post, error) {
	return a.call(person, "ask", object{"question": text, "conversation": "talk"})
}

// use calls the tool that a button stands for, with what the answer has for it.
func (a *assistants) use(c adaptertest.Click) (adaptertest.Post, error) {
	var at int
	if _, err := fmt.Sscan(c.Post, &at); err != nil {
		return adaptertest.Post{}, err
	}
	a.mu.Lock()
	answer, err := answerOf(a.results[at])
	a.mu.Unlock()
	switch {
	case err != nil:
		return adaptertest.Post{}, err
	case c.Button == adaptertest.ShowMore:
		return a.call(c.Person, "more", object{"id": answer.ID})
	}
	return a.call(c.Person, "context", answer.Quotes[0])
}

// A quotedAnswer is what a tool's result has for further calls.
type quotedAnswer struct {
	ID     string      `json:"id"`
	Quotes []spanInput `json:"quotes"`
}

// answerOf is the first answer of a result.
func answerOf(r *sdk.CallToolResult) (quotedAnswer, error) {
	text, err := json.Marshal(r.StructuredContent)
	if err != nil {
		return quotedAnswer{}, err
	}
	var told struct {
		Answers []quotedAnswer `json:"answers"`
	}
	if err := json.Unmarshal(text, &told); err != nil {
		return quotedAnswer{}, err
	}
	if len(told.Answers) == 0 {
		return quotedAnswer{}, errors.New("there is no answer")
	}
	return told.Answers[0], nil
}

// call calls a tool, and returns what a model reads of the result.
func (a *assistants) call(person, tool string, with any) (adaptertest.Post, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	session, err := a.talk(ctx, person)
	if err != nil {
		return adaptertest.Post{}, err
	}
	result, err := session.CallTool(ctx, &sdk.CallToolParams{Name: tool, Arguments: with})
	if err != nil {
		return adaptertest.Post{}, err
	}
	post := adaptertest.Post{Text: unmarked(result)}
	if answer, err := answerOf(result); err == nil && len(answer.Quotes) > 0 {
		post.Buttons = []adaptertest.Button{adaptertest.ShowContext, adaptertest.ShowMore}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	post.ID = fmt.Sprint(len(a.results))
	a.results = append(a.results, result)
	return post, nil
}

// talk is how a person's assistant is connected.
func (a *assistants) talk(ctx context.Context, person string) (*sdk.ClientSession, error) {
	a.mu.Lock()
	address := a.address
	talk := a.talks[address+" "+person]
	a.mu.Unlock()
	if talk != nil {
		return talk, nil
	}
	to := &sdk.StreamableClientTransport{Endpoint: address, HTTPClient: &http.Client{Transport: signed{"staff/" + person}}, MaxRetries: -1}
	talk, err := assistant().Connect(ctx, to, nil)
	if err == nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.talks[address+" "+person] = talk
	}
	return talk, err
}

// unmarked is the text of a result without the marks of what a source says.
func unmarked(r *sdk.CallToolResult) string {
	var b strings.Builder
	for _, c := range r.Content {
		text, ok := c.(*sdk.TextContent)
		if !ok {
			continue
		}
		for l := range strings.Lines(text.Text) {
			b.WriteString(strings.TrimPrefix(strings.TrimPrefix(l, quoted), beside))
		}
	}
	return b.String()
}
