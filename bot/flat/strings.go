package flat

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"unsafe"
)

// Strings holds strings by number, up to 4 GB of them.
type Strings struct {
	text  []byte
	start []uint32 // one more than there are strings, or none

	texts, starts *Guard // of the two
}

// Len returns how many strings there are.
func (s *Strings) Len() int { return max(len(s.start)-1, 0) }

// At returns a string. It lies in the array and not in a place of its own: who
// keeps it for longer than the array clones it.
func (s *Strings) At(i uint32) string {
	s.starts.Touch(int(i), int(i)+2)
	from, to := s.start[i], s.start[i+1]
	s.texts.Touch(int(from), int(to))
	b := s.text[from:to]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// Append adds a string behind the others.
func (s *Strings) Append(v string) {
	if len(s.start) == 0 {
		s.start = append(s.start, 0)
	}
	s.text = append(s.text, v...)
	s.start = append(s.start, uint32(len(s.text)))
}

// Arrays lists the arrays that s is made of.
func (s *Strings) Arrays() []Array {
	return []Array{Guarded("text", &s.text, &s.texts), Guarded("start", &s.start, &s.starts)}
}

// Check fails where the arrays do not hold strings; see Lists.Check.
func (s *Strings) Check() error { return CheckEnds(s.start, s.Len(), len(s.text)) }

// A Dictionary numbers different strings from 0, in the order in which they
// came, and finds the number of each.
type Dictionary struct {
	Strings
	slots   []uint32 // open addressing, a power of two: 1 + the number of a string, 0 where free
	inSlots *Guard
}

// Find returns the number of a string, and whether it is there.
func (d *Dictionary) Find(v string) (uint32, bool) {
	if len(d.slots) == 0 {
		return 0, false
	}
	at := d.slot(v)
	return d.slots[at] - 1, d.slots[at] != 0
}

// Number returns the number of a string, a new one if need be. How the slots lie
// depends on nothing but the strings and their order.
func (d *Dictionary) Number(v string) (number uint32, isNew bool) {
	if n, ok := d.Find(v); ok {
		return n, false
	}
	d.grow(d.Len() + 1)
	d.slots[d.slot(v)] = uint32(d.Len() + 1)
	d.Append(v)
	return uint32(d.Len() - 1), true
}

// slot returns where a string stands in slots, or the free place for it.
func (d *Dictionary) slot(v string) uint32 {
	mask := uint32(len(d.slots) - 1)
	for at := Hash(v) & mask; ; at = (at + 1) & mask {
		d.inSlots.Touch(int(at), int(at)+1)
		if d.slots[at] == 0 || d.At(d.slots[at]-1) == v {
			return at
		}
	}
}

// grow makes room for n strings in all.
func (d *Dictionary) grow(n int) {
	slots := max(16, len(d.slots))
	for 2*slots < 3*n {
		slots *= 2
	}
	if slots == len(d.slots) {
		return
	}
	d.start = slices.Grow(d.start, 2*slots/3+1-len(d.start))
	d.slots = make([]uint32, slots)
	for i := range uint32(d.Len()) {
		d.slots[d.slot(d.At(i))] = i + 1
	}
}

// Arrays lists the arrays that d is made of.
func (d *Dictionary) Arrays() []Array {
	return append(d.Strings.Arrays(), Guarded("slots", &d.slots, &d.inSlots))
}

// Check fails where the arrays do not hold a dictionary; see Lists.Check.
func (d *Dictionary) Check() error {
	if n := len(d.slots); n&(n-1) != 0 || n <= d.Len() && n > 0 || n == 0 && d.Len() > 0 {
		return errLengths
	}
	return d.Strings.Check()
}

// Hash mixes the bytes of a string, eight at a time. It is the same in every
// run, as slots are written to files.
func Hash(v string) uint32 {
	const odd1, odd2 = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93
	h := uint64(len(v)) * odd1
	b := unsafe.Slice(unsafe.StringData(v), len(v))
	for len(b) >= 8 {
		h = bits.RotateLeft64(h^binary.LittleEndian.Uint64(b), 29) * odd2
		b = b[8:]
	}
	var last uint64
	for i, c := range b {
		last |= uint64(c) << (8 * i)
	}
	h = (h ^ last) * odd1
	h ^= h >> 32
	h *= odd2
	return uint32(h >> 32)
}
