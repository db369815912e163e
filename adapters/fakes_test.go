package adapters_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A platform is an adapter without a platform: the test hands deliveries to
// its intake, and reads what was posted.
type platform struct {
	post    func(context.Context, adapters.Reply) error         // what goes wrong with posting, if anything
	find    func(context.Context, bot.Delivery) (string, error) // not to be looked up if nil
	working func(context.Context) error
	run     func(context.Context) error

	mu      sync.Mutex
	posts   []adapters.Reply
	removed []string // refs
	shown   int      // how often work was shown
	looked  int      // how often a reply was looked up
	closed  bool
	started chan *adapters.Intake
}

func newPlatform() *platform { return &platform{started: make(chan *adapters.Intake, 1)} }

func (p *platform) Name() string { return "test" }

func (p *platform) Run(ctx context.Context, in *adapters.Intake) error {
	p.started <- in
	if p.run != nil {
		return p.run(ctx)
	}
	<-ctx.Done()
	return ctx.Err()
}

func (p *platform) Post(ctx context.Context, r adapters.Reply) (string, error) {
	if p.post != nil {
		if err := p.post(ctx, r); err != nil {
			return "", err
		}
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.posts = append(p.posts, r)
	if r.Update != "" {
		return r.Update, nil
	}
	return "post " + r.Delivery.Key(), nil
}

func (p *platform) Find(ctx context.Context, d bot.Delivery) (string, error) {
	p.mu.Lock()
	p.looked++
	p.mu.Unlock()
	if p.find == nil {
		return "", adapters.ErrCannotFind
	}
	return p.find(ctx, d)
}

func (p *platform) Remove(_ context.Context, _ bot.Delivery, ref string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.removed = append(p.removed, ref)
	return nil
}

func (p *platform) Working(ctx context.Context, _ bot.Delivery) error {
	p.mu.Lock()
	p.shown++
	p.mu.Unlock()
	if p.working != nil {
		return p.working(ctx)
	}
	return nil
}

func (p *platform) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	return nil
}

// said lists what was posted: each question with its answers or its notice.
func (p *platform) said() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, r := range p.posts {
		line := r.Delivery.Question.Text + ": "
		if r.Update != "" {
			line = r.Update + " = " + line
		}
		if r.Notice != "" {
			line += string(r.Notice)
		}
		for _, a := range r.Answers {
			line += a.Asked
		}
		out = append(out, line)
	}
	return out
}

// An oracle answers each question with its own words, after ask has had its
// way.
type oracle struct {
	adapters.Bot
	ask func(context.Context, bot.Question) error
}

func (o *oracle) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	if o.ask != nil {
		if err := o.ask(ctx, q); err != nil {
			return nil, err
		}
	}
	if q.Overheard && q.Text != "found" {
		return nil, nil
	}
	return []bot.Answer{{Asked: q.Text, Verdict: bot.Found}}, nil
}

// A tally counts what a Monitor is told.
type tally struct {
	mu    sync.Mutex
	count map[string]int
	most  int // that waited
	last  int
}

func (t *tally) add(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count == nil {
		t.count = map[string]int{}
	}
	t.count[what]++
}

func (t *tally) of(what string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count[what]
}

func (t *tally) Waiting(_ string, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.most, t.last = max(t.most, n), n
}
func (t *tally) Answered(_ string, v bot.Verdict, _ time.Duration) { t.add(string(v)) }
func (t *tally) Dropped(_ string, why bot.Notice)                  { t.add(string(why)) }
func (t *tally) Fault(_, what string)                              { t.add(what) }
func (t *tally) Connected(string, bool)                            {}

// A frailLedger fails while fail returns an error.
type frailLedger struct {
	adapters.MemoryLedger
	mu   sync.Mutex
	fail error
}

func (l *frailLedger) set(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fail = err
}

func (l *frailLedger) err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fail
}

