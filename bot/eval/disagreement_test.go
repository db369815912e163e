package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/corpus"
	embedded "github.com/quoth-bot/quoth/corpus/sample"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// A pair is two passages and what they have to do with each other when a question
// is asked.
type pair struct {
	is           string // "disagree", "agree", or "other": they tell of different things
	question     string
	one, another string // names of documents
}

// TestDisagreementPairs measures how often a disagreement that is shown is one, and
// how many are shown, over pairs of passages that all stand in one collection,
// and over the questions on the built-in reports.
func TestDisagreementPairs(t *testing.T) {
	pairs, documents := readPairs(t)
	b := botOf(t, documents)
	var told strings.Builder
	fmt.Fprintln(&told, "set\tquestions\tdisagree\tshown\tright\tprecision\trecall")
	var disagree, shown, right int
	for _, p := range pairs {
		answers, err := b.Ask(t.Context(), bot.Question{Text: p.question})
		if err != nil {
			t.Fatal(err)
		}
		is := p.is == "disagree"
		disagree += one(is)
		if d := answers[0].Disagreement; d != nil {
			shown++
			both := is && len(d.Values) == 2
			for _, v := range d.Values {
				both = both && (v.Quote.Span.Document == p.one || v.Quote.Span.Document == p.another)
			}
			right += one(both)
			if !both {
				t.Logf("%s, and %q is shown to disagree: %s", p.is, p.question, written(d))
			}
		} else if is {
			t.Logf("%q: no disagreement is shown (%s)", p.question, answers[0].Verdict)
		}
	}
	writePrecision(&told, "pairs", len(pairs), disagree, shown, right)

	reports, err := embedded.Documents()
	if err != nil {
		t.Fatal(err)
	}
	questions, err := ReadQuestions(filepath.Join("testdata", "reports", "questions.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	b, disagree, shown, right = botOf(t, reports), 0, 0, 0
	for _, q := range questions {
		answers, err := b.Ask(t.Context(), bot.Question{Text: q.Text})
		if err != nil {
			t.Fatal(err)
		}
		is, told := q.Kind == "disagree", answers[0].Disagreement != nil
		disagree += one(is)
		shown += one(told)
		right += one(told && is)
		if told != is {
			t.Logf("%q (%s): a disagreement is shown: %v", q.Text, q.Kind, told)
		}
	}
	writePrecision(&told, "reports", len(questions), disagree, shown, right)
	goldentest.Check(t, filepath.Join("disagreement", "precision.tsv"), told.String())
}

func writePrecision(told *strings.Builder, set string, questions, disagree, shown, right int) {
	fmt.Fprintf(told, "%s\t%d\t%d\t%d\t%d\t%.4f\t%.4f\n", set, questions, disagree, shown, right,
		share(right, shown), share(right, disagree))
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func written(d *bot.Disagreement) string {
	var out []string
	for _, v := range d.Values {
		out = append(out, fmt.Sprintf("%s in %q", v.Value, v.Quote.Text))
	}
	return strings.Join(out, "; ")
}

// readPairs reads testdata/disagreement/pairs.tsv, each passage as a document.
func readPairs(t *testing.T) (pairs []pair, documents []*corpus.Document) {
	data, err := os.ReadFile(filepath.Join("testdata", "disagreement", "pairs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		fields := strings.Split(line, "\t")
		if len(fields) != 4 {
			t.Fatalf("pair %d has %d fields", i+1, len(fields))
		}
		p := pair{is: fields[0], question: fields[1], one: fmt.Sprintf("%d-one", i+1), another: fmt.Sprintf("%d-another", i+1)}
		pairs = append(pairs, p)
		documents = append(documents, corpus.NewDocument(p.one, fields[2]), corpus.NewDocument(p.another, fields[3]))
	}
	return pairs, documents
}

func botOf(t *testing.T, documents []*corpus.Document) *bot.Bot {
	e, err := engine.New("pairs", documents, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := bot.New([]bot.Collection{{Name: "pairs", Audience: bot.Open, Engine: e}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}
