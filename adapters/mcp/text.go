package mcp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/adapters/wire"
	"github.com/quoth-bot/quoth/bot"
)

// This file writes what a model reads. All that a source says stands behind "> " or "| ",
// or inside a line that begins with words of Quoth's: no source can begin a line.

// The marks of what a source says.
const (
	quoted = "> "
	beside = "| " // in the source, a quotation
)

// Bounds of what of a source stands in a line of Quoth's, in characters.
const (
	maxTitle = 200
	maxValue = 100
)

// line is a text without line ends, and without what would steer a reader.
func line(text string) string {
	return adapters.TextOf(adapters.Readable([]adapters.TextRun{{Text: text}}))
}

// titled is a title of a source between marks, which it does not have itself.
func titled(title string) string {
	title = strings.NewReplacer("“", "'", "”", "'").Replace(adapters.Clip(line(title), maxTitle))
	return "“" + title + "”"
}

func textOfAnswers(given []bot.Answer) string {
	var b strings.Builder
	for i, a := range given {
		if i > 0 {
			b.WriteByte('\n')
		}
		if len(given) > 1 {
			fmt.Fprintf(&b, "Question %d: %s\n", i+1, line(a.Asked))
		}
		writeAnswer(&b, a)
	}
	return b.String()
}

// writeAnswer writes the verdict and what is missing, the quotations, and how to go on.
func writeAnswer(b *strings.Builder, a bot.Answer) {
	fmt.Fprintf(b, "%s:", a.Verdict)
	if a.Verdict == bot.Found {
		b.WriteString(" The sources answer this.")
	}
	for _, p := range a.Phrases() {
		b.WriteString(" " + phrase(p))
	}
	b.WriteByte('\n')
	shown := adapters.Quotations(a)
	for i, q := range shown {
		writeQuotation(b, q, i+1)
	}
	for _, p := range a.Closing() {
		b.WriteString("\n" + phrase(p) + "\n")
	}
	if len(shown) > 0 {
		fmt.Fprintf(b, "\nFor further quotations call more with %s\n", arguments(moreInput{a.ID}))
	}
}

// phrase is what the bot says itself, in one line.
func phrase(p bot.Phrase) string {
	return adapters.TextOf(adapters.Readable(adapters.PhraseRuns(p)))
}

// writeQuotation writes a quotation, where it stands, and how to see what is around it.
func writeQuotation(b *strings.Builder, q adapters.Quotation, number int) {
	b.WriteByte('\n')
	if q.Value != "" {
		fmt.Fprintf(b, "[%d] gives “%s”:\n", number, adapters.Clip(line(q.Value), maxValue))
	}
	writeQuoted(b, q)
	fmt.Fprintf(b, "Source [%d]: %s%s; %s", number, titled(q.Title), line(adapters.Byline(q.Author, q.Date)), line(adapters.Location(q)))
	if address := q.Address(); address != "" {
		b.WriteString("; " + line(address))
	}
	fmt.Fprintf(b, "\n    context: %s\n    resource: %s\n", arguments(spanOf(q.Span)), addressOf(q.Span.Collection, q.Span.Document, q.Paragraph))
}

// writeQuoted writes the lines of a quotation and of what is to be read with it.
func writeQuoted(b *strings.Builder, q adapters.Quotation) {
	for _, runs := range q.Lines() {
		mark := quoted
		if !slices.ContainsFunc(runs, func(r adapters.TextRun) bool { return r.Emphasis != adapters.Beside }) {
			mark = beside
		}
		b.WriteString(mark + shownLine(runs) + "\n")
	}
}

// shownLine is a line of a source. One that its writer's editor broke is put together;
// any other, as of code, keeps its white space.
func shownLine(runs []adapters.TextRun) string {
	if text := strings.TrimRight(adapters.TextOf(runs), " \t\r\n"); !strings.Contains(text, "\n") {
		return adapters.Visible(text)
	}
	return adapters.TextOf(adapters.Readable(runs))
}

// arguments is what a tool is called with.
func arguments(of any) string {
	text, err := wire.Line(of)
	if err != nil {
		return "" // texts and numbers can be written
	}
	return strings.TrimSpace(string(text))
}

func textOfMore(quotes []bot.Quote, language string) string {
	if len(quotes) == 0 {
		return "more: " + phrase(bot.NothingMore.Phrase(language)) + "\n"
	}
	var b strings.Builder
	b.WriteString("more: These stand behind those that the answer has, and may be beside the question.\n")
	for i, q := range quotes {
		writeQuotation(&b, adapters.Quotation{Quote: q, Language: language}, i+1)
	}
	return b.String()
}

func textOfPassage(p bot.Passage, language string) string {
	var b strings.Builder
	b.WriteString("context: The quotation among the sentences of its paragraph.\n\n")
	around := func(quotes []bot.Quote) {
		for _, q := range quotes {
			b.WriteString(beside + line(adapters.ShownText(q.Text, q.Mask)) + "\n")
		}
	}
	q := adapters.Quotation{Quote: p.Quote, Language: language}
	around(p.Before)
	writeQuoted(&b, q)
	around(p.After)
	fmt.Fprintf(&b, "Source: %s%s; %s\n    resource: %s\n", titled(q.Title), line(adapters.Byline(q.Author, q.Date)),
		line(adapters.Location(q)), addressOf(q.Span.Collection, q.Span.Document, q.Paragraph))
	return b.String()
}

func textOfSuggestions(found []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "suggest: %d that the sources have.\n", len(found))
	for _, text := range found {
		b.WriteString(quoted + line(text) + "\n")
	}
	return b.String()
}

// textOfSources lists a page of the sources; skipped says what could not be read.
func textOfSources(page []bot.Source, first int, listed sources, skipped bot.Phrase) string {
	var b strings.Builder
	fmt.Fprintf(&b, "sources: %d", listed.Of)
	if len(page) < listed.Of {
		fmt.Fprintf(&b, ", of which these are from number %d on", first+1)
	}
	b.WriteString(".\n")
	if len(skipped) > 0 {
		b.WriteString(phrase(skipped) + "\n")
	}
	for _, s := range page {
		fmt.Fprintf(&b, "Source: %s%s; %s; %d sentences; %s\n", titled(s.Title), line(adapters.Byline(s.Author, s.Date)),
			line(s.Document), s.Sentences, addressOf(s.Collection, s.Document, 0))
	}
	if listed.Next > 0 {
		fmt.Fprintf(&b, "To go on call sources with \"first\": %d\n", listed.Next)
	}
	return b.String()
}
