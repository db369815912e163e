package read

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/quoth-bot/quoth/corpus/corpustest"
)

// folderOf makes a folder of files, by path below it.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, o Options, folders ...string) *Library {
	t.Helper()
	return loadTelling(t, o, nil, folders...)
}

func loadTelling(t *testing.T, o Options, progress func(Progress), folders ...string) *Library {
	t.Helper()
	lib, err := Load(t.Context(), folders, o, progress)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range lib.Documents {
		corpustest.Check(t, d)
	}
	return lib
}

func namesOf(lib *Library) []string {
	var out []string
	for _, d := range lib.Documents {
		out = append(out, d.Name)
	}
	return out
}

// reasonOf returns why a file was skipped, or "".
func reasonOf(lib *Library, name string) string { return reasonIn(lib.Skipped, name) }

func reasonIn(notes []Note, name string) string {
	for _, s := range notes {
		if s.Name == name {
			return s.Reason
		}
	}
	return ""
}

func TestLoad(t *testing.T) {
	dir := folderOf(t, map[string]string{
		"b.txt": "B.", "a/z.md": "# Z", "a/c.TXT": "C.", "README": "Read me.", "a/.hidden.txt": "H.", ".git/x.txt": "X.",
		"blank.txt": " \n", "binary.txt": "a\x00b", "page.xlsx": "<p>P", "big.txt": strings.Repeat("Big. ", 100),
		"matter.md": "---\ntitle: {a: b}\n---\nText.",
	})
	var told []Progress
	small := Options{Limits: Limits{FileSize: 200}}
	lib := loadTelling(t, small, func(p Progress) { told = append(told, p) }, dir)
	if got, want := namesOf(lib), []string{"README", "a/c.TXT", "a/z.md", "b.txt", "matter.md"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	for name, want := range map[string]string{"blank.txt": "no text", "binary.txt": "binary", "page.xlsx": ".xlsx are not read", "big.txt": "larger than 200 bytes"} {
		if got := reasonOf(lib, name); !strings.Contains(got, want) {
			t.Errorf("%s was skipped for %q, want %q", name, got, want)
		}
	}
	if len(lib.Skipped) != 4 {
		t.Errorf("skipped %v", lib.Skipped)
	}
	if len(lib.Warnings) != 1 || lib.Warnings[0].Name != "matter.md" {
		t.Errorf("warnings %v", lib.Warnings)
	}
	last := told[len(told)-1]
	if len(told) != 7 || last.Files != 7 || last.AllFiles != 7 || last.Bytes != last.AllBytes || last.Bytes == 0 {
		t.Errorf("progress %+v", told)
	}
	if again := load(t, small, dir); !slices.Equal(namesOf(again), namesOf(lib)) {
		t.Error("the order is not stable")
	}
}

func TestLoadNothing(t *testing.T) {
	for name, c := range map[string]struct{ folder, want string }{
		"empty":       {folderOf(t, nil), "looked for files ending in .txt, .text, .md, .markdown, .rst, .adoc, .asciidoc, .asc, .wiki, .mediawiki, .pdf, .html, .htm, .xhtml, .epub, .eml, .mbox, .docx, .docm, .odt, .pptx, .pptm, .vtt, .srt, .csv, .tsv, .jsonl, .ndjson, .json, .rss, .atom, .xml, .warc, .zip, .tar, .gz, .tgz, or prose without an extension; there are none"},
		"unreadable":  {folderOf(t, map[string]string{"a.xlsx": "PK"}), "1 file was skipped: a.xlsx (files of type .xlsx are not read)"},
		"many":        {folderOf(t, map[string]string{"a.txt": "", "b.txt": "", "c.txt": "", "d.txt": ""}), "4 files were skipped: a.txt ("},
		"not there":   {filepath.Join(t.TempDir(), "no"), "cannot be read"},
		"hidden only": {folderOf(t, map[string]string{".a.txt": "A."}), "there are none"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(t.Context(), []string{c.folder}, Options{}, nil)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.folder) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestLoadSingleFile(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.txt": "A.", "b.txt": "B."})
	lib := load(t, Options{}, filepath.Join(dir, "a.txt"))
	if got := namesOf(lib); !slices.Equal(got, []string{"a.txt"}) {
		t.Errorf("names %q", got)
	}
	// The folder has the file too: it is read once.
	lib = load(t, Options{}, filepath.Join(dir, "a.txt"), dir)
	if got := namesOf(lib); !slices.Equal(got, []string{"a.txt", "b.txt"}) || reasonIn(lib.Warnings, "a.txt") == "" || len(lib.Skipped) > 0 {
		t.Errorf("names %q, skipped %v, warnings %v", got, lib.Skipped, lib.Warnings)
	}
}

// Files of the same name in two folders keep names of their own.
func TestLoadSameNames(t *testing.T) {
	top := folderOf(t, map[string]string{"x/in/a.txt": "One.", "x/in/only.txt": "Two.", "y/in/a.txt": "Three.", "z/out/a.txt": "Four."})
	folders := []string{filepath.Join(top, "x", "in"), filepath.Join(top, "y", "in"), filepath.Join(top, "z", "out")}
	got := namesOf(load(t, Options{}, folders...))
	if want := []string{"in/a.txt", "only.txt", "in~2/a.txt", "out/a.txt"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
}

func TestLoadLinks(t *testing.T) {
	dir := folderOf(t, map[string]string{"a/b/c.txt": "C.", "d.txt": "D."})
	elsewhere := folderOf(t, map[string]string{"e.txt": "E."})
	for link, target := range map[string]string{"a/b/up": dir, "a/self": filepath.Join(dir, "a"), "away": elsewhere, "f.txt": filepath.Join(dir, "d.txt"), "gone.txt": "nowhere", "loop.txt": "loop.txt"} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	lib := load(t, Options{}, dir)
	if got, want := namesOf(lib), []string{"a/b/c.txt", "away/e.txt", "d.txt"}; !slices.Equal(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	// What a link leads to is read once, and not left out.
	for _, name := range []string{"a/b/up", "a/self", "f.txt"} {
		if reasonIn(lib.Warnings, name) == "" {
			t.Errorf("%s was not named", name)
		}
	}
	for _, name := range []string{"gone.txt", "loop.txt"} {
		if reasonOf(lib, name) == "" {
			t.Errorf("%s was not named as skipped", name)
		}
	}
	if len(lib.Skipped) != 2 {
		t.Errorf("skipped %v", lib.Skipped)
	}
}

func TestLoadUnreadable(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("everything is readable to root")
	}
	dir := folderOf(t, map[string]string{"a.txt": "A.", "b.txt": "B.", "c/d.txt": "D."})
	if err := errors.Join(os.Chmod(filepath.Join(dir, "a.txt"), 0), os.Chmod(filepath.Join(dir, "c"), 0)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "c"), 0o755) })
	lib := load(t, Options{}, dir)
	if got := namesOf(lib); !slices.Equal(got, []string{"b.txt"}) || reasonOf(lib, "a.txt") != "permission denied" || reasonOf(lib, "c") != "permission denied" {
		t.Errorf("names %q, skipped %v", got, lib.Skipped)
	}
}

func TestLoadCancelled(t *testing.T) {
	dir := folderOf(t, map[string]string{"a.txt": "A."})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(ctx, []string{dir}, Options{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	files := make(map[string]string)
	for i := range 100 {
		files[fmt.Sprintf("%d.txt", i)] = "One."
	}
	ctx, cancel = context.WithCancel(t.Context())
	_, err := Load(ctx, []string{folderOf(t, files)}, Options{}, func(Progress) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
}

// A reader that runs a function before its first byte.
type meddler struct {
	io.Reader
	meddle func()
}

func (m *meddler) Read(p []byte) (int, error) {
	if m.meddle != nil {
		m.meddle()
		m.meddle = nil
	}
	return m.Reader.Read(p)
}

func TestChangeWhileRead(t *testing.T) {
	const before = "One. Two."
	for name, meddle := range map[string]func(at string) error{
		"grows":   func(at string) error { return os.WriteFile(at, []byte(before+" Three."), 0o644) },
		"shrinks": func(at string) error { return os.Truncate(at, 4) },
		"touched": func(at string) error { return os.Chtimes(at, time.Time{}, time.Unix(1, 0)) },
		"replaced": func(at string) error {
			return errors.Join(os.WriteFile(at+"2", []byte(before), 0o644), os.Rename(at+"2", at))
		},
		"removed": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			at := filepath.Join(folderOf(t, map[string]string{"a.txt": before}), "a.txt")
			f, err := os.Open(at)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			info, err := f.Stat()
			if err != nil {
				t.Fatal(err)
			}
			_, err = readStable(&meddler{f, func() {
				if err := meddle(at); err != nil {
					t.Fatal(err)
				}
			}}, info, func() (fs.FileInfo, error) { return os.Stat(at) })
			if !errors.Is(err, errChanging) {
				t.Errorf("error %v, want %v", err, errChanging)
			}
		})
	}
}

// A file that has come to rest is read, however it changed before.
func TestReadWholeAgain(t *testing.T) {
	at := filepath.Join(folderOf(t, map[string]string{"a.txt": "One."}), "a.txt")
	data, err := readWhole(t.Context(), at, 100)
	if err != nil || string(data) != "One." {
		t.Errorf("got %q, error %v", data, err)
	}
	if _, err := readWhole(t.Context(), at, 2); err == nil {
		t.Error("no error for a file that is too large")
	}
	if _, err := readWhole(t.Context(), at+"x", 2); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v for a file that is not there", err)
	}
}
