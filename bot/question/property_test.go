package question

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/lang/en"
)

// said are words and signs that questions on the reports are made of.
var said = strings.Fields(`How many much when where who why what which did do does is was has have the a of in to and by on from
	troops soldiers North South Korea Korean Russia Ukraine Kursk Duma pact ratified ratify October November 24 25 3,000 2,000 10,000
	three thousand 12k December officers generals psycological warfare defectors deserted Yoo Yong-won Yong won yongwon Zelensky Zelenskyy
	Putin Iran U.S. us US NATO front line frontline frontlines embrgo Pentagon Kremlin they it their else about ? ? . ! , : - "`)

// messages draws messages of all sorts, well written and not.
var messages = rapid.OneOf(
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom(said), 1, 12), func(w []string) string { return strings.Join(w, " ") }),
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom(said), 1, 60), func(w []string) string { return strings.Join(w, " ") + "?" }),
	rapid.Map(rapid.SliceOfN(rapid.SampledFrom(said), 1, 8), func(w []string) string { return strings.ToUpper(strings.Join(w, " ")) }),
	rapid.String(),
	rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
)

func FuzzParse(f *testing.F) {
	for _, m := range hard {
		f.Add(m)
	}
	f.Fuzz(func(t *testing.T, text string) { checkParsed(t, text) })
}

func TestParseOfAnyMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkParsed(t, messages.Draw(t, "message")) })
}

// checkParsed checks what holds of any message taken apart.
func checkParsed(t interface{ Fatalf(string, ...any) }, text string) {
	parts, _ := Split(en.English, text)
	for _, part := range parts {
		if !strings.Contains(strings.ToValidUTF8(text, "\uFFFD"), strings.ToValidUTF8(part, "\uFFFD")) {
			t.Fatalf("%q is split into %q", text, part)
		}
	}
	q := Parse(en.English, text)
	if len(q.Words) > len(q.Tokens) || q.Focus >= len(q.Words) || q.Focus >= 0 && (q.Phrase < 0 || q.Phrase > q.Focus) {
		t.Fatalf("%q: %d words of %d tokens, asked for %d to %d", text, len(q.Words), len(q.Tokens), q.Phrase, q.Focus)
	}
	end := 0
	for _, w := range q.Words {
		if w.Token.Start < end || w.Written != text[w.Token.Start:w.Token.End] || w.Stem == "" || w.Inherited {
			t.Fatalf("%q: the word %+v", text, w)
		}
		end = w.Token.End
	}
	for _, d := range q.Dates() {
		if d.Start < 0 || d.Start >= d.End || d.End > len(text) || d.Word+1 >= len(q.Words) {
			t.Fatalf("%q: the date %+v", text, d)
		}
	}
	q.Follows()
}

// hard are what fuzzing begins with.
var hard = []string{
	"", " ", "?!… --", "\x00\x01\x1b[31m", "How many troops has North Korea sent?", "HOW MANY TROOPS HAS NORTH KOREA SENT?",
	"When is the pact ratified? And where? Why? Who? How? What?", "what happened on November 24", "24 October, Oct. 24th, the 24 of October",
	"Read 'psycological' embrgo yongwon yong-won frontlines", "<!channel> how many soldiers deserted", "@everyone <@U123> where are they",
	"🚀🇰🇵 troops 🙏", "\u200f\u202ehow many\u202c troops", "caf\xff\xfe troops \x80", "three thousand five hundred", "ʼ ͺ ﷺ", "thanks", "1/2 ½ ²",
	"* a\n* b\n\n# c", "U.S.-led e.g. p.m.", "which " + strings.Repeat("troops ", 200),
}
