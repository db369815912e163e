package discord

import (
	"slices"
	"testing"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// A citation leads to the sentence in its source, where there are pages for that, and to
// the source's own address.
func TestLinksOfCitations(t *testing.T) {
	const page, own = "https://quoth.example.org/source/a/b?s=1-2#quote", "https://www.example.org/a"
	for _, test := range []struct {
		link, url string
		want      []string
	}{{"", "", nil}, {"", own, []string{"<" + own + ">"}}, {page, "", []string{"<" + page + ">"}}, {page, own, []string{"<" + page + ">", "<" + own + ">"}}} {
		var links []string
		for _, b := range citationBlocks(adapters.Quotation{Quote: bot.Quote{Title: "A", Text: "B.", Link: test.link, URL: test.url}}, "[1] ") {
			if b.link != "" {
				links = append(links, b.link)
			}
		}
		if !slices.Equal(links, test.want) {
			t.Errorf("%+v: it leads to %q", test, links)
		}
	}
}
