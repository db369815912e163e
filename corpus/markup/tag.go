package markup

import (
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// tag is a tag of HTML. A value may hold what would end a tag.
var tag = lazyregexp.New(`^</?([A-Za-z][A-Za-z0-9-]*)((?:\s+[A-Za-z_:@.#][\w:.-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>` + "`" + `]+))?)*)\s*/?>`)

// struck are the elements of HTML whose text is struck out.
var struck = setOf("del s strike")

// The elements of HTML that stand in texts: those that break a line, and the
// others. Other names between angle brackets are shown: "<name>" in prose is
// what the reader fills in.
var (
	breaks   = setOf("blockquote br center dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody td th thead tr ul")
	elements = setOf("a abbr b big bdi cite code del dfn em font i iframe img ins kbd mark q s samp small span strike strong sub sup tt u var video wbr")
)

// tag hides a tag or a comment of HTML that begins at i, and returns what
// follows it; i if none does.
func (m *masker) tag(i int) int {
	if m.has("<!--", i) {
		if end := m.find("-->", i+4); end >= 0 {
			m.hide(i, end+3)
			return end + 3
		}
		return i
	}
	found := tag.FindStringSubmatch(m.near(i))
	if found == nil {
		return i
	}
	end := i + len(found[0])
	switch name := strings.ToLower(found[1]); {
	case struck[name] && !strings.HasPrefix(found[0], "</"):
		if closed := m.findEndTag(name, end); closed >= 0 {
			end = closed + len("</>") + len(name)
		}
		m.hide(i, end)
	case breaks[name]:
		m.breakLine(i, end)
	case elements[name], strings.ContainsRune(found[2], '='):
		m.hide(i, end)
	default:
		return i
	}
	return end
}

var autolink = lazyregexp.New(`^<(?:(?:[A-Za-z][A-Za-z0-9+.-]*://|mailto:)[^\s<>]*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>`)

// autolink hides the brackets around an address that begin at i, and returns
// what follows them; i if none do.
func (m *masker) autolink(i int) int {
	end := i + len(autolink.FindString(m.near(i)))
	if end > i {
		m.hide(i, i+1)
		m.hide(end-1, end)
		m.link(i+1, end-1, m.text[i+1:end-1])
	}
	return end
}

// entity hides the name of a character of HTML that begins at i, where what it
// shows stands in it, or is a space; it returns what follows it.
func (m *masker) entity(i int) int {
	switch {
	case m.has("&amp;", i):
		m.hide(i+1, i+len("&amp;"))
		return i + len("&amp;")
	case m.has("&nbsp;", i):
		m.breakLine(i, i+len("&nbsp;"))
		return i + len("&nbsp;")
	}
	return i + 1
}

var address = lazyregexp.New(`^(?:https?|ftp|irc|git)://[^\s<>\[\]"|]+`)

// address returns the end of an address that stands in the text at i, in which
// no mark stands; i if there is none.
func (m *masker) address(i int) int {
	if isWord(m.before(i)) {
		return i
	}
	return i + len(address.FindString(m.near(i)))
}
