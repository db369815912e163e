package corpus

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestTitle is the most runes of a line of plain text that is a heading.
const longestTitle = 80

var (
	// numbered is a title as standards have it: "4.2  Timers", "A.1. Syntax".
	numbered = regexp.MustCompile(`^(?:[0-9]{1,3}|[A-Z])(?:\.[0-9]{1,3})*\.?[ \t]{1,4}\pL`)
	// leader is what leads from a title to its page.
	leader = regexp.MustCompile(`(?:\.{4,}|(?: \.){4,}) *[0-9ivx]*$`)
)

// kindsOf says what the paragraphs of a plain text are. A line that is drawn,
// or leads to a page, is none of them.
func kindsOf(text string, spans []plainSpan) []Block {
	out := make([]Block, 0, len(spans))
	body := bodyIndent(text, spans)
	for i := range spans {
		s := &spans[i]
		b := Block{Span: s.Span}
		line := text[s.Start:s.End]
		switch {
		case !strings.ContainsFunc(line, isWordRune), leads(line):
			continue
		case s.code:
			b.Kind = Code
		case startsItem(line):
			b.Kind, b.Level = Item, itemLevel(text, out, s.Span)
		default:
			b.Kind, b.Level = headingOf(text, spans, i, body)
		}
		out = append(out, b)
	}
	return out
}

// leads reports whether a line leads to a page. Few lines have four points at
// all, and the pattern takes its time for each byte.
func leads(line string) bool {
	return (strings.Contains(line, "....") || strings.Contains(line, " . . . .")) && leader.MatchString(line)
}

// indentOf returns how many bytes of its line stand before a span.
func indentOf(text string, s Span) int {
	return s.Start - 1 - strings.LastIndexByte(text[:s.Start], '\n')
}

// bodyIndent returns the indentation of most of a text.
func bodyIndent(text string, spans []plainSpan) int {
	var size [longestTitle]int
	most := 0
	for _, s := range spans {
		if n := indentOf(text, s.Span); n < len(size) {
			if size[n] += s.End - s.Start; size[n] > size[most] {
				most = n
			}
		}
	}
	return most
}

// itemLevel returns the level of an item that follows some blocks: it stands
// in those that are less far to the right.
func itemLevel(text string, before []Block, item Span) int {
	indent := indentOf(text, item)
	for i := len(before) - 1; i >= 0 && before[i].Kind == Item; i-- {
		switch b := before[i]; {
		case indentOf(text, b.Span) == indent:
			return b.Level
		case indentOf(text, b.Span) < indent:
			return min(b.Level+1, deepestItem)
		}
	}
	return 1
}

// deepestItem is the deepest level that is told from others.
const deepestItem = 64

// headingOf tells whether paragraph i is a heading, and of which level. It is
// one line alone, no sentence, and marked: underlined, numbered, in capitals,
// or to the left of the text below it.
func headingOf(text string, spans []plainSpan, i, body int) (Kind, int) {
	s := spans[i]
	line := text[s.Start:s.End]
	first, _ := utf8.DecodeRuneInString(line)
	if !s.top || strings.ContainsRune(line, '\n') || utf8.RuneCountInString(line) > longestTitle ||
		endsWithStop(line) && !strings.HasSuffix(line, "?") || strings.ContainsRune(",;:", rune(line[len(line)-1])) || unicode.IsLower(first) {
		return Prose, 0
	}
	if i+1 < len(spans) && isUnderline(text[spans[i+1].Start:spans[i+1].End], line) {
		if text[spans[i+1].Start] == '=' {
			return Heading, 1
		}
		return Heading, 2
	}
	if !s.bottom || i+1 == len(spans) {
		return Prose, 0
	}
	switch next := spans[i+1]; {
	case numbered.MatchString(line) && !numbered.MatchString(text[next.Start:next.End]):
		number, _, _ := strings.Cut(line, " ")
		return Heading, 1 + strings.Count(strings.TrimRight(number, "."), ".")
	case isCapitals(line):
		return Heading, 1
	case indentOf(text, s.Span) < body && indentOf(text, next.Span) >= body:
		return Heading, 1
	}
	return Prose, 0
}

// isUnderline reports whether a line underlines a title.
func isUnderline(line, title string) bool {
	return len(line) >= 3 && (line[0] == '=' || line[0] == '-' || line[0] == '~') && strings.Trim(line, line[:1]) == "" &&
		2*len(line) >= utf8.RuneCountInString(title)
}

// isCapitals reports whether a line of two letters or more has capitals alone.
func isCapitals(line string) bool {
	letters := 0
	for _, r := range line {
		if unicode.IsLetter(r) {
			letters++
			if !unicode.IsUpper(r) {
				return false
			}
		}
	}
	return letters > 1
}

// isLaidOut reports whether most of some lines are laid out rather than
// written: they have columns, or the marks of a program.
func isLaidOut(text string, lines []Span) bool {
	n := 0
	for _, l := range lines {
		line := text[l.Start:l.End]
		if strings.ContainsAny(line[:1], "<{}|+$%>") || strings.ContainsAny(line[len(line)-1:], "{};|=\\>") ||
			strings.Contains(line, "\t") || strings.Contains(line, " = ") || hasColumns(line) {
			n++
		}
	}
	return 2*n > len(lines)
}

// hasColumns reports whether two blanks or more part a line, but for those
// behind a stop.
func hasColumns(line string) bool {
	for at := strings.Index(line, "  "); at > 0; {
		if !endsWithStop(line[:at]) {
			return true
		}
		rest := strings.TrimLeft(line[at:], " ")
		line = rest
		at = strings.Index(line, "  ")
	}
	return false
}
