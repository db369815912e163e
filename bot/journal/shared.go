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

// Shared implements bot.Sharer: what is on a server is shared.
func (j *Journal) Shared() (bot.SharedLedger, bool) {
	_, ok := j.db.(*postgres)
	return shared{j}, ok
}

// shared is the deliveries of a journal that several processes have.
//
// Why a delivery is answered by one process at a time: its row names the holder,
// and every change of it is made by one statement that asks for that. Only Store,
// Take and Note write a holder, Take only in place of none or of one whose time
// is over by the server's clock. Why a lane keeps its order: a row is held at
// once only if no earlier one of its lane is unfinished, which Store sees to under
// a lock of the lane; rows of a lane are taken by the same rule, and a row that is
// posted stays so.
type shared struct{ *Journal }

// A step is an entry that is a statement or two.
type step func(ctx context.Context, s session) error

func (f step) apply(ctx context.Context, s session) error { return f(ctx, s) }

const laneKind = "lane" // of session.hash

// Renew implements bot.SharedLedger. Holders of an hour ago are forgotten, and
// allowances that are whole again.
func (l shared) Renew(ctx context.Context, holder string, lease time.Duration) error {
	return l.write(ctx, step(func(ctx context.Context, s session) error {
		_, err := s.exec(ctx, `INSERT INTO holders (name, until) VALUES ($1, now() + $2 * interval '1 millisecond')
			ON CONFLICT (name) DO UPDATE SET until = excluded.until`, holder, lease.Milliseconds())
		if err != nil {
			return err
		}
		_, err = s.ExecContext(ctx, `DELETE FROM holders WHERE until < now() - interval '1 hour';
			DELETE FROM allowances WHERE used < now() - interval '1 minute'`)
		return err
	}))
}

// Leave implements bot.SharedLedger.
func (l shared) Leave(ctx context.Context, holder string) error {
	return l.write(ctx, step(func(ctx context.Context, s session) error {
		_, err := s.exec(ctx, `UPDATE deliveries SET holder = '' WHERE holder = $1 AND state <> 'posted'`, holder)
		if err != nil {
			return err
		}
		_, err = s.exec(ctx, `DELETE FROM holders WHERE name = $1`, holder)
		return err
	}))
}

// Store implements bot.SharedLedger.
func (l shared) Store(ctx context.Context, holder, lane string, d bot.Delivery) (fresh, held bool, err error) {
	if len(d.Keys) == 0 {
		return false, false, errors.New("a delivery without a key")
	}
	content, err := encode(storeDelivery(d))
	if err != nil {
		return false, false, err
	}
	err = l.write(ctx, step(func(ctx context.Context, s session) error {
		in := s.hash(laneKind, d.Platform+"\x00"+lane)
		if _, err := s.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, in); err != nil {
			return err
		}
		if err := s.addKeys(ctx, d); err != nil {
			return err
		}
		var by string
		err := s.QueryRowContext(ctx, `INSERT INTO deliveries (name, platform, message, edit, state, ref, received, person, content, lane, holder)
			VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9,
				CASE WHEN EXISTS (SELECT FROM deliveries WHERE lane = $9 AND state <> 'posted') THEN '' ELSE $10 END)
			RETURNING holder`,
			d.Key(), d.Platform, d.Message, d.Edit, string(bot.Received), d.Received.UnixMilli(), s.hash(person, d.Question.Asker.ID), content, in, holder).Scan(&by)
		held = by == holder
		return err
	}))
	if errors.Is(err, errSeen) {
		return false, false, nil
	}
	return err == nil, held && err == nil, err
}

// addKeys notes the keys of a delivery, in an order that all processes keep: else
// they would wait for each other. It fails with errSeen where one came before.
func (s session) addKeys(ctx context.Context, d bot.Delivery) error {
	for _, key := range slices.Compact(slices.Sorted(slices.Values(d.Keys))) {
		n, err := s.exec(ctx, `INSERT INTO delivery_keys (key, received) VALUES ($1, $2) ON CONFLICT DO NOTHING`, key, d.Received.UnixMilli())
		if err != nil {
			return err
		}
		if n == 0 {
			return errSeen
		}
	}
	return nil
}

// unheld is true of a delivery d that nobody holds, or one that is not renewed.
const unheld = `(d.holder = '' OR NOT EXISTS (SELECT FROM holders h WHERE h.name = d.holder AND h.until > now()))`

