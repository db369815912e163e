package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	embedded "github.com/quoth-bot/quoth/corpus/sample"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestBriefs measures how many of the facts that an editor would want of a topic a
// brief has, beside as many sentences of the ranking, and beside those that the
// documents begin with.
func TestBriefs(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "briefs", "topics.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	bots := map[string]*bot.Bot{}
	documents := map[string][]*corpus.Document{}
	var told strings.Builder
	fmt.Fprintln(&told, "corpus\ttopic\tquotes\tfacts\tbrief\tranking\tleads")
	var all [4]int
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		fields := strings.Split(line, "\t")
		from, topic, facts := fields[0], fields[1], fields[2:]
		if bots[from] == nil {
			documents[from] = briefed(t, from)
			bots[from] = botOf(t, documents[from])
		}
		text := "brief"
		if topic != "" {
			text = "brief on " + topic
		}
		answers, err := bots[from].Ask(t.Context(), bot.Question{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		quotes := answers[0].Quotes
		n := len(quotes)
		var ranking []bot.Quote
		if topic != "" {
			traces, err := bots[from].Trace(t.Context(), bot.Question{Text: topic})
			if err != nil {
				t.Fatal(err)
			}
			ranking = traces[0].Ranking
			ranking = ranking[:min(n, len(ranking))]
		}
		got := [4]int{len(facts), held(facts, textsOf(quotes)), held(facts, textsOf(ranking)), held(facts, leadsOf(documents[from], n))}
		for i, k := range got {
			all[i] += k
		}
		fmt.Fprintf(&told, "%s\t%s\t%d\t%d\t%d\t%d\t%d\n", from, topic, n, got[0], got[1], got[2], got[3])
		for _, q := range quotes {
			t.Logf("%s, %q: %s", from, topic, strings.Join(strings.Fields(q.Text), " "))
		}
	}
	fmt.Fprintf(&told, "all\t\t\t%d\t%d\t%d\t%d\n", all[0], all[1], all[2], all[3])
	goldentest.Check(t, filepath.Join("briefs", "facts.tsv"), told.String())
}

func briefed(t *testing.T, from string) []*corpus.Document {
	if from == "reports" {
		documents, err := embedded.Documents()
		if err != nil {
			t.Fatal(err)
		}
		return documents
	}
	set, err := ReadSet(t.Context(), filepath.Join("testdata", filepath.FromSlash(from)))
	if err != nil {
		t.Fatal(err)
	}
	return set.Documents
}

func textsOf(quotes []bot.Quote) (texts []string) {
	for _, q := range quotes {
		texts = append(texts, q.Text)
	}
	return texts
}

// leadsOf returns n sentences: the first of each document in turn, then the second.
func leadsOf(documents []*corpus.Document, n int) (texts []string) {
	for i := 0; len(texts) < n && i < 100; i++ {
		for _, d := range documents {
			if i < len(d.Sentences) && len(texts) < n {
				texts = append(texts, d.Slice(d.Sentences[i].Span))
			}
		}
	}
	return texts
}

// held counts the facts that texts have, in one of their alternatives.
func held(facts, texts []string) (n int) {
	said := strings.Join(strings.Fields(strings.Join(texts, "\n")), " ")
	for _, fact := range facts {
		for _, alternative := range strings.Split(fact, "|") {
			if strings.Contains(said, alternative) {
				n++
				break
			}
		}
	}
	return n
}
