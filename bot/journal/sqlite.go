package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// busyTimeout is how long a statement waits for another process, such as
// "quoth report". It is short, for memory takes over when it ends.
const busyTimeout = 250 * time.Millisecond

// readers is how many queries may run beside the one writer.
const readers = 3

// A sqlite is a database in a file. It is opened when it is first needed, and
// again after every outage of opening.
//
// The file is in WAL mode, synchronous NORMAL: what was committed is with the
// operating system, and so outlasts a kill -9; a power cut may take the last
// seconds, but leaves the database sound. Deleted rows are overwritten.
type sqlite struct {
	given     string // its path as it was named
	path      string
	mustExist bool
	now       func() time.Time

	// mu is held for reading while the connections are used, and for writing
	// while they are exchanged: one that closes late would take the new file's
	// log for its own.
	mu             sync.RWMutex
	writer, reader *sql.DB // nil while not open
	file           fs.FileInfo
	key            []byte
	closed         bool
}

func (s *sqlite) name() string { return s.given }

// open opens the file, brings its schema up to date and checks that it is
// sound. It fails with errOutage, errDamaged or errForeign.
func (s *sqlite) open(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.openLocked(ctx)
}

func (s *sqlite) openLocked(ctx context.Context) error {
	switch {
	case s.closed:
		return fmt.Errorf("%w: it was closed", errOutage)
	case s.writer != nil:
		return nil
	}
	if err := s.touch(); err != nil {
		return fmt.Errorf("%w: %w", errOutage, err)
	}
	writer, err := sql.Open("sqlite", s.dsn("_txlock=immediate", "_pragma=foreign_keys(1)", "_pragma=secure_delete(1)"))
	if err != nil {
		return fmt.Errorf("%w: %w", errOutage, err)
	}
	writer.SetMaxOpenConns(1)
	if err := s.prepare(ctx, writer); err != nil {
		return errors.Join(err, writer.Close())
	}
	reader, err := sql.Open("sqlite", s.dsn("_pragma=query_only(1)"))
	if err != nil {
		return errors.Join(fmt.Errorf("%w: %w", errOutage, err), writer.Close())
	}
	reader.SetMaxOpenConns(readers)
	s.writer, s.reader = writer, reader
	s.file, err = os.Stat(s.path)
	if err != nil {
		return errors.Join(fmt.Errorf("%w: %w", errOutage, err), s.closeLocked())
	}
	return nil
}

// ready opens the file where it is not open, and opens it again where somebody
// has removed or exchanged it: what is written to a removed file is lost, and
// SQLite does not tell.
func (s *sqlite) ready(ctx context.Context) error {
	s.mu.RLock()
	ready := s.inPlace()
	s.mu.RUnlock()
	if ready {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inPlace() {
		return nil
	}
	s.closeLocked() // whatever fails in a file that was removed
	return s.openLocked(ctx)
}

func (s *sqlite) inPlace() bool {
	if s.writer == nil {
		return false
	}
	there, err := os.Stat(s.path)
	return err == nil && os.SameFile(there, s.file)
}

// touch makes the file, readable by its owner alone: it holds what people ask.
func (s *sqlite) touch() error {
	if s.mustExist {
		_, err := os.Stat(s.path)
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func (s *sqlite) dsn(options ...string) string {
	path := filepath.ToSlash(s.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	options = append(options, fmt.Sprintf("_pragma=busy_timeout(%d)", busyTimeout.Milliseconds()),
		"_pragma=journal_mode(WAL)", "_pragma=synchronous(NORMAL)")
	return (&url.URL{Scheme: "file", Path: path, RawQuery: strings.Join(options, "&")}).String()
}

// prepare checks the database, brings its schema up to date and reads its key.
func (s *sqlite) prepare(ctx context.Context, writer *sql.DB) error {
	var verdict string
	if err := writer.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return classify(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, verdict)
	}
	return inTransaction(ctx, writer, nil, func(tx session) error {
		if err := migrate(ctx, tx, sqliteSchema()); err != nil {
			return err
		}
		var err error
		s.key, err = hashKey(ctx, tx)
		return err
	})
}

func (s *sqlite) read(ctx context.Context, do func(session) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.reader == nil {
		return fmt.Errorf("%w: it is not open", errOutage)
	}
	return classify(do(session{s.reader, s.key}))
}

func (s *sqlite) change(ctx context.Context, do func(session) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.writer == nil { // closed in between
		return fmt.Errorf("%w: it is not open", errOutage)
	}
	return inTransaction(ctx, s.writer, s.key, do)
}

func inTransaction(ctx context.Context, db *sql.DB, key []byte, do func(session) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return outage(err)
	}
	if err := do(session{tx, key}); err != nil {
		tx.Rollback() // what it was for has failed already, and says why
		return classify(err)
	}
	return outage(tx.Commit())
}

// outage classifies an error of the database itself.
func outage(err error) error {
	var of *driver.Error
	if err == nil || errors.As(err, &of) {
		return classify(err)
	}
	return fmt.Errorf("%w: %w", errOutage, err)
}

// classify tells what is wrong with the database, if anything is: an error
// that is none of SQLite's is returned as it is.
func classify(err error) error {
	var of *driver.Error
	if !errors.As(err, &of) {
		return err
	}
	kind := errOutage
	switch of.Code() & 0xff { // the low byte of an extended code is the code
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
		sqlite3.SQLITE_ERROR: // our statements are right: a table of theirs is gone
		kind = errDamaged
	case sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH:
		kind = errRefused
	}
	return fmt.Errorf("%w: %w", kind, err)
}

// renew implements database. The old file keeps its log beside it, under the
// name that SQLite looks for.
func (s *sqlite) renew(ctx context.Context) (aside string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mustExist {
		return "", errors.New("it is left as it is")
	}
	s.closeLocked() // a damaged database may well fail to close
	aside = s.path + ".damaged-" + s.now().Format("20060102-150405")
	for n := 2; exists(aside); n++ {
		aside = fmt.Sprintf("%s.damaged-%s-%d", s.path, s.now().Format("20060102-150405"), n)
	}
	for _, suffix := range []string{"-wal", "-shm", ""} {
		if err := os.Rename(s.path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%w: %w", errOutage, err)
		}
	}
	return aside, s.openLocked(ctx)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// purge implements database: deleted rows are overwritten in the file, but
// stand in the log until it is written back and cut.
func (s *sqlite) purge(ctx context.Context) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.writer == nil {
		return fmt.Errorf("%w: it is not open", errOutage)
	}
	var busy, log, done int
	if err := s.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done); err != nil {
		return classify(err)
	}
	if busy != 0 {
		return fmt.Errorf("%w: another process reads it", errOutage)
	}
	return nil
}

func (s *sqlite) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.closeLocked()
}

func (s *sqlite) closeLocked() error {
	if s.writer == nil {
		return nil
	}
	err := errors.Join(s.reader.Close(), s.writer.Close())
	s.writer, s.reader = nil, nil
	return err
}
