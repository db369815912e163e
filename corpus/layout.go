package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// This file tells by their layout which lines of plain text are no prose.

// isDrawn reports whether most of some lines draw a figure or a table, with
// bars and rules.
func isDrawn(text string, lines []Span) bool {
	drawn, bars := 0, false
	for _, l := range lines {
		line := text[l.Start:l.End]
		bar := strings.Count(line, "|") > 1 && edge(text, l) <= widest || strings.HasPrefix(line, "+-") || strings.HasPrefix(line, "+=")
		if bar || !strings.ContainsFunc(line, isWordRune) {
			drawn++
		}
		bars = bars || bar
	}
	return bars && len(lines) > 1 && 2*drawn > len(lines)
}

// isWide reports whether wide gaps part most of some lines, or set them far to
// the right of the first, and no sentence ends them. People who justify their
// lines leave no more than two or three blanks.
func isWide(text string, lines []Span) bool {
	n := 0
	for _, l := range lines {
		line := text[l.Start:l.End]
		gap := strings.Index(line, "    ") > longestMark || indentOf(text, l) > indentOf(text, lines[0])+farRight
		if gap && !endsWithStop(line) && edge(text, l) <= widest {
			n++
		}
	}
	return 2*n > len(lines)
}

// farRight is how many columns to the right of its neighbours a line is set
// apart.
const farRight = 20

// longestMark is the most bytes of what marks an item or a note before a gap.
const longestMark = 4

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

// rule is how a rule of a grammar begins.
var rule = lazyregexp.New(`^[\w<>.-]{1,40}[ \t]+(?:=/?|::=|:=)(?:[ \t]|$)`)

// isGrammar reports whether some lines are indented and begin with the rule of a
// grammar.
func isGrammar(text string, lines []Span) bool {
	return indentOf(text, lines[0]) > 0 && rule.MatchString(text[lines[0].Start:lines[0].End])
}

// isSetApart reports whether some lines that are not wrapped are indented, and
// are no sentences either: an example, an address.
func isSetApart(text string, lines []Span) bool {
	sentences := 0
	for _, l := range lines {
		if indentOf(text, l) == 0 {
			return false
		}
		if endsWithStop(text[l.Start:l.End]) {
			sentences++
		}
	}
	return 3*sentences <= len(lines)
}

// cell is a value with what names it before it, as forms and bulletins have
// them: "Rating:    EF1", "PRESSURE...999 MB".
var cell = lazyregexp.New(`^[^\s:.][^:]{0,40}:(?:  +|\t+)\S|^[^\s.][^.]{0,60}\.{3,}[^\s.]`)

// isCell reports whether a line is a value with its name.
func isCell(line string) bool {
	return (strings.Contains(line, "...") || strings.Contains(line, ":  ") || strings.Contains(line, ":\t")) && cell.MatchString(line)
}

// areRows reports whether each of some lines is such a row, or goes on with the
// value of the one above it. Lines that are wrapped have dots for commas.
func areRows(text string, lines []Span, wrapped bool) bool {
	rows := 0
	for _, l := range lines {
		if wrapped && strings.Contains(text[l.Start:l.End], "...") {
			return false
		}
		if isCell(text[l.Start:l.End]) {
			rows++
		} else if rows == 0 || indentOf(text, l) <= indentOf(text, lines[0])+1 {
			return false
		}
	}
	return rows > 1 && 2*rows >= len(lines)
}

// appendRows appends a paragraph for each row.
func appendRows(dst []plainSpan, text string, lines []Span) []plainSpan {
	for _, l := range lines {
		if isCell(text[l.Start:l.End]) {
			dst = append(dst, plainSpan{Span: l, kind: Row})
		} else {
			dst[len(dst)-1].End = l.End
		}
	}
	return dst
}

// isTerm reports whether the first line of a block stands above what explains
// it: paragraphs that are indented further.
func (w wrapping) isTerm(text string, block []Span) bool {
	rest := block[1:]
	return stepsIn(text, block) && isName(text[block[0].Start:block[0].End]) && fits(text, block[0], rest[0], max(w.width, narrowest)) &&
		(w.holds(text, rest) || endsWithStop(text[rest[0].Start:rest[len(rest)-1].End]))
}

// isLabelled reports whether a label with a colon, in no small letters at its
// beginning as programs have them, stands above lines of any sort that are
// indented further.
func isLabelled(text string, block []Span) bool {
	name := text[block[0].Start:block[0].End]
	return isLabel(name, false) && isTitle(name[:len(name)-1]) && stepsIn(text, block)
}

// stepsIn reports whether all lines of a block but the first are indented
// further than that.
func stepsIn(text string, block []Span) bool {
	for _, l := range block[1:] {
		if indentOf(text, l) < indentOf(text, block[0])+2 {
			return false
		}
	}
	return len(block) > 1
}

// isName reports whether a line may name what stands below it: a title, or a
// word.
func isName(line string) bool {
	return (isTitle(line) || !strings.ContainsFunc(line, IsBlank)) && !endsWithStop(line) && !startsItem(line) &&
		line[0] != '.' && !strings.Contains(line, ": ")
}

// isTitle reports whether a line may be one: short, in no small letters at its
// beginning, and no sentence, but for a question.
func isTitle(line string) bool {
	first, _ := utf8.DecodeRuneInString(line)
	return utf8.RuneCountInString(line) <= longestTitle && !unicode.IsLower(first) && !startsItem(line) &&
		(!endsWithStop(line) || strings.HasSuffix(line, "?")) && !strings.ContainsRune(",;:", rune(line[len(line)-1]))
}

// gap is a term with its definition in the same line: "Length    Number of
// bytes.", "Resource not found:  Can be specified with a 404."
var gap = lazyregexp.New(`^[^\s.,;:](?:[^\n:]{0,50}[^\s.,;:])?(:?)[ \t]{2,}\S`)

// hangingTerm returns the term and the definition of a paragraph whose lines
// tell them apart: those after the first begin where the definition does, or,
// behind a colon, further to the right than the first.
func hangingTerm(text string, s Span) (term, definition Span, ok bool) {
	var m []int
	if head := text[s.Start:min(s.End, s.Start+longestTitle)]; strings.Contains(head, "  ") || strings.Contains(head, "\t") {
		m = gap.FindStringSubmatchIndex(text[s.Start:s.End])
	}
	if m == nil {
		return Span{}, Span{}, false
	}
	_, n := utf8.DecodeLastRuneInString(text[s.Start : s.Start+m[1]])
	definition = trim(text, Span{s.Start + m[1] - n, s.End}) // \S is a no-break space, too
	term = trim(text, Span{s.Start, definition.Start})
	colon := m[2] < m[3]
	wide := definition.Start-term.End > 2
	end := LineEnd(text, s.Start)
	if end >= s.End {
		return term, definition, wide && !colon && endsWithStop(text[s.Start:s.End])
	}
	next := trim(text, Span{NextLine(text, end), s.End})
	switch at := indentOf(text, next); {
	case colon:
		ok = at > indentOf(text, s)+1
	default:
		ok = wide && at == indentOf(text, definition)
	}
	return term, definition, ok
}
