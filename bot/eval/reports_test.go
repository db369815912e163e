package eval

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	embedded "github.com/quoth-bot/quoth/corpus/sample"
)

// What the bot must reach on the embedded reports, by the kind of question, in
// the shares that the house promises. The figures of the day stand in
// quality.tsv; here is what no change may fall below.
func TestReports(t *testing.T) {
	documents, err := embedded.Documents()
	if err != nil {
		t.Fatal(err)
	}
	var records []Record
	for _, name := range []string{"questions", "swaps", "followups"} {
		questions, err := ReadQuestions(filepath.Join("testdata", "reports", name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		set, err := NewSet(name, documents, questions)
		if err != nil {
			t.Fatal(err)
		}
		e, err := engine.New("reports", documents, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := bot.New([]bot.Collection{{Name: "reports", Audience: bot.Open, Engine: e}})
		if err != nil {
			t.Fatal(err)
		}
		report, err := Run(t.Context(), b, set, Options{})
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, report.Records...)
	}
	first := func(r Record) bool { return r.Rank == 1 }
	inThree := func(r Record) bool { return r.Rank >= 1 && r.Rank <= 3 }
	found := func(r Record) bool { return r.Verdict == bot.Found }
	notFound := func(r Record) bool { return r.Verdict != bot.Found }
	for _, c := range []struct {
		kinds []string
		what  string
		holds func(Record) bool
		least float64
	}{
		{[]string{"direct"}, "the right sentence first", first, 14. / 15},
		{[]string{"direct"}, "found", found, 14. / 15},
		{[]string{"keywords"}, "the right sentence first", first, 1},
		{[]string{"typo"}, "the right sentence in the first three", inThree, 5. / 6},
		{[]string{"none"}, "not found", notFound, 6. / 7},
		{[]string{"swap"}, "not found", notFound, 9. / 10},
		{[]string{"swap"}, "the swapped word named", func(r Record) bool { return r.Named }, 9. / 10},
		{[]string{"later turns"}, "the right sentence in the first three", inThree, 6. / 7},
		{[]string{"disagree"}, "a disagreement shown", func(r Record) bool { return r.Disagreement }, 1. / 2},
		{[]string{"direct", "paraphrase", "typo", "keywords", "claim", "none", "swap"}, "no disagreement shown", func(r Record) bool { return !r.Disagreement }, 0.95},
	} {
		all, won := 0, 0
		var lost []string
		for _, r := range records {
			if !slices.Contains(c.kinds, r.group) {
				continue
			}
			all++
			if c.holds(r) {
				won++
			} else {
				lost = append(lost, r.ID)
			}
		}
		if all < 8 {
			t.Errorf("%q: only %d questions", c.kinds, all)
		}
		if float64(won) < c.least*float64(all) {
			t.Errorf("%q, %s: %d of %d, want %.0f%%; not: %q", c.kinds, c.what, won, all, 100*c.least, lost)
		}
	}
}
