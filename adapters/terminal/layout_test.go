package terminal

import (
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain, “quoted”, Überraschung, 漢字, 👩‍🚀": "plain, “quoted”, Überraschung, 漢字, 👩‍🚀",
		"\x1b[2J\x07\x00\x7f":          "␛[2J␇␀␡",
		"a\tb\nc\rd":                   "a b␊c␍d",
		"\u009b31m\u0085":              "<U+009B>31m<U+0085>",
		"\u202eevil\u2066\u2069\u2028": "<U+202E>evil<U+2066><U+2069><U+2028>",
		"שלום\u200f!":                  "שלום\u200f!",
		"bad \xff byte":                "bad \uFFFD byte",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

// What a view does to a text is to fold white space, to make control
// characters visible, and to add colours: take these away, and the text is
// there again, on lines that fit.
func TestLayKeepsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.String().Draw(t, "before"), rapid.String().Draw(t, "after")
		screen := Screen{
			Width: rapid.SampledFrom([]int{0, 1, 30, 80}).Draw(t, "width"),
			Color: rapid.Bool().Draw(t, "color"),
		}
		laid := screen.lay("> ", "> ", run{match, before, "https://a.example/"}, run{style: plain, text: after})
		var words []string
		for line := range strings.Lines(laid) {
			bare := strings.TrimPrefix(strings.TrimSuffix(ansi.Strip(line), "\n"), "> ")
			if strings.ContainsFunc(bare, unicode.IsControl) {
				t.Fatalf("a control character is left in %q", line)
			}
			got := strings.Fields(bare)
			if w := ansi.StringWidth(bare) + 2; screen.Width >= minWidth+2 && w > screen.Width && len(got) > 1 {
				t.Fatalf("a line is %d wide: %q", w, bare)
			}
			words = append(words, got...)
		}
		if got, want := strings.Join(words, " "), visibleWords(before+after); got != want {
			t.Fatalf("lay(%q, %q) shows %q, want %q", before, after, got, want)
		}
	})
}

func visibleWords(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		words[i] = Visible(w)
	}
	return strings.Join(words, " ")
}

func TestScreenOfNoTerminal(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "out")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	none := func(string) string { return "" }
	for _, w := range []interface{ Write([]byte) (int, error) }{f, &strings.Builder{}} {
		if s := ScreenOf(w, none); s != (Screen{}) {
			t.Errorf("ScreenOf(%T) = %+v, want no colours and no wrapping", w, s)
		}
	}
}

func TestSizeOfWhatIsNoTerminal(t *testing.T) {
	f, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for set, want := range map[string]int{"": 80, "x": 80, "-3": 80, "0": 80, "132": 132} {
		width, height := sizeOf(f, func(name string) string {
			if name == "COLUMNS" {
				return set
			}
			return ""
		})
		if width != want || height != 24 {
			t.Errorf("COLUMNS=%q: %d columns and %d rows, want %d and 24", set, width, height, want)
		}
	}
}
