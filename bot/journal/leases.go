package journal

import (
	"context"
	"time"
)

// Leases share out among processes what one of them is to have at a time.
type Leases struct{ journal *Journal }

// Leases returns the leases of a journal that is shared; false for one that is not.
func (j *Journal) Leases() (Leases, bool) {
	_, ok := j.db.(*postgres)
	return Leases{j}, ok
}

// Lease takes a name for a holder, or renews it, for a while from now on by the
// server's clock, and keeps something with it, unless that is nil. It returns what
// is kept, or false where somebody else has the name.
func (l Leases) Lease(ctx context.Context, name, holder string, keep []byte, lease time.Duration) (held bool, kept []byte, err error) {
	err = l.journal.write(ctx, step(func(ctx context.Context, s session) error {
		n, err := s.exec(ctx, `INSERT INTO leases AS l (name, holder, kept, until) VALUES ($1, $2, coalesce($3, ''::bytea), now() + $4 * interval '1 millisecond')
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, kept = coalesce($3, l.kept), until = excluded.until
			WHERE l.holder = excluded.holder OR l.until < now()`, name, holder, keep, lease.Milliseconds())
		if held = n > 0; !held || err != nil {
			return err
		}
		return s.QueryRowContext(ctx, `SELECT kept FROM leases WHERE name = $1`, name).Scan(&kept)
	}))
	return held && err == nil, kept, err
}

// Release gives a name up. What is kept with it stays.
func (l Leases) Release(ctx context.Context, name, holder string) error {
	return l.journal.write(ctx, step(func(ctx context.Context, s session) error {
		_, err := s.exec(ctx, `UPDATE leases SET until = '-infinity' WHERE name = $1 AND holder = $2`, name, holder)
		return err
	}))
}

// Members makes a holder known as one of a group, for a while from now on, and
// returns how many there are.
func (l Leases) Members(ctx context.Context, group, holder string, lease time.Duration) (n int, err error) {
	err = l.journal.write(ctx, step(func(ctx context.Context, s session) error {
		_, err := s.exec(ctx, `INSERT INTO members (group_name, holder, until) VALUES ($1, $2, now() + $3 * interval '1 millisecond')
			ON CONFLICT (group_name, holder) DO UPDATE SET until = excluded.until`, group, holder, lease.Milliseconds())
		if err != nil {
			return err
		}
		if _, err := s.exec(ctx, `DELETE FROM members WHERE group_name = $1 AND until < now()`, group); err != nil {
			return err
		}
		return s.QueryRowContext(ctx, `SELECT count(*) FROM members WHERE group_name = $1`, group).Scan(&n)
	}))
	return n, err
}

// Resign takes a holder out of a group.
func (l Leases) Resign(ctx context.Context, group, holder string) error {
	return l.journal.write(ctx, step(func(ctx context.Context, s session) error {
		_, err := s.exec(ctx, `DELETE FROM members WHERE group_name = $1 AND holder = $2`, group, holder)
		return err
	}))
}
