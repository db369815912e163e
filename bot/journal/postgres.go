package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/quoth-bot/quoth/bot"
)

const (
	// answerLimit is how long the server may take for one statement while
	// somebody waits for an answer: memory takes over when it ends.
	answerLimit = time.Second
	// reportLimit is how long it may take for one statement of a report.
	reportLimit = time.Minute
	// connections is how many a process has: one writes, others read and
	// look whether an outage is over.
	connections = 4
	// renewConnections is how long one is used, so that a server that has
	// become read-only, as another took its place, is soon left.
	renewConnections = time.Minute
	// conflicts is how often a change is made that came into the way of
	// another process's.
	conflicts     = 5
	conflictPause = 100 * time.Millisecond
)

// A postgres is a database on a PostgreSQL server, which several processes
// share. It is looked into when it is first needed, and again where its tables
// are gone.
type postgres struct {
	place     string // of the server and the database, without a password
	mustExist bool
	limit     time.Duration // for a statement
	config    *pgconn.Config
	db        *sql.DB

	mu  sync.Mutex // held while the schema is seen to
	key []byte     // nil while that is to be done
}

// newPostgres makes a database of a URL, or of what libpq takes in place of
// one. A password may also stand in a file that PGPASSFILE names.
func newPostgres(address, password string, mustExist bool) (*postgres, error) {
	config, err := pgconn.ParseConfig(address)
	if err != nil {
		return nil, err // without the password
	}
	if password != "" {
		config.Password = password
	}
	p := &postgres{place: fmt.Sprintf("postgres://%s/%s", config.Host, config.Database), mustExist: mustExist, limit: answerLimit}
	if config.ConnectTimeout == 0 || config.ConnectTimeout > answerLimit {
		config.ConnectTimeout = answerLimit
	}
	if mustExist { // nobody waits for an answer
		p.limit, config.ConnectTimeout = reportLimit, 5*answerLimit
	}
	// What a process leaves behind when its machine is gone holds up the
	// others no longer than this.
	set(config.RuntimeParams, "idle_in_transaction_session_timeout", "5s")
	set(config.RuntimeParams, "lock_timeout", "500ms")
	set(config.RuntimeParams, "application_name", "quoth")
	p.config, p.db = config, sql.OpenDB(connector{config})
	p.db.SetMaxOpenConns(connections)
	p.db.SetMaxIdleConns(connections)
	p.db.SetConnMaxLifetime(renewConnections)
	return p, nil
}

func set(parameters map[string]string, name, value string) {
	if parameters[name] == "" {
		parameters[name] = value
	}
}

func (p *postgres) name() string { return p.place }

// open implements database.
func (p *postgres) open(ctx context.Context) error {
	_, err := p.ready(ctx)
	return err
}

// ready brings the schema up to date and reads the key, where that was not done.
func (p *postgres) ready(ctx context.Context) (key []byte, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.key != nil {
		return p.key, nil
	}
	err = p.transact(ctx, nil, func(tx session) error {
		if err := migrate(ctx, tx, postgresSchema(p.mustExist)); err != nil {
			return err
		}
		key, err = hashKey(ctx, tx)
		return err
	})
	if err != nil {
		return nil, p.classify(err, true)
	}
	p.key = key
	return key, nil
}

func (p *postgres) read(ctx context.Context, do func(session) error) error {
	p.mu.Lock()
	key := p.key
	p.mu.Unlock()
	if key == nil {
		return fmt.Errorf("%w: it is not open", errOutage)
	}
	ctx, watch := p.watch(ctx)
	defer watch.end()
	err := again(ctx, func() error { return do(session{watched{p.db, ctx, watch}, key}) })
	return p.classify(err, false)
}

// again does what can be done again where a connection was lost: those that a
// restart of the server has ended are still among those that are kept.
func again(ctx context.Context, do func() error) error {
	var err error
	for range connections + 1 {
		err = do()
		var of *pgconn.PgError
		var unconnected *pgconn.ConnectError
		ended := (!errors.As(err, &of) || of.Code == "57P01") && !errors.As(err, &unconnected) // by the server, or the network
		if err == nil || isOwn(err) || !ended || ctx.Err() != nil {
			break
		}
	}
	return err
}

func (p *postgres) change(ctx context.Context, do func(session) error) error {
	key, err := p.ready(ctx)
	if err != nil {
		return err
	}
	for range conflicts {
		if err = p.transact(ctx, key, do); !conflicted(err) {
			break
		}
		time.Sleep(rand.N(conflictPause)) // or those in conflict meet again
	}
	return p.classify(err, false)
}

