package quoth

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/config"
)

// A paper is a platform of the test's: messages are put in by say, and replies
// are kept.
type paper struct {
	name     string
	messages chan bot.Delivery
	postFor  time.Duration // how long posting takes
	token    string        // shows in every error
	run      func(ctx context.Context) error

	mu      sync.Mutex
	replies map[string][]adapters.Reply // by message
	refused int                         // deliveries that were not taken in
}

func newPaper() *paper {
	return &paper{name: "paper", messages: make(chan bot.Delivery), replies: map[string][]adapters.Reply{}}
}

func (p *paper) Name() string { return p.name }

func (p *paper) Run(ctx context.Context, in *adapters.Intake) error {
	if p.run != nil {
		return p.run(ctx)
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case d := <-p.messages:
			if err := in.Receive(ctx, d); err != nil {
				p.mu.Lock()
				p.refused++
				p.mu.Unlock()
			}
		}
	}
}

func (p *paper) Post(_ context.Context, r adapters.Reply) (string, error) {
	time.Sleep(p.postFor)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.replies[r.Delivery.Message] = append(p.replies[r.Delivery.Message], r)
	if p.token != "" {
		return "", fmt.Errorf("posting with %s failed", p.token)
	}
	return "posted-" + r.Delivery.Message, nil
}

func (p *paper) Find(context.Context, bot.Delivery) (string, error) { return "", nil }

func (p *paper) Remove(context.Context, bot.Delivery, string) error { return nil }

func (p *paper) Working(context.Context, bot.Delivery) error { return nil }

// say delivers a message, as long as somebody listens.
func (p *paper) say(ctx context.Context, message, conversation, text string) {
	d := bot.Delivery{
		Keys: []string{message}, Platform: "paper", Message: message, Received: time.Now(),
		Question: bot.Question{
			From: bot.From{Asker: bot.Asker{ID: conversation}, Place: bot.Place{Platform: "paper", Channel: conversation}},
			Text: text, Conversation: conversation,
		},
	}
	select {
	case p.messages <- d:
	case <-ctx.Done():
	}
}

func (p *paper) repliesTo(message string) []adapters.Reply {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.replies[message]
}

func (p *paper) answered() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.replies)
}

// A notebook is a journal in memory.
type notebook struct {
	mu     sync.Mutex
	seen   map[string]bool
	closed bool
}

func (n *notebook) Turns(context.Context, string, time.Time) ([]bot.Turn, error) { return nil, nil }
func (n *notebook) Append(context.Context, string, bot.Asker, bot.Turn) error    { return nil }
func (n *notebook) Asked(context.Context, string, bot.Asker, time.Time) (bool, error) {
	return false, nil
}
func (n *notebook) SaveAnswer(_ context.Context, r bot.Record) error { return nil }
func (n *notebook) FindAnswer(context.Context, string) (bot.Record, error) {
	return bot.Record{}, bot.ErrUnknownAnswer
}
func (n *notebook) RateAnswer(context.Context, string, bot.Asker, bot.Rating) error { return nil }

func (n *notebook) Receive(_ context.Context, d bot.Delivery) (bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil {
		n.seen = map[string]bool{}
	}
	fresh := !n.seen[d.Key()]
	n.seen[d.Key()] = true
	return fresh, nil
}

func (n *notebook) Advance(context.Context, string, bot.DeliveryState, string) error { return nil }
func (n *notebook) Unfinished(context.Context, string) ([]bot.Unfinished, error)     { return nil, nil }
func (n *notebook) ReplyTo(context.Context, string, string) (p bot.StandingReply, ok bool, err error) {
	return p, false, nil
}

func (n *notebook) Sealed(context.Context, string) (map[string][]byte, error) { return nil, nil }
func (n *notebook) SaveSealed(context.Context, string, string, []byte) error  { return nil }
func (n *notebook) DropSealed(context.Context, string, string) error          { return nil }

func (n *notebook) Healthy() bool { return true }

func (n *notebook) Close() error {
	n.closed = true
	return nil
}

// A page is what is written, while it is being read.
type page struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *page) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// A serving is a program that serves a test's platforms.
type serving struct {
	*testing.T
	program  *program
	settings config.Config
	secrets  []string
	journal  *notebook
	log      *page
	status   chan int
	stop     context.CancelFunc
}

// prepare makes a program that serves platforms; start starts it.
func prepare(t *testing.T, platforms ...adapters.Adapter) *serving {
	s := &serving{T: t, settings: config.Default(), journal: &notebook{}, log: &page{}, status: make(chan int, 1)}
	s.settings.Serve.Listen = "127.0.0.1:0"
	s.settings.Limits.QuestionsPerMinute, s.settings.Limits.ChannelQuestionsPerMinute = 0, 0
	s.program = &program{
		stderr: s.log, adapters: func(config.Config, adapters.Bot, keeper, *slog.Logger) []adapters.Adapter { return platforms },
		drain:       time.Second,
		openJournal: func(context.Context, config.Journal, *slog.Logger) (keeper, error) { return s.journal, nil },
	}
	return s
}

func (s *serving) start() {
	ctx, stop := context.WithCancel(s.Context())
	s.stop = stop
	go func() {
		err := s.program.serve(ctx, s.settings, s.secrets)
		s.status <- s.program.exit(ctx, err)
	}()
	s.Cleanup(stop)
}

// end waits for the program's end, and returns its exit status.
func (s *serving) end() int {
	s.Helper()
	select {
	case status := <-s.status:
		return status
	case <-time.After(15 * time.Second):
		s.Fatalf("it does not end; the log:\n%s", s.log)
		return 0
	}
}

// until waits for something that is about to come.
func (s *serving) until(what string, met func() bool) {
	s.Helper()
	for end := time.Now().Add(15 * time.Second); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("%s: not within 15 s; the log:\n%s", what, s.log)
		}
	}
}

var servedAt = regexp.MustCompile(`serving health and metrics" address=(\S+)`)

// get returns a page of the program's.
func (s *serving) get(path string) string {
	s.Helper()
	s.until("an address", func() bool { return servedAt.MatchString(s.log.String()) })
	r, err := http.Get("http://" + servedAt.FindStringSubmatch(s.log.String())[1] + path)
	if err != nil {
		s.Error(err)
		return ""
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.Error(err)
	}
	return string(body)
}

// writeEdition puts the nth edition of a report into a folder, at once, as
// editors do.
func writeEdition(t *testing.T, dir string, n int) {
	t.Helper()
	text := fmt.Sprintf("The heron of edition %d nests in the reeds.\n", n)
	draft := filepath.Join(dir, ".draft")
	if err := os.WriteFile(draft, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(draft, filepath.Join(dir, "birds.txt")); err != nil {
		t.Fatal(err)
	}
}
