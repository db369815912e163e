package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// An Answering is a Peer of a platform whose people wait for what they asked, as over
// HTTP. Each asks one thing after the other, and sees the answers. There is nothing that
// is delivered, posted, edited or looked up, so that all checks of that are skipped.
type Answering struct {
	T    testing.TB
	Name string // of the platform
	// Lacking is what the platform lacks beside what all of its kind do, and why.
	Lacking map[Ability]string
	// Open makes a server that asks a bot. What it returns serves until its context ends,
	// and ends when what was begun is answered.
	Open func(adapters.Bot) (serve func(context.Context) error, err error)
	// Ask has a person ask, and returns what they see, with an ID; Use has them use a button
	// of it.
	Ask func(person, text string) (Post, error)
	Use func(Click) (Post, error)

	mu     sync.Mutex
	people map[string]chan func() (Post, error)
	said   int
	posts  []Post
	asking sync.WaitGroup
}

// Platform implements Peer.
func (a *Answering) Platform() Platform {
	const asked = "who asks waits for the answer, and asks again if it does not come"
	lacks := map[Ability]string{
		Channels:    "an answer is for who asks alone",
		Threads:     "an answer is for who asks alone",
		Directs:     "an answer is no message",
		Bots:        "nobody writes but who asks",
		Sharing:     "an answer is for who asks alone",
		Edits:       "what was asked stays asked",
		Deletions:   "what was asked stays asked",
		Pointing:    "a question is all there is",
		Working:     "who waits sees that",
		MessageSize: "an answer has no longest size",
		RateLimits:  "an answer is taken",
		Redelivery:  asked,
		Connection:  asked,
		Restarts:    asked,
		Finding:     asked,
		Revocation:  "there is no token",
	}
	maps.Copy(lacks, a.Lacking)
	return Platform{Lacks: lacks}
}

// Start implements Peer.
func (a *Answering) Start(b adapters.Bot) (adapters.Adapter, error) {
	serve, err := a.Open(b)
	if err != nil {
		return nil, err
	}
	return &answeringAdapter{name: a.Name, serve: serve, ended: make(chan error, 1)}, nil
}

// mostWaiting is more than a check asks at once.
const mostWaiting = 1000

// Say implements Peer.
func (a *Answering) Say(m Message) string {
	a.do(m.Person, func() (Post, error) { return a.Ask(m.Person, m.Text) })
	a.mu.Lock()
	defer a.mu.Unlock()
	a.said++
	return fmt.Sprint("question ", a.said)
}

// Click implements Peer.
func (a *Answering) Click(c Click) {
	a.do(c.Person, func() (Post, error) { return a.Use(c) })
}

// do has a person do something, after all that they did before.
func (a *Answering) do(person string, what func() (Post, error)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	waiting, known := a.people[person]
	if !known {
		if a.people == nil {
			a.people = map[string]chan func() (Post, error){}
			a.T.Cleanup(a.leave)
		}
		waiting = make(chan func() (Post, error), mostWaiting)
		a.people[person] = waiting
		a.asking.Go(func() { a.ask(person, waiting) })
	}
	waiting <- what
}

func (a *Answering) ask(person string, waiting <-chan func() (Post, error)) {
	for what := range waiting {
		p, err := what()
		if err != nil {
			p.Text = "no answer: " + err.Error()
		}
		p.Person = person
		a.mu.Lock()
		a.posts = append(a.posts, p)
		a.mu.Unlock()
	}
}

func (a *Answering) leave() {
	a.mu.Lock()
	for _, waiting := range a.people {
		close(waiting)
	}
	a.mu.Unlock()
	a.asking.Wait()
}

// Screen implements Peer.
func (a *Answering) Screen() Screen {
	a.mu.Lock()
	defer a.mu.Unlock()
	return Screen{Posts: slices.Clone(a.posts)}
}

// Edit implements Peer; no check that applies edits.
func (a *Answering) Edit(string, string) { a.T.Error("there are no edits") }

// Delete implements Peer; see Edit.
func (a *Answering) Delete(string) { a.T.Error("there are no deletions") }

// Redeliver implements Peer; see Edit.
func (a *Answering) Redeliver(string) { a.T.Error("nothing is delivered") }

// Make implements Peer; see Edit.
func (a *Answering) Make(Trouble) { a.T.Error("there is no such trouble") }

// An answeringAdapter runs a server where the kit runs an adapter.
type answeringAdapter struct {
	name  string
	serve func(context.Context) error
	ended chan error
}

var errNotPosted = errors.New("there is nothing to post")

// Name implements adapters.Adapter.
func (a *answeringAdapter) Name() string { return a.name }

// Run implements adapters.Adapter.
func (a *answeringAdapter) Run(ctx context.Context, _ *adapters.Intake) error {
	go func() { a.ended <- a.serve(ctx) }()
	<-ctx.Done()
	return nil
}

// Close waits until what was begun is answered.
func (a *answeringAdapter) Close() error { return <-a.ended }

// Post implements adapters.Adapter.
func (a *answeringAdapter) Post(context.Context, adapters.Reply) (string, error) {
	return "", errNotPosted
}

// Find implements adapters.Adapter.
func (a *answeringAdapter) Find(context.Context, bot.Delivery) (string, error) {
	return "", adapters.ErrCannotFind
}

// Remove implements adapters.Adapter.
func (a *answeringAdapter) Remove(context.Context, bot.Delivery, string) error { return errNotPosted }

// Working implements adapters.Adapter.
func (a *answeringAdapter) Working(context.Context, bot.Delivery) error { return nil }
