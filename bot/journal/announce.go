package journal

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// channel is what the processes of a database listen to.
	channel = "quoth_reload"
	// listenAgain is how long a process waits before it listens again, and
	// stillThere how often it is looked whether the server is.
	listenAgain = time.Second
	stillThere  = time.Minute
)

// AnnounceReload tells the other processes that share the journal to read their
// sources again. A process that has its journal alone tells nobody.
func (j *Journal) AnnounceReload(ctx context.Context) error {
	if _, shared := j.db.(*postgres); !shared {
		return nil
	}
	return j.look(ctx, func(ctx context.Context, s session) error {
		_, err := s.exec(ctx, `SELECT pg_notify($1, $2)`, channel, j.name)
		return err
	})
}

// OnReload calls reload, until ctx ends, whenever another process announces one. What
// is announced while the server cannot be reached is not heard.
func (j *Journal) OnReload(ctx context.Context, reload func()) {
	p, shared := j.db.(*postgres)
	if !shared {
		return
	}
	for ctx.Err() == nil {
		err := p.listen(ctx, func(from string) {
			if from != j.name {
				reload()
			}
		})
		if ctx.Err() == nil {
			j.complain("other processes are not heard of; they are listened to again", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

// listen listens on a connection of its own until that ends.
func (p *postgres) listen(ctx context.Context, heard func(string)) error {
	config := p.config.Copy()
	config.OnNotification = func(_ *pgconn.PgConn, n *pgconn.Notification) { heard(n.Payload) }
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	c := &connection{conn, time.Now()}
	defer c.Close()
	for {
		// Said again each time, it finds out whether the server is there.
		if err := p.within(ctx, p.limit, func(ctx context.Context) error { return conn.Exec(ctx, `LISTEN `+channel).Close() }); err != nil {
			return err
		}
		err := p.within(ctx, stillThere, conn.WaitForNotification)
		if err != nil && !pgconn.Timeout(err) || ctx.Err() != nil {
			return err
		}
	}
}

func (p *postgres) within(ctx context.Context, limit time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return do(ctx)
}
