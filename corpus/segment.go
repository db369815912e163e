package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/lang"
)

// appendSentences cuts the paragraph p of text into sentences and appends
// their spans to dst: in order, trimmed, never empty, each with at least one
// letter or digit. Its time is linear in the paragraph's length: all that is
// looked at around a stop is bounded.
//
// The search runs from stop to stop (full stops, question and exclamation
// marks, ellipses, and the terminators of other scripts). Whether a stop ends
// its sentence is judged in judge.go.
func appendSentences(l *lang.Language, dst []Span, text string, p Span) []Span {
	start := skipBlank(text, p.Start, p.End)
	for pos := start; pos < p.End; {
		at := nextStop(text, pos, p.End)
		if at == p.End {
			break
		}
		s := stopAt(&l.Sentences, text, at, start, p)
		if s.next < p.End && s.ends() {
			dst = appendPieces(dst, text, Span{start, s.tail})
			start = s.next
		}
		pos = max(s.end, start)
	}
	return appendPieces(dst, text, trim(text, Span{start, p.End}))
}

// longestSentence is the most bytes of a sentence, and as long as a question may
// be. The longest that people wrote, of 50,617 in the sets of questions, has
// 2,002. A question to 50 MB without a stop takes half a second of CPU with
// this, two seconds with four times as much, and took minutes with one sentence.
const longestSentence = 64 << 10

// appendPieces appends a sentence, in pieces of longestSentence at most: they
// end at white space, where there is any.
func appendPieces(dst []Span, text string, s Span) []Span {
	for s.End-s.Start > longestSentence {
		cut := s.Start + longestSentence
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		if blank := strings.LastIndexFunc(text[s.Start:cut], IsBlank); blank > 0 {
			cut = s.Start + blank
		}
		dst = appendQuotable(dst, text, trim(text, Span{s.Start, cut}))
		s.Start = skipBlank(text, cut, s.End)
	}
	return appendQuotable(dst, text, s)
}

// appendQuotable appends s, unless it has no letter or digit: closing marks
// alone then join the sentence before them, other marks are left out.
func appendQuotable(dst []Span, text string, s Span) []Span {
	if s.Start >= s.End {
		return dst
	}
	body := text[s.Start:s.End]
	if strings.IndexFunc(body, isWordRune) >= 0 {
		return append(dst, s)
	}
	if n := len(dst); n > 0 && strings.IndexFunc(body, isNotCloser) < 0 &&
		strings.IndexFunc(text[dst[n-1].End:s.Start], isNotBlank) < 0 {
		dst[n-1].End = s.End
	}
	return dst
}

// stopByte marks the bytes at which the search for a stop looks closer: the
// three ASCII stops and the first bytes of all other runes.
var stopByte = func() (t [256]bool) {
	t['.'], t['!'], t['?'] = true, true, true
	for b := utf8.RuneSelf; b < 256; b++ {
		t[b] = true
	}
	return t
}()

// nextStop returns the offset of the first stop in text[pos:end], or end.
func nextStop(text string, pos, end int) int {
	for pos < end {
		b := text[pos]
		switch {
		case !stopByte[b]:
			pos++
		case b < utf8.RuneSelf:
			return pos
		default:
			r, n := utf8.DecodeRuneInString(text[pos:end])
			if isStop(r) {
				return pos
			}
			pos += n
		}
	}
	return end
}

// isStop reports whether r may end a sentence: the runes of Unicode's property
// Sentence_Terminal, and the ellipsis, which Unicode leaves out.
func isStop(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r == '.' || r == '!' || r == '?'
	case r < 0x589, r >= 0x3400 && r < 0xa000: // Latin to Cyrillic; ideographs
		return false
	case r >= 0x2010 && r < 0x203c: // typographic dashes and quotes
		return r == '…'
	}
	return unicode.Is(unicode.STerm, r)
}

// skipBlank returns the offset of the first rune of text[pos:end] that shows
// something, or end.
func skipBlank(text string, pos, end int) int {
	for pos < end {
		if b := text[pos]; b < utf8.RuneSelf {
			if b != ' ' && !unicode.IsSpace(rune(b)) {
				return pos
			}
			pos++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[pos:end])
		if !IsBlank(r) {
			return pos
		}
		pos += n
	}
	return end
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
func isNotBlank(r rune) bool { return !IsBlank(r) }

// isCloser reports whether r, right after a stop, closes something that the
// stop stands in: quotation marks, brackets, and the marks of emphasis.
func isCloser(r rune) bool {
	switch r {
	case '"', '\'', ')', ']', '}', '*', '_', '’', '”', '»', '›':
		return true
	}
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Pe, unicode.Pf)
}

func isNotCloser(r rune) bool { return !isCloser(r) }

// isOpener reports whether r may stand before the first word of a sentence.
func isOpener(r rune) bool {
	switch r {
	case '"', '\'', '(', '[', '{', '*', '_', '‘', '“', '«', '‹', '„', '¿', '¡':
		return true
	}
	return r >= utf8.RuneSelf && unicode.In(r, unicode.Ps, unicode.Pi)
}
