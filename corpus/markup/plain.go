package markup

import (
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// plain hides the ends of pages, as the texts of standards have them, and the
// marks of what a mail quotes.
func plain(m *masker) {
	m.quoteMarks()
	for from := 0; ; {
		start, end := PageBreak(m.text, from)
		if start < 0 {
			return
		}
		m.hide(start, end)
		from = end
	}
}

// quoteMarks hides the marks at the beginning of lines of a mail that is answered:
// "> so". A line of a program ("x", ">= 3") has none behind which no blank stands.
func (m *masker) quoteMarks() {
	for at := 0; at >= 0; {
		marks := len(m.text[at:]) - len(strings.TrimLeft(m.text[at:], "> "))
		if after := at + marks; marks > 0 && m.text[at] == '>' && after < len(m.text) && m.text[after-1] == ' ' {
			for i := at; i < after; i++ {
				if m.text[i] == '>' {
					m.hide(i, i+1)
				}
			}
		}
		next := strings.IndexByte(m.text[at:], '\n')
		if next < 0 {
			return
		}
		at += next + 1
	}
}

var (
	pageNumber = lazyregexp.New(`^\[Page [0-9ivxlc]{1,6}\][ \t\r]*(?:\n|$)`)
	pageHead   = lazyregexp.New(`^[ \t]*(?:RFC|STD|BCP|FYI|IEN|Internet[- ]Draft|INTERNET[- ]DRAFT)\b[^\n]*[0-9][ \t\r]*(?:\n|$)`)
)

// PageBreak returns where the first end of a page stands in text[from:]: from
// behind the last line above it to the beginning of the first line below it.
// Its foot is a line that ends with "[Page 7]"; the next page may begin with a
// running head ("RFC 1939  POP3  May 1996"). It returns -1 if there is none.
func PageBreak(text string, from int) (start, end int) {
	for at := from; ; at++ {
		n := strings.Index(text[at:], "[Page ")
		if n < 0 {
			return -1, -1
		}
		at += n
		foot := pageNumber.FindString(text[at:])
		if foot == "" || !standsApart(text[from:at]) {
			continue
		}
		end = skipLines(text, at+len(foot))
		if head := pageHead.FindString(text[end:]); head != "" {
			end = skipLines(text, end+len(head))
		}
		line := from + strings.LastIndexByte(text[from:at], '\n') + 1
		return lastLine(text, from, line), end
	}
}

// standsApart reports whether a gap, or nothing in its line, stands before what
// comes after a text. A sentence may speak of a page as well.
func standsApart(before string) bool {
	return before == "" || strings.HasSuffix(before, "  ") || strings.ContainsAny(before[len(before)-1:], "\t\n\f")
}

// unseen are the bytes of lines that show nothing.
const unseen = " \t\r\n\f"

// skipLines returns where the first line from an offset on begins that shows
// something.
func skipLines(text string, pos int) int {
	shown := len(text) - len(strings.TrimLeft(text[pos:], unseen))
	if shown == len(text) {
		return shown
	}
	return pos + strings.LastIndexAny(text[pos:shown], "\n\f") + 1
}

// lastLine returns the offset behind the last line of text[from:pos] that shows
// something.
func lastLine(text string, from, pos int) int {
	shown := from + len(strings.TrimRight(text[from:pos], unseen))
	return shown + strings.IndexByte(text[shown:pos], '\n') + 1
}
