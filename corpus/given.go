package corpus

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NewDocumentOfSentences makes a document whose sentences are given rather
// than found: sentences are located in text, in order and without overlap, and
// become Sentences one for one, trimmed of surrounding white space. Blank
// lines end paragraphs; a sentence that runs across a blank line belongs to
// the paragraph it starts in, which then ends where the sentence does.
//
// A blank sentence becomes an empty span after the one before it, so that the
// callers' indexes hold; only documents made here have such.
//
// It fails if text is not valid UTF-8 or blank, or if a sentence does not
// stand in text after the one before it.
func NewDocumentOfSentences(name, title, text string, sentences []string) (*Document, error) {
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("document %q: the text is not valid UTF-8", name)
	}
	blocks := blocks(text)
	if len(blocks) == 0 {
		return nil, fmt.Errorf("document %q: the text is blank", name)
	}
	doc := &Document{
		Name: name, Title: title, Text: text, Hash: HashText(text),
		Sentences: make([]Sentence, 0, len(sentences)),
	}
	pos := blocks[0].Start
	for i, s := range sentences {
		s = strings.TrimFunc(s, IsBlank)
		at := strings.Index(text[pos:], s)
		if at < 0 {
			return nil, fmt.Errorf("document %q: sentence %d is not in the text after sentence %d: %q", name, i, i-1, s)
		}
		span := Span{pos + at, pos + at + len(s)}
		doc.Sentences = append(doc.Sentences, Sentence{Span: span})
		pos = span.End
	}
	doc.placeSentences(blocks)
	return doc, nil
}

// placeSentences makes Paragraphs of the blocks, in order, and tells each
// sentence its paragraph. A block that begins inside a sentence begins after
// it instead; one that is then blank is dropped.
func (d *Document) placeSentences(blocks []Span) {
	d.Paragraphs = make([]Paragraph, 0, len(blocks))
	next, covered := 0, 0
	for _, b := range blocks {
		b = trim(d.Text, Span{max(b.Start, covered), max(b.End, covered)})
		if b.Start == b.End {
			continue
		}
		p := Paragraph{Span: b, First: next}
		// The second test is for an empty sentence, at the very end.
		for next < len(d.Sentences) && (d.Sentences[next].Start < p.End || d.Sentences[next].End == p.End) {
			d.Sentences[next].Paragraph = len(d.Paragraphs)
			p.End = max(p.End, d.Sentences[next].End)
			next++
		}
		p.Last = next
		covered = p.End
		d.Paragraphs = append(d.Paragraphs, p)
	}
}

// blocks returns the stretches of text that blank lines separate, trimmed.
func blocks(text string) []Span {
	var out []Span
	start, end := -1, 0
	for pos := 0; pos < len(text); {
		line := Span{pos, LineEnd(text, pos)}
		pos = NextLine(text, line.End)
		if body := trim(text, line); body.Start < body.End {
			if start < 0 {
				start = body.Start
			}
			end = body.End
		} else if start >= 0 {
			out = append(out, Span{start, end})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, Span{start, end})
	}
	return out
}

// LineEnd returns the offset of the line break that ends the line at pos, or
// the length of the text.
func LineEnd(text string, pos int) int {
	if i := strings.IndexAny(text[pos:], "\n\r"); i >= 0 {
		return pos + i
	}
	return len(text)
}

// NextLine returns the offset after the line break at end: LF, CR, CR LF, or
// CR CR LF, which is what a program that makes CR LF of LF leaves of CR LF.
func NextLine(text string, end int) int {
	switch {
	case strings.HasPrefix(text[end:], "\r\r\n"):
		return end + 3
	case strings.HasPrefix(text[end:], "\r\n"):
		return end + 2
	case end < len(text):
		return end + 1
	}
	return end
}

// trim returns s without the white space at its two ends.
func trim(text string, s Span) Span {
	body := strings.TrimLeftFunc(text[s.Start:s.End], IsBlank)
	s.Start = s.End - len(body)
	s.End = s.Start + len(strings.TrimRightFunc(body, IsBlank))
	return s
}

// IsBlank reports whether r shows nothing: white space, and the marks that
// word processors leave at the ends of lines (byte order mark, zero-width
// space).
func IsBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b'
}
