package adapters

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/quoth-bot/quoth/bot"
)

// maxSeen bounds the deliveries' keys that are held in memory: enough for
// every retry that a platform sends, and for hours with the ledger
// unavailable.
const maxSeen = 50_000

// NewCache makes a cache that forgets what was not used for longest once it holds
// more than most. It is safe for concurrent use, and panics unless it may hold
// something.
func NewCache[V any](most int) *lru.Cache[string, V] {
	c, err := lru.New[string, V](most)
	if err != nil {
		panic(err)
	}
	return c
}

// seen remembers the last keys of deliveries.
type seen struct{ keys *lru.Cache[string, struct{}] }

func newSeen(most int) seen { return seen{NewCache[struct{}](most)} }

// add remembers keys, and reports whether all of them came for the first time.
func (s seen) add(keys []string) bool {
	fresh := true
	for _, key := range keys {
		if known, _ := s.keys.ContainsOrAdd(key, struct{}{}); known {
			fresh = false
		}
	}
	return fresh
}

// Limits bound how fast a person, and a channel, may ask.
type Limits struct {
	mu             sync.Mutex
	person, place  int // questions a minute, 0 for no limit
	people, places *lru.Cache[string, *limiter]
}

// A limiter is the allowance of one person or channel.
type limiter struct {
	*rate.Limiter
	told bool // that it is used up, since something was allowed last
}

// maxLimiters bounds how many people and channels are told apart.
const maxLimiters = 10_000

// NewLimits allows so many questions a minute to a person and to a channel; 0 is no
// limit.
func NewLimits(person, place int) *Limits {
	return &Limits{person: person, place: place, people: NewCache[*limiter](maxLimiters), places: NewCache[*limiter](maxLimiters)}
}

// Allow reports whether a question of somebody is within the limits, and counts it. If it
// is not, tell reports whether to say so: once, until something is allowed
// again, so that a flood of questions is not answered by a flood of notices.
func (l *Limits) Allow(from bot.From) (ok, tell bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ok, tell = take(l.people, l.person, personOf(from))
	if !ok || from.Place.Direct {
		return ok, tell
	}
	return take(l.places, l.place, placeOf(from))
}

func personOf(from bot.From) string { return from.Place.Workspace + "\x00" + from.Asker.ID }

func placeOf(from bot.From) string { return from.Place.Workspace + "\x00" + from.Place.Channel }

func take(limiters *lru.Cache[string, *limiter], perMinute int, key string) (ok, tell bool) {
	if perMinute == 0 {
		return true, false
	}
	l, ok := limiters.Get(key)
	if !ok {
		l = &limiter{Limiter: rate.NewLimiter(rate.Limit(perMinute)/60, perMinute)}
		limiters.Add(key, l)
	}
	if l.AllowN(time.Now(), 1) {
		l.told = false
		return true, false
	}
	tell, l.told = !l.told, true
	return false, tell
}
