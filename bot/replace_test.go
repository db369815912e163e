package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// edition is a collection whose every sentence says which one it is of.
func edition(n int) sources {
	text := fmt.Sprintf("The heron of edition %[1]d nests in the reeds.\n\nThe otter of edition %[1]d sleeps in its holt.", n)
	return sources{Name: "birds", Audience: Open, Documents: []*corpus.Document{corpus.NewDocument("birds.txt", text)}}
}

func TestReplace(t *testing.T) {
	b, err := newBot([]sources{edition(1)})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	ask := func() Answer {
		t.Helper()
		answers, err := b.Ask(ctx, Question{Text: "Where does the heron nest?"})
		if err != nil || len(answers[0].Quotes) == 0 {
			t.Fatalf("%+v, %v", answers, err)
		}
		return answers[0]
	}
	before := ask()
	if err := replace(b, []sources{edition(2)}); err != nil {
		t.Fatal(err)
	}
	if got := ask().Quotes[0].Text; !strings.Contains(got, "edition 2") {
		t.Errorf("after Replace: %q", got)
	}
	if _, err := b.Context(ctx, From{}, before.Quotes[0].Span); !errors.Is(err, ErrSourceChanged) {
		t.Errorf("context of a quotation from before: %v", err)
	}
	if err := replace(b, []sources{edition(3), edition(4)}); err == nil {
		t.Error("two collections of one name are no error")
	}
	if got := ask().Quotes[0].Text; !strings.Contains(got, "edition 2") {
		t.Errorf("after a Replace that failed: %q", got)
	}
}

// TestReplaceWhileAsked replaces the sources under questions: every answer is
// of one edition, and none fails.
func TestReplaceWhileAsked(t *testing.T) {
	b, err := newBot([]sources{edition(0)})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var askers sync.WaitGroup
	for range 8 {
		askers.Go(func() {
			for i := range 200 {
				// Two questions in one message must not see two editions.
				answers, err := b.Ask(ctx, Question{Text: "Where does the heron nest? Where does the otter sleep?"})
				if err != nil || len(answers) != 2 || len(answers[0].Quotes) == 0 || len(answers[1].Quotes) == 0 {
					t.Errorf("question %d: %+v, %v", i, answers, err)
					return
				}
				of := answers[0].Quotes[0].Span.Hash
				for _, q := range append(answers[0].Quotes, answers[1].Quotes...) {
					if q.Span.Hash != of {
						t.Errorf("question %d is answered from two editions: %+v", i, answers)
					}
				}
				b.Suggest(ctx, From{}, "her")
				b.More(ctx, From{}, answers[0].ID)
				b.Sources(ctx, From{})
			}
		})
	}
	for n := range 100 {
		if err := replace(b, []sources{edition(n)}); err != nil {
			t.Error(err)
		}
	}
	askers.Wait()
}
