package corpus_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// A heading joins what stands below it, unless the next heading is as high.
func TestHeadings(t *testing.T) {
	for name, c := range map[string]struct {
		levels []int
		want   []string // the sentences of each paragraph, headings in brackets
	}{
		"none":            {[]int{0, 0}, []string{"B0.", "B1."}},
		"above text":      {[]int{1, 0, 0}, []string{"[B0.] B1.", "B2."}},
		"one below other": {[]int{1, 2, 0}, []string{"[B0.] [B1.] B2."}},
		"one after other": {[]int{2, 2, 1, 0}, []string{"[B0.]", "[B1.]", "[B2.] B3."}},
		"at the end":      {[]int{0, 1}, []string{"B0.", "[B1.]"}},
	} {
		t.Run(name, func(t *testing.T) {
			var blocks []Block
			var text strings.Builder
			for i, level := range c.levels {
				start := text.Len()
				text.WriteString("B" + string(rune('0'+i)) + ".")
				blocks = append(blocks, Block{Span: Span{Start: start, End: text.Len()}, Level: level})
				text.WriteString("\n\n")
			}
			doc := &Document{Text: text.String(), Title: "t", Hash: HashText(text.String())}
			doc.Cut(doc.Text, blocks)
			corpustest.Check(t, doc)
			var got []string
			for _, p := range doc.Paragraphs {
				var parts []string
				for i := p.First; i < p.Last; i++ {
					part := doc.Slice(doc.Sentences[i].Span)
					if doc.Heading(i) {
						part = "[" + part + "]"
					}
					parts = append(parts, part)
				}
				got = append(got, strings.Join(parts, " "))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A title is a line or two. What has no end is text, and can be quoted.
func TestEndlessHeading(t *testing.T) {
	text := strings.Repeat("It goes on. ", 1000) + "And ends."
	doc := &Document{Text: text, Title: "t", Hash: HashText(text)}
	doc.Cut(text, []Block{{Span: Span{Start: 0, End: len(text)}, Level: 1}})
	corpustest.Check(t, doc)
	if doc.Heading(0) {
		t.Error("a heading of a thousand sentences is not quoted")
	}
}
