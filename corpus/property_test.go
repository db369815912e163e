package corpus

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// checkDocument fails unless all that must hold of every document holds of d.
func checkDocument(t failer, d *Document) {
	t.Helper()
	if !utf8.ValidString(d.Text) {
		t.Fatalf("the text is not valid UTF-8")
	}
	if d.Hash != HashText(d.Text) {
		t.Fatalf("the hash is not that of the text")
	}
	if d.Title == "" {
		t.Fatalf("there is no title")
	}
	end, next := 0, 0
	for i, p := range d.Paragraphs {
		checkSpan(t, d, p.Span)
		if p.Start < end {
			t.Fatalf("paragraph %d starts at %d, before %d", i, p.Start, end)
		}
		if p.First != next || p.Last < p.First {
			t.Fatalf("paragraph %d has sentences [%d, %d), want from %d on", i, p.First, p.Last, next)
		}
		end, next = p.End, p.Last
		at := p.Start
		for _, s := range d.Sentences[p.First:p.Last] {
			checkSpan(t, d, s.Span)
			if s.Start < at || s.End > p.End || s.Paragraph != i {
				t.Fatalf("sentence %v of paragraph %d is not in order or not in %v", s, i, p.Span)
			}
			if !strings.ContainsFunc(d.Slice(s.Span), isWordRune) {
				t.Fatalf("there is nothing to quote in %q", d.Slice(s.Span))
			}
			at = s.End
		}
	}
	if next != len(d.Sentences) {
		t.Fatalf("%d of %d sentences are in paragraphs", next, len(d.Sentences))
	}
}

// checkSpan fails unless s is a trimmed, non-empty span on rune boundaries.
func checkSpan(t failer, d *Document, s Span) {
	t.Helper()
	if s.Start < 0 || s.Start >= s.End || s.End > len(d.Text) {
		t.Fatalf("span %v is out of range of %d bytes", s, len(d.Text))
	}
	text := d.Slice(s)
	if !utf8.ValidString(text) || strings.TrimFunc(text, isBlank) != text {
		t.Fatalf("span %v is not trimmed or cuts a rune: %q", s, text)
	}
}

// hostile draws text of the pieces that the rules look for.
var hostile = rapid.Custom(func(t *rapid.T) string {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			".", "!", "?", "…", "...", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u200b", "\ufeff", "\"", "'", "”", "“", "(", ")", "[", "]", "[1]", "[note 1]", ":12",
			"U.S.", "Mr.", "No.", "e.g.", "etc.", "p.m.", "J.", "The", "word", "iPhone", "5", "12", "XIV", "a.B", "。", "।", "é", "e\u0301", "日本", "👍", "\U0001F1FA", "²", "\x00", "\xff", "\xe2\x80",
			"# ", "> ", "- ", "1. ", "    ", "```\n", "| a | b |\n|---|---|\n", "**", "_", "`", "](", "<div>", "---\n", "title: x\n", "![", "[x]: http://y\n", "|", "\\",
		}),
		rapid.String(),
	)
	return strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "")
})

func TestDocumentProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkDocument(t, NewDocument("n.txt", hostile.Draw(t, "text")))
	})
}

func TestReadProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"n.txt", "n.md"}).Draw(t, "name")
		text := hostile.Draw(t, "text")
		checkReading(t, name, []byte(text))
	})
}

// checkReading reads data; if that gives a document, all must hold of it.
func checkReading(t failer, name string, data []byte) {
	doc, _, err := Read(name, data)
	if err != nil {
		if strings.Contains(err.Error(), "breaks its reader") {
			t.Fatalf("%v", err)
		}
		return
	}
	checkDocument(t, doc)
}

// The sentences found in a document, given back, make the same document but
// for its paragraphs.
func TestGivenProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		found := NewDocument("n", hostile.Draw(t, "text"))
		if len(found.Sentences) == 0 {
			return
		}
		var sentences []string
		for _, s := range found.Sentences {
			sentences = append(sentences, found.Slice(s.Span))
		}
		doc, err := NewDocumentOfSentences("n", "t", found.Text, sentences)
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, doc)
		for i, s := range doc.Sentences {
			if doc.Slice(s.Span) != sentences[i] {
				t.Fatalf("sentence %d is %q, want %q", i, doc.Slice(s.Span), sentences[i])
			}
		}
	})
}
