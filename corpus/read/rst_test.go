package read

import (
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestReST(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // sentences; an empty string between two paragraphs
	}{
		"headings":    {"=====\nOne\n=====\n\nTwo.\nThree. Four\n\nFive\n----\nSix.", []string{"One", "", "Two.", "Three.", "Four", "", "Five", "", "Six."}},
		"lists":       {"- one\n- two. Three\n  more\n\n1. four\n\n   - five\n#. six\n", []string{"one", "", "two.", "Three\n  more", "", "four", "", "five", "", "six"}},
		"no list":     {"A. Smith came\nlate. So did\nhe.\n", []string{"A. Smith came\nlate.", "So did\nhe."}},
		"fields":      {":Port: It is 80.\n  Or more.\n:pep:`8` says so.\n", []string{"Port", "", "It is 80.", "Or more.", "", ":pep:`8` says so."}},
		"definitions": {"term\n    What it is.\n\n    More.\n\nAfter.", []string{"term", "", "What it is.", "", "More.", "", "After."}},
		"quotes":      {"He says:\n\n    One goes\n    on. Two.\n\nThree.", []string{"He says:", "", "One goes\n    on.", "Two.", "", "Three."}},
		"code":        {"As here::\n\n    One. Two.\n\n    Three.\n\nFour.\n\n::\n\n  Five.\n\n>>> six\nSeven.\n\nEight.", []string{"As here:", "", "One. Two.", "Three.", "", "Four.", "", "Five.", "", ">>> six\nSeven.", "", "Eight."}},
		"announced":   {"One looks at these lines::\n\n    Two.\n\nThree.", []string{"One looks at these lines:", "", "Two.", "", "Three."}},
		"directives":  {".. code-block:: python\n   :linenos:\n\n   One. Two.\n\n.. note:: Three\n   goes on.\n\n   Four.\n\n.. function:: f(x)\n   :module: m\n\n   Five.", []string{"One. Two.", "", "Three\n   goes on.", "", "Four.", "", "Five."}},
		"comments":    {".. One.\n   Two.\n\n.. _target: http://x.y\n.. |s| image:: p.png\n__ http://x.z\n\n..\n\nThree.", []string{"Three."}},
		"footnotes":   {"One [1]_.\n\n.. [1] Two is\n   a note.\n", []string{"One [1]_.", "", "Two is\n   a note."}},
		"tables":      {"===  ===\na    b\n===  ===\nc    d\n\ne    f\n===  ===\n\nOne.\n\n+---+---+\n| a | b |\n+---+---+\n\nTwo.", []string{"a    b", "", "c    d", "", "e    f", "", "One.", "", "| a | b |", "", "Two."}},
		"no table":    {"=== ===\nOne.\n\nTwo.", []string{"One.", "", "Two."}},
		"transitions": {"One.\n\n----\n\nTwo.", []string{"One.", "", "Two."}},
		"a preamble":  {"PEP: 8\nTitle: The Style\nAuthor: Ann <a@b.c>,\n  Ben <b@b.c>\n\nOne.", []string{"PEP: 8", "", "Author: Ann <a@b.c>,\n  Ben <b@b.c>", "", "One."}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, warning, err := Document("n.rst", []byte(c.text))
			if err != nil || warning != "" {
				t.Fatal(err, warning)
			}
			if got := sentences(doc); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			if doc.Text != c.text {
				t.Errorf("the text is not the source")
			}
			corpustest.Check(t, doc)
		})
	}
}

// A line with a colon above what is indented announces it, and is no term.
func TestReSTAnnounces(t *testing.T) {
	doc, _, err := Document("n.rst", []byte("It is there to say that it:\n    - may fail\n    - may not\n\nterm\n    What it is.\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"paragraph 0|It is there to say that it:", "item 1|may fail", "item 1|may not", "term 0|term", "definition 0|What it is."}
	if got := kinds(doc); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// sentences lists the sentences of d, with an empty string between two
// paragraphs.
func sentences(d *corpus.Document) []string {
	var out []string
	for i, p := range d.Paragraphs {
		if i > 0 {
			out = append(out, "")
		}
		for _, s := range d.Sentences[p.First:p.Last] {
			out = append(out, d.Slice(s.Span))
		}
	}
	return out
}

// What a preamble says is how a document is cited; what people say to each
// other in the same form is not.
func TestPreamble(t *testing.T) {
	for _, c := range []struct {
		name, text, title, author, date string
	}{
		{"n.rst", "PEP: 8\nTitle: The Style\n  of it\nAuthor: Ann <a@b.c>,\n  Ben <b@b.c>\nCreated: 05-Jul-2001\n\nOther\n=====\n\nOne.", "The Style of it", "Ann, Ben", "05-Jul-2001"},
		{"n.txt", "From: Ann\nSubject: The ferry\nDate: 1 May 2020\n\nIt is late.", "The ferry", "Ann", "1 May 2020"},
		{"n.rst", "Ann: Hello.\nBen: Good evening.\n\nLater\n=====\n\nOne.", "Later", "", ""},
		{"n.rst", "Title: alone\n\nThe Head\n========\n\nOne.", "The Head", "", ""},
	} {
		doc, _, err := Document(c.name, []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Title != c.title || doc.Author != c.author || doc.Date != c.date {
			t.Errorf("%q: title %q, author %q, date %q", c.text, doc.Title, doc.Author, doc.Date)
		}
		corpustest.Check(t, doc)
	}
}

// A preamble that does not end is none, and is not cut inside a character.
func TestEndlessPreamble(t *testing.T) {
	for shift := range 3 {
		text := "Title: T\nAuthor: " + strings.Repeat("x", shift) + strings.Repeat("€", 10_000) + "\n\nOne."
		doc, _, err := Document("n.txt", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Title == "T" {
			t.Error("the title is that of a preamble without an end")
		}
		corpustest.Check(t, doc)
	}
}

func TestReSTLinearTime(t *testing.T) {
	corpustest.WithoutRace(t)
	for _, unit := range []string{"- ", "== ==\n", "..\n", ".. note::\n  ", "a::\n\n", "a\n ", ":a: ", "1. ", ".. [1] ", "====\n", "+-\n", "| ", "- a\n\n", "a: b\n"} {
		doc, _, err := Document("n.rst", []byte("Start.\n\n"+strings.Repeat(unit, 1<<20/len(unit))+"\n\nEnd."))
		if err != nil {
			t.Fatalf("%q: %v", unit, err)
		}
		corpustest.Check(t, doc)
	}
	var deep strings.Builder
	for i := range 3000 {
		deep.WriteString(strings.Repeat(" ", i) + "- a\n\n")
	}
	doc, _, err := Document("n.rst", []byte(deep.String()))
	if err != nil {
		t.Fatal(err)
	}
	corpustest.Check(t, doc)
}
