package markup

import (
	"regexp"
	"strings"
)

// reST hides the inner marks of reStructuredText.
func reST(m *masker) {
	for i := 0; i < len(m.text); {
		switch m.text[i] {
		case '\\':
			m.hide(i, i+1)
			i += 2
		case '`':
			i = m.interpreted(i)
		case '*':
			i = m.emphasis(i)
		case ':':
			i = m.role(i)
		case '[':
			i = m.noteReference(i)
		case '_':
			i = m.reference(i)
		default:
			i++
		}
	}
}

// interpreted hides the marks of what stands between backquotes: code between
// two, else a role's text or a link's, whose address is hidden too.
func (m *masker) interpreted(i int) int {
	end := m.run(i)
	mark := m.text[i:end]
	closed := m.find(mark, end)
	if closed < 0 || len(mark) > 2 {
		return end
	}
	m.hide(i, end)
	after := closed + len(mark)
	if len(mark) == 1 {
		if open := strings.LastIndexByte(m.text[end:closed], '<'); open >= 0 && m.text[closed-1] == '>' && open > 0 {
			m.hide(end+open, closed)
		}
		for after < len(m.text) && m.text[after] == '_' {
			after++
		}
	}
	m.hide(closed, after)
	return after
}

var roleName = regexp.MustCompile("^:[a-zA-Z][a-zA-Z0-9:+._-]{0,40}:`")

// role hides the name of a role before its text.
func (m *masker) role(i int) int {
	if i > 0 && m.isWordByte(i-1) {
		return i + 1
	}
	if found := roleName.FindString(m.text[i:min(len(m.text), i+60)]); found != "" {
		m.hide(i, i+len(found)-1)
		return i + len(found) - 1
	}
	return i + 1
}

// noteReference hides a reference to a note: "[1]_".
func (m *masker) noteReference(i int) int {
	if end := m.find("]_", i); end >= 0 && end-i < 60 && !strings.ContainsAny(m.text[i+1:end], "[] ") {
		m.hide(i, end+2)
		return end + 2
	}
	return i + 1
}

// reference hides the mark at the end of a link's name: "Docutils_".
func (m *masker) reference(i int) int {
	end := m.run(i)
	if end-i <= 2 && m.isWordByte(i-1) && !m.isWordByte(end) {
		m.hide(i, end)
	}
	return end
}
