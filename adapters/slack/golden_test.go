package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/slack/slacktest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// quoted is a quote that begins at start, with a match for each of some parts.
func quoted(text string, start int, parts ...string) bot.Quote {
	q := bot.Quote{
		Span: bot.Span{
			Collection: "reports", Document: "report.txt", Hash: "00112233445566778899aabbccddeeff",
			Span: corpus.Span{Start: start, End: start + len(text)},
		},
		Text: text, Title: "The Report", Paragraph: 1, Sentence: 4, Line: 7,
	}
	for _, part := range parts {
		q.Matches = append(q.Matches, bot.Match{Span: at(q, part), Asked: part, Reason: words.SameWord})
	}
	return q
}

// at is where a part of a quote stands in its document.
func at(q bot.Quote, part string) corpus.Span {
	start := q.Span.Start + strings.Index(q.Text, part)
	return corpus.Span{Start: start, End: start + len(part)}
}

// answers are one of each kind.
func answers() map[string][]bot.Answer {
	deserted := quoted("Reports indicate that at least 18 North Korean soldiers have already\n\tdeserted.", 100, "Korean soldiers", "deserted")
	deserted.URL, deserted.Author, deserted.Date = "https://example.org/report?a=1&b=2", "A. Reporter", "2024-10-24"
	next := quoted("Soldiers stay.", 300, "Soldiers")
	about, upTo := quoted("It sent around 10,000 troops.", 0, "sent", "troops"), quoted("Up to 3,000 may have trained.", 400)
	hostile := quoted("The master tells <!channel>, @everyone, <@U0CREW> *boats* & `ropes` \u202egnp.exe [x](https://example.org) &amp;.", 0, "boats")
	hostile.Title, hostile.URL = "Rules <https://example.org|of>\nthe *harbour* & more>", "https://example.org/<a>\n|b"
	found := bot.Answer{
		ID: "1a", Asked: "How many Korean soldeirs desert?", Verdict: bot.Found,
		Quotes: []bot.Quote{deserted, next}, Corrections: []bot.Correction{{Asked: "soldeirs", Read: "soldiers"}},
	}
	closest := bot.Answer{
		ID: "2b", Asked: "Did soldiers of Iran desert on November 3?", Verdict: bot.Closest,
		Quotes: []bot.Quote{next}, Missing: []string{"Iran", "November 3"}, Unanswered: 2,
	}
	long := quoted("The ferry calls at "+strings.Repeat("Quillmouth & Zennor, ", 400)+"and home.", 0, "ferry")
	linked := quoted("See the [ferry] page or https://b.example/.", 0)
	linked.Links = []bot.Link{{Span: at(linked, "the [ferry] page"), Address: "https://a.example/?a=1&b=2"}}
	linked.Matches = []bot.Match{{Span: at(linked, "ferry")}}
	return map[string][]bot.Answer{
		"linked":    {{ID: "8b", Asked: "ferry?", Verdict: bot.Found, Quotes: []bot.Quote{linked}}},
		"found":     {found},
		"closest":   {closest},
		"none":      {{ID: "3c", Asked: "What is the capital of France?", Verdict: bot.None, Missing: []string{"<!here>"}}},
		"smalltalk": {{ID: "4d", Asked: "hello", Verdict: bot.Smalltalk, Greeting: bot.Hello}},
		"disagreement": {{
			ID: "5e", Asked: "How many troops?", Verdict: bot.Found, Quotes: []bot.Quote{about, next},
			Disagreement: &bot.Disagreement{Kind: bot.DifferentFigures, Values: []bot.ValueQuote{
				{Value: "10000", Qualifier: "around", Written: at(about, "around 10,000"), Quote: about},
				{Value: "3000", Qualifier: "up to", Written: at(upTo, "Up to 3,000"), Quote: upTo},
			}},
		}},
		"hostile": {{ID: "6f", Asked: "boats", Verdict: bot.Found, Quotes: []bot.Quote{hostile}}},
		"several": {found, closest},
		"long":    {{ID: "7a", Asked: "Where?", Verdict: bot.Found, Quotes: []bot.Quote{long, next}}},
	}
}

