package journal

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/internal/postgrestest"
)

var _ bot.Sharer = (*Journal)(nil)

// processes opens the journal of one server as often as there are names, and
// returns what each has of it.
func processes(t *testing.T, names ...string) (out []bot.SharedLedger) {
	t.Helper()
	url := postgrestest.NewURL(t)
	for _, name := range names {
		ledger, shared := still(t, Options{URL: url}).Shared()
		if !shared {
			t.Fatal("it is not shared")
		}
		if err := ledger.Renew(t.Context(), name, time.Hour); err != nil {
			t.Fatal(err)
		}
		out = append(out, ledger)
	}
	return out
}

// A process of its own shares nothing.
func TestFileIsNotShared(t *testing.T) {
	if _, shared := open(t, Options{}).Shared(); shared {
		t.Error("it is shared")
	}
}

// Of what comes to several processes at once, with keys in any order, one has it.
func TestStoredAtOnce(t *testing.T) {
	names := []string{"a", "b", "c"}
	all := processes(t, names...)
	for n := range 50 {
		var fresh, holds atomic.Int32
		var wg sync.WaitGroup
		for i, l := range all {
			d := delivery(n)
			if i == 1 {
				d.Keys[0], d.Keys[1] = d.Keys[1], d.Keys[0]
			}
			wg.Go(func() {
				first, held, err := l.Store(t.Context(), names[i], fmt.Sprint("lane", n), d)
				if err != nil {
					t.Error(err)
				}
				if first {
					fresh.Add(1)
				}
				if held {
					holds.Add(1)
				}
			})
		}
		wg.Wait()
		if fresh.Load() != 1 || holds.Load() != 1 {
			t.Fatalf("delivery %d is fresh to %d, and held by %d", n, fresh.Load(), holds.Load())
		}
	}
}

// Of one lane, one is held at a time, whoever asks, and in order.
func TestLaneOverProcesses(t *testing.T) {
	names := []string{"a", "b"}
	all := processes(t, names...)
	const deliveries = 30
	var holds atomic.Int32
	var mu sync.Mutex
	var order []string
	work := func(l bot.SharedLedger, name string, d bot.Delivery) {
		if now := holds.Add(1); now > 1 {
			t.Errorf("%d are held at once", now)
		}
		mu.Lock()
		order = append(order, d.Key())
		mu.Unlock()
		if held, err := l.Note(t.Context(), name, d.Key(), bot.Posting, ""); !held || err != nil {
			t.Errorf("it is not held: %v", err)
		}
		holds.Add(-1)
		if held, err := l.Note(t.Context(), name, d.Key(), bot.Posted, "ref"); !held || err != nil {
			t.Errorf("it is not held: %v", err)
		}
	}
	var wg sync.WaitGroup
	for i, l := range all {
		wg.Go(func() {
			for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
				taken, err := l.Take(t.Context(), names[i], "slack", 5)
				if err != nil {
					t.Error(err)
					return
				}
				for _, u := range taken {
					work(l, names[i], u.Delivery)
				}
				mu.Lock()
				done := len(order) == deliveries
				mu.Unlock()
				if done {
					return
				}
			}
			t.Error("not all of it was taken")
		})
	}
	for n := range deliveries {
		l, name := all[n%2], names[n%2]
		fresh, held, err := l.Store(t.Context(), name, "one", delivery(n))
		if !fresh || err != nil {
			t.Fatal(fresh, err)
		}
		if held {
			work(l, name, delivery(n))
		}
	}
	wg.Wait()
	for n, key := range order {
		if key != delivery(n).Key() {
			t.Errorf("%q is the answer %d", key, n)
		}
	}
}

// keysOf lists what was taken.
func keysOf(list []bot.Unfinished, err error) string {
	out := ""
	for _, u := range list {
		out += fmt.Sprint(u.Delivery.Key(), " ", u.State, " ")
	}
	if err != nil {
		out += err.Error()
	}
	return out
}

