package meaning

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot/flat"
)

// numbers are uint32 or float32, little endian, which need not be copied from
// where they lie in the program.
type numbers []byte

func (n numbers) len() int               { return len(n) / 4 }
func (n numbers) at(i uint32) uint32     { return binary.LittleEndian.Uint32(n[4*i:]) }
func (n numbers) put(i, v uint32)        { binary.LittleEndian.PutUint32(n[4*i:], v) }
func (n numbers) float(i uint32) float32 { return math.Float32frombits(n.at(i)) }

// prepared is what Open works out of a table's file. The program carries that of
// its own table, for which a start would else pay a millisecond of two
// processors.
type prepared struct {
	print   uint32  // see Fingerprint
	longest uint32  // bytes of the longest piece
	factors numbers // by token: weight times scale, a float32
	heads   pieces
	tails   pieces // that continue a word, without their "##"
}

// Fingerprint tells tables apart: by their pieces, and the weight and length of
// each.
func (p *prepared) Fingerprint() uint32 { return p.print }

// prepare works it out, and fails where the file's weights or vocabulary are
// malformed.
func prepare(f file) (prepared, error) {
	p := prepared{factors: make(numbers, 4*f.tokens)}
	for i := range uint32(f.tokens) {
		factor := f.weights.float(i) * f.scales.float(i)
		if !(factor >= -maxFactor && factor <= maxFactor) { // NaN too
			return p, fmt.Errorf("meaning: the weight of token %d is out of range", i)
		}
		p.factors.put(i, math.Float32bits(factor))
	}
	for _, part := range [][]byte{f.weights, f.scales, []byte(f.words)} {
		p.print = crc32.Update(p.print, crc32.IEEETable, part)
	}
	return p, p.readVocabulary(f.words, f.tokens)
}

// readVocabulary numbers the tokens of a vocabulary.
func (p *prepared) readVocabulary(words string, tokens int) error {
	switch lines := strings.Count(words, "\n") + 1; {
	case !utf8.ValidString(words):
		return errors.New("meaning: the table's vocabulary is not valid UTF-8")
	case lines != tokens:
		return fmt.Errorf("meaning: the table's vocabulary has %d tokens, want %d", lines, tokens)
	}
	starts := make(numbers, 4*(tokens+1))
	at := uint32(0)
	for id, token := range strings.Split(words, "\n") {
		starts.put(uint32(id), at)
		at += uint32(len(token) + 1)
	}
	starts.put(uint32(tokens), at)
	p.heads = pieces{words, starts, 0, newSlots(tokens)}
	p.tails = pieces{words, starts, uint32(len(continues)), newSlots(strings.Count("\n"+words, "\n"+continues))}
	for id := range uint32(tokens) {
		token := p.heads.at(id)
		// "##" alone is a token of its own, not an empty continuation.
		list := &p.heads
		if strings.HasPrefix(token, continues) && token != continues {
			list = &p.tails
		}
		if token == "" || !list.add(id) {
			return fmt.Errorf("meaning: token %d of the table's vocabulary, %q, is empty or there twice", id, token)
		}
		p.longest = max(p.longest, uint32(len(list.at(id))))
	}
	return nil
}

// decodePrepared returns what encode (shipped_test.go) encoded, for the file that
// it was worked out of.
func decodePrepared(b []byte, f file) (prepared, error) {
	r := reader{rest: b}
	p := prepared{print: r.uint32(), longest: r.uint32()}
	array := func() numbers { return r.bytes(4 * int(r.uint32())) }
	p.factors = array()
	starts := array()
	p.heads = pieces{f.words, starts, 0, array()}
	p.tails = pieces{f.words, starts, uint32(len(continues)), array()}
	if r.short || len(r.rest) > 0 || p.factors.len() != f.tokens || starts.len() != f.tokens+1 {
		return p, errors.New("meaning: what is prepared is of another table")
	}
	return p, nil
}

// continues is what a piece begins with that continues a word.
const continues = "##"

// pieces finds tokens by their text, without what they all begin with.
type pieces struct {
	text   string
	starts numbers // by token, and one more: where in text it begins; a line break ends it
	skip   uint32  // bytes that all begin with
	slots  numbers // open addressing, a power of two: 1 + token, 0 where free
}

// newSlots returns free slots for n tokens, of which more than half stay free.
func newSlots(n int) numbers {
	slots := 1
	for slots < 2*(n+1) {
		slots *= 2
	}
	return make(numbers, 4*slots)
}

func (p *pieces) at(id uint32) string { return p.text[p.starts.at(id)+p.skip : p.starts.at(id+1)-1] }

// add adds a token, and reports whether its piece is new.
func (p *pieces) add(id uint32) bool {
	slot := p.slot(p.at(id))
	if p.slots.at(slot) != 0 {
		return false
	}
	p.slots.put(slot, id+1)
	return true
}

func (p *pieces) find(piece string) (id uint32, ok bool) {
	token := p.slots.at(p.slot(piece))
	return token - 1, token != 0
}

// slot returns the slot of a piece, or the free one for it.
func (p *pieces) slot(piece string) uint32 {
	mask := uint32(p.slots.len() - 1)
	for at := flat.Hash(piece) & mask; ; at = (at + 1) & mask {
		if token := p.slots.at(at); token == 0 || p.at(token-1) == piece {
			return at
		}
	}
}
