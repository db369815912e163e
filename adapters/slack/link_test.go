package slack

import (
	"testing"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// The title leads to the sentence in its source, where there are pages for that, and the
// source's own address stands behind; without pages the title leads there.
func TestLinksOfCitations(t *testing.T) {
	for _, test := range []struct{ link, url, title, behind string }{
		{"", "", "", ""},
		{"", "https://www.example.org/a", "https://www.example.org/a", ""},
		{"https://quoth.example.org/source/a/b?s=1-2#quote", "", "https://quoth.example.org/source/a/b?s=1-2#quote", ""},
		{"https://quoth.example.org/source/a/b?s=1-2#quote", "https://www.example.org/a", "https://quoth.example.org/source/a/b?s=1-2#quote", "https://www.example.org/a"},
	} {
		rows := quotationRows(adapters.Quotation{Quote: bot.Quote{Title: "A", Text: "B.", Link: test.link, URL: test.url}}, 1)
		runs := rows[len(rows)-1].runs
		title, behind := "", ""
		for _, r := range runs {
			if r.Text == "A" {
				title = r.URL
			} else if r.URL != "" {
				behind = r.URL
				if r.Text != "example.org" {
					t.Errorf("the address is shown as %q", r.Text)
				}
			}
		}
		if title != test.title || behind != test.behind {
			t.Errorf("%+v: the title leads to %q, and behind it stands %q", test, title, behind)
		}
	}
}
