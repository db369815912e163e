package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/internal/postgrestest"
)

// A server that is stopped, frozen, full or read-only is what a full disk is: answers
// go on from memory, nothing hangs, and what was missed is written later.
func TestServerAway(t *testing.T) {
	for name, away := range map[string]func(*testing.T, *Journal) (back func()){
		"stopped":   func(t *testing.T, _ *Journal) func() { return stopped(t) },
		"frozen":    func(t *testing.T, _ *Journal) func() { return postgrestest.Shared(t).Freeze() },
		"read-only": readOnly,
		"gone": func(t *testing.T, j *Journal) func() { // somebody has moved the tables
			statement(t, j, `ALTER SCHEMA public RENAME TO elsewhere`)
			return func() { statement(t, j, `ALTER SCHEMA elsewhere RENAME TO public`) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			var log lockedBuffer
			j := still(t, Options{URL: postgrestest.NewURL(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
			receive(t, j, delivery(1), true)
			back := sync.OnceFunc(away(t, j))
			defer back()
			began := time.Now()
			answersGoOn(t, j, 2)
			// Of the calls that are made within a second of a failure, none asks.
			if took := time.Since(began); took > 5*answerLimit {
				t.Errorf("answers were held up for %v", took)
			}
			j.recover(t.Context())
			if j.Healthy() {
				t.Error("recovered while the server is away")
			}
			if got := strings.Count(log.String(), "\n"); got != 1 {
				t.Errorf("%d lines in the log:\n%s", got, &log)
			}
			back()
			j.recover(t.Context())
			isWritten(t, j, 2)
			if !strings.Contains(log.String(), "works again") {
				t.Errorf("log: %s", &log)
			}
		})
	}
}

func stopped(t *testing.T) (back func()) {
	s := postgrestest.Shared(t)
	s.Stop()
	return func() {
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
	}
}

// A bot that starts while the server is away begins in memory, and finds it by itself.
func TestOpenedWhileTheServerIsAway(t *testing.T) {
	url := postgrestest.NewURL(t)
	back := postgrestest.Shared(t).Freeze()
	defer back()
	j := open(t, Options{URL: url})
	saveNow(t, j, "a1")
	if _, err := Open(t.Context(), Options{URL: url, MustExist: true, Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("a server that is away was looked at")
	}
	back()
	for end := time.Now().Add(time.Minute); !j.Healthy(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not recovered")
		}
	}
	if _, err := open(t, Options{URL: url, MustExist: true}).FindAnswer(t.Context(), "a1"); err != nil {
		t.Error(err)
	}
}

// Processes that start at once make the tables once.
func TestMigratedAtOnce(t *testing.T) {
	url := postgrestest.NewURL(t)
	var wg sync.WaitGroup
	keys := make([]string, 8)
	for i := range keys {
		wg.Go(func() {
			p, err := newPostgres(url, "", false)
			if err != nil {
				t.Error(err)
				return
			}
			defer p.close()
			for errors.Is(p.open(t.Context()), errOutage) { // it waits for the others half a second, and is tried again
			}
			keys[i] = string(p.key)
		})
	}
	wg.Wait()
	for _, key := range keys {
		if key == "" || key != keys[0] {
			t.Fatalf("the processes hash with keys %q", keys)
		}
	}
}

// What is no journal, or none of this version, is left alone, and the error says so.
func TestServerRefused(t *testing.T) {
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	s := postgrestest.Shared(t)
	name := s.Database(t)
	if err := s.Exec(t.Context(), name, `CREATE TABLE mine (x TEXT)`); err != nil {
		t.Fatal(err)
	}
	newer := s.Database(t)
	open(t, Options{URL: s.URL(newer)}).Close()
	if err := s.Exec(t.Context(), newer, `UPDATE quoth_journal SET version = 1000`); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{URL: s.URL(name)}, "another program"},
		{Options{URL: s.URL(newer)}, "newer"},
		{Options{URL: s.URL("nowhere")}, "does not exist"},
		{Options{URL: s.URL(s.Database(t)), MustExist: true}, "nothing was written to it yet"},
		{Options{URL: "postgres://u:hidden@[", Password: "hidden"}, "address is wrong"},
		{Options{URL: strings.Replace(s.URL(name), "quoth@", "nobody:hidden@", 1)}, `"nobody" does not exist`},
	} {
		c.o.Log = quiet
		_, err := Open(t.Context(), c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v, want %q", c.o.URL, err, c.want)
		}
	}
}

// Texts may hold what PostgreSQL takes for none.
func TestTextsOfEveryKind(t *testing.T) {
	j := still(t, Options{URL: postgrestest.NewURL(t)})
	r := record("a\x00\xff1")
	r.Answer.Asked = "Where \x00 does it \xff nest?"
	d := delivery(1)
	d.Keys[0], d.Question.Text = "event\x00\xff", r.Answer.Asked
	receive(t, j, d, true)
	receive(t, j, d, false)
	if err := j.SaveAnswer(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	advance(t, j, d.Key(), bot.Posted, "ref")
	if left, err := j.Unfinished(t.Context(), "slack"); err != nil || len(left) > 0 {
		t.Errorf("%d left, %v", len(left), err)
	}
	if report, err := j.Report(t.Context(), time.Unix(0, 0)); err != nil || len(report.MostAsked) != 1 {
		t.Errorf("%+v, %v", report.MostAsked, err)
	}
}

// Changes that come into each other's way are made all the same.
func TestConflicts(t *testing.T) {
	url := postgrestest.NewURL(t)
	var wg sync.WaitGroup
	for n := range 2 {
		j := still(t, Options{URL: url})
		wg.Go(func() {
			for i := range 50 {
				err := j.db.change(t.Context(), func(s session) error {
					for _, name := range []string{fmt.Sprint("row", n), fmt.Sprint("row", 1-n)} { // in another order than the other
						_, err := s.exec(context.Background(), `INSERT INTO settings (name, value) VALUES ($1, $2)
							ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, fmt.Sprint(i))
						if err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
