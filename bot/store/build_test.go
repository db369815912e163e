package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoth/bot/meaning"
	"quoth/corpus"
)

// put writes files below a folder.
func put(t testing.TB, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func built(t testing.TB, path string, folders ...string) Report {
	t.Helper()
	r, err := Build(t.Context(), folders, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestBuild(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{
		"pact.txt":    "The Duma ratified the pact.\n\nIt was signed in June.",
		"sub/aid.md":  "---\ntitle: Aid\nauthor: The desk\n---\n\n# Heading\n\nThe aid came late. It was small.",
		"picture.png": "\x00\x01",
		"broken.txt":  "\x00\x01\x02\x00",
	})
	path := filepath.Join(t.TempDir(), "a.quoth")
	r := built(t, path, folder)
	if r.Added != 2 || r.Changed+r.Removed+r.Kept != 0 || len(r.Skipped) != 2 || r.Fresh() {
		t.Errorf("the report is %+v", r)
	}
	s, err := Open(path, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	doc, ok := s.Documents.Find("sub/aid.md")
	if a := s.Documents.About(doc); !ok || a.Title != "Aid" || a.Author != "The desk" || a.Read.IsZero() {
		t.Errorf("aid.md is %+v", a)
	}
	if got := s.Documents.Sentence(doc, 1); got != "The aid came late." {
		t.Errorf("its second sentence is %q", got)
	}
	fmt.Println(s.Size(), r.Sentences)
	_ = strings.Fields
	_ = corpus.Load
}
