package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/discord/discordtest"
	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/internal/goldentest"
)

// quoteOf makes a quotation of the whole of a text, with a match for each part
// of it that is given.
func quoteOf(text string, start int, matches ...string) bot.Quote {
	q := bot.Quote{
		Span: bot.Span{
			Collection: "reports", Document: "report.txt", Hash: "00112233445566778899aabbccddeeff",
			Span: corpus.Span{Start: start, End: start + len(text)},
		},
		Text: text, Title: "The Report", Paragraph: 1, Sentence: 4, Line: 7,
	}
	for _, m := range matches {
		at := start + strings.Index(text, m)
		q.Matches = append(q.Matches, bot.Match{Span: corpus.Span{Start: at, End: at + len(m)}, Asked: m, Reason: words.SameWord})
	}
	return q
}

func valueOf(q bot.Quote, value string) bot.ValueQuote {
	at := q.Span.Start + strings.Index(q.Text, value)
	return bot.ValueQuote{Value: value, Quote: q, Written: corpus.Span{Start: at, End: at + len(value)}}
}

// replies are one of each kind that can be posted.
func replies() map[string]adapters.Reply {
	deserted := quoteOf("Reports indicate that at least 18 North Korean soldiers have already\n\tdeserted.", 100, "Korean", "soldiers", "desert")
	deserted.URL, deserted.Author, deserted.Date = "https://example.org/report_(1)?a=b&c=*d*", "A. Reporter", "2024-10-24"
	next := quoteOf("1. Soldiers stay: see https://example.org/x.", 300, "Soldiers")
	about, upTo := quoteOf("It sent around 10,000 troops.", 0, "sent", "troops"), quoteOf("Up to 3,000 may have trained.", 400)
	hostile := quoteOf("@everyone <@123> <#4> <:smile:5> **bold** __under__ ~~gone~~ ||spoiler|| `code` [a](https://b.example) \\ \x1b[31m \u202eback.", 0, "bold")
	hostile.Title, hostile.URL = "A <title>\nof [two](lines) *and* more", "javascript:alert(1)"
	hostile.Author, hostile.Date = "> # @here", "-# small"
	long := quoteOf(strings.Repeat("A sentence without an end *goes on* and on, ", 200)+"to its end.", 0, "end")
	answer := func(id string, v bot.Verdict, quotes ...bot.Quote) bot.Answer {
		return bot.Answer{ID: "00000000000000" + id, Verdict: v, Quotes: quotes}
	}
	found := answer("01", bot.Found, deserted, next)
	found.Asked = "How many soldeirs deserted?"
	found.Corrections = []bot.Correction{{Asked: "soldeirs", Read: "soldiers", Reason: words.Spelling}}
	closest := answer("02", bot.Closest, next)
	closest.Missing = []string{"Iran", "November 3", "<@&1>"}
	none := answer("03", bot.None)
	none.Asked, none.Missing = "# What does *France* say, @everyone?", []string{"France"}
	disagreement := answer("05", bot.Found, about, next)
	disagreement.Disagreement = &bot.Disagreement{Kind: bot.DifferentFigures, Values: []bot.ValueQuote{
		valueOf(about, "around 10,000"), valueOf(upTo, "Up to 3,000"),
	}}
	disagreement.Unanswered = 2
	linked := quoteOf("See the [ferry] page or https://b.example/.", 0, "ferry")
	linked.Links = []bot.Link{
		{Span: corpus.Span{Start: 4, End: 20}, Address: "https://a.example/?a=1&b=2"},
		{Span: corpus.Span{Start: 24, End: 42}, Address: "https://b.example/"},
	}
	out := map[string]adapters.Reply{
		"linked": {Answers: []bot.Answer{answer("08", bot.Found, linked)}},
		"found":  {Answers: []bot.Answer{found}}, "closest": {Answers: []bot.Answer{closest}}, "none": {Answers: []bot.Answer{none}},
		"smalltalk":    {Answers: []bot.Answer{{ID: "4", Verdict: bot.Smalltalk, Greeting: bot.Hello}}},
		"disagreement": {Answers: []bot.Answer{disagreement}}, "hostile": {Answers: []bot.Answer{answer("06", bot.Closest, hostile)}},
		"several": {Answers: []bot.Answer{none, found}}, "long": {Answers: []bot.Answer{answer("07", bot.Found, long)}},
	}
	for _, n := range []bot.Notice{bot.Busy, bot.TooFast, bot.Failed, bot.TookTooLong, bot.EmptyQuestion} {
		out["notice "+string(n)] = adapters.Reply{Notice: n}
	}
	return out
}

func renderer() *Adapter { return New(Options{Token: "token"}, nil) }

