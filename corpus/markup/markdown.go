package markup

import (
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// markdown hides the inner marks of Markdown, by the rules of CommonMark, and
// what wikis and site makers add to it: notes, shortcodes, attributes. The
// definitions of links stand elsewhere, so that of links by name only those with
// two brackets are told: "[text][name]".
func markdown(m *masker) {
	s := commonMark{masker: m}
	for i := 0; i < len(m.text); {
		i = s.at(i)
	}
	for _, d := range s.emphasize(0) {
		m.dangling(d.from, d.to, d.opens, d.closes)
	}
}

// commonMark scans a text as CommonMark's own parser does.
type commonMark struct {
	*masker
	runs     []delimiters // that may be emphasis
	brackets []bracket    // that are open
	inert    int          // of these, the brackets before this one open no link any more
}

// A bracket opens the text of a link, or a picture.
type bracket struct {
	at      int
	picture bool
	runs    int // how many runs of delimiters stand before it
}

// at hides the mark at i, and returns what follows it.
func (s *commonMark) at(i int) int {
	switch s.text[i] {
	case '\\':
		if r := s.after(i + 1); i+1 < len(s.text) && (r == '\n' || r < 0x80 && isPunctuation(r)) {
			s.hide(i, i+1)
			return i + 2
		}
	case '\n':
		s.hideLinePrefix(i+1, ">") // of a quotation
	case '`':
		return s.codeSpan(i)
	case '*', '_', '~', '=':
		return s.delimiters(i)
	case '+':
		return s.keys(i)
	case '!':
		if s.has("![", i) {
			s.brackets = append(s.brackets, bracket{i, true, len(s.runs)})
			return i + 2
		}
	case '[':
		return s.open(i)
	case ']':
		return s.close(i)
	case '<':
		return max(i+1, s.autolink(i), s.tag(i))
	case '{':
		return s.braces(i)
	case '&':
		return s.entity(i)
	case 'h', 'f':
		return max(i+1, s.bareAddress(i))
	}
	return i + 1
}

// codeSpan hides the marks of a code span, in which nothing else is a mark.
func (s *commonMark) codeSpan(i int) int {
	end := s.run(i)
	mark := s.text[i:end]
	for at := s.find(mark, end); at >= 0; {
		after := s.run(at)
		if after-at == len(mark) {
			s.hide(i, end)
			s.hide(at, after)
			if code := s.text[end:at]; len(code) > 2 && code[0] == ' ' && code[len(code)-1] == ' ' && strings.Trim(code, " ") != "" {
				s.hide(end, end+1) // "`` ` ``"
				s.hide(at-1, at)
			}
			return after
		}
		at = s.find(mark, after)
	}
	return end
}

// bareAddress returns the end of an address in which no mark stands: it ends
// before one that opens the text around it may be closed by.
func (s *commonMark) bareAddress(i int) int {
	end := s.address(i)
	address := strings.TrimRight(s.text[i:end], "*_~=`\\)!.,:;?'")
	s.link(i, end, "") // shown, it needs no other link
	return i + len(address)
}

var keys = lazyregexp.New(`^\+\+[a-z0-9]+(?:[+-][a-z0-9]+)*\+\+`)

// keys hides the marks around keys to press: "++ctrl+c++".
func (s *commonMark) keys(i int) int {
	if end := i + len(keys.FindString(s.near(i))); end > i && !isWord(s.before(i)) && !isWord(s.after(end)) {
		s.hide(i, i+2)
		s.hide(end-2, end)
		return end
	}
	return s.run(i)
}

var (
	noteMark   = lazyregexp.New(`^\[\^[A-Za-z0-9_.:-]{1,60}\](?:[^*+?({]|$)`)
	wikiTarget = lazyregexp.New(`^\[\[[^\s\[\]][^\[\]\n]*\]\]`)
)

// open hides the mark of a note, and the marks of a link in a wiki:
// "[[page|text]]". Any other bracket may open a link.
func (s *commonMark) open(i int) int {
	if s.has("[^", i) && noteMark.MatchString(s.near(i)) {
		end := s.find("]", i) + 1
		if s.after(end) == ':' && s.before(i) == '\n' { // its text follows
			end++
		}
		s.hide(i, end)
		return end
	}
	if s.has("[[", i) {
		end := i + len(wikiTarget.FindString(s.near(i)))
		if end > i && s.after(end) != '(' && s.after(end) != '[' {
			from := max(i+2, i+strings.LastIndexByte(s.text[i:end], '|')+1)
			s.hide(i, from)
			s.hide(end-2, end)
			s.link(from, end-2, "")
			return end
		}
	}
	s.brackets = append(s.brackets, bracket{i, false, len(s.runs)})
	return i + 1
}

// close hides the marks of the link whose text ends at i, with its address, or
// a picture.
func (s *commonMark) close(i int) int {
	n := len(s.brackets) - 1
	if n < 0 {
		return i + 1
	}
	b := s.brackets[n]
	s.brackets = s.brackets[:n]
	inert := n < s.inert && !b.picture
	s.inert = min(s.inert, n)
	if inert {
		return i + 1
	}
	end := s.target(i, b)
	if end == 0 {
		return i + 1
	}
	if b.picture {
		s.hide(b.at, end)
		s.runs = s.runs[:b.runs]
		return end
	}
	s.hide(b.at, b.at+1)
	s.hide(i, end)
	s.link(b.at+1, i, s.addressAt(i+1))
	s.emphasize(b.runs)
	s.inert = n // no link stands in another
	return end
}

// target returns the end of what makes a link or a picture of the bracket b,
// which is closed at i: its address, or its name; 0 if nothing does.
func (s *commonMark) target(i int, b bracket) int {
	switch s.after(i + 1) {
	case '(':
		end := s.destination(i + 2)
		if end == 0 && b.picture { // some give its size there
			end = s.closing(i+2, '(', ')') + 1
		}
		if end == i+3 && isWord(s.before(b.at)) {
			return 0 // "calls[0]()"
		}
		return end
	case '[':
		end := s.find("]", i+2)
		if end < 0 {
			return 0
		}
		name, text := s.text[i+2:end], s.text[b.at+1:i]
		if strings.IndexByte(name, '[') >= 0 || !b.picture && isWord(s.before(b.at)) || name != text && isNumber(name) && isNumber(text) {
			return 0 // "a[i][j]", "[1][2]"
		}
		return end + 1
	}
	return 0
}

func isNumber(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// destination returns the end of an address of a link, with its title, after
// its bracket, which opens before i: "address 'title')"; 0 if there is none.
func (s *commonMark) destination(i int) int {
	i = s.skipSpace(i)
	if s.after(i) == '<' {
		end := s.find(">", i)
		if end < 0 || strings.IndexByte(s.text[i:end], '\n') >= 0 {
			return 0
		}
		i = end + 1
	} else {
		i = s.destinationEnd(i)
	}
	i = s.skipSpace(i)
	if r := s.after(i); r == '"' || r == '\'' || r == '(' {
		closed := byte(r)
		if r == '(' {
			closed = ')'
		}
		end := s.closing(i+1, 0, closed)
		if end < 0 {
			return 0
		}
		i = s.skipSpace(end + 1)
	}
	if s.after(i) != ')' {
		return 0
	}
	return i + 1
}

// addressAt returns the address of a link whose text is followed by it in
// brackets, which open at i; empty if it is one by name.
func (s *commonMark) addressAt(i int) string {
	if s.after(i) != '(' {
		return ""
	}
	i = s.skipSpace(i + 1)
	if s.after(i) == '<' {
		return s.text[i+1 : s.find(">", i)]
	}
	return s.text[i:s.destinationEnd(i)]
}

// destinationEnd returns where an address ends: at white space, or at the
// bracket that opened before it. In what a site maker fills in there may be
// both.
func (s *commonMark) destinationEnd(i int) int {
	depth := 0
	for limit := min(len(s.text), i+farthest); i < limit; i++ {
		switch s.text[i] {
		case ' ', '\t', '\n', '\r':
			return i
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return i
			}
		case '{':
			if end := s.filledIn(i); end > 0 {
				i = end - 1
			}
		}
	}
	return i
}

func (s *commonMark) skipSpace(i int) int {
	for i < len(s.text) && strings.IndexByte(" \t\r\n", s.text[i]) >= 0 {
		i++
	}
	return i
}

// filledIn returns the end of what a site maker fills in at i; 0 if there is
// nothing of the sort.
func (s *commonMark) filledIn(i int) int {
	for _, marks := range [...][2]string{{"{{", "}}"}, {"{%", "%}"}} {
		if !s.has(marks[0], i) {
			continue
		}
		if end := s.find(marks[1], i+2); end >= 0 {
			return end + 2
		}
	}
	return 0
}

const oneAttribute = `(?:[.#][A-Za-z_][\w:-]*|[A-Za-z_][\w:.-]*=(?:"[^"]*"|'[^']*'|[^\s"'{}]+))`

// attributes are what Markdown's dialects tell of what stands before them:
// "{#id}", "{: .class}", "{ width=300 }".
var (
	attributes = lazyregexp.New(`^\{:?[ \t]*` + oneAttribute + `(?:[ \t]+` + oneAttribute + `)*[ \t]*\}`)
	comment    = lazyregexp.New(`^\{#[ \t][^{}]*#\}`)
)

// saying is an instruction of a site maker with a text, which most show:
// `{% channel "help" %}`. A path is none.
var saying = lazyregexp.New(`^\{%-?\s*[\w-]+\s+"([^"/.{}\n]+)"\s*(?:,\s*"[\w-]+"\s*)?-?%\}`)

// braces hides a shortcode, which a site maker fills in, a comment, or
// attributes. Where a site maker gives a value ("{{ version }}"), it is left as
// it stands.
func (s *commonMark) braces(i int) int {
	end := 0
	switch {
	case s.has("{{<", i), s.has("{{%", i), s.has("{%", i):
		end = s.filledIn(i)
		if said := saying.FindStringSubmatchIndex(s.near(i)); said != nil {
			s.hide(i, i+said[2])
			s.hide(i+said[3], end)
			return end
		}
	case s.has("{{", i):
		return s.run(i)
	default:
		end = i + len(comment.FindString(s.near(i)))
		if end == i {
			end = i + len(attributes.FindString(s.near(i)))
			if end > i && strings.IndexByte(".#:", s.text[i+1+countBlanks(s.text[i+1:])]) < 0 && !strings.ContainsRune(")]`*_>", s.before(i)) {
				return i + 1 // "{x=1}"
			}
		}
	}
	if end > i {
		s.hide(i, end)
		return end
	}
	return i + 1
}

func countBlanks(text string) int { return len(text) - len(strings.TrimLeft(text, " \t")) }
