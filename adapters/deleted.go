package adapters

import (
	"context"
	"errors"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/quoth-bot/quoth/bot"
)

// deleted remembers which messages were to be answered, and which of them are gone:
// those are not answered any more, however far their answers have come.
type deleted struct {
	asked, gone *lru.Cache[string, struct{}] // by message
}

func newDeleted() *deleted {
	return &deleted{asked: NewCache[struct{}](maxSeen), gone: NewCache[struct{}](maxSeen)}
}

// note notes what a delivery is of: a message that was deleted, or one that is to
// be answered, be it new or edited so that it calls the bot again.
func (r *deleted) note(d bot.Delivery) {
	switch {
	case d.Message == "":
	case d.Deleted:
		r.gone.Add(d.Message, struct{}{})
	default:
		r.asked.Add(d.Message, struct{}{})
		r.gone.Remove(d.Message)
	}
}

// has reports whether the message of a delivery was deleted.
func (r *deleted) has(d bot.Delivery) bool { return d.Message != "" && r.gone.Contains(d.Message) }

// concerns reports whether the message that was deleted is one that was, or is to
// be, answered: most of what is deleted on a platform is none of the bot's business.
func (in *Intake) concerns(ctx context.Context, d bot.Delivery) bool {
	if in.opts.KeepAnswers || d.Message == "" {
		return false
	}
	if in.deleted.asked.Contains(d.Message) {
		return true
	}
	_, answered := in.book.post(ctx, d.Message)
	return answered || in.book.waits(ctx, d.Message)
}

// takeAway takes away the answer to a question that was deleted, if the question
// came no longer ago than an edit would count.
func (in *Intake) takeAway(ctx context.Context, d bot.Delivery) {
	ctx, cancel := context.WithTimeout(ctx, in.opts.PostLimit)
	defer cancel()
	if post, ok := in.book.post(ctx, d.Message); ok && d.Received.Sub(post.At) <= in.opts.EditFor {
		if in.remove(ctx, d, post.Ref) != nil && ctx.Err() != nil {
			return // the next start tries again
		}
	}
	in.book.advance(ctx, d, bot.Posted, "")
}

// remove takes a reply away, and tries again where that fails.
func (in *Intake) remove(ctx context.Context, d bot.Delivery, ref string) error {
	pauses := Backoff{First: in.opts.Retry}
	var err error
	for range maxAttempts {
		_, err = guard(in, "taking an answer away", func() (struct{}, error) { return struct{}{}, in.adapter.Remove(ctx, d, ref) })
		if err == nil {
			return nil
		}
		in.fault(FaultPost, "taking the answer to a deleted question away", err)
		if errors.Is(err, ErrRefused) || pauses.Wait(ctx) != nil {
			break
		}
	}
	return err
}
