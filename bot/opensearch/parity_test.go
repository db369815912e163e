package opensearch

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// leastAlike is the share of questions that are answered alike from memory and from a
// cluster: the verdict is the same, and so is the first sentence. What differs is listed
// in doc/decisions/opensearch.md.
const leastAlike = 0.99

// asked is how many questions of a set are asked. All of selqa were asked once, see
// doc/decisions/opensearch.md.
const asked = 300

// TestParity asks the same questions of the same documents in memory and in a cluster.
func TestParity(t *testing.T) {
	for _, set := range setsOf(t) {
		t.Run(set.Name, func(t *testing.T) {
			local, err := engine.New("corpus", set.Documents, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			here := recordsOf(t, set, local)
			o := options(t)
			writeDocuments(t, o, set.Documents)
			there := recordsOf(t, set, remote(t, o))
			alike := 0
			for i, r := range here {
				other := there[i]
				if r.Verdict == other.Verdict && first(r) == first(other) {
					alike++
					continue
				}
				t.Logf("%s: %s (%.4f) %q, in the cluster %s (%.4f) %q", r.ID, r.Verdict, r.Confidence, first(r).Text, other.Verdict, other.Confidence, first(other).Text)
			}
			t.Logf("%d of %d are answered alike", alike, len(here))
			if float64(alike) < leastAlike*float64(len(here)) {
				t.Errorf("want %v of them", leastAlike)
			}
		})
	}
}

// setsOf are the question sets that there are.
func setsOf(t *testing.T) []*eval.Set {
	t.Helper()
	var out []*eval.Set
	reports, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"seed-dev", "followups-dev", "swaps-dev"} {
		questions, err := eval.ReadQuestions("../../../shared/qa/" + file + ".jsonl")
		if err != nil {
			t.Logf("skipped: %v", err)
			continue
		}
		set, err := eval.NewSet(file, reports, questions)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, set)
	}
	const large = "../../../shared/eval/selqa"
	if _, err := os.Stat(large); err != nil || !corpustest.AllTests() || corpustest.Race {
		t.Logf("skipped: %s", large)
	} else if set, err := eval.ReadSet(t.Context(), large); err != nil {
		t.Fatal(err)
	} else {
		out = append(out, set)
	}
	if len(out) == 0 {
		t.Skip("there are no question sets here")
	}
	return out
}

func recordsOf(t *testing.T, set *eval.Set, e bot.Engine) []eval.Record {
	t.Helper()
	b, err := bot.New([]bot.Collection{{Name: "corpus", Audience: bot.Open, Engine: e}})
	if err != nil {
		t.Fatal(err)
	}
	report, err := eval.Run(context.Background(), b, set, eval.Options{Limit: asked})
	if err != nil {
		t.Fatal(err)
	}
	var took []int64
	for _, r := range report.Records {
		took = append(took, r.Micros)
	}
	slices.Sort(took)
	t.Logf("%s: p50 %d us, p99 %d us, p@1 %.3f", set.Name, took[len(took)/2], took[len(took)*99/100], report.Summary.P1)
	return report.Records
}

func first(r eval.Record) eval.Quote {
	if len(r.Quotes) == 0 {
		return eval.Quote{}
	}
	q := r.Quotes[0]
	q.Score = 0
	return q
}

// remote makes an engine of a collection.
func remote(t testing.TB, o Options) *engine.Remote {
	t.Helper()
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := engine.NewRemote("corpus", c, 30*time.Second, engine.Options{})
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}
