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
	for line := range strings.Lines(nations) {
		for _, p := range strings.Split(strings.TrimSpace(line), ", ") {
			if n := len(strings.Fields(p)); n < 1 || n > 2 || p != strings.ToLower(p) && p != "US" {
				t.Errorf("%q is not one or two folded forms", p)
			}
		}
	}
	if lines := strings.Split(strings.TrimSpace(nations), "\n"); !slices.IsSorted(lines) {
		t.Error("the nations are not in order")
	}
}

func FuzzSameNation(f *testing.F) {
	f.Add("seoul")
	f.Add(", ")
	f.Add("\n")
	f.Add("north korea, dprk")
	f.Fuzz(func(t *testing.T, phrase string) {
		for _, other := range SameNation(phrase) {
			if other == phrase || other == "" || strings.ContainsAny(other, ",\n") {
				t.Errorf("%q is of the same nation as %q", other, phrase)
			}
		}
	})
}
