package adaptertest_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// While somebody else locks the database, questions are answered, and the intake
// alone remembers them. What it remembers is in the database when the program
// ends a moment after the lock, and nothing is answered again by the next run.
func TestDatabaseLockedUntilTheEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "quoth.db")
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	peer := newReferencePeer(t, "")
	serve := func() (j *journal.Journal, stop func()) {
		j, err := journal.Open(t.Context(), journal.Options{Path: path, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		b, err := bot.New([]bot.Collection{adaptertest.Collection(t, "reports", documents)}, bot.WithConversations(j), bot.WithAnswers(j))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		in := adapters.NewIntake(newReference(peer.listener.Addr().String(), b, ""), b, j, adapters.IntakeOptions{Log: slog.New(slog.DiscardHandler)})
		done := make(chan error, 1)
		go func() { done <- in.Serve(ctx) }()
		return j, func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
			if err := j.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	var messages []string
	say := func() {
		t.Helper()
		messages = append(messages, peer.Say(adaptertest.Message{
			Person: fmt.Sprint("person", len(messages)), Text: "How many North Korean soldiers have deserted?",
		}))
		for end := time.Now().Add(time.Minute); len(peer.answered()) < len(messages); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("question %d is not answered", len(messages))
			}
		}
	}

	j, stop := serve()
	say()
	unlock := lock(t, path)
	for range 5 {
		say()
	}
	if j.Healthy() {
		t.Error("the journal calls itself healthy while its database is locked")
	}
	unlock()
	stop()

	j, stop = serve()
	defer stop()
	if left, err := j.Unfinished(t.Context(), "reference"); err != nil || len(left) > 0 {
		t.Errorf("%d deliveries are unfinished: %v", len(left), err)
	}
	for _, id := range peer.offered() {
		if _, err := j.FindAnswer(t.Context(), id); err != nil {
			t.Errorf("a button is about the answer %s: %v", id, err)
		}
	}
	for _, m := range messages {
		peer.Redeliver(m)
	}
	say() // behind them
	for message, times := range peer.answered() {
		if times != 1 {
			t.Errorf("%s was answered %d times", message, times)
		}
	}
}

// lock keeps a database from being written until the returned function is called.
func lock(t *testing.T, path string) (unlock func()) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	// The last answer may just be noted.
	if _, err := db.ExecContext(t.Context(), `PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := db.Close(); err != nil { // which gives the lock up
			t.Error(err)
		}
	}
}
