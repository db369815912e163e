package index

import "github.com/quoth-bot/quoth/bot/flat"

// Capital is set in a token where the word is written with a capital letter;
// the rest of the token is the word's number.
const Capital = 1 << 31

// wide is the first unit that begins a word of two units. Words are numbered
// as they come, so that of a million sentences 97 words in a hundred are below
// and take two bytes. A unit below wide is twice the number of a word, and one
// more where it has a capital. Else it holds the upper bits of that, and the
// next unit the lower ones.
const wide = 0xf000

// appendUnits appends the one or two units of a token.
func appendUnits(dst []uint16, token uint32) []uint16 {
	v := token<<1 | token>>31
	if v >= wide {
		dst = append(dst, uint16(wide|v>>16))
	}
	return append(dst, uint16(v))
}

// units returns how many units a word takes.
func units(word uint32) int {
	if word<<1 >= wide {
		return 2
	}
	return 1
}

// valueAt returns what the units that begin at i hold, twice a word's number
// and one more for a capital, and how many they are.
func valueAt(units []uint16, i int) (v uint32, n int) {
	if v = uint32(units[i]); v < wide {
		return v, 1
	}
	return (v-wide)<<16 | uint32(units[i+1]), 2
}

// appendTokens appends the words of units to dst, with the Capital bit.
func appendTokens(dst []uint32, units []uint16) []uint32 {
	for i := 0; i < len(units); {
		v, n := valueAt(units, i)
		i += n
		dst = append(dst, v>>1|v<<31)
	}
	return dst
}

// texts holds the words of texts, each found by its number.
type texts struct {
	start []uint32 // by text, and one more: its first unit
	units []uint16

	starts, inUnits *flat.Guard // of the two
}

func (t *texts) len() int { return max(len(t.start)-1, 0) }

// append adds a text of tokens behind the others.
func (t *texts) append(tokens []uint32) {
	if len(t.start) == 0 {
		t.start = append(t.start, 0)
	}
	for _, token := range tokens {
		t.units = appendUnits(t.units, token)
	}
	t.start = append(t.start, uint32(len(t.units)))
}

// of returns the units of a text.
func (t *texts) of(i uint32) []uint16 {
	t.starts.Touch(int(i), int(i)+2)
	from, to := t.start[i], t.start[i+1]
	t.inUnits.Touch(int(from), int(to))
	return t.units[from:to]
}

func (t *texts) arrays() []flat.Array {
	return []flat.Array{flat.Guarded("start", &t.start, &t.starts), flat.Guarded("units", &t.units, &t.inUnits)}
}

// check fails where t is not n texts that lie one after the other.
func (t *texts) check(n int) error { return flat.CheckEnds(t.start, n, len(t.units)) }
