package meaning

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unknown stands among pieces for a word that the vocabulary has no pieces for
// ("[UNK]").
const unknown = math.MaxUint32

// longestWord is how many letters a word may have to be taken apart; beyond it
// is unknown. The vectors were made with this limit.
const longestWord = 100

// wordPieces appends the tokens of text to dst, as BERT's uncased WordPiece
// takes it apart: lower case, no accents, cut at white space and punctuation,
// each word into the longest pieces from its start. It is proven equal to
// Hugging Face's tokenizers on a hundred thousand sentences; the two differ only
// in signs that later versions of Unicode than theirs have assigned.
func (t *Table) wordPieces(dst []uint32, text string) []uint32 {
	text = plain(text)
	start := 0 // of the word being read
	for i, r := range text {
		switch size := utf8.RuneLen(r); {
		case unicode.IsSpace(r):
			dst = t.appendWord(dst, text[start:i])
			start = i + size
		case isPunctuation(r):
			dst = t.appendWord(dst, text[start:i])
			dst = t.appendWord(dst, text[i:i+size])
			start = i + size
		}
	}
	return t.appendWord(dst, text[start:])
}

// appendWord appends the pieces of one word, each the longest that fits: all
// of them, or unknown.
func (t *Table) appendWord(dst []uint32, word string) []uint32 {
	if len(word) > longestWord && utf8.RuneCountInString(word) > longestWord {
		return append(dst, unknown)
	}
	first, pieces := len(dst), &t.heads
	for word != "" {
		// Pieces are valid UTF-8, so that none ends within a letter.
		end := min(len(word), int(t.longest))
		id, ok := pieces.find(word[:end])
		for !ok && end > 1 {
			end--
			id, ok = pieces.find(word[:end])
		}
		if !ok {
			return append(dst[:first], unknown)
		}
		dst = append(dst, id)
		word, pieces = word[end:], &t.tails
	}
	return dst
}

// plain returns text in lower case, without accents and control characters,
// with spaces around each Chinese character.
func plain(text string) string {
	ascii := true
	for i := 0; i < len(text) && ascii; i++ {
		ascii = ' ' <= text[i] && text[i] <= '~'
	}
	if ascii {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			b.WriteByte(' ')
		case r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co): // bytes that are no UTF-8, too
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case isChinese(r):
			b.WriteByte(' ')
			b.WriteRune(r)
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(b.String()))
}

// isPunctuation reports a character that is a word of its own: also the ASCII
// signs that Unicode counts as symbols ("$", "+").
func isPunctuation(r rune) bool {
	if r < utf8.RuneSelf {
		return '!' <= r && r <= '/' || ':' <= r && r <= '@' || '[' <= r && r <= '`' || '{' <= r && r <= '~'
	}
	return unicode.Is(unicode.P, r)
}

// isChinese reports a character of the CJK ideograph blocks, each of which is
// a word of its own. Korean and Japanese syllables are not among them.
func isChinese(r rune) bool {
	return r >= 0x3400 && (r <= 0x4dbf || 0x4e00 <= r && r <= 0x9fff || 0xf900 <= r && r <= 0xfaff ||
		0x20000 <= r && r <= 0x2a6df || 0x2a700 <= r && r <= 0x2b73f || 0x2b740 <= r && r <= 0x2b81f ||
		0x2b920 <= r && r <= 0x2ceaf || 0x2f800 <= r && r <= 0x2fa1f)
}
