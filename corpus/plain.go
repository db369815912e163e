package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// NewDocument makes a document of plain text: it finds the paragraphs, by
// lines or by blank lines as the text's own line lengths tell, and cuts them
// into sentences. The title is a headline at the top of the text if there is
// one, else the last element of name. Text that is not valid UTF-8 gets
// U+FFFD in place of what is not.
func NewDocument(name, text string) *Document {
	text = strings.ToValidUTF8(text, "\ufffd")
	doc := &Document{Name: name, Text: text, Hash: HashText(text)}
	doc.Cut(text, PlainParagraphs(text, 0))
	doc.Title = doc.Headline()
	if doc.Title == "" {
		doc.Title = BaseName(name)
	}
	return doc
}

// BaseName returns the last element of a document's name.
func BaseName(name string) string { return name[strings.LastIndexByte(name, '/')+1:] }

// Cut makes the paragraphs and sentences of d, which a reader calls once, when it
// knows the paragraphs: spans in order that do not overlap. The sentences are looked for in
// text, which is d.Text or as long, with markup blanked out.
func (d *Document) Cut(text string, paragraphs []Span) {
	d.Paragraphs = make([]Paragraph, 0, len(paragraphs))
	d.Sentences = make([]Sentence, 0, len(text)/128+len(paragraphs))
	var spans []Span
	for i, p := range paragraphs {
		spans = spans[:0]
		if !isLabel(text[p.Start:p.End], i == len(paragraphs)-1) {
			spans = appendSentences(d.Lang(), spans, text, p)
		}
		first := len(d.Sentences)
		for _, s := range spans {
			d.Sentences = append(d.Sentences, Sentence{Span: s, Paragraph: i})
		}
		d.Paragraphs = append(d.Paragraphs, Paragraph{Span: p, First: first, Last: len(d.Sentences)})
	}
}

// A paragraph of at most so many words that ends with a colon is a label
// ("Related Sources:"): it says nothing of its own. The last paragraph of a
// document introduces nothing, and may be longer.
const (
	labelWords     = 4
	lastLabelWords = 10
)

// isLabel reports whether a paragraph is a label, which is not quoted.
func isLabel(paragraph string, last bool) bool {
	if !strings.HasSuffix(paragraph, ":") || strings.ContainsAny(paragraph, ".!?\n") {
		return false
	}
	most := labelWords
	if last {
		most = lastLabelWords
	}
	return len(paragraph) <= 20*most && len(strings.Fields(paragraph)) <= most
}

// headlineRunes is the length of the longest first line taken for a headline.
const headlineRunes = 120

// Headline returns the first paragraph of d if it is a headline: one line
// without a closing stop that begins with a capital letter or a figure, with
// prose (a longer paragraph that has a stop) somewhere after it.
func (d *Document) Headline() string {
	if len(d.Paragraphs) < 2 {
		return ""
	}
	line := d.Slice(d.Paragraphs[0].Span)
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(line, isCloser))
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(line, isOpener))
	if strings.ContainsAny(line, "\n\r") || utf8.RuneCountInString(line) > headlineRunes ||
		isStop(last) || strings.ContainsRune(",;:", last) || unicode.IsLower(first) || !isWordRune(first) {
		return ""
	}
	for _, p := range d.Paragraphs[1:] {
		if body := d.Slice(p.Span); len(body) > len(line) && endsWithStop(body) {
			return line
		}
	}
	return ""
}

// endsWithStop reports whether a stop, or closing marks after one, end t.
func endsWithStop(t string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(t, isCloser))
	return isStop(r)
}

// What hard-wrapped text looks like. Lines wrapped by hand or by a program
// have 60 to 80 runes, rarely more than 100; the paragraphs of a report that
// has one to a line are mostly longer, and the items of a list shorter.
const (
	narrowest = 40  // runes: a text with shorter lines is a list or verse
	widest    = 120 // runes
	wrapShare = 0.5 // of the line ends inside blocks that must look wrapped
	longWord  = 20  // runes: a longer first word counts as this long
)

