package quoth

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot/journal"
)

var keep = flag.String("keep", "", "keep an index file and a journal as samples of this release: v0.2.0")

// The samples of a release stand in a folder of its name. They are never written
// again. When CHANGELOG.md gets a new release, it gets its samples:
//
//	go test ./cmd/quoth -run Released -keep v0.2.0
const (
	releasedFolder  = "testdata/released"
	releasedIndex   = "notes.quoth"
	releasedJournal = "quoth.db"
	releasedText    = "The reading room has 120 seats."
)

// Whoever comes from a release finds their index file and their journal opened,
// or is told what to do, and that helps.
func TestReleasedFiles(t *testing.T) {
	t.Setenv("QUOTH_CORPUS_FOLDERS", "")
	if *keep != "" {
		keepSamples(t, filepath.Join(releasedFolder, *keep))
	}
	releases := regexp.MustCompile(`(?m)^## (v\S+)$`).FindAllStringSubmatch(readPage(t, "CHANGELOG.md"), -1)
	if len(releases) == 0 {
		t.Fatal("CHANGELOG.md has no release")
	}
	for _, release := range releases {
		t.Run(release[1], func(t *testing.T) {
			mine := t.TempDir()
			if err := os.CopyFS(mine, os.DirFS(filepath.Join(releasedFolder, release[1]))); err != nil {
				t.Fatal(err)
			}
			checkIndex(t, filepath.Join(mine, releasedIndex))
			checkJournal(t, filepath.Join(mine, releasedJournal))
		})
	}
	t.Run("an index file of another version", func(t *testing.T) {
		data, err := os.ReadFile(filepath.Join(releasedFolder, releases[0][1], releasedIndex))
		if err != nil {
			t.Fatal(err)
		}
		data[12] = 0xff // doc/index-format.md: after the magic
		path := filepath.Join(t.TempDir(), releasedIndex)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, _ := runHere(t, "ask", "--corpus", path, "How many seats?"); status != exitError {
			t.Errorf("exit status %d, want %d", status, exitError)
		}
		checkIndex(t, path)
	})
}

// checkIndex asks an index file. Where it is not opened, it does what it is told.
func checkIndex(t *testing.T, path string) {
	t.Helper()
	ask := []string{"ask", "--corpus", path, "How many seats has the reading room?"}
	status, out, errs := runHere(t, ask...)
	if status == exitError {
		if want := "build it again with 'quoth index DIR... -o " + path + "'"; !strings.Contains(errs, want) {
			t.Fatalf("it says %q, want %q", errs, want)
		}
		if status, _, errs := runHere(t, "index", textsOfRelease(t), "-o", path); status != exitFound {
			t.Fatalf("what it says to do fails: %s", errs)
		}
		status, out, errs = runHere(t, ask...)
	}
	if status != exitFound || !strings.Contains(out, releasedText) {
		t.Errorf("exit status %d, %s%s", status, out, errs)
	}
}

// checkJournal reads a journal, and changes it. Every version reads those before it.
func checkJournal(t *testing.T, path string) {
	t.Helper()
	status, out, errs := runHere(t, "report", "--journal", path, "--since", "2000w")
	if status != exitFound || !strings.Contains(out, "owns the heron?") || !strings.Contains(out, "2 questions from") {
		t.Errorf("exit status %d, %s%s", status, out, errs)
	}
	status, out, errs = runHere(t, "forget", "--journal", path, "--user", "U1")
	if status != exitFound || !strings.Contains(out, "questions 1,") {
		t.Errorf("exit status %d, %s%s", status, out, errs)
	}
}

// runHere runs the program, and returns its exit status and what it wrote.
func runHere(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(""), &out, &errs)
	return status, out.String(), errs.String()
}

// keepSamples writes the samples of this release.
func keepSamples(t *testing.T, folder string) {
	t.Helper()
	if _, err := os.Stat(folder); err == nil {
		t.Fatalf("%s is there: what was released is not written again", folder)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := runHere(t, "index", textsOfRelease(t), "-o", filepath.Join(folder, releasedIndex)); status != exitFound {
		t.Fatal(errs)
	}
	if err := fillJournal(journal.Options{Path: filepath.Join(folder, releasedJournal)}); err != nil {
		t.Fatal(err)
	}
}

// textsOfRelease is a folder of the texts that the samples are made of.
func textsOfRelease(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "room.txt"), []byte(releasedText+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}
