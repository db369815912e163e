package terminal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
)

func TestConformance(t *testing.T) {
	adaptertest.Run(t, func(t testing.TB) adaptertest.Peer { return newSeat(t) })
}

// A seat is the place of a person at a terminal: what they type, and what they
// read.
type seat struct {
	t     testing.TB
	typed chan string
	leave func() // the chat before
	said  int

	posting sync.Mutex // held while a reply is shown: a person reads it, and then types

	mu     sync.Mutex
	output bytes.Buffer // not yet a post
	posts  []adaptertest.Post
}

func newSeat(t testing.TB) *seat {
	s := &seat{t: t, typed: make(chan string, 1000), leave: func() {}}
	t.Cleanup(func() { s.leave() })
	return s
}

// Platform implements adaptertest.Peer.
func (s *seat) Platform() adaptertest.Platform {
	return adaptertest.Platform{Lacks: map[adaptertest.Ability]string{
		adaptertest.Channels:    "a terminal has one reader",
		adaptertest.Threads:     "a terminal has one reader",
		adaptertest.People:      "a terminal has one reader",
		adaptertest.Bots:        "only a person types",
		adaptertest.Edits:       "what was typed stays typed",
		adaptertest.Deletions:   "what was typed stays typed",
		adaptertest.Sharing:     "a terminal has one reader",
		adaptertest.Ratings:     "a chat is not rated",
		adaptertest.Working:     "an answer that takes a while is waited for",
		adaptertest.Redelivery:  "a line is read once",
		adaptertest.Connection:  "there is none",
		adaptertest.RateLimits:  "a screen takes all that is written",
		adaptertest.MessageSize: "a screen scrolls",
		adaptertest.Revocation:  "there is no token",
		adaptertest.Restarts:    "a chat ends with its program",
		adaptertest.Finding:     "nobody can tell what a terminal shows",
		adaptertest.Pointing:    "what was typed is all there is",
	}}
}

// Start implements adaptertest.Peer: each chat reads from a pipe of its own.
func (s *seat) Start(b adapters.Bot) (adapters.Adapter, error) {
	s.leave()
	in, keys := io.Pipe()
	left := make(chan struct{})
	var typing sync.WaitGroup
	typing.Go(func() {
		for {
			select {
			case line := <-s.typed:
				fmt.Fprintln(keys, line)
			case <-left:
				return
			}
		}
	})
	s.leave = func() {
		close(left)
		keys.Close()
		typing.Wait()
	}
	term := &Terminal{Bot: b, In: in, Out: s, Err: s}
	return seated{newChat(s.t.Context(), term, noEnvironment), s}, nil
}

// A seated chat makes a post of each reply.
type seated struct {
	*chat
	seat *seat
}

// Post implements adapters.Adapter.
func (c seated) Post(ctx context.Context, r adapters.Reply) (string, error) {
	c.seat.posting.Lock()
	defer c.seat.posting.Unlock()
	c.seat.finish() // what stood before is a post of its own
	ref, err := c.chat.Post(ctx, r)
	c.seat.finish()
	return ref, err
}

// Write takes what is shown.
func (s *seat) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.Write(p)
}

// finish ends the post that was written.
func (s *seat) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts = s.shown()
	s.output.Reset()
}

// shown lists the posts, with the one that is being written.
func (s *seat) shown() []adaptertest.Post {
	if s.output.Len() == 0 {
		return s.posts
	}
	var text strings.Builder
	for line := range strings.Lines(s.output.String()) {
		text.WriteString(strings.TrimPrefix(line, "> "))
	}
	return append(s.posts[:len(s.posts):len(s.posts)], adaptertest.Post{
		ID: fmt.Sprint(len(s.posts)), Person: "anna", Text: text.String(),
		Buttons: []adaptertest.Button{adaptertest.ShowContext, adaptertest.ShowMore},
	})
}

// Say implements adaptertest.Peer.
func (s *seat) Say(m adaptertest.Message) string {
	s.said++
	s.enter(m.Text)
	return fmt.Sprint("line ", s.said)
}

// Click implements adaptertest.Peer: a person types what they want to see.
func (s *seat) Click(c adaptertest.Click) { s.enter(string(c.Button)) }

func (s *seat) enter(line string) {
	s.posting.Lock()
	defer s.posting.Unlock()
	s.typed <- line
}

// Screen implements adaptertest.Peer.
func (s *seat) Screen() adaptertest.Screen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return adaptertest.Screen{Posts: s.shown()}
}

// Edit implements adaptertest.Peer; no check that applies to a terminal edits.
func (s *seat) Edit(string, string) { s.t.Error("a terminal has no edits") }

// Delete implements adaptertest.Peer; see Edit.
func (s *seat) Delete(string) { s.t.Error("a terminal has no deletions") }

// Redeliver implements adaptertest.Peer; see Edit.
func (s *seat) Redeliver(string) { s.t.Error("a terminal delivers once") }

// Make implements adaptertest.Peer; see Edit.
func (s *seat) Make(adaptertest.Trouble) { s.t.Error("a terminal has no such trouble") }
