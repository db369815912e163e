package adaptertest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// A soak is many questions, each delivered three times, in trouble.
type soak struct {
	questions, conversations int
	// reload gives the bot its sources again while it answers.
	reload func(*soakBot) error
}

// A soak long enough for all that is remembered to be full is run by
//
//	QUOTH_SOAK=50000 go test -race -run Soak -v -timeout 30m ./adapters/adaptertest
func TestSoak(t *testing.T) {
	s := soak{questions: 5000, conversations: 200, reload: (*soakBot).renew}
	if !corpustest.AllTests() {
		s.questions, s.conversations = 500, 20
	}
	if n := os.Getenv("QUOTH_SOAK"); n != "" {
		var err error
		if s.questions, err = strconv.Atoi(n); err != nil {
			t.Fatalf("QUOTH_SOAK is the number of questions: %v", err)
		}
	}
	s.run(t)
}

// A soakBot is a bot whose sources can be renewed, and whose answers are timed.
type soakBot struct {
	current atomic.Pointer[bot.Bot]
	adapters.Bot

	mu   sync.Mutex
	took []time.Duration
}

// renew replaces the bot by one that has read its sources again.
func (b *soakBot) renew() error {
	documents, err := sample.Documents()
	if err != nil {
		return err
	}
	e, err := engine.New("reports", documents, engine.Options{})
	if err != nil {
		return err
	}
	next, err := bot.New([]bot.Collection{{Name: "reports", Audience: bot.Open, Engine: e}})
	if err == nil {
		b.current.Store(next)
	}
	return err
}

func (b *soakBot) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	began := time.Now()
	answers, err := b.current.Load().Ask(ctx, q)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took = append(b.took, time.Since(began))
	return answers, err
}

// p99 is what only one answer in a hundred took longer than.
func (b *soakBot) p99() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.Sort(b.took)
	return b.took[len(b.took)*99/100]
}

// A fullDisk is a ledger that cannot write while it is full.
type fullDisk struct {
	adapters.MemoryLedger
	full atomic.Bool
}

var errFull = errors.New("no space left on device")

func (l *fullDisk) Receive(ctx context.Context, d bot.Delivery) (bool, error) {
	if l.full.Load() {
		return false, errFull
	}
	return l.MemoryLedger.Receive(ctx, d)
}

func (l *fullDisk) Advance(ctx context.Context, key string, state bot.DeliveryState, ref string) error {
	if l.full.Load() {
		return errFull
	}
	return l.MemoryLedger.Advance(ctx, key, state, ref)
}

// A soaking is a soak on its way.
type soaking struct {
	soak
	t      *testing.T
	peer   *referencePeer
	bot    *soakBot
	ledger *fullDisk
	said   []string // the names of the messages
}

func (s soak) run(t *testing.T) {
	g := soaking{soak: s, t: t, peer: newReferencePeer(t, ""), bot: &soakBot{}, ledger: &fullDisk{}}
	if err := g.bot.renew(); err != nil {
		t.Fatal(err)
	}
	goroutines := runtime.NumGoroutine()
	stop := g.serve()
	var halfway uint64
	for i := range s.questions {
		g.trouble(i)
		g.say(i)
		if i == s.questions/2 {
			halfway = heap()
		}
	}
	g.settle(s.questions)
	stop()
	end := heap()
	g.check()
	g.again()
	for end := time.Now().Add(time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
		time.Sleep(time.Millisecond) // the peer notices that its connections are closed
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines are left, of %d at the start", n, goroutines)
	}
	t.Logf("%d questions from %d conversations, p99 of the answer %v, heap %d KB halfway and %d KB at the end",
		s.questions, s.conversations, g.bot.p99(), halfway>>10, end>>10)
	// The peer remembers all that was said, and the bot and the ledger much of
	// it: some kilobytes for each question, and a spare set of sources.
	if most := halfway + uint64(s.questions/2)*12<<10 + 16<<20; end > most {
		t.Errorf("memory grows: %d KB halfway, %d KB at the end", halfway>>10, end>>10)
	}
}

