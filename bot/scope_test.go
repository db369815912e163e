package bot_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/sample"
)

var (
	newsroom  = Place{Platform: "slack", Workspace: "T1", Channel: "C1"}
	desk      = Place{Platform: "slack", Workspace: "T1", Channel: "C2"}
	elsewhere = Place{Platform: "slack", Workspace: "T2", Channel: "C9"}
	direct    = Place{Platform: "slack", Workspace: "T1", Channel: "D1", Direct: true}
)

func TestAudience(t *testing.T) {
	channel := Audience{Channels: []string{"slack/C2"}}
	workspace := Audience{Workspaces: []string{"slack/T1"}}
	tests := []struct {
		name     string
		audience Audience
		from     From
		want     bool
	}{
		{"nobody", Audience{}, From{Place: newsroom}, false},
		{"everyone", Audience{Everyone: true}, From{Place: elsewhere}, true},
		{"everyone, but not outsiders", Audience{Everyone: true}, From{Asker{Outside: true}, newsroom}, false},
		{"open", Open, From{Asker{Outside: true}, elsewhere}, true},
		{"its channel", channel, From{Place: desk}, true},
		{"another channel", channel, From{Place: newsroom}, false},
		{"a channel of that name on another platform", channel, From{Place: Place{Platform: "discord", Channel: "C2"}}, false},
		{"its workspace", workspace, From{Place: newsroom}, true},
		{"another workspace", workspace, From{Place: elsewhere}, false},
		{"a direct message in its workspace", workspace, From{Place: direct}, false},
		{"a direct message", Audience{Direct: true}, From{Place: direct}, true},
		{"who has its channel as a group", channel, From{Asker{Groups: []string{"C1", "C2"}}, newsroom}, true},
		{"who has another group", channel, From{Asker{Groups: []string{"C1", "C3"}}, newsroom}, false},
		{"who has a group of that name on another platform", channel, From{Asker{Groups: []string{"C2"}}, Place{Platform: "discord", Channel: "C1"}}, false},
		{"outsider who has its channel as a group", channel, From{Asker{Outside: true, Groups: []string{"C2"}}, newsroom}, false},
		{"outsider in its channel", channel, From{Asker{Outside: true}, desk}, false},
	}
	for _, tt := range tests {
		if got := tt.audience.Includes(tt.from); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

const secretText = `Project Heron is the paper's investigation of Mayor Elspeth Quillfeather.
The mayor received 14,500 troops of paper soldiers from North Korea on October 30.
Psychological profiles of the Kursk defectors are kept in the vault on Marrowby Street.
The pact will be ratified on October 29, said Quillfeather.`

// secretBots returns a bot that has a collection that only the desk may see,
// and one that never had it.
func secretBots(t testing.TB) (with, without *Bot) {
	reports, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	open := sources{Name: "reports", Audience: Open, Documents: reports}
	secret := sources{
		Name: "secret", Audience: Audience{Channels: []string{"slack/C2"}},
		Documents: []*corpus.Document{corpus.NewDocument("heron.txt", secretText)},
		Skipped:   []string{"vault.pdf", "mayor.pdf", "heron.docx"},
	}
	if with, err = newBot([]sources{secret, open}); err != nil {
		t.Fatal(err)
	}
	if without, err = newBot([]sources{open}); err != nil {
		t.Fatal(err)
	}
	return with, without
}

// TestNothingOfAHiddenCollectionShows holds what somebody who may not see a
// collection is shown against what a bot that never had it shows: verdicts,
// quotes, scores, hints, corrections, disagreements, suggestions and counts
// must be the same.
func TestNothingOfAHiddenCollectionShows(t *testing.T) {
	with, without := secretBots(t)
	var words []string
	for _, text := range []string{secretText, "How many troops were sent? When is the pact ratified? Who is Zelensky quillfether marowby hron psycological 14,500 3,000"} {
		words = append(words, strings.Fields(text)...)
	}
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SampledFrom([]Place{newsroom, elsewhere, direct}).Draw(t, "place")
		from := From{Asker{ID: "U1", Outside: rapid.Bool().Draw(t, "outside"), Groups: rapid.SampledFrom([][]string{nil, {"C1", "C7"}}).Draw(t, "groups")}, place}
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 8).Draw(t, "words"), " ")
		q := Question{From: from, Text: text, Conversation: rapid.SampledFrom([]string{"", "c"}).Draw(t, "conversation")}

		a, errA := with.Trace(ctx, q)
		b, errB := without.Trace(ctx, q)
		same(t, "answers to "+text, withoutIDs(a), withoutIDs(b))
		same(t, "errors", errA, errB)
		for i := range a {
			moreA, errA := with.More(ctx, from, a[i].Answer.ID)
			moreB, errB := without.More(ctx, from, b[i].Answer.ID)
			same(t, "more", moreA, moreB)
			same(t, "errors", errA, errB)
		}
		prefix := text[:rapid.IntRange(0, len(text)).Draw(t, "prefix")]
		suggestA, _ := with.Suggest(ctx, from, prefix)
		suggestB, _ := without.Suggest(ctx, from, prefix)
		same(t, "suggestions for "+prefix, suggestA, suggestB)
		sourcesA, _ := with.Sources(ctx, from)
		sourcesB, _ := without.Sources(ctx, from)
		same(t, "sources", sourcesA, sourcesB)
		skippedA, _ := with.Skipped(ctx, from)
		skippedB, _ := without.Skipped(ctx, from)
		same(t, "skipped files", skippedA, skippedB)
		readA, errA := with.Read(ctx, from, "secret", "heron.txt", 0, 1000)
		readB, errB := without.Read(ctx, from, "secret", "heron.txt", 0, 1000)
		same(t, "what is read", readA, readB)
		same(t, "errors", errA, errB)
		_, errA = with.Locate(ctx, from, "secret", "heron.txt", Fingerprint(strings.Split(secretText, "\n")[0]))
		_, errB = without.Locate(ctx, from, "secret", "heron.txt", Fingerprint(strings.Split(secretText, "\n")[0]))
		same(t, "errors", errA, errB)
	})
}

