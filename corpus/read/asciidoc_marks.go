package read

import (
	"strings"
	"unicode"

	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// listMark returns the mark of the item that a line begins with, the same for
// all items of a list, and its length with the blanks after it; 0 if there is
// none.
func listMark(line string) (mark string, n int) {
	switch line[0] {
	case '*', '.':
		n = len(line) - len(strings.TrimLeft(line, line[:1]))
		mark = line[:n]
	case '-':
		mark, n = "-", 1
	default:
		n = max(strings.IndexAny(line[:min(len(line), 9)], " \t"), 0)
		if number.MatchString(line[:n]) {
			mark = alphabet(line[0]) + line[n-1:n]
		}
	}
	blanks := skipBlanks(line[n:])
	if mark == "" || blanks == 0 {
		return "", 0
	}
	return mark, n + blanks
}

var number = lazyregexp.New(`^(?:(?:[0-9]+|[a-zA-Z])\.|(?:[ivx]+|[IVX]+)\)|<(?:[0-9]+|\.)>)$`)

// alphabet returns the first of the digits that a number is written with.
func alphabet(digit byte) string {
	switch {
	case digit >= 'a':
		return "a"
	case digit >= 'A':
		return "A"
	}
	return "1"
}

// termMark returns where the term that a line begins with ends, and where the
// mark and the blanks after it do: "term:: text". There is none if n is 0.
func termMark(line string) (end, n int) {
	for _, mark := range [...]string{"::", ";;"} {
		for n < len(line) {
			i := strings.Index(line[n:], mark)
			if i < 0 {
				break
			}
			end = n + i
			n = len(line) - len(strings.TrimLeft(line[end:], mark[:1]))
			blanks := skipBlanks(line[n:])
			if end > 0 && n-end <= 4 && (n == len(line) || blanks > 0) {
				return end, n + blanks
			}
		}
		n = 0
	}
	return 0, 0
}

var checkbox = lazyregexp.New(`^\[[ xX*]\][ \t]+`)

// blockAttributes is what the lines above a block say of it.
type blockAttributes struct {
	title   corpus.Span
	style   string
	header  bool // a table has one
	columns int  // of a table
}

var (
	headerOption = lazyregexp.New(`%header\b|\bopt(?:ion)?s=["']?(?:[\w, -]*[ ,])?header\b`)
	colsOption   = lazyregexp.New(`\bcols=(?:"([^"]*)"|'([^']*)'|([^,\]]*))`)
)

// read takes over one line above a block.
func (b *blockAttributes) read(line string, s corpus.Span) {
	switch {
	case line[0] == '.':
		b.title = corpus.Span{Start: s.Start + 1, End: s.End}
		return
	case line[1] == '[':
		return
	case line[1] == ',':
		b.style = "source"
	}
	list := line[1 : len(line)-1]
	if style := list[:len(list)-len(strings.TrimLeftFunc(list, isNameRune))]; style != "" && !strings.HasPrefix(list[len(style):], "=") {
		b.style = style
	}
	b.header = b.header || headerOption.MatchString(list)
	if m := colsOption.FindStringSubmatch(list); m != nil {
		b.columns = columns(m[1] + m[2] + m[3])
	}
}

func isNameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-'
}

// columns counts the columns of a table: "1,2", "1;2", "3*".
func columns(cols string) int {
	n := 0
	for _, part := range strings.FieldsFunc(cols, func(r rune) bool { return r == ',' || r == ';' }) {
		times, _, _ := strings.Cut(part, "*")
		if n++; times != part {
			n += spanOf(strings.TrimSpace(times)) - 1
		}
	}
	return n
}

// The kinds of block that lines of marks delimit.
type delimited uint8

const (
	notDelimited delimited = iota
	anyBlocks              // holds others
	quotation              // holds what somebody else says
	verbatim               // holds code
	rows                   // is a table
	nothing                // is not shown
)

// delimiters tells what is delimited by four marks or more.
var delimiters = map[byte]delimited{'=': anyBlocks, '*': anyBlocks, '_': quotation, '-': verbatim, '.': verbatim, '+': nothing, '/': nothing}

// delimiter returns what a line delimits.
func delimiter(line string) delimited {
	switch {
	case line == "--":
		return anyBlocks
	case strings.HasPrefix(line, "```") && strings.LastIndexByte(line, '`') == 2:
		return verbatim
	case len(line) < 4:
		return notDelimited
	case line[1:4] == "===" && strings.IndexByte("|!,:", line[0]) >= 0 && strings.Trim(line[1:], "=") == "":
		return rows
	case strings.Trim(line, line[:1]) == "":
		return delimiters[line[0]]
	}
	return notDelimited
}
