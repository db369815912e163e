package read

import (
	"strings"

	"github.com/quoth-bot/quoth/corpus"
)

// cells takes over a line of a table, unless it goes on with a cell. A row ends
// at the next mark between rows; it is a header if all its cells are.
func (w *wiki) cells(s corpus.Span, text string) bool {
	switch {
	case strings.HasPrefix(text, "|}"):
		w.flush()
		w.tables--
		s.Start += len("|}")
		w.extend(w.trim(s))
	case strings.HasPrefix(text, "|-"):
		w.flush()
	case strings.HasPrefix(text, "|+"): // the caption
		w.begin(corpus.Prose)
		s.Start += len("|+")
		w.extend(w.cell(s, '|'))
	case text[0] == '|', text[0] == '!':
		if !w.row {
			w.begin(corpus.Header)
			w.row = true
		}
		if text[0] == '|' {
			w.cur.Kind = corpus.Row
		}
		w.extend(w.cell(s, text[0]))
	default:
		return false
	}
	return true
}

// cell returns the span of the cells on a line, without the marks at its two
// ends and the attributes of the first that shows something.
func (w *wiki) cell(s corpus.Span, mark byte) corpus.Span {
	marks := "|" + wikiBlanks + string(mark)
	text := strings.TrimLeft(w.shown[s.Start:s.End], marks)
	at := strings.IndexByte(text, '|')
	if at >= 0 && !strings.HasPrefix(text[at:], "||") && !strings.ContainsAny(text[:at], "[{<") && !strings.Contains(text[:at], "!!") {
		if rest := strings.TrimLeft(text[at:], marks); rest != "" || strings.Contains(text[:at], "=") {
			text = rest
		}
	}
	s.Start = s.End - len(text)
	s.End = s.Start + len(strings.TrimRight(text, "|"+wikiBlanks))
	return w.trim(s)
}
