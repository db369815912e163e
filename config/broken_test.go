package config

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

// TestBroken holds what is said of each broken file against broken.txt. Each
// message names the line, but where the file as a whole is meant, and what to
// do.
func TestBroken(t *testing.T) {
	t.Chdir("testdata/broken")
	files, err := filepath.Glob("*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d broken files, %v; want at least 40", len(files), err)
	}
	var got strings.Builder
	for _, file := range files {
		_, err := Load(Sources{File: file})
		var problems Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: %v, want problems", file, err)
			continue
		}
		last := 0
		for _, p := range problems {
			if p.Where.Name != file || p.Where.Line < last || p.Where.Line == 0 || p.What == "" || p.Fix == "" {
				t.Errorf("%s: %+v does not say where, in order, and what to do", file, p)
			}
			last = p.Where.Line
		}
		got.WriteString(err.Error() + "\n")
	}
	t.Chdir("../..")
	goldentest.Check(t, "broken.txt", got.String())
}

// settingLine is a setting that the example has commented out.
var settingLine = regexp.MustCompile(`(?m)^( *)#(\S)`)

func TestExample(t *testing.T) {
	text := Example()
	for name, file := range map[string]string{"as it is": text, "uncommented": settingLine.ReplaceAllString(text, "$1$2")} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			got, err := Load(Sources{File: writeFile(t, ".", file)})
			if err != nil {
				t.Fatalf("%v\n%s", err, file)
			}
			got.Corpus.Folders, got.Corpus.Columns, got.Corpus.Channels, got.Corpus.Workspaces = nil, nil, nil, nil // empty is as good as nil
			got.Answers.Languages, got.Slack.Workspaces, got.Discord.Forums, got.Discord.TestServers, got.Web.Proxies = nil, nil, nil, nil, nil
			got.OIDC.Groups, got.OIDC.Addresses, got.OIDC.Scopes = nil, nil, nil
			sameConfig(t, got, Default())
		})
	}
	if n := len(settingLine.FindAllString(text, -1)); n < 18 {
		t.Errorf("%d settings are shown:\n%s", n, text)
	}
	for line := range strings.Lines(text) {
		if len(line) > exampleWidth+1 {
			t.Errorf("too long a line: %s", line)
		}
	}
}

// TestExampleCollections takes the example of collections for the thing.
func TestExampleCollections(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, folder := range []string{"archive", "desk", "notes", "notes/desk.md"} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	var file strings.Builder
	file.WriteString("fetch:\n  contact: desk@example.org\ncollections:\n")
	for line := range strings.Lines(Example()) {
		if entry, ok := strings.CutPrefix(line, "#   "); ok {
			file.WriteString("  " + entry)
		}
	}
	c, err := Load(Sources{File: writeFile(t, ".", file.String())})
	if err != nil || len(c.Collections) != 4 {
		t.Errorf("%d collections, %v:\n%s", len(c.Collections), err, &file)
	}
}