// What a process holds is its own until its lease ends, and another's then.
func TestLease(t *testing.T) {
	all := processes(t, "a", "b")
	a, b := all[0], all[1]
	ctx := t.Context()
	for n := range 4 {
		if _, held, err := a.Store(ctx, "a", fmt.Sprint("lane", n/2), delivery(n)); held != (n%2 == 0) || err != nil {
			t.Fatalf("delivery %d is held: %t, %v", n, held, err)
		}
	}
	note := func(l bot.SharedLedger, name string, n int, s bot.DeliveryState, want bool) {
		t.Helper()
		if held, err := l.Note(ctx, name, delivery(n).Key(), s, ""); held != want || err != nil {
			t.Errorf("delivery %d is noted as %s by %s: %t, %v", n, s, name, held, err)
		}
	}
	take := func(l bot.SharedLedger, name, want string) {
		t.Helper()
		if got := keysOf(l.Take(ctx, name, "slack", 9)); got != want {
			t.Errorf("%s takes %q, want %q", name, got, want)
		}
	}
	note(a, "a", 0, bot.Posting, true)
	take(b, "b", "")
	note(b, "b", 0, bot.Posted, false)
	if err := a.Renew(ctx, "a", -time.Second); err != nil { // it is over
		t.Fatal(err)
	}
	take(b, "b", "event-0 posting event-2 received ")
	take(a, "a2", "")
	note(a, "a", 0, bot.Posted, false)
	note(a, "a", 2, bot.Posting, false)
	note(b, "b", 0, bot.Posted, true)
	note(b, "b", 0, bot.Posting, false)
	take(b, "b", "event-1 received ") // it is its turn
	if err := b.SetAside(ctx, "b", "event-2"); err != nil {
		t.Fatal(err)
	}
	take(b, "b", "event-3 received ")
	if got := keysOf(b.Held(ctx, "b")); got != "event-1 received event-2 received event-3 received " {
		t.Errorf("b holds %q", got)
	}
	if err := b.Leave(ctx, "b"); err != nil {
		t.Fatal(err)
	}
	note(a, "a3", 1, bot.Posting, true) // as nobody has it, and nobody has begun to post
	if err := a.Renew(ctx, "a3", time.Hour); err != nil {
		t.Fatal(err)
	}
	take(a, "a3", "event-2 received event-3 received ")
	for n, want := range map[int]bool{0: false, 1: true, 3: true} {
		if waits, err := b.Waits(ctx, "slack", delivery(n).Message); waits != want || err != nil {
			t.Errorf("message %d waits: %t, %v", n, waits, err)
		}
	}
}

// So many questions a minute are allowed, whichever processes they come to, and it is
// told once that more are not.
func TestAllowedOverProcesses(t *testing.T) {
	all := processes(t, "a", "b")
	ask := func(n int, who string) (ok, tell bool) {
		t.Helper()
		ok, tell, err := all[n%2].Allow(t.Context(), who, 60)
		if err != nil {
			t.Fatal(err)
		}
		return ok, tell
	}
	allowed, told := 0, 0
	for n := range 100 {
		ok, tell := ask(n, "anna")
		if ok {
			allowed++
		}
		if tell {
			told++
		}
	}
	if allowed < 60 || allowed > 80 || told < 1 || told > 1+allowed-60 { // one more each second
		t.Errorf("%d of 100 at once are allowed, and it is told %d times that they are not", allowed, told)
	}
	if ok, _ := ask(0, "ben"); !ok {
		t.Error("somebody else may not ask")
	}
}

func BenchmarkSharedDelivery(b *testing.B) {
	j := open(b, Options{URL: postgrestest.NewURL(b)})
	l, _ := j.Shared()
	ctx := context.Background()
	if err := l.Renew(ctx, "a", time.Hour); err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		d := delivery(n)
		if _, held, err := l.Store(ctx, "a", d.Key(), d); err != nil || !held {
			b.Fatal(held, err)
		}
		for _, s := range []bot.DeliveryState{bot.Posting, bot.Posted} {
			if _, err := l.Note(ctx, "a", d.Key(), s, "ref"); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := l.Take(ctx, "a", "slack", 16); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAllow(b *testing.B) {
	l, _ := open(b, Options{URL: postgrestest.NewURL(b)}).Shared()
	for b.Loop() {
		if _, _, err := l.Allow(context.Background(), "anna", 1000); err != nil {
			b.Fatal(err)
		}
	}
}

// What one process announces the others hear, and it does not, also after the server
// was restarted.
func TestReloadIsHeard(t *testing.T) {
	url := postgrestest.NewURL(t)
	ctx, stop := context.WithCancel(t.Context())
	var heard [2]atomic.Int32
	var listening sync.WaitGroup
	defer listening.Wait()
	defer stop()
	var all []*Journal
	for i := range heard {
		j := open(t, Options{URL: url})
		all = append(all, j)
		listening.Go(func() { j.OnReload(ctx, func() { heard[i].Add(1) }) })
	}
	until := func() {
		t.Helper()
		before := heard[1].Load()
		for end := time.Now().Add(30 * time.Second); heard[1].Load() == before; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("it is not heard")
			}
			all[0].AnnounceReload(ctx) // fails, or is not heard, while the server is away
		}
	}
	until()
	postgrestest.Shared(t).Stop()
	if err := postgrestest.Shared(t).Start(); err != nil {
		t.Fatal(err)
	}
	until()
	if n := heard[0].Load(); n > 0 {
		t.Errorf("it hears itself %d times", n)
	}
	open(t, Options{}).OnReload(ctx, nil) // a file is not shared
}
