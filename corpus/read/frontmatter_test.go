package read

import (
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestFrontMatter(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		want    metadata
		body    string
		warning string // a part of it
	}{
		"all": {"---\ntitle: \"The: title\"\nurl: https://example.org/a?b=c\ndate: 2024-10-24\nauthor: Ann Lee\nother: {x: 1}\n---\nBody.",
			metadata{title: "The: title", url: "https://example.org/a?b=c", date: "2024-10-24", author: "Ann Lee"}, "Body.", ""},
		"as it is written":       {"---\r\ndate: 2024\r\nTitle: 1984\r\nauthor:\r\n  - Ann\r\n  - Bo\r\n...\r\nBody.", metadata{title: "1984", date: "2024", author: "Ann, Bo"}, "Body.", ""},
		"TOML":                   {"+++\ntitle = \"The: title\"\ndate = 2024-10-24\nauthors = [\"Ann Lee\", \"Ben\"]\n[extra]\nx = 1\n+++\nBody.", metadata{title: "The: title", date: "2024-10-24", author: "Ann Lee, Ben"}, "Body.", ""},
		"malformed TOML":         {"+++\ntitle = a b\n+++\nBody.", metadata{}, "Body.", "malformed"},
		"TOML that is not plain": {"+++\ntitle = {a = 1}\nauthor = \"A\"\n+++\nBody.", metadata{author: "A"}, "Body.", "title is not a plain value"},
		"no TOML":                {"+++\nTwo rules.\n+++\nBody.", metadata{}, "+++\nTwo rules.\n+++\nBody.", ""},
		"folded":                 {"---\ntitle: >\n  Two\n  lines\n---\nBody.", metadata{title: "Two lines"}, "Body.", ""},
		"empty values":           {"---\ntitle:\nurl: ''\n---\nBody.", metadata{}, "Body.", ""},
		"empty":                  {"---\n---\nBody.", metadata{}, "Body.", ""},
		"malformed":              {"---\ntitle: \"a\" b: c\n---\nBody.", metadata{}, "Body.", "malformed"},
		"not plain":              {"---\ntitle: {a: b}\ndate: [[1]]\nauthor: A\n---\nBody.", metadata{author: "A"}, "Body.", "title is not a plain value"},
		"an address of no page":  {"---\nurl: javascript:alert(1)\n---\nBody.", metadata{}, "Body.", "url is not"},
		"no closing line":        {"---\ntitle: T\nBody.", metadata{}, "---\ntitle: T\nBody.", ""},
		"text between rules":     {"---\nIt was late.\n---\nBody.", metadata{}, "---\nIt was late.\n---\nBody.", ""},
		"after blank lines":      {"\n\n---\ntitle: T\n---\nBody.", metadata{title: "T"}, "Body.", ""},
		"not first":              {"One.\n---\ntitle: T\n---\nBody.", metadata{}, "One.\n---\ntitle: T\n---\nBody.", ""},
		"none":                   {"Body.", metadata{}, "Body.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			body, got, warning := frontMatter(c.text)
			if got != c.want || c.text[body:] != c.body {
				t.Errorf("got %+v and body %q, want %+v and %q", got, c.text[body:], c.want, c.body)
			}
			if !strings.Contains(warning, c.warning) || (warning == "") != (c.warning == "") {
				t.Errorf("warning %q, want %q", warning, c.warning)
			}
		})
	}
}

// Front matter is part of the text, and never quoted.
func TestFrontMatterIsNotQuoted(t *testing.T) {
	for _, name := range []string{"n.txt", "n.md"} {
		text := "---\ntitle: T\n---\n\nBody here.\n"
		doc, _, err := Document(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Text != text || len(doc.Sentences) != 1 || doc.Slice(doc.Sentences[0].Span) != "Body here." {
			t.Errorf("%s: text %q, sentences %v", name, doc.Text, doc.Sentences)
		}
		corpustest.Check(t, doc)
	}
}