// transact makes a change once. Its errors are not classified.
func (p *postgres) transact(ctx context.Context, key []byte, do func(session) error) error {
	ctx, watch := p.watch(ctx)
	defer watch.end()
	var tx *sql.Tx
	err := again(ctx, func() (err error) {
		tx, err = p.db.BeginTx(ctx, nil)
		return err
	})
	if err != nil {
		return err
	}
	if err := do(session{watched{tx, ctx, watch}, key}); err != nil {
		tx.Rollback() // what it was for has failed already, and says why
		return err
	}
	watch.again()
	return tx.Commit()
}

// A watch ends a context when the server has been silent for too long: a
// network that is gone, or a server that is stopped, tells nothing.
type watch struct {
	timer *time.Timer
	limit time.Duration
	stop  context.CancelCauseFunc
}

var errSilent = errors.New("the server does not answer")

func (p *postgres) watch(ctx context.Context) (context.Context, watch) {
	ctx, stop := context.WithCancelCause(ctx)
	return ctx, watch{time.AfterFunc(p.limit, func() { stop(errSilent) }), p.limit, stop}
}

// again is called before each statement.
func (w watch) again() { w.timer.Reset(w.limit) }

func (w watch) end() {
	w.timer.Stop()
	w.stop(nil)
}

// A watched querier is a connection that is watched. It makes texts of what
// PostgreSQL takes for none.
type watched struct {
	querier
	ctx   context.Context // that of the calls, until the server is silent
	watch watch
}

func (w watched) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	w.watch.again()
	return w.querier.ExecContext(w.ctx, query, texts(args)...)
}

func (w watched) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	w.watch.again()
	return w.querier.QueryContext(w.ctx, query, texts(args)...)
}

func (w watched) QueryRowContext(_ context.Context, query string, args ...any) *sql.Row {
	w.watch.again()
	return w.querier.QueryRowContext(w.ctx, query, texts(args)...)
}

// texts replaces what no text of PostgreSQL may hold: bytes that are no UTF-8,
// and zeros.
func texts(args []any) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			arg = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
		}
		out[i] = arg
	}
	return out
}

// The states of errors and their classes, see
// https://www.postgresql.org/docs/current/errcodes-appendix.html.
func stateOf(err error) string {
	var of *pgconn.PgError
	if errors.As(err, &of) {
		return of.Code
	}
	return ""
}

// conflicted tells whether a change may well be made if it is tried again.
func conflicted(err error) bool {
	state := stateOf(err)
	return state == "40001" || state == "40P01" || state == "55P03" // transactions wait for each other
}

// classify tells what is wrong with the database, if anything is. What it does
// not know is an outage: then nothing is lost. A damaged one is an outage too:
// whoever runs the server sees to that, and nothing is put aside.
func (p *postgres) classify(err error, opening bool) error {
	state := stateOf(err)
	switch class := state[:min(2, len(state))]; {
	case err == nil || isOwn(err):
		return err
	case opening && (class == "28" || class == "3D" || state == "42501"): // no such user, no such database, no permission
		return fmt.Errorf("%w: %w", errForeign, err)
	case class == "22", class == "23", class == "54": // wrong values, constraints, what is too large
		return fmt.Errorf("%w: %w", errRefused, err)
	case state == "42P01", state == "42703", class == "3F": // a table, a column or the schema is gone
		p.mu.Lock()
		p.key = nil // it is looked into again
		p.mu.Unlock()
	}
	return fmt.Errorf("%w: %w", errOutage, err)
}

// isOwn tells whether an error is the journal's own, and none of the database.
func isOwn(err error) bool {
	var wrongType *json.UnmarshalTypeError
	var wrongSyntax *json.SyntaxError
	var wrongValue *json.UnsupportedValueError
	if errors.As(err, &wrongType) || errors.As(err, &wrongSyntax) || errors.As(err, &wrongValue) {
		return true
	}
	return slices.ContainsFunc([]error{errSeen, errForeign, bot.ErrUnknownAnswer, sql.ErrNoRows}, func(known error) bool { return errors.Is(err, known) })
}

// renew implements database: nothing is put aside on a server.
func (p *postgres) renew(context.Context) (string, error) {
	return "", errors.New("it is left as it is")
}

// purge implements database. When the bytes of deleted rows are used again is
// the server's own affair, as are its log and its backups.
func (p *postgres) purge(context.Context) error { return nil }

// close ends the connections. A server that is stopped is not waited for.
func (p *postgres) close() error {
	closed := make(chan error, 1)
	go func() { closed <- p.db.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(p.limit):
		return nil
	}
}
