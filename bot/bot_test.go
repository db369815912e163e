package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
)

// collection makes a collection of documents named by their texts' places.
func collection(name string, texts ...string) sources {
	c := sources{Name: name, Audience: Open}
	for i, text := range texts {
		c.Documents = append(c.Documents, corpus.NewDocument(fmt.Sprint(i), text))
	}
	return c
}

func TestNewRefuses(t *testing.T) {
	twice := collection("b", "Soldiers left.", "Soldiers came.")
	twice.Documents[1].Name = "0"
	for want, collections := range map[string][]sources{
		`two collections are named "a"`:               {collection("a", "Soldiers left."), collection("a", "Soldiers came.")},
		`collection "b": two documents are named "0"`: {collection("a", "Soldiers left."), twice},
	} {
		if _, err := newBot(collections); err == nil || err.Error() != want {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	for name, c := range map[string]Confidence{
		"none": {}, "one": {Signals: map[string]float64{SignalNames()[0]: 1}},
		"another": {Signals: map[string]float64{"guesswork": 1}},
	} {
		if _, err := New(nil, WithConfidence(c)); err == nil {
			t.Errorf("a confidence of %s signals is taken", name)
		}
	}
}

// Two collections may have documents of one name, and a bot none at all.
func TestNewTakes(t *testing.T) {
	for _, collections := range [][]sources{
		nil, {{Name: "empty"}}, {collection("a", "Soldiers left."), collection("b", "Soldiers came.")}, {collection("", "", " \n")},
	} {
		b, err := newBot(collections)
		if err != nil {
			t.Fatal(err)
		}
		one(t, b, Question{Text: "Have the soldiers left?"})
		if _, err := b.Suggest(t.Context(), From{}, "sol"); err != nil {
			t.Error(err)
		}
	}
}

func TestMoreAndRate(t *testing.T) {
	b := reports(t)
	traces, err := b.Trace(t.Context(), Question{Text: "How many troops has North Korea sent?"})
	if err != nil {
		t.Fatal(err)
	}
	a, ranking := traces[0].Answer, traces[0].Ranking
	further, err := b.More(t.Context(), From{}, a.ID)
	if err != nil || len(further) == 0 {
		t.Fatalf("%d more quotes, %v", len(further), err)
	}
	for _, q := range further {
		shown := slices.ContainsFunc(a.Quotes, func(p Quote) bool { return p.Span == q.Span })
		if shown || !slices.ContainsFunc(ranking, func(p Quote) bool { return p.Span == q.Span }) {
			t.Errorf("%q is not further down the ranking", q.Text)
		}
	}
	for _, rating := range []Rating{Helpful, NotHelpful} {
		if err := b.Rate(t.Context(), From{}, a.ID, rating); err != nil {
			t.Error(err)
		}
	}
	if again, err := b.More(t.Context(), From{}, a.ID); err != nil || len(again) != len(further) {
		t.Errorf("once rated, %d more quotes instead of %d (%v)", len(again), len(further), err)
	}
	for _, id := range []string{"", "no such answer", a.ID + "0"} {
		if _, err := b.More(t.Context(), From{}, id); !errors.Is(err, ErrUnknownAnswer) {
			t.Errorf("more of answer %q: %v", id, err)
		}
		if err := b.Rate(t.Context(), From{}, id, Helpful); !errors.Is(err, ErrUnknownAnswer) {
			t.Errorf("rating answer %q: %v", id, err)
		}
	}
}

// What one caller does with an answer's quotes is not seen by the next.
func TestMoreIsTheCallers(t *testing.T) {
	b := reports(t)
	a := one(t, b, Question{Text: "How many troops has North Korea sent?"})
	for i := range a.Quotes {
		a.Quotes[i].Text = "changed"
	}
	a.Quotes = append(a.Quotes, Quote{Text: "appended"})
	for range 2 {
		further, err := b.More(t.Context(), From{}, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i := range further {
			if strings.HasPrefix(further[i].Text, "changed") || further[i].Text == "appended" {
				t.Fatalf("quote %d says %q", i, further[i].Text)
			}
			further[i].Text = "changed"
		}
	}
}

func TestContext(t *testing.T) {
	b := reports(t)
	quote := one(t, b, Question{Text: "How many North Korean soldiers have deserted?"}).Quotes[0]
	p, err := b.Context(t.Context(), From{}, quote.Span)
	if err != nil {
		t.Fatal(err)
	}
	if p.Quote.Text != quote.Text || len(p.Before) != 1 || len(p.After) != 1 ||
		!strings.HasPrefix(p.Before[0].Text, "Ukrainian military intelligence has called") || !strings.HasPrefix(p.After[0].Text, "Additionally, a group of 200") {
		t.Errorf("the passage is %+v", p)
	}
	for name, c := range map[string]struct {
		change func(*Span)
		want   error
	}{
		"another content":    {func(s *Span) { s.Hash = corpus.HashText("other") }, ErrSourceChanged},
		"no content":         {func(s *Span) { s.Hash = "" }, ErrSourceChanged},
		"another document":   {func(s *Span) { s.Document = "other.txt" }, ErrSourceChanged},
		"another collection": {func(s *Span) { s.Collection = "other" }, ErrUnknownSource},
		"half a sentence":    {func(s *Span) { s.Start++ }, ErrUnknownSource},
		"beyond the text":    {func(s *Span) { s.End = 1 << 30 }, ErrUnknownSource},
		"before the text":    {func(s *Span) { s.Start = -1 }, ErrUnknownSource},
		"nothing":            {func(s *Span) { *s = Span{} }, ErrUnknownSource},
	} {
		s := quote.Span
		c.change(&s)
		if _, err := b.Context(t.Context(), From{}, s); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestSources(t *testing.T) {
	b := reports(t)
	sources, err := b.Sources(t.Context(), From{})
	if err != nil || len(sources) != 5 {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	for _, s := range sources {
		if s.Collection != "reports" || s.Document == "" || s.Title == "" || s.Sentences == 0 {
			t.Errorf("source %+v", s)
		}
	}
}

func TestSuggest(t *testing.T) {
	b := reports(t)
	for prefix, want := range map[string]string{
		"Yoo": "Lawmaker Yoo Yong-won", "yong": "Lawmaker Yoo Yong-won", "National Int": "National Intelligence Service", "psycho": "psychological warfare",
		"KURSK": "Kursk", "North Korea's Troop Deployment: A": "North Korea's Troop Deployment: A Turning Point in Global Warfare Dynamics",
	} {
		got, err := b.Suggest(t.Context(), From{}, prefix)
		if err != nil || !slices.ContainsFunc(got, func(s string) bool { return strings.EqualFold(s, want) }) {
			t.Errorf("%q: %q, want %q among them (%v)", prefix, got, want, err)
		}
		if len(got) > MaxSuggestions {
			t.Errorf("%q: %d suggestions", prefix, len(got))
		}
	}
	for _, prefix := range []string{"", " ", "?", "zzzz", "\xff", strings.Repeat("k", 10_000), "\x00"} {
		if got, err := b.Suggest(t.Context(), From{}, prefix); err != nil || len(got) > MaxSuggestions {
			t.Errorf("%.20q: %q, %v", prefix, got, err)
		}
	}
}

func TestSuggestStaysWithinItsBound(t *testing.T) {
	names := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "They saw Kursk Ab%c%c. ", 'a'+i%26, 'a'+i/26)
		}
		return b.String()
	}
	b, err := newBot([]sources{collection("a", names(10)), collection("b", names(60))})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.Suggest(t.Context(), From{}, "kursk"); err != nil || len(got) != MaxSuggestions {
		t.Errorf("%d suggestions, want %d (%v)", len(got), MaxSuggestions, err)
	}
}

func TestCancelled(t *testing.T) {
	b := reports(t)
	a := one(t, b, Question{Text: "How many North Korean soldiers have deserted?"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() error{
		"Ask":     func() error { _, err := b.Ask(ctx, Question{Text: "How many soldiers deserted?"}); return err },
		"Suggest": func() error { _, err := b.Suggest(ctx, From{}, "ku"); return err },
		"Context": func() error { _, err := b.Context(ctx, From{}, a.Quotes[0].Span); return err },
		"More":    func() error { _, err := b.More(ctx, From{}, a.ID); return err },
		"Rate":    func() error { return b.Rate(ctx, From{}, a.ID, Helpful) },
		"Sources": func() error { _, err := b.Sources(ctx, From{}); return err },
	} {
		if err := call(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func formsOf(x *index.Index) []string {
	var out []string
	for w := range uint32(x.Words()) {
		out = append(out, x.Form(w))
	}
	return out
}

// storeOf returns the store of the i-th collection.
func storeOf(b *Bot, i int) *store.Store {
	s, _ := stores.Load(b.Collections()[i].Engine)
	return s.(*store.Store)
}

// What only one collection has is not guessed, counted or known in another.
func TestCollectionsAreSeparate(t *testing.T) {
	a := collection("a", "Thirty soldiers guard the harbour. The soldiers left Kursk on Monday.")
	b := collection("b", "The embargo began in October. Traders feared the embargo.")
	both, err := newBot([]sources{a, b})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []sources{a, b} {
		alone, err := newBot([]sources{c})
		if err != nil {
			t.Fatal(err)
		}
		have, want := storeOf(both, i).Index, storeOf(alone, 0).Index
		if !slices.Equal(formsOf(have), formsOf(want)) || have.MaxIDF() != want.MaxIDF() {
			t.Errorf("beside another collection, %s has the words %q", c.Name, formsOf(have))
		}
	}
	if answer := one(t, both, Question{Text: "When did the embrgo begin?"}); len(answer.Quotes) > 0 && answer.Quotes[0].Span.Collection != "b" {
		t.Errorf("quotes %+v", answer.Quotes)
	}
	alone, _ := newBot([]sources{a})
	if answer := one(t, alone, Question{Text: "When did the embrgo of the soldiers begin?"}); len(answer.Corrections) != 0 || !slices.Contains(answer.Missing, "embrgo") {
		t.Errorf("a word of no source here: corrections %q, missing %q", answer.Corrections, answer.Missing)
	}
	// A word is missing only where neither has it.
	if answer := one(t, both, Question{Text: "Did the soldiers in Kursk fear the embargo of Belgorod?"}); !slices.Equal(answer.Missing, []string{"Belgorod"}) {
		t.Errorf("missing %q", answer.Missing)
	}
}

// Ask, Suggest and the rest may be called from many goroutines.
func TestAtOnce(t *testing.T) {
	b := reports(t)
	questions := []string{"How many troops has North Korea sent?", "When is the pact ratified?", "Who is Yoo Yong-won?", "and where?", "psycological embrgo"}
	want := map[string]string{}
	for _, text := range questions {
		want[text] = first(one(t, b, Question{Text: text}))
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 20 {
				text := questions[(worker+i)%len(questions)]
				answers, err := b.Ask(t.Context(), Question{Text: text})
				if err != nil || first(answers[0]) != want[text] {
					t.Errorf("%q: %v, %v", text, answers, err)
					return
				}
				_, err1 := b.Ask(t.Context(), Question{Text: text, Conversation: fmt.Sprint(worker % 2)})
				_, err2 := b.Suggest(t.Context(), From{}, "ku")
				_, err3 := b.More(t.Context(), From{}, answers[0].ID)
				if err := errors.Join(err1, err2, err3, b.Rate(t.Context(), From{}, answers[0].ID, Helpful)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkAsk(b *testing.B) {
	bot := reports(b)
	for name, text := range map[string]string{
		"figure": "How many troops has North Korea sent?", "misspelt": "psycological warfar by defectrs", "nothing": "Who is Vladimir Putin?",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := bot.Ask(b.Context(), Question{Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
