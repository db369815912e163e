package journal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
)

// A database holds the journal's tables. Statements are plain SQL with
// numbered places ($1), as SQLite and PostgreSQL both read it; what is special
// to one of them stays behind this interface. An error that is not of the
// statements' own making is one of errOutage, errDamaged and errRefused.
type database interface {
	// name says where it is, in logs.
	name() string
	// open makes it ready. It fails with errOutage, errDamaged or errForeign.
	open(ctx context.Context) error
	// read runs queries.
	read(ctx context.Context, do func(session) error) error
	// change runs queries and changes, all of them or none. What it has done
	// when it returns nil outlasts the process.
	change(ctx context.Context, do func(session) error) error
	// renew puts a damaged database aside and begins a new one. It returns
	// where the old one is.
	renew(ctx context.Context) (aside string, err error)
	// purge makes sure that what was deleted cannot be read from the files.
	purge(ctx context.Context) error
	close() error
}

// What can be wrong with a database.
var (
	// errOutage means that it may work again by itself: it is locked, the disk
	// is full, the file may not be written.
	errOutage = errors.New("the database cannot be used at present")
	// errDamaged means that what it holds cannot be trusted.
	errDamaged = errors.New("the database is damaged")
	// errRefused means that this one change can never be made.
	errRefused = errors.New("the database refuses the change")
)

// A querier is the part of sql.DB and sql.Tx that a session uses.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A session is the database while it is read or changed.
type session struct {
	querier
	key []byte // of hash; it was made with the database and never leaves it
}

// hash returns what stands for a person or a conversation: the same for the
// same, and no way back without the database's key. The kind keeps equal names
// of different things apart.
func (s session) hash(kind, name string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(kind + "\x00" + name))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

const (
	person       = "person"
	conversation = "conversation"
)

// exec runs a change and returns how many rows it touched.
func (s session) exec(ctx context.Context, query string, args ...any) (int, error) {
	result, err := s.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// each calls scan for every row of a query.
func (s session) each(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := s.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
