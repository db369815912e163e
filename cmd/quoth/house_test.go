package quoth

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "github.com/quoth-bot/quoth"
	root   = "../.." // of the module, seen from here
)

// A room is a package, by its path below the module, and the rooms that it may
// import.
type room struct {
	path    string
	imports string
}

// rooms lists the house from the ground floor up: a room imports only those
// that stand above it in this list, and of these only the ones that it names. A
// new room needs a line, and a new arrow a word. Tests are free: they may wire
// what they like.
var rooms = []room{
	{"internal/lazyregexp", ""},
	{"lang", "internal/lazyregexp"},
	{"lang/en", "internal/lazyregexp lang"},
	{"lang/template", "lang"},

	{"corpus", "internal/lazyregexp lang lang/en"},
	{"corpus/corpustest", "corpus"},
	{"corpus/markup", "internal/lazyregexp"},
	{"corpus/feed", "internal/lazyregexp"},
	{"corpus/read", "corpus corpus/feed corpus/markup internal/lazyregexp"},
	{"corpus/fetch", "corpus/feed internal/lazyregexp"},
	{"corpus/sample", "corpus corpus/read"},
	{"corpus/sources", "corpus corpus/read corpus/sample"},

	{"bot/lexicon", ""},
	{"bot/words", "bot/lexicon lang"},
	{"bot/question", "bot/words corpus internal/lazyregexp lang"},
	{"bot/refcount", ""},
	{"bot/texts", ""},
	{"bot", "bot/question bot/refcount bot/texts bot/words corpus lang lang/en"},

	{"bot/figures", "bot/words lang"},
	{"bot/flat", ""},
	{"bot/flatfile", "bot/flat bot/refcount"},
	{"bot/fuzzy", "bot/flat bot/lexicon bot/words lang"},
	{"bot/index", "bot/flat bot/words corpus corpus/markup lang"},
	{"bot/meaning", "bot/flat"},
	{"bot/store", "bot/flat bot/flatfile bot/fuzzy bot/index bot/meaning corpus corpus/markup corpus/read lang lang/en"},
	{"bot/engine", "bot bot/figures bot/fuzzy bot/index bot/lexicon bot/meaning bot/question bot/refcount bot/store bot/words corpus corpus/markup corpus/read lang lang/en"},
	{"bot/opensearch", "bot bot/engine bot/flat bot/fuzzy bot/index bot/store bot/words corpus corpus/markup corpus/read"},

	{"bot/journal", "bot bot/words corpus lang/en"},
	{"bot/eval", "bot corpus corpus/read"},
	{"bot/eval/haystack", "bot/fuzzy bot/index bot/words corpus lang/en"},
	{"bot/eval/nearmiss", "bot/eval bot/question bot/words lang/en"},
	{"bot/eval/fit", "bot bot/engine bot/eval bot/meaning bot/words corpus lang/en"},
	{"bot/lexicon/make", "bot/lexicon bot/words lang/en"},
	{"lang/en/make", "lang/en"},

	{"adapters", "bot bot/texts corpus corpus/markup"},
	{"adapters/ops", "bot"},
	{"adapters/wire", "adapters bot bot/texts corpus"},
	{"adapters/web", "adapters adapters/wire bot bot/texts corpus"},
	{"adapters/web/providertest", ""},
	{"adapters/mcp", "adapters adapters/wire bot corpus"},
	{"adapters/terminal", "adapters adapters/wire bot corpus internal/lazyregexp"},
	{"adapters/discord", "adapters bot bot/texts corpus"},
	{"adapters/discord/discordtest", ""},
	{"adapters/slack", "adapters bot bot/texts"},
	{"adapters/slack/slacktest", ""},
	{"adapters/adaptertest", "adapters bot bot/engine corpus corpus/read corpus/sample"},
	{"adapters/all", "adapters adapters/discord adapters/slack"},

	{"config", "bot/texts internal/lazyregexp"},
	{"internal/goldentest", ""},
	{"internal/postgrestest", ""},
	{"cmd/quoth", `adapters adapters/all adapters/discord adapters/mcp adapters/ops adapters/slack adapters/terminal adapters/web
		bot bot/engine bot/eval bot/journal bot/meaning bot/opensearch bot/store config corpus corpus/fetch corpus/read corpus/sources`},
	{".", "cmd/quoth"},
}

// TestHouse holds the imports of all packages to the list, and the list to
// them: an arrow that nothing draws is taken out.
func TestHouse(t *testing.T) {
	drawn := imports(t)
	listed := map[string]bool{}
	for _, r := range rooms {
		for _, to := range strings.Fields(r.imports) {
			if !listed[to] {
				t.Errorf("%s stands below %s in the list, which it must not import", r.path, to)
			}
		}
		if _, ok := drawn[r.path]; !ok {
			t.Errorf("%s is listed, and there is no such package", r.path)
		}
		if want := strings.Join(slices.Sorted(slices.Values(strings.Fields(r.imports))), " "); drawn[r.path] != want {
			t.Errorf("%s imports\n%s\nand is listed with\n%s", r.path, drawn[r.path], want)
		}
		listed[r.path] = true
	}
	for path := range drawn {
		if !listed[path] {
			t.Errorf("%s has no place in the house yet: list it", path)
		}
	}
}

// isTestRoom reports whether a room is for tests alone. Its name says so, as that
// of net/http/httptest does.
func isTestRoom(path string) bool { return strings.HasSuffix(path, "test") }

// TestNothingImportsTestRooms keeps what is for tests out of the program: only
// tests and test rooms import a test room, or testing itself.
func TestNothingImportsTestRooms(t *testing.T) {
	for folder, files := range packages(t) {
		if isTestRoom(folder) {
			continue
		}
		for _, f := range files {
			for _, imported := range importsOf(t, f) {
				if imported == "testing" || strings.HasPrefix(imported, "testing/") || isTestRoom(imported) {
					t.Errorf("%s imports %s, which is for tests; if it is for tests too, let its name end in test", folder, imported)
				}
			}
		}
	}
}

// imports returns the rooms that each package imports, in order, with spaces
// between.
func imports(t *testing.T) map[string]string {
	out := map[string]string{}
	for folder, files := range packages(t) {
		seen := map[string]bool{}
		for _, f := range files {
			for _, imported := range importsOf(t, f) {
				if to, ours := strings.CutPrefix(imported, module+"/"); ours {
					seen[to] = true
				}
			}
		}
		out[folder] = strings.Join(slices.Sorted(maps.Keys(seen)), " ")
	}
	return out
}

func importsOf(t *testing.T, f *ast.File) []string {
	out := make([]string, len(f.Imports))
	for i, spec := range f.Imports {
		var err error
		if out[i], err = strconv.Unquote(spec.Path.Value); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestPackageComments(t *testing.T) {
	for folder, files := range packages(t) {
		documented := false
		for _, f := range files {
			text := f.Doc.Text()
			documented = documented || strings.HasPrefix(text, "Package "+f.Name.Name+" ") || strings.HasPrefix(text, "Command ")
		}
		if !documented {
			t.Errorf("no file of %s says in a package comment what the package is for", folder)
		}
	}
}

// isModule tells a folder with a module of its own: the benchmarks beside other
// engines, which are no part of the product.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// packages parses the imports and package comments of all the module's files
// but tests, by folder.
func packages(t *testing.T) map[string][]*ast.File {
	t.Helper()
	out := map[string][]*ast.File{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != root && (entry.Name() == "testdata" || strings.ContainsAny(entry.Name()[:1], "._") || isModule(name)):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		folder := path.Dir(filepath.ToSlash(below))
		out[folder] = append(out[folder], f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
