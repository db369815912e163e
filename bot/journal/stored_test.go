package journal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// kept reads a row that a released version stored. These files are never
// written again: what they hold must be read for ever.
func kept[S any](t *testing.T, name string) (stored S) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "kept", name))
	if err == nil {
		err = json.Unmarshal(text, &stored)
	}
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// keptQuote is the n-th of the quotes that were stored.
func keptQuote(n int) bot.Quote {
	return bot.Quote{
		Span: bot.Span{Collection: "corpus", Document: "birds/a.txt", Hash: "0123456789abcdef0123456789abcdef", Span: corpus.Span{Start: 3 + n, End: 20 + n}},
		Text: "The heron nests.", Title: "Lake", URL: "https://example.org/lake", Author: "Ada Finch", Date: "2024-10-24",
		Paragraph: 1 + n, Sentence: 2 + n, Before: "It is spring.", After: "The otter sleeps.",
		Matches: []bot.Match{{Span: corpus.Span{Start: 7 + n, End: 12 + n}, Asked: "herons", Reason: words.SameStem}}, Score: 12.5,
	}
}

var keptAnswer = bot.Answer{
	ID: "a1b2c3d4e5f60718", Asked: "How many herons nest by Ferrier's lake?", Verdict: bot.Found, Confidence: .875,
	Quotes: []bot.Quote{keptQuote(0), keptQuote(1)},
	Disagreement: &bot.Disagreement{Kind: bot.DifferentFigures, Values: []bot.ValueQuote{
		{Value: "3", Written: corpus.Span{Start: 4, End: 9}, Qualifier: "about", Quote: keptQuote(2)},
		{Value: "12", Written: corpus.Span{Start: 5, End: 8}, Quote: keptQuote(3)},
	}},
	Missing: []string{"Ferrier"}, Corrections: []bot.Correction{{Asked: "hernos", Read: "herons", Reason: words.Spelling}}, Unanswered: 2,
}

var keptDelivery = bot.Delivery{
	Keys: []string{"event-1", "message-1"}, Platform: "slack", Message: "message-1", Edit: true,
	Question: bot.Question{
		From: bot.From{
			Asker: bot.Asker{ID: "U1", Outside: true},
			Place: bot.Place{Platform: "slack", Workspace: "T1", Channel: "C1", Direct: true},
		},
		Text: "How many herons nest?", Conversation: "slack/C1/17", Overheard: true,
	},
	Payload: json.RawMessage(`{"channel":"C1"}`), Received: time.UnixMilli(1_700_000_000_123).UTC(),
}

func TestWhatWasStoredIsRead(t *testing.T) {
	for name, pair := range map[string][2]any{
		"answer":   {kept[storedAnswer](t, "answer-1.json").answer(), keptAnswer},
		"greeting": {kept[storedAnswer](t, "greeting-1.json").answer(), bot.Answer{ID: "b1b2c3d4e5f60718", Asked: "hello", Verdict: bot.Smalltalk, Confidence: 1, Greeting: bot.Hello}},
		"further":  {convert(kept[[]storedQuote](t, "further-1.json"), storedQuote.quote), []bot.Quote{keptQuote(4)}},
		"turn":     {kept[storedLocation](t, "turn-1.json").span(), keptQuote(0).Span},
		"delivery": {kept[storedDelivery](t, "delivery-1.json").delivery(), keptDelivery},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("the %s is read as\n%+v\nand was\n%+v", name, pair[0], pair[1])
		}
	}
}

// What is stored comes back whole, but for the evidence.
func TestStoredAndRead(t *testing.T) {
	through := func(stored, into any) {
		t.Helper()
		text, err := encode(stored)
		if err == nil {
			err = json.Unmarshal([]byte(text), into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	withEvidence, want := keptAnswer, keptAnswer
	withEvidence.Files, want.Files = bot.FileCount{Skipped: 85, Of: 87}, bot.FileCount{Skipped: 85, Of: 87}
	for _, a := range []*bot.Answer{&withEvidence, &want} {
		a.OtherScript, a.NotSaidOf = true, []string{"Ferrier"}
		a.Topic, a.Listed = "the pact", bot.Listed{Titles: []string{"One", "Two"}, Of: 7}
	}
	withEvidence.Quotes = []bot.Quote{keptQuote(0), keptQuote(1)}
	withEvidence.Quotes[0].Evidence = []bot.Evidence{{Name: "x", Value: 1, Weight: 2}}
	var answer storedAnswer
	if through(storeAnswer(withEvidence), &answer); !reflect.DeepEqual(answer.answer(), want) {
		t.Errorf("an answer comes back as %+v", answer)
	}
	bare := keptDelivery
	bare.Payload, bare.Question.About = nil, "The Duma met."
	opening := keptDelivery
	opening.Question.Opening, opening.Deleted, opening.Question.Place.Language = true, true, "de"
	for _, d := range []bot.Delivery{keptDelivery, bare, opening} {
		var delivery storedDelivery
		if through(storeDelivery(d), &delivery); !reflect.DeepEqual(delivery.delivery(), d) {
			t.Errorf("a delivery comes back as %+v", delivery)
		}
	}
}
