package en

import (
	"testing"

	"github.com/quoth-bot/quoth/lang"
)

func TestPredicate(t *testing.T) {
	for want, forms := range map[lang.Predicate][]string{
		0:            {"money", "soldier", "second", "three", "treaty", "quoth"},
		lang.Telling: {"won", "died", "killed", "sold", "accused", "denied", "modern"},
		lang.Slight:  {"asked", "think", "appears", "supposed", "lives", "reached", "along", "usually", "effect", "belongs", "late", "despite", "moment"},
	} {
		for _, form := range forms {
			if got := predicate(stem(form)); got != want {
				t.Errorf("%q is %d, want %d", form, got, want)
			}
		}
	}
}
