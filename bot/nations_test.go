package bot_test

import (
	"slices"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/words"
)

// embassies are sentences that differ in the nation alone.
var embassies = collection("corpus",
	"South Korean diplomats opened an office.\n\nNorth Korean diplomats closed an office.\n\nFrench diplomats sold an office.\n\nKyiv rented an office.")

func TestNations(t *testing.T) {
	b, err := newBot([]sources{{Name: "corpus", Audience: Open, Documents: embassies.Documents}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ question, first, marked string }{
		{"What did Seoul do with an office?", "South Korean diplomats opened an office.", "South Korean"},
		{"What did Pyongyang do with an office?", "North Korean diplomats closed an office.", "North Korean"},
		{"What did Paris do with an office?", "French diplomats sold an office.", "French"},
		{"What did the Ukrainian side do with an office?", "Kyiv rented an office.", "Kyiv"},
	} {
		traces, err := b.Trace(t.Context(), Question{Text: c.question})
		if err != nil {
			t.Fatal(err)
		}
		top := traces[0].Ranking[0]
		if top.Text != c.first {
			t.Errorf("%q: first is %q, want %q", c.question, top.Text, c.first)
			continue
		}
		marked := slices.ContainsFunc(top.Matches, func(m Match) bool {
			return m.Reason == words.SameNation && top.Text[m.Span.Start-top.Span.Start:m.Span.End-top.Span.Start] == c.marked
		})
		if !marked {
			t.Errorf("%q: %+v do not mark %q", c.question, top.Matches, c.marked)
		}
	}
}

// A capital is no mention of its country: what is said of one may be wrong of
// the other.
func TestACapitalIsNoMention(t *testing.T) {
	b := reports(t)
	a := one(t, b, Question{Text: "What did Kyiv promise soldiers who abandon their posts?"})
	if a.Verdict == Found || !slices.Contains(a.Missing, "Kyiv") {
		t.Errorf("%s, missing %q; want Kyiv missing, and not found", a.Verdict, a.Missing)
	}
}

func TestSmallLettersNameNoNation(t *testing.T) {
	b, err := newBot([]sources{collection("corpus", "Ankara has a zoo.\n\nThe farm has a bird.")})
	if err != nil {
		t.Fatal(err)
	}
	traces, err := b.Trace(t.Context(), Question{Text: "how heavy is a turkey"})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range traces[0].Ranking {
		for _, m := range q.Matches {
			if m.Reason == words.SameNation {
				t.Errorf("%q is marked for %q", q.Text, m.Asked)
			}
		}
	}
}
