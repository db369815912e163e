package web

import (
	"regexp"

	"github.com/quoth-bot/quoth/bot"
)

// named finds what each page names anew: conversations, and answers.
var named = regexp.MustCompile(`[0-9a-f]{16,}`)

// checkHidden fails where the visitor, who may not see the collection secret, can tell it
// from one that is not there.
func (v *visitor) checkHidden() {
	v.t.Helper()
	without, err := bot.New([]bot.Collection{collectionOf(v.t, "ports", bot.Audience{Everyone: true}, documentsOf(v.t, "a/ferries.md", ferries, "tolls.txt", tolls))})
	if err != nil {
		v.t.Fatal(err)
	}
	other := *v.server
	other.bot = without
	other.handler = other.routes()
	beside := &visitor{t: v.t, server: &other, headers: v.headers, from: v.from}
	about := "How+many+crowns+of+silver+does+the+vault+of+Quillmouth+hold"
	for _, path := range []string{
		"/", "/ask?q=" + about, "/sources", "/sources?filter=vault", "/source/secret/vault.txt", "/source/none/none.txt", "/suggest?q=vau",
		"/context?collection=secret&doc=vault.txt&h=x&s=0-10", "/more?id=none", "/api/sources", "/api/suggest?prefix=vau", "/api/source/secret/vault.txt", "/nothing",
	} {
		seen, want := v.do("GET", path, ""), beside.do("GET", path, "")
		if a, b := v.page(seen, path, want.StatusCode), v.page(want, path, want.StatusCode); named.ReplaceAllString(a, "") != named.ReplaceAllString(b, "") {
			v.t.Errorf("%s tells what is hidden apart:\n%s\n%s", path, a, b)
		}
	}
	if none, hidden := v.get("/source/none/none.txt", 404), v.get("/source/secret/vault.txt", 404); named.ReplaceAllString(none, "") != named.ReplaceAllString(hidden, "") {
		v.t.Errorf("what is hidden is told apart:\n%s\n%s", none, hidden)
	}
}