// Take implements bot.SharedLedger. Rows that another process is taking are
// passed over. What is locked is looked at once more, as it may have been taken
// between looking and locking.
func (l shared) Take(ctx context.Context, holder, platform string, most int) ([]bot.Unfinished, error) {
	var out []bot.Unfinished
	err := l.write(ctx, step(func(ctx context.Context, s session) error {
		out = nil
		var free []int64
		err := s.each(ctx, func(rows *sql.Rows) error {
			var seq int64
			err := rows.Scan(&seq)
			free = append(free, seq)
			return err
		}, `SELECT d.seq FROM deliveries d WHERE d.platform = $1 AND d.state <> 'posted' AND `+unheld+`
			AND (d.lane = '' OR NOT EXISTS (SELECT FROM deliveries e WHERE e.lane = d.lane AND e.seq < d.seq AND e.state <> 'posted'))
			ORDER BY d.seq LIMIT $2 FOR UPDATE OF d SKIP LOCKED`, platform, most)
		if err != nil {
			return err
		}
		for _, seq := range free {
			err := s.each(ctx, func(rows *sql.Rows) error { return l.scan(rows, &out) },
				`UPDATE deliveries d SET holder = $2 WHERE d.seq = $1 AND d.state <> 'posted' AND `+unheld+` RETURNING d.content, d.state`, seq, holder)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return out, err
}

// Held implements bot.SharedLedger.
func (l shared) Held(ctx context.Context, holder string) ([]bot.Unfinished, error) {
	var out []bot.Unfinished
	err := l.look(ctx, func(ctx context.Context, s session) error {
		out = nil
		return s.each(ctx, func(rows *sql.Rows) error { return l.scan(rows, &out) },
			`SELECT content, state FROM deliveries WHERE holder = $1 AND state <> 'posted' ORDER BY seq`, holder)
	})
	return out, err
}

// scan reads the content and the state of a delivery.
func (j *Journal) scan(rows *sql.Rows, into *[]bot.Unfinished) error {
	var u bot.Unfinished
	var content string
	if err := rows.Scan(&content, &u.State); err != nil {
		return err
	}
	var stored storedDelivery
	if err := json.Unmarshal([]byte(content), &stored); err != nil {
		j.report("reading a delivery, which stays unanswered", err)
		return nil
	}
	u.Delivery = stored.delivery()
	*into = append(*into, u)
	return nil
}

// Note implements bot.SharedLedger. One that nobody holds any more may have been
// posted in part: that is for who takes it.
func (l shared) Note(ctx context.Context, holder, key string, state bot.DeliveryState, ref string) (held bool, err error) {
	err = l.write(ctx, step(func(ctx context.Context, s session) error {
		n, err := s.exec(ctx, `UPDATE deliveries SET state = $2, holder = $4,
			ref = CASE WHEN $3 = '' THEN ref ELSE $3 END,
			person = CASE WHEN $2 = 'posted' THEN '' ELSE person END,
			content = CASE WHEN $2 = 'posted' THEN '' ELSE content END
			WHERE name = $1 AND state <> 'posted' AND (holder = $4 OR holder = '' AND state = 'received')`, key, string(state), ref, holder)
		held = n > 0
		return err
	}))
	return held && err == nil, err
}

// SetAside implements bot.SharedLedger: it leaves its lane.
func (l shared) SetAside(ctx context.Context, holder, key string) error {
	return l.write(ctx, step(func(ctx context.Context, s session) error {
		_, err := s.exec(ctx, `UPDATE deliveries SET lane = '' WHERE name = $1 AND holder = $2 AND state <> 'posted'`, key, holder)
		return err
	}))
}

// Allow implements bot.SharedLedger. A row says until when an allowance is used up, if
// every question takes an equal part of a minute: it is refused where that would be
// more than a minute away. See https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm.
func (l shared) Allow(ctx context.Context, who string, perMinute int) (ok, tell bool, err error) {
	err = l.write(ctx, step(func(ctx context.Context, s session) error {
		who := s.hash(person, who)
		n, err := s.exec(ctx, `INSERT INTO allowances AS a (who, used, told) VALUES ($1, now() + interval '1 minute' / $2::int, false)
			ON CONFLICT (who) DO UPDATE SET used = greatest(a.used, now()) + interval '1 minute' / $2::int, told = false
			WHERE greatest(a.used, now()) + interval '1 minute' / $2::int <= now() + interval '1 minute'`, who, perMinute)
		if ok = n > 0; ok || err != nil {
			return err
		}
		n, err = s.exec(ctx, `UPDATE allowances SET told = true WHERE who = $1 AND NOT told`, who)
		tell = n > 0
		return err
	}))
	return ok, tell, err
}

// Waits implements bot.SharedLedger.
func (l shared) Waits(ctx context.Context, platform, message string) (waits bool, err error) {
	err = l.look(ctx, func(ctx context.Context, s session) error {
		return s.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM deliveries WHERE platform = $1 AND message = $2 AND state <> 'posted')`,
			platform, message).Scan(&waits)
	})
	return waits, err
}
