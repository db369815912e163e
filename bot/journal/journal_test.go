package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

var (
	_ bot.Conversations = (*Journal)(nil)
	_ bot.Answers       = (*Journal)(nil)
	_ bot.Ledger        = (*Journal)(nil)
)

// open opens a journal that is closed when the test ends.
func open(t testing.TB, o Options) *Journal {
	t.Helper()
	if o.Path == "" && o.URL == "" {
		o.Path = filepath.Join(t.TempDir(), "quoth.db")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	j, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func delivery(n int) bot.Delivery {
	return bot.Delivery{
		Keys:     []string{fmt.Sprintf("event-%d", n), fmt.Sprintf("message-%d", n)},
		Platform: "slack", Message: fmt.Sprintf("message-%d", n),
		Question: bot.Question{
			From: bot.From{Asker: bot.Asker{ID: "U-plain"}, Place: bot.Place{Platform: "slack", Channel: "C1"}},
			Text: fmt.Sprintf("question-text-%d", n), Conversation: "slack/C1",
		},
		Payload:  json.RawMessage(`{"channel":"C1"}`),
		Received: time.UnixMilli(1_700_000_000_000 + int64(n)).UTC(),
	}
}

func record(id string) bot.Record {
	quote := bot.Quote{
		Span: bot.Span{Collection: "corpus", Document: "a.txt", Hash: "abc", Span: corpus.Span{Start: 3, End: 20}},
		Text: "The heron nests.", Title: "Lake", Evidence: []bot.Evidence{{Name: "x", Value: 1, Weight: 2}},
	}
	return bot.Record{
		Answer: bot.Answer{
			ID: id, Asked: "Where does the heron nest?", Verdict: bot.Found, Confidence: .9, Quotes: []bot.Quote{quote},
			Disagreement: &bot.Disagreement{Kind: bot.DifferentFigures, Values: []bot.ValueQuote{{Value: "3", Quote: quote}}},
		},
		Further:      []bot.Quote{quote},
		From:         bot.From{Asker: bot.Asker{ID: "U-plain"}, Place: bot.Place{Platform: "slack", Workspace: "T1", Channel: "D-private", Direct: true}},
		Conversation: "slack/D-private",
		At:           time.UnixMilli(1_700_000_000_000), Took: 1500 * time.Microsecond,
	}
}

func receive(t *testing.T, j *Journal, d bot.Delivery, want bool) {
	t.Helper()
	if fresh, err := j.Receive(t.Context(), d); err != nil || fresh != want {
		t.Errorf("Receive(%v) = %t, %v, want %t", d.Keys, fresh, err, want)
	}
}

func advance(t *testing.T, j *Journal, key string, s bot.DeliveryState, ref string) {
	t.Helper()
	if err := j.Advance(t.Context(), key, s, ref); err != nil {
		t.Errorf("Advance(%s, %s): %v", key, s, err)
	}
}

func TestLedger(t *testing.T) { onBoth(t, testLedger) }

func testLedger(t *testing.T, at Options) {
	if at.Path != "" {
		at.Path = filepath.Join(t.TempDir(), "a folder?", "quoth 100%.db")
		if err := os.Mkdir(filepath.Dir(at.Path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	j := open(t, at)
	for n := range 4 {
		receive(t, j, delivery(n), true)
	}
	receive(t, j, delivery(1), false)
	again := delivery(9)
	again.Keys = []string{"event-9", "message-1"}
	receive(t, j, again, false)
	advance(t, j, "event-0", bot.Posting, "")
	advance(t, j, "event-1", bot.Posting, "")
	advance(t, j, "event-1", bot.Posted, "ref-1")
	advance(t, j, "event-2", bot.Posted, "")
	advance(t, j, "never came", bot.Posted, "")
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}

	j = open(t, at)
	left, err := j.Unfinished(t.Context(), "slack")
	want := []bot.Unfinished{{Delivery: delivery(0), State: bot.Posting}, {Delivery: delivery(3), State: bot.Received}}
	if err != nil || !reflect.DeepEqual(left, want) {
		t.Errorf("Unfinished: %+v, %v, want %+v", left, err, want)
	}
	if left, err := j.Unfinished(t.Context(), "discord"); err != nil || len(left) > 0 {
		t.Errorf("Unfinished of another platform: %v, %v", left, err)
	}
	if p, ok, err := j.ReplyTo(t.Context(), "slack", "message-1"); err != nil || !ok || p.Ref != "ref-1" || !p.At.Equal(delivery(1).Received) {
		t.Errorf("ReplyTo: %v, %t, %v", p, ok, err)
	}
	for _, message := range []string{"message-0", "message-2", "message-7"} {
		if _, ok, err := j.ReplyTo(t.Context(), "slack", message); ok || err != nil {
			t.Errorf("ReplyTo(%s): %t, %v", message, ok, err)
		}
	}
}

func TestAnswers(t *testing.T) { onBoth(t, testAnswers) }

func testAnswers(t *testing.T, at Options) {
	j := open(t, at)
	if err := j.SaveAnswer(t.Context(), record("a1")); err != nil {
		t.Fatal(err)
	}
	want := newAnswerEntry(record("a1"), false).record
	want.Conversation = ""
	if got, err := j.FindAnswer(t.Context(), "a1"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v,\nwant %+v", got, err, want)
	}
	if len(record("a1").Answer.Quotes[0].Evidence) == 0 {
		t.Error("the record that was given has lost its evidence")
	}
	if _, err := j.FindAnswer(t.Context(), "a2"); err != bot.ErrUnknownAnswer {
		t.Errorf("an answer that was never given: %v", err)
	}
	if err := j.RateAnswer(t.Context(), "a2", bot.Asker{ID: "U1"}, bot.Helpful); err != bot.ErrUnknownAnswer {
		t.Errorf("rating an answer that was never given: %v", err)
	}
	for _, r := range []bot.Rating{bot.Helpful, bot.NotHelpful, bot.NotHelpful} {
		if err := j.RateAnswer(t.Context(), "a1", bot.Asker{ID: "U1"}, r); err != nil {
			t.Error(err)
		}
	}
	report, err := j.Report(t.Context(), time.Unix(0, 0))
	if err != nil || len(report.WorstRated) != 1 || report.WorstRated[0].NotHelpful != 1 || report.WorstRated[0].Helpful != 0 {
		t.Errorf("the last rating of a person counts: %+v, %v", report.WorstRated, err)
	}
}

func TestConversations(t *testing.T) { onBoth(t, testConversations) }

func testConversations(t *testing.T, at Options) {
	now := time.UnixMilli(1_700_000_000_000)
	at.Now = func() time.Time { return now }
	j := open(t, at)
	turn := func(n int) bot.Turn {
		return bot.Turn{Asked: fmt.Sprint(n), FollowUp: n > 0, Quote: record("").Answer.Quotes[0].Span, At: now}
	}
	anna, ben := bot.Asker{ID: "anna"}, bot.Asker{ID: "ben"}
	for n := range 8 {
		asker := ben
		if n == 0 {
			asker = anna
		}
		if err := j.Append(t.Context(), "c", asker, turn(n)); err != nil {
			t.Fatal(err)
		}
	}
	j.Close()
	j = open(t, at)
	turns, err := j.Turns(t.Context(), "c", now.Add(-time.Hour))
	if err != nil || len(turns) != maxTurns || !reflect.DeepEqual(turns[5], turn(7)) || turns[0].Asked != "2" {
		t.Errorf("the youngest turns, oldest first: %+v, %v", turns, err)
	}
	asked := func(key string, who bot.Asker) bool {
		ok, err := j.Asked(t.Context(), key, who, now.Add(-24*time.Hour))
		if err != nil {
			t.Error(err)
		}
		return ok
	}
	if !asked("c", anna) || asked("c", bot.Asker{ID: "eve"}) || asked("d", anna) {
		t.Error("who asked is told wrongly")
	}
	now = now.Add(2 * time.Hour)
	if turns, _ := j.Turns(t.Context(), "c", now.Add(-time.Hour)); len(turns) > 0 || !asked("c", ben) {
		t.Errorf("after two hours: %v", turns)
	}
	now = now.Add(24 * time.Hour)
	if asked("c", ben) {
		t.Error("a thread is listened to for too long")
	}
}

// files returns what stands in the files of a database; nothing where those are
// a server's.
func files(t *testing.T, at Options) []byte {
	t.Helper()
	var all []byte
	if at.Path == "" {
		return nil
	}
	for _, suffix := range []string{"", "-wal"} {
		text, err := os.ReadFile(at.Path + suffix)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return all
}

// Nothing in the files names who asked, unless that is wanted.
func TestAskersAreNotKept(t *testing.T) {
	for _, keep := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "quoth.db")
		j := open(t, Options{Path: path, KeepAskers: keep})
		asker := record("").From.Asker
		j.Append(t.Context(), "slack/D-private", asker, bot.Turn{Asked: "what-is-it", At: time.Now()})
		j.SaveAnswer(t.Context(), record("a1"))
		j.RateAnswer(t.Context(), "a1", asker, bot.Helpful)
		for _, name := range []string{"U-plain", "D-private"} {
			if got := bytes.Contains(files(t, Options{Path: path}), []byte(name)); got != keep {
				t.Errorf("keeping askers %t: %s in the files: %t", keep, name, got)
			}
		}
		// A delivery needs the name to be answered after a crash, and no longer.
		receive(t, j, delivery(1), true)
		advance(t, j, "event-1", bot.Posted, "")
		if err := j.db.purge(t.Context()); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(files(t, Options{Path: path}), []byte("question-text-1")) {
			t.Error("an answered delivery keeps what was asked")
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file's mode is %v, %v", info.Mode(), err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "no file"},
		{Options{Path: filepath.Join(dir, "no", "quoth.db")}, "does not exist: create it"},
		{Options{Path: filepath.Join(dir, "quoth.db"), RetentionDays: -1}, "-1 days"},
		{Options{Path: filepath.Join(dir, "quoth.db"), MustExist: true}, "there is no journal"},
	} {
		if _, err := Open(t.Context(), c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Open(%+v): %v, want %q", c.o, err, c.want)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("files were made: %v", entries)
	}
}

func TestManyConversationsAtOnce(t *testing.T) { onBoth(t, testManyConversationsAtOnce) }

func testManyConversationsAtOnce(t *testing.T, at Options) {
	at.RetentionDays = 1000
	j := open(t, at)
	var wg sync.WaitGroup
	for c := range 200 {
		wg.Go(func() {
			key, asker := fmt.Sprint("conversation ", c), bot.Asker{ID: fmt.Sprint("person ", c)}
			for n := range 5 {
				d := delivery(1000*c + n)
				for copies := range 3 {
					receive(t, j, d, copies == 0)
				}
				advance(t, j, d.Key(), bot.Posting, "")
				j.Append(t.Context(), key, asker, bot.Turn{Asked: fmt.Sprint(n), At: time.Now()})
				r := record(fmt.Sprint(c, " ", n))
				j.SaveAnswer(t.Context(), r)
				if _, err := j.FindAnswer(t.Context(), r.Answer.ID); err != nil {
					t.Error(err)
				}
				turns, _ := j.Turns(t.Context(), key, time.Time{})
				if len(turns) != n+1 || turns[n].Asked != fmt.Sprint(n) {
					t.Errorf("conversation %d has turns %v", c, turns)
				}
				advance(t, j, d.Key(), bot.Posted, "ref")
			}
		})
	}
	wg.Wait()
	if left, err := j.Unfinished(t.Context(), "slack"); len(left) > 0 || err != nil || !j.Healthy() {
		t.Errorf("%d left, %v, healthy %t", len(left), err, j.Healthy())
	}
}

func BenchmarkReceiveAndAdvance(b *testing.B) {
	j := open(b, Options{})
	for n := 0; b.Loop(); n++ {
		d := delivery(n)
		if fresh, err := j.Receive(context.Background(), d); err != nil || !fresh {
			b.Fatal(fresh, err)
		}
		if err := j.Advance(context.Background(), d.Key(), bot.Posting, ""); err != nil {
			b.Fatal(err)
		}
		if err := j.Advance(context.Background(), d.Key(), bot.Posted, "ref"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTurnAndAnswer(b *testing.B) {
	j := open(b, Options{})
	for n := 0; b.Loop(); n++ {
		key := fmt.Sprint(n % 200)
		j.Turns(context.Background(), key, time.Time{})
		j.Append(context.Background(), key, bot.Asker{ID: "a"}, bot.Turn{Asked: "Where?", At: time.Now()})
		j.SaveAnswer(context.Background(), record(fmt.Sprint(n)))
	}
}

// A counted database counts what is written.
type counted struct {
	database
	writes int
}

func (c *counted) change(ctx context.Context, do func(session) error) error {
	c.writes++
	return c.database.change(ctx, do)
}

// A question takes three writes: when it was received, when its answer is about
// to be posted, with all that it leaves, and when that was posted.
func TestWritesOfAQuestion(t *testing.T) { onBoth(t, testWritesOfAQuestion) }

func testWritesOfAQuestion(t *testing.T, at Options) {
	j := still(t, at)
	db := &counted{database: j.db}
	j.db = db
	receive(t, j, delivery(1), true)
	if err := j.Append(t.Context(), "c", bot.Asker{ID: "anna"}, bot.Turn{Asked: "Where?", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	if err := j.SaveAnswer(t.Context(), record("a1")); err != nil {
		t.Fatal(err)
	}
	advance(t, j, delivery(1).Key(), bot.Posting, "")
	if n := j.Counters().Waiting; n != 0 {
		t.Errorf("%d entries wait when the answer is about to be posted", n)
	}
	advance(t, j, delivery(1).Key(), bot.Posted, "ref")
	if db.writes != 3 {
		t.Errorf("%d writes, want 3", db.writes)
	}
}

// A row that cannot be written stands in nobody's way.
func TestABadEntryHoldsUpNoDelivery(t *testing.T) { onBoth(t, testABadEntryHoldsUpNoDelivery) }

func testABadEntryHoldsUpNoDelivery(t *testing.T, at Options) {
	j := still(t, at)
	bad := record("a1")
	bad.Answer.Confidence = math.NaN()
	if err := j.SaveAnswer(t.Context(), bad); err != nil {
		t.Fatal(err)
	}
	receive(t, j, delivery(1), true)
	receive(t, j, delivery(1), false)
	j.flush(t.Context())
	if n := j.Counters().Waiting; n != 0 || !j.Healthy() {
		t.Errorf("%d entries wait, healthy %t", n, j.Healthy())
	}
}
