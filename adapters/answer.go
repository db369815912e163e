package adapters

import (
	"context"
	"errors"
	"time"

	"quoth/bot"
)

// posted reports whether the answer to a delivery of an earlier run need not,
// or must not, be posted: it stands on the platform, or the platform cannot
// tell, and then once too few is better than twice.
func (in *Intake) posted(ctx context.Context, d bot.Delivery) bool {
	ref, err := in.adapter.Find(ctx, d)
	switch {
	case errors.Is(err, ErrCannotFind):
		in.opts.Log.Warn("an answer may be missing: the program ended while it was posted, and the platform cannot tell",
			"platform", d.Platform, "delivery", d.Key())
	case err != nil:
		in.fault("post", "looking up whether an answer was posted", err)
	case ref == "":
		return false
	}
	in.advance(ctx, d, bot.Posted, ref)
	return true
}

// answer makes the reply to a delivery; false if none is due.
func (in *Intake) answer(ctx context.Context, j job) (Reply, bool) {
	d := j.delivery
	reply := Reply{Delivery: d, Notice: j.notice}
	if d.Edit {
		post, ok, err := in.ledger.PostFor(ctx, d.Platform, d.Message)
		if err != nil {
			in.fault("ledger", "looking up the answer to an edited question", err)
		}
		if !ok || in.opts.Now().Sub(post.At) > in.opts.EditFor {
			return Reply{}, false
		}
		reply.Update = post.Ref
	}
	if reply.Notice != "" {
		in.opts.Monitor.Dropped(d.Platform, reply.Notice)
		return reply, true
	}
	stop := in.showWork(ctx, d)
	defer stop()
	began := time.Now()
	answers, err := in.bot.Ask(ctx, d.Question)
	switch {
	case errors.Is(err, bot.ErrEmptyQuestion):
		reply.Notice = bot.EmptyQuestion
	case errors.Is(err, context.DeadlineExceeded):
		reply.Notice = bot.TookTooLong
	case err != nil:
		in.fault("ask", "answering", err)
		reply.Notice = bot.Failed
	}
	if reply.Notice != "" {
		in.opts.Monitor.Dropped(d.Platform, reply.Notice)
		return reply, !d.Question.Overheard
	}
	for _, a := range answers {
		in.opts.Monitor.Answered(d.Platform, a.Verdict, time.Since(began))
	}
	reply.Answers = answers
	return reply, len(answers) > 0
}

// showWork shows that an answer is in the making, if it takes long.
func (in *Intake) showWork(ctx context.Context, d bot.Delivery) (stop func()) {
	if d.Question.Overheard || d.Edit {
		return func() {}
	}
	t := time.AfterFunc(in.opts.ShowAfter, func() {
		if err := in.adapter.Working(ctx, d); err != nil && ctx.Err() == nil {
			in.fault("post", "showing that an answer is in the making", err)
		}
	})
	return func() { t.Stop() }
}

// post posts a reply, noting before that it is about to and after that it has.
func (in *Intake) post(ctx context.Context, r Reply) {
	in.advance(ctx, r.Delivery, bot.Posting, "")
	ref, err := in.adapter.Post(ctx, r)
	if err != nil {
		in.fault("post", "posting an answer", err)
		if ctx.Err() != nil {
			return // taken up at the next start
		}
	}
	in.advance(context.WithoutCancel(ctx), r.Delivery, bot.Posted, ref)
}

func (in *Intake) advance(ctx context.Context, d bot.Delivery, s bot.DeliveryState, ref string) {
	if err := in.ledger.Advance(ctx, d.Key(), s, ref); err != nil {
		in.fault("ledger", "noting how far a delivery has come", err)
	}
}

// refuse says that too many questions wait.
func (in *Intake) refuse(ctx context.Context, d bot.Delivery) {
	ctx, cancel := context.WithTimeout(ctx, in.opts.TimeLimit)
	defer cancel()
	if d.Question.Overheard || d.Edit {
		in.advance(ctx, d, bot.Posted, "")
		return
	}
	in.post(ctx, Reply{Delivery: d, Notice: bot.Busy})
}
