package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

func TestBrief(t *testing.T) {
	b := reports(t)
	for _, c := range []struct {
		message string
		verdict Verdict
		holds   []string
		phrase  string
	}{
		{"Summarise the reports", Brief, []string{"12,000 troops", "On October 24, the Russian Duma", "labeled this move a provocation", "200 North Korean defectors"}, "The sources in their own words:"},
		{"tell me about loudspeakers", Brief, []string{"loudspeaker announcements"}, "What the sources say about “loudspeakers”, in their own words:"},
		{"What do the sources say about the Storm Corps?", Brief, []string{"guerrilla warfare"}, "about “the Storm Corps”"},
		{"What happened in October?", Brief, []string{"On October 24, the Russian Duma"}, "about “October”"},
		{"brief on desertions and Mars", Brief, []string{"at least 18 North Korean soldiers"}, "about “desertions and Mars”"},
		{"brief on zebras", None, nil, "The sources do not answer this."},
	} {
		a := one(t, b, Question{Text: c.message})
		said := ""
		for _, q := range a.Quotes {
			said += q.Text + "\n"
		}
		for _, part := range c.holds {
			if !strings.Contains(said, part) {
				t.Errorf("%q lacks %q", c.message, part)
			}
		}
		if told := fmt.Sprint(a.Phrases()); a.Verdict != c.verdict || !strings.Contains(told, c.phrase) {
			t.Errorf("%q: %s, %s", c.message, a.Verdict, told)
		}
		if c.verdict == None && !strings.Contains(fmt.Sprint(a.Phrases()), "do not mention zebras") {
			t.Errorf("%q: %v", c.message, a.Phrases())
		}
		if strings.Contains(c.message, "Mars") && fmt.Sprint(a.Closing()) != "[The sources do not mention Mars.]" {
			t.Errorf("%q: %v", c.message, a.Closing())
		}
	}
}

// valuesOf are the quotations that show in which values the sources differ.
func valuesOf(a Answer) (out []Quote) {
	if a.Disagreement != nil {
		for _, v := range a.Disagreement.Values {
			out = append(out, v.Quote)
		}
	}
	return out
}

// shownIn is how many quotations an answer shows.
func shownIn(a Answer) int {
	spans := map[Span]bool{}
	for _, q := range slices.Concat(a.Quotes, valuesOf(a)) {
		spans[q.Span] = true
	}
	return len(spans)
}

// Values in which the sources differ stand first, and are quotations of the ten.
func TestBriefOfWhatDiffers(t *testing.T) {
	a := one(t, reports(t), Question{Text: "brief on troops sent to Russia"})
	var values []string
	if a.Disagreement != nil {
		for _, v := range a.Disagreement.Values {
			values = append(values, v.Value)
		}
	}
	if fmt.Sprint(values) != "[3000 2000]" || shownIn(a) > MaxBrief || !strings.Contains(fmt.Sprint(a.Phrases()), "different figures") {
		t.Errorf("%v, %d quotations, %v", values, len(a.Quotes), a.Phrases())
	}
	for _, topic := range []string{"Storm Corps", "loudspeakers"} {
		if a := one(t, reports(t), Question{Text: "brief on " + topic}); a.Disagreement != nil {
			t.Errorf("%s: %+v", topic, a.Disagreement)
		}
	}
}

// The sources stand in the order of their dates, each in its own order, what is said
// twice stands once, and what more there is comes on demand.
func TestBriefOrder(t *testing.T) {
	var documents []*corpus.Document
	for _, d := range []struct{ name, date, text string }{
		{"new", "2024-05-03", "The Tolva dam was repaired by the army in May. It holds. The Tolva dam now has two sluices and a new road on its crest."},
		{"old", "2024-05-01", "The Tolva dam broke after three days of heavy rain. Nine villages below the Tolva dam were flooded on Monday morning."},
		{"copy", "2024-05-02", "Nine villages below the Tolva dam were flooded on Monday morning. Is the Tolva dam safe? The price of wheat rose by a third last year."},
	} {
		doc := corpus.NewDocument(d.name, d.text)
		doc.Title, doc.Date = d.name, d.date
		documents = append(documents, doc)
	}
	b, err := newBot([]sources{{Name: "c", Audience: Open, Documents: documents}})
	if err != nil {
		t.Fatal(err)
	}
	a := one(t, b, Question{Text: "brief on the Tolva dam"})
	var got []string
	for _, q := range a.Quotes {
		got = append(got, q.Title+": "+strings.Join(strings.Fields(q.Text)[:4], " "))
	}
	want := []string{"old: The Tolva dam broke", "old: Nine villages below the", "new: The Tolva dam was", "new: The Tolva dam now"}
	if fmt.Sprint(got) != fmt.Sprint(want) && fmt.Sprint(got) != fmt.Sprint([]string{want[0], "copy: Nine villages below the", want[2], want[3]}) {
		t.Errorf("%q", got)
	}
	if all := one(t, b, Question{Text: "brief"}); all.Verdict != Brief || !strings.Contains(fmt.Sprint(all.Quotes), "price of wheat") {
		t.Errorf("all: %s, %v", all.Verdict, all.Quotes)
	}
	overheard, err := b.Ask(t.Context(), Question{Text: "brief on the Tolva dam", Overheard: true})
	if err != nil || overheard != nil {
		t.Errorf("what was overheard is answered by %v (%v)", overheard, err)
	}
}

// A person goes on from a brief, and sees more of it.
func TestBriefGoesOn(t *testing.T) {
	b := reports(t)
	q := Question{Text: BriefText("North Korean troops"), Conversation: "c"}
	a := one(t, b, q)
	more, err := b.More(t.Context(), q.From, a.ID)
	if err != nil || shownIn(a) != MaxBrief || len(more) == 0 {
		t.Fatalf("%d quotes and %d more (%v)", len(a.Quotes), len(more), err)
	}
	for _, m := range more {
		for _, shown := range slices.Concat(a.Quotes, valuesOf(a)) {
			if m.Span == shown.Span {
				t.Errorf("%q is shown again", m.Text)
			}
		}
	}
	if next := one(t, b, Question{Text: "How many of them have deserted?", Conversation: "c"}); next.Verdict != Found || !strings.Contains(first(next), "18") {
		t.Errorf("%s, %q", next.Verdict, first(next))
	}
}

// Where the sources have nothing of a topic but a short sentence, it is told.
func TestBriefOfShortSentence(t *testing.T) {
	doc := corpus.NewDocument("rules.txt", "Dogs sail for nothing. The ferry leaves Quillmouth each day at noon and returns before the tide.")
	b, err := newBot([]sources{{Name: "c", Audience: Open, Documents: []*corpus.Document{doc}}})
	if err != nil {
		t.Fatal(err)
	}
	if a := one(t, b, Question{Text: "brief on dogs"}); a.Verdict != Brief || first(a) != "Dogs sail for nothing." {
		t.Errorf("%s, %q", a.Verdict, first(a))
	}
}
