package adapters_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
)

// quoted is a quote that begins 40 bytes into its document.
func quoted(text string) bot.Quote {
	return bot.Quote{Text: text, Span: bot.Span{Document: "report.txt", Span: corpus.Span{Start: 40, End: 40 + len(text)}}}
}

// at is where a part of a quote stands in the document.
func at(q bot.Quote, part string) corpus.Span {
	start := q.Span.Start + strings.Index(q.Text, part)
	return corpus.Span{Start: start, End: start + len(part)}
}

// textOf is the text of lines, as code has them.
func textOf(lines [][]adapters.TextRun) string {
	var out []string
	for _, line := range lines {
		out = append(out, adapters.TextOf(line))
	}
	return strings.Join(out, "\n")
}

// Whatever stands out in a quotation, its bytes are the source's, without the
// markup.
func TestLinesKeepBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := adapters.Quotation{Quote: quoted(rapid.StringOf(rapid.RuneFrom([]rune("ab \n*_`[]()<>é."))).Draw(t, "text"))}
		q.Kind = rapid.SampledFrom([]corpus.Kind{corpus.Prose, corpus.Code}).Draw(t, "kind")
		want := q.Text
		if q.Kind != corpus.Code {
			q.Mask = markup.Mask("a.md", q.Text)
			want = markup.Text(q.Text, q.Mask)
		}
		spans := rapid.Custom(func(t *rapid.T) corpus.Span {
			return corpus.Span{
				Start: rapid.IntRange(30, q.Span.End+10).Draw(t, "start"),
				End:   rapid.IntRange(30, q.Span.End+10).Draw(t, "end"),
			}
		})
		for _, s := range rapid.SliceOfN(spans, 0, 4).Draw(t, "matches") {
			q.Matches = append(q.Matches, bot.Match{Span: s})
		}
		written := spans.Draw(t, "written")
		q.Written = &written
		if text := textOf(q.Lines()); text != want {
			t.Fatalf("the lines of %q are %q, want %q", q.Text, text, want)
		}
	})
}

