package bot_test

import (
	"errors"
	"testing"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// What is read in stretches is all of a document, and each part the bytes that it names.
func TestRead(t *testing.T) {
	const text = "---\ntitle: Ferries\n---\n# Ferries\n\nThe **ferry** sails. It is [free](https://example.org).\n\n| Port | Berths |\n|---|---|\n| Quillmouth | 12 |\n\n```\nsail --now\n```\n\n- One item.\n"
	doc, _, err := read.Document("ferries.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBot([]sources{{Name: "a", Audience: Open, Documents: []*corpus.Document{corpus.NewDocument("other.txt", "The heron nests."), doc}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, bytes := range []int{0, 20, 1 << 20} {
		var kinds []corpus.Kind
		var sentences int
		for next := 0; ; {
			s, err := b.Read(t.Context(), From{}, "a", "ferries.md", next, bytes)
			if err != nil {
				t.Fatal(err)
			}
			if s.Hash != doc.Hash || s.First != next || s.Of != len(doc.Paragraphs) || s.Source.Title != "Ferries" || len(s.Blocks) == 0 {
				t.Fatalf("%d bytes from %d: %+v", bytes, next, s)
			}
			for _, block := range s.Blocks {
				kinds = append(kinds, block.Kind)
				for _, p := range block.Parts {
					if doc.Slice(p.Span) != p.Text || p.Mask != "" && len(p.Mask) != len(p.Text) {
						t.Errorf("%+v is not %q", p, doc.Slice(p.Span))
					}
					if p.Span == doc.Sentences[sentences].Span {
						sentences++
					}
					if sentences == len(doc.Sentences) {
						break
					}
				}
			}
			if next += len(s.Blocks); next == s.Of {
				break
			}
		}
		if len(kinds) != len(doc.Paragraphs) || sentences != len(doc.Sentences) {
			t.Errorf("%d bytes at a time: the blocks %v, %d sentences of %d", bytes, kinds, sentences, len(doc.Sentences))
		}
	}
	for _, at := range []struct {
		collection, document string
		first                int
	}{{"b", "ferries.md", 0}, {"a", "none.md", 0}, {"a", "ferries.md", -1}, {"a", "ferries.md", len(doc.Paragraphs)}} {
		if s, err := b.Read(t.Context(), From{}, at.collection, at.document, at.first, 100); !errors.Is(err, ErrUnknownSource) || len(s.Blocks) > 0 {
			t.Errorf("%+v: %+v, %v", at, s, err)
		}
	}
}

// A sentence is found again by its text in a document that has changed, if it still
// stands there.
func TestLocate(t *testing.T) {
	b, err := newBot([]sources{{Name: "a", Audience: Open, Documents: []*corpus.Document{corpus.NewDocument("a.txt", "It is new. The heron  nests in May. It was.")}}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Locate(t.Context(), From{}, "a", "a.txt", Fingerprint("The heron nests in May."))
	if err != nil || s.Start != 11 || s.Document != "a.txt" || s.Collection != "a" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := b.Context(t.Context(), From{}, s); err != nil {
		t.Error(err)
	}
	for _, at := range []struct {
		collection, document string
		want                 error
	}{{"b", "a.txt", ErrUnknownSource}, {"a", "b.txt", ErrUnknownSource}, {"a", "a.txt", ErrSourceChanged}} {
		if _, err := b.Locate(t.Context(), From{}, at.collection, at.document, Fingerprint("Gone.")); !errors.Is(err, at.want) {
			t.Errorf("%+v: %v", at, err)
		}
	}
}
