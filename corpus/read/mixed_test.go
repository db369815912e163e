package read

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Of a folder of files of all programs, in which some are broken, all others are read, and
// each of the broken ones is named.
func TestMixedFolder(t *testing.T) {
	dir := t.TempDir()
	var good, broken []string
	for _, folder := range []string{"office", "html", "pdf", "mail", "transcripts"} {
		files, err := filepath.Glob(filepath.Join("testdata", folder, "*.*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("there are no samples in %s (%v)", folder, err)
		}
		for _, file := range files {
			ext := filepath.Ext(file)
			if _, err := formatOf(file); err != nil || ext == ".md" || strings.HasPrefix(filepath.Base(file), "scanned") || strings.HasPrefix(filepath.Base(file), "locked") {
				continue // a golden file, a note, what has no text, or a password
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := folder + "-" + filepath.Base(file)
			put(t, dir, name, data)
			good = append(good, name)
			if folder == "office" || folder == "pdf" {
				cut := "broken-" + name
				put(t, dir, cut, data[:len(data)/4])
				broken = append(broken, cut)
			}
		}
	}
	lib := load(t, Options{}, dir)
	read := map[string]bool{}
	for _, d := range lib.Documents {
		read[d.Name] = true
	}
	for _, name := range good {
		if !read[name] {
			t.Errorf("%s is not read: %s", name, reasonOf(lib, name))
		}
	}
	for _, name := range broken {
		if !read[name] && reasonOf(lib, name) == "" {
			t.Errorf("%s is neither read nor named", name)
		}
	}
	if len(good) < 30 || len(lib.Skipped) < len(broken)/2 {
		t.Errorf("%d good files, %d broken ones, of which %d are named", len(good), len(broken), len(lib.Skipped))
	}
}

func put(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}
