package adapters

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// maxAttempts is how often a reply is posted, or looked up, before it is given
// up: with the pauses between them half a minute, longer than a platform takes
// to restart a server, and short enough for an answer to be of use.
const maxAttempts = 6

// post posts a reply once, noting before that it is about to and after that it
// has. Where the platform asks to wait, it does; where it takes the adapter's token
// no more, the next run of the adapter answers.
func (in *Intake) post(work context.Context, r Reply) {
	held, end, ok := in.book.posting(work, r.Delivery)
	defer end()
	if !ok { // another process answers it
		return
	}
	doubtful := false
	for {
		var err error
		doubtful, err = in.tryToPost(held, r, doubtful)
		var later *LaterError
		switch {
		case err == nil:
			return
		case errors.As(err, &later) && r.Notice == "" && in.waitUntil(held, later.At):
			continue
		}
		in.giveUp(held, r.Delivery, err)
		return
	}
}

// settledBefore is settled, of what an earlier run may have posted: it waits where the
// platform asks to.
func (in *Intake) settledBefore(work context.Context, d bot.Delivery) bool {
	for {
		stands, err := in.settled(work, d)
		var later *LaterError
		switch {
		case err == nil:
			return stands
		case errors.As(err, &later) && in.waitUntil(work, later.At):
			continue
		}
		in.noteRevoked(err)
		return true // the next run looks it up
	}
}

// noteRevoked ends the adapter's run where an error says that its token was taken away.
func (in *Intake) noteRevoked(err error) {
	var wrong *SettingError
	if errors.As(err, &wrong) {
		in.Revoked(wrong)
	}
}

// tryToPost posts a reply, and tries again where that fails. Where posting fails,
// the platform is asked whether it has not: it is doubtful until then. Without an
// error nothing more is to be done.
func (in *Intake) tryToPost(work context.Context, r Reply, doubtful bool) (stillDoubtful bool, err error) {
	ctx, cancel := context.WithTimeout(work, in.opts.PostLimit)
	defer cancel()
	d := r.Delivery
	pauses := Backoff{First: in.opts.Retry}
	for range maxAttempts {
		if doubtful {
			if stands, err := in.settled(ctx, d); stands || err != nil {
				return true, err
			}
			doubtful = false
		}
		if in.deleted.has(d) || !in.timely(&r) {
			in.book.advance(ctx, d, bot.Posted, "")
			return false, nil
		}
		var ref string
		ref, err = guard(in, "posting", func() (string, error) { return in.adapter.Post(ctx, r) })
		if err == nil {
			in.book.advance(ctx, d, bot.Posted, ref)
			if in.deleted.has(d) { // meanwhile
				in.remove(ctx, d, ref)
			}
			return false, nil
		}
		if isOver(err) {
			return false, err
		}
		in.fault(FaultPost, "posting", err)
		if errors.Is(err, ErrRefused) {
			return false, err
		}
		// An update that was made can be made again, and changes nothing.
		if r.Update == "" && !errors.Is(err, ErrNotPosted) {
			if stands, err := in.settled(ctx, d); stands || err != nil {
				return true, err
			}
		}
		if pauses.Wait(ctx) != nil {
			break
		}
	}
	return false, err
}

// isOver tells whether the platform takes nothing for now: it asks to wait, or takes
// the token no more. Nothing is doubtful then.
func isOver(err error) bool {
	var later *LaterError
	var wrong *SettingError
	return errors.As(err, &later) || errors.As(err, &wrong)
}

// waitUntil waits for a time; false if the adapter's run, or the program, ends before.
func (in *Intake) waitUntil(work context.Context, at time.Time) bool {
	in.opts.Log.Warn("an answer waits, as the platform asks to", "platform", in.name, "until", at)
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-in.ending:
	case <-work.Done():
	}
	return false
}

// timely reports whether a reply is to be posted yet. One that is owed for long says
// when it was asked; a notice is of no use then.
func (in *Intake) timely(r *Reply) bool {
	asked := r.Delivery.Received
	if r.Update != "" || time.Since(asked) <= in.opts.Owed {
		return true
	}
	if in.opts.DropLate || r.Notice != "" {
		in.opts.Monitor.Fault(in.name, FaultUnanswered)
		in.opts.Log.Warn("an answer would come too late, and is left out", "platform", in.name, "asked", asked, "delivery", r.Delivery.Key())
		return false
	}
	r.Answers = slices.Clone(r.Answers)
	r.Answers[0].Owed = asked
	return true
}

// giveUp notes how a reply stands that could not be posted.
func (in *Intake) giveUp(work context.Context, d bot.Delivery, err error) {
	in.noteRevoked(err)
	ends := work.Err() != nil || isClosed(in.ending) || in.revoked.Load() != nil
	switch {
	case errors.Is(err, ErrNotPosted): // the next start answers it
		in.book.advance(work, d, bot.Received, "")
	case ends: // the next start looks it up
		return
	default:
		in.book.advance(work, d, bot.Posted, "")
	}
	if !ends {
		in.fault(FaultUnanswered, "answering "+d.Key(), err)
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// settled looks up whether the reply to a delivery need not, or must not, be
// posted any more: it stands on the platform, or the platform cannot tell, and
// then once too few is better than twice. It fails where the platform asks to wait,
// or takes the token no more.
func (in *Intake) settled(ctx context.Context, d bot.Delivery) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, in.opts.PostLimit)
	defer cancel()
	pauses := Backoff{First: in.opts.Retry}
	var err error
	for range maxAttempts {
		var ref string
		ref, err = guard(in, "looking up", func() (string, error) { return in.adapter.Find(ctx, d) })
		switch {
		case err == nil && ref == "":
			return false, nil
		case err == nil:
			in.book.advance(ctx, d, bot.Posted, ref)
			return true, nil
		case isOver(err):
			return false, err
		}
		if errors.Is(err, ErrCannotFind) {
			break
		}
		in.fault(FaultPost, "looking up", err)
		if pauses.Wait(ctx) != nil {
			return true, nil // the next start looks it up
		}
	}
	in.fault(FaultUnanswered, "finding out whether an answer stands, so that it is not posted a second time,", err)
	in.book.advance(ctx, d, bot.Posted, "")
	return true, nil
}
