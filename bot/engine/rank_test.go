package engine

import (
	"testing"

	"github.com/quoth-bot/quoth/corpus"
)

// evidenceOf returns a piece of the evidence for the sentence of a text that
// contains part, when question is asked.
func evidenceOf(t *testing.T, text, question, part, name string) float64 {
	t.Helper()
	e, err := New("corpus", []*corpus.Document{corpus.NewDocument("0", text)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	candidates, err := e.Candidates(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range candidates {
		if c.Text != part {
			continue
		}
		for i, n := range evidenceNames {
			if n == name {
				return float64(c.Evidence[i])
			}
		}
		t.Fatalf("no evidence is named %q", name)
	}
	t.Fatalf("%q is no candidate for %q", part, question)
	return 0
}

func TestEvidence(t *testing.T) {
	const (
		bees    = "The garden has twelve hives. In 1990 the bees of the old garden made 40 jars of honey. It had many hives."
		hives   = "The garden has twelve hives."
		honey   = "In 1990 the bees of the old garden made 40 jars of honey."
		pronoun = "It had many hives."
	)
	for _, c := range []struct {
		question, sentence, evidence string
		want                         float64
	}{
		{"How many hives does the garden have?", hives, "number beside what is counted", 1},
		{"How many hives made honey?", honey, "number beside what is counted", 0},
		{"How many jars of honey did bees make?", honey, "number beside what is counted", 1},
		{"How many hives does the garden have?", hives, "wanted near a match", 1},
		{"When did the bees make honey?", honey, "wanted near a match", 1.0 / 2},
		{"What did the bees make?", honey, "wanted near a match", 0}, // no value is wanted
		{"What is a hive?", hives, "definition wanted", 0},
		{"How many hives does the garden have?", hives, "names near", 1}, // it names nothing
		{"Which hives were there in 1990?", hives, "names near", 1},      // in the paragraph
		{"Which hives were there in 1991?", hives, "names near", 0},
		{"Which hives were there in 1990?", hives, "ordinary words", 1},
		{"Which garden has the hives?", pronoun, "last word", 1},
		{"Which hives are in the garden?", pronoun, "last word", 0},
		{"How many hives does the garden have?", hives, "paragraph", 1}, // there is one only
	} {
		got := evidenceOf(t, bees, c.question, c.sentence, c.evidence)
		if diff := got - c.want; diff > 0.01 || diff < -0.01 {
			t.Errorf("%q of %q: %s %.3f, want %.3f", c.question, c.sentence, c.evidence, got, c.want)
		}
	}
}

func TestDefinitions(t *testing.T) {
	const text = "Tin is a soft metal. Tin is often alloyed with copper. Copper was mined near the sea."
	for sentence, want := range map[string]float64{
		"Tin is a soft metal.":              1,
		"Tin is often alloyed with copper.": 0.5,
	} {
		if got := evidenceOf(t, text, "What is tin?", sentence, "definition wanted"); got != want {
			t.Errorf("%q: %v, want %v", sentence, got, want)
		}
	}
}
