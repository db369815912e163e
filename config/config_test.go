package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func writeFile(t *testing.T, dir, text string) string {
	t.Helper()
	name := filepath.Join(dir, DefaultFile)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLoadDefaults(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := Load("", environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Config{Corpus: Corpus{MaxFileSize: 32 << 20}}); !reflect.DeepEqual(c, want) {
		t.Errorf("Load() = %+v, want %+v", c, want)
	}
	if err := c.Validate(); err != nil {
		t.Errorf("the defaults are not valid: %v", err)
	}
}

func TestLoadFile(t *testing.T) {
	dir := t.TempDir()
	abs := filepath.Join(dir, "elsewhere")
	file := writeFile(t, dir, "corpus:\n  folders: [reports, "+abs+"]\n  max_file_size: 2MB\n")
	want := Config{Corpus: Corpus{Folders: []string{filepath.Join(dir, "reports"), abs}, MaxFileSize: 2 << 20}}

	c, err := Load(file, environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("Load(%q) = %+v, want %+v", file, c, want)
	}

	t.Chdir(dir)
	want.Corpus.Folders[0] = "reports"
	if c, err = Load("", environment(nil)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(c, want) {
		t.Errorf("Load of %s in the working directory = %+v, want %+v", DefaultFile, c, want)
	}
}

func TestEnvironmentOverFile(t *testing.T) {
	dir := t.TempDir()
	file := writeFile(t, dir, "corpus:\n  folders: [reports]\n  max_file_size: 1024\n")
	c, err := Load(file, environment(map[string]string{
		"QUOTH_CORPUS_FOLDERS": "a" + string(os.PathListSeparator) + "b",
	}))
	if err != nil {
		t.Fatal(err)
	}
	if want := (Config{Corpus: Corpus{Folders: []string{"a", "b"}, MaxFileSize: 1024}}); !reflect.DeepEqual(c, want) {
		t.Errorf("Load() = %+v, want %+v", c, want)
	}
	c, err = Load(file, environment(map[string]string{"QUOTH_CORPUS_MAX_FILE_SIZE": "1.5 kib"}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Corpus.MaxFileSize != 1536 {
		t.Errorf("MaxFileSize = %d, want 1536", c.Corpus.MaxFileSize)
	}
}

func TestLoadErrors(t *testing.T) {
	for name, test := range map[string]struct {
		file string
		env  map[string]string
		want []string // parts of the message
	}{
		"unknown key":        {"corpus:\n  foldres: [a]\n", nil, []string{"line 2", "foldres"}},
		"unknown section":    {"# hello\ncorpse:\n  folders: [a]\n", nil, []string{"line 2", "corpse"}},
		"wrong kind":         {"corpus:\n  folders:\n    a: 1\n", nil, []string{"line "}},
		"bad size":           {"corpus:\n  max_file_size: lots\n", nil, []string{`"lots" is not a size`, "32MB"}},
		"no YAML":            {"corpus: [\n", nil, []string{"line "}},
		"size in the place":  {"", map[string]string{"QUOTH_CORPUS_MAX_FILE_SIZE": "x"}, []string{"QUOTH_CORPUS_MAX_FILE_SIZE", "32MB"}},
		"negative size, env": {"", map[string]string{"QUOTH_CORPUS_MAX_FILE_SIZE": "-1"}, []string{"is not a size"}},
	} {
		t.Run(name, func(t *testing.T) {
			file := writeFile(t, t.TempDir(), test.file)
			_, err := Load(file, environment(test.env))
			if err == nil {
				t.Fatal("no error")
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the error lacks %q: %v", part, err)
				}
			}
		})
	}
	if _, err := Load(filepath.Join(t.TempDir(), "missing.yaml"), environment(nil)); err == nil {
		t.Error("a named file that is missing is no error")
	}
}

func TestValidateReportsEverything(t *testing.T) {
	err := Config{Corpus: Corpus{Folders: []string{"", "no-such-folder", t.TempDir()}}}.Validate()
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"has no name", "no-such-folder does not exist", "at least 1"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error lacks %q: %v", part, err)
		}
	}
}

func TestSize(t *testing.T) {
	for text, want := range map[string]Size{
		"0": 0, "17": 17, "17B": 17, "1k": 1 << 10, "32MB": 32 << 20, "32 mib": 32 << 20, "1.5GB": 3 << 29,
	} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%q is %d, %v; want %d", text, s, err, want)
		}
	}
	for _, text := range []string{"", "MB", "x", "1XB", "nan", "inf", "-1", "1e30", "0x"} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is a size: %d", text, s)
		}
	}
	for size, want := range map[Size]string{1: "1", 1 << 10: "1KB", 32 << 20: "32MB", 1<<20 + 1: "1048577", 1 << 31: "2GB"} {
		if got := size.String(); got != want {
			t.Errorf("Size(%d) = %q, want %q", int64(size), got, want)
		}
	}
}
