// Package corpustest holds what tests of readers and of the segmenter share.
package corpustest

import (
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/corpus"
)

// A Failer is a test of any sort.
type Failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// Check fails unless all that must hold of every document holds of d.
func Check(t Failer, d *corpus.Document) {
	t.Helper()
	if !utf8.ValidString(d.Text) {
		t.Fatalf("the text is not valid UTF-8")
	}
	if d.Hash != corpus.HashText(d.Text) {
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
		if p.Above < 0 || p.Above > p.First {
			t.Fatalf("paragraph %d stands below sentence %d, and begins with %d", i, p.Above, p.First)
		}
		end, next = p.End, p.Last
		at := p.Start
		for _, s := range d.Sentences[p.First:p.Last] {
			checkSpan(t, d, s.Span)
			if s.Start < at || s.End > p.End || s.Paragraph != i {
				t.Fatalf("sentence %v of paragraph %d is not in order or not in %v", s, i, p.Span)
			}
			if !strings.ContainsFunc(d.Slice(s.Span), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
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
func checkSpan(t Failer, d *corpus.Document, s corpus.Span) {
	t.Helper()
	if s.Start < 0 || s.Start >= s.End || s.End > len(d.Text) {
		t.Fatalf("span %v is out of range of %d bytes", s, len(d.Text))
	}
	text := d.Slice(s)
	if !utf8.ValidString(text) || strings.TrimFunc(text, corpus.IsBlank) != text {
		t.Fatalf("span %v is not trimmed or cuts a rune: %q", s, text)
	}
}

// Hostile draws text of the pieces that the rules look for.
var Hostile = rapid.Custom(func(t *rapid.T) string {
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

// WithoutRace skips a test under the race detector: it does much, and all of it in one
// goroutine, where there is no race to be found.
func WithoutRace(t testing.TB) {
	t.Helper()
	if Race {
		t.Skip("it does much in one goroutine: run it without the race detector")
	}
}

// AllTests reports whether those tests are run too that take many seconds: the checks of
// the project do so. A plain go test leaves them out, so that it ends in two minutes.
func AllTests() bool { return os.Getenv("ALL_TESTS") != "" }

// Long skips a test that takes many seconds, unless all are to be run.
func Long(t testing.TB) {
	t.Helper()
	if !AllTests() {
		t.Skip("it takes long: set ALL_TESTS=1")
	}
}