func TestLinesStandOut(t *testing.T) {
	q := quoted("He sent about 3,000 troops.")
	written := at(q, "about 3,000")
	q.Matches = []bot.Match{{Span: at(q, "sent")}, {Span: at(q, "3,000 troops")}}
	q.Leads = []bot.Part{{Text: "In *June*:", Mask: "In  June :"}}
	q.Follows, q.FollowsMore = []bot.Part{{Text: "f\ng", Kind: corpus.Code}}, true
	got := adapters.Quotation{Quote: q, Written: &written}.Lines()
	want := [][]adapters.TextRun{
		{{Emphasis: adapters.Beside, Text: "In June:"}},
		{
			{Emphasis: adapters.Plain, Text: "He "}, {Emphasis: adapters.Matched, Text: "sent"}, {Emphasis: adapters.Plain, Text: " "},
			{Emphasis: adapters.Valued, Text: "about 3,000"}, {Emphasis: adapters.Matched, Text: " troops"}, {Emphasis: adapters.Plain, Text: "."},
		},
		{{Emphasis: adapters.Beside, Text: "f"}}, {{Emphasis: adapters.Beside, Text: "g"}}, {{Emphasis: adapters.Beside, Text: "…"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLinesLink(t *testing.T) {
	q := quoted("See the ferry page.")
	q.Links = []bot.Link{{Span: at(q, "the ferry"), Address: "https://a.example/"}}
	q.Matches = []bot.Match{{Span: at(q, "ferry page")}}
	const address = "https://a.example/"
	got := adapters.Quotation{Quote: q}.Lines()
	want := [][]adapters.TextRun{{
		{Text: "See "}, {Text: "the ", URL: address},
		{Emphasis: adapters.Matched, Text: "ferry", URL: address}, {Emphasis: adapters.Matched, Text: " page"}, {Text: "."},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The quotes of values come first, and none comes twice.
func TestQuotations(t *testing.T) {
	first, second, third := quoted("about 3,000 came"), quoted("10,000 came in all"), quoted("They all came by train")
	d := &bot.Disagreement{Values: []bot.ValueQuote{
		{Value: "10000", Written: at(second, "10,000"), Quote: second},
		{Value: "3000", Written: corpus.Span{Start: 7, End: 9}, Quote: first}, // not within the quote
	}}
	got := adapters.Quotations(bot.Answer{Quotes: []bot.Quote{first, third}, Disagreement: d})
	var shown []string
	for _, q := range got {
		shown = append(shown, q.Value+": "+q.Text)
	}
	if want := []string{"10,000: 10,000 came in all", "3000: about 3,000 came", ": They all came by train"}; !slices.Equal(shown, want) {
		t.Errorf("got %q, want %q", shown, want)
	}
	if got[2].Written != nil {
		t.Error("a quote without a value has a place of one")
	}
}

func TestCitation(t *testing.T) {
	q := quoted("text")
	q.Title, q.Line = "The ferry", 12
	for _, c := range []struct {
		under []string
		want  string
	}{
		{[]string{"Hours", "On Sundays"}, "report.txt:12, under “Hours › On Sundays”"},
		{[]string{"The ferry", "Hours"}, "report.txt:12, under “Hours”"},
		{[]string{"The ferry"}, "report.txt:12"},
		{[]string{strings.Repeat("Sundays ", 20)}, "report.txt:12, under “" + strings.Repeat("Sundays ", 14) + "Sundays…”"},
	} {
		headed := q
		headed.Under = c.under
		if got := adapters.Location(adapters.Quotation{Quote: headed}); got != c.want {
			t.Errorf("location %q, want %q", got, c.want)
		}
	}
	if got := adapters.Location(adapters.Quotation{Quote: q}); got != "report.txt:12" {
		t.Errorf("it stands at %s", got)
	}
	for want, parts := range map[string][2]string{"": {}, ", Ann": {"Ann", ""}, ", 2026": {"", "2026"}, ", Ann, 2026": {"Ann", "2026"}} {
		if got := adapters.Byline(parts[0], parts[1]); got != want {
			t.Errorf("Byline(%q) = %q, want %q", parts, got, want)
		}
	}
}

func TestPhraseRuns(t *testing.T) {
	a := bot.Answer{Verdict: bot.None, Missing: []string{"Iran", "goats"}}
	got := adapters.PhraseRuns(a.Phrases()[1])
	want := []adapters.TextRun{
		{Emphasis: adapters.Plain, Text: "The sources do not mention "}, {Emphasis: adapters.Filled, Text: "Iran"}, {Emphasis: adapters.Plain, Text: " or "},
		{Emphasis: adapters.Filled, Text: "goats"}, {Emphasis: adapters.Plain, Text: "."},
	}
	if got := adapters.Readable(got); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// emphasised draws runs of any text.
var emphasised = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) adapters.TextRun {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab.! \n\t\u00a0\x1bä€😀")), 0, 60, -1)
	return adapters.TextRun{Emphasis: adapters.Emphasis(rapid.IntRange(0, 3).Draw(t, "emphasis")), Text: text.Draw(t, "text"), URL: rapid.SampledFrom([]string{"", "", "https://a.example"}).Draw(t, "url")}
}), 0, 6)

func TestReadable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := emphasised.Draw(t, "runs")
		got := adapters.Readable(runs)
		if want := adapters.Visible(strings.Join(strings.Fields(adapters.TextOf(runs)), " ")); adapters.TextOf(got) != want {
			t.Fatalf("%v reads %q, want %q", runs, adapters.TextOf(got), want)
		}
		for _, r := range got {
			if r.Text == "" {
				t.Fatalf("%v has an empty run: %v", runs, got)
			}
		}
	})
}

// What is cut stands out as it did.
func TestCutRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runs := emphasised.Draw(t, "runs")
		most := rapid.IntRange(1, 50).Draw(t, "most")
		var texts []string
		var together []adapters.TextRun
		for _, piece := range adapters.CutRuns(runs, within(most)) {
			texts = append(texts, adapters.TextOf(piece))
			together = append(together, piece...)
		}
		if want := cut(adapters.TextOf(runs), within(most)); !slices.Equal(texts, want) {
			t.Fatalf("%v is cut to %q, want %q", runs, texts, want)
		}
		for e := range adapters.Emphasis(4) {
			if got, want := letters(together, e), letters(runs, e); got != want {
				t.Fatalf("of emphasis %d there is %q, want %q", e, got, want)
			}
		}
	})
}

// letters is what of runs stands out in one way, without white space.
func letters(runs []adapters.TextRun, e adapters.Emphasis) string {
	var b strings.Builder
	for _, r := range runs {
		if r.Emphasis == e {
			b.WriteString(strings.Join(strings.Fields(r.Text), ""))
		}
	}
	return b.String()
}
