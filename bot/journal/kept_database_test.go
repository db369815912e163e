package journal

import (
	"database/sql"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// keptDatabase makes the database that the first released version left. Like all
// of testdata/kept its text is never written again.
func keptDatabase(t *testing.T) (path string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "kept", "journal-1.sql"))
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "quoth.db")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), string(text)); err != nil {
		t.Fatal(err)
	}
	return path
}

// A database of the first version is read in full, and written on.
func TestDatabaseThatWasStoredIsRead(t *testing.T) {
	j := open(t, Options{Path: keptDatabase(t)})
	keptDatabaseIsRead(t, j)
	receive(t, j, keptDelivery, false)
	receive(t, j, delivery(7), true)
	advance(t, j, delivery(7).Key(), bot.Posted, "reply-7")
	saveNow(t, j, "a7")
	keptDatabaseIsRead(t, j)
	if j.Counters() != (Counters{}) || !j.Healthy() {
		t.Errorf("counters %+v, healthy %t", j.Counters(), j.Healthy())
	}
}

func keptDatabaseIsRead(t *testing.T, j *Journal) {
	t.Helper()
	at := keptDelivery.Received
	record := bot.Record{Answer: keptAnswer, Further: []bot.Quote{keptQuote(4)}, From: keptDelivery.Question.From, At: at.Local(), Took: 1500 * time.Microsecond}
	if r, err := j.FindAnswer(t.Context(), keptAnswer.ID); err != nil || !reflect.DeepEqual(r, record) {
		t.Errorf("the answer is read as\n%+v, %v, and was\n%+v", r, err, record)
	}
	turn := bot.Turn{Asked: "How many herons nest?", FollowUp: true, Quote: keptQuote(0).Span, At: at.Local()}
	if turns, err := j.Turns(t.Context(), "slack/C1/17", at); err != nil || !reflect.DeepEqual(turns, []bot.Turn{turn}) {
		t.Errorf("the turns are read as %+v, %v", turns, err)
	}
	if ok, err := j.Asked(t.Context(), "slack/C1/17", bot.Asker{ID: "U1"}, at); !ok || err != nil {
		t.Errorf("who asked: %t, %v", ok, err)
	}
	again := keptDelivery
	again.Keys, again.Message, again.Edit = []string{"message-2"}, "message-2", false
	unfinished := []bot.Unfinished{{Delivery: keptDelivery, State: bot.Received}, {Delivery: again, State: bot.Posting}}
	if got, err := j.Unfinished(t.Context(), "slack"); err != nil || !reflect.DeepEqual(got, unfinished) {
		t.Errorf("what is unfinished is read as\n%+v, %v, and was\n%+v", got, err, unfinished)
	}
	if reply, ok, err := j.ReplyTo(t.Context(), "slack", "message-3"); !ok || err != nil || reply.Ref != "reply-3" || !reply.At.Equal(at) {
		t.Errorf("the reply is read as %+v, %t, %v", reply, ok, err)
	}
	if report, err := j.Report(t.Context(), at.Add(-time.Hour)); err != nil || report.Questions == 0 {
		t.Errorf("the report has %d questions: %v", report.Questions, err)
	}
}
