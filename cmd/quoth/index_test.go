package quoth

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
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

// TestChatFollowsItsSources changes the sources under a chat, which says so.
func TestChatFollowsItsSources(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "birds.quoth")
	index := func() {
		t.Helper()
		if status := run(t.Context(), []string{"index", dir, "-o", file}, strings.NewReader(""), io.Discard, os.Stderr); status != exitFound {
			t.Fatalf("the exit status is %d", status)
		}
	}
	writeEdition(t, dir, 1)
	index()
	writeEdition(t, dir, 22)
	for _, c := range []struct{ corpus, before, says, after string }{
		{file, "edition 1 ", "have changed since it was made (0 added, 1 changed, 0 removed)", "edition 22 "},
		{dir, "edition 22 ", "the sources have changed, and were read again: 1 document; 1 of 2 files could not be read.", "edition 333 "},
	} {
		in, keyboard := io.Pipe()
		var out, errs page
		ended := make(chan int)
		go func() { ended <- run(t.Context(), []string{"chat", "--corpus", c.corpus}, in, &out, &errs) }()
		until := func(what string, met func() bool) {
			t.Helper()
			for end := time.Now().Add(15 * time.Second); !met(); time.Sleep(5 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("%s: not within 15 s\n%s\n%s", what, &out, &errs)
				}
			}
		}
		ask := func(want string) {
			t.Helper()
			until(want, func() bool {
				fmt.Fprintln(keyboard, "Where does the heron nest?")
				time.Sleep(20 * time.Millisecond)
				return strings.Contains(out.String(), want)
			})
		}
		ask(c.before)
		if c.corpus == dir {
			if err := os.WriteFile(filepath.Join(dir, "scan.pdf"), []byte("%PDF"), 0o600); err != nil {
				t.Fatal(err)
			}
			writeEdition(t, dir, 333)
		}
		until(c.says, func() bool { return strings.Contains(errs.String(), c.says) })
		if c.corpus == file {
			index()
		}
		ask(c.after)
		keyboard.Close()
		if status := <-ended; status != exitFound {
			t.Errorf("the exit status is %d", status)
		}
	}
}

// TestIndexKilled kills 'quoth index' at many moments: the file is the one
// before or the new one, whole, and what a killed program leaves beside it is
// swept away in time.
func TestIndexKilled(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "a.quoth")
	write := func(edition int) {
		for i := range 200 {
			text := strings.Repeat(fmt.Sprintf("Report %d of edition %d tells of troops. ", i, edition), 20)
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.txt", i)), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(0)
	if out, err := exec.Command("quoth", "index", dir, "-o", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	killed, edition := 0, 0
	for after := time.Duration(0); after < 150*time.Millisecond; after += 10 * time.Millisecond {
		write(edition + 1)
		c := exec.Command("quoth", "index", dir, "-o", file)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(after)
		c.Process.Kill()
		if err := c.Wait(); err != nil {
			killed++
		}
		got := wholeEdition(t, file)
		if got != edition && got != edition+1 {
			t.Fatalf("killed after %s: the file holds edition %d, after %d", after, got, edition)
		}
		edition = got
	}
	if killed == 0 {
		t.Error("nothing was killed")
	}
	left, err := filepath.Glob(file + ".part-*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range left {
		long := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(name, long, long); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("quoth", "index", dir, "-o", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if left, _ := filepath.Glob(file + ".part-*"); len(left) > 0 {
		t.Errorf("there are still %q", left)
	}
}

// wholeEdition reads all sentences of an index file, and returns the edition
// that they are of.
func wholeEdition(t *testing.T, file string) int {
	t.Helper()
	s, err := store.Open(file, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	edition := -1
	err = store.Guarded(func() error {
		for doc := range uint32(s.Documents.Len()) {
			for i := range s.Documents.Sentences(doc) {
				var report, of int
				if _, err := fmt.Sscanf(s.Documents.Sentence(doc, i), "Report %d of edition %d", &report, &of); err != nil {
					return err
				}
				if edition >= 0 && of != edition {
					return fmt.Errorf("editions %d and %d", edition, of)
				}
				edition = of
			}
		}
		return nil
	})
	if err != nil || s.Documents.Len() != 200 {
		t.Fatalf("%d documents, %v", s.Documents.Len(), err)
	}
	return edition
}