// serve runs the adapter until the returned function is called.
func (g *soaking) serve() (stop func()) {
	a, err := g.peer.Start(g.bot)
	if err != nil {
		g.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(g.t.Context())
	opts := adapters.IntakeOptions{Retry: 10 * time.Millisecond, Log: slog.New(slog.DiscardHandler)}
	in := adapters.NewIntake(a, g.bot, g.ledger, opts)
	done := make(chan error, 1)
	go func() { done <- in.Serve(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			g.t.Error(err)
		}
	}
}

// trouble is what happens before a question: the disk is full for a fifth of
// the time, the sources are renewed twice, the connection is lost twice.
func (g *soaking) trouble(i int) {
	switch n := g.questions; i {
	case n * 3 / 10:
		g.ledger.full.Store(true)
	case n * 5 / 10:
		g.ledger.full.Store(false)
	case n * 4 / 10, n * 9 / 10: // as long before the heap is measured
		if err := g.reload(g.bot); err != nil {
			g.t.Error(err)
		}
	case n * 2 / 10, n * 6 / 10:
		g.peer.Make(adaptertest.Disconnect)
		g.peer.Make(adaptertest.Reconnect)
	}
}

// lag is how many questions may wait, and how late a delivery may come again.
const lag = 300

// say asks the next question, delivers it a second time, and an earlier one a
// third time.
func (g *soaking) say(i int) {
	text := fmt.Sprintf("How many North Korean soldiers have deserted from Station%05d?", i)
	name := g.peer.Say(adaptertest.Message{Person: fmt.Sprint("person", i%g.conversations), Text: text})
	g.said = append(g.said, name)
	g.peer.Redeliver(name)
	if i >= lag {
		g.peer.Redeliver(g.said[i-lag])
		g.settle(i - lag)
	}
}

// settle waits until as many answers are posted.
func (g *soaking) settle(n int) {
	for last, at := 0, time.Now(); ; time.Sleep(time.Millisecond) {
		g.peer.mu.Lock()
		posted := len(g.peer.posts)
		g.peer.mu.Unlock()
		if posted >= n {
			return
		}
		if posted > last {
			last, at = posted, time.Now()
		}
		if time.Since(at) > 20*time.Second {
			g.t.Fatalf("%d answers are posted, want %d", posted, n)
		}
	}
}

var station = regexp.MustCompile(`Station\d{5}`)

// check makes sure that each question is answered once, in the order of its
// conversation, and that the ledger knows.
func (g *soaking) check() {
	answered := make([][]string, g.conversations)
	for _, p := range g.peer.Screen().Posts {
		var who int
		if _, err := fmt.Sscanf(p.Person, "person%d", &who); err != nil {
			g.t.Fatalf("a post with nobody: %+v", p)
		}
		answered[who] = append(answered[who], station.FindString(p.Text))
	}
	for who, got := range answered {
		var want []string
		for i := who; i < g.questions; i += g.conversations {
			want = append(want, fmt.Sprintf("Station%05d", i))
		}
		if !slices.Equal(got, want) {
			g.t.Errorf("person %d is answered %q, want %q", who, got, want)
		}
	}
	if left, err := g.ledger.Unfinished(g.t.Context(), "reference"); err != nil || len(left) > 0 {
		g.t.Errorf("the ledger has %d unfinished deliveries, error %v", len(left), err)
	}
}

// again delivers the last questions a third time, after a restart: nothing
// comes of it.
func (g *soaking) again() {
	stop := g.serve()
	for _, name := range g.said[g.questions-lag:] {
		g.peer.Redeliver(name)
	}
	g.peer.Say(adaptertest.Message{Person: "person0", Text: "How many have deserted from Station99999?"})
	g.settle(g.questions + 1)
	stop()
	if n := len(g.peer.Screen().Posts); n != g.questions+1 {
		g.t.Errorf("there are %d answers to %d questions", n, g.questions+1)
	}
}

// heap is what is in use when nothing else is.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
