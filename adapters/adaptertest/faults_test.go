package adaptertest_test

import (
	"github.com/quoth-bot/quoth/corpus/corpustest"
	"slices"
	"sync"
	"testing"
)

// faults are those that are put into the reference adapter on purpose, and the
// checks that catch each: these and no others.
var faults = map[string][]string{
	"takes every event for a new one":   {"duplicate delivery", "edit delivered again"},
	"posts out of order":                {"burst"},
	"escapes nothing":                   {"text that pings or formats", "text that turns its direction", "what belongs to a quotation"},
	"cuts what is too long":             {"brief", "disagreement", "long answer", "long sentence"},
	"looks at no other message":         {"what is pointed at"},
	"forgets feedback":                  {"buttons after a restart", "feedback"},
	"answers other bots":                {"other bots"},
	"answers itself":                    {"own messages"},
	"answers beside the thread":         {"follow-up by the asker", "mention", "mention in a thread"},
	"answers direct messages in public": {"direct message", "two direct messages"},
	"answers everything": {
		"channel message without a mention", "follow-up by another person", "follow-up by the asker",
		"follow-up that the sources do not answer", "follow-up to somebody else", "thread of others",
	},
	"answers mentions only": {"follow-up by the asker"},
	"answers for others":    {"follow-up to somebody else"},
	"takes what it overhears for a question": {
		"follow-up by another person", "follow-up by the asker", "follow-up that the sources do not answer", "thread of others",
	},
	"takes all people for one":              {"follow-up by another person", "two direct messages"},
	"keeps no conversations":                {"follow-up by the asker"},
	"skips what was said while it was away": {"disconnect"},
	"posts again without looking":           {"crash after posting", "lost confirmation"},
	"acknowledges before storing":           {"crash before storing"},
	"shuts down early":                      {"shutdown"},
	"ignores edits":                         {"edit", "edit after a restart", "edit delivered again"},
	"ignores deletions":                     {"deleted question", "mention edited away", "question deleted after a restart", "question deleted before its answer"},
	"answers edits again":                   {"edit", "edit after a restart", "edit delivered again"},
	"shows no work":                         {"slow answer"},
	"shows work for ever":                   {"slow answer"},
	"shows quotations alone":                {"what belongs to a quotation"},
	"leaves out values":                     {"brief", "disagreement", "long answer"},
	"leaves out its own words":              {"brief", "closest", "disagreement", "long answer", "what belongs to a quotation"},
	"leaves out what was asked":             {"several questions"},
	"names no sources":                      {"citation", "text that pings or formats"},
	"keeps buttons in memory":               {"buttons after a restart"},
	"shares as often as it is clicked":      {"answer shared once", "answer shared once over a restart"},
	"goes on without a token":               {"token taken away"},
	"gives up at a long pause":              {"long pause"},
	"hides that an answer is late":          {"owed answer"},
	"takes a refusal for success":           {"rate limit"},
}

func TestFaultsAreCaught(t *testing.T) {
	corpustest.Long(t)
	var (
		running sync.WaitGroup
		mu      sync.Mutex
		caught  = map[string][]string{}
		slots   = make(chan struct{}, faultsAtATime)
	)
	for fault := range faults {
		running.Go(func() {
			slots <- struct{}{}
			by := failing(t, fault)
			<-slots
			mu.Lock()
			defer mu.Unlock()
			caught[fault] = by
		})
	}
	running.Wait()
	for fault, want := range faults {
		if got := caught[fault]; !slices.Equal(got, want) {
			t.Errorf("an adapter that %s is caught by %q, want %q", fault, got, want)
		}
	}
}
