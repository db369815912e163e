package terminal

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/quoth-bot/quoth/bot"
	reasons "github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// quote makes a quotation of the whole of text, with a match for each pair of
// an asked word and the bytes it was found at.
func quote(text string, start int, matches ...bot.Match) bot.Quote {
	q := bot.Quote{
		Span: bot.Span{
			Collection: "reports", Document: "report.txt", Hash: "00112233445566778899aabbccddeeff",
			Span: corpus.Span{Start: start, End: start + len(text)},
		},
		Text: text, Title: "The Report", Paragraph: 1, Sentence: 4, Line: 7, Score: 3.5,
		Evidence: []bot.Evidence{{Name: "coverage", Value: 1, Weight: 2.5}, {Name: "bm25", Value: 0.5, Weight: 2}},
	}
	for _, m := range matches {
		m.Span.Start, m.Span.End = m.Span.Start+start, m.Span.End+start
		q.Matches = append(q.Matches, m)
	}
	return q
}

func matched(start, end int, asked string, reason reasons.Reason) bot.Match {
	return bot.Match{Span: corpus.Span{Start: start, End: end}, Asked: asked, Reason: reason}
}

func valueQuote(value, qualifier string, start, end int, q bot.Quote) bot.ValueQuote {
	return bot.ValueQuote{
		Value: value, Qualifier: qualifier, Quote: q,
		Written: corpus.Span{Start: q.Span.Start + start, End: q.Span.Start + end},
	}
}

// answers are one of each kind that a view must show.
func answers() map[string]bot.Answer {
	deserted := quote("Reports indicate that at least 18 North Korean soldiers have already\n\tdeserted.", 100,
		matched(40, 46, "Korean", reasons.SameWord),
		matched(47, 55, "soldeirs", reasons.Spelling),
		matched(70, 78, "desert", reasons.SameStem))
	deserted.URL, deserted.Author, deserted.Date = "https://example.org/report", "A. Reporter", "2024-10-24"
	deserted.Before, deserted.After = "Before it.", "After it."
	next := quote("Soldiers stay.", 300, matched(0, 8, "soldeirs", reasons.Spelling))
	next.Score, next.Evidence = 1.5, []bot.Evidence{{Name: "coverage", Value: 0.2, Weight: 2.5}, {Name: "bm25", Value: 0.5, Weight: 2}}
	about, upTo := quote("It sent around 10,000 troops.", 0), quote("Up to 3,000 may have trained.", 400)
	hostile := quote("Safe \x1b[31mred\x1b]0;title\a and \u202egnp.exe\u009b2J end\x7f.", 0, matched(0, 4, "sa\x1bfe", reasons.SameWord))
	hostile.Title, hostile.URL = "T\x1b[2J", "https://example.org/\x1b[0m"
	hostile.Span.Document = "a\nb\x1b.txt"
	return map[string]bot.Answer{
		"found": {
			ID: "1", Asked: "How many Korean soldeirs desert?", Verdict: bot.Found, Confidence: 0.9,
			Quotes:      []bot.Quote{deserted, next},
			Corrections: []bot.Correction{{Asked: "soldeirs", Read: "soldiers", Reason: reasons.Spelling}},
		},
		"closest": {
			ID: "2", Asked: "Did soldiers of Iran desert on November 3?", Verdict: bot.Closest, Confidence: 0.25,
			Quotes: []bot.Quote{next}, Missing: []string{"Iran", "November 3"},
		},
		"skipped": {
			ID: "7", Asked: "How do I restore?", Verdict: bot.None, Missing: []string{"restore"}, Files: bot.FileCount{Skipped: 85, Of: 87},
		},
		"none":      {ID: "3", Asked: "What is the capital of France?", Verdict: bot.None, Missing: []string{"France"}},
		"smalltalk": {ID: "4", Asked: "hello <there> & all", Verdict: bot.Smalltalk, Greeting: bot.Hello},
		"disagreement": {
			ID: "5", Asked: "How many troops?", Verdict: bot.Found, Confidence: 0.8,
			Quotes: []bot.Quote{about, next},
			Disagreement: &bot.Disagreement{Kind: bot.DifferentFigures, Values: []bot.ValueQuote{
				valueQuote("10000", "around", 8, 21, about), valueQuote("3000", "up to", 0, 11, upTo),
			}},
		},
		"hostile": {ID: "6", Asked: "sa\x1bfe", Verdict: bot.Closest, Quotes: []bot.Quote{hostile}, Missing: []string{"\x1b[5mx\u202e"}},
	}
}

func render(t *testing.T, screen Screen, explain, asJSON bool, a bot.Answer) string {
	t.Helper()
	var out bytes.Buffer
	term := Terminal{Out: &out, Screen: screen, Explain: explain, JSON: asJSON}
	v := term.view()
	v.answer(a, true)
	if err := v.flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAnswers(t *testing.T) {
	for name, a := range answers() {
		for kind, got := range map[string]string{
			"txt":         render(t, Screen{}, false, false, a),
			"color.txt":   render(t, Screen{Width: 40, Color: true}, false, false, a),
			"explain.txt": render(t, Screen{Width: 60}, true, false, a),
			"json":        render(t, Screen{}, true, true, a),
		} {
			goldentest.Check(t, name+"."+kind, got)
		}
	}
}

func TestPassage(t *testing.T) {
	p := bot.Passage{
		Before: []bot.Quote{quote("One stands before.", 0)},
		Quote:  quote("This is quoted.", 19, matched(8, 14, "quoted", reasons.SameWord)),
		After:  []bot.Quote{quote("Two stand after, and the second is longer.", 35)},
	}
	var out bytes.Buffer
	w := bufio.NewWriter(&out)
	for _, v := range []view{&textView{w: w, screen: Screen{Width: 30}}, &jsonView{w: w}} {
		v.passage(p)
		if err := v.flush(); err != nil {
			t.Fatal(err)
		}
	}
	goldentest.Check(t, "passage.txt", out.String())
}

// The place of a quotation leads to its file, line by line, where the screen has
// colours, and nothing else does.
func TestLinks(t *testing.T) {
	file := func(collection, document string) string { return "/notes/" + collection + "/" + document + " 1" }
	for screen, links := range map[Screen]int{{}: 0, {Width: 30}: 0, {Width: 30, Color: true}: 2, {Color: true}: 1} {
		q := quote("This is quoted.", 19)
		q.Under = []string{"A heading of some words"}
		var out bytes.Buffer
		v := &textView{w: bufio.NewWriter(&out), screen: screen, file: file}
		v.answer(bot.Answer{Verdict: bot.Found, Quotes: []bot.Quote{q}}, false)
		if err := v.flush(); err != nil {
			t.Fatal(err)
		}
		got := out.String()
		if n := strings.Count(got, "/notes/reports/report.txt%201\x07"); n != links || strings.Count(got, "\x1b]8;;\x07") != n {
			t.Errorf("%+v: %d links in %q", screen, n, got)
		}
		bare := strings.Join(strings.Fields(ansi.Strip(got)), " ")
		if !strings.Contains(bare, "report.txt:7, under “A heading of some words”") {
			t.Errorf("%+v: it reads %q", screen, bare)
		}
	}
}
