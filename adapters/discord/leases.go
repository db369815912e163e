package discord

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/google/uuid"

	"github.com/quoth-bot/quoth/adapters"
)

// Leases share the shards out among processes, so that each is in one of them at a
// time. With a shard's lease it is kept how far its session has come, so that
// whoever has it next goes on with that.
type Leases interface {
	// Lease takes a name for a holder, or renews it, for a while from now on, and
	// keeps something with it, unless that is nil. It returns what is kept, or
	// false where somebody else has the name.
	Lease(ctx context.Context, name, holder string, keep []byte, lease time.Duration) (held bool, kept []byte, err error)
	// Release gives a name up.
	Release(ctx context.Context, name, holder string) error
	// Members makes a holder known as one of a group, for a while from now on,
	// and returns how many there are; Resign takes it out.
	Members(ctx context.Context, group, holder string, lease time.Duration) (int, error)
	Resign(ctx context.Context, group, holder string) error
}

// renewals is how often a lease is renewed before it ends, and grace the part of
// it, from its end, in which the shard is not run any more.
const (
	renewals = 5
	grace    = 3
)

// A sharer is this process's part of the shards of one number of them.
type sharer struct {
	a       *Adapter
	in      *adapters.Intake
	g       discordgo.GatewayBotResponse
	gate    *gate
	holder  string
	fail    context.CancelCauseFunc // ends all
	leased  map[int]*leasedShard    // by number
	members bool                    // it is known as one that serves
}

// A leasedShard is a shard that runs in this process.
type leasedShard struct {
	*shard
	stop   context.CancelFunc
	done   chan struct{} // closed when it has ended
	ending *time.Timer   // which stops it before its lease ends
}

// shareShards runs the part of the shards that falls to this process, until ctx
// ends: as many as to each other that serves, or one more.
func (a *Adapter) shareShards(ctx context.Context, in *adapters.Intake, g discordgo.GatewayBotResponse) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	s := &sharer{
		a: a, in: in, g: g, gate: newGate(a.client, a.pace.Identify, g.SessionStartLimit.MaxConcurrency, a.log),
		holder: uuid.NewString(), fail: fail, leased: map[int]*leasedShard{},
	}
	tick := time.NewTicker(a.pace.Lease / renewals)
	defer tick.Stop()
	for ctx.Err() == nil {
		if err := s.look(ctx); err != nil && ctx.Err() == nil {
			a.log.Warn("it cannot be told which process each shard of Discord is in", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-a.begin: // whoever has its shard next is to go on with it
		}
	}
	s.end(context.WithoutCancel(ctx))
	return context.Cause(ctx)
}

// group names the processes that serve; a shard's lease is named by its number and
// theirs.
const group = name

func (s *sharer) nameOf(number int) string { return name + " " + shardName(number, s.g.Shards) }

// look renews what is had, gives up what is too much, and takes what is free.
func (s *sharer) look(ctx context.Context) error {
	for number, l := range s.leased {
		if err := s.renew(ctx, number, l); err != nil {
			return err
		}
	}
	members, err := s.a.opts.Leases.Members(ctx, group, s.holder, s.a.pace.Lease)
	if err != nil {
		return err
	}
	if !s.members { // also while all shards are in others
		s.members = true
		s.a.connected(s.in, true)
	}
	most := (s.g.Shards + members - 1) / members
	for number := range s.leased {
		if len(s.leased) <= most {
			break
		}
		if err := s.giveUp(ctx, number); err != nil {
			return err
		}
	}
	for _, number := range rand.Perm(s.g.Shards) {
		if len(s.leased) >= most {
			break
		}
		if s.leased[number] == nil {
			if err := s.take(ctx, number); err != nil {
				return err
			}
		}
	}
	return nil
}

// renew renews a shard's lease, with how far its session has come. One that was
// lost, or had to be stopped, is done with.
func (s *sharer) renew(ctx context.Context, number int, l *leasedShard) error {
	select {
	case <-l.done:
		delete(s.leased, number)
		return nil
	default:
	}
	began := time.Now()
	kept, err := json.Marshal(l.resumable())
	if err != nil {
		return err
	}
	held, _, err := s.a.opts.Leases.Lease(ctx, s.nameOf(number), s.holder, kept, s.a.pace.Lease)
	switch {
	case err != nil:
		return err
	case held && l.ending.Reset(s.safely(began)):
	default: // or stopped just now: another may have it next
		l.end()
		delete(s.leased, number)
	}
	return nil
}

// safely is how long from now on a lease that was asked for at a time is sure to last.
func (s *sharer) safely(began time.Time) time.Duration {
	return time.Until(began.Add(s.a.pace.Lease - s.a.pace.Lease/grace))
}

// take runs a shard, if nobody else does.
func (s *sharer) take(ctx context.Context, number int) error {
	began := time.Now()
	held, kept, err := s.a.opts.Leases.Lease(ctx, s.nameOf(number), s.holder, nil, s.a.pace.Lease)
	if err != nil || !held {
		return err
	}
	running, stop := context.WithCancel(ctx)
	l := &leasedShard{
		shard: &shard{a: s.a, number: number, count: s.g.Shards, address: s.g.URL, gate: s.gate}, stop: stop, done: make(chan struct{}),
	}
	var old session
	if json.Unmarshal(kept, &old) == nil { // else nothing was kept
		l.change(old)
	}
	if l.resumable().ID == "" {
		s.gate.enrol(number)
	}
	l.ending = time.AfterFunc(s.safely(began), stop)
	s.leased[number] = l
	s.a.log.Info("this process has a shard of Discord", "shard", number, "of", s.g.Shards)
	go func() {
		defer close(l.done)
		if err := l.run(running, s.in); err != nil {
			s.fail(err)
		}
	}()
	return nil
}

// end stops a shard, and waits until it has ended.
func (l *leasedShard) end() {
	l.ending.Stop()
	l.stop()
	<-l.done
}

// giveUp leaves a shard to another process.
func (s *sharer) giveUp(ctx context.Context, number int) error {
	l := s.leased[number]
	l.end()
	delete(s.leased, number)
	kept, err := json.Marshal(l.resumable())
	if err != nil {
		return err
	}
	if _, _, err := s.a.opts.Leases.Lease(ctx, s.nameOf(number), s.holder, kept, s.a.pace.Lease); err != nil {
		return err
	}
	return s.a.opts.Leases.Release(ctx, s.nameOf(number), s.holder)
}

// end leaves everything to others, as far as those can be told.
func (s *sharer) end(ctx context.Context) {
	var stopping sync.WaitGroup
	for _, l := range s.leased {
		stopping.Go(l.end)
	}
	stopping.Wait()
	for number := range s.leased {
		if err := s.giveUp(ctx, number); err != nil {
			s.a.log.Warn("another process cannot be told at once that it may have a shard", "shard", number, "error", err)
			break
		}
	}
	if err := s.a.opts.Leases.Resign(ctx, group, s.holder); err != nil {
		s.a.log.Warn("the other processes cannot be told that this one ends", "error", err)
	}
	if s.members {
		s.a.connected(s.in, false)
	}
}
