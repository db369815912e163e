package journal

import (
	"context"
	"fmt"
)

// migrationsOfPostgres are those of a database on a server: see
// migrationsOfSQLite for what stands in the tables, and for what holds of a
// migration.
//
// Several processes answer the deliveries. Each has a holder, which it renews;
// what is held by one that is not renewed any more may be taken by another. The
// deliveries of a lane, most of all a conversation, are answered one after
// another, in the order of seq.
var migrationsOfPostgres = []string{
	`CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

	CREATE TABLE answers (
		id           TEXT PRIMARY KEY,
		at           BIGINT NOT NULL,
		platform     TEXT NOT NULL,
		workspace    TEXT NOT NULL,
		channel      TEXT NOT NULL,
		direct       BOOLEAN NOT NULL,
		conversation TEXT NOT NULL,
		asker        TEXT NOT NULL,
		outside      BOOLEAN NOT NULL,
		asked        TEXT NOT NULL,
		verdict      TEXT NOT NULL,
		took         BIGINT NOT NULL,
		missing      TEXT NOT NULL,
		answer       TEXT NOT NULL,
		further      TEXT NOT NULL
	);
	CREATE INDEX answers_at ON answers (at);
	CREATE INDEX answers_conversation ON answers (conversation);

	CREATE TABLE ratings (
		answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
		person TEXT NOT NULL,
		rating INTEGER NOT NULL,
		at     BIGINT NOT NULL,
		PRIMARY KEY (answer, person)
	);

	CREATE TABLE turns (
		seq          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		conversation TEXT NOT NULL,
		person       TEXT NOT NULL,
		asked        TEXT NOT NULL,
		follow_up    BOOLEAN NOT NULL,
		quote        TEXT NOT NULL,
		at           BIGINT NOT NULL
	);
	CREATE INDEX turns_conversation ON turns (conversation, seq);
	-- A turn is written again where it is not known whether it was.
	CREATE UNIQUE INDEX turns_once ON turns (conversation, at, person, md5(asked));

	CREATE TABLE deliveries (
		seq      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
		name     TEXT NOT NULL UNIQUE,
		platform TEXT NOT NULL,
		message  TEXT NOT NULL,
		edit     BOOLEAN NOT NULL,
		state    TEXT NOT NULL,
		ref      TEXT NOT NULL,
		received BIGINT NOT NULL,
		person   TEXT NOT NULL,
		content  TEXT NOT NULL,
		lane     TEXT NOT NULL DEFAULT '', -- hashed; empty for what waits for nothing
		holder   TEXT NOT NULL DEFAULT ''  -- empty for what nobody holds
	);
	CREATE INDEX deliveries_message ON deliveries (platform, message);
	CREATE INDEX deliveries_received ON deliveries (received);
	CREATE INDEX deliveries_unfinished ON deliveries (platform, seq) WHERE state <> 'posted';
	CREATE INDEX deliveries_lane ON deliveries (lane, seq) WHERE state <> 'posted';

	CREATE TABLE delivery_keys (key TEXT PRIMARY KEY, received BIGINT NOT NULL);
	CREATE INDEX delivery_keys_received ON delivery_keys (received);

	CREATE TABLE holders (name TEXT PRIMARY KEY, until TIMESTAMPTZ NOT NULL);

	-- What one process has at a time, and which processes there are to have it.
	CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, kept BYTEA NOT NULL, until TIMESTAMPTZ NOT NULL);
	CREATE TABLE members (group_name TEXT NOT NULL, holder TEXT NOT NULL, until TIMESTAMPTZ NOT NULL, PRIMARY KEY (group_name, holder));

	CREATE TABLE allowances (who TEXT PRIMARY KEY, used TIMESTAMPTZ NOT NULL, told BOOLEAN NOT NULL);

	CREATE TABLE sealed (
		platform TEXT NOT NULL,
		name     TEXT NOT NULL,
		value    BYTEA NOT NULL,
		PRIMARY KEY (platform, name)
	);`,
}

// postgresSchema is that of a database on a server. The version stands in a
// table of its own. One that must exist is not changed.
func postgresSchema(mustExist bool) schema {
	return schema{
		migrations: migrationsOfPostgres,
		mustExist:  mustExist,
		version: func(ctx context.Context, s session) (version int, foreign bool, err error) {
			// Processes that start at once come one after another.
			if _, err := s.ExecContext(ctx, `SELECT pg_advisory_xact_lock($1)`, applicationID); err != nil {
				return 0, false, err
			}
			var tables, ours int
			err = s.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE table_name = 'quoth_journal')
				FROM information_schema.tables WHERE table_schema = current_schema()`).Scan(&tables, &ours)
			if err != nil || ours == 0 {
				return 0, tables > 0, err
			}
			err = s.QueryRowContext(ctx, `SELECT version FROM quoth_journal`).Scan(&version)
			return version, false, err
		},
		mark: func(ctx context.Context, s session, version int) error {
			_, err := s.ExecContext(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS quoth_journal (version INTEGER NOT NULL);
				DELETE FROM quoth_journal;
				INSERT INTO quoth_journal VALUES (%d)`, version))
			return err
		},
	}
}
