package markup

import (
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// mediaWiki hides the inner marks of MediaWiki's markup. Templates are not
// expanded, and what they show stands elsewhere: they are hidden.
func mediaWiki(m *masker) {
	m.cellAttributes(0)
	for i := 0; i < len(m.text); {
		if m.hidden(i) {
			i++
			continue
		}
		i = m.mediaWikiAt(i)
	}
}

// mediaWikiAt hides the mark at i, and returns what follows it.
func (m *masker) mediaWikiAt(i int) int {
	switch m.text[i] {
	case '\'':
		return m.apostrophes(i)
	case '<':
		return m.wikiTag(i)
	case '[':
		return m.wikiLink(i)
	case '{':
		return m.template(i)
	case '_':
		return m.magicWord(i)
	case '&':
		return m.entity(i)
	case '|', '!', '\n':
		return m.cell(i)
	case 'h', 'f':
		address, _, _ := strings.Cut(m.text[i:m.address(i)], "''")
		return i + max(1, len(address))
	}
	return i + 1
}

// apostrophes hides the marks of emphasis: two, three or five. Of four the first
// is shown, and of more all but five.
func (m *masker) apostrophes(i int) int {
	end := m.run(i)
	switch n := end - i; {
	case n == 4:
		m.hide(i+1, end)
	case n > 5:
		m.hide(end-5, end)
	case n > 1:
		m.hide(i, end)
	}
	return end
}

// The elements of MediaWiki: those that are hidden with what they hold, and
// those that show it, some without looking for marks in it.
var (
	wikiAsides   = setOf("ref gallery imagemap timeline templatedata mapframe graph indicator")
	wikiVerbatim = setOf("nowiki pre source syntaxhighlight math chem ce")
	wikiElements = setOf("references section noinclude includeonly onlyinclude poem score")
	wikiTag      = lazyregexp.New(`^</?([a-zA-Z]+)(?:\s[^<>]*)?/?>`)
)

// wikiTag hides a tag that begins at i, and of an aside what it holds.
func (m *masker) wikiTag(i int) int {
	found := wikiTag.FindStringSubmatch(m.near(i))
	if found == nil {
		return max(i+1, m.tag(i))
	}
	name, end := strings.ToLower(found[1]), i+len(found[0])
	if !wikiAsides[name] && !wikiVerbatim[name] && !wikiElements[name] {
		return max(i+1, m.tag(i))
	}
	if strings.HasSuffix(found[0], "/>") || strings.HasPrefix(found[0], "</") || wikiElements[name] {
		m.hide(i, end)
		return end
	}
	closed := m.findEndTag(name, end)
	if closed < 0 {
		if wikiAsides[name] {
			return end
		}
		m.hide(i, end)
		return end
	}
	after := closed + len(name) + len("</>")
	if wikiAsides[name] {
		m.hide(i, after)
		return after
	}
	m.hide(i, end)
	m.hide(closed, after)
	return after
}

var (
	wikiUnshown = lazyregexp.New(`^\[\[\s*(?i:file|image|category)\s*:`)
	wikiPlain   = lazyregexp.New(`^\[\[([^\[\]{}|\n]+)(?:\|([^\[\]]*))?\]\]`)
	wikiAddress = lazyregexp.New(`^\[(?:(?:https?|ftp|irc|git|mailto|news|tel)?:(?://)?|//)[^\s\[\]<>"]+[ \t]*`)
)

// wikiLink hides the marks of a link, with its target if there is a text; a
// picture, and a category.
func (m *masker) wikiLink(i int) int {
	if !m.has("[[", i) {
		return m.externalLink(i)
	}
	if wikiUnshown.MatchString(m.near(i)) {
		if end := m.nested(i, "[[", "]]"); end > 0 {
			m.hide(i, end)
			return end
		}
		return i + 2
	}
	found := wikiPlain.FindStringSubmatchIndex(m.near(i))
	if found == nil {
		return i + 1 // the second bracket may open a link
	}
	end := i + found[1]
	from, to := i+found[2], end-2
	switch {
	case found[4] >= 0 && found[4] < found[5]:
		from = i + found[4]
	case found[4] >= 0: // "[[name (of several)|]]" shows "name"
		to = i + found[3]
	case m.after(from) == ':':
		from++
	}
	m.hide(i, from)
	m.hide(to, end)
	m.link(from, to, "")
	return from
}

// externalLink hides the marks of a link with an address, and the address if
// there is a text.
func (m *masker) externalLink(i int) int {
	open := i + len(wikiAddress.FindString(m.near(i)))
	if open == i {
		return i + 1
	}
	end := m.closing(open, '[', ']')
	if end < 0 {
		return open
	}
	if open == end { // no text
		m.hide(i, i+1)
		m.hide(end, end+1)
		return end + 1
	}
	m.hide(i, open)
	m.hide(end, end+1)
	m.link(open, end, m.text[i+1:open])
	return open
}

// nested returns the end of what begins at i with one mark and ends with
// another, where such may stand in it; 0 for nowhere near.
func (m *masker) nested(i int, from, to string) int {
	depth := 0
	for limit := min(len(m.text), i+farthest); i < limit; {
		switch {
		case m.has(from, i):
			depth++
			i += len(from)
		case m.has(to, i):
			i += len(to)
			if depth--; depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return 0
}

// template hides a template. A parameter of one, in three braces, is left as it
// stands.
func (m *masker) template(i int) int {
	end := m.run(i)
	if end-i != 2 && end-i != 4 {
		return end
	}
	if after := m.nested(i, "{{", "}}"); after > 0 {
		m.hide(i, after)
		return after
	}
	return end
}

var magicWord = lazyregexp.New(`^__[A-Z]+__`)

// magicWord hides an instruction: "__TOC__".
func (m *masker) magicWord(i int) int {
	if end := i + len(magicWord.FindString(m.near(i))); end > i {
		m.hide(i, end)
		return end
	}
	return m.run(i)
}

// cell passes over the marks before a cell of a table, and hides its
// attributes.
func (m *masker) cell(i int) int {
	end := i + 1
	switch {
	case m.text[i] == '\n' && (m.after(end) == '|' || m.after(end) == '!'), m.text[i] != '\n' && m.after(end) == rune(m.text[i]):
		end++
	default:
		return end
	}
	m.cellAttributes(end)
	return end
}

var cellAttributes = lazyregexp.New(`^[ \t]*(?:[A-Za-z-]+[ \t]*=[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[\w%#-]+)[ \t]*)+\|`)

// cellAttributes hides the attributes of a cell: `style="x" |`.
func (m *masker) cellAttributes(i int) {
	if end := i + len(cellAttributes.FindString(m.near(i))); end > i && m.after(end) != '|' {
		m.hide(i, end)
	}
}
