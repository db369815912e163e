package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFollows(t *testing.T) {
	for question, want := range map[string]bool{
		"And where are they stationed?": true, "when?": true, "why": true, "how many of them?": true, "how many?": true,
		"What is he worried about?": true, "what about the generals?": true, "How about NATO?": true, "so what did the Duma do?": true,
		"Who else?": true, "what other weapons?": true, "by whom?": true, "What happened then?": true, "Was it ratified?": true,
		"where is that?": true, "WHERE ARE THEY?": true, "is there more?": true,

		"How many soldiers have deserted?": false, "Who is Yoo Yong-won?": false, "Why did Zelensky criticize his allies?": false,
		"storm corps": false, "What does the pact say?": false, "The Duma ratified it": false, "": false, "?": false,
	} {
		q := parse(question)
		if got := q.follows(); got != want {
			t.Errorf("%q follows: %v, want %v", question, got, want)
		}
	}
}

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
		m := &memory{}
		if err := m.Append(t.Context(), "c", Turn{Asked: "What did the Duma ratify?", Quote: s, At: time.Now()}); err != nil {
			t.Fatal(err)
		}
		a := one(t, reports(t, WithConversations(m)), Question{Text: "when?", Conversation: "c"})
		if !strings.Contains(first(a), "October 24") {
			t.Errorf("after a turn that quoted %+v: %q", s, first(a))
		}
	}
}

func TestConversationsAreBounded(t *testing.T) {
	ctx := t.Context()
	var m memory
	for i := range 3 * maxTurns {
		if err := m.Append(ctx, "c", Turn{Asked: fmt.Sprint(i), At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}
	turns, err := m.Turns(ctx, "c")
	if err != nil || len(turns) != maxTurns || turns[0].Asked != fmt.Sprint(2*maxTurns) || turns[maxTurns-1].Asked != fmt.Sprint(3*maxTurns-1) {
		t.Errorf("of %d turns these are remembered: %v, %v", 3*maxTurns, turns, err)
	}
	turns[0].Asked = "changed"
	if again, _ := m.Turns(ctx, "c"); again[0].Asked == "changed" {
		t.Error("a caller can change what is remembered")
	}
	if kept, _ := m.conversations.get("c"); cap(kept) > 4*maxTurns {
		t.Errorf("%d turns are kept in memory", cap(kept))
	}

	for i := range maxConversations {
		m.Append(ctx, fmt.Sprint("other ", i), Turn{At: time.Now()})
	}
	if turns, _ := m.Turns(ctx, "c"); len(turns) != 0 || len(m.conversations.entries) != maxConversations || m.conversations.order.Len() != maxConversations {
		t.Errorf("%d conversations are remembered, and of the oldest %v", len(m.conversations.entries), turns)
	}
	for i := range maxAnswers + 1 {
		m.saveAnswer(fmt.Sprint(i), record{})
	}
	if _, ok := m.answer("0"); ok || len(m.answers.entries) != maxAnswers {
		t.Errorf("%d answers are remembered", len(m.answers.entries))
	}
}

func TestConversationsGrowOld(t *testing.T) {
	var m memory
	for i, age := range []time.Duration{2 * conversationAge, conversationAge + time.Minute, conversationAge - time.Minute, 0} {
		m.Append(t.Context(), "c", Turn{Asked: fmt.Sprint(i), At: time.Now().Add(-age)})
	}
	turns, err := m.Turns(t.Context(), "c")
	if err != nil || len(turns) != 2 || turns[0].Asked != "2" {
		t.Errorf("remembered %v, %v", turns, err)
	}
	m.Append(t.Context(), "old", Turn{At: time.Now().Add(-conversationAge)})
	if turns, err := m.Turns(t.Context(), "old"); err != nil || len(turns) != 0 {
		t.Errorf("an old conversation: %v, %v", turns, err)
	}
}

// A conversation that goes on is not forgotten because it began long ago.
func TestConversationsInUseStay(t *testing.T) {
	var m memory
	for i := range maxConversations {
		m.Append(t.Context(), fmt.Sprint(i), Turn{At: time.Now()})
	}
	m.Append(t.Context(), "0", Turn{At: time.Now()})
	m.Append(t.Context(), "new", Turn{At: time.Now()})
	if turns, _ := m.Turns(t.Context(), "0"); len(turns) != 2 {
		t.Errorf("the conversation that went on has %d turns", len(turns))
	}
}

// Of a very long question a turn remembers the beginning.
func TestTurnsAreBounded(t *testing.T) {
	var m memory
	b := reports(t, WithConversations(&m))
	long := "Which soldiers deserted é" + strings.Repeat("é", 100_000)
	one(t, b, Question{Text: long, Conversation: "c"})
	turns, _ := m.Turns(t.Context(), "c")
	if len(turns) != 1 || len(turns[0].Asked) > maxRemembered || len(turns[0].Asked) < maxRemembered-4 || !strings.HasPrefix(long, turns[0].Asked) {
		t.Errorf("remembered %d turns, the first of %d bytes", len(turns), len(turns[0].Asked))
	}
}

// broken is a store that fails.
type broken struct{ reading, writing error }

func (b broken) Turns(context.Context, string) ([]Turn, error) { return nil, b.reading }
func (b broken) Append(context.Context, string, Turn) error    { return b.writing }

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
