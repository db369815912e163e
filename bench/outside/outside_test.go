package main

import (
	"math"
	"slices"
	"testing"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/eval/haystack"
)

func TestLinesWithMoreDifferentWordsComeFirst(t *testing.T) {
	hits, err := countMatches([]byte("2:heron\n2:Heron\n4:reeds\n7:heron\n7:reeds\n"))
	if err != nil {
		t.Fatal(err)
	}
	if want := []hit{{6, 2}, {1, 1}, {3, 1}}; !slices.Equal(hits, want) {
		t.Errorf("%v, want %v", hits, want)
	}
}

func TestThresholdLetsThroughAShareOfTheAnswerable(t *testing.T) {
	records := []eval.Record{
		{Answerable: true, Verdict: bot.Found, Confidence: 4},
		{Answerable: true, Verdict: bot.Found, Confidence: 1},
		{Answerable: true, Verdict: bot.Found, Confidence: 3},
		{Answerable: true, Verdict: bot.None},
		{Answerable: true, Verdict: bot.Found, Confidence: 9, Kind: slipped}, // does not count
		{Verdict: bot.Found, Confidence: 3},
		{Verdict: bot.Found, Confidence: 2},
		{Verdict: bot.None},
	}
	for _, c := range []struct {
		share, threshold float64
		wrong            int
	}{{0.25, 4, 0}, {0.5, 3, 1}, {0.6, 1, 2}, {1, math.Inf(-1), 2}} {
		got := threshold(records, c.share)
		if wrong := falseAnswers(records, got); got != c.threshold || wrong != c.wrong {
			t.Errorf("share %v: threshold %v with %d wrong, want %v with %d", c.share, got, wrong, c.threshold, c.wrong)
		}
	}
}

func TestMisspeltQuestionsHaveOneSlip(t *testing.T) {
	questions := []eval.Question{
		{ID: "a", Kind: asWritten, Answerable: true, Text: "Where does the Heron nest?"},
		{ID: "b", Kind: asWritten, Answerable: true, Text: "Where does it sleep?"},
		{ID: "c", Text: "Who saw the heron?"},
	}
	got := misspelt(questions, haystack.Slips{"heron": {"hreon"}})
	if len(got) != 1 || got[0].Text != "Where does the hreon nest?" || got[0].Kind != slipped || !got[0].Answerable {
		t.Errorf("%+v", got)
	}
}
