package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang"
)

// How far around a stop anything is looked at, in bytes. The bounds keep the
// work on a stop constant, whatever the text; no word of prose is longer.
const (
	wordReach   = 64  // back to the start of the word before the stop
	aheadReach  = 96  // on to the end of the word after it
	runReach    = 64  // of one run of stops
	tailReach   = 128 // of closing marks and footnote marks after the run
	parityReach = 512 // back over the sentence, to tell opening from closing quotes
)

// A stop is a run of sentence terminators and its surroundings:
//
//	... by the Pentagon ."[1]  This move
//	^from      ^word    ^at   ^ ^next
//	                    ^end  tail
type stop struct {
	language *lang.Sentences
	text     string
	from     int // where the sentence it may end starts
	para     Span
	at, end  int    // the run: "." or "?!" or ". . ."
	tail     int    // after the closing and footnote marks that belong to it
	next     int    // the first thing shown after the tail, or the paragraph's end
	first    rune   // the first rune from next on that is no opening mark; 0 if too far
	word     string // the word that first begins, up to white space
	wordEnd  int
	ellipsis bool // the run is an ellipsis
	quoted   bool // the tail has a closing mark
	noted    bool // the tail has a footnote mark
	// A footnote mark follows, and after it another stop, which is the one
	// that counts.
	overtaken bool
}

// stopAt reads the surroundings of the stop at offset at, for a sentence that
// starts at from in the paragraph p.
func stopAt(l *lang.Sentences, text string, at, from int, p Span) stop {
	s := stop{language: l, text: text, from: from, para: p, at: at}
	s.readRun()
	s.readTail()
	s.next = skipBlank(text, s.tail, p.End)
	s.readNext()
	return s
}

// readRun finds the end of the run of stops, which may be spaced (". . .").
func (s *stop) readRun() {
	limit := min(s.para.End, s.at+runReach)
	pos, dots := s.at, 0
	for pos < limit {
		r, n := utf8.DecodeRuneInString(s.text[pos:s.para.End])
		if !isStop(r) {
			// A full stop after a space goes on with a spaced ellipsis.
			if r != ' ' && r != '\u00a0' || dots == 0 || !looseDots(s.text[pos+n:limit]) {
				break
			}
			pos += n
			continue
		}
		if r == '…' {
			dots += 3
		} else if r == '.' {
			dots++
		}
		pos += n
	}
	s.end, s.ellipsis = pos, dots > 1
}

// looseDots reports whether t begins with full stops that no word is glued to:
// the number ".5" and the omission "...I've asked" belong to what follows.
func looseDots(t string) bool {
	rest := strings.TrimLeft(t, ".")
	if len(rest) == len(t) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return !isWordRune(r)
}

// readTail finds the end of the marks that belong to the sentence although
// they stand after its stop.
func (s *stop) readTail() {
	limit := min(s.para.End, s.end+tailReach)
	pos := s.end
	for pos < limit {
		if n := footnote(s.text[pos:limit]); n > 0 {
			pos += n
			s.noted = true
			continue
		}
		r, n := utf8.DecodeRuneInString(s.text[pos:s.para.End])
		if !isCloser(r) {
			break
		}
		if (r == '"' || r == '\'' || r == '*' || r == '_') && s.opens(pos, n) {
			break
		}
		pos += n
		s.quoted = true
		if r == ']' {
			pos += linkTarget(s.text[pos:limit])
		}
	}
	s.tail = pos
	for s.readSpaced(limit) {
	}
}

// readSpaced adds to the tail a closing mark that stands after a space: a
// footnote mark, or a straight quotation mark with a space on its other side
// too. It reports whether there was one.
func (s *stop) readSpaced(limit int) bool {
	gap := skipBlank(s.text, s.tail, limit)
	if gap == s.tail || gap >= limit {
		return false
	}
	if strings.HasPrefix(s.text[gap:], "\" ") && s.oddQuotes() && !s.quoted {
		s.tail, s.quoted = gap+1, true
		return true
	}
	n := footnote(s.text[gap:limit])
	if n == 0 || s.text[gap] != '[' || s.text[s.from] == '[' {
		return false
	}
	// A stop after the mark is the one that counts: "several species. [35] ."
	rest := skipBlank(s.text, gap+n, s.para.End)
	if rest < s.para.End && strings.IndexByte(".,;)", s.text[rest]) >= 0 {
		s.overtaken = true
		return false
	}
	s.tail, s.noted = gap+n, true
	return true
}

// readNext reads the word after the stop.
func (s *stop) readNext() {
	limit := min(s.para.End, s.next+aheadReach)
	pos := s.next
	for pos < limit {
		r, n := utf8.DecodeRuneInString(s.text[pos:s.para.End])
		if !isOpener(r) {
			s.first = r
			break
		}
		pos += n
	}
	s.wordEnd = pos
	for s.wordEnd < limit && !blankAt(s.text, s.wordEnd) {
		s.wordEnd++
	}
	s.word = s.text[pos:s.wordEnd]
}

// blankAt reports whether a space, tab, line break or no-break space stands at
// offset i.
func blankAt(text string, i int) bool {
	switch text[i] {
	case ' ', '\n', '\t', '\r':
		return true
	case 0xc2:
		return strings.HasPrefix(text[i:], "\u00a0")
	}
	return false
}

// opens reports whether the mark at pos, n bytes long, which may open or
// close, opens what stands after a stop without a space: a letter follows it,
// and none of its kind is open in the sentence.
func (s *stop) opens(pos, n int) bool {
	r, _ := utf8.DecodeRuneInString(s.text[pos+n : s.para.End])
	return isWordRune(r) && (s.text[pos] != '"' || !s.oddQuotes())
}

// oddQuotes reports whether a straight double quotation mark is open at the
// stop.
func (s *stop) oddQuotes() bool {
	from := max(s.from, s.at-parityReach)
	return strings.Count(s.text[from:s.at], `"`)%2 == 1
}

// footnote returns the length of the footnote mark that t begins with, or 0:
// "[12]", "[a]", "[^1]", "[note 3]", "[citation needed]", with a page
// reference (":23") after it, or superscript figures.
func footnote(t string) int {
	if t == "" {
		return 0
	}
	if t[0] != '[' {
		n := 0
		for _, r := range t {
			if r < utf8.RuneSelf || !unicode.Is(unicode.No, r) {
				break
			}
			n += utf8.RuneLen(r)
		}
		return n
	}
	end := strings.IndexByte(t[:min(len(t), 32)], ']')
	if end < 2 || !isFootnoteText(t[1:end]) {
		return 0
	}
	n := end + 1
	if n+1 < len(t) && t[n] == ':' && isDigit(t[n+1]) {
		n++
		for n < len(t) && (isDigit(t[n]) || t[n] == '-') {
			n++
		}
	}
	return n
}

// isFootnoteText reports whether a footnote mark may hold t: figures, one
// letter, or the words that encyclopaedias put there.
func isFootnoteText(t string) bool {
	for _, word := range [...]string{"note ", "nb ", "n ", "^", "citation needed", "clarification needed", "who?", "when?"} {
		if strings.HasPrefix(t, word) {
			return true
		}
	}
	if len(t) == 1 {
		return isLower(t[0]) || isDigit(t[0])
	}
	return strings.Trim(t, "0123456789,-– ") == ""
}

// linkTarget returns the length of the Markdown link target "(...)" that t
// begins with, or 0.
func linkTarget(t string) int {
	if t == "" || t[0] != '(' {
		return 0
	}
	return strings.IndexByte(t, ')') + 1
}
