package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

var errDead = errors.New("this run of the program is over")

// A process is one run of the program. Killed, it can do nothing more: it
// stands between the adapter and what would outlive the program.
type process struct {
	adapters.Adapter
	bot      *recorder
	note     func(bot.Delivery)
	dead     chan struct{}
	over     chan struct{} // closed when Run has returned
	leave    func()        // closes over, once
	attempts atomic.Int32  // to post
	stop     context.CancelFunc
	done     chan error
	kill     func()

	mu      sync.Mutex
	blocked bool          // storing waits until the process is dead
	gated   chan struct{} // closed when something waits
}

// start starts a run of the program on what an earlier one stored.
func (s *stage) start() error {
	p := &process{bot: s.bot, note: s.note, dead: make(chan struct{}), over: make(chan struct{}), done: make(chan error, 1)}
	p.kill, p.leave = sync.OnceFunc(func() { close(p.dead) }), sync.OnceFunc(func() { close(p.over) })
	a, err := s.peer.Start(mortal{s.bot, p})
	if err != nil {
		return fmt.Errorf("the adapter does not start: %w", err)
	}
	p.Adapter = a
	ctx, stop := context.WithCancel(s.ctx)
	p.stop = stop
	go func() {
		p.done <- adapters.ServeAll(ctx, []adapters.Adapter{p}, mortal{s.bot, p}, ledger{s.store, p}, s.opts)
	}()
	s.process = p
	return nil
}

// end stops the program as SIGTERM does, and waits until it has ended.
func (s *stage) end() error {
	s.process.stop()
	select {
	case err := <-s.process.done:
		s.process.done <- err
		return err
	case <-time.After(10*time.Second + patience):
		return errors.New("the program does not end within ten seconds")
	}
}

// kill ends the program as kill -9 does: what it did not store is gone, and what
// its adapter writes while it is ended here is undone.
func (s *stage) kill() {
	kept, err := os.ReadFile(s.platform.File)
	s.process.kill()
	_ = s.end() // how it ends does not matter
	if err == nil {
		err = os.WriteFile(s.platform.File, kept, 0o600)
	} else if errors.Is(err, fs.ErrNotExist) {
		err = os.RemoveAll(s.platform.File)
	}
	if err != nil {
		panic(err)
	}
}

func (p *process) isDead() bool {
	select {
	case <-p.dead:
		return true
	default:
		return false
	}
}

// Run implements adapters.Adapter.
func (p *process) Run(ctx context.Context, in *adapters.Intake) error {
	defer p.leave()
	return p.Adapter.Run(ctx, in)
}

// Post implements adapters.Adapter.
func (p *process) Post(ctx context.Context, r adapters.Reply) (string, error) {
	if p.isDead() {
		return "", errDead
	}
	p.attempts.Add(1)
	return p.Adapter.Post(ctx, r)
}

// Find implements adapters.Adapter.
func (p *process) Find(ctx context.Context, d bot.Delivery) (string, error) {
	if p.isDead() {
		return "", adapters.ErrCannotFind
	}
	return p.Adapter.Find(ctx, d)
}

// Remove implements adapters.Adapter.
func (p *process) Remove(ctx context.Context, d bot.Delivery, ref string) error {
	if p.isDead() {
		return errDead
	}
	return p.Adapter.Remove(ctx, d, ref)
}

// Close implements io.Closer.
func (p *process) Close() error {
	if c, ok := p.Adapter.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// A mortal bot answers no more once its process is dead.
type mortal struct {
	*recorder
	process *process
}

// Ask implements adapters.Bot.
func (m mortal) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-m.process.dead:
			cancel()
		case <-ctx.Done():
		}
	}()
	return m.recorder.Ask(ctx, q)
}

// A ledger is what a process has of the store. Once the process is dead, it can
// store nothing more. How far things have come is gone then, and it is not told
// so: it would try that again as it ends.
type ledger struct {
	*adapters.MemoryLedger
	process *process
}

// Receive implements bot.Ledger.
func (l ledger) Receive(ctx context.Context, d bot.Delivery) (bool, error) {
	l.process.wait()
	if l.process.isDead() {
		return false, errDead
	}
	fresh, err := l.MemoryLedger.Receive(ctx, d)
	if fresh {
		l.process.note(d)
	}
	return fresh, err
}

// Advance implements bot.Ledger.
func (l ledger) Advance(ctx context.Context, key string, s bot.DeliveryState, ref string) error {
	if l.process.isDead() {
		return nil
	}
	return l.MemoryLedger.Advance(ctx, key, s, ref)
}

// block lets nothing be stored any more; the returned channel is closed when
// the first delivery waits.
func (p *process) block() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.blocked, p.gated = true, make(chan struct{})
	return p.gated
}

// wait waits, if nothing is to be stored, until the process is dead.
func (p *process) wait() {
	p.mu.Lock()
	gated, blocked := p.gated, p.blocked
	p.gated = nil
	p.mu.Unlock()
	if gated != nil {
		close(gated)
	}
	if blocked {
		<-p.dead
	}
}
