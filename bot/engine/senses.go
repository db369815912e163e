package engine

// A senseIndex finds by the number of a corpus word, of which most have no
// sense: an open-addressed table of a power of two slots, at most half of them
// in use. It is small enough to stay at hand, where one number for each word of
// the vocabulary is not.
type senseIndex struct {
	slots []uint64 // the word, and in the lower half 1 + its number; 0 for a free slot
	used  int
}

// firstSlots are enough for most questions.
const firstSlots = 128

func newSenseIndex() senseIndex { return senseIndex{slots: make([]uint64, firstSlots)} }

// slot returns where a word stands, or would stand. The factor is 2^32 over the
// golden ratio (Knuth, The Art of Computer Programming 3, 6.4).
func (x *senseIndex) slot(word uint32) uint32 {
	last := uint32(len(x.slots) - 1)
	h := word * 0x9E3779B1
	for i := (h ^ h>>15) & last; ; i = (i + 1) & last {
		if s := x.slots[i]; s == 0 || uint32(s>>32) == word {
			return i
		}
	}
}

// find returns a word's number.
func (x *senseIndex) find(word uint32) (number int, ok bool) {
	s := x.slots[x.slot(word)]
	return int(uint32(s)) - 1, s != 0
}

// add gives a number to a word that has none.
func (x *senseIndex) add(word uint32, number int) {
	if x.used++; 2*x.used > len(x.slots) {
		before := x.slots
		x.slots = make([]uint64, 2*len(before))
		for _, s := range before {
			if s != 0 {
				x.slots[x.slot(uint32(s>>32))] = s
			}
		}
	}
	x.slots[x.slot(word)] = uint64(word)<<32 | uint64(number+1)
}
