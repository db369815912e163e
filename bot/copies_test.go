package bot_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

const (
	lakeMarkdown = "# The lake\n\nMany birds live there. The **heron** nests in the\n[reeds](https://example.org/reeds). It fishes at dawn.\n\nThe heron sleeps on *one* leg. Nobody knows why.\n"
	lakeText     = "THE LAKE\n\nMany birds live there. The heron nests in\nthe reeds. It fishes at dawn.\n\nThe heron sleeps on one leg. Nobody knows why.\n"
)

func documentOf(t testing.TB, name, text string) *corpus.Document {
	t.Helper()
	d, _, err := read.Document(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// traceOf asks a bot over collections, of which each has documents of these
// names and texts.
func traceOf(t testing.TB, question string, collections ...map[string]string) Trace {
	t.Helper()
	var list []sources
	for i, files := range collections {
		s := sources{Name: fmt.Sprint("c", i), Audience: Open}
		for name, text := range files {
			s.Documents = append(s.Documents, documentOf(t, name, text))
		}
		slices.SortFunc(s.Documents, func(a, b *corpus.Document) int { return strings.Compare(a.Name, b.Name) })
		list = append(list, s)
	}
	b, err := newBot(list)
	if err != nil {
		t.Fatal(err)
	}
	traces, err := b.Trace(context.Background(), Question{Text: question})
	if err != nil || len(traces) != 1 {
		t.Fatalf("%d answers, %v", len(traces), err)
	}
	return traces[0]
}

func leadOf(t testing.TB, trace Trace) float64 {
	t.Helper()
	i := slices.IndexFunc(trace.Signals, func(e Evidence) bool { return e.Name == "lead" })
	if i < 0 {
		t.Fatal("there is no lead")
	}
	return trace.Signals[i].Value
}

// Two copies of a document answer as one does: each sentence is quoted once, and
// is ahead of the others by as much.
func TestCopiesAreOneAnswer(t *testing.T) {
	const question = "Where does the heron nest?"
	alone := traceOf(t, question, map[string]string{"lake.md": lakeMarkdown})
	want := "nests in the\n[reeds]"
	if alone.Answer.Verdict != Found || !strings.Contains(alone.Answer.Quotes[0].Text, want) {
		t.Fatalf("one document answers %s, %q", alone.Answer.Verdict, first(alone.Answer))
	}
	for name, collections := range map[string][]map[string]string{
		"as Markdown and as text":    {{"lake.md": lakeMarkdown, "lake.txt": lakeText}},
		"in two folders":             {{"a/lake.md": lakeMarkdown, "b/lake.md": lakeMarkdown}},
		"under another type":         {{"lake.md": lakeMarkdown, "lake.txt": lakeMarkdown}},
		"in two collections":         {{"lake.md": lakeMarkdown}, {"lake.txt": lakeText}},
		"in three, wrapped anew too": {{"lake.md": lakeMarkdown, "lake.txt": lakeText, "wide.txt": strings.ReplaceAll(lakeText, "in\nthe", "in the")}},
	} {
		got := traceOf(t, question, collections...)
		if got.Answer.Verdict != Found || len(got.Ranking) != len(alone.Ranking) {
			t.Errorf("%s: %s with %d sentences, and alone %s with %d", name, got.Answer.Verdict, len(got.Ranking), alone.Answer.Verdict, len(alone.Ranking))
		}
		if a, b := leadOf(t, alone), leadOf(t, got); math.Abs(a-b) > 0.5 {
			t.Errorf("%s: it is ahead by %.2f, and alone by %.2f", name, b, a)
		}
		var texts []string
		for _, q := range got.Ranking {
			text := strings.NewReplacer("*", "", "[", "", "](https://example.org/reeds)", "").Replace(q.Text)
			text = strings.Join(strings.Fields(text), " ")
			if slices.Contains(texts, text) {
				t.Errorf("%s: %q is there twice", name, text)
			}
			texts = append(texts, text)
		}
	}
}

// What is written twice for two things is no copy: which of them is meant is not
// known, and that shows.
func TestWrittenTwiceIsNoCopy(t *testing.T) {
	const options = "The first option logs questions. The default of the option is off. It may be a nuisance.\n\n" +
		"The second option logs answers. The default of the option is off. It needs space.\n"
	trace := traceOf(t, "What is the default of the option?", map[string]string{"options.txt": options})
	if lead := leadOf(t, trace); lead > 0.1 {
		t.Errorf("one of two that say the same is ahead by %.2f", lead)
	}
}
