package markup

import (
	"strings"
	"testing"
)

// What stands between two pages is not shown, and the line break between them
// is.
func TestPlain(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a page":          {"it goes\n\n\nRose   Track   [Page 1]\n\f\nRFC 1939   POP3   May 1996\n\n\n   on.", "it goes on."},
		"two":             {"a\nR  [Page ix]\nb\nR  [Page 10]\n\nc", "a b c"},
		"CR LF":           {"it goes\r\n\r\nRose   [Page 1]\r\n\f\r\nInternet-Draft   May 1996\r\n\r\non.", "it goes on."},
		"the last":        {"It ended.\n\nRose   [Page 3]\n", "It ended."},
		"the first":       {"Rose   [Page 1]\n\fIt began.", "It began."},
		"a form feed":     {"it goes\nRose   [Page 1]\n\fon", "it goes on"},
		"no running head": {"it goes\nRose   [Page 1]\n\n  RFC 1939 says so.\non", "it goes RFC 1939 says so. on"},
		"a mail":          {"> The roof leaks, and the\n> > builder left.\n>none\nx > 3", "The roof leaks, and the builder left. >none x > 3"},
		"a mention":       {"See [Page 1] of it, [Page x and\nthis [Page 2]\n", "See [Page 1] of it, [Page x and this [Page 2]"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, file := range []string{"a.txt", "a.text", "a"} {
				mask := Mask(file, c.text)
				if len(mask) != len(c.text) {
					t.Fatalf("the mask has %d bytes, want %d", len(mask), len(c.text))
				}
				if got := strings.Join(strings.Fields(Text(c.text, mask)), " "); got != c.want {
					t.Errorf("shown %q, want %q", got, c.want)
				}
			}
		})
	}
}

func FuzzPageBreak(f *testing.F) {
	for _, seed := range []string{"a\n\nR  [Page 1]\n\f\nRFC 1  1996\n\nb", "[Page 1]", "[Page 1]\n[Page 2]\n", "\f[Page i]\r\n\f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for from := 0; ; {
			start, end := PageBreak(text, from)
			if start < 0 {
				break
			}
			if start < from || end <= start || end > len(text) {
				t.Fatalf("a page ends in [%d, %d) of %d bytes, behind %d", start, end, len(text), from)
			}
			if foot := text[start:end]; !strings.Contains(foot, "[Page ") {
				t.Fatalf("no page ends with %q", foot)
			}
			from = end
		}
	})
}
