package quoth

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/quoth-bot/quoth/internal/goldentest"
)

const (
	architecture = "ARCHITECTURE.md"
	decisions    = "doc/decisions"
	// What a stranger reads in a quarter of an hour, and takes in at a glance.
	mostWords, mostRecipeLines = 2500, 8
	mostReadmeWords            = 1200
)

// A document is one of the documents that are held to the tree.
type document struct {
	path string // below the root, with slashes
	text string
}

// pages reads those of the root and all below doc.
func pages(t *testing.T) []document {
	t.Helper()
	paths := []string{"README.md", architecture, "CONTRIBUTING.md", "SECURITY.md"}
	err := filepath.WalkDir(filepath.Join(root, "doc"), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(name) != ".md" {
			return err
		}
		below, err := filepath.Rel(root, name)
		paths = append(paths, filepath.ToSlash(below))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]document, len(paths))
	for i, p := range paths {
		out[i] = document{p, readPage(t, p)}
	}
	return out
}

func readPage(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReadmeIsShort(t *testing.T) {
	if n := len(strings.Fields(readPage(t, "README.md"))); n > mostReadmeWords {
		t.Errorf("the README has %d words, and may have %d: the rest belongs in doc/guides", n, mostReadmeWords)
	}
}

func TestArchitectureIsShort(t *testing.T) {
	text := readPage(t, architecture)
	if n := len(strings.Fields(text)); n > mostWords {
		t.Errorf("%s has %d words, and may have %d: what was measured and decided belongs in %s", architecture, n, mostWords, decisions)
	}
	_, recipes, ok := strings.Cut(text, "\n## Recipes\n")
	if !ok {
		t.Fatal("there are no recipes")
	}
	recipes, _, _ = strings.Cut(recipes, "\n## ")
	for _, recipe := range strings.Split(recipes, "\n### ")[1:] {
		name, steps, _ := strings.Cut(recipe, "\n")
		if n := len(strings.Split(strings.TrimSpace(steps), "\n")); n > mostRecipeLines {
			t.Errorf("the recipe %q has %d lines, and may have %d", name, n, mostRecipeLines)
		}
	}
}

var (
	fenced  = regexp.MustCompile("(?ms)^```.*?^```$")
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	inCode  = regexp.MustCompile("`([^`\n]+)`")
	treeish = regexp.MustCompile(`^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/?$`)
)

// TestLinks holds that each relative link leads to a file, and to a heading if
// it names one.
func TestLinks(t *testing.T) {
	for _, p := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(fenced.ReplaceAllString(p.text, ""), -1) {
			target, anchor, _ := strings.Cut(found[1], "#")
			if strings.Contains(target, ":") {
				continue // elsewhere
			}
			to := p.path
			if target != "" {
				to = path.Join(path.Dir(p.path), target)
			}
			info, err := os.Stat(filepath.Join(root, to))
			if err != nil {
				t.Errorf("%s links to %s, which is not there", p.path, found[1])
				continue
			}
			if anchor != "" && (info.IsDir() || !slices.Contains(anchors(readPage(t, to)), anchor)) {
				t.Errorf("%s links to %s, and %s has no such heading", p.path, found[1], to)
			}
		}
	}
}

// anchors returns what the headings of a page are linked to by, as GitHub makes
// it.
func anchors(text string) []string {
	var out []string
	times := map[string]int{}
	for line := range strings.Lines(fenced.ReplaceAllString(text, "")) {
		heading := strings.TrimLeft(line, "#")
		if depth := len(line) - len(heading); depth == 0 || depth > 6 || !strings.HasPrefix(heading, " ") {
			continue
		}
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(heading))
		if times[slug]++; times[slug] > 1 {
			slug = fmt.Sprintf("%s-%d", slug, times[slug]-1)
		}
		out = append(out, slug)
	}
	return out
}

// TestPathsAreThere holds that what is written as code and looks like a path of
// the tree is one: it begins with a folder of the root, or ends as a file
// does. An X in it stands for a name to be chosen.
func TestPathsAreThere(t *testing.T) {
	for _, p := range pages(t) {
		for _, found := range inCode.FindAllStringSubmatch(fenced.ReplaceAllString(p.text, ""), -1) {
			name := found[1]
			if !treeish.MatchString(name) || strings.Contains(name, "X") || name == path.Ext(name) {
				continue
			}
			first, _, deep := strings.Cut(name, "/")
			if deep = deep && isThere(first); !deep && !slices.Contains([]string{".go", ".tsv", ".md"}, path.Ext(name)) {
				continue
			}
			if !isThere(name) {
				t.Errorf("%s names %s, which is not there", p.path, name)
			}
		}
	}
}

func isThere(name string) bool {
	_, err := os.Stat(filepath.Join(root, name))
	return err == nil
}

