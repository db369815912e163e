package adapters

import (
	"context"
	"errors"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// work answers deliveries until the queue is closed and empty. An answer is
// posted beside the work on the next ones: a channel in which posting waits
// must not hold up the others.
func (in *Intake) work(ctx context.Context) {
	for {
		l, j, ok := in.queue.take()
		if !ok {
			return
		}
		if in.revoked.Load() != nil { // the next run of the adapter takes it up
			in.queue.finish(l)
			continue
		}
		reply, err := guard(in, "an answer", func() (*Reply, error) { return in.handle(ctx, j), nil })
		if err != nil || reply == nil {
			in.finish(ctx, l, j)
			continue
		}
		in.posting <- struct{}{}
		in.workers.Go(func() {
			if ctx.Err() == nil { // else it is taken up at the next start
				in.post(ctx, *reply)
			}
			<-in.posting
			in.finish(ctx, l, j)
		})
	}
}

// finish ends the work on a delivery. In a run that ends, whoever comes next goes
// on with it.
func (in *Intake) finish(ctx context.Context, l *lane, j job) {
	if ctx.Err() == nil && !isClosed(in.ending) && in.revoked.Load() == nil {
		in.book.leave(ctx, j.delivery)
	}
	in.queue.finish(l)
}

// refuse tells those who find no room in the queue.
func (in *Intake) refuse(ctx context.Context) {
	for {
		j, ok := in.queue.takeRefused()
		if !ok {
			return
		}
		guard(in, "a refusal", func() (struct{}, error) {
			in.opts.Monitor.Dropped(in.name, bot.Busy)
			if j.delivery.Question.Overheard || j.delivery.Edit || j.delivery.Deleted {
				in.book.advance(ctx, j.delivery, bot.Posted, "")
			} else {
				in.post(ctx, Reply{Delivery: j.delivery, Notice: bot.Busy})
			}
			return struct{}{}, nil
		})
		if !isClosed(in.ending) {
			in.book.leave(ctx, j.delivery)
		}
	}
}

// handle answers one delivery, and returns the reply that is to be posted; nil
// if there is none.
func (in *Intake) handle(ctx context.Context, j job) *Reply {
	if j.delivery.Deleted {
		in.takeAway(ctx, j.delivery)
		return nil
	}
	// An edit that was made before can be made again, and changes nothing.
	if j.doubtful && !j.delivery.Edit && in.settledBefore(ctx, j.delivery) {
		return nil
	}
	reply, due := in.answer(ctx, j)
	if !due && ctx.Err() == nil {
		in.book.advance(ctx, j.delivery, bot.Posted, "")
	}
	if !due {
		return nil
	}
	return &reply
}

// answer makes the reply to a delivery; false if none is due.
func (in *Intake) answer(ctx context.Context, j job) (Reply, bool) {
	d := j.delivery
	reply := Reply{Delivery: d, Notice: j.notice}
	if d.Edit {
		post, ok := in.book.post(ctx, d.Message)
		if !ok || d.Received.Sub(post.At) > in.opts.EditFor {
			return Reply{}, false
		}
		reply.Update = post.Ref
	}
	if reply.Notice == "" {
		in.ask(ctx, &reply)
	}
	if reply.Notice != "" {
		in.opts.Monitor.Dropped(in.name, reply.Notice)
		return reply, !d.Question.Overheard
	}
	return reply, len(reply.Answers) > 0
}

// ask fills a reply in with what the bot says.
func (in *Intake) ask(ctx context.Context, r *Reply) {
	ctx, cancel := context.WithTimeout(ctx, in.opts.TimeLimit)
	defer cancel()
	stop := in.showWork(ctx, r.Delivery)
	defer stop()
	began := time.Now()
	answers, err := guard(in, "asking", func() ([]bot.Answer, error) { return in.bot.Ask(ctx, r.Delivery.Question) })
	switch {
	case err == nil:
		r.Answers = answers
		for _, a := range answers {
			in.opts.Monitor.Answered(in.name, a.Verdict, time.Since(began))
		}
		return
	case errors.Is(err, bot.ErrEmptyQuestion):
		r.Notice = bot.EmptyQuestion
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		r.Notice = bot.TookTooLong
	case ctx.Err() != nil: // the program ends
	default:
		r.Notice = bot.Failed
		in.fault(FaultAsk, "asking", err)
	}
	r.Err = err
}

// showWork shows that an answer is in the making, if it takes long. After stop
// nothing shows it any more.
func (in *Intake) showWork(ctx context.Context, d bot.Delivery) (stop func()) {
	if d.Question.Overheard || d.Edit {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	timer := time.AfterFunc(in.opts.ShowAfter, func() {
		defer close(done)
		_, err := guard(in, "showing work", func() (struct{}, error) { return struct{}{}, in.adapter.Working(ctx, d) })
		if err != nil && ctx.Err() == nil {
			in.fault(FaultPost, "showing work", err)
		}
	})
	return func() {
		cancel()
		if !timer.Stop() {
			<-done
		}
	}
}
