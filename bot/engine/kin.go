package engine

import (
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// kin tells which words are counted or said as the same thing when the figures
// and dates of reports are compared, by the number of their group: from 1 to 31,
// as a sentence notes them in 32 bits.
type kin map[string]int // by stem

func newKin(l *lang.Language) kin {
	k := kin{}
	for i, group := range l.Senses.Kin {
		for _, form := range group {
			k[words.Stem(l, form)] = i + 1
		}
	}
	return k
}

// same reports whether two stems are the same or of one group.
func (k kin) same(a, b string) bool { return a == b || k[a] != 0 && k[a] == k[b] }
