package corpus_test

import (
	"testing"

	"pgregory.net/rapid"

	. "github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestDocumentProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		corpustest.Check(t, NewDocument("n.txt", corpustest.Hostile.Draw(t, "text")))
	})
}

// The sentences found in a document, given back, make the same document but
// for its paragraphs.
func TestGivenProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		found := NewDocument("n", corpustest.Hostile.Draw(t, "text"))
		if len(found.Sentences) == 0 {
			return
		}
		var sentences []string
		for _, s := range found.Sentences {
			sentences = append(sentences, found.Slice(s.Span))
		}
		doc, err := NewDocumentOfSentences("n", "t", found.Text, sentences)
		if err != nil {
			t.Fatal(err)
		}
		corpustest.Check(t, doc)
		for i, s := range doc.Sentences {
			if doc.Slice(s.Span) != sentences[i] {
				t.Fatalf("sentence %d is %q, want %q", i, doc.Slice(s.Span), sentences[i])
			}
		}
	})
}
