package markup

import (
	"strings"
	"unicode"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// asciiDoc hides the inner marks of AsciiDoc, by the rules of its documentation.
// Attributes stand elsewhere, so that references to them are left as they stand.
func asciiDoc(m *masker) {
	m.asciiDocLine(0)
	for i := 0; i < len(m.text); {
		if m.hidden(i) {
			i++
			continue
		}
		i = m.asciiDocAt(i)
	}
}

// asciiDocAt hides the mark at i, and returns what follows it.
func (m *masker) asciiDocAt(i int) int {
	switch b := m.text[i]; b {
	case '\\':
		return m.escape(i)
	case '\n':
		m.asciiDocLine(i + 1)
	case '*', '_', '#':
		return m.quoted(i, m.isMiddle(i))
	case '`':
		return m.monospaced(i)
	case '+':
		return m.passed(i)
	case '^', '~':
		return m.raised(i)
	case '"', '\'':
		return m.curved(i)
	case '[':
		return m.asciiDocBracket(i)
	case '<':
		return m.crossReference(i)
	case '(':
		return m.indexTerm(i)
	case '{':
		return m.attribute(i)
	default:
		if b >= 'a' && b <= 'z' && !isWord(m.before(i)) {
			return m.macro(i)
		}
	}
	return i + 1
}

var lineOfNothing = lazyregexp.New(`^(?://(?:[^/].*)?|(?:include|ifdef|ifndef|ifeval|endif)::.*\])$`)

// asciiDocLine hides what shows nothing of the line that begins at i: all of a
// comment or an instruction, the mark of a quotation, and the one at its end
// that breaks it.
func (m *masker) asciiDocLine(i int) {
	line := m.near(i)
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	line = strings.TrimRight(line, " \t\r")
	switch {
	case lineOfNothing.MatchString(line):
		m.hide(i, i+len(line))
		return
	case strings.HasPrefix(line, "> "):
		m.hide(i, i+1)
	}
	if strings.HasSuffix(line, " +") {
		m.hide(i+len(line)-1, i+len(line))
	}
}

var escapedMacro = lazyregexp.New(`^\\(?:(?:https?|ftp|irc)://|[a-z][a-z0-9]*:[^\s\[\]]*\[)`)

// escape hides a backslash before a mark, which is none then.
func (m *masker) escape(i int) int {
	after := m.after(i + 1)
	switch {
	case strings.ContainsRune("*_`#+^~", after) && !unicode.IsSpace(m.after(m.run(i+1))):
		m.hide(i, i+1)
		return m.run(i + 1)
	case after == '{', after == '[', after == '&', m.has(`\<<`, i), m.has(`\((`, i):
		m.hide(i, i+1)
		return m.run(i + 1)
	case escapedMacro.MatchString(m.macroAt(i)):
		m.hide(i, i+1)
		return m.wordEnd(i + 1)
	}
	return i + 1
}

// isMiddle reports whether what stands before i keeps a mark there from opening
// anything, unless it is doubled.
func (m *masker) isMiddle(i int) bool {
	r := m.before(i)
	return isWord(r) || strings.ContainsRune("_;:}", r)
}

// quoted hides the marks of emphasis that open at i, and returns what follows
// the first. Doubled they may stand within a word.
func (m *masker) quoted(i int, middle bool) int {
	end := m.run(i)
	if end-i > 3 {
		return end
	}
	if end-i >= 2 {
		if closed := m.find(m.text[i:i+2], i+3); closed >= 0 && i+2 < len(m.text) {
			m.hide(i, i+2)
			m.hide(closed, closed+2)
			return i + 2
		}
		m.danglingAsciiDoc(i, end, middle)
		return end
	}
	if !middle {
		if closed := m.closingQuoted(i); closed >= 0 {
			m.hide(i, i+1)
			m.hide(closed, closed+1)
			return end
		}
	}
	m.danglingAsciiDoc(i, end, middle)
	return end
}

func (m *masker) danglingAsciiDoc(from, to int, middle bool) {
	if m.text[from] != '#' {
		m.dangling(from, to, !middle && !unicode.IsSpace(m.after(to)), !unicode.IsSpace(m.before(from)) && m.after(to) != '_' && !isWord(m.after(to)))
	}
}

// closingQuoted returns where the mark at i is closed by another; -1 if nowhere
// near.
func (m *masker) closingQuoted(i int) int {
	mark := m.text[i : i+1]
	if unicode.IsSpace(m.after(i + 1)) {
		return -1
	}
	for at := m.find(mark, i+2); at >= 0 && at < i+farthest; at = m.find(mark, at+1) {
		after := m.after(at + 1)
		if unicode.IsSpace(m.before(at)) || isWord(after) || after == '_' || m.hidden(at) {
			continue
		}
		if mark == "`" && strings.ContainsRune("\"'`", after) {
			continue
		}
		return at
	}
	return -1
}

// monospaced hides the marks of code. Between backquotes and plus signs, nothing
// is a mark.
func (m *masker) monospaced(i int) int {
	if m.has("`'", i) && isWord(m.before(i)) { // an apostrophe
		m.hide(i, i+1)
		return i + 2
	}
	if m.has("`+", i) {
		if closed := m.find("+`", i+2); closed > i+2 {
			m.hide(i, i+2)
			m.hide(closed, closed+2)
			return closed + 2
		}
	}
	return m.quoted(i, m.isMiddle(i) || strings.ContainsRune(`"'`, m.before(i)))
}

// passed hides the marks around what is passed through, in which nothing is a
// mark.
func (m *masker) passed(i int) int {
	end := m.run(i)
	mark := m.text[i:end]
	if len(mark) > 3 || unicode.IsSpace(m.after(end)) {
		return end
	}
	closed := -1
	if len(mark) > 1 {
		closed = m.find(mark, end+1)
	} else if !m.isMiddle(i) {
		closed = m.closingQuoted(i)
	}
	if closed < 0 {
		return end
	}
	m.hide(i, end)
	m.hide(closed, closed+len(mark))
	return closed + len(mark)
}

// raised hides the marks around a part of a word that stands higher or lower.
func (m *masker) raised(i int) int {
	rest := m.near(i + 1)
	n := strings.IndexByte(rest, m.text[i])
	if n <= 0 || strings.ContainsAny(rest[:n], " \t\r\n") {
		return m.run(i)
	}
	m.hide(i, i+1)
	m.hide(i+1+n, i+2+n)
	return i + 1
}

// curved hides the backquotes that curve quotes: "`text`".
func (m *masker) curved(i int) int {
	mark := m.text[i : i+1]
	if !m.has(mark+"`", i) || m.isMiddle(i) {
		return i + 1
	}
	closed := m.find("`"+mark, i+3)
	if closed < 0 {
		return i + 1
	}
	m.hide(i+1, i+2)
	m.hide(closed, closed+1)
	return i + 2
}

var (
	anchor = lazyregexp.New(`^\[\[\[?[\pL_:][^\[\]\n]*\]\]\]?`)
	styled = lazyregexp.New("^\\[[^\\[\\]\n]+\\][*_`#+^~]")
)

// asciiDocBracket hides an anchor, or the attributes of what is quoted next.
func (m *masker) asciiDocBracket(i int) int {
	if end := i + len(anchor.FindString(m.macroAt(i))); end > i {
		m.hide(i, end)
		return end
	}
	end := i + len(styled.FindString(m.macroAt(i))) - 1
	if end < i || isWord(m.before(i)) || m.hidden(end) {
		return i + 1
	}
	if after := m.asciiDocAt(end); m.hidden(end) {
		m.hide(i, end)
		return after
	}
	return end
}

var crossReference = lazyregexp.New(`^<<([^\s<>,][^<>,]*)(?:,\s*([^<>]*))?>>`)

// crossReference hides the marks of a reference to another place, and the
// place's name if there is a text.
func (m *masker) crossReference(i int) int {
	if end := m.autolink(i); end > i {
		return end
	}
	found := crossReference.FindStringSubmatchIndex(m.near(i))
	if found == nil {
		return i + 1
	}
	shown, after := i+2, i+found[1]
	if found[4] >= 0 && found[4] < found[5] {
		shown = i + found[4]
	} else if m.after(shown) == '#' {
		shown++
	}
	m.hide(i, shown)
	end := after - 2
	if found[4] == found[5] { // "<<name,>>"
		end = i + found[3]
	}
	m.hide(end, after)
	m.link(shown, end, "")
	return shown
}

// indexTerm hides an entry of the index, or the marks of one that is shown.
func (m *masker) indexTerm(i int) int {
	if m.has("(((", i) {
		if end := m.find(")))", i); end >= 0 {
			m.hide(i, end+3)
			return end + 3
		}
	}
	if m.has("((", i) && m.after(i+2) != '(' {
		if end := m.find("))", i); end > i+2 && strings.IndexByte(m.text[i+2:end], '(') < 0 {
			m.hide(i, i+2)
			m.hide(end, end+2)
			return i + 2
		}
	}
	return m.run(i)
}

var attributeLink = lazyregexp.New(`^\{[\w-]+\}(?:[^\s\[\]{}]|\{[\w-]+\})*\[`)

// attribute passes over a reference to an attribute. One with a text in brackets
// is the address of a link.
func (m *masker) attribute(i int) int {
	if end := i + len(attributeLink.FindString(m.macroAt(i))); end > i {
		return m.linked(i, end)
	}
	if end := strings.IndexByte(m.near(i), '}'); end >= 0 && strings.IndexByte(m.text[i:i+end], ' ') < 0 {
		return i + end + 1
	}
	return i + 1
}

var (
	macro     = lazyregexp.New(`^([a-z][a-z0-9]*):([^\s\[\]:][^\s\[\]]*|)\[`)
	autoMacro = lazyregexp.New(`^(?:https?|ftp|irc)://[^\s\[\]<>]+\[`)
)

// macro hides the macro that begins at i, but for the text that it shows.
func (m *masker) macro(i int) int {
	if end := m.address(i); end > i {
		if n := len(autoMacro.FindString(m.macroAt(i))); n > 0 {
			return m.linked(i, i+n)
		}
		return i + len(strings.TrimRight(m.text[i:end], "*_`#+^~).,:;!?"))
	}
	found := macro.FindStringSubmatch(m.macroAt(i))
	if found == nil {
		return m.wordEnd(i)
	}
	open := i + len(found[0])
	switch name, target := found[1], found[2]; {
	case (name == "link" || name == "xref" || name == "mailto") && target != "":
		return m.linked(i, open)
	case name == "image" && target != "", name == "icon" && target != "", name == "footnote", name == "footnoteref",
		name == "indexterm" && target == "", name == "anchor" && target != "":
		if end := m.closing(open, '[', ']'); end >= 0 {
			m.hide(i, end+1)
			return end + 1
		}
	case name == "kbd" && target == "", name == "btn" && target == "", name == "indexterm2" && target == "":
		return m.unwrapped(i, open)
	case name == "pass", name == "stem", name == "latexmath", name == "asciimath":
		if end := m.closing(open, 0, ']'); end >= 0 {
			m.hide(i, open)
			m.hide(end, end+1)
			return end + 1
		}
	case name == "menu" && target != "":
		if end := m.closing(open, 0, ']'); end >= 0 {
			m.hide(i, i+len("menu:"))
			m.breakLine(open-1, open)
			m.hide(end, end+1)
			return end + 1
		}
	}
	return open
}

// wordEnd returns the end of the ASCII letters from i on.
func (m *masker) wordEnd(i int) int {
	for i++; i < len(m.text) && (m.text[i] >= 'a' && m.text[i] <= 'z' || m.text[i] >= 'A' && m.text[i] <= 'Z'); {
		i++
	}
	return i
}

// unwrapped hides what stands around a text in brackets that begins at open.
func (m *masker) unwrapped(i, open int) int {
	end := m.closing(open, 0, ']')
	if end < 0 {
		return open
	}
	m.hide(i, open)
	m.hide(end, end+1)
	return open
}

// linkAttributes are what is told of a link behind its text.
var linkAttributes = lazyregexp.New(`,\s*(?:role|window|opts|options|id|title|subject|body|target|rel)=.*$|\^$`)

// linked hides the address of a link that begins at i, and what stands around
// its text, which begins at open. Without a text, the address is shown.
func (m *masker) linked(i, open int) int {
	end := m.closing(open, 0, ']')
	if end < 0 {
		return open
	}
	m.hide(end, end+1)
	text := m.text[open:end]
	if from := linkAttributes.FindStringIndex(text); from != nil {
		m.hide(open+from[0], end)
		text = text[:from[0]]
	}
	m.link(open, open+len(text), strings.TrimPrefix(m.text[i:open-1], "link:"))
	if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "role=") || strings.HasPrefix(text, "window=") {
		m.hide(open-1, end)
		for _, name := range [...]string{"link:", "xref:", "mailto:"} {
			if m.has(name, i) {
				m.hide(i, i+len(name))
			}
		}
		return end + 1
	}
	if n := len(text); n > 2 && text[0] == '"' && text[n-1] == '"' {
		m.hide(open, open+1)
		m.hide(open+n-1, open+n)
	}
	m.hide(i, open)
	for at := open; at+1 < end; at++ {
		if m.has(`\]`, at) {
			m.hide(at, at+1)
		}
	}
	return open
}
