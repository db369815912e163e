package bot_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// TestCases asks the questions of each file of testdata/cases on its documents.
// A question is a line that begins with "?". Those below it tell its answer: the
// verdict ("any" for one that quotes) with the beginning of the first quotation,
// "missing" with the words that the sources lack, "values" with those that
// differ, "not" with a quotation that is not shown. What is not told is not
// there: nothing is missing, and no values differ.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b, cases := readCases(t, archive)
			for _, c := range cases {
				c.check(t, one(t, b, Question{Text: c.question}))
			}
		})
	}
}

// A questionCase is a question and what its answer has to be.
type questionCase struct {
	question, verdict, first string
	missing, values, hidden  []string
}

func readCases(t *testing.T, archive *txtar.Archive) (*Bot, []*questionCase) {
	t.Helper()
	c := sources{Name: "case", Audience: Open}
	var cases []*questionCase
	for _, f := range archive.Files {
		name, ok := strings.CutPrefix(f.Name, "corpus/")
		if !ok {
			cases = parseCases(t, string(f.Data))
			continue
		}
		doc, reason, err := read.Document(name, f.Data)
		if err != nil || reason != "" {
			t.Fatalf("%s: %q, %v", name, reason, err)
		}
		c.Documents = append(c.Documents, doc)
	}
	b, err := newBot([]sources{c})
	if err != nil || len(cases) == 0 {
		t.Fatalf("%d questions, %v", len(cases), err)
	}
	return b, cases
}

func parseCases(t *testing.T, text string) []*questionCase {
	t.Helper()
	var out []*questionCase
	for line := range strings.Lines(text) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if key == "?" {
			out = append(out, &questionCase{question: value})
			continue
		}
		c := out[len(out)-1]
		switch key {
		case "found", "closest", "none", "any":
			c.verdict, c.first = key, value
		case "missing":
			c.missing = strings.Split(value, "; ")
		case "values":
			c.values = strings.Split(value, "; ")
		case "not":
			c.hidden = append(c.hidden, value)
		default:
			t.Fatalf("cannot read %q", line)
		}
	}
	return out
}

func (c *questionCase) check(t *testing.T, a Answer) {
	t.Helper()
	if verdict := string(a.Verdict); verdict != c.verdict && (c.verdict != "any" || verdict == "none") {
		t.Errorf("%q: %s (%.2f) with %q, want %s", c.question, verdict, a.Confidence, first(a), c.verdict)
	}
	if !strings.HasPrefix(first(a), c.first) {
		t.Errorf("%q: first %q, want %q", c.question, first(a), c.first)
	}
	if !slices.Equal(a.Missing, c.missing) {
		t.Errorf("%q: %q are missing, want %q", c.question, a.Missing, c.missing)
	}
	if got := written(a); !slices.Equal(got, c.values) {
		t.Errorf("%q: the values are %q, want %q", c.question, got, c.values)
	}
	for _, q := range a.Quotes {
		for _, hidden := range c.hidden {
			if strings.HasPrefix(q.Text, hidden) {
				t.Errorf("%q: quotes %q", c.question, q.Text)
			}
		}
	}
}

// written returns the values that differ, as they are written, in order.
func written(a Answer) []string {
	if a.Disagreement == nil {
		return nil
	}
	var out []string
	for _, v := range a.Disagreement.Values {
		at := corpus.Span{Start: v.Written.Start - v.Quote.Span.Start, End: v.Written.End - v.Quote.Span.Start}
		out = append(out, v.Quote.Text[at.Start:at.End])
	}
	slices.Sort(out)
	return out
}