// written is a post as it is sent.
func written(t *testing.T, m mark, posts ...draft) string {
	t.Helper()
	var out bytes.Buffer
	for i, p := range posts {
		m.part, m.of = i, len(posts)
		sent := struct {
			Text     string               `json:"text"`
			Metadata *slack.SlackMetadata `json:"metadata,omitempty"`
			Blocks   []slack.Block        `json:"blocks"`
		}{Text: p.text, Blocks: m.named(p.blocks)}
		if m.key != "" {
			metadata := m.metadata()
			sent.Metadata = &metadata
		}
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(sent); err != nil {
			t.Fatal(err)
		}
		isSound(t, p)
	}
	return out.String()
}

// isSound fails where a post is not within the limits.
func isSound(t interface {
	Helper()
	Errorf(string, ...any)
}, p draft) {
	t.Helper()
	blocks, err := json.Marshal(p.blocks)
	if err != nil {
		t.Errorf("the blocks cannot be written: %v", err)
	}
	if problems := slacktest.Validate(slacktest.Surfaces.Message, blocks); len(problems) > 0 || len(p.blocks) == 0 {
		t.Errorf("%q: %s", problems, blocks)
	}
	if n := utf8.RuneCountInString(p.text); n == 0 || n > 4000 {
		t.Errorf("its text has %d characters: %s", n, p.text)
	}
	if _, pings := slacktest.Shown(slacktest.Message{Text: p.text, Blocks: blocks}); len(pings) > 0 {
		t.Errorf("it calls %q: %s", pings, blocks)
	}
}

func reply(answers []bot.Answer) adapters.Reply { return adapters.Reply{Answers: answers} }

// TestMessages holds every message that the adapter sends against its golden
// file, and against the limits of Block Kit.
func TestMessages(t *testing.T) {
	m := mark{key: "slack/CDESK/1.1"}
	all := answers()
	own := ownership{Asker: "UANNA", Reply: m.key, Asked: "1.1"}
	for name, list := range all {
		goldentest.Check(t, name+".json", written(t, m, render(reply(list), style{})...))
	}
	goldentest.Check(t, "private.json", written(t, mark{}, render(reply(all["found"]), style{share: true, ownership: own})...))
	goldentest.Check(t, "shared.json", written(t, mark{}, renderAnswer(all["found"][0], style{headed: true})...))
	goldentest.Check(t, "more.json", written(t, mark{}, renderQuotes(all["found"][0].Quotes, 3, "")...))
	flat, _ := render(reply(all["disagreement"]), style{})[0].untabled()
	goldentest.Check(t, "untabled.json", written(t, m, flat))
	var plain []draft
	for _, p := range render(reply(all["closest"]), style{ownership: own}) {
		plain = append(plain, p.plainer())
	}
	goldentest.Check(t, "plainer.json", written(t, m, plain...))
	passage := bot.Passage{
		Before: []bot.Quote{quoted("One stands before.", 0), quoted("So does another.", 19)},
		Quote:  quoted("This is quoted.", 40, "quoted"), After: []bot.Quote{quoted("<!channel> stands after.", 60)},
	}
	goldentest.Check(t, "context.json", written(t, mark{}, renderPassage(passage, 2, "")...))
	found := render(reply(all["found"]), style{})[0]
	blocks, err := json.Marshal(m.named(found.blocks))
	if err != nil {
		t.Fatal(err)
	}
	passage.Quote = all["found"][0].Quotes[1]
	wide, ok := widened(click{blocks: blocks, buttonValue: buttonValue{Number: 2}}, passage)
	if !ok {
		t.Fatal("a quotation cannot be widened")
	}
	goldentest.Check(t, "widened.json", written(t, mark{}, wide))
	passage.Quote = all["disagreement"][0].Disagreement.Values[1].Quote
	if blocks, err = json.Marshal(m.named(render(reply(all["disagreement"]), style{})[0].blocks)); err != nil {
		t.Fatal(err)
	}
	for number := range 2 { // one row after the other, as where both are clicked
		wide, ok = widened(click{blocks: blocks, buttonValue: buttonValue{Number: number + 1}}, passage)
		if blocks, err = json.Marshal(wide.blocks); err != nil || !ok {
			t.Fatalf("a row of the table cannot be widened: %v", err)
		}
	}
	goldentest.Check(t, "widened-table.json", written(t, mark{}, wide))
	var notices strings.Builder
	for _, n := range []bot.Notice{
		bot.Busy, bot.TooFast, bot.Failed, bot.TookTooLong, bot.EmptyQuestion, bot.NoLongerKnown, bot.SourceChanged, bot.NothingMore, bot.Rated, bot.Shared, bot.NotTheirs, bot.CannotPost,
	} {
		notices.WriteString(written(t, mark{}, notice(n, "")))
	}
	goldentest.Check(t, "notices.json", notices.String())
}

