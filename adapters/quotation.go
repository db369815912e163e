package adapters

import (
	"fmt"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/texts"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
)

// A Quotation is a quote as it is shown: of an answer, or for itself.
type Quotation struct {
	bot.Quote
	// Value is what the quote gives where passages differ, as its source
	// writes it, with its qualifier; else it is empty.
	Value string
	// Written is where Value stands in the document; nil where there is none.
	Written *corpus.Span
	// Language is that of the words around it; see texts.For.
	Language string
}

// Quotations are the quotes of an answer in the order in which they are shown
// and numbered: one for each value that the passages differ in, then the
// others.
func Quotations(a bot.Answer) []Quotation {
	var out []Quotation
	seen := map[bot.Span]bool{}
	if a.Disagreement != nil {
		for _, v := range a.Disagreement.Values {
			out = append(out, Quotation{v.Quote, WrittenValue(v), &v.Written, a.Language})
			seen[v.Quote.Span] = true
		}
	}
	for _, q := range a.Quotes {
		if !seen[q.Span] {
			out = append(out, Quotation{Quote: q, Language: a.Language})
		}
	}
	return out
}

// WrittenValue is a value as its source writes it, with its qualifier.
func WrittenValue(v bot.ValueQuote) string {
	if text, ok := Excerpt(v.Quote, v.Written); ok {
		return text
	}
	return v.Value
}

// Excerpt returns the bytes of a span of the document that lies in the quote;
// false if it does not.
func Excerpt(q bot.Quote, s corpus.Span) (string, bool) {
	start, end := s.Start-q.Span.Start, s.End-q.Span.Start
	if start < 0 || end < start || end > len(q.Text) {
		return "", false
	}
	return q.Text[start:end], true
}

// Lines are the lines that show a quotation: what leads to it, then its own,
// then what it announces. Markup is left out; otherwise the runs of its own
// lines together are its bytes, but for the white space between two lines.
func (q Quotation) Lines() [][]TextRun {
	var out [][]TextRun
	beside := func(parts []bot.Part) {
		for _, p := range parts {
			out = append(out, linesOf(p, func(int) Emphasis { return Beside })...)
		}
	}
	beside(q.Surroundings)
	beside(q.Leads)
	marks := q.marks()
	own := bot.Part{Span: q.Span.Span, Text: q.Text, Mask: q.Mask, Kind: q.Kind, Links: q.Links}
	out = append(out, linesOf(own, func(i int) Emphasis { return marks[i] })...)
	beside(q.Follows)
	if q.FollowsMore {
		out = append(out, []TextRun{{Emphasis: Beside, Text: "…"}})
	}
	return out
}

// marks says how each byte of a quotation stands out. Where a match and the
// value overlap, the value wins.
func (q Quotation) marks() []Emphasis {
	marks := make([]Emphasis, len(q.Text))
	mark := func(s corpus.Span, e Emphasis) {
		if _, ok := Excerpt(q.Quote, s); !ok {
			return
		}
		for i := s.Start; i < s.End; i++ {
			marks[i-q.Span.Start] = e
		}
	}
	for _, m := range q.Matches {
		mark(m.Span, Matched)
	}
	if q.Written != nil {
		mark(*q.Written, Valued)
	}
	return marks
}

// linesOf returns the lines that show a part. Code keeps its lines; of any other
// text they are where its writer's editor broke them, and one line shows it.
func linesOf(p bot.Part, emphasis func(i int) Emphasis) [][]TextRun {
	var out [][]TextRun
	var line []TextRun
	links := linksOf(p)
	for i := 0; i < len(p.Text); {
		look := TextRun{Emphasis: emphasis(i), URL: links[i]}
		end := i + 1
		for end < len(p.Text) && look.looksLike(TextRun{Emphasis: emphasis(end), URL: links[end]}) && p.Text[end] != '\n' {
			end++
		}
		shown := p.Text[i:end]
		if p.Mask != "" {
			shown = markup.Text(shown, p.Mask[i:end])
		}
		if p.Kind == corpus.Code && p.Text[i] == '\n' {
			out, line = append(out, line), nil
			shown = shown[1:]
		}
		line = appendRun(line, look.with(shown))
		i = end
	}
	return append(out, line)
}

// linksOf returns the address that each byte of a part is a link to, for those
// that are.
func linksOf(p bot.Part) map[int]string {
	out := map[int]string{}
	for _, l := range p.Links {
		for i := max(l.Span.Start-p.Span.Start, 0); i < min(l.Span.End-p.Span.Start, len(p.Text)); i++ {
			out[i] = l.Address
		}
	}
	return out
}

// ShownText is the text that a quote or a part of one shows.
func ShownText(text, mask string) string {
	if mask == "" {
		return text
	}
	return markup.Text(text, mask)
}

// longestPath is the most runes of headings that a location shows.
const longestPath = 120

// Location says where in its document a quote stands, and under which headings:
// "hours.md:12, under “Sundays › In winter”". The document's title is not told
// again. Of a page that has changed since it was read, it says so.
func Location(q Quotation) string {
	return q.whereabouts() + placeIn(q) + changed(q) + under(q)
}

// placeIn is where in its document a quotation begins: its page, slide or time, or else
// its line.
func placeIn(q Quotation) string {
	line := q.Line
	if q.Place.Kind == corpus.Line {
		line = q.Place.Number
	}
	switch {
	case q.Place.Kind != corpus.NoPlace && q.Place.Kind != corpus.Line:
		return PlaceText(q.Place, q.Language)
	case line == 0: // of a quote that an old journal keeps
		return ""
	}
	return fmt.Sprint(":", line)
}

// PlaceText tells a place behind the name of its document, in a language: ", page 12".
// It is empty for lines, and where there is none to tell.
func PlaceText(p corpus.Place, language string) string {
	t := texts.For(language).Listing
	text := map[corpus.PlaceKind]string{corpus.Page: t.Page, corpus.Slide: t.Slide, corpus.Time: t.Time, corpus.Message: t.Message}[p.Kind]
	return texts.With(text, "number", p.Count())
}

// changed tells of a page of the web that it reads otherwise by now.
func changed(q Quotation) string {
	if q.Superseded == "" {
		return ""
	}
	return texts.With(texts.For(q.Language).Listing.Changed, "read", q.Retrieved, "changed", q.Superseded)
}

func under(q Quotation) string {
	path := q.Under
	if len(path) > 0 && path[0] == q.Title {
		path = path[1:]
	}
	if len(path) == 0 {
		return ""
	}
	return texts.With(texts.For(q.Language).Listing.Under, "headings", Clip(strings.Join(path, " › "), longestPath))
}

// Clip is the beginning of a text, of so many characters at most; a last "…"
// says that it goes on.
func Clip(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// Byline is what is known of a document behind its title: ", the author, the
// date", or less, or nothing.
func Byline(author, date string) string {
	line := ""
	for _, part := range []string{author, date} {
		if part != "" {
			line += ", " + part
		}
	}
	return line
}
