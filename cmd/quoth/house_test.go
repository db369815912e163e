package quoth

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	module      = "github.com/quoth-bot/quoth"
	root        = "../.."     // of the module, seen from here
	commandLine = "cmd/quoth" // the room that wires the others
)

// mayImport holds the directions in which packages may know each other:
//
//	main -> cmd/quoth -> adapters/all -> adapters/X -> adapters -> bot -> corpus
//
// An arrow may skip rooms, but not turn back. Paths are below the module, and
// main is ".". Tests are free: they may wire what they like.
func mayImport(from, to string) bool {
	switch {
	case from == ".":
		return to == commandLine
	case from == commandLine:
		return to != "."
	case to == "." || to == commandLine || to == "config": // only the command line configures
		return false
	}
	fromRoom, fromSub, _ := strings.Cut(from, "/")
	toRoom, toSub, _ := strings.Cut(to, "/")
	switch fromRoom {
	case "adapters":
		switch {
		case toRoom != "adapters":
			return (toRoom == "bot" || toRoom == "corpus") && !asksBot(toSub)
		case fromSub == "all":
			return toSub != "all"
		}
		return fromSub != "" && (toSub == "" || isBelow(to, from))
	case "bot":
		switch {
		case toRoom == "corpus":
			return toSub == "" // the embedded reports are main's to choose
		case toRoom != "bot":
			return false
		case fromSub == "":
			return !asksBot(toSub)
		case toSub == "":
			return asksBot(fromSub)
		}
		return asksBot(fromSub) || !asksBot(toSub)
	case "corpus":
		return fromSub != "" && to == "corpus"
	}
	return false // config, and a room that has no place in the house yet
}

// asksBot tells whether a room below bot stands in front of it, and not behind:
// eval asks the bot, and journal implements what the bot declares.
func asksBot(sub string) bool {
	room, _, _ := strings.Cut(sub, "/")
	return room == "eval" || room == "journal"
}

func isBelow(p, folder string) bool { return strings.HasPrefix(p, folder+"/") }

func TestImportDirections(t *testing.T) {
	for folder, files := range packages(t) {
		for _, f := range files {
			for _, spec := range f.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				to, ours := strings.CutPrefix(imported, "github.com/quoth-bot/quoth/")
				if imported == module {
					to, ours = ".", true
				}
				if ours && !mayImport(folder, to) {
					t.Errorf("%s must not import %s", folder, imported)
				}
			}
		}
	}
}

func TestMayImport(t *testing.T) {
	for arrow, want := range map[string]bool{
		". cmd/quoth": true, "cmd/quoth config": true, "cmd/quoth bot/eval": true, "cmd/quoth adapters/all": true,
		"adapters/all adapters/terminal": true, "adapters/terminal adapters": true,
		"adapters/terminal bot": true, "adapters/terminal corpus": true, "adapters bot": true,
		"bot corpus": true, "bot bot/fuzzy": true, "bot/fuzzy corpus": true, "bot/fuzzy bot/index": true,
		"bot/eval bot": true, "bot/eval/fit bot/eval": true, "bot/journal bot": true, "bot/eval bot/index": true, "corpus/sample corpus": true,

		". bot": false, "bot cmd/quoth": false,
		"adapters/terminal config": false, "bot config": false, "config corpus": false,
		"adapters/terminal adapters/slack": false, "adapters/terminal adapters/all": false,
		"adapters adapters/terminal": false, "adapters/terminal bot/eval": false, "adapters .": false,
		"bot adapters": false, "bot bot/eval": false, "bot bot/journal": false, "bot/fuzzy bot": false,
		"bot/fuzzy bot/eval": false, "bot corpus/sample": false, "corpus bot": false,
		"corpus corpus/sample": false, "corpus bot/words": false, "elsewhere corpus": false,
	} {
		from, to, _ := strings.Cut(arrow, " ")
		if got := mayImport(from, to); got != want {
			t.Errorf("mayImport(%s, %s) = %t, want %t", from, to, got, want)
		}
	}
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
