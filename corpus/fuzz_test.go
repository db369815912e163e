package corpus_test

import (
	"testing"

	. "github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/corpustest"
)

func FuzzSegment(f *testing.F) {
	for _, cases := range Breaks {
		for _, c := range cases {
			f.Add(c)
		}
	}
	f.Add("Mr.\nSmith\n\nThe U.S. The \"end.\"[1] Next... \xff\x00")
	f.Add("A    \u00a0.")
	f.Add("---\ntitle: \"x\n---\nBody.")
	f.Fuzz(func(t *testing.T, text string) {
		corpustest.Check(t, NewDocument("n", text))
	})
}
