package markup

import "strings"

// markdown hides the inner marks of Markdown, and what wikis and site makers
// add to it: tags, shortcodes, attributes.
func markdown(m *masker) {
	for i := 0; i < len(m.text); {
		i = m.markdownAt(i)
	}
}

// markdownAt hides the mark at i, and returns what follows it.
func (m *masker) markdownAt(i int) int {
	switch m.text[i] {
	case '\\':
		if i+1 < len(m.text) && isPunctuation(m.text[i+1]) {
			m.hide(i, i+1)
			return i + 2
		}
	case '`':
		return m.codeSpan(i)
	case '*', '_', '~':
		return m.emphasis(i)
	case '!':
		if i+1 < len(m.text) && m.text[i+1] == '[' {
			return m.picture(i)
		}
	case '[':
		return m.markdownLink(i)
	case ']':
		return m.linkEnd(i)
	case '<':
		return m.tag(i)
	case '{':
		return m.shortcode(i)
	}
	return i + 1
}

// codeSpan hides the marks of a code span, in which nothing else is a mark.
func (m *masker) codeSpan(i int) int {
	end := m.run(i)
	mark := m.text[i:end]
	for at := m.find(mark, end); at >= 0; {
		if after := m.run(at); after-at == len(mark) {
			m.hide(i, end)
			m.hide(at, after)
			return after
		} else {
			at = m.find(mark, after)
		}
	}
	return end
}

// emphasis hides a run of marks that opens or closes emphasis: there is a word
// on one side of it. Within a word an underscore is none.
func (m *masker) emphasis(i int) int {
	end := m.run(i)
	switch {
	case m.isSpace(i-1) && m.isSpace(end) && end-i < len(m.text),
		m.text[i] == '_' && m.isWordByte(i-1) && m.isWordByte(end),
		m.text[i] == '~' && end-i != 2, end-i > 3:
		return end
	}
	if m.text[i] == '*' && m.isWordByte(i-1) && m.isWordByte(end) && !strings.Contains(m.text[end:min(len(m.text), end+farthest)], m.text[i:end]) &&
		!strings.Contains(m.text[max(0, i-farthest):i], m.text[i:end]) {
		return end // "2*3"
	}
	m.hide(i, end)
	return end
}

// picture hides a picture.
func (m *masker) picture(i int) int {
	closed := m.closing(i+2, '[', ']')
	if closed < 0 {
		return i + 2
	}
	if end := m.target(closed + 1); end > 0 {
		m.hide(i, end)
		return end
	}
	return i + 2
}

// target returns the end of the address or the label of a link that begins at
// i; 0 if none does.
func (m *masker) target(i int) int {
	if i >= len(m.text) {
		return 0
	}
	end := -1
	switch m.text[i] {
	case '(':
		end = m.closing(i+1, '(', ')')
	case '[':
		end = m.find("]", i+1)
	}
	if end < 0 {
		return 0
	}
	return end + 1
}

// markdownLink hides the opening mark of a link: of one in a wiki, "[[page|",
// of any other the bracket, whose address linkEnd hides.
func (m *masker) markdownLink(i int) int {
	if strings.HasPrefix(m.text[i:], "[^") {
		if end := m.find("]", i); end >= 0 && end-i < 60 {
			m.hide(i, end+1)
			return end + 1
		}
	}
	if strings.HasPrefix(m.text[i:], "[[") {
		if end := m.find("]]", i); end >= 0 && !strings.ContainsAny(m.text[i+2:end], "[]\n") {
			from := i + 2
			if bar := strings.LastIndexByte(m.text[from:end], '|'); bar >= 0 {
				from += bar + 1
			}
			m.hide(i, from)
			m.hide(end, end+2)
			return end + 2
		}
	}
	closed := m.closing(i+1, '[', ']')
	if closed >= 0 && m.target(closed+1) > 0 {
		m.hide(i, i+1)
	}
	return i + 1
}

// linkEnd hides the bracket that closes the text of a link, and its address.
func (m *masker) linkEnd(i int) int {
	if end := m.target(i + 1); end > 0 && m.opensBefore(i) {
		m.hide(i, end)
		return end
	}
	return i + 1
}

// opensBefore reports whether the bracket that is closed at i was opened.
func (m *masker) opensBefore(i int) bool {
	depth := 0
	for j := i - 1; j >= max(0, i-farthest); j-- {
		switch m.text[j] {
		case ']':
			depth++
		case '[':
			if depth == 0 {
				return true
			}
			depth--
		}
	}
	return false
}

// tag hides a tag or a comment of HTML, and of an address in angle brackets the
// brackets.
func (m *masker) tag(i int) int {
	if i+1 >= len(m.text) {
		return i + 1
	}
	if strings.HasPrefix(m.text[i:], "<!--") {
		if end := m.find("-->", i); end >= 0 {
			m.hide(i, end+3)
			return end + 3
		}
		return i + 4
	}
	end := m.find(">", i)
	if end < 0 {
		return i + 1
	}
	inner := m.text[i+1 : end]
	name := strings.TrimPrefix(inner, "/")
	switch {
	case strings.HasPrefix(inner, "http://"), strings.HasPrefix(inner, "https://"), strings.HasPrefix(inner, "mailto:"):
		if !strings.ContainsAny(inner, " \n") {
			m.hide(i, i+1)
			m.hide(end, end+1)
		}
		return end + 1
	case breaks[tagName(name)]:
		m.breakLine(i, end+1)
		return end + 1
	case elements[tagName(name)]:
		m.hide(i, end+1)
		return end + 1
	}
	return i + 1
}

// tagName returns the name of the element that the inside of a tag names, in
// small letters; empty if it is none: "<name>" in prose is what the reader
// fills in.
func tagName(inner string) string {
	end := strings.IndexFunc(inner, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '1' && r <= '6') })
	if end < 0 {
		end = len(inner)
	}
	if end < len(inner) && strings.IndexByte(" \t\n/", inner[end]) < 0 {
		return ""
	}
	return strings.ToLower(inner[:end])
}

// The elements of HTML that stand in texts: those that break a line, and the
// others.
var (
	breaks   = setOf("blockquote br center dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody td th thead tr ul")
	elements = setOf(`a abbr b cite code del em font i iframe img ins kbd mark nowiki q ref s samp small span strike strong sub sup
		syntaxhighlight tt u var video wbr`)
)

func setOf(names string) map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields(names) {
		out[name] = true
	}
	return out
}

// shortcode hides what a site maker fills in, and the attributes of a block.
func (m *masker) shortcode(i int) int {
	for _, marks := range [][2]string{{"{{<", ">}}"}, {"{{%", "%}}"}, {"{%", "%}"}, {"{#", "}"}, {"{:", "}"}, {"{.", "}"}} {
		if !strings.HasPrefix(m.text[i:], marks[0]) {
			continue
		}
		if end := m.find(marks[1], i); end >= 0 {
			m.hide(i, end+len(marks[1]))
			return end + len(marks[1])
		}
	}
	return i + 1
}
