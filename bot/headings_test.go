package bot_test

import (
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// headed is a page as people write them: its headings say what its text is
// about, or are the questions that it answers.
const headed = `# The ferry of Quillmouth

It has crossed the bay since 1911.

## Is the ferry free?

No. A crossing costs two crowns, and children pay half of that.

## Crossing with a bicycle

Front wheels are tied to the rail by the crew.

## Lost property
`

func asksHeaded(t *testing.T, question string) Answer {
	t.Helper()
	doc, _, err := read.Document("ferry.md", []byte(headed))
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBot([]sources{{Name: "corpus", Audience: Open, Documents: []*corpus.Document{doc}}})
	if err != nil {
		t.Fatal(err)
	}
	return one(t, b, Question{Text: question})
}

// A heading is never quoted, be it the very question: what stands below it is.
func TestHeadingsAreNotQuoted(t *testing.T) {
	for question, want := range map[string]string{
		"Is the ferry free?":               "No.",
		"What about crossing with a bike?": "", // whatever it is, no heading
		"Is the bicycle tied?":             "Front wheels are tied to the rail by the crew.",
		"Where is lost property?":          "",
	} {
		a := asksHeaded(t, question)
		for _, q := range a.Quotes {
			switch q.Text {
			case "The ferry of Quillmouth", "Is the ferry free?", "Crossing with a bicycle", "Lost property":
				t.Errorf("%q is answered by the heading %q", question, q.Text)
			}
			switch q.Before {
			case "The ferry of Quillmouth", "Is the ferry free?", "Crossing with a bicycle":
				t.Errorf("the heading %q is shown as the sentence before", q.Before)
			}
		}
		if want != "" && first(a) != want {
			t.Errorf("%q is answered by %q, want %q", question, first(a), want)
		}
	}
}

// What a heading says is mentioned.
func TestHeadingsMention(t *testing.T) {
	for _, w := range asksHeaded(t, "Where is the lost property?").Missing {
		if w == "property" || w == "lost" || w == "lost property" {
			t.Errorf("the sources are said not to mention %q, which is a heading", w)
		}
	}
}
