package adaptertest_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// A question costs the database three transactions: received, about to be
// posted, posted. They are counted in its file, all the way from the event to
// the reply.
func TestWritesToTheDatabase(t *testing.T) {
	const questions, perQuestion = 12, 3
	path := filepath.Join(t.TempDir(), "quoth.db")
	log := slog.New(slog.DiscardHandler)
	j, err := journal.Open(t.Context(), journal.Options{Path: path, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New([]bot.Collection{adaptertest.Collection(t, "reports", documents)}, bot.WithConversations(j), bot.WithAnswers(j))
	if err != nil {
		t.Fatal(err)
	}
	peer := newReferencePeer(t, "")
	ctx, stop := context.WithCancel(t.Context())
	in := adapters.NewIntake(newReference(peer.listener.Addr().String(), b, ""), b, j, adapters.IntakeOptions{Log: log})
	done := make(chan error, 1)
	go func() { done <- in.Serve(ctx) }()

	before, began := transactions(t, path), time.Now()
	for i := range questions {
		peer.Say(adaptertest.Message{Person: fmt.Sprint("person", i%3), Text: "How many North Korean soldiers have deserted?"})
		for end := time.Now().Add(time.Minute); len(peer.answered()) <= i; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("question %d is not answered", i)
			}
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if n := j.Counters().Waiting; n != 0 {
		t.Errorf("%d entries wait though every answer was posted", n)
	}
	// What waits is written each second, too: that may come between an answer
	// and its posting.
	n, spare := transactions(t, path)-before, 1+int(time.Since(began).Seconds())
	if n < perQuestion*questions || n > perQuestion*questions+spare {
		t.Errorf("%d questions took %d transactions, want %d each", questions, n, perQuestion)
	}
}

// transactions counts what was committed to a database, in the log beside it: each
// transaction ends with a frame that holds the size of the database after it. See
// https://sqlite.org/fileformat2.html#the_write_ahead_log.
func transactions(t *testing.T, path string) int {
	t.Helper()
	const header, frameHeader = 32, 24
	text, err := os.ReadFile(path + "-wal")
	if err != nil || len(text) < header {
		t.Fatalf("the log of the database has %d bytes: %v", len(text), err)
	}
	page := int(binary.BigEndian.Uint32(text[8:]))
	n := 0
	for at := header; at+frameHeader+page <= len(text); at += frameHeader + page {
		if binary.BigEndian.Uint32(text[at+4:]) != 0 {
			n++
		}
	}
	return n
}
