package words

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/lang/en"
)

// checkTokens checks what holds of the tokens of any text.
func checkTokens(t interface{ Fatalf(string, ...any) }, text string) {
	end := 0
	for i, k := range Tokens(en.English, text) {
		switch {
		case k.Start < end || k.Start >= k.End || k.End > len(text):
			t.Fatalf("token %d of %q stands at [%d, %d) after one that ends at %d", i, text, k.Start, k.End, end)
		case !utf8.RuneStart(text[k.Start]) && utf8.ValidString(text):
			t.Fatalf("token %d of %q begins inside a character, at %d", i, text, k.Start)
		case k.End < len(text) && !utf8.RuneStart(text[k.End]) && utf8.ValidString(text):
			t.Fatalf("token %d of %q ends inside a character, at %d", i, text, k.End)
		case strings.TrimSpace(k.Form) == "":
			t.Fatalf("token %d of %q, %q, has no form", i, text, text[k.Start:k.End])
		case k.Figure && strings.Trim(strings.TrimPrefix(k.Form, "-"), "0123456789.") != "":
			t.Fatalf("token %d of %q is a figure with the value %q", i, text, k.Form)
		case Stem(en.English, k.Form) == "":
			t.Fatalf("token %d of %q has no stem", i, text)
		}
		end = k.End
	}
}

// pieces are what texts with figures, compounds and acronyms are made of.
var pieces = rapid.SampledFrom([]string{
	" ", " ", "-", "\u2011", ".", ",", ":", "_", "'", "’", "ʼ", "'s", "\n", "one", "two", "and", "twenty", "hundred", "thousand",
	"minus", "\u2212", "$", "%", "km", "p.m.", "pm", ":", "45", "Q3", "Mar", "2019-03-07", "12.3.1961", "7/30/2019", "\u00ad", "a", "half", "dozen",
	"\u2009", "\u202f", "000", "third", "up", "B", "52",
	"million", "3,000", "1.5", "24th", "3k", "Yong", "won", "U.S.", "us", "WHO", "e.g.", "conflict", "The", "é", "e\u0301", "ß", "Łódź", "ﬁ",
	"中", "🚀", "\u200f", "\x00", "\xff", "\u037a", "\ufdfa",
})

func TestTokensOfAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkTokens(t, rapid.OneOf(
			rapid.String(),
			rapid.Map(rapid.SliceOf(pieces), func(p []string) string { return strings.Join(p, "") }),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		).Draw(t, "text"))
	})
}

// A figure in digits, with separators and with a letter for its zeros has one
// value.
func TestFiguresHaveOneValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 999).Draw(t, "thousands")
		digits := itoa(n) + "000"
		for _, text := range []string{digits, itoa(n) + ",000", itoa(n) + "k", itoa(n) + " thousand", inWords(n) + " thousand"} {
			tokens := Tokens(en.English, text)
			if len(tokens) != 1 || !tokens[0].Figure || tokens[0].Form != digits {
				t.Fatalf("%q is read as %+v, want the one value %s", text, tokens, digits)
			}
		}
	})
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// inWords writes a number below one thousand in words.
func inWords(n int) string {
	ones := strings.Fields(`zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
		sixteen seventeen eighteen nineteen`)
	tens := strings.Fields("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
	switch {
	case n < 20:
		return ones[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + ones[n%10]
	case n%100 == 0:
		return ones[n/100] + " hundred"
	}
	return ones[n/100] + " hundred and " + inWords(n%100)
}

func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[A-Za-zÀ-žŁłßÆæ]{1,12}`).Draw(t, "word")
		form := Fold(word)
		if again := Fold(form); again != form {
			t.Fatalf("%q folds to %q, which folds to %q", word, form, again)
		}
		for _, other := range []string{strings.ToUpper(form), word + "'s", word + "’s"} {
			if got := Fold(other); got != form {
				t.Fatalf("%q folds to %q, want %q as %q does", other, got, form, word)
			}
		}
	})
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		"", "How many troops has North Korea sent?", "three thousand and five hundred 1.5 million 3k 24th", "Yong-won U.S.-led non-lethal",
		"conflict.The e.g. p.m. WHO who’s", "\xff\xfe\x80", "ʼ ʼ_a ͺ", "دعوة 中国 🚀", strings.Repeat("nine hundred trillion ", 40),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) { checkTokens(t, text) })
}
