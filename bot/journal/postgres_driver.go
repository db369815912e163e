package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// This file makes connections of pgconn ones of database/sql, for the few types that
// the journal stores. pgx's own adapter knows all types of PostgreSQL, and makes the
// program 2.9 MB larger; see doc/decisions/postgres.md.

// closeLimit is how long it may take to say goodbye to the server.
const closeLimit = time.Second

type connector struct{ config *pgconn.Config }

// Connect implements driver.Connector.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := pgconn.ConnectConfig(ctx, c.config)
	if err != nil {
		return nil, err
	}
	return &connection{conn, time.Now()}, nil
}

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return c }

// Open implements driver.Driver.
func (c connector) Open(string) (driver.Conn, error) { return c.Connect(context.Background()) }

type connection struct {
	*pgconn.PgConn
	used time.Time
}

// Close implements driver.Conn.
func (c *connection) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	return c.PgConn.Close(ctx)
}

// Prepare implements driver.Conn.
func (c *connection) Prepare(string) (driver.Stmt, error) {
	return nil, errors.New("nothing is prepared here")
}

// IsValid implements driver.Validator.
func (c *connection) IsValid() bool { return !c.IsClosed() }

// ResetSession implements driver.SessionResetter: what was not used for a while may
// have been ended by the server.
func (c *connection) ResetSession(ctx context.Context) error {
	if c.IsClosed() || time.Since(c.used) > time.Second && c.Ping(ctx) != nil {
		return driver.ErrBadConn
	}
	c.used = time.Now()
	return nil
}

// A transaction ends with a statement, within the context that it began in.
type transaction struct {
	ctx context.Context
	c   *connection
}

// Begin implements driver.Conn.
func (c *connection) Begin() (driver.Tx, error) {
	return c.BeginTx(context.Background(), driver.TxOptions{})
}

// BeginTx implements driver.ConnBeginTx.
func (c *connection) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if o.Isolation != driver.IsolationLevel(sql.LevelDefault) || o.ReadOnly {
		return nil, errors.New("transactions are of the default kind here")
	}
	return transaction{ctx, c}, c.Exec(ctx, "BEGIN").Close()
}

// Commit implements driver.Tx.
func (t transaction) Commit() error {
	results, err := t.c.Exec(t.ctx, "COMMIT").ReadAll()
	if err == nil && len(results) == 1 && results[0].CommandTag.String() != "COMMIT" {
		err = errors.New("the transaction had failed, and was taken back")
	}
	return err
}

// Rollback implements driver.Tx.
func (t transaction) Rollback() error { return t.c.Exec(t.ctx, "ROLLBACK").Close() }

// byteaType is the number of the type that is sent as it is.
const byteaType = 17

// send sends a statement. What the server is to make of an argument it finds out
// from the statement.
func (c *connection) send(ctx context.Context, query string, args []driver.NamedValue) (*pgconn.ResultReader, error) {
	values, types, formats := make([][]byte, len(args)), make([]uint32, len(args)), make([]int16, len(args))
	for i, arg := range args {
		switch v := arg.Value.(type) {
		case nil:
		case string:
			values[i] = []byte(v)
		case int64:
			values[i] = strconv.AppendInt(nil, v, 10)
		case bool:
			values[i] = strconv.AppendBool(nil, v)
		case []byte:
			values[i], types[i], formats[i] = v, byteaType, 1
		default:
			return nil, fmt.Errorf("a %T cannot be stored", v)
		}
	}
	return c.ExecParams(ctx, query, values, types, formats, nil), nil
}

// ExecContext implements driver.ExecerContext. Without arguments there may be several
// statements.
func (c *connection) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) == 0 {
		results, err := c.Exec(ctx, query).ReadAll()
		if err != nil || len(results) == 0 {
			return driver.RowsAffected(0), err
		}
		return driver.RowsAffected(results[len(results)-1].CommandTag.RowsAffected()), nil
	}
	reader, err := c.send(ctx, query, args)
	if err != nil {
		return nil, err
	}
	tag, err := reader.Close()
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext implements driver.QueryerContext.
func (c *connection) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	reader, err := c.send(ctx, query, args)
	if err != nil {
		return nil, err
	}
	rows := &resultRows{reader: reader}
	for _, f := range reader.FieldDescriptions() {
		rows.columns, rows.types = append(rows.columns, f.Name), append(rows.types, f.DataTypeOID)
	}
	return rows, nil
}

// resultRows are the rows of a query, with their values as texts.
type resultRows struct {
	reader  *pgconn.ResultReader
	columns []string
	types   []uint32
}

// Columns implements driver.Rows.
func (r *resultRows) Columns() []string { return r.columns }

// Close implements driver.Rows.
func (r *resultRows) Close() error {
	_, err := r.reader.Close()
	return err
}

// Next implements driver.Rows.
func (r *resultRows) Next(into []driver.Value) (err error) {
	if !r.reader.NextRow() {
		if err := r.Close(); err != nil {
			return err
		}
		return io.EOF
	}
	for i, text := range r.reader.Values() {
		if into[i], err = value(r.types[i], text); err != nil {
			return err
		}
	}
	return nil
}

// value reads a text of the server, by the number of its type: see the catalogue
// pg_type.
func value(kind uint32, text []byte) (driver.Value, error) {
	if text == nil {
		return nil, nil
	}
	switch kind {
	case 16: // boolean
		return string(text) == "t", nil
	case byteaType: // in hexadecimal digits, behind \x
		return hex.AppendDecode(nil, text[min(2, len(text)):])
	case 20, 21, 23: // integers
		return strconv.ParseInt(string(text), 10, 64)
	}
	return string(text), nil
}