// TestGuidesAreListed holds that the README and the site lead to each page of the guides
// and the reference.
func TestGuidesAreListed(t *testing.T) {
	readme, site := readPage(t, "README.md"), readPage(t, "doc/site/mkdocs.yml")
	for _, p := range pages(t) {
		if folder := path.Dir(p.path); folder != "doc/guides" && folder != "doc/reference" {
			continue
		}
		if !strings.Contains(readme, "]("+p.path+")") {
			t.Errorf("the README does not lead to %s", p.path)
		}
		if !strings.Contains(site, ": "+strings.TrimPrefix(p.path, "doc/")+"\n") {
			t.Errorf("the site does not lead to %s", p.path)
		}
	}
}

// TestDecisionsAreListed holds that the index of the decisions has each page
// once.
func TestDecisionsAreListed(t *testing.T) {
	index := readPage(t, decisions+"/README.md")
	for _, p := range pages(t) {
		if path.Dir(p.path) != decisions || path.Base(p.path) == "README.md" {
			continue
		}
		if n := strings.Count(index, "]("+path.Base(p.path)+")"); n != 1 {
			t.Errorf("%s stands %d times in the index of the decisions", p.path, n)
		}
		if !strings.Contains(p.text, "\nDecided ") || !strings.Contains(p.text, "\n## Question\n") || !strings.Contains(p.text, "\n## Decision\n") {
			t.Errorf("%s does not say when what was decided on which question", p.path)
		}
	}
}

// tools are for those who work on Quoth; the picture leaves them out.
var tools = []string{"bot/eval/fit", "bot/eval/haystack", "bot/eval/nearmiss", "bot/lexicon/make", "lang/en/make", "lang/template"}

// TestRoomsAreTold holds that the table has a row for each package.
func TestRoomsAreTold(t *testing.T) {
	told := map[string]bool{}
	for line := range strings.Lines(readPage(t, architecture)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cell, _, _ := strings.Cut(line[1:], "|")
		for _, found := range inCode.FindAllStringSubmatch(cell, -1) {
			told[strings.TrimSuffix(found[1], "/")] = true
		}
	}
	for _, r := range rooms {
		if r.path != "." && !slices.Contains(tools, r.path) && !told[r.path] {
			t.Errorf("the table of the rooms has no %s", r.path)
		}
	}
}

// picture finds the picture of the rooms.
var picture = regexp.MustCompile("(?s)```mermaid\n.*?```")

// TestPicture holds the picture of the rooms to the imports: go test ./cmd/quoth
// -run Picture -update draws it.
func TestPicture(t *testing.T) {
	text := readPage(t, architecture)
	if n := len(picture.FindAllString(text, -1)); n != 1 {
		t.Fatalf("%s has %d pictures, want 1", architecture, n)
	}
	drawn := "```mermaid\n" + draw(imports(t)) + "```"
	goldentest.CheckFile(t, filepath.Join(root, architecture), picture.ReplaceAllLiteralString(text, drawn))
}

// draw draws rooms and what they import, but for what follows from the rest.
// The rooms of one folder stand together.
func draw(imports map[string]string) string {
	graph := map[string][]string{}
	for from, to := range imports {
		if isDrawn(from) {
			graph[from] = slices.DeleteFunc(strings.Fields(to), func(to string) bool { return !isDrawn(to) })
		}
	}
	paths := slices.Sorted(maps.Keys(graph))
	var b strings.Builder
	b.WriteString("flowchart TD\n")
	for i := 0; i < len(paths); {
		folder, _, _ := strings.Cut(paths[i], "/")
		end := i
		for end < len(paths) && (paths[end] == folder || strings.HasPrefix(paths[end], folder+"/")) {
			end++
		}
		together := end-i > 1
		if together {
			fmt.Fprintf(&b, "subgraph in_%s[%s]\n", folder, folder)
		}
		for _, p := range paths[i:end] {
			fmt.Fprintf(&b, "%s[%s]\n", id(p), p)
		}
		if together {
			b.WriteString("end\n")
		}
		i = end
	}
	for _, from := range paths {
		for _, to := range graph[from] {
			if !follows(graph, from, to) {
				fmt.Fprintf(&b, "%s-->%s\n", id(from), id(to))
			}
		}
	}
	return b.String()
}

func isDrawn(path string) bool {
	return path != "." && !isTestRoom(path) && !slices.Contains(tools, path)
}

func id(path string) string { return strings.ReplaceAll(path, "/", "_") }

// follows reports whether a room leads to another by way of a third.
func follows(graph map[string][]string, from, to string) bool {
	return slices.ContainsFunc(graph[from], func(by string) bool { return by != to && leads(graph, by, to) })
}

func leads(graph map[string][]string, from, to string) bool {
	return from == to || slices.ContainsFunc(graph[from], func(by string) bool { return leads(graph, by, to) })
}
