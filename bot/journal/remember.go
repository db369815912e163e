package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// maxTurns bounds what a follow-up leans on, as in memory.
const maxTurns = 6

// Turns implements bot.Conversations. It does not fail.
func (j *Journal) Turns(ctx context.Context, key string, since time.Time) ([]bot.Turn, error) {
	held := j.waiting.turns(key) // before the database, so that none is missed that is written down just now
	var turns []bot.Turn
	err := j.look(ctx, func(ctx context.Context, s session) error {
		turns = nil
		return s.each(ctx, func(rows *sql.Rows) error {
			var t bot.Turn
			var quote string
			var at int64
			if err := rows.Scan(&t.Asked, &t.FollowUp, &quote, &at); err != nil {
				return err
			}
			t.At = time.UnixMilli(at)
			var place storedLocation
			err := json.Unmarshal([]byte(quote), &place)
			t.Quote = place.span()
			turns = append(turns, t)
			return err
		}, `SELECT asked, follow_up, quote, at FROM turns WHERE conversation = $1 AND at >= $2 ORDER BY seq DESC LIMIT $3`,
			s.hash(conversation, key), since.UnixMilli(), maxTurns)
	})
	j.report("reading a conversation", err)
	slices.Reverse(turns)
	for _, e := range held {
		written := slices.ContainsFunc(turns, func(t bot.Turn) bool { // just now
			return t.Asked == e.turn.Asked && t.At.UnixMilli() == e.turn.At.UnixMilli()
		})
		if !written && !e.turn.At.Before(since) {
			turns = append(turns, e.turn)
		}
	}
	return turns[max(0, len(turns)-maxTurns):], nil
}

// Asked implements bot.Conversations. It does not fail.
func (j *Journal) Asked(ctx context.Context, key string, asker bot.Asker, since time.Time) (bool, error) {
	if slices.ContainsFunc(j.waiting.turns(key), func(e turnEntry) bool { return e.asker == asker.ID && !e.turn.At.Before(since) }) {
		return true, nil
	}
	var n int
	err := j.look(ctx, func(ctx context.Context, s session) error {
		return s.QueryRowContext(ctx, `SELECT count(*) FROM turns WHERE conversation = $1 AND person = $2 AND at >= $3`,
			s.hash(conversation, key), s.hash(person, asker.ID), since.UnixMilli()).Scan(&n)
	})
	j.report("reading who asked in a conversation", err)
	return n > 0, nil
}

// Append implements bot.Conversations. It does not fail.
func (j *Journal) Append(_ context.Context, key string, asker bot.Asker, t bot.Turn) error {
	j.save(turnEntry{key, asker.ID, t})
	return nil
}

// SaveAnswer implements bot.Answers. It does not fail. The evidence behind the
// quotes is not kept.
func (j *Journal) SaveAnswer(_ context.Context, r bot.Record) error {
	j.save(newAnswerEntry(r, j.opts.KeepAskers))
	return nil
}

// FindAnswer implements bot.Answers. The record has no conversation, and no
// asker unless those are kept.
func (j *Journal) FindAnswer(ctx context.Context, id string) (bot.Record, error) {
	if r, ok := j.waiting.answer(id); ok {
		r.Conversation = ""
		return r, nil
	}
	var r bot.Record
	err := j.look(ctx, func(ctx context.Context, s session) error {
		r = bot.Record{}
		var at, took int64
		var answer, further string
		place, asker := &r.From.Place, &r.From.Asker
		err := s.QueryRowContext(ctx, `SELECT at, platform, workspace, channel, direct, asker, outside, took, answer, further
			FROM answers WHERE id = $1`, id).
			Scan(&at, &place.Platform, &place.Workspace, &place.Channel, &place.Direct, &asker.ID, &asker.Outside, &took, &answer, &further)
		if errors.Is(err, sql.ErrNoRows) {
			return bot.ErrUnknownAnswer
		}
		if err != nil {
			return err
		}
		r.At, r.Took = time.UnixMilli(at), time.Duration(took)*time.Microsecond
		var storedAnswer storedAnswer
		var storedFurther []storedQuote
		err = errors.Join(json.Unmarshal([]byte(answer), &storedAnswer), json.Unmarshal([]byte(further), &storedFurther))
		r.Answer, r.Further = storedAnswer.answer(), convert(storedFurther, storedQuote.quote)
		return err
	})
	if err != nil {
		j.report("reading an answer", err)
		return bot.Record{}, bot.ErrUnknownAnswer
	}
	return r, nil
}

// RateAnswer implements bot.Answers. While the database is unavailable, the
// rating waits, though the answer may turn out to be unknown.
func (j *Journal) RateAnswer(ctx context.Context, id string, asker bot.Asker, r bot.Rating) error {
	rating := ratingEntry{id, asker.ID, r, j.opts.Now()}
	err := j.write(ctx, rating)
	switch {
	case errors.Is(err, bot.ErrUnknownAnswer):
		return err
	case isOutage(err):
		j.save(rating)
	}
	j.report("writing down a rating", err)
	return nil
}

// report logs a fault that is not an outage, which fail tells of.
func (j *Journal) report(doing string, err error) {
	if err != nil && !isOutage(err) && !errors.Is(err, bot.ErrUnknownAnswer) {
		j.opts.Log.Error(doing, "journal", j.db.name(), "error", err)
	}
}

// Receive implements bot.Ledger. When it returns no error, the delivery
// outlasts the end of the process, though not a power cut in the same second.
// With an error nothing is kept of it: whoever received it remembers it.
func (j *Journal) Receive(ctx context.Context, d bot.Delivery) (fresh bool, err error) {
	if len(d.Keys) == 0 {
		return false, errors.New("a delivery without a key")
	}
	err = j.write(ctx, deliveryEntry{d})
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, errSeen):
		return false, nil
	}
	// The database may well be readable: when the disk is full, for one.
	var known bool
	if j.look(ctx, func(ctx context.Context, s session) (err error) {
		known, err = s.known(ctx, d.Keys)
		return err
	}) == nil && known {
		return false, nil
	}
	return true, err
}

// Advance implements bot.Ledger. With an error nothing is kept of it.
func (j *Journal) Advance(ctx context.Context, key string, state bot.DeliveryState, ref string) error {
	return j.write(ctx, stateEntry{key, state, ref})
}

// Unfinished implements bot.Ledger.
func (j *Journal) Unfinished(ctx context.Context, platform string) ([]bot.Unfinished, error) {
	var out []bot.Unfinished
	err := j.look(ctx, func(ctx context.Context, s session) error {
		out = nil
		return s.each(ctx, func(rows *sql.Rows) error { return j.scan(rows, &out) },
			`SELECT content, state FROM deliveries WHERE platform = $1 AND state <> 'posted' ORDER BY received, seq`, platform)
	})
	return out, err
}

// ReplyTo implements bot.Ledger.
func (j *Journal) ReplyTo(ctx context.Context, platform, message string) (p bot.StandingReply, ok bool, err error) {
	err = j.look(ctx, func(ctx context.Context, s session) error {
		var at int64
		err := s.QueryRowContext(ctx, `SELECT ref, received FROM deliveries
			WHERE platform = $1 AND message = $2 AND NOT edit AND ref <> '' ORDER BY seq DESC LIMIT 1`, platform, message).Scan(&p.Ref, &at)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		p.At = time.UnixMilli(at)
		ok = err == nil
		return err
	})
	return p, ok, err
}
