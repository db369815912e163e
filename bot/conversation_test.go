package bot_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/quoth-bot/quoth/bot"
)

func TestFollowUps(t *testing.T) {
	for name, turns := range map[string][][2]string{ // questions, and what a quote must hold
		"where":         {{"How many troops did the Pentagon estimate North Korea sent to Russia?", "around 10,000"}, {"And where are they stationed?", "Kursk"}},
		"when":          {{"What did the Duma ratify?", "Duma"}, {"when?", "October 24"}},
		"another name":  {{"Who is Yoo Yong-won?", "Yoo Yong-won"}, {"and Zelensky?", "Zelensky"}, {"what does he want", "long-range weapons"}},
		"the name too":  {{"Who is Yoo Yong-won?", "Yoo Yong-won"}, {"Is he a member of the National Assembly?", "Yoo Yong-won"}},
		"he":            {{"Who is Yoo Yong-won?", "Yoo Yong-won"}, {"What is he worried about?", "Yoo Yong-won"}},
		"two in a row":  {{"What did the Duma ratify?", "Duma"}, {"when?", "October 24"}, {"with whom?", "strategic partnership with North Korea"}},
		"a new subject": {{"What did the Duma ratify?", "Duma"}, {"How many soldiers have deserted?", "at least 18"}, {"what is the storm corps capable of", "guerrilla"}},
	} {
		b := reports(t)
		for i, turn := range turns {
			a := one(t, b, Question{Text: turn[0], Conversation: "c"})
			if !slices.ContainsFunc(a.Quotes, func(q Quote) bool { return strings.Contains(q.Text, turn[1]) }) {
				t.Errorf("%s, turn %d, %q: %s, first %q, want %q", name, i, turn[0], a.Verdict, first(a), turn[1])
			}
		}
	}
}

// What opens a conversation is answered whoever asks, and that which is found.
func TestOpening(t *testing.T) {
	for text, want := range map[string]int{
		"What did the Duma ratify?":                                  1,
		"What did the Duma ratify?\n\nI read about it. Any ideas?":   1,
		"What did the Duma ratify? How many soldiers have deserted?": 2,
		"What is the capital of France?":                             0,
		"Hello!":                                                     0,
	} {
		q := Question{Text: text, Conversation: "c", Overheard: true, Opening: true}
		answers, err := reports(t).Ask(t.Context(), q)
		if err != nil || len(answers) != want || slices.ContainsFunc(answers, func(a Answer) bool { return a.Verdict != Found }) {
			t.Errorf("%q: %d answers, want %d; %v", text, len(answers), want, err)
		}
		q.Opening, q.Conversation = false, "d"
		if answers, err := reports(t).Ask(t.Context(), q); err != nil || len(answers) > 0 {
			t.Errorf("%q, where nobody asked before: %d answers, %v", text, len(answers), err)
		}
	}
}

// A new subject is answered as if nothing had been asked before, and so is
// everything outside a conversation or in another.
func TestNothingIsLeanedOn(t *testing.T) {
	b := reports(t)
	alone := map[string]Answer{}
	for _, text := range []string{"when?", "How many soldiers have deserted?"} {
		alone[text] = one(t, b, Question{Text: text})
	}
	one(t, b, Question{Text: "What did the Duma ratify?", Conversation: "c"})
	for _, q := range []Question{{Text: "when?"}, {Text: "when?", Conversation: "other"}, {Text: "How many soldiers have deserted?", Conversation: "c"}} {
		a, want := one(t, b, q), alone[q.Text]
		if a.Verdict != want.Verdict || first(a) != first(want) || a.Confidence != want.Confidence {
			t.Errorf("%q in %q: %s (%v) %q, alone %s (%v) %q", q.Text, q.Conversation, a.Verdict, a.Confidence, first(a), want.Verdict, want.Confidence, first(want))
		}
	}
	if a := alone["when?"]; a.Verdict != None || len(a.Missing) != 0 {
		t.Errorf("a follow-up of nothing: %s, missing %q", a.Verdict, a.Missing)
	}
}

// What an earlier question lacked is not lacking in the next.
func TestMissingIsTheQuestionsOwn(t *testing.T) {
	b := reports(t)
	one(t, b, Question{Text: "What did the Bundestag ratify?", Conversation: "c"})
	if a := one(t, b, Question{Text: "when?", Conversation: "c"}); len(a.Missing) != 0 {
		t.Errorf("missing %q", a.Missing)
	}
}

// In one message, a later question leans on an earlier, without a conversation.
func TestQuestionsOfOneMessageLeanOnEachOther(t *testing.T) {
	answers, err := reports(t).Ask(t.Context(), Question{Text: "What did the Duma ratify? When?"})
	if err != nil || len(answers) != 2 || !strings.Contains(first(answers[1]), "October 24") {
		t.Errorf("%v, %v", answers, err)
	}
}

// A turn whose source has gone or changed favours no place, and does no harm.
func TestTurnsOfOtherSources(t *testing.T) {
	for _, s := range []Span{{}, {Collection: "reports", Document: "gone"}, {Collection: "reports", Document: "000_90df82462330a561.txt", Hash: "other"}, {Collection: "gone"}} {
		m := NewMemory()
		if err := m.Append(t.Context(), "c", Asker{}, Turn{Asked: "What did the Duma ratify?", Quote: s, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		a := one(t, reports(t, WithConversations(m)), Question{Text: "when?", Conversation: "c"})
		if !strings.Contains(first(a), "October 24") {
			t.Errorf("after a turn that quoted %+v: %q", s, first(a))
		}
	}
}

// Of a very long question a turn remembers the beginning.
func TestTurnsAreBounded(t *testing.T) {
	m := NewMemory()
	b := reports(t, WithConversations(m))
	long := "Which soldiers deserted é" + strings.Repeat("é", 30_000)
	one(t, b, Question{Text: long, Conversation: "c"})
	turns, _ := m.Turns(t.Context(), "c", time.Time{})
	if len(turns) != 1 || len(turns[0].Asked) > MaxRemembered || len(turns[0].Asked) < MaxRemembered-4 || !strings.HasPrefix(long, turns[0].Asked) {
		t.Errorf("remembered %d turns, the first of %d bytes", len(turns), len(turns[0].Asked))
	}
}

// broken is a store that fails.
type broken struct{ reading, writing error }

func (b broken) Turns(context.Context, string, time.Time) ([]Turn, error) { return nil, b.reading }
func (b broken) Asked(context.Context, string, Asker, time.Time) (bool, error) {
	return false, b.reading
}
func (b broken) Append(context.Context, string, Asker, Turn) error { return b.writing }

func TestBrokenStore(t *testing.T) {
	disk := errors.New("the disk is full")
	for _, store := range []broken{{reading: disk}, {writing: disk}} {
		b := reports(t, WithConversations(store))
		if _, err := b.Ask(t.Context(), Question{Text: "when?", Conversation: "c"}); !errors.Is(err, disk) {
			t.Errorf("%+v: %v", store, err)
		}
		if _, err := b.Ask(t.Context(), Question{Text: "when?"}); err != nil {
			t.Errorf("without a conversation: %v", err)
		}
	}
}
