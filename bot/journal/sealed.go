package journal

import (
	"context"
	"database/sql"
	"fmt"
)

// Sealed returns the values that a platform keeps, by their names. They are
// encrypted by the platform, and kept until they are dropped, however old they
// are. It fails while the database is unavailable.
func (j *Journal) Sealed(ctx context.Context, platform string) (map[string][]byte, error) {
	var out map[string][]byte
	err := j.look(ctx, func(ctx context.Context, s session) error {
		out = map[string][]byte{}
		return s.each(ctx, func(rows *sql.Rows) error {
			var name string
			var value []byte
			err := rows.Scan(&name, &value)
			out[name] = value
			return err
		}, `SELECT name, value FROM sealed WHERE platform = $1`, platform)
	})
	if err != nil {
		return nil, fmt.Errorf("reading what %s keeps: %w", platform, err)
	}
	return out, nil
}

// SaveSealed keeps a value of a platform, in place of the one of that name. When
// it returns nil the value outlasts the process; it never waits in memory.
func (j *Journal) SaveSealed(ctx context.Context, platform, name string, value []byte) error {
	return j.changeSealed(ctx, `INSERT INTO sealed (platform, name, value) VALUES ($1, $2, $3)
		ON CONFLICT (platform, name) DO UPDATE SET value = excluded.value`, platform, name, value)
}

// DropSealed removes a value of a platform, and overwrites it.
func (j *Journal) DropSealed(ctx context.Context, platform, name string) error {
	if err := j.changeSealed(ctx, `DELETE FROM sealed WHERE platform = $1 AND name = $2`, platform, name); err != nil {
		return err
	}
	if err := j.db.purge(ctx); err != nil {
		return fmt.Errorf("what was removed can still be read from the file's log: %w", err)
	}
	return nil
}

func (j *Journal) changeSealed(ctx context.Context, query string, args ...any) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	ctx = context.WithoutCancel(ctx) // what was begun elsewhere cannot be taken back
	err := j.change(ctx, func(s session) error {
		_, err := s.exec(ctx, query, args...)
		return err
	})
	if err != nil {
		return fmt.Errorf("changing what a platform keeps: %w", err)
	}
	return nil
}
