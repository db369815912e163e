package adaptertest

import (
	"context"
	"slices"
	"sync"

	"github.com/quoth-bot/quoth/bot"
)

// A recorder is the bot, and remembers what it was asked and what it said.
type recorder struct {
	*bot.Bot

	mu       sync.Mutex
	asked    []bot.Question
	answers  map[string][]bot.Answer // by text
	ratings  []rating
	passages []bot.Passage
	further  [][]bot.Quote
	gate     chan struct{} // closed to let answers through; nil for none
}

type rating struct {
	asker  string
	answer string
	rating bot.Rating
}

// hold keeps answers back until the returned function is called.
func (r *recorder) hold() (release func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	gate := make(chan struct{})
	r.gate = gate
	return sync.OnceFunc(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		close(gate)
		r.gate = nil
	})
}

// Ask implements adapters.Bot.
func (r *recorder) Ask(ctx context.Context, q bot.Question) ([]bot.Answer, error) {
	r.mu.Lock()
	r.asked = append(r.asked, q)
	gate := r.gate
	r.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	answers, err := r.Bot.Ask(ctx, q)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[q.Text] = answers
	return answers, err
}

// Rate implements adapters.Bot.
func (r *recorder) Rate(ctx context.Context, from bot.From, answerID string, given bot.Rating) error {
	err := r.Bot.Rate(ctx, from, answerID, given)
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.ratings = append(r.ratings, rating{from.Asker.ID, answerID, given})
	}
	return err
}

// Context implements adapters.Bot.
func (r *recorder) Context(ctx context.Context, from bot.From, s bot.Span) (bot.Passage, error) {
	p, err := r.Bot.Context(ctx, from, s)
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.passages = append(r.passages, p)
	}
	return p, err
}

// More implements adapters.Bot.
func (r *recorder) More(ctx context.Context, from bot.From, answerID string) ([]bot.Quote, error) {
	quotes, err := r.Bot.More(ctx, from, answerID)
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.further = append(r.further, quotes)
	}
	return quotes, err
}

// question returns the question of a text, if it was asked.
func (r *recorder) question(text string) (bot.Question, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.asked, func(q bot.Question) bool { return q.Text == text })
	if i < 0 {
		return bot.Question{}, false
	}
	return r.asked[i], true
}

// said returns what the bot answered to a text last.
func (r *recorder) said(text string) []bot.Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.answers[text]
}
