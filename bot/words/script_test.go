package words

import (
	"slices"
	"testing"
)

func TestScripts(t *testing.T) {
	for text, want := range map[string][]string{
		"":                      nil,
		"12:30, 5 % — ’":        nil,
		"Where, in Curaçao?":    {"Latin"},
		"Сколько солдат в NATO": {"Cyrillic", "Latin"},
		"何人の兵士ですか":              {"Han", "Hiragana"},
		"ªºʼ":                   {"Latin"}, // the last is of no script
		"\xff\xfe":              nil,
	} {
		if got := AppendScripts(nil, text); !slices.Equal(got, want) {
			t.Errorf("%q is written in %q, want %q", text, got, want)
		}
	}
	if got := AppendScripts([]string{"Latin"}, "a я"); !slices.Equal(got, []string{"Latin", "Cyrillic"}) {
		t.Errorf("added to Latin: %q", got)
	}
}
