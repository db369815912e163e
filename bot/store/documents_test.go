package store

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/corpus"
)

// A document comes back as it was added, and so does each of its sentences by
// its number and by its span, whatever stands between them and however long
// they are.
func TestDocumentsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.OneOf(
			rapid.SampledFrom([]string{"The Duma ratified it.", "Why?", "\n\n", "\n\n\n\n", "# A heading\n\n", "- ", "    ", "Text: ", "é ü. "}),
			rapid.Map(rapid.IntRange(1, 60), func(n int) string { return strings.Repeat("and so on, ", n) + "to the end. " }),
		)
		var d Documents
		var added []*corpus.Document
		for _, name := range []string{"a.txt", "b.md", "empty.txt", "c.txt"} {
			text := ""
			if name != "empty.txt" {
				text = strings.Join(rapid.SliceOfN(piece, 0, 30).Draw(t, "text"), " ")
			}
			doc := corpus.NewDocument(name, text)
			blocks, _ := corpus.PlainBlocks(text, 0)
			for i := range blocks {
				blocks[i].Kind = corpus.Kind(rapid.IntRange(0, int(corpus.Field)).Draw(t, "kind"))
				blocks[i].Level = rapid.IntRange(0, 2).Draw(t, "level")
			}
			doc.Cut(text, blocks)
			if err := d.add(doc, origin{}); err != nil {
				t.Fatal(err)
			}
			added = append(added, doc)
		}
		if err := d.Check(); err != nil {
			t.Fatal(err)
		}
		for n, want := range added {
			doc := uint32(n)
			got := d.Document(doc)
			if got.Text != want.Text || got.Hash != want.Hash || !alike(got.Sentences, want.Sentences) || !alike(got.Paragraphs, want.Paragraphs) {
				t.Fatalf("document %q came back as\n%+v\nwant\n%+v", want.Name, got, want)
			}
			for i, s := range want.Sentences {
				if span := d.Span(doc, i); span != s.Span || d.Sentence(doc, i) != want.Slice(s.Span) {
					t.Fatalf("sentence %d stands at %v, want %v", i, span, s.Span)
				}
				if at, ok := d.FindSpan(doc, s.Span); !ok || at != i {
					t.Fatalf("the span of sentence %d is that of %d, %v", i, at, ok)
				}
				if p, first, last := d.Paragraph(doc, i); p != s.Paragraph || first != want.Paragraphs[p].First || last != want.Paragraphs[p].Last {
					t.Fatalf("sentence %d is in paragraph %d [%d, %d), want %d %+v", i, p, first, last, s.Paragraph, want.Paragraphs[s.Paragraph])
				}
			}
			for i, s := range want.Sentences {
				above, ok := d.Above(doc, i)
				if p := want.Paragraphs[s.Paragraph]; d.Kind(doc, i) != p.Kind || ok != (p.Above > 0) || ok && above != p.Above-1 {
					t.Fatalf("sentence %d is a %v below %d, want one of %+v", i, d.Kind(doc, i), above, p)
				}
				if got, lines := d.Line(doc, s.Start), 1+strings.Count(want.Text[:s.Start], "\n"); got != lines {
					t.Fatalf("sentence %d begins in line %d, want %d", i, got, lines)
				}
			}
			if _, ok := d.FindSpan(doc, corpus.Span{Start: len(want.Text), End: len(want.Text) + 1}); ok {
				t.Fatal("a span behind the text is a sentence")
			}
		}
	})
}

// alike compares slices, of which an empty one may be nil.
func alike[T any](a, b []T) bool { return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b) }
