package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
)

// applicationID marks a file as a journal of Quoth ("Quot"), so that another
// program's database is never taken for one.
const applicationID = 0x51756f74

// migrationsOfSQLite lead from one version of the schema to the next: the first from
// nothing to version 1. One that was released is never changed; a change is a
// new one at the end.
//
// Times are milliseconds since 1970. A person and a conversation stand as
// keyed hashes (session.hash), but for answers.asker, which is filled only
// where askers are kept, and for what a delivery holds until it is answered.
var migrationsOfSQLite = []string{
	`CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

	CREATE TABLE answers (
		id           TEXT PRIMARY KEY,
		at           INTEGER NOT NULL,
		platform     TEXT NOT NULL,
		workspace    TEXT NOT NULL,
		channel      TEXT NOT NULL, -- empty for a direct message, unless askers are kept
		direct       INTEGER NOT NULL,
		conversation TEXT NOT NULL,
		asker        TEXT NOT NULL, -- empty, unless askers are kept
		outside      INTEGER NOT NULL,
		asked        TEXT NOT NULL,
		verdict      TEXT NOT NULL,
		took         INTEGER NOT NULL, -- microseconds
		missing      TEXT NOT NULL, -- JSON: the words that no source mentions
		answer       TEXT NOT NULL, -- JSON: bot.Answer
		further      TEXT NOT NULL  -- JSON: the quotes that were not shown
	);
	CREATE INDEX answers_at ON answers (at);
	CREATE INDEX answers_conversation ON answers (conversation);

	CREATE TABLE ratings (
		answer TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
		person TEXT NOT NULL,
		rating INTEGER NOT NULL,
		at     INTEGER NOT NULL,
		PRIMARY KEY (answer, person)
	) WITHOUT ROWID;

	CREATE TABLE turns (
		seq          INTEGER PRIMARY KEY,
		conversation TEXT NOT NULL,
		person       TEXT NOT NULL,
		asked        TEXT NOT NULL,
		follow_up    INTEGER NOT NULL,
		quote        TEXT NOT NULL, -- JSON: bot.Span
		at           INTEGER NOT NULL
	);
	CREATE INDEX turns_conversation ON turns (conversation, seq);

	CREATE TABLE deliveries (
		seq      INTEGER PRIMARY KEY,
		name     TEXT NOT NULL UNIQUE,
		platform TEXT NOT NULL,
		message  TEXT NOT NULL,
		edit     INTEGER NOT NULL,
		state    TEXT NOT NULL,
		ref      TEXT NOT NULL,
		received INTEGER NOT NULL,
		person   TEXT NOT NULL, -- empty once it is answered
		content  TEXT NOT NULL  -- JSON: bot.Delivery; empty once it is answered
	);
	CREATE INDEX deliveries_message ON deliveries (platform, message);
	CREATE INDEX deliveries_unfinished ON deliveries (platform) WHERE state <> 'posted';

	CREATE TABLE delivery_keys (key TEXT PRIMARY KEY, received INTEGER NOT NULL) WITHOUT ROWID;`,

	`CREATE TABLE sealed (
		platform TEXT NOT NULL,
		name     TEXT NOT NULL,
		value    BLOB NOT NULL, -- encrypted by the platform
		PRIMARY KEY (platform, name)
	) WITHOUT ROWID;`,
}

// errForeign means that the database is no journal, or that of a newer Quoth. It
// is left alone: another must be named.
var errForeign = errors.New("not a journal that this Quoth can use")

// A schema is how one kind of database comes to its tables.
type schema struct {
	migrations []string
	mustExist  bool // nothing is changed
	// version reads the version of the tables; foreign says that they are
	// another program's.
	version func(context.Context, session) (version int, foreign bool, err error)
	// mark writes the version down.
	mark func(ctx context.Context, s session, version int) error
}

// sqliteSchema is that of a database in a file, in whose head the version stands.
func sqliteSchema() schema {
	return schema{
		migrations: migrationsOfSQLite,
		version: func(ctx context.Context, s session) (version int, foreign bool, err error) {
			var application, tables int
			for query, value := range map[string]*int{
				`PRAGMA application_id`: &application, `PRAGMA user_version`: &version, `SELECT count(*) FROM sqlite_schema`: &tables,
			} {
				if err := s.QueryRowContext(ctx, query).Scan(value); err != nil {
					return 0, false, err
				}
			}
			return version, tables > 0 && application != applicationID, nil
		},
		mark: func(ctx context.Context, s session, version int) error {
			_, err := s.ExecContext(ctx, fmt.Sprintf(`PRAGMA application_id = %d; PRAGMA user_version = %d`, applicationID, version))
			return err
		},
	}
}

// migrate brings the tables to the newest version.
func migrate(ctx context.Context, s session, to schema) error {
	version, foreign, err := to.version(ctx, s)
	switch newest := len(to.migrations); {
	case err != nil:
		return err
	case foreign:
		return fmt.Errorf("%w: it is the database of another program", errForeign)
	case version > newest:
		return fmt.Errorf("%w: it was written by a newer one", errForeign)
	case version == newest:
		return nil
	case to.mustExist && version == 0:
		return fmt.Errorf("%w: nothing was written to it yet", errForeign)
	case to.mustExist:
		return fmt.Errorf("%w: it was written by an older one: start the bot of this version first", errForeign)
	}
	for i, m := range to.migrations[version:] {
		if _, err := s.ExecContext(ctx, m); err != nil {
			// Not wrapped: a statement that fails here is no sign of damage.
			return fmt.Errorf("bringing the schema to version %d: %v", version+i+1, err)
		}
	}
	return to.mark(ctx, s, len(to.migrations))
}

// hashKey returns the key of session.hash, and makes it in a new database.
func hashKey(ctx context.Context, s session) ([]byte, error) {
	fresh := make([]byte, 32)
	rand.Read(fresh) // never fails
	_, err := s.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ('hash key', $1) ON CONFLICT DO NOTHING`, hex.EncodeToString(fresh))
	if err != nil {
		return nil, err
	}
	var key string
	if err := s.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = 'hash key'`).Scan(&key); err != nil {
		return nil, err
	}
	return hex.DecodeString(key)
}