func withoutIDs(traces []Trace) []Trace {
	for i := range traces {
		traces[i].Answer.ID = ""
	}
	return traces
}

func same(t *rapid.T, what string, a, b any) {
	t.Helper()
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("%s differ:\n%+v\n%+v", what, a, b)
	}
}

// TestClicksAreJudgedAnew takes an answer that was given where a collection may
// be seen to where it may not.
func TestClicksAreJudgedAnew(t *testing.T) {
	with, _ := secretBots(t)
	ctx := context.Background()
	asker := Asker{ID: "U1"}
	answers, err := with.Ask(ctx, Question{From: From{asker, desk}, Text: "Who is Elspeth Quillfeather?"})
	if err != nil || len(answers[0].Quotes) == 0 || answers[0].Quotes[0].Span.Collection != "secret" {
		t.Fatalf("the desk is not answered from its collection: %+v, %v", answers, err)
	}
	id, span := answers[0].ID, answers[0].Quotes[0].Span
	if _, err := with.Context(ctx, From{asker, desk}, span); err != nil {
		t.Errorf("context where it may be seen: %v", err)
	}
	if err := with.Rate(ctx, From{asker, desk}, id, Helpful); err != nil {
		t.Errorf("rating where it may be seen: %v", err)
	}
	for _, place := range []Place{newsroom, elsewhere, direct} {
		from := From{asker, place}
		if _, err := with.Context(ctx, from, span); !errors.Is(err, ErrUnknownSource) {
			t.Errorf("context in %v: %v", place, err)
		}
		if _, err := with.More(ctx, from, id); !errors.Is(err, ErrUnknownAnswer) {
			t.Errorf("more in %v: %v", place, err)
		}
		if err := with.Rate(ctx, from, id, Helpful); !errors.Is(err, ErrUnknownAnswer) {
			t.Errorf("rating in %v: %v", place, err)
		}
	}
}
