package lexicon

import (
	"slices"
	"strings"
	"testing"
)

func TestSameNation(t *testing.T) {
	for _, c := range []struct{ phrase, want string }{
		{"seoul", "south korea, south korean"},
		{"south korea", "south korean, seoul"},
		{"kyiv", "ukraine, ukrainian, kiev"},
		{"french", "france, paris"},
		{"US", "united states, usa, america, american, washington"},
		{"us", ""},
		{"korea", ""},
		{"dominican", ""}, // of two nations
		{"berlin wall", ""},
	} {
		if got := strings.Join(SameNation(c.phrase), ", "); got != c.want {
			t.Errorf("the same nation as %q: %q, want %q", c.phrase, got, c.want)
		}
	}
}

func TestNationsAreFolded(t *testing.T) {
	for line := range strings.Lines(nationsText) {
		for _, p := range strings.Split(strings.TrimSpace(line), ", ") {
			if n := len(strings.Fields(p)); n < 1 || n > 2 || p != strings.ToLower(p) && p != "US" {
				t.Errorf("%q is not one or two folded forms", p)
			}
		}
	}
	if lines := strings.Split(strings.TrimSpace(nationsText), "\n"); !slices.IsSorted(lines) {
		t.Error("the nations are not in order")
	}
}
