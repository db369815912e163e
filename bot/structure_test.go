package bot_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
	"github.com/quoth-bot/quoth/corpus/read"
)

// manual is a page as people write them, with all that is no prose.
const manual = `# The quay

## Opening the gate

The gate is opened with **three** keys:

- the harbour master's key,
- the [night watch's](watch.md) key
  - or that of its deputy,
- the brass key.

It takes a minute. It is heavy.

## Meeting

Ann: The crane must be painted this year. I would take green.

Ben: Green is the colour of the other pier.

Ann: Then blue. Who objects?

Ben: Nobody does, as far as I can see.

Ann: So it is.

## Timetable

| Ferry | Departs | Platform |
|-------|---------|----------|
| Heron | 06:15   | north    |
| Otter | 18:40   | south    |

Bollard
: A post that ropes are tied to.

Ring the bell so:

` + "```" + `
bell --strokes 3
bell --stop
` + "```" + `
`

func asksManual(t *testing.T, question string) Quote {
	t.Helper()
	doc, _, err := read.Document("quay.md", []byte(manual))
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBot([]sources{{Name: "corpus", Audience: Open, Documents: []*corpus.Document{doc}}})
	if err != nil {
		t.Fatal(err)
	}
	a := one(t, b, Question{Text: question})
	if len(a.Quotes) == 0 {
		t.Fatalf("%q has no quote", question)
	}
	return a.Quotes[0]
}

func shownOf(parts []Part) []string {
	var out []string
	for _, p := range parts {
		text := p.Text
		if p.Mask != "" {
			text = markup.Text(p.Text, p.Mask)
		}
		out = append(out, text)
	}
	return out
}

// A sentence that is a question is never quoted: what follows it is, and it is
// no answer if it says nothing of what was asked.
func TestQuestionsAreNotQuoted(t *testing.T) {
	const page = "How many gulls nest here? Ninety pairs nest here.\n\nQ: When is the reading room open?\nA: Every weekday from nine until five.\n\nDid the mayor resign? Nobody at the town hall would say.\n"
	doc := corpus.NewDocument("b.txt", page)
	b, err := newBot([]sources{{Name: "corpus", Audience: Open, Documents: []*corpus.Document{doc}}})
	if err != nil {
		t.Fatal(err)
	}
	for question, want := range map[string]struct {
		quote string
		found bool
	}{
		"How many gulls nest here?":      {"Ninety pairs nest here.", true},
		"When is the reading room open?": {"A: Every weekday from nine until five.", true},
		"Did the mayor resign?":          {"", false},
	} {
		a := one(t, b, Question{Text: question})
		if got := first(a); got != want.quote && want.quote != "" || (a.Verdict == Found) != want.found {
			t.Errorf("%q is %s, by %q", question, a.Verdict, got)
		}
		for _, q := range a.Quotes {
			if strings.HasSuffix(q.Text, "?") {
				t.Errorf("%q is answered by the question %q", question, q.Text)
			}
		}
	}
}

// What is no prose is quoted with what a reader needs to understand it.
func TestQuotesOfStructure(t *testing.T) {
	for question, want := range map[string]struct {
		text                      string
		kind                      corpus.Kind
		under                     []string
		leads, follows, surrounds []string
	}{
		"How many keys open the gate?": {
			"The gate is opened with **three** keys:", corpus.Prose, []string{"The quay", "Opening the gate"}, nil,
			[]string{"the harbour master's key,", "the night watch's key", "or that of its deputy,", "the brass key."}, nil,
		},
		"Does the deputy have a key?": {
			"or that of its deputy,", corpus.Item, []string{"The quay", "Opening the gate"},
			[]string{"The gate is opened with three keys:", "the night watch's key"}, nil, nil,
		},
		"When does the Otter depart?": {
			"| Otter | 18:40   | south    |", corpus.Row, []string{"The quay", "Timetable"},
			[]string{"| Ferry | Departs | Platform |"}, nil, nil,
		},
		"What is a bollard?": {
			"A post that ropes are tied to.", corpus.Definition, []string{"The quay", "Timetable"}, []string{"Bollard"}, nil, nil,
		},
		"Which option gives the strokes?": {
			"bell --strokes 3\nbell --stop", corpus.Code, []string{"The quay", "Timetable"}, []string{"Ring the bell so:"}, nil, nil,
		},
		"Who would take green?": {
			"I would take green.", corpus.Turn, []string{"The quay", "Meeting"}, []string{"Ann"}, nil, nil,
		},
		"Is it heavy?": {
			"It is heavy.", corpus.Prose, []string{"The quay", "Opening the gate"}, nil, nil, []string{"It takes a minute."},
		},
	} {
		t.Run(question, func(t *testing.T) {
			q := asksManual(t, question)
			if q.Text != want.text || q.Kind != want.kind || !slices.Equal(q.Under, want.under) {
				t.Errorf("got the %v %q under %q", q.Kind, q.Text, q.Under)
			}
			for name, pair := range map[string][2][]string{
				"leads": {shownOf(q.Leads), want.leads}, "follows": {shownOf(q.Follows), want.follows}, "surroundings": {shownOf(q.Surroundings), want.surrounds},
			} {
				if !slices.Equal(pair[0], pair[1]) {
					t.Errorf("%s %q, want %q", name, pair[0], pair[1])
				}
			}
		})
	}
}
