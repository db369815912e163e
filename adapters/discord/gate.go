package discord

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// A gate lets identifies through as Discord takes them: as many a day as it
// says, one for each key within five seconds, and those of one bucket of shards
// before those of the next. What goes on with a session does not pass it.
type gate struct {
	client *client
	pace   time.Duration // between two identifies of one key
	log    *slog.Logger

	asking sync.Mutex // held while it is asked how many are left, so that no two count on the same one

	mu      sync.Mutex
	keys    int          // max_concurrency, which a bucket is as large as
	waiting map[int]bool // shards that are to identify
	let     map[int]bool // shards that were let through, and have not identified yet
	granted map[int]bool // those of them whose identify is among those that are left
	last    map[int]time.Time
	changed chan struct{} // closed, and another made, when any of this changes
}

func newGate(c *client, pace time.Duration, keys int, log *slog.Logger) *gate {
	return &gate{
		client: c, pace: pace, log: log, keys: max(keys, 1), waiting: map[int]bool{}, let: map[int]bool{}, granted: map[int]bool{},
		last: map[int]time.Time{}, changed: make(chan struct{}),
	}
}

// enrol says that a shard is to identify: those behind it wait for it.
func (g *gate) enrol(number int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting[number] = true
}

// pass waits until a shard may identify, and returns the gateway's address. Once
// it has, or does not, the shard must leave.
func (g *gate) pass(ctx context.Context, number int) (address string, err error) {
	g.enrol(number)
	defer func() {
		if err != nil {
			g.leave(number, false)
		}
	}()
	for {
		until, changed := g.enter(number)
		if changed == nil {
			break
		}
		if err := either(ctx, changed, until); err != nil {
			return "", err
		}
	}
	return g.grant(ctx, number)
}

// either waits for a change, or until a time, if there is one.
func either(ctx context.Context, changed <-chan struct{}, until time.Time) error {
	var passed <-chan time.Time
	if !until.IsZero() {
		timer := time.NewTimer(time.Until(until))
		defer timer.Stop()
		passed = timer.C
	}
	select {
	case <-changed:
	case <-passed:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// enter lets a shard through if it is its turn. Else it returns what to wait
// for: a change, or a time, if that is known.
func (g *gate) enter(number int) (until time.Time, changed <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	key, bucket := number%g.keys, number/g.keys
	for _, others := range []map[int]bool{g.waiting, g.let} {
		for other := range others {
			if other/g.keys < bucket {
				return time.Time{}, g.changed
			}
		}
	}
	for other := range g.let {
		if other%g.keys == key {
			return time.Time{}, g.changed
		}
	}
	if until = g.last[key].Add(g.pace); time.Now().Before(until) {
		return until, g.changed
	}
	delete(g.waiting, number)
	g.let[number] = true
	return time.Time{}, nil
}

// grant waits until an identify is left for a shard.
func (g *gate) grant(ctx context.Context, number int) (address string, err error) {
	g.asking.Lock()
	defer g.asking.Unlock()
	for {
		start, err := g.client.gateway(ctx)
		if err != nil {
			return "", err
		}
		limit := start.SessionStartLimit
		if g.take(number, limit.MaxConcurrency, limit.Remaining) || limit.Total == 0 { // 0 where the limit is not told
			return start.URL, nil
		}
		again := max(time.Duration(limit.ResetAfter)*time.Millisecond, g.pace)
		g.log.Warn("Discord takes no new session today any more, so that one is begun when it does", "shard", number, "in", again)
		if err := sleep(ctx, again); err != nil {
			return "", err
		}
	}
}

// take takes one of the identifies that are left, if there is one that nobody
// else is about to use.
func (g *gate) take(number, keys, left int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if keys = max(keys, 1); keys != g.keys {
		g.keys = keys
		g.change()
	}
	if left <= len(g.granted) {
		return false
	}
	g.granted[number] = true
	return true
}

// leave says that a shard identified, or that it does not for now.
func (g *gate) leave(number int, identified bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if identified {
		g.last[number%g.keys] = time.Now()
	}
	delete(g.waiting, number)
	delete(g.let, number)
	delete(g.granted, number)
	g.change()
}

// change wakes those who wait. g.mu is held.
func (g *gate) change() {
	close(g.changed)
	g.changed = make(chan struct{})
}
