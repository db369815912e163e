package adapters

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot"
)

// A TextRun is a stretch of text that stands out in one way.
type TextRun struct {
	Emphasis Emphasis
	Text     string
	URL      string // that it is a link to, or empty
}

// looksLike reports whether two runs can be one.
func (r TextRun) looksLike(o TextRun) bool { return r.Emphasis == o.Emphasis && r.URL == o.URL }

// with is a run that looks like another.
func (r TextRun) with(text string) TextRun {
	r.Text = text
	return r
}

// appendRun adds a run to others: to the last of them, if it looks like that.
func appendRun(runs []TextRun, r TextRun) []TextRun {
	if n := len(runs); n > 0 && runs[n-1].looksLike(r) {
		runs[n-1].Text += r.Text
		return runs
	}
	if r.Text == "" {
		return runs
	}
	return append(runs, r)
}

// Emphasis says why a run stands out.
type Emphasis int

// The kinds of emphasis.
const (
	Plain   Emphasis = iota
	Matched          // a word of the question found in a quotation
	Valued           // a value that passages differ in
	Filled           // what fills a slot of one of the bot's phrases
	Beside           // what stands beside a quotation
)

// PhraseRuns are the parts of one of the bot's phrases: what fills its slots
// stands out.
func PhraseRuns(p bot.Phrase) []TextRun {
	runs := make([]TextRun, len(p))
	for i, part := range p {
		runs[i] = TextRun{Text: part.Text}
		if part.Slot != bot.Fixed {
			runs[i].Emphasis = Filled
		}
	}
	return runs
}

// TextOf is the text of runs together.
func TextOf(runs []TextRun) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// Readable makes runs fit to be read: all white space between two words
// becomes one space, there is none around the whole, and what is left is
// Visible. No run of it is empty.
func Readable(runs []TextRun) []TextRun {
	var out []TextRun
	space := false // white space stands before what comes next
	for _, r := range runs {
		for text := r.Text; text != ""; {
			end := strings.IndexFunc(text, unicode.IsSpace)
			if end == 0 {
				_, width := utf8.DecodeRuneInString(text)
				text, space = text[width:], len(out) > 0
				continue
			}
			if end < 0 {
				end = len(text)
			}
			if space {
				out = appendRun(out, spaceBefore(out[len(out)-1], r))
				space = false
			}
			out = appendRun(out, r.with(Visible(text[:end])))
			text = text[end:]
		}
	}
	return out
}

// spaceBefore is how the space between two words stands out: as they do, if
// they do alike.
func spaceBefore(before, r TextRun) TextRun {
	if before.looksLike(r) {
		return r.with(" ")
	}
	if before.Emphasis == r.Emphasis {
		return TextRun{Emphasis: r.Emphasis, Text: " "}
	}
	return TextRun{Text: " "}
}

// CutRuns splits runs as Cut splits their text.
func CutRuns(runs []TextRun, fits func(piece string) bool) [][]TextRun {
	var out [][]TextRun
	for _, piece := range Cut(TextOf(runs), fits) {
		out = append(out, between(runs, piece.Start, piece.End))
	}
	return out
}

// between returns the runs of the bytes from start to end.
func between(runs []TextRun, start, end int) []TextRun {
	var out []TextRun
	at := 0
	for _, r := range runs {
		from, to := max(start-at, 0), min(end-at, len(r.Text))
		if from < to {
			out = append(out, r.with(r.Text[from:to]))
		}
		at += len(r.Text)
	}
	return out
}
