package adapters

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/quoth-bot/quoth/bot"
)

// maxSeen bounds the deliveries' keys that are held in memory: enough for
// every retry that a platform sends, and for hours with the ledger out of
// order.
const maxSeen = 50_000

// seen remembers the last keys of deliveries.
type seen struct {
	keys map[string]struct{}
	ring []string // the keys in the order in which they came, overwritten in turn
	next int
}

func newSeen(most int) *seen {
	return &seen{keys: make(map[string]struct{}), ring: make([]string, most)}
}

// add remembers keys, and reports whether all of them came for the first time.
func (s *seen) add(keys []string) bool {
	fresh := true
	for _, key := range keys {
		if _, ok := s.keys[key]; ok {
			fresh = false
			continue
		}
		delete(s.keys, s.ring[s.next])
		s.keys[key] = struct{}{}
		s.ring[s.next] = key
		s.next = (s.next + 1) % len(s.ring)
	}
	return fresh
}

// limits bounds how fast a person, and a channel, may ask.
type limits struct {
	mu             sync.Mutex
	person, place  int // questions a minute, 0 for no limit
	people, places map[string]*limiter
}

// A limiter is the allowance of one person or channel.
type limiter struct {
	*rate.Limiter
	told bool // that it is used up, since something was allowed last
}

// maxLimiters bounds how many people and channels are told apart; past it all
// of them begin anew.
const maxLimiters = 10_000

func newLimits(o IntakeOptions) *limits {
	return &limits{person: o.PersonPer, place: o.PlacePer, people: map[string]*limiter{}, places: map[string]*limiter{}}
}

// allow reports whether a delivery is within the limits, and counts it. If it
// is not, tell reports whether to say so: once, until something is allowed
// again, so that a flood of questions is not answered by a flood of notices.
func (l *limits) allow(d bot.Delivery) (ok, tell bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := d.Question.From
	ok, tell = take(l.people, l.person, from.Place.Workspace+"\x00"+from.Asker.ID)
	if !ok || from.Place.Direct {
		return ok, tell
	}
	return take(l.places, l.place, from.Place.Workspace+"\x00"+from.Place.Channel)
}

func take(limiters map[string]*limiter, perMinute int, key string) (ok, tell bool) {
	if perMinute == 0 {
		return true, false
	}
	l := limiters[key]
	if l == nil {
		if len(limiters) >= maxLimiters {
			clear(limiters)
		}
		l = &limiter{Limiter: rate.NewLimiter(rate.Limit(perMinute)/60, perMinute)}
		limiters[key] = l
	}
	if l.AllowN(time.Now(), 1) {
		l.told = false
		return true, false
	}
	tell, l.told = !l.told, true
	return false, tell
}