// Everything that can be posted is what the golden files show, and Discord
// takes it.
func TestGolden(t *testing.T) {
	a := renderer()
	for name, r := range replies() {
		goldenPages(t, name, a.pages(r))
	}
	passage := bot.Passage{
		Before: []bot.Quote{quoteOf("- One stands before.", 0)},
		Quote:  quoteOf("This is quoted.", 19, "quoted"),
		After:  []bot.Quote{quoteOf("Two stand after.", 35)},
	}
	goldenPages(t, "passage", numbered(pack(passageBlocks(passage, ""))))
	goldenPages(t, "more", numbered(pack(furtherBlocks([]bot.Quote{quoteOf("One more.", 0, "One"), quoteOf("And another.", 50)}, 3, ""))))
	for _, n := range []bot.Notice{bot.NoLongerKnown, bot.SourceChanged, bot.NothingMore, bot.Rated} {
		goldenPages(t, "notice "+string(n), noticePages(n, ""))
	}
	many := New(Options{Token: "token"}, manySources{})
	pages, err := many.sourcePage(t.Context(), bot.From{}, 1)
	if err != nil {
		t.Fatal(err)
	}
	goldenPages(t, "sources", pages)
	skipped, err := many.bot.Skipped(t.Context(), bot.From{})
	if err != nil {
		t.Fatal(err)
	}
	goldenPages(t, "skipped", numbered(pack(sourceBlocks([]bot.Source{{Document: "a.txt", Title: "A", Sentences: 2}}, skipped, ""))))
	goldenJSON(t, "commands", commands(nil))
}

func goldenPages(t *testing.T, name string, pages []page) {
	t.Helper()
	var components, embeds []outMessage
	for i, p := range pages {
		components, embeds = append(components, p.asComponents()), append(embeds, p.asEmbed())
		for _, m := range []outMessage{p.asComponents(), p.asEmbed()} {
			accepted(t, fmt.Sprintf("%s, message %d", name, i), m)
		}
	}
	goldenJSON(t, name+".components", components)
	goldenJSON(t, name+".embeds", embeds)
}

// accepted fails where Discord would not take a message.
func accepted(t interface{ Errorf(string, ...any) }, name string, m outMessage) {
	text, err := json.Marshal(m)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	for field, wrong := range discordtest.Check(text) {
		t.Errorf("%s: %s: %s", name, field, wrong)
	}
}

func goldenJSON(t *testing.T, name string, value any) {
	t.Helper()
	var got bytes.Buffer
	out := json.NewEncoder(&got)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(value); err != nil {
		t.Fatal(err)
	}
	goldentest.Check(t, strings.ReplaceAll(name, " ", "-")+".json", got.String())
}

// said that are more than text, or of a size that does not fit.
func said() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.StringOfN(rapid.RuneFrom([]rune("a*_~`|<>@[]():#-+. \n\\1𝔸é\u202e\u200b")), 0, 200, -1),
		rapid.Map(rapid.IntRange(1, 1200), func(n int) string { return strings.Repeat("word ", n) }),
		rapid.Map(rapid.IntRange(1, 2500), func(n int) string { return strings.Repeat("𝔸*", n) }),
	)
}

// Whatever the sources and the questions hold, each message is one that Discord
// takes, all of the text can be read in them, in order, and nobody is called.
func TestEveryMessageIsTaken(t *testing.T) {
	a := renderer()
	rapid.Check(t, func(t *rapid.T) {
		var quotes []bot.Quote
		for range rapid.IntRange(0, 2).Draw(t, "quotes") {
			text := said().Draw(t, "text")
			q := quoteOf(text, 7)
			for range rapid.IntRange(0, 5).Draw(t, "matches") {
				words := strings.Fields(text)
				if len(words) == 0 {
					break
				}
				word := rapid.SampledFrom(words[:min(len(words), 50)]).Draw(t, "word")
				at := strings.Index(text, word)
				q.Matches = append(q.Matches, bot.Match{Span: corpus.Span{Start: 7 + at, End: 7 + at + len(word)}})
			}
			if end := len(text); rapid.Bool().Draw(t, "linked") {
				q.Links = []bot.Link{{Span: corpus.Span{Start: 7, End: 7 + end}, Address: "https://a.example/" + strings.Repeat("a", 400)}}
			}
			q.Title, q.Author, q.URL = said().Draw(t, "title"), said().Draw(t, "author"), said().Draw(t, "url")
			quotes = append(quotes, q)
		}
		answer := bot.Answer{ID: "0123456789abcdef", Verdict: bot.Closest, Quotes: quotes, Missing: []string{said().Draw(t, "missing")}}
		var shown strings.Builder
		for _, p := range a.pages(adapters.Reply{Answers: []bot.Answer{answer}}) {
			for _, m := range []outMessage{p.asComponents(), p.asEmbed()} {
				accepted(t, "a message", m)
			}
			text, pings := read(bodyOf(t, p.asComponents()))
			if len(pings) > 0 {
				t.Errorf("it calls %q", pings)
			}
			shown.WriteString(text)
		}
		all := spaceless(shown.String())
		for _, q := range quotes {
			for _, text := range []string{q.Text, q.Title, q.Author} {
				wanted := spaceless(adapters.TextOf(adapters.Readable([]adapters.TextRun{{Text: text}})))
				if !strings.Contains(all, wanted) {
					t.Errorf("%q cannot be read in %q", wanted, all)
				}
			}
		}
	})
}

