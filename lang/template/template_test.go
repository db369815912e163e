package template

import (
	"testing"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/figures"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

const text = "La loutre dort. Le heron niche dans les roseaux depuis 1990. Dr. Le ."

// A language without words is cut and compared by the rules of Unicode.
func TestNothingIsNeeded(t *testing.T) {
	d := &corpus.Document{Name: "birds.txt", Title: "birds.txt", Text: text, Hash: corpus.HashText(text), Language: Language}
	blocks, _ := corpus.PlainBlocks(text, 0)
	d.Cut(text, blocks)
	if len(d.Sentences) != 4 || d.Slice(d.Sentences[1].Span) != "Le heron niche dans les roseaux depuis 1990." {
		t.Errorf("the sentences are %v", d.Sentences)
	}
	if got := words.Stem(Language, "roseaux"); got != "roseaux" {
		t.Errorf("the stem is %q", got)
	}
	if got := figures.Find(Language, text); len(got) != 1 || got[0].Value != "1990" {
		t.Errorf("the figures are %+v", got)
	}
	if q := question.Parse(Language, "Quand niche le heron ?"); len(q.Words) != 4 || q.Kind != question.Anything || q.Follows() {
		t.Errorf("the question is %+v", q)
	}
	e, err := engine.New("birds", []*corpus.Document{d}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	found, err := e.Search(t.Context(), question.Parse(Language, "heron roseaux"), bot.Span{})
	if err != nil || len(found.Candidates) == 0 {
		t.Fatalf("%+v, %v", found, err)
	}
	if q, err := found.Candidates[0].Sentence.Quote(); err != nil || q.Sentence != 1 {
		t.Errorf("the first is %+v, %v", q, err)
	}
}
