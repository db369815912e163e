package sample

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

// The breaks of the five reports, which were checked by eye: each sentence on
// a line with its bytes, a blank line between paragraphs.
func TestGoldenBreaks(t *testing.T) {
	docs, err := Documents()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, d := range docs {
		fmt.Fprintf(&got, "# %s: %s\n", d.Name, d.Title)
		for _, p := range d.Paragraphs {
			got.WriteString("\n")
			for _, s := range d.Sentences[p.First:p.Last] {
				fmt.Fprintf(&got, "%d-%d %s\n", s.Start, s.End, d.Slice(s.Span))
			}
			if p.First == p.Last {
				fmt.Fprintf(&got, "(no sentence: %s)\n", d.Slice(p.Span))
			}
		}
		got.WriteString("\n")
	}
	goldentest.Check(t, "breaks.golden", got.String())
}

// The list of titles names all reports; two have a headline, which is theirs.
func TestTitles(t *testing.T) {
	files, err := filepath.Glob("reports/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := Documents()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	headlines := 0
	for _, d := range docs {
		names = append(names, filepath.Join("reports", d.Name))
		for _, s := range d.Sentences {
			if d.Slice(s.Span) == d.Title {
				headlines++
			}
		}
	}
	if !slices.Equal(names, files) {
		t.Errorf("documents %q, want %q", names, files)
	}
	if headlines != 2 {
		t.Errorf("%d titles stand in their reports, want 2", headlines)
	}
}
