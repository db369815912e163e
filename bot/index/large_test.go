package index_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot/eval/haystack"
	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

const (
	sentencesFile    = "../../../shared/perf/sentences-1m.txt.gz"
	misspellingsFile = "../../../shared/eval/typos/misspellings.tsv"
)

// A large collection, and questions on it.
type large struct {
	sentences       []string
	documents       []*corpus.Document
	index           *index.Index
	matcher         *fuzzy.Matcher
	clean, misspelt []haystack.Question
}

var million = sync.OnceValues(func() (*large, error) {
	slips, err := haystack.ReadSlips(misspellingsFile)
	if err != nil {
		return nil, err
	}
	l := &large{}
	if l.sentences, err = haystack.Sentences(sentencesFile, 1_000_000); err != nil {
		return nil, err
	}
	if l.documents, err = haystack.Documents(l.sentences); err != nil {
		return nil, err
	}
	l.index = index.New(l.documents)
	l.matcher = fuzzy.New(en.English, l.index)
	l.clean = haystack.Questions(l.sentences, 2000)
	l.misspelt = haystack.Misspelt(l.sentences, slips, 2000)
	return l, nil
})

func openMillion(b *testing.B) *large {
	b.Helper()
	l, err := million()
	if err != nil {
		b.Skip("the million sentences are not here:", err)
	}
	return l
}

// BenchmarkMillion asks questions of a million sentences: an operation is one
// question. It tells the median, the time that one in a hundred takes longer
// than, and how often the right sentence comes first.
func BenchmarkMillion(b *testing.B) {
	l := openMillion(b)
	for _, of := range []struct {
		name      string
		matcher   *fuzzy.Matcher
		questions []haystack.Question
	}{
		{"exact", nil, l.clean}, {"spelling/clean", l.matcher, l.clean}, {"spelling/misspelt", l.matcher, l.misspelt},
	} {
		b.Run(of.name, func(b *testing.B) {
			b.ReportAllocs()
			r := haystack.Retriever{Index: l.index, Matcher: of.matcher}
			var took []time.Duration
			first, asked := 0, 0
			for b.Loop() {
				q := of.questions[asked%len(of.questions)]
				began := time.Now()
				hits := r.Find(q.Text, 10)
				took = append(took, time.Since(began))
				if asked++; len(hits) > 0 && l.sentences[hits[0].Sentence] == l.sentences[q.Sentence] {
					first++
				}
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-µs")
			b.ReportMetric(float64(first)/float64(asked), "hit@1")
		})
	}
}

// BenchmarkMillionAtOnce asks with as many goroutines as there are processors;
// with -cpu 1,2 it shows what the second one adds.
func BenchmarkMillionAtOnce(b *testing.B) {
	l := openMillion(b)
	b.RunParallel(func(p *testing.PB) {
		r := haystack.Retriever{Index: l.index, Matcher: l.matcher}
		for i := 0; p.Next(); i++ {
			r.Find(l.misspelt[i%len(l.misspelt)].Text, 10)
		}
	})
}

// BenchmarkBuild builds the index of sentences, and its spelling lookup.
func BenchmarkBuild(b *testing.B) {
	l := openMillion(b)
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		documents := l.documents[:n/10]
		b.Run(fmt.Sprintf("sentences=%d", n), func(b *testing.B) {
			bytes := 0
			for b.Loop() {
				x := index.New(documents)
				bytes = flat.Bytes(x.Arrays()) + flat.Bytes(fuzzy.New(en.English, x).Arrays())
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
			b.ReportMetric(float64(bytes)/float64(n), "B/sentence")
		})
	}
}

// The questions that the measures stand on must be what they are said to be.
func TestHaystackQuestions(t *testing.T) {
	sentences := []string{"Ten officers recieved the psychological training.", "Of the.", "The troops left Kursk in October, and the officers stayed."}
	for _, q := range haystack.Questions(sentences, 50) {
		rest := sentences[q.Sentence]
		for _, w := range strings.Fields(q.Text) {
			_, after, ok := strings.Cut(rest, w)
			if !ok {
				t.Fatalf("%q is not made of words of %q, in order", q.Text, sentences[q.Sentence])
			}
			rest = after
		}
		if n := len(strings.Fields(q.Text)); n < 3 || n > 6 {
			t.Errorf("%q has %d words", q.Text, n)
		}
	}
	slips := haystack.Slips{"officers": {"oficers"}, "training": {"trainning"}}
	for _, q := range haystack.Misspelt(sentences, slips, 50) {
		if strings.Contains(q.Text, "oficers") == strings.Contains(q.Text, "trainning") {
			t.Errorf("%q holds not one misspelling", q.Text)
		}
	}
}
