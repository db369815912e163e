package adapters

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"quoth/bot"
)

// maxSeen bounds the deliveries whose keys are held in memory: enough for
// every retry that a platform sends, and for hours with the ledger out of
// order.
const maxSeen = 50_000

// seen remembers the last keys of deliveries. It is safe for concurrent use.
type seen struct {
	mu   sync.Mutex
	keys map[string]struct{}
	ring []string // the keys in the order in which they came, overwritten in turn
	next int
}

func newSeen(most int) *seen {
	return &seen{keys: make(map[string]struct{}), ring: make([]string, most)}
}

// add reports whether a key came for the first time.
func (s *seen) add(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.keys[key]; ok {
		return false
	}
	delete(s.keys, s.ring[s.next])
	s.keys[key] = struct{}{}
	s.ring[s.next] = key
	s.next = (s.next + 1) % len(s.ring)
	return true
}

// limits bounds how fast a person, and a channel, may ask.
type limits struct {
	mu             sync.Mutex
	person, place  int // questions a minute, 0 for no limit
	now            func() time.Time
	people, places map[string]*rate.Limiter
}

// maxLimiters bounds how many people and channels are told apart; past it all
// of them begin anew.
const maxLimiters = 10_000

func newLimits(o IntakeOptions) *limits {
	return &limits{
		person: o.PersonPer, place: o.PlacePer, now: o.Now,
		people: map[string]*rate.Limiter{}, places: map[string]*rate.Limiter{},
	}
}

// allow reports whether a delivery is within the limits, and counts it.
func (l *limits) allow(d bot.Delivery) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := d.Question.From
	person := l.take(l.people, l.person, from.Place.Workspace+"\x00"+from.Asker.ID)
	place := from.Place.Direct || l.take(l.places, l.place, from.Place.Workspace+"\x00"+from.Place.Channel)
	return person && place
}

func (l *limits) take(limiters map[string]*rate.Limiter, perMinute int, key string) bool {
	if perMinute == 0 {
		return true
	}
	limiter := limiters[key]
	if limiter == nil {
		if len(limiters) >= maxLimiters {
			clear(limiters)
		}
		limiter = rate.NewLimiter(rate.Limit(perMinute)/60, perMinute)
		limiters[key] = limiter
	}
	return limiter.AllowN(l.now(), 1)
}
