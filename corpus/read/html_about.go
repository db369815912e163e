package read

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// An aboutPage is what a page says of itself, in the ways of search engines (schema.org,
// as JSON-LD and as microdata), of social networks (OpenGraph), and of its own.
type aboutPage struct {
	said map[string]string // by names in small letters; the first of each
}

// aboutOf lists what a page says of itself.
func aboutOf(page *html.Node) aboutPage {
	a := aboutPage{said: map[string]string{}}
	for n := range page.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.DataAtom == atom.Title && n.Namespace == "":
			a.note("<title>", textOf(n))
		case n.DataAtom == atom.H1 && !isAside(n):
			a.note("<h1>", textOf(n))
		case n.DataAtom == atom.Meta:
			for _, key := range []string{"property", "name", "itemprop"} {
				a.note(strings.ToLower(attr(n, key)), attr(n, "content"))
			}
		case n.DataAtom == atom.Link && hasWord(attr(n, "rel"), "canonical"):
			a.note("<canonical>", attr(n, "href"))
		case n.DataAtom == atom.Script && strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json"):
			a.linked(textOf(n))
		default:
			a.microdata(n)
		}
	}
	return a
}

// hasWord reports whether a list of words has one, in whatever letters.
func hasWord(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// note takes over what is said first of a name.
func (a *aboutPage) note(key, value string) {
	if value = fold(value); key != "" && value != "" && a.said[key] == "" {
		a.said[key] = value
	}
}

// microdata takes over what elements of the page are marked as.
func (a *aboutPage) microdata(n *html.Node) {
	for _, prop := range strings.Fields(strings.ToLower(attr(n, "itemprop"))) {
		switch prop {
		case "headline":
			a.note("headline", textOf(n))
		case "author":
			a.note("itemprop:author", cmp.Or(propertyIn(n, "name"), attr(n, "content"), textOf(n)))
		case "datepublished":
			a.note("datepublished", cmp.Or(attr(n, "datetime"), attr(n, "content"), textOf(n)))
		}
	}
	if hasWord(attr(n, "rel"), "author") {
		a.note("rel:author", textOf(n))
	}
	if n.DataAtom == atom.Time && (has(n, "pubdate") || hasWord(attr(n, "class"), "published") || hasWord(attr(n, "class"), "dt-published")) {
		a.note("<time>", attr(n, "datetime"))
	}
}

// propertyIn is the text of what an element has for a property.
func propertyIn(n *html.Node, name string) string {
	for d := range n.Descendants() {
		if hasWord(attr(d, "itemprop"), name) {
			return cmp.Or(attr(d, "content"), textOf(d))
		}
	}
	return ""
}

// linked takes over JSON-LD. What is malformed is none.
func (a *aboutPage) linked(text string) {
	var value any
	if json.Unmarshal([]byte(strings.TrimSpace(text)), &value) == nil {
		a.thing(value, 0)
	}
}

// deepestThing is how deep the things of JSON-LD that are looked at stand in lists.
const deepestThing = 6

// thing takes over a thing of JSON-LD, or a list of some.
func (a *aboutPage) thing(value any, depth int) {
	if depth > deepestThing {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			a.thing(one, depth+1)
		}
	case map[string]any:
		for _, list := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			a.thing(v[list], depth+1)
		}
		if !isArticle(v["@type"]) {
			return
		}
		a.note("ld:headline", firstName(v["headline"]))
		a.note("ld:author", allNames(v["author"]))
		a.note("ld:datepublished", firstName(v["datePublished"]))
	}
}

// isArticle reports whether a type of schema.org is one of texts.
func isArticle(kind any) bool {
	switch k := kind.(type) {
	case string:
		return strings.HasSuffix(k, "Article") || strings.HasSuffix(k, "Posting") || k == "Report" || k == "Recipe"
	case []any:
		for _, one := range k {
			if isArticle(one) {
				return true
			}
		}
	}
	return false
}

// firstName is a text, or the name of a thing, or of the first of a list.
func firstName(value any) string {
	switch v := value.(type) {
	case string:
		return html.UnescapeString(v)
	case []any:
		if len(v) > 0 {
			return firstName(v[0])
		}
	case map[string]any:
		name, _ := v["name"].(string)
		return html.UnescapeString(name)
	}
	return ""
}

// allNames lists the names of things.
func allNames(value any) string {
	list, ok := value.([]any)
	if !ok {
		return firstName(value)
	}
	var names []string
	for _, one := range list {
		if name := fold(firstName(one)); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// metadata is what of it documents have.
func (a aboutPage) metadata() metadata {
	s := a.said
	m := metadata{
		title: a.title(),
		author: firstPerson(s["ld:author"], s["itemprop:author"], s["author"], s["article:author"], s["dc.creator"], s["citation_author"],
			s["parsely-author"], s["sailthru.author"], s["byl"], s["rel:author"]),
		date: firstDate(s["ld:datepublished"], s["article:published_time"], s["datepublished"], s["dc.date.issued"], s["dc.date"], s["dcterms.created"],
			s["citation_publication_date"], s["date"], s["parsely-pub-date"], s["sailthru.date"], s["<time>"]),
		url: webAddress(cmp.Or(s["<canonical>"], s["og:url"])),
	}
	return m
}

// title is that of the page, without the name of the site where that is told.
func (a aboutPage) title() string {
	s := a.said
	for _, headline := range []string{s["ld:headline"], s["headline"]} {
		if s["og:title"] == "" && headline != "" && strings.Contains(s["<title>"], headline) {
			return headline
		}
	}
	return cmp.Or(s["og:title"], s["twitter:title"], s["citation_title"], s["dc.title"], s["<title>"], s["ld:headline"], s["headline"], s["<h1>"])
}

// firstPerson is the first that is a name: an address leads to a profile, which is none.
func firstPerson(names ...string) string {
	for _, name := range names {
		name = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(name, "By "), "by "))
		if name != "" && len(name) <= longestPerson && !strings.Contains(name, "://") && !strings.HasPrefix(name, "@") {
			return name
		}
	}
	return ""
}

// longestPerson is the most bytes of the names of who wrote a page: more is a text.
const longestPerson = 200

// firstDate is the first that is a day, as "2026-11-30".
func firstDate(dates ...string) string {
	for _, date := range dates {
		for _, layout := range []string{time.DateOnly, "2006/01/02", "2006/1/2"} {
			if n := len(layout); len(date) >= n {
				if at, err := time.Parse(layout, date[:n]); err == nil {
					return at.Format(time.DateOnly)
				}
			}
		}
		for _, layout := range []string{time.RFC1123, time.RFC1123Z, time.RFC850, "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006", "20060102"} {
			if at, err := time.Parse(layout, date); err == nil {
				return at.Format(time.DateOnly)
			}
		}
	}
	return ""
}
