package read

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Words that elements have in their names where they are none of the main text, found on
// the pages of TestMainTexts by which of them stand around what is no text far more often
// than around what is. English, and some of the languages of those pages.
var (
	// otherWords are hardly ever wrong.
	otherWords = wordSet(`related share shares sharing sharer shariff socials sociable comment comments commentlist respond disqus discussion
		sidebar sidebars footer navi navigation navbar subnav menu breadcrumb breadcrumbs crumb crumbs editsection
		cookie cookies consent gdpr newsletter promos advert advertisement advertising adsense sponsor sponsored tags tagcloud taglist
		metadata byline popup login signin signup pagination pager paging toolbar outbrain taboola
		recommend recommended recommendation recommendations popular trending similar
		postmeta postmetadata captions figcaption copyright credit credits aside imagedescription cta subscription disclosure
		kommentar kommentare commentaires comentarios werbung anzeige publicidad recommande empfehlungen relacionado relacionados relacionadas
		screenreader imprint addthis addtoany sharedaddy`)
	// otherClasses are whole names, without hyphens.
	otherClasses = wordSet("noprint donotprint nav rss widget textwidget")
	// slightWords are right where there is none of textWords.
	slightWords = wordSet(`paywall overlay modal meta caption search author authors autor autoren bio banner rating ratings teasers social share
		promo subscribe toc readmore`)
	// textWords name what the text stands in.
	textWords = wordSet("article entry post story main content body")
	// headWords name what stands above all pages of a site.
	headWords = wordSet("header masthead logo")
)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// names are those of an element, its class and its ID: whole, and the words of them.
type names struct{ whole, words []string }

// deepestHeading is how deep below the first elements of a section its heading is
// looked for.
const deepestHeading = 3

// isSlug reports whether an ID is made of the heading of its element, as programs for
// manuals do: it tells of what the text is, and not what the element is for.
func isSlug(id string, n *html.Node) bool {
	for range deepestHeading {
		if n == nil || isHeading(n) {
			break
		}
		n = firstElement(n)
	}
	if n == nil || !isHeading(n) {
		return false
	}
	slug := strings.Join(wordsOfName(id), "")
	return slug != "" && strings.HasPrefix(strings.Join(wordsOfName(textOf(n)), ""), slug)
}

// firstElement is the first in one that is no part of a text, or nil.
func firstElement(n *html.Node) *html.Node {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && !isInline(c) {
			return c
		}
	}
	return nil
}

var withoutHyphens = strings.NewReplacer("-", "", "_", "")

// longestName is the most bytes of a name that are looked at.
const longestName = 2 << 10

// elementNames lists the names of an element.
func elementNames(n *html.Node) names {
	var out names
	custom := ""
	if n.DataAtom == 0 { // an element of the page's own
		custom = n.Data
	}
	id := attr(n, "id")
	if id != "" && isSlug(id, n) {
		id = ""
	}
	for _, name := range []string{custom, attr(n, "class"), id} {
		name = name[:min(len(name), longestName)]
		out.words = append(out.words, wordsOfName(name)...)
		for _, whole := range strings.Fields(name) {
			out.whole = append(out.whole, strings.ToLower(withoutHyphens.Replace(whole)))
		}
	}
	return out
}

func (n names) has(words map[string]bool) bool {
	return slices.ContainsFunc(n.words, func(w string) bool { return words[w] })
}

func (n names) hasWhole(words map[string]bool) bool {
	return slices.ContainsFunc(n.whole, func(w string) bool { return words[w] })
}

// wordsOfName are those that a name is made of, in small letters: "post-authorBox" is of
// post, author and box.
func wordsOfName(name string) []string {
	var out []string
	var word []rune
	last := ' '
	end := func() {
		if len(word) > 0 {
			out = append(out, strings.ToLower(string(word)))
		}
		word = word[:0]
	}
	for _, r := range name {
		if !unicode.IsLetter(r) || unicode.IsUpper(r) && unicode.IsLower(last) {
			end()
		}
		if unicode.IsLetter(r) {
			word = append(word, r)
		}
		last = r
	}
	end()
	return out
}
