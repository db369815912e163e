package adapters

import (
	"fmt"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
)

// A Quotation is a quote as it is shown: of an answer, or for itself.
type Quotation struct {
	bot.Quote
	// Value is what the quote gives where passages differ, as its source
	// writes it, with its qualifier; else it is empty.
	Value string
	// Written is where Value stands in the document; nil where there is none.
	Written *corpus.Span
}

// Quotations are the quotes of an answer in the order in which they are shown
// and numbered: one for each value that the passages differ in, then the
// others.
func Quotations(a bot.Answer) []Quotation {
	var out []Quotation
	seen := map[bot.Span]bool{}
	if a.Disagreement != nil {
		for _, v := range a.Disagreement.Values {
			out = append(out, Quotation{v.Quote, WrittenValue(v), &v.Written})
			seen[v.Quote.Span] = true
		}
	}
	for _, q := range a.Quotes {
		if !seen[q.Span] {
			out = append(out, Quotation{Quote: q})
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

// Runs cuts a quotation at what stands out in it: its runs together are its
// bytes. Where a match and the value overlap, the value wins.
func (q Quotation) Runs() []TextRun {
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
	var runs []TextRun
	for start := 0; start < len(q.Text); {
		end := start + 1
		for end < len(q.Text) && marks[end] == marks[start] {
			end++
		}
		runs = append(runs, TextRun{marks[start], q.Text[start:end]})
		start = end
	}
	return runs
}

// longestHeading is the most runes of a heading that a location shows.
const longestHeading = 80

// Location says where in its document a quote stands, counting from one, and
// under which heading: "hours.md, under “Sundays”, paragraph 1, sentence 2".
func Location(q bot.Quote) string {
	return fmt.Sprintf("%s%s, paragraph %d, sentence %d", q.Span.Document, under(q), q.Paragraph+1, q.Sentence+1)
}

func under(q bot.Quote) string {
	if len(q.Under) == 0 {
		return ""
	}
	heading := strings.Join(strings.Fields(q.Under[len(q.Under)-1]), " ")
	return fmt.Sprintf(", under “%s”", Clip(heading, longestHeading))
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
