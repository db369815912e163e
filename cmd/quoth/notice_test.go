package quoth

import (
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNotice holds NOTICE to what the program embeds, its modules' files included: each
// file stands there, and what stands there is in the program or in the tree.
func TestNotice(t *testing.T) {
	files := embedded(t)
	var patterns []string
	for line := range strings.Lines(readPage(t, "NOTICE")) {
		line = strings.TrimSuffix(line, "\n")
		if strings.Contains(line, "/") && !strings.Contains(line, " ") {
			patterns = append(patterns, line)
		}
	}
	for _, pattern := range patterns {
		inTree, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
		}
		if len(inTree) == 0 && !slices.ContainsFunc(files, func(file string) bool { return matches(pattern, file) }) {
			t.Errorf("NOTICE lists %s, which is neither embedded nor a file: take it out", pattern)
		}
	}
	for _, file := range files {
		if !slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, file) }) {
			t.Errorf("%s is embedded, and NOTICE does not list it: add its source and licence", file)
		}
	}
}

// embedded lists what the program embeds: its own files from the root of the module, those
// of other modules by their packages.
func embedded(t *testing.T) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", `{{range .EmbedFiles}}{{$.ImportPath}}/{{.}}{{"\n"}}{{end}}`, ".")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	files := strings.Fields(strings.ReplaceAll("\n"+string(out), "\n"+module+"/", "\n"))
	if len(files) == 0 {
		t.Fatal("nothing is embedded")
	}
	return files
}

// matches reports whether a file is what a line of NOTICE lists.
func matches(pattern, file string) bool {
	ok, err := path.Match(pattern, file)
	return ok && err == nil
}
