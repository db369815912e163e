package slack

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/quoth-bot/quoth/adapters"
)

// maxChannels bounds the channels whose pace is remembered.
const maxChannels = 10_000

// A rateLimits keeps to Slack's limits: about a message a second in a channel, of
// which a few may come at once, and whatever pause Slack asks for. Each channel
// waits for itself.
type rateLimits struct {
	every time.Duration
	burst int

	mu       sync.Mutex
	channels map[string]*rate.Limiter
	pauses   map[turn]time.Time // until when
}

// A turn is what Slack limits: a method in a channel.
type turn struct{ method, channel string }

func newRateLimits(every time.Duration, burst int) *rateLimits {
	return &rateLimits{every: every, burst: burst, channels: map[string]*rate.Limiter{}, pauses: map[turn]time.Time{}}
}

// posts tells whether a method puts a message into a channel.
func posts(method string) bool {
	return method == "chat.postMessage" || method == "chat.postEphemeral"
}

// wait waits for the turn of a call. It fails at once, with a LaterError, where Slack
// asks to wait for longer than ctx lasts.
func (p *rateLimits) wait(ctx context.Context, method, channel string) error {
	for {
		left := p.paused(turn{method, channel})
		if left <= 0 {
			break
		}
		at := time.Now().Add(left)
		if end, ok := ctx.Deadline(); ok && end.Before(at) {
			return &adapters.LaterError{At: at}
		}
		if err := adapters.Pause(ctx, left); err != nil {
			return err
		}
	}
	if !posts(method) {
		return ctx.Err()
	}
	return p.limiter(channel).Wait(ctx)
}

// paused is how long a turn has to wait yet.
func (p *rateLimits) paused(t turn) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	left := time.Until(p.pauses[t])
	if left <= 0 {
		delete(p.pauses, t)
	}
	return left
}

// pause lets nothing of a turn happen for a while.
func (p *rateLimits) pause(method, channel string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pauses[turn{method, channel}] = time.Now().Add(d)
}

func (p *rateLimits) limiter(channel string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.channels[channel]
	if l == nil {
		if len(p.channels) >= maxChannels {
			p.forget()
		}
		l = rate.NewLimiter(rate.Every(p.every), p.burst)
		p.channels[channel] = l
	}
	return l
}

// forget drops the channels in which nothing waits and nothing was posted
// lately: a new limiter allows what theirs does.
func (p *rateLimits) forget() {
	for channel, l := range p.channels {
		if l.Tokens() >= float64(p.burst) {
			delete(p.channels, channel)
		}
	}
}
