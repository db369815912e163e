package markup

import (
	"strings"
	"unicode"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// reST hides the inner marks of reStructuredText, by the rules of its
// specification. What a substitution ("|name|") shows stands elsewhere, so that
// it is left as it stands.
func reST(m *masker) {
	for i := 0; i < len(m.text); {
		i = m.reSTAt(i)
	}
}

// reSTAt hides the mark at i, and returns what follows it.
func (m *masker) reSTAt(i int) int {
	switch m.text[i] {
	case '\\':
		m.hide(i, i+1)
		if unicode.IsSpace(m.after(i+1)) && i+1 < len(m.text) { // it parts marks from a word
			m.hide(i+1, i+2)
		}
		return i + 2
	case '`':
		return m.interpreted(i, i)
	case '*':
		return m.starred(i)
	case ':':
		return m.role(i)
	case '[':
		return m.noteReference(i)
	case '_':
		return m.reference(i)
	case 'h', 'f':
		return max(i+1, m.address(i))
	}
	return i + 1
}

// opensInline reports whether a mark [from, to) may open inline markup: it
// stands before a word, and not alone between quotes or brackets.
func (m *masker) opensInline(from, to int) bool {
	before, after := m.before(from), m.after(to)
	if unicode.IsSpace(after) || !unicode.IsSpace(before) && !strings.ContainsRune(`'"([{<-/:`, before) &&
		!unicode.In(before, unicode.Ps, unicode.Pi, unicode.Pf, unicode.Pd) && !(before >= 0x80 && unicode.Is(unicode.Po, before)) {
		return false
	}
	switch before {
	case '\'', '"':
		return after != before
	case '(', '[', '{', '<':
		return after != map[rune]rune{'(': ')', '[': ']', '{': '}', '<': '>'}[before]
	}
	return true
}

// closesInline reports whether a mark [from, to) may close inline markup.
func (m *masker) closesInline(from, to int) bool {
	return !unicode.IsSpace(m.before(from)) && m.endsInline(to)
}

// endsInline reports whether inline markup may end before i.
func (m *masker) endsInline(i int) bool {
	after := m.after(i)
	return unicode.IsSpace(after) || strings.ContainsRune(`'")]}>-/\:.,;!?`, after) ||
		unicode.In(after, unicode.Pe, unicode.Pi, unicode.Pf, unicode.Pd) || after >= 0x80 && unicode.Is(unicode.Po, after)
}

// closingInline returns where a mark closes what begins at i; -1 if nowhere
// near. In literal text a backslash is no escape.
func (m *masker) closingInline(mark string, i int, literal bool) int {
	for at := m.find(mark, i+1); at >= 0 && at < i+farthest; at = m.find(mark, at+1) {
		if m.closesInline(at, at+len(mark)) && (literal || m.text[at-1] != '\\') {
			return at
		}
	}
	return -1
}

// starred hides the marks of emphasis.
func (m *masker) starred(i int) int {
	end := m.run(i)
	if end-i > 2 {
		return end
	}
	if m.hidden(i) {
		return end
	}
	if m.opensInline(i, end) {
		if closed := m.closingInline(m.text[i:end], end, false); closed >= 0 {
			m.hide(i, end)
			m.hide(closed, closed+end-i)
			return end
		}
	}
	m.dangling(i, end, m.opensInline(i, end), m.closesInline(i, end))
	return end
}

// literalRoles are the roles whose text has no target.
var literalRoles = setOf("code math samp kbd literal command program file envvar raw sub sup guilabel menuselection eq")

var roleName = lazyregexp.New("^:([a-zA-Z][a-zA-Z0-9]*(?:[:+._-][a-zA-Z0-9]+)*):")

// proposal is the number of a proposal, and a place in it.
var proposal = lazyregexp.New("^[0-9]+(?:#[\\w-]*)?`$")

// role hides the name of a role before its text, and the marks of that. The
// text of a role of proposals is a number, which that name belongs to:
// ":pep:`8`" shows "PEP 8".
func (m *masker) role(i int) int {
	if isWord(m.before(i)) {
		return i + 1
	}
	found := roleName.FindStringSubmatch(m.macroAt(i))
	if found == nil {
		return i + 1
	}
	text := i + len(found[0])
	if m.after(text) != '`' {
		return i + 1
	}
	end := m.interpreted(text, i)
	if !m.hidden(text) {
		return end
	}
	if (found[1] == "pep" || found[1] == "rfc") && text+1 < end && proposal.MatchString(m.text[text+1:end]) {
		m.hide(i, i+1)
		m.breakLine(text-1, text+1)
		return end
	}
	m.hide(i, text)
	return end
}

var roleSuffix = lazyregexp.New("^:[a-zA-Z][a-zA-Z0-9]*(?:[:+._-][a-zA-Z0-9]+)*:")

// interpreted hides the marks of what stands between backquotes from i on: code
// between two, else a role's text or a link's, whose address is hidden too. The
// name of a role before it begins at start.
func (m *masker) interpreted(i, start int) int {
	end := m.run(i)
	mark := m.text[i:end]
	if len(mark) > 2 || !m.opensInline(start, start) && !m.opensInline(i, end) || unicode.IsSpace(m.after(end)) {
		return end
	}
	if len(mark) == 2 {
		if closed := m.closingInline(mark, end, true); closed >= 0 {
			closed = m.run(closed) - 2 // a backquote before it is shown
			m.hide(i, end)
			m.hide(closed, closed+2)
			return closed + 2
		}
		return end
	}
	closed, after := m.interpretedEnd(end)
	if closed < 0 {
		return end
	}
	reference := m.text[closed+1:after] == "_" || m.text[closed+1:after] == "__"
	role := strings.Trim(m.text[start:i], ":")
	targeted := reference || role != "" && !literalRoles[role[strings.LastIndexByte(role, ':')+1:]]
	m.hide(i, end)
	m.hide(closed, after)
	open := strings.LastIndexByte(m.text[end:closed], '<')
	if reference {
		m.link(end, closed, strings.Trim(m.text[end+max(open, 0):closed], "<>"))
	}
	switch {
	case targeted && open == 0 && m.text[closed-1] == '>': // an address alone is shown
		m.hide(end, end+1)
		m.hide(closed-1, closed)
	case targeted && open > 0 && m.text[closed-1] == '>':
		m.hide(end+open, closed)
	case role != "" && strings.IndexByte("~!", m.text[end]) >= 0:
		// A reader sees the last part of a name alone; all of it says more.
		m.hide(end, end+1)
	}
	for at := end; at < closed; at++ {
		if m.text[at] == '\\' && !m.hidden(at) && !literalRoles[role] {
			m.hide(at, at+1)
			at++
		}
	}
	return after
}

// interpretedEnd returns where a backquote closes the text from i on, and where
// the mark of a link or the name of a role ends that follows it; -1 if none
// does.
func (m *masker) interpretedEnd(i int) (closed, after int) {
	for at := m.find("`", i+1); at >= 0 && at < i+farthest; at = m.find("`", at+1) {
		if unicode.IsSpace(m.before(at)) || m.text[at-1] == '\\' {
			continue
		}
		after := at + 1
		switch {
		case m.has("__", after):
			after += 2
		case m.has("_", after):
			after++
		default:
			after += len(roleSuffix.FindString(m.macroAt(after)))
		}
		if m.endsInline(after) {
			return at, after
		}
		if after > at+1 && m.text[at+1] == ':' && m.endsInline(at+1) {
			return at, at + 1
		}
	}
	return -1, -1
}

var noteReference = lazyregexp.New(`^\[(?:[0-9]+|#[\w.:+-]*|\*|[\pL\d][\w.:+-]*)\]_`)

// noteReference hides a reference to a note: "[1]_".
func (m *masker) noteReference(i int) int {
	end := i + len(noteReference.FindString(m.near(i)))
	if end > i && m.endsInline(end) {
		m.hide(i, end)
		return end
	}
	return i + 1
}

// reference hides the mark at the end of a link's name ("Docutils_"), and those
// around a target ("_`Docutils`").
func (m *masker) reference(i int) int {
	end := m.run(i)
	if end == i+1 && m.after(end) == '`' && m.opensInline(i, end+1) {
		if closed := m.closingInline("`", end+1, false); closed >= 0 {
			m.hide(i, end+1)
			m.hide(closed, closed+1)
			return closed + 1
		}
	}
	if end-i > 2 || !m.endsInline(end) || !m.isName(i) {
		return end
	}
	m.hide(i, end)
	return end
}

// longestName is the most bytes of a link's name that stands without backquotes.
const longestName = 80

// isName reports whether a link's name ends at i, which stands between blanks or
// brackets: "__init" is none.
func (m *masker) isName(i int) bool {
	from := i
	for from > max(0, i-longestName) && (isNameByte(m.text[from-1]) || m.text[from-1] >= 0x80) {
		from--
	}
	if from == i || !isWord(m.after(from)) || !isWord(m.before(i)) {
		if m.before(i) != '|' { // "|name|_"
			return false
		}
		return true
	}
	return m.opensInline(from, from)
}

func isNameByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || strings.IndexByte("-_.+", b) >= 0
}