// TestHomeView holds the Home against its golden file and the limits.
func TestHomeView(t *testing.T) {
	sources := []bot.Source{{Title: "The <!here> Report", Author: "A. Reporter", Date: "2024-10-24", Sentences: 12}, {Title: "Rules", Sentences: 3}}
	skipped := []bot.SkippedFile{{Name: "scan.pdf", Reason: "files of type .pdf are not read"}, {Name: "old.@here", Reason: "files of type .<!here> are not read"}}
	view := homeView("", sources, skipped, []string{"How many?", "and *when*?"})
	blocks, err := json.MarshalIndent(view.Blocks.BlockSet, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if problems := slacktest.Validate(slacktest.Surfaces.Home, blocks); len(problems) > 0 {
		t.Error(problems)
	}
	goldentest.Check(t, "home.json", string(blocks)+"\n")
}

// TestAnyAnswer renders whatever a source may hold: within the limits, and with
// every word of it.
func TestAnyAnswer(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab <>&*_~`|@!#.\n\t\x00\x1b\u202e\u00e4\u6f22\U0001f600")), 0, 400, -1)
	rapid.Check(t, func(t *rapid.T) {
		var a bot.Answer
		a.ID, a.Verdict, a.Asked = "1a", bot.Found, text.Draw(t, "asked")
		for range rapid.IntRange(1, 3).Draw(t, "quotes") {
			q := quoted("x"+strings.Repeat(text.Draw(t, "text"), rapid.SampledFrom([]int{1, 1, 1, 10, 40}).Draw(t, "times")), 7)
			q.Title, q.URL, q.Author = "T"+text.Draw(t, "title"), rapid.SampledFrom([]string{"", "https://example.org/", "javascript:alert(1)", "https://x|y>", "http://", ":"}).Draw(t, "url"), text.Draw(t, "author")
			q.Span.Start += len(a.Quotes) * 100_000
			q.Span.End += len(a.Quotes) * 100_000
			end := rapid.IntRange(0, len(q.Text)).Filter(func(i int) bool { return i == len(q.Text) || utf8.RuneStart(q.Text[i]) }).Draw(t, "end")
			q.Matches = []bot.Match{{Span: corpus.Span{Start: q.Span.Start, End: q.Span.Start + end}}}
			a.Quotes = append(a.Quotes, q)
		}
		a.Missing = []string{text.Draw(t, "missing")}
		posts := renderAnswer(a, style{headed: rapid.Bool().Draw(t, "headed"), share: true})
		var all strings.Builder
		for _, p := range posts {
			isSound(t, p)
			blocks, _ := json.Marshal(p.blocks)
			shown, _ := slacktest.Shown(slacktest.Message{Blocks: blocks})
			all.WriteString(shown)
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		for _, q := range a.Quotes {
			for _, want := range []string{q.Text, q.Title, q.URL} {
				want = squeeze(adapters.TextOf(adapters.Readable([]adapters.TextRun{{Text: want}})))
				if linkable(q.URL) && want == q.URL {
					continue // it stands behind the title
				}
				if !strings.Contains(squeeze(all.String()), want) {
					t.Fatalf("%q is not shown by %s", want, &all)
				}
			}
		}
	})
}

// TestButtonsThatCannotCarry are left out.
func TestButtonsThatCannotCarry(t *testing.T) {
	q := quoted("Soldiers stay.", 0)
	q.Span.Document = strings.Repeat("folder/", 400)
	posts := renderAnswer(bot.Answer{ID: "1a", Asked: strings.Repeat("why ", 700), Verdict: bot.Found, Quotes: []bot.Quote{q}}, style{share: true})
	var labels []string
	for _, p := range posts {
		isSound(t, p)
		blocks, _ := json.Marshal(p.blocks)
		labels = append(labels, slacktest.Buttons(slacktest.Message{Blocks: blocks})...)
	}
	if got := fmt.Sprint(labels); got != "[More Helpful Not helpful]" {
		t.Errorf("it has the buttons %s", got)
	}
}