func bodyOf(t *rapid.T, m outMessage) (b discordtest.Body) {
	text, err := json.Marshal(m)
	if err == nil {
		err = json.Unmarshal(text, &b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// spaceless is a text without white space, as what is split has lost some.
func spaceless(text string) string { return strings.Join(strings.Fields(text), "") }

func FuzzEscape(f *testing.F) {
	for _, text := range []string{"", "plain", "1. one", "-# x", "**a** _b_", "<@1> @everyone", "https://example.org/_a_", "a\\", "\\*", ":smile:", "[x](y)"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = adapters.TextOf(adapters.Readable([]adapters.TextRun{{Text: text}}))
		for _, prefix := range []string{"", quote, small} {
			shown, pings := readLine(prefix + escape(text, true))
			if shown != text || len(pings) > 0 {
				t.Errorf("%q is shown as %q, and calls %q", text, shown, pings)
			}
		}
	})
}

func FuzzCustomID(f *testing.F) {
	s := newSigner("token")
	for _, p := range []press{
		{Do: showContext, Place: spanID{Start: 3, End: 90}}, {Do: showMore, Answer: "0123456789abcdef", Number: 3},
		{Do: rateHelpful, Answer: strings.Repeat("a", maxAnswerID)}, {Do: rateNot}, {Do: showPage, Number: 12},
	} {
		f.Add(s.id(p))
	}
	f.Fuzz(func(t *testing.T, id string) {
		p, err := s.press(id)
		if err != nil {
			return
		}
		if again := s.id(p); again != id || len(id) > 100 {
			t.Errorf("%q means %+v, which is written %q", id, p, again)
		}
	})
}

// What a button carries comes back as it was, and nothing else is taken: not a
// changed ID, and not one of another bot.
func TestCustomIDs(t *testing.T) {
	s, other := newSigner("token"), newSigner("another")
	rapid.Check(t, func(t *rapid.T) {
		p := press{Do: action(rapid.IntRange(1, 5).Draw(t, "do"))}
		switch p.Do {
		case showContext:
			p.Place.Start = rapid.IntRange(0, 1<<30).Draw(t, "start")
			p.Place.End = p.Place.Start + rapid.IntRange(0, 1<<20).Draw(t, "length")
			p.Place.Document = documentID(rapid.String().Draw(t, "collection"), rapid.String().Draw(t, "document"))
			copy(p.Place.Hash[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "hash"))
		case showPage:
			p.Number = rapid.IntRange(0, 1<<20).Draw(t, "page")
		default:
			if p.Do == showMore {
				p.Number = rapid.IntRange(0, 20).Draw(t, "number")
			}
			p.Answer = rapid.StringMatching(`[0-9a-f]{16}`).Draw(t, "answer")
		}
		id := s.id(p)
		if got, err := s.press(id); err != nil || got != p || len(id) > 100 {
			t.Fatalf("%q: %+v, %v", id, got, err)
		}
		if _, err := other.press(id); err == nil {
			t.Fatal("another bot's button is taken")
		}
		at := rapid.IntRange(0, len(id)-1).Draw(t, "at")
		changed := []byte(id)
		changed[at] ^= 1
		if _, err := s.press(string(changed)); err == nil {
			t.Fatalf("%q is taken", changed)
		}
	})
}

// A signed ID that decodes to nothing known is refused like any other.
func TestSignedNonsense(t *testing.T) {
	s := newSigner("token")
	if _, err := s.press(s.id(press{Do: rateNot}) + "\n"); err == nil {
		t.Error("an ID that is written otherwise is taken")
	}
	for _, b := range [][]byte{{0}, {99, 1}, {byte(showContext)}, {byte(showPage)}, {byte(showPage), 0x80}, append([]byte{byte(showContext)}, make([]byte, 24)...)} {
		if _, err := decodePress(b); err == nil {
			t.Errorf("%v is taken", b)
		}
	}
}
