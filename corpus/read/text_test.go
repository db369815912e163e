package read

import (
	"strings"
	"testing"
)

func TestTitle(t *testing.T) {
	prose := "The deployment of troops could signify a shift in the dynamics of the war."
	for name, c := range map[string]struct{ file, text, want string }{
		"headline":              {"a/b.txt", "Troops: A Turning Point\n" + prose, "Troops: A Turning Point"},
		"headline, blank line":  {"a/b.txt", "\n\n  Troops  \n\n" + prose, "Troops"},
		"prose first":           {"a/b.txt", prose + "\nTroops\n" + prose, "b"},
		"no prose after it":     {"a/b.txt", "Troops\nTanks", "b"},
		"a label":               {"a/b.txt", "Sources:\n" + prose, "b"},
		"small letters":         {"a/b.txt", "and so on\n" + prose, "b"},
		"too long":              {"b", strings.Repeat("Troops ", 30) + "\n" + prose, "b"},
		"front matter":          {"b.txt", "---\ntitle: T\n---\nTroops\n" + prose, "T"},
		"headline under matter": {"b.txt", "---\nauthor: A\n---\nTroops\n" + prose, "Troops"},
		"heading":               {"b.md", "Intro text.\n\n## First\n\n# The *only* [heading](http://x.y)\n", "The only heading"},
		"sections":              {"b.md", "Intro text.\n\n## First\n\nOne.\n\n## Second\n", "b"},
		"sections alone":        {"a/b-c_2026-11-28.md", "## First\n\nOne.\n\n## Second\n", "b c 2026-11-28"},
		"chapters":              {"b.md", "# The book\n\nOne.\n\n# Second\n", "The book"},
		"Markdown headline":     {"b.md", "Troops\n\n" + prose, "Troops"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, _, err := Document(c.file, []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Title != c.want {
				t.Errorf("title %q, want %q", doc.Title, c.want)
			}
		})
	}
}
