package store

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus"
)

// Marks are kept with their document, in memory and in a file, and none runs into another.
func TestMarks(t *testing.T) {
	marked := corpus.NewDocument("a.pdf", "The quay fell. It rose again.\n\nThe storm came back.")
	marked.Marks = []corpus.Mark{{Start: 0, Place: corpus.Place{Kind: corpus.Page, Number: 1}}, {Start: 15, Place: corpus.Place{Kind: corpus.Page, Number: 300, Label: "A-4", Link: "https://example.org/4"}}}
	s, err := New([]*corpus.Document{corpus.NewDocument("a.txt", "The heron nests."), marked, corpus.NewDocument("b.txt", "The otter sleeps.")}, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for doc, want := range [][]corpus.Mark{nil, marked.Marks, nil} {
		if got := s.Documents.Document(uint32(doc)).Marks; !slices.Equal(got, want) {
			t.Errorf("document %d has the marks %v, want %v", doc, got, want)
		}
	}
	for offset, page := range map[int]int{0: 1, 14: 1, 15: 300, 40: 300} {
		if got := s.Documents.Place(1, offset); got.Kind != corpus.Page || got.Number != page || (got.Label == "A-4") != (page == 300) || (got.Link != "") != (page == 300) {
			t.Errorf("byte %d stands on %v, want page %d", offset, got, page)
		}
	}
	if got := s.Documents.Place(0, 3); got != (corpus.Place{}) {
		t.Errorf("a text file has the place %v", got)
	}

	folder := t.TempDir()
	put(t, folder, map[string]string{"t.csv": "Port,Berths\nQuillmouth,12\n", "a.txt": "The heron nests.\n"})
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, folder)
	file := opened(t, path)
	doc, ok := file.Documents.Find("t.csv")
	if !ok {
		t.Fatal("the table is not in the file")
	}
	if got := file.Documents.Place(doc, file.Documents.Span(doc, 1).Start); got != (corpus.Place{Kind: corpus.Line, Number: 2}) {
		t.Errorf("in a file the row stands at %v", got)
	}
}