// PlainParagraphs returns the paragraphs of text[from:], trimmed: what stands
// between blank lines if the text is hard-wrapped, else its lines.
func PlainParagraphs(text string, from int) []Span {
	lines := linesOf(text, from)
	width, wrapped := wrapping(text, lines)
	out := make([]Span, 0, len(lines))
	open := false // the last paragraph may go on
	for i, l := range lines {
		if l.Start == l.End {
			open = false
			continue
		}
		if open && wrapped && !startsItem(text[l.Start:l.End]) && !stops(text, lines[i-1], l, width) {
			out[len(out)-1].End = l.End
			continue
		}
		out = append(out, l)
		open = true
	}
	return out
}

// linesOf returns the lines of text[from:], trimmed; a blank line is an empty
// span.
func linesOf(text string, from int) []Span {
	out := make([]Span, 0, 1+strings.Count(text[from:], "\n"))
	for pos := from; pos < len(text); {
		line := Span{pos, LineEnd(text, pos)}
		pos = NextLine(text, line.End)
		out = append(out, trim(text, line))
	}
	return out
}

// wrapping reports whether a text is hard-wrapped, and the width at which, in
// runes: the length that nine in ten of its wrapped lines do not pass. A line
// end looks wrapped if the next line's first word would not have fitted before
// it, and no sentence ends there, as it does by chance in every sixth line.
func wrapping(text string, lines []Span) (width int, wrapped bool) {
	var count [widest + 2]int
	ends := 0
	for i := 1; i < len(lines); i++ {
		if inBlock(lines, i) {
			ends++
			count[min(runes(text, lines[i-1]), widest+1)]++
		}
	}
	if ends == 0 {
		return 0, false
	}
	for seen := 0; width < widest+1; width++ {
		if seen += count[width]; 10*seen >= 9*ends {
			break
		}
	}
	if width < narrowest || width > widest {
		return width, false
	}
	full := 0
	for i := 1; i < len(lines); i++ {
		if inBlock(lines, i) && !fits(text, lines[i-1], lines[i], width) && !endsWithStop(text[lines[i-1].Start:lines[i-1].End]) {
			full++
		}
	}
	return width, float64(full) >= wrapShare*float64(ends)
}

// inBlock reports whether line i and the one before it both show something.
func inBlock(lines []Span, i int) bool {
	return lines[i-1].Start < lines[i-1].End && lines[i].Start < lines[i].End
}

func runes(text string, s Span) int { return utf8.RuneCountInString(text[s.Start:s.End]) }

// fits reports whether the first word of next would have fitted on line.
func fits(text string, line, next Span, width int) bool {
	word := text[next.Start:next.End]
	if i := strings.IndexFunc(word, IsBlank); i >= 0 {
		word = word[:i]
	}
	return runes(text, line)+1+min(utf8.RuneCountInString(word), longWord) <= width
}

// stops reports whether, in hard-wrapped text, line ends its paragraph without
// a blank line: it is less than two thirds full, and next does not go on in
// small letters. So are headlines and the items of a list.
func stops(text string, line, next Span, width int) bool {
	r, _ := utf8.DecodeRuneInString(text[next.Start:next.End])
	return 3*runes(text, line) < 2*width && fits(text, line, next, width) && !unicode.IsLower(r)
}

// startsItem reports whether a line begins with a bullet or a number of a list.
func startsItem(line string) bool {
	for _, bullet := range [...]string{"- ", "* ", "• ", "– ", "+ "} {
		if strings.HasPrefix(line, bullet) {
			return true
		}
	}
	figures := strings.TrimLeft(line, "0123456789")
	n := len(line) - len(figures)
	return n > 0 && n < 3 && (strings.HasPrefix(figures, ". ") || strings.HasPrefix(figures, ") "))
}
