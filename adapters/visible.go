package adapters

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes text of a source, of a question or of a file's name safe to
// show: what would steer a terminal, or turn the direction of what stands
// around it, is replaced by a picture of it, and everything else stays as it
// is.
//
//   - A C0 control or DEL becomes its picture of U+2400 to U+2421: the escape
//     character U+001B becomes U+241B. A tab becomes a space, as it may stand
//     anywhere in prose.
//   - Any other control, and what embeds, overrides or isolates the direction
//     of writing, is written as its code point: <U+009B>, <U+202E>.
//   - A byte that is not UTF-8 becomes U+FFFD.
//
// Left-to-right and right-to-left marks stay: they move nothing but the
// neutral characters beside them, and Hebrew and Arabic prose needs them.
func Visible(s string) string {
	if strings.IndexFunc(s, Steers) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r < 0x20:
			b.WriteRune(0x2400 + r)
		case r == 0x7f:
			b.WriteRune(0x2421)
		case Steers(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteRune(r) // ranging has made a bad byte U+FFFD
		}
	}
	return b.String()
}

// Steers tells whether r does something other than show itself.
func Steers(r rune) bool {
	return unicode.IsControl(r) ||
		r >= 0x202a && r <= 0x202e || // embeddings and overrides
		r >= 0x2066 && r <= 0x2069 || // isolates
		r == 0x2028 || r == 0x2029 // line and paragraph separators
}
