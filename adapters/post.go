package adapters

import (
	"context"
	"errors"

	"github.com/quoth-bot/quoth/bot"
)

// maxAttempts is how often a reply is posted, or looked up, before it is given
// up: with the pauses between them half a minute, longer than a platform takes
// to restart a server, and short enough for an answer to be of use.
const maxAttempts = 6

// post posts a reply once, noting before that it is about to and after that it
// has. Where posting fails, the platform is asked whether it has not.
func (in *Intake) post(work context.Context, r Reply) {
	ctx, cancel := context.WithTimeout(work, in.opts.PostLimit)
	defer cancel()
	d := r.Delivery
	in.book.advance(ctx, d, bot.Posting, "")
	pauses := Backoff{First: in.opts.Retry}
	var err error
	for range maxAttempts {
		if in.deleted.has(d) {
			in.book.advance(ctx, d, bot.Posted, "")
			return
		}
		var ref string
		ref, err = guard(in, "posting", func() (string, error) { return in.adapter.Post(ctx, r) })
		if err == nil {
			in.book.advance(ctx, d, bot.Posted, ref)
			if in.deleted.has(d) { // meanwhile
				in.remove(ctx, d, ref)
			}
			return
		}
		in.fault(FaultPost, "posting", err)
		if errors.Is(err, ErrRefused) {
			break
		}
		// An update that was made can be made again, and changes nothing.
		if r.Update == "" && !errors.Is(err, ErrNotPosted) && in.settled(ctx, d) {
			return
		}
		if pauses.Wait(ctx) != nil {
			break
		}
	}
	switch {
	case errors.Is(err, ErrNotPosted): // the next start answers it
		in.book.advance(ctx, d, bot.Received, "")
	case work.Err() != nil: // the next start looks it up
		return
	default:
		in.book.advance(ctx, d, bot.Posted, "")
	}
	if work.Err() == nil {
		in.fault(FaultUnanswered, "answering "+d.Key(), err)
	}
}

// settled looks up whether the reply to a delivery need not, or must not, be
// posted any more: it stands on the platform, or the platform cannot tell, and
// then once too few is better than twice.
func (in *Intake) settled(ctx context.Context, d bot.Delivery) bool {
	ctx, cancel := context.WithTimeout(ctx, in.opts.PostLimit)
	defer cancel()
	pauses := Backoff{First: in.opts.Retry}
	var err error
	for range maxAttempts {
		var ref string
		ref, err = guard(in, "looking up", func() (string, error) { return in.adapter.Find(ctx, d) })
		switch {
		case err == nil && ref == "":
			return false
		case err == nil:
			in.book.advance(ctx, d, bot.Posted, ref)
			return true
		}
		if errors.Is(err, ErrCannotFind) {
			break
		}
		in.fault(FaultPost, "looking up", err)
		if pauses.Wait(ctx) != nil {
			return true // the next start looks it up
		}
	}
	in.fault(FaultUnanswered, "finding out whether an answer stands, so that it is not posted a second time,", err)
	in.book.advance(ctx, d, bot.Posted, "")
	return true
}
