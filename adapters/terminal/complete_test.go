package terminal

import (
	"slices"
	"strings"
	"testing"
)

func TestComplete(t *testing.T) {
	term := Terminal{Bot: &scriptedBot{}}
	for _, test := range []struct {
		line string // | is the cursor
		want []string
	}{
		{"who is yoon s|?", []string{"uk Yeol"}},
		{"storm|", []string{" Corps"}},
		{"con|", []string{"text", "text menu"}},
		{"what is con|", []string{"text menu"}},
		{"mo|", []string{"re"}},
		{"cl|", []string{"ear"}},
		{"e|", nil},           // what would steer the terminal is not offered
		{"who is krps|", nil}, // nor another word
		{"sto|rm", nil},
		{"über Yo|", []string{"on Suk Yeol"}},
		{"who |", nil},
		{"|", nil},
	} {
		before, after, _ := strings.Cut(test.line, "|")
		endings, length := completer{t.Context(), &term}.Do([]rune(before+after), len([]rune(before)))
		var got []string
		for _, e := range endings {
			got = append(got, string(e))
		}
		if !slices.Equal(got, test.want) || length > len([]rune(before)) {
			t.Errorf("%q is completed by %q", test.line, got)
		}
	}
}