func (l *frailLedger) Receive(ctx context.Context, d bot.Delivery) (bool, error) {
	if err := l.err(); err != nil {
		return false, err
	}
	return l.MemoryLedger.Receive(ctx, d)
}

func (l *frailLedger) Advance(ctx context.Context, key string, s bot.DeliveryState, ref string) error {
	if err := l.err(); err != nil {
		return err
	}
	return l.MemoryLedger.Advance(ctx, key, s, ref)
}

func (l *frailLedger) Unfinished(ctx context.Context, platform string) ([]bot.Unfinished, error) {
	if err := l.err(); err != nil {
		return nil, err
	}
	return l.MemoryLedger.Unfinished(ctx, platform)
}

func (l *frailLedger) ReplyTo(ctx context.Context, platform, message string) (bot.StandingReply, bool, error) {
	if err := l.err(); err != nil {
		return bot.StandingReply{}, false, err
	}
	return l.MemoryLedger.ReplyTo(ctx, platform, message)
}

// A stage is a running intake with all that stands around it. Its parts may be
// changed before start.
type stage struct {
	t        *testing.T
	platform *platform
	bot      *oracle
	ledger   bot.Ledger
	tally    *tally
	opts     adapters.IntakeOptions

	in   *adapters.Intake
	stop context.CancelFunc
	done chan error
}

// inTime runs a test on a fake clock.
func inTime(t *testing.T, f func(t *testing.T, s *stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f(t, &stage{t: t, platform: newPlatform(), bot: &oracle{}, ledger: &adapters.MemoryLedger{}, tally: &tally{}})
	})
}

func (s *stage) start() {
	s.opts.Monitor, s.opts.Log = s.tally, slog.New(slog.DiscardHandler)
	s.in = adapters.NewIntake(s.platform, s.bot, s.ledger, s.opts)
	ctx, stop := context.WithCancel(s.t.Context())
	s.stop, s.done = stop, make(chan error, 1)
	go func() { s.done <- s.in.Serve(ctx) }()
	<-s.platform.started
}

// end stops the intake and waits for it.
func (s *stage) end() {
	s.t.Helper()
	s.stop()
	if err := <-s.done; err != nil {
		s.t.Errorf("serving ended with %v", err)
	}
}

// restart ends the intake and starts another on the same ledger.
func (s *stage) restart() {
	s.end()
	s.start()
}

// say delivers a message.
func (s *stage) say(d bot.Delivery) {
	s.t.Helper()
	if err := s.in.Receive(s.t.Context(), d); err != nil {
		s.t.Errorf("receiving %q: %v", d.Question.Text, err)
	}
}

// want waits until nothing goes on any more and compares what was posted.
func (s *stage) want(want ...string) {
	s.t.Helper()
	synctest.Wait()
	if got := s.platform.said(); !slices.Equal(got, want) {
		s.t.Errorf("posted %q, want %q", got, want)
	}
}

// wantCount compares what the monitor was told.
func (s *stage) wantCount(what string, want int) {
	s.t.Helper()
	if got := s.tally.of(what); got != want {
		s.t.Errorf("%q was counted %d times, want %d", what, got, want)
	}
}

func from(person string) bot.From {
	return bot.From{Asker: bot.Asker{ID: person}, Place: bot.Place{Platform: "test", Channel: "c"}}
}

// message is one message in a conversation.
func message(conversation, text string) bot.Delivery {
	return bot.Delivery{
		Keys: []string{"event " + conversation + text, "message " + conversation + text}, Platform: "test", Message: conversation + text,
		Question: bot.Question{From: from("anna"), Text: text, Conversation: conversation},
	}
}

// edit is the nth edit of a message.
func edit(of bot.Delivery, n int, text string) bot.Delivery {
	of.Keys = []string{fmt.Sprintf("%s edit %d", of.Key(), n)}
	of.Edit = true
	of.Question.Text = text
	return of
}

var errBroken = errors.New("broken")
