package store

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/read"
)

// A described array is one that the page on the format has a row of: the names
// of arrays that belong together, and what their items are.
var described = regexp.MustCompile("(?m)^\\| (`[a-z]+\\.[^|]*) \\| ([^|]+) \\|")

// itemSizes are the bytes of an item, by how the page calls it.
var itemSizes = map[string]int{"u8": 1, "u16": 2, "u32": 4, "u64": 8, "f32": 4, "4 × u32": 16, "4 × u64": 32}

// describedItem returns the size of an item of an array of this name, by how
// the page calls its shape.
func describedItem(name, shape string) int {
	last := name[strings.LastIndex(name, ".")+1:]
	of, isLists := strings.CutPrefix(shape, "lists of ")
	switch {
	case isLists && last == "items":
		return itemSizes[of]
	case last == "text" && (shape == "strings" || shape == "dictionary"):
		return 1
	case last == "start" && (isLists || shape == "strings" || shape == "dictionary"), last == "slots" && shape == "dictionary":
		return 4
	}
	return itemSizes[shape]
}

func TestFormatIsDescribed(t *testing.T) {
	page, err := os.ReadFile("../../doc/index-format.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("version %d.", version); !strings.Contains(string(page), want) {
		t.Errorf("the page does not describe %s", want)
	}
	told := map[string]int{}
	for _, row := range described.FindAllStringSubmatch(string(page), -1) {
		first := ""
		for _, name := range strings.Split(row[1], ", ") {
			if name = strings.Trim(name, "`"); first == "" {
				first = name
			} else {
				name = first[:strings.LastIndex(first, ".")] + name
			}
			told[name] = describedItem(name, row[2])
		}
	}
	s, err := New([]*corpus.Document{corpus.NewDocument("pact.txt", "The pact was signed.")}, meaning.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for part, arrays := range map[string][]flat.Array{
		"origins": originsOf(nil, nil, read.Options{}, s.table).Arrays(), "documents": s.Documents.Arrays(), "index": s.Index.Arrays(),
		"matcher": s.Matcher.Arrays(), "meanings": s.Meanings().Arrays(),
	} {
		for _, a := range flat.Within(part, slices.Clone(arrays)) {
			if size, ok := told[a.Name]; !ok || size != a.Size {
				t.Errorf("the array %s has items of %d bytes, and the page tells %d", a.Name, a.Size, size)
			}
			delete(told, a.Name)
		}
	}
	for name := range told {
		t.Errorf("the page describes %s, and there is no such array", name)
	}
}
