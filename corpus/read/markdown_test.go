package read

import (
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func TestMarkdown(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string // sentences; an empty string between two paragraphs
	}{
		"headings":      {"# One\n\nTwo.\nThree. Four\n\nFive\n====\n", []string{"One", "", "Two.", "Three.", "Four", "", "Five"}},
		"lists":         {"* one\n* two. Three\n  more\n\n1. four\n   - five\n", []string{"one", "", "two.", "Three\n  more", "", "four", "", "five"}},
		"quotes":        {"> One goes\n> on. Two\nis lazy.\n>\n> Three\n", []string{"One goes\n> on.", "Two\nis lazy.", "", "Three"}},
		"tables":        {"Before it.\n\n| A | B c |\n|---|:-:|\n| one. Two | three \\| four |\n\nAfter.", []string{"Before it.", "", "| A | B c |", "", "| one. Two | three \\| four |", "", "After."}},
		"inline markup": {"It **ended.** See [the U.S. page](http://a.b/C.d). *Then* `x.Y` ran.", []string{"It **ended.**", "See [the U.S. page](http://a.b/C.d).", "*Then* `x.Y` ran."}},
		"code":          {"One.\n\n```go\nTwo. Three\n```\n\n    Four.\n\n~~~\nFive.", []string{"One.", "", "Two. Three", "", "Four.", "", "Five."}},
		"HTML":          {"<div>\nOne.\n</div>\n\n<!-- Two. -->\n\nThree <b>bold</b>.", []string{"One.", "", "Three <b>bold</b>."}},
		"HTML table":    {"<table>\n<tr><th>A<th>B</tr>\n\n<tr><td>one. Two</td>\n<td>three</td></tr></table>\n<script>\nfour.\n</script>\n\n<style>p {}</style>\n\nFive.", []string{"A<th>B", "", "one. Two</td>\n<td>three", "", "Five."}},
		"HTML around":   {"<table><tr><td>One</td><td>\n\nTwo *three* four.\n\n</td><td>five</td></tr>\n<tr><td>six", []string{"One", "", "Two *three* four.", "", "five", "", "six"}},
		"HTML list":     {"<ul>\n<li>One. Two\n<ol><li>three</li></ol>\n</ul>\n<p>Four <i>five.</i> Six.<p>Seven.</p>", []string{"One.", "Two", "", "three", "", "Four <i>five.</i> Six.", "", "Seven."}},
		"HTML heading":  {"<h1 align=\"center\">One</h1>\n\n<details><summary>Two?</summary>\n\nThree.\n</details>\n\n<img src=a>\n\n<nav><a href=b>four</a></nav>\n\n<div><svg><text>five</text></svg></div>", []string{"One", "", "Two?", "", "Three."}},
		"notes":         {"One.[^1]\n\n[^1]: Two words.\n\n    Three. Four.\n\n    Five.\n\nSix.\n\n    seven", []string{"One.[^1]", "", "Two words.", "", "Three.", "Four.", "", "Five.", "", "Six.", "", "seven"}},
		"definitions":   {"One [a].\n\n[a]: http://x.y \"Title. Here\"\n", []string{"One [a]."}},
		"pictures":      {"![One.](x.png)\n\n[![Build][b]][b]\n\nTwo ![p](q).\n\n[b]: http://x.y\n", []string{"Two ![p](q)."}},
		"rules":         {"One.\n\n---\n\n***\n\nTwo.", []string{"One.", "", "Two."}},
		"shortcodes":    {"{{< img src=\"a.png\"\nalt=\"One. Two.\" >}}\n\n{{% note %}}\nThree.\n{{% /note %}}\n\nFour. {{<fig \"a. B\">}}\n\n```\n{{< five >}}\n```\n\nSix {{< seven. Eight", []string{"Three.", "", "Four.", "", "{{< five >}}", "", "Six {{< seven.", "Eight"}},
		"no heading":    {"# One\n\n#### <!-- two -->\n\nThree.", []string{"One", "", "Three."}},
		"labels":        {"## Related sources:\n\nOne.", []string{"Related sources:", "", "One."}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, warning, err := Document("n.md", []byte(c.text))
			if err != nil || warning != "" {
				t.Fatal(err, warning)
			}
			got := sentences(doc)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			if doc.Text != c.text {
				t.Errorf("the text is not the source")
			}
			corpustest.Check(t, doc)
		})
	}
}

// Markdown that would break a parser's neck is read as plain text.
func TestMarkdownNested(t *testing.T) {
	for _, unit := range []string{">", "- ", "1. ", "> - ", strings.Repeat(" ", 200) + "- x\n"} {
		doc, warning, err := Document("n.md", []byte(strings.Repeat(unit, 1<<20/len(unit))+"One. Two."))
		if err != nil || warning == "" {
			t.Fatalf("%q: error %v, warning %q", unit, err, warning)
		}
		corpustest.Check(t, doc)
	}
}

func TestMarkdownLinearTime(t *testing.T) {
	corpustest.WithoutRace(t)
	for _, unit := range []string{"*a_", "[", "![", "`", "|", "<", "a|b\n-|-\n", "[a]: b\n", "\\", "&", "-\n"} {
		doc, _, err := Document("n.md", []byte("Start. "+strings.Repeat(unit, 1<<19/len(unit))))
		if err != nil {
			t.Fatalf("%q: %v", unit, err)
		}
		corpustest.Check(t, doc)
	}
}
