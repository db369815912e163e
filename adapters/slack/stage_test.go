package slack

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	reader "github.com/quoth-bot/quoth/corpus/read"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// question is answered by the embedded reports with one sentence, answer.
const (
	question = "How many North Korean soldiers have deserted?"
	answer   = "Reports indicate that at least 18 North Korean soldiers have already deserted."
)

// A stage is an adapter that serves a workspace, from the embedded reports and
// what a test adds to them.
type stage struct {
	testing.TB
	*slacktest.Server
	adapter *Adapter
	bot     *heldBot
	log     *lines
	ledger  bot.Ledger
	opts    adapters.IntakeOptions
	stop    func()
	done    chan error
}

// A heldBot can be kept from answering.
type heldBot struct {
	*bot.Bot
	mu   sync.Mutex
	gate chan struct{}
}

// hold keeps answers back until release is called.
func (b *heldBot) hold() (release func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	gate := make(chan struct{})
	b.gate = gate
	return sync.OnceFunc(func() { close(gate) })
}

func (b *heldBot) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	b.mu.Lock()
	gate := b.gate
	b.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return b.Bot.Ask(ctx, q)
}

// The labels of buttons.
const (
	helpfulLabel = "Helpful"
	notLabel     = "Not helpful"
	deleteLabel  = "Delete"
)

// lines is a log.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// reports are the embedded reports, open to all.
func reports(t testing.TB) []bot.Collection {
	t.Helper()
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	return []bot.Collection{adaptertest.Collection(t, "reports", documents)}
}

// document reads a document from its text.
func document(t testing.TB, file, text string) *corpus.Document {
	t.Helper()
	d, _, err := reader.Document(file, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// newStage makes a stage, which start starts.
func newStage(t testing.TB, socket bool, collections ...bot.Collection) *stage {
	t.Helper()
	b, err := bot.New(append(reports(t), collections...))
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{
		TB: t, Server: slacktest.New(), bot: &heldBot{Bot: b}, log: &lines{}, ledger: &adapters.MemoryLedger{}, done: make(chan error, 1),
	}
	t.Cleanup(s.Server.Close)
	o := options(s.Server, socket)
	o.Log = slog.New(slog.NewTextHandler(s.log, nil))
	s.adapter = hurried(New(o, s.bot))
	if !socket {
		s.Target = func() string {
			if s.adapter.answersAt() == "" {
				return ""
			}
			return "http://" + s.adapter.answersAt() + eventsPath
		}
	}
	s.opts = adapters.IntakeOptions{Log: o.Log, Retry: 10 * time.Millisecond, Again: 20 * time.Millisecond, ShowAfter: time.Hour}
	return s
}

// start starts it, and waits until it is connected.
func (s *stage) start() *stage {
	s.Helper()
	ctx, stop := context.WithCancel(s.Context())
	s.stop = stop
	go func() {
		s.done <- adapters.ServeAll(ctx, []adapters.Adapter{s.adapter}, s.bot, s.ledger, s.opts)
	}()
	s.Cleanup(s.end)
	s.until("a connection", func() bool { return s.Connections() > 0 || s.adapter.answersAt() != "" })
	return s
}

// end stops the adapter, and waits until what it has begun is done.
func (s *stage) end() {
	s.stop()
	err := <-s.done
	s.done <- err
}

// onStage starts an adapter by Socket Mode.
func onStage(t testing.TB, collections ...bot.Collection) *stage {
	t.Helper()
	return newStage(t, true, collections...).start()
}

// until waits for something to be so.
func (s *stage) until(what string, so func() bool) {
	s.Helper()
	for end := time.Now().Add(10 * time.Second); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("%s: this does not come about; posted:%s\nthe log:\n%s", what, s.posted(), s.log)
		}
	}
}

// posted lists what the bot has posted.
func (s *stage) posted() string {
	var b strings.Builder
	for _, m := range s.Messages() {
		shown, _ := slacktest.Shown(m)
		fmt.Fprintf(&b, "\nin %s thread %q only for %q: %s", m.Channel, m.Thread, m.OnlyFor, shown)
	}
	return b.String()
}

// showing returns the messages in which a text can be read.
func (s *stage) showing(text string) []slacktest.Message {
	var out []slacktest.Message
	for _, m := range s.Messages() {
		if shown, _ := slacktest.Shown(m); strings.Contains(shown, text) {
			out = append(out, m)
		}
	}
	return out
}

// shown waits for a message in which a text can be read.
func (s *stage) shown(text string) slacktest.Message {
	s.Helper()
	s.until(fmt.Sprintf("%q is shown", text), func() bool { return len(s.showing(text)) > 0 })
	return s.showing(text)[0]
}

// settled asks in a place of its own and waits for the answer, so that what
// came before is dealt with; it returns how many messages there are without it.
func (s *stage) settled() int {
	s.Helper()
	s.Write(slacktest.Writing{User: "UFENCE", Channel: "DFENCE", Text: "What is the capital of Fence?"})
	s.until("a later question is answered", func() bool {
		for _, m := range s.showing("Fence") {
			if m.Channel == "DFENCE" {
				return true
			}
		}
		return false
	})
	n := 0
	for _, m := range s.Messages() {
		if m.Channel != "DFENCE" {
			n++
		}
	}
	return n
}

// acked waits until everything that was sent is acknowledged.
func (s *stage) acked() {
	s.Helper()
	s.until("all is acknowledged", func() bool {
		for _, d := range s.Deliveries() {
			if d.Acked.IsZero() {
				return false
			}
		}
		return true
	})
}

// logged waits for a line of the log that has all these parts.
func (s *stage) logged(parts ...string) {
	s.Helper()
	s.until(fmt.Sprintf("the log has %q", parts), func() bool {
		for line := range strings.Lines(s.log.String()) {
			has := true
			for _, p := range parts {
				has = has && strings.Contains(line, p)
			}
			if has {
				return true
			}
		}
		return false
	})
}

// mention has somebody ask in a channel, and returns the message.
func (s *stage) mention(user, channel, text string) string {
	return s.Write(slacktest.Writing{User: user, Channel: channel, Text: slacktest.Mention(slacktest.BotUser) + " " + slacktest.Escape(text)})
}

// answersAt is the address at which requests are answered; empty before.
func (a *Adapter) answersAt() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.address
}
