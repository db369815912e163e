package bot_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/texts"
)

// away is a collection that cannot be asked now.
type away struct{ Engine }

var errAway = fmt.Errorf("%w: connection refused", ErrUnavailable)

func (away) Search(context.Context, *question.Question, Span) (*Findings, error) {
	return nil, errAway
}
func (away) Scripts(context.Context) ([]string, error)              { return nil, errAway }
func (away) Sources(context.Context) ([]Source, error)              { return nil, errAway }
func (away) Suggest(context.Context, string, int) ([]string, error) { return nil, errAway }
func (away) Openings(context.Context, int, ...string) ([]Sentence, error) {
	return nil, errAway
}
func (away) Stands(context.Context, Span) error { return errAway }

func asked(t *testing.T, b *Bot, q Question) Answer {
	t.Helper()
	answers, err := b.Ask(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return answers[0]
}

// TestAway asks where one of two collections, or the only one, cannot be asked.
func TestAway(t *testing.T) {
	there, err := edition(1).collection()
	if err != nil {
		t.Fatal(err)
	}
	defer there.Engine.Close()
	gone := Collection{Name: "wires", Audience: Open, Engine: away{there.Engine}}
	both, err := New([]Collection{gone, there})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Where does the heron nest?", "brief on the heron", "brief", "Where is Kherson?"} {
		a := asked(t, both, Question{Text: text})
		if !slices.Equal(a.Unreached.Collections, []string{"wires"}) || a.Unreached.All {
			t.Errorf("%s: %+v", text, a.Unreached)
		}
		if a.Verdict == None != strings.Contains(text, "Kherson") {
			t.Errorf("%s: %s", text, a.Verdict)
		}
		if says := fmt.Sprint(a.Phrases()); !strings.Contains(says, "The collection wires cannot be asked now.") {
			t.Errorf("%s: %s", text, says)
		}
	}
	if found, err := both.Suggest(t.Context(), From{}, "bir"); err != nil || len(found) == 0 {
		t.Errorf("%v, %v", found, err)
	}
	if list, err := both.Sources(t.Context(), From{}); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}

	alone, err := New([]Collection{gone})
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range texts.Languages() {
		a := asked(t, alone, Question{Text: "Where does the heron nest?", From: From{Place: Place{Language: language}}})
		phrases := a.Phrases()
		if a.Verdict != None || !a.Unreached.All || len(a.Missing) > 0 || len(phrases) != 1 || !strings.Contains(phrases[0].String(), "wires") {
			t.Errorf("%s: %s %+v %v %s", language, a.Verdict, a.Unreached, a.Missing, phrases)
		}
	}

	// Whoever gives up waits for nobody, and is told of nothing.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := both.Ask(ctx, Question{Text: "Where does the heron nest?"}); err == nil {
		t.Error("a question that was given up is answered")
	}
}
