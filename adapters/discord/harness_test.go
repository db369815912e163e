package discord

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// What the embedded reports answer.
const (
	question = "What did the Duma ratify?"
	quoted   = "ratified"
)

var reports = sync.OnceValues(func() (*bot.Bot, error) {
	documents, err := sample.Documents()
	if err != nil {
		return nil, err
	}
	e, err := engine.New("reports", documents, engine.Options{})
	if err != nil {
		return nil, err
	}
	return bot.New([]bot.Collection{{Name: "reports", Audience: bot.Open, Engine: e}})
})

// theBot answers from the embedded reports.
func theBot(t testing.TB) *bot.Bot {
	t.Helper()
	b, err := reports()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A program is the adapter at work, with Discord on the other side.
type program struct {
	testing.TB
	server  *discordtest.Server
	adapter *Adapter
	log     *logBook
	stop    func()
	over    chan struct{} // closed when the program has ended
}

// A logBook is what was logged.
type logBook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logBook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// serve starts the adapter against a server.
func serve(t testing.TB, server *discordtest.Server, b adapters.Bot, change ...func(*Adapter, *adapters.IntakeOptions)) *program {
	t.Helper()
	return serveWith(t, server, b, &adapters.MemoryLedger{}, change...)
}

// serveWith starts it with a ledger that an earlier run wrote.
func serveWith(t testing.TB, server *discordtest.Server, b adapters.Bot, ledger bot.Ledger, change ...func(*Adapter, *adapters.IntakeOptions)) *program {
	t.Helper()
	p := &program{TB: t, server: server, log: &logBook{}, over: make(chan struct{})}
	log := slog.New(slog.NewTextHandler(p.log, nil))
	p.adapter = New(Options{Token: discordtest.Token, APIURL: server.URL(), Log: log}, b)
	p.adapter.pace = testPace
	options := adapters.IntakeOptions{Retry: 20 * time.Millisecond, ShowAfter: time.Hour, Log: log}
	for _, f := range change {
		f(p.adapter, &options)
	}
	in := adapters.NewIntake(p.adapter, b, ledger, options)
	ctx, stop := context.WithCancel(context.Background())
	p.stop = stop
	go func() {
		defer close(p.over)
		if err := in.Serve(ctx); err != nil {
			p.log.Write([]byte("the end: " + err.Error()))
		}
	}()
	t.Cleanup(p.end)
	return p
}

func (p *program) end() {
	p.stop()
	<-p.over
}

// until waits for something that is about to come.
func (p *program) until(what string, so func() bool) {
	p.Helper()
	for end := time.Now().Add(10 * time.Second); !so(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			p.Fatalf("%s: this does not come about; the log:\n%s", what, p.log)
		}
	}
}

// ready waits until all shards are connected.
func (p *program) ready() {
	p.Helper()
	p.until("the bot is connected", func() bool { return len(p.server.Sessions()) == p.server.Shards })
}

// say has somebody write to the bot directly, and returns the message.
func (p *program) say(person, text string) string {
	user := p.server.User(person)
	return p.server.Say(discordtest.Saying{Author: discordtest.User{ID: user, Username: person}, Channel: p.server.Direct(user), Content: text})
}

// answersTo returns what the bot posted as answers to a message.
func (p *program) answersTo(message string) []discordtest.Message {
	var out []discordtest.Message
	for _, m := range p.server.Posts() {
		if m.ReplyTo == message {
			out = append(out, m)
		}
	}
	return out
}

// answered asks, and waits for the answer, which must stay the only one.
func (p *program) answered(person string) {
	p.Helper()
	id := p.say(person, question)
	p.until("an answer", func() bool { return len(p.answersTo(id)) > 0 })
	if text, _ := read(p.answersTo(id)[0].Body); !strings.Contains(text, quoted) {
		p.Errorf("the answer is %q", text)
	}
	if n := len(p.answersTo(id)); n != 1 {
		p.Errorf("there are %d answers", n)
	}
}

// original returns the response to an interaction once it stands.
func (p *program) original(id string) discordtest.Message {
	p.Helper()
	var found discordtest.Message
	p.until("a response", func() bool {
		for _, m := range p.server.Posts() {
			if m.ID == p.server.Interaction(id).Original {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// bare is a session of the library as it comes, with its calls sent to the
// test's server.
func bare(t testing.TB, server *discordtest.Server) *discordgo.Session {
	t.Helper()
	s, err := discordgo.New("Bot " + discordtest.Token)
	if err != nil {
		t.Fatal(err)
	}
	s.Client = &http.Client{Transport: toServer(server.URL())}
	return s
}

// toServer sends requests to a server in place of Discord's.
type toServer string

func (to toServer) RoundTrip(r *http.Request) (*http.Response, error) {
	target, err := url.Parse(string(to))
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = target.Scheme, target.Host, ""
	return http.DefaultTransport.RoundTrip(r)
}

// goroutines counts them once those that are ending have ended.
func goroutines() int {
	runtime.Gosched()
	return runtime.NumGoroutine()
}

// fixed tells that a later version of the library does without a defect: what
// works around it here may go.
func fixed(t testing.TB, defect string) {
	t.Helper()
	t.Logf("discordgo %s is fixed: %s", discordgo.VERSION, defect)
}

// answeredOnceReady waits for the connection first, where people are not
// patient.
func (p *program) answeredOnceReady(person string) {
	p.Helper()
	p.ready()
	p.answered(person)
}
