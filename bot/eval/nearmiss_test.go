package eval

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestNearMisses measures how many questions are found that the documents nearly
// answer, by what was changed of one that they do. Command nearmiss made them, and
// those were kept that read as a person's.
func TestNearMisses(t *testing.T) {
	kinds := []string{"name", "exchange", "year", "opposite"}
	asked, found := map[string]int{}, map[string]int{}
	for _, set := range []string{"faq", "manual", "minutes", "news", "standards", "wiki"} {
		questions, err := ReadQuestions(filepath.Join("testdata", "near-miss", set+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		b := botOf(t, briefed(t, "documents/"+set))
		for _, q := range questions {
			answers, err := b.Ask(t.Context(), bot.Question{Text: q.Text})
			if err != nil {
				t.Fatal(err)
			}
			asked[q.Kind]++
			if a := answers[0]; a.Verdict == bot.Found {
				found[q.Kind]++
				t.Logf("%s: %q is found, by %q", q.Kind, q.Text, strings.Join(strings.Fields(a.Quotes[0].Text), " "))
			}
		}
	}
	var told strings.Builder
	fmt.Fprintln(&told, "changed\tquestions\tfound")
	for _, k := range kinds {
		fmt.Fprintf(&told, "%s\t%d\t%d\n", k, asked[k], found[k])
	}
	goldentest.Check(t, filepath.Join("near-miss", "found.tsv"), told.String())
}
