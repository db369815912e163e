package quoth

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/journal"
	"github.com/quoth-bot/quoth/internal/postgrestest"
)

// writeJournal writes a small journal: journal FILE. U1 asked a direct
// question a day ago that the sources could not answer, and did not like that;
// U2 one a month ago.
func writeJournal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: journal FILE")
	}
	ts.Check(fillJournal(journal.Options{Path: ts.MkAbs(args[0])}))
}

func fillJournal(at journal.Options) error {
	ctx := context.Background()
	j, err := journal.Open(ctx, at)
	if err != nil {
		return err
	}
	for i, a := range []struct {
		asker, text string
		days        int
	}{{"U1", "Who \x1b[31mowns the heron?", 1}, {"U2", "Where is the bridge?", 30}} {
		from := bot.From{Asker: bot.Asker{ID: a.asker}, Place: bot.Place{Platform: "slack", Channel: "D" + a.asker, Direct: true}}
		at := time.Now().AddDate(0, 0, -a.days)
		answer := bot.Answer{ID: string(rune('a' + i)), Asked: a.text, Verdict: bot.None, Missing: []string{"owns"}}
		err = errors.Join(err, j.Append(ctx, a.asker, from.Asker, bot.Turn{Asked: a.text, At: at}),
			j.SaveAnswer(ctx, bot.Record{Answer: answer, From: from, Conversation: a.asker, At: at, Took: time.Millisecond}),
			j.RateAnswer(ctx, answer.ID, from.Asker, bot.NotHelpful))
	}
	return errors.Join(err, j.Close())
}

// The commands that look at a journal take the address of a server's, from a flag
// and from the settings.
func TestJournalOnAServer(t *testing.T) {
	address := postgrestest.NewURL(t)
	if err := fillJournal(journal.Options{URL: address}); err != nil {
		t.Fatal(err)
	}
	t.Setenv("QUOTH_JOURNAL_URL", address)
	for _, c := range []struct{ args, want string }{
		{"report --journal " + address, "Who ␛[31mowns the heron?"},
		{"report", "Who ␛[31mowns the heron?"},
		{"forget --user U1", "Removed: questions 1, turns of conversations 1"},
		{"report --since 8w", "1 question from"},
	} {
		var out, errs bytes.Buffer
		if got := run(t.Context(), strings.Fields(c.args), strings.NewReader(""), &out, &errs); got != exitFound || !strings.Contains(out.String(), c.want) {
			t.Errorf("quoth %s: exit status %d\n%s%s", c.args, got, &out, &errs)
		}
	}
}

func TestPeriod(t *testing.T) {
	for text, want := range map[string]time.Duration{"90m": 90 * time.Minute, "7d": 7 * 24 * time.Hour, "4w": 28 * 24 * time.Hour} {
		var got period
		if err := got.UnmarshalText([]byte(text)); err != nil || time.Duration(got) != want {
			t.Errorf("%s: %v, %v", text, time.Duration(got), err)
		}
	}
	for _, text := range []string{"", "7", "d", "-7d", "0d", "-1h", "99999999999999w", "1.5d", "soon"} {
		var got period
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is %v", text, time.Duration(got))
		}
	}
}
