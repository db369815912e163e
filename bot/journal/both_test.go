package journal

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"

	"github.com/quoth-bot/quoth/internal/postgrestest"
)

// onBoth runs a test on a database of each kind: a new one, which the options
// name.
func onBoth(t *testing.T, test func(t *testing.T, at Options)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, Options{Path: filepath.Join(t.TempDir(), "quoth.db")}) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, Options{URL: postgrestest.NewURL(t)}) })
}

// sqlOf returns the connections of a journal's database on which it writes.
func sqlOf(j *Journal) *sql.DB {
	if p, ok := j.db.(*postgres); ok {
		return p.db
	}
	return j.db.(*sqlite).writer
}

// statement runs SQL on a journal's database.
func statement(t *testing.T, j *Journal, query string) {
	t.Helper()
	if _, err := sqlOf(j).Exec(query); err != nil {
		t.Fatal(err)
	}
}

// readOnly lets a journal's database take no changes, until the returned
// function is called.
func readOnly(t *testing.T, j *Journal) (writable func()) {
	t.Helper()
	if _, ok := j.db.(*sqlite); ok {
		statement(t, j, `PRAGMA query_only = 1`) // SQLITE_READONLY
		return func() { statement(t, j, `PRAGMA query_only = 0`) }
	}
	var name string
	if err := sqlOf(j).QueryRow(`SELECT current_database()`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	s := postgrestest.Shared(t)
	set := func(to string) {
		t.Helper()
		if err := s.Exec(t.Context(), "postgres", `ALTER DATABASE `+name+` SET default_transaction_read_only = `+to); err != nil {
			t.Error(err)
		}
		s.Disconnect(t, name) // what is connected goes on as before
	}
	set("on")
	return func() { set("off") }
}

// A lockedBuffer is a log that several may write to.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
