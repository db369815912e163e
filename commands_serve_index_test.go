package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quoth/bot/meaning"
	"quoth/bot/store"
)

// TestIndexFileFollowsItsFolder serves from an index file: it is brought up to
// date at the start and when its folder changes, and used as it is when the
// folder is gone.
func TestIndexFileFollowsItsFolder(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "birds.quoth")
	writeEdition(t, dir, 1)
	if _, err := store.Build(t.Context(), []string{dir}, file, store.Options{}); err != nil {
		t.Fatal(err)
	}
	writeEdition(t, dir, 22)
	p := newPaper()
	s := prepare(t, p)
	s.settings.Corpus.Folders = []string{file}
	s.settings.Corpus.Everyone = true
	s.start()
	asked := 0
	has := func(edition int) func() bool {
		return func() bool {
			asked++
			message := fmt.Sprint(asked)
			p.say(t.Context(), message, "desk", "Where does the heron nest?")
			s.until("an answer", func() bool { return len(p.repliesTo(message)) > 0 })
			quotes := p.repliesTo(message)[0].Answers[0].Quotes
			return len(quotes) > 0 && strings.Contains(quotes[0].Text, fmt.Sprintf("edition %d ", edition))
		}
	}
	s.until("what changed before the start", has(22))
	writeEdition(t, dir, 333)
	s.until("what changed after it", has(333))
	if log := s.log.String(); !strings.Contains(log, "brought an index file up to date") || !strings.Contains(log, "changed=1") {
		t.Errorf("the log does not tell of it:\n%s", log)
	}
	if metrics := s.get("/metrics"); !strings.Contains(metrics, `quoth_corpus_documents{collection="corpus"} 1`) {
		t.Errorf("the metrics do not tell of the documents:\n%s", metrics)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	s.until("the folder is gone", func() bool { return strings.Contains(s.log.String(), "it is used as it is") })
	if !has(333)() {
		t.Error("with its folder, the sources are gone")
	}
	s.stop()
	if status := s.end(); status != 0 {
		t.Errorf("exit status %d\n%s", status, s.log)
	}
	kept, err := store.Open(file, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if got := kept.Documents.Sentence(0, 0); !strings.Contains(got, "edition 333 ") {
		t.Errorf("the file was left at %q", got)
	}
}
