package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

func TestSwapped(t *testing.T) {
	const text = "In 1990 the bees of Alder Farm made 40 jars. In 2001 the wasps of Birch House built 12 nests. " +
		"Nothing else was ever made there. In 2011 a storm from Cedar Island took 35 trees and every nest."
	documents := []*corpus.Document{corpus.NewDocument("farm", text)}
	questions := []eval.Question{
		{ID: "a", Text: "How many jars did the bees of Alder Farm make in 1990?", Gold: []eval.Gold{{Doc: "farm"}}},
		{ID: "b", Text: "Who?", Gold: []eval.Gold{{Doc: "farm"}}},
		{ID: "c", Text: "Where is Paris?"},
	}
	set, err := eval.NewSet("farm", documents, questions)
	if err != nil {
		t.Fatal(err)
	}
	got := swapped(set)
	if len(got) != 1 || got[0].ID != "a" || got[0].Text == questions[0].Text {
		t.Fatalf("%+v, want one changed question, a", got)
	}
	if again := swapped(set); again[0].Text != got[0].Text {
		t.Errorf("%q and then %q", got[0].Text, again[0].Text)
	}
	var fresh []string
	for _, token := range words.Tokens(en.English, got[0].Text) {
		if !strings.Contains(strings.ToLower(questions[0].Text), token.Form) {
			fresh = append(fresh, token.Form)
		}
	}
	near := words.Tokens(en.English, documents[0].Slice(documents[0].Sentences[0].Span))
	if len(fresh) != 1 || slices.ContainsFunc(near, func(w words.Token) bool { return w.Form == fresh[0] }) ||
		!strings.Contains(strings.ToLower(text), fresh[0]) {
		t.Errorf("%q: new words %q, want one, of the document, and not around the gold", got[0].Text, fresh)
	}
}
