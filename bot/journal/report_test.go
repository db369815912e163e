package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// madeWeek fills a journal with a week of questions; the answers' times to
// make follow from their numbers.
func madeWeek(t *testing.T, j *Journal, monday time.Time) {
	t.Helper()
	n := 0
	ask := func(day int, platform, text string, v bot.Verdict, missing ...string) string {
		n++
		r := bot.Record{
			Answer: bot.Answer{ID: fmt.Sprintf("a%03d", n), Asked: text, Verdict: v, Missing: missing},
			From:   bot.From{Place: bot.Place{Platform: platform}},
			At:     monday.AddDate(0, 0, day).Add(time.Duration(n) * time.Minute),
			Took:   time.Duration(n*n%97) * 100 * time.Microsecond,
		}
		if v == bot.Found {
			r.Answer.Quotes = []bot.Quote{{
				Text: "The Duma ratified\nthe treaty on 24 October.", Title: "The pact",
				Span: bot.Span{Collection: "corpus", Document: "pact.txt", Hash: "h", Span: corpus.Span{Start: 10, End: 53}},
			}}
		}
		if err := j.SaveAnswer(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		return r.Answer.ID
	}
	rate := func(id string, people int, rating bot.Rating) {
		for p := range people {
			if err := j.RateAnswer(t.Context(), id, bot.Asker{ID: fmt.Sprint(rating, p)}, rating); err != nil {
				t.Fatal(err)
			}
		}
	}
	ask(-3, "slack", "Too long ago to be told of?", bot.None)
	for day := range 5 {
		rate(ask(day, "slack", "When did the Duma ratify the treaty?", bot.Found), day, bot.Helpful)
		ask(day, "slack", "Who is the mayor of Paris?", bot.None, "mayor", "Paris")
		if day%2 == 0 {
			ask(day, "discord", "when was the treaty ratified by the Duma", bot.Found)
			ask(day, "discord", "Who's the mayor of\n Paris now?", bot.None, "Paris", "mayor")
			ask(day, "discord", "hello", bot.Smalltalk)
		}
	}
	ask(3, "terminal", "How tall is the lighthouse in 1950?", bot.Closest, "1950")
	ask(3, "terminal", "and when?", bot.None)
	ask(4, "terminal", "And when?", bot.Found)
	bad := ask(5, "slack", "What did the Duma say about \x1b[31mwheat?", bot.Found)
	rate(bad, 3, bot.NotHelpful)
	rate(bad, 1, bot.Helpful)
	rate(ask(6, "slack", "Why was the bridge closed?", bot.Closest, "bridge"), 1, bot.NotHelpful)
}

func TestReport(t *testing.T) { onBoth(t, testReport) }

func testReport(t *testing.T, at Options) {
	monday := time.Date(2025, 3, 10, 9, 0, 0, 0, time.UTC)
	at.Now = func() time.Time { return monday.AddDate(0, 0, 6).Add(10 * time.Hour) }
	j := open(t, at)
	for _, name := range []string{"empty", "week"} {
		if name == "week" {
			madeWeek(t, j, monday)
		}
		report, err := j.Report(t.Context(), monday)
		if err != nil {
			t.Fatal(err)
		}
		var text, lines bytes.Buffer
		if err := errors.Join(report.WriteText(&text), report.WriteJSON(&lines)); err != nil {
			t.Fatal(err)
		}
		goldentest.Check(t, name+".txt", text.String())
		goldentest.Check(t, name+".json", lines.String())
	}
	full := errors.New("full")
	report, _ := j.Report(t.Context(), monday)
	if err := report.WriteText(fullWriter{full}); err != full {
		t.Errorf("a report that cannot be written: %v", err)
	}
}

type fullWriter struct{ err error }

func (w fullWriter) Write([]byte) (int, error) { return 0, w.err }

func TestQuantile(t *testing.T) {
	took := []int64{1000, 2000, 3000, 4000}
	for q, want := range map[float64]float64{.5: 2, .75: 3, .95: 4, 1: 4} {
		if got := quantile(took, q); got != want {
			t.Errorf("quantile(%v) = %v, want %v", q, got, want)
		}
	}
	if got := quantile([]int64{7000}, .5); got != 7 {
		t.Errorf("of one: %v", got)
	}
}

// Comparing by rare words finds what comparing each with each finds.
func TestRareWordsMissNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		frequency := map[string]int{}
		var sets [][]string
		for range 30 {
			var set []string
			for range 1 + r.IntN(8) {
				set = append(set, fmt.Sprint("w", r.IntN(12)))
			}
			slices.Sort(set)
			set = slices.Compact(set)
			for _, s := range set {
				frequency[s]++
			}
			sets = append(sets, set)
		}
		for _, a := range sets {
			for _, b := range sets {
				shared := slices.ContainsFunc(rarest(a, frequency), func(s string) bool { return slices.Contains(rarest(b, frequency), s) })
				if jaccard(a, b) >= alike && !shared {
					t.Fatalf("%v and %v are alike, but share no rare word", a, b)
				}
			}
		}
	}
}

// A year of a busy bot.
func BenchmarkReport(b *testing.B) {
	j := open(b, Options{})
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 50_000 {
		text := ""
		for range 4 {
			text += fmt.Sprintf("topic%d ", int(r.ExpFloat64()*100))
		}
		j.SaveAnswer(b.Context(), bot.Record{Answer: bot.Answer{ID: fmt.Sprint(n), Asked: text, Verdict: bot.None}, At: time.Now()})
	}
	for b.Loop() {
		report, err := j.Report(b.Context(), time.Now().AddDate(-1, 0, 0))
		if err != nil {
			b.Fatal(err)
		}
		report.WriteText(io.Discard)
	}
}
