package read

import "testing"

// What a page says of itself is found in each of the ways in which pages say it.
func TestHTMLMetadata(t *testing.T) {
	const text = "<p>The quay fell in the night of the storm, and nobody was hurt.</p>"
	for name, test := range map[string]struct{ page, want string }{
		"JSON-LD": {`<title>The quay &amp; the storm | News</title><script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "News"},
			{"@type": ["NewsArticle"], "headline": "The quay &amp; the storm", "author": [{"@type": "Person", "name": "Ada Marrow"}, {"name": "Ben Quill"}], "datePublished": "2026-03-01T08:00:00Z"}]}</script>` + text,
			"The quay & the storm | Ada Marrow, Ben Quill | 2026-03-01 | "},
		"broken JSON-LD": {`<title>The quay</title><script type="application/ld+json">{"@type": "Article", </script>` + text, "The quay |  |  | "},
		"microdata": {`<article itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">The quay</h1><p itemprop="author" itemscope>By <span itemprop="name">Ada Marrow</span></p>
			<time itemprop="datePublished" datetime="2026-03-01">1 March</time>` + text, "The quay | Ada Marrow | 2026-03-01 | "},
		"OpenGraph": {`<title>The quay | News</title><meta property="og:title" content="The quay"><meta property="article:author" content="https://social.example/ada"><meta name="author" content="By Ada Marrow">
			<meta property="article:published_time" content="2026-03-01T23:30:00-08:00"><meta property="og:url" content="https://news.example.org/quay">` + text, "The quay | Ada Marrow | 2026-03-01 | https://news.example.org/quay"},
		"its own": {`<title>The quay</title><meta name="dc.creator" content="Ada Marrow"><meta name="date" content="March 1, 2026"><link rel="Canonical" href="https://news.example.org/quay"><svg><title>Menu</title></svg>` + text,
			"The quay | Ada Marrow | 2026-03-01 | https://news.example.org/quay"},
		"an address that leads nowhere": {`<title>The quay</title><link rel="canonical" href="/quay"><meta name="date" content="yesterday">` + text, "The quay |  |  | "},
	} {
		doc, _, err := Document("a.html", []byte(test.page))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := firstLine(outlineOf(doc)); got != test.want {
			t.Errorf("%s says %q, want %q", name, got, test.want)
		}
	}
}
