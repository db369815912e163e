package opensearch

import (
	"context"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval/haystack"
	"github.com/quoth-bot/quoth/bot/store"
)

// BenchmarkLarge writes collections of many sentences to a cluster, and asks questions of
// them, of which half are misspelt, beside the engine in memory. It takes minutes:
//
//	go test ./bot/opensearch -run '^$' -bench Large -benchtime 1x -v
func BenchmarkLarge(b *testing.B) {
	all, err := haystack.Sentences("../../../shared/perf/sentences-1m.txt.gz", 1_000_000)
	if err != nil {
		b.Skip("the million sentences are not here:", err)
	}
	slips, err := haystack.ReadSlips("../../../shared/eval/typos/misspellings.tsv")
	if err != nil {
		b.Skip(err)
	}
	for _, size := range []int{10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			if largest, err := strconv.Atoi(os.Getenv("LARGEST")); err == nil && size > largest {
				b.Skip("LARGEST")
			}
			documents, err := haystack.Documents(all[:size])
			if err != nil {
				b.Fatal(err)
			}
			local, err := engine.New("corpus", documents, engine.Options{})
			if err != nil {
				b.Fatal(err)
			}
			o := options(b)
			began := time.Now()
			writeDocuments(b, o, documents)
			b.Logf("wrote %.0f sentences a second", float64(size)/time.Since(began).Seconds())
			c, err := New(o)
			if err != nil {
				b.Fatal(err)
			}
			timed := &timed{Cluster: c}
			far := engine.NewRemote("corpus", timed, 30*time.Second, engine.Options{})
			defer far.Close()
			for _, questions := range []struct {
				name string
				list []haystack.Question
			}{{"clean", haystack.Questions(all[:size], 300)}, {"misspelt", haystack.Misspelt(all[:size], slips, 300)}} {
				for _, e := range []struct {
					name string
					bot.Engine
				}{{"in memory", local}, {"in the cluster", far}, {"in the cluster again", far}} {
					timed.spent = nil
					measureLarge(b, questions.name+", "+e.name, e.Engine, all, questions.list)
					if n := len(timed.spent); n > 0 {
						slices.Sort(timed.spent)
						b.Logf("   a search for paragraphs: p50 %v, p99 %v", timed.spent[n/2], timed.spent[n*99/100])
					}
				}
			}
		})
	}
}

// timed is a cluster that notes how long searches for paragraphs took, with their rows
// read.
type timed struct {
	engine.Cluster
	spent []time.Duration
}

func (c *timed) Find(ctx context.Context, sought []engine.Sought) ([]store.Excerpt, string, error) {
	defer func(began time.Time) { c.spent = append(c.spent, time.Since(began)) }(time.Now())
	return c.Cluster.Find(ctx, sought)
}

func measureLarge(b *testing.B, name string, e bot.Engine, sentences []string, questions []haystack.Question) {
	b.Helper()
	asker, err := bot.New([]bot.Collection{{Name: "corpus", Audience: bot.Open, Engine: e}})
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	found := 0
	for _, q := range questions {
		began := time.Now()
		answers, err := asker.Ask(context.Background(), bot.Question{Text: q.Text})
		took = append(took, time.Since(began))
		if err != nil {
			b.Fatal(err)
		}
		if len(answers[0].Unreached.Collections) > 0 {
			b.Fatal("it could not be asked")
		}
		if quotes := answers[0].Quotes; len(quotes) > 0 && quotes[0].Text == sentences[q.Sentence] {
			found++
		}
	}
	slices.Sort(took)
	b.Logf("%s: p50 %v, p99 %v, right first %.3f", name, took[len(took)/2], took[len(took)*99/100], float64(found)/float64(len(questions)))
}
