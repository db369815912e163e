package en

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
)

// irregular are lines of a word and forms of it, written for this test.
//
//go:embed testdata/irregular.txt
var irregular string

// Every form leads to its word, and only to it.
func TestForms(t *testing.T) {
	for line := range strings.Lines(irregular) {
		words := strings.Fields(line)
		word := stem(words[0])
		for _, form := range words[1:] {
			if English.IsStop(form) {
				continue
			}
			if stem(form) != word && !slices.Contains(English.Shared.Stems[form], word) {
				t.Errorf("%q is no form of %q", form, words[0])
			}
		}
	}
}

// What looks like a form of another word keeps its own stem.
func TestFormsOfOtherWords(t *testing.T) {
	for _, pair := range [][2]string{
		{"maria", "marta"}, {"bared", "bar"}, {"data", "date"}, {"feed", "fee"}, {"found", "fund"}, {"found", "find"},
		{"bound", "bind"}, {"number", "numb"}, {"sold", "solder"}, {"news", "new"}, {"left", "leave"}, {"rent", "rend"},
	} {
		if stem(pair[0]) == stem(pair[1]) {
			t.Errorf("%q and %q have one stem", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"founded", "found"}, {"bounds", "bound"}, {"feeding", "feed"}, {"bars", "bar"}} {
		if stem(pair[0]) != stem(pair[1]) {
			t.Errorf("%q and %q have two stems", pair[0], pair[1])
		}
	}
}
