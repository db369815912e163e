package adaptertest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/adaptertest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// What the killed program is told by.
const (
	killedAddress = "KILLED_PROGRAM_ADDRESS"
	killedJournal = "KILLED_PROGRAM_JOURNAL"
	// killsVariable asks for more kills than the few of a plain test run.
	killsVariable = "KILLS"
	fewKills      = 6
)

// TestKilledProgram is the program that TestKill kills: the reference adapter
// on a journal.
func TestKilledProgram(t *testing.T) {
	address := os.Getenv(killedAddress)
	if address == "" {
		t.Skip("it is run by TestKill")
	}
	ctx := t.Context()
	log := slog.New(slog.DiscardHandler)
	j, err := journal.Open(ctx, journal.Options{Path: os.Getenv(killedJournal), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New([]bot.Collection{adaptertest.Collection(t, "reports", documents)},
		bot.WithConversations(j), bot.WithAnswers(j))
	if err != nil {
		t.Fatal(err)
	}
	opts := adapters.IntakeOptions{Log: log, TimeLimit: time.Minute}
	if err := adapters.ServeAll(ctx, []adapters.Adapter{newReference(address, b, "")}, b, j, opts); err != nil {
		t.Fatal(err)
	}
}

// TestKill kills the program at random moments while it is asked, each event
// now and then delivered again: no message may be answered twice, and none
// that was acknowledged go without an answer. What was posted is in the journal:
// its buttons go on working.
func TestKill(t *testing.T) {
	kills := fewKills
	if n, err := strconv.Atoi(os.Getenv(killsVariable)); err == nil {
		kills = n
	}
	peer := newReferencePeer(t, "")
	path := filepath.Join(t.TempDir(), "quoth.db")
	var messages []string
	for range kills {
		stop := startProgram(t, peer, path)
		for end := time.Now().Add(time.Duration(rand.IntN(400)) * time.Millisecond); time.Now().Before(end); {
			messages = append(messages, peer.Say(adaptertest.Message{
				Person: fmt.Sprint("person", rand.IntN(10)), Text: "How many North Korean soldiers have deserted?",
			}))
			if rand.IntN(3) == 0 {
				peer.Redeliver(messages[rand.IntN(len(messages))])
			}
			time.Sleep(time.Duration(rand.IntN(10)) * time.Millisecond)
		}
		stop()
	}
	defer startProgram(t, peer, path)()
	deadline := time.Now().Add(time.Minute)
	for peer.open() > 0 || len(peer.answered()) < len(messages) {
		if time.Now().After(deadline) {
			t.Fatalf("%d messages, %d of them answered; %d events without acknowledgement", len(messages), len(peer.answered()), peer.open())
		}
		time.Sleep(20 * time.Millisecond)
	}
	for message, times := range peer.answered() {
		if times != 1 {
			t.Errorf("%s was answered %d times", message, times)
		}
	}
	offered := peer.offered()
	t.Logf("%d messages over %d kills, with buttons about %d answers", len(messages), kills, len(offered))
	j, err := journal.Open(t.Context(), journal.Options{Path: path, MustExist: true})
	if err != nil {
		t.Fatalf("the journal: %v", err)
	}
	defer j.Close()
	for _, id := range offered {
		if _, err := j.FindAnswer(t.Context(), id); err != nil {
			t.Errorf("a button is about the answer %s: %v", id, err)
		}
	}
}

// startProgram starts the program, and returns what kills it.
func startProgram(t *testing.T, peer *referencePeer, path string) (kill func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	program := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilledProgram$")
	program.Env = append(os.Environ(), killedAddress+"="+peer.listener.Addr().String(), killedJournal+"="+path)
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		cancel() // kill -9
		program.Wait()
	}
}

// open counts the events that were not acknowledged.
func (p *referencePeer) open() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, e := range p.events {
		if !e.acked {
			n++
		}
	}
	return n
}

// answered counts the answers to each message.
func (p *referencePeer) answered() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]int{}
	for _, old := range p.posts {
		message, _, _ := strings.Cut(old.frame.Key, " ")
		out[message]++
	}
	return out
}

// offered lists the answers that the buttons of all posts are about.
func (p *referencePeer) offered() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	answers := map[string]bool{}
	for _, old := range p.posts {
		for _, b := range old.frame.Buttons {
			var c clicked
			if json.Unmarshal([]byte(b.Value), &c) == nil && c.Answer != "" {
				answers[c.Answer] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(answers))
}
