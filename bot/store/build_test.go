package store

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/flatfile"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// put writes files below a folder, as if that had been done an hour ago.
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
		long := time.Now().Add(-time.Hour)
		if err := os.Chtimes(at, long, long); err != nil {
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

func opened(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// arraysOf copies all that a store keeps of documents.
func arraysOf(s *Store) map[string][]byte {
	out := map[string][]byte{}
	for part, arrays := range map[string][]flat.Array{
		"documents": s.Documents.Arrays(), "index": s.Index.Arrays(), "matcher": s.Matcher.Arrays(), "meanings": s.Meanings().Arrays(),
	} {
		for _, a := range flat.Within(part, arrays) {
			switch a.Name {
			case "documents.read", "documents.sizes", "documents.modified": // of files, which memory has not
			default:
				out[a.Name] = bytes.Clone(a.Bytes())
			}
		}
	}
	return out
}

// mustHold checks that a file holds, array for array, what a store in memory
// makes of documents.
func mustHold(t testing.TB, path string, documents []*corpus.Document) {
	t.Helper()
	want, err := New(documents, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	got := arraysOf(opened(t, path))
	for name, bytes := range arraysOf(want) {
		if string(got[name]) != string(bytes) {
			t.Errorf("the array %s of the file is not that of a store in memory: %d bytes, want %d", name, len(got[name]), len(bytes))
		}
	}
}

func loaded(t testing.TB, folders ...string) []*corpus.Document {
	t.Helper()
	library, err := read.Load(t.Context(), folders, read.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return library.Documents
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
	if r.Added != 2 || r.Changed+r.Removed+r.Kept != 0 || len(r.Skipped) != 2 || r.Fresh() || r.Sentences != 5 {
		t.Errorf("the report is %+v", r)
	}
	mustHold(t, path, loaded(t, folder))
	s := opened(t, path)
	doc, ok := s.Documents.Find("sub/aid.md")
	if a := s.Documents.About(doc); !ok || a.Title != "Aid" || a.Author != "The desk" || time.Since(a.Read) > time.Minute {
		t.Errorf("aid.md is %+v", a)
	}
	if got := s.Documents.Sentence(doc, 1); got != "The aid came late." {
		t.Errorf("its second sentence is %q", got)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside the file there are %v, %v", left, err)
	}
}

// Many files make several runs, of which one file comes.
func TestBuildOfSeveralRuns(t *testing.T) {
	folder := t.TempDir()
	files := map[string]string{}
	for i := range 9 {
		line := fmt.Sprintf("Report %d tells of word%d and of troops. ", i, i)
		files[fmt.Sprintf("%d.txt", i)] = strings.Repeat(line, 100*(i+1))
	}
	put(t, folder, files)
	path := filepath.Join(t.TempDir(), "a.quoth")
	if _, err := Build(t.Context(), []string{folder}, path, Options{runBytes: 10_000}); err != nil {
		t.Fatal(err)
	}
	mustHold(t, path, loaded(t, folder))
}

// Only what has changed is read again, and the file is as if all had been.
func TestBuildAgain(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{
		"a.txt": "Alpha speaks of Kursk.", "b.txt": "Beta speaks of Seoul.", "c.txt": "Gamma speaks of Pyongyang.", "d.txt": "Delta speaks.",
	})
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, folder)
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if r := built(t, path, folder); !r.Fresh() || r.Kept != 4 || r.Sentences != 4 {
		t.Errorf("nothing has changed, and the report is %+v", r)
	}
	if now, err := os.Stat(path); err != nil || !os.SameFile(now, before) {
		t.Error("nothing has changed, and the file was written")
	}
	put(t, folder, map[string]string{"b.txt": "Beta speaks of Vladivostok now.", "e.txt": "Epsilon speaks of Moscow."})
	if err := os.Remove(filepath.Join(folder, "c.txt")); err != nil {
		t.Fatal(err)
	}
	if r := built(t, path, folder); r.Added != 1 || r.Changed != 1 || r.Removed != 1 || r.Kept != 2 {
		t.Errorf("the report is %+v", r)
	}
	var order []*corpus.Document // what is kept, and then what was read
	for _, name := range []string{"a.txt", "d.txt", "b.txt", "e.txt"} {
		i := slices.IndexFunc(loaded(t, folder), func(d *corpus.Document) bool { return d.Name == name })
		order = append(order, loaded(t, folder)[i])
	}
	mustHold(t, path, order)
	s := opened(t, path)
	if _, ok := s.Index.Word("seoul"); ok {
		t.Error("a word that no document has any more is known")
	}
}

// A file whose time of change is as young as its reading may change again
// without a trace, and is read again.
func TestYoungFilesAreReadAgain(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.txt": "Alpha speaks.", "b.txt": "Beta speaks."})
	at := filepath.Join(folder, "a.txt")
	now := time.Now()
	if err := os.Chtimes(at, now, now); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, folder)
	if err := os.WriteFile(at, []byte("Gamma speaks."), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(at, now, now); err != nil {
		t.Fatal(err)
	}
	if r := built(t, path, folder); r.Changed != 1 || r.Kept != 1 {
		t.Errorf("the report is %+v", r)
	}
}

// Of other folders, or with another largest file, all is read again.
func TestBuildOfOtherFolders(t *testing.T) {
	one, other := t.TempDir(), t.TempDir()
	put(t, one, map[string]string{"a.txt": "Alpha speaks."})
	put(t, other, map[string]string{"a.txt": "Beta speaks."})
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, one)
	if r := built(t, path, other); r.Added != 1 || r.Kept != 0 {
		t.Errorf("the report is %+v", r)
	}
	mustHold(t, path, loaded(t, other))
	r, err := Build(t.Context(), []string{other}, path, Options{Read: read.Options{Limits: read.Limits{FileSize: 1000}}})
	if err != nil || r.Added != 1 {
		t.Errorf("the report is %+v, %v", r, err)
	}
}

func TestBuildRefuses(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.txt": "Alpha speaks."})
	text := filepath.Join(t.TempDir(), "text.txt")
	if err := os.WriteFile(text, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ folder, path, want string }{
		"a text":          {folder, text, "is no index file"},
		"a folder":        {folder, t.TempDir(), "is no index file"},
		"nothing to read": {t.TempDir(), filepath.Join(t.TempDir(), "a.quoth"), "nothing to read"},
		"no folder":       {filepath.Join(folder, "none"), filepath.Join(t.TempDir(), "a.quoth"), "cannot be read"},
		"no place":        {folder, filepath.Join(folder, "none", "a.quoth"), "cannot be written"},
	} {
		_, err := Build(t.Context(), []string{c.folder}, c.path, Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if got, err := os.ReadFile(text); err != nil || string(got) != "precious" {
		t.Errorf("the text is %q, %v", got, err)
	}
}

// Interrupted at any moment, a build leaves the file as it was, and nothing
// beside it.
func TestBuildInterrupted(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.txt": "Alpha speaks.", "b.txt": "Beta speaks."})
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, folder)
	want := loaded(t, folder)
	files := map[string]string{}
	for i := range 50 {
		files[fmt.Sprintf("more%d.txt", i)] = strings.Repeat("More speaks of more. ", 5_000)
	}
	put(t, folder, files)
	for _, after := range []int{1, 7, 50, 51} {
		ctx, cancel := context.WithCancel(t.Context())
		told := 0
		_, err := Build(ctx, []string{folder}, path, Options{Progress: func(Progress) {
			if told++; told == after {
				cancel()
			}
		}})
		cancel()
		if told >= after && !errors.Is(err, context.Canceled) {
			t.Fatalf("interrupted after %d steps: %v", after, err)
		}
		if told >= after {
			mustHold(t, path, want)
		}
		if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
			t.Fatalf("beside the file there are %v, %v", left, err)
		}
	}
}

// A file knows what was left out of it, and is written again when that changes,
// and then alone: what cannot be read is no reason to write it each time.
func TestBuildKeepsWhatWasLeftOut(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.txt": "Alpha speaks.", "b.png": "\x89PNG", "blank.txt": " "})
	path := filepath.Join(t.TempDir(), "a.quoth")
	check := func(what string, r Report, want ...string) {
		t.Helper()
		if got := opened(t, path).Skipped(); !slices.Equal(r.Skipped, got) {
			t.Errorf("%s: the file has %q, and the report %q", what, got, r.Skipped)
		}
		var names []string
		for _, n := range r.Skipped {
			names = append(names, n.Name)
			if n.Reason == "" {
				t.Errorf("%s: %s has no reason", what, n.Name)
			}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%s: skipped %q, want %q", what, names, want)
		}
	}
	check("built", built(t, path, folder), "b.png", "blank.txt")
	update := func() Report {
		t.Helper()
		r, err := Update(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	put(t, folder, map[string]string{"c.xlsx": "%PDF"})
	check("one more", update(), "b.png", "c.xlsx", "blank.txt")
	young := time.Now().Add(-time.Hour) // so that nothing but the blank file is read again
	if err := os.Chtimes(filepath.Join(folder, "a.txt"), young, young); err != nil {
		t.Fatal(err)
	}
	update()
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	check("again", update(), "b.png", "c.xlsx", "blank.txt")
	if now, err := os.Stat(path); err != nil || !os.SameFile(before, now) {
		t.Errorf("nothing has changed, and the file was written: %v", err)
	}
	if err := errors.Join(os.Remove(filepath.Join(folder, "b.png")), os.Remove(filepath.Join(folder, "c.xlsx")), os.Remove(filepath.Join(folder, "blank.txt"))); err != nil {
		t.Fatal(err)
	}
	check("none left", update())
}

// What an archive holds is kept while the archive is as it was, and so is what was left
// out of it.
func TestUpdateWithArchive(t *testing.T) {
	folder := t.TempDir()
	archive := func(files map[string]string) string {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for name, text := range files {
			f, err := w.Create(name)
			if err == nil {
				_, err = f.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	put(t, folder, map[string]string{"a.txt": "Alpha speaks.", "z.zip": archive(map[string]string{"b.txt": "Beta speaks.", "c.txt": "Gamma speaks.", "d.png": "x"})})
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, folder)
	check := func(when string, added, changed, removed, kept int) {
		t.Helper()
		compared, err := Compare(t.Context(), path, Options{})
		if err != nil || compared.Fresh() != (added+changed+removed == 0) {
			t.Errorf("%s, compared: %+v, %v", when, compared, err)
		}
		r, err := Update(t.Context(), path, Options{})
		if err != nil || r.Added != added || r.Changed != changed || r.Removed != removed || r.Kept != kept {
			t.Errorf("%s: %+v, %v", when, r, err)
		}
		if len(r.Skipped) != 1 || r.Skipped[0].Name != "z.zip/d.png" {
			t.Errorf("%s, left out: %v", when, r.Skipped)
		}
	}
	check("unchanged", 0, 0, 0, 3)
	put(t, folder, map[string]string{"n.txt": "Nu speaks."})
	check("another file", 1, 0, 0, 3)
	put(t, folder, map[string]string{"z.zip": archive(map[string]string{"b.txt": "Beta is silent.", "d.png": "x", "e.txt": "Epsilon speaks."})})
	check("another archive", 1, 1, 1, 2)
}

func TestUpdateAndCompare(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.txt": "Alpha speaks.", "b.txt": "Beta speaks."})
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, folder)
	if r, err := Compare(t.Context(), path, Options{}); err != nil || !r.Fresh() {
		t.Errorf("nothing has changed: %+v, %v", r, err)
	}
	put(t, folder, map[string]string{"b.txt": "Beta is silent now.", "c.txt": "Gamma speaks."})
	if err := os.Remove(filepath.Join(folder, "a.txt")); err != nil {
		t.Fatal(err)
	}
	if r, err := Compare(t.Context(), path, Options{}); err != nil || r.Added != 1 || r.Changed != 1 || r.Removed != 1 {
		t.Errorf("compare: %+v, %v", r, err)
	}
	if r, err := Update(t.Context(), path, Options{}); err != nil || r.Added != 1 || r.Changed != 1 || r.Removed != 1 {
		t.Errorf("update: %+v, %v", r, err)
	}
	// A drive that is not there empties no index.
	for _, gone := range []func() error{
		func() error {
			return errors.Join(os.Remove(filepath.Join(folder, "b.txt")), os.Remove(filepath.Join(folder, "c.txt")))
		},
		func() error { return os.Remove(folder) },
	} {
		if err := gone(); err != nil {
			t.Fatal(err)
		}
		if _, err := Update(t.Context(), path, Options{}); err == nil {
			t.Error("nothing is left to read, and the index is emptied")
		}
		if n := opened(t, path).Documents.Len(); n != 2 {
			t.Errorf("%d documents are left", n)
		}
	}
}

// A file of another version, or that is damaged, is refused, and says so; built
// again, it is whole.
func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, map[string]string{"a.txt": strings.Repeat("Alpha speaks of Kursk. ", 2_000)})
	path := filepath.Join(t.TempDir(), "a.quoth")
	built(t, path, folder)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func([]byte) []byte{
		"cut short":       func(b []byte) []byte { return b[:len(b)*2/3] },
		"another version": func(b []byte) []byte { b[12]++; return b },
		"a bit":           func(b []byte) []byte { b[40] ^= 4; return b },
	} {
		if err := os.WriteFile(path, damage(bytes.Clone(whole)), 0o600); err != nil {
			t.Fatal(err)
		}
		var told *flatfile.Error
		if _, err := Open(path, meaning.Shipped()); !errors.As(err, &told) || !strings.Contains(err.Error(), "build it again") {
			t.Errorf("%s: %v", name, err)
		}
		if r := built(t, path, folder); r.Added != 1 {
			t.Errorf("%s: built again, the report is %+v", name, r)
		}
		mustHold(t, path, loaded(t, folder))
	}
}
