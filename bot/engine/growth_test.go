package engine_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// Shapes of document that are as large as a program can make them. Each is
// written as a head and lines, to some size.
var shapes = map[string]struct {
	file, head string
	line       func(i int) string
	question   string
}{
	"a list":                {"a.md", "# Ports\n\nThese harbours opened in spring:\n\n", func(i int) string { return fmt.Sprintf("- quay %d at the river\n", i) }, "Which harbours opened in spring?"},
	"a table":               {"a.md", "# Ports\n\n| harbour | opening year |\n|---|---|\n", func(i int) string { return fmt.Sprintf("| quay %d | %d |\n", i, 1900+i%100) }, "What is the opening year of the harbour?"},
	"a paragraph":           {"a.md", "# Ports\n\n", func(i int) string { return fmt.Sprintf("at the quay %d of the river\n", i) }, "How many quays are at the river?"},
	"nested Markdown":       {"a.md", "", indented("- quay %d\n"), "Which quay?"},
	"nested text":           {"a.txt", "", indented("- quay %d\n"), "Which quay?"},
	"nested reST":           {"a.rst", "", indented("- quay %d\n\n"), "Which quay?"},
	"nested AsciiDoc":       {"a.adoc", "", starred, "Which quay?"},
	"nested MediaWiki":      {"a.wiki", "", starred, "Which quay?"},
	"reST on one line":      {"a.rst", "", func(int) string { return "- " }, ""},
	"Markdown on one line":  {"a.md", "", func(int) string { return "- " }, ""},
	"quotations on one":     {"a.md", "", func(int) string { return "> " }, ""},
	"MediaWiki on one line": {"a.wiki", "", func(int) string { return "*" }, ""},
}

func indented(line string) func(int) string {
	return func(i int) string { return strings.Repeat("  ", i) + fmt.Sprintf(line, i) }
}

func starred(i int) string { return strings.Repeat("*", i+1) + fmt.Sprintf(" quay %d\n", i) }

const (
	// smallSize is the size in bytes of the smaller of two documents.
	smallSize = 64 << 10
	// mostGrowth is how many times as long a document of twice the size may
	// take; in linear time it is two.
	mostGrowth = 3
	// growthTries is how often times are taken: others may use the machine too.
	growthTries = 12
	// mostAllocated is how many bytes may be allocated, over all, for each byte
	// of a text that is read and indexed. None of the shapes takes more than 79,
	// and 450 under the race detector, which drops what a pool keeps.
	mostAllocated = 600
)

// Time and memory grow with a document's size and no faster, whatever its
// shape: to read it, to index it, and to ask it.
func TestGrowth(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) {
			write := func(size int) []byte {
				var text strings.Builder
				text.WriteString(s.head)
				for i := 0; text.Len() < size; i++ {
					text.WriteString(s.line(i))
				}
				text.WriteString("quay the last\n")
				return []byte(text.String())
			}
			small, large := write(smallSize), write(2*smallSize)
			isLinear(t, "indexing", func() time.Duration { _, took := indexed(t, s.file, small); return took },
				func() time.Duration { _, took := indexed(t, s.file, large); return took })

			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			b, _ := indexed(t, s.file, large)
			runtime.ReadMemStats(&after)
			if bytes := after.TotalAlloc - before.TotalAlloc; bytes > mostAllocated*uint64(len(large)) {
				t.Errorf("%d bytes are allocated for each of %d of the text", bytes/uint64(len(large)), len(large))
			}
			if s.question == "" {
				return
			}
			a, _ := indexed(t, s.file, small)
			isLinear(t, "asking", func() time.Duration { return asked(t, a, s.question) }, func() time.Duration { return asked(t, b, s.question) })
		})
	}
}

// isLinear fails if the larger work takes more than mostGrowth as long each time
// it is tried.
func isLinear(t *testing.T, what string, small, large func() time.Duration) {
	t.Helper()
	least, most := time.Hour, time.Hour
	for range growthTries {
		least, most = min(least, small()), min(most, large())
		if most < mostGrowth*least {
			return
		}
	}
	t.Errorf("%s takes %v, and %v for twice the size", what, least, most)
}

// indexed returns a bot over one document, and how long it took to make.
func indexed(t *testing.T, name string, data []byte) (*bot.Bot, time.Duration) {
	t.Helper()
	began := time.Now()
	doc, _, err := read.Document(name, data)
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.New("growth", []*corpus.Document{doc}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New([]bot.Collection{{Name: "growth", Audience: bot.Open, Engine: e}})
	if err != nil {
		t.Fatal(err)
	}
	return b, time.Since(began)
}

// asked returns how long an answer takes that shows something.
func asked(t *testing.T, b *bot.Bot, question string) time.Duration {
	t.Helper()
	began := time.Now()
	answers, err := b.Ask(t.Context(), bot.Question{Text: question})
	took := time.Since(began)
	if err != nil || len(answers) != 1 || len(answers[0].Quotes) == 0 {
		t.Fatal("no quotes", answers, err)
	}
	return took
}
