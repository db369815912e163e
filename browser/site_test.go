package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// sitePages are some of the documentation's, each of another sort.
var sitePages = []string{
	"/index.html", "/guides/asking.html", "/guides/slack.html", "/quality.html", "/reference/commands.html", "/reference/http.html", "/decisions/index.html",
}

// The site of the documentation keeps nobody out, and loads nothing from other hosts. It
// lies where DOCS_SITE says; doc/site/mkdocs.yml tells how it is built.
func TestSite(t *testing.T) {
	folder := os.Getenv("DOCS_SITE")
	if folder == "" {
		t.Skip("the site is not built: build it as doc/site/mkdocs.yml says, and name its folder in DOCS_SITE")
	}
	server := httptest.NewServer(http.FileServer(http.Dir(folder)))
	t.Cleanup(server.Close)
	for _, l := range []look{{}, {dark: true}, phone, {width: phoneWidth, height: phoneHeight, dark: true}} {
		t.Run(fmt.Sprintf("%d wide, dark %v", max(l.width, 0), l.dark), func(t *testing.T) {
			b := open(t, server.URL, l)
			for _, page := range sitePages {
				b.visit(page)
				b.wait(`document.readyState == "complete"`)
				b.checkAccess(page)
				if wider := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); wider > 0 {
					t.Errorf("%s is wider than the window by %d pixels", page, wider)
				}
				if others := eval[[]string](b, `performance.getEntriesByType("resource").map((r) => r.name).filter((n) => new URL(n).origin != origin)`); len(others) > 0 {
					t.Errorf("%s loads %v", page, others)
				}
			}
			b.visit("/index.html")
			b.script(`document.getElementById("__search").click()`)
			b.do(fill("[data-md-component=search-query]", "forum"))
			b.wait(`document.querySelector(".md-search-result__item")`)
			b.checkAccess("what a search finds")
		})
	}
}
