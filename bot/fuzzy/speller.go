package fuzzy

import (
	"errors"
	"math/bits"
	"runtime"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/quoth-bot/quoth/bot/flat"
)

// Limits of spelling. Shorter forms have too many neighbours one edit away to
// tell which is meant; longer ones than maxLetters are not words.
const (
	minLetters      = 4  // a form or word shorter than this has no near words
	minLettersTwo   = 6  // from here two edits are looked for, below one
	maxLetters      = 40 // a form or word longer than this has no near words
	maxSpellingEdit = 2

	// prefixLetters is how much of a word is indexed: two words within two
	// edits also have prefixes that meet after two deletions each, so that the
	// rest of a long word costs nothing (W. Garbe, SymSpell). With 6 the index
	// takes 85 bytes a word (169,000 words of running text), and a misspelt
	// question of a million sentences a sixth longer than with 7 and 103 bytes.
	prefixLetters = 6
	// maxVariants bounds the variants of a prefix: itself, 6 with one letter
	// deleted, 15 with two.
	maxVariants = 1 + prefixLetters + prefixLetters*(prefixLetters-1)/2
	// entriesPerBucket is the aimed load of a bucket: the letters' mask tells
	// most strangers apart before their spelling is read.
	entriesPerBucket = 8
)

// A nearWord is a word close to a form: its id and how many edits lie between
// (optimal string alignment: a letter more, less or other, or two neighbours
// swapped).
type nearWord struct {
	Word     uint32
	Distance uint8
}

// A speller finds the words within one or two edits of a form by symmetric
// deletion: two words within k edits become equal when at most k letters are
// deleted from each. It is safe for concurrent use.
type speller struct {
	words   Vocabulary
	buckets flat.Lists[uint32] // word ids by bucket, ascending; the number of buckets is a power of two
	masks   []uint32           // of each word: bit of each letter that occurs in it
	lengths []uint8            // of each word: its letters; 0 for a word that is no target

	inMasks, inLengths *flat.Guard
}

// newSpeller indexes the words of a vocabulary. Figures, codes and forms
// outside 4 to 40 letters are no targets.
func newSpeller(words Vocabulary) *speller {
	n := words.Words()
	s := &speller{words: words, masks: make([]uint32, n), lengths: make([]uint8, n)}
	parts := make([][]uint32, runtime.GOMAXPROCS(0)) // the hashes of their words, one word after the other
	variants := make([]uint8, n)                     // by word: how many hashes it has
	flat.InParts(len(parts), n, func(part, from, to int) {
		var letters [maxLetters]rune
		var hashes [maxVariants]uint32
		for id := from; id < to; id++ {
			n := spellingLetters(&letters, words.Form(uint32(id)))
			if n == 0 {
				continue
			}
			s.lengths[id], s.masks[id] = uint8(n), letterMask(letters[:n])
			of := variantHashes(&hashes, letters[:n])
			variants[id] = uint8(len(of))
			parts[part] = append(parts[part], of...)
		}
	})
	s.buckets = packBuckets(parts, variants)
	return s
}

// packBuckets puts the words into the buckets of their hashes. It does not copy
// these: those of a large vocabulary are most of what a large index takes to
// build.
func packBuckets(parts [][]uint32, variants []uint8) flat.Lists[uint32] {
	all := 0
	for _, hashes := range parts {
		all += len(hashes)
	}
	buckets := 1
	for buckets*entriesPerBucket < all {
		buckets *= 2
	}
	mask := uint32(buckets - 1)
	return flat.PackSeq(func(yield func(bucket, id uint32) bool) {
		id, left := -1, uint8(0) // of the word's hashes
		for _, hashes := range parts {
			for _, h := range hashes {
				for left == 0 {
					id++
					left = variants[id]
				}
				left--
				if !yield(h&mask, uint32(id)) {
					return
				}
			}
		}
	}, buckets)
}

// Arrays lists the arrays that the speller is made of.
func (s *speller) Arrays() []flat.Array {
	return append(flat.Within("buckets", s.buckets.Arrays()),
		flat.Guarded("masks", &s.masks, &s.inMasks), flat.Guarded("lengths", &s.lengths, &s.inLengths))
}

// Check fails where arrays that were bound do not belong to the vocabulary.
func (s *speller) Check() error {
	n := s.buckets.Len()
	if len(s.masks) != s.words.Words() || len(s.lengths) != s.words.Words() || n == 0 || n&(n-1) != 0 {
		return errors.New("the arrays of the speller do not belong to the vocabulary")
	}
	return s.buckets.Check(n)
}

// candidates is the scratch memory of one lookup.
type candidates struct{ ids []uint32 }

var candidatePool = sync.Pool{New: func() any { return new(candidates) }}

// lookup appends to dst the words near form, a folded form, in order of word
// id: within one edit from four letters, within two from six, counted by the
// shorter of the two. The form itself, at distance 0, is among them.
func (s *speller) lookup(dst []nearWord, form string) []nearWord {
	var letters [maxLetters]rune
	n := spellingLetters(&letters, form)
	if n == 0 {
		return dst
	}
	// A lookup reads them all over, and most questions need none.
	s.inMasks.Touch(0, len(s.masks))
	s.inLengths.Touch(0, len(s.lengths))
	limit := editLimit(n)
	mask, bucketMask := letterMask(letters[:n]), uint32(s.buckets.Len()-1)
	scratch := candidatePool.Get().(*candidates)
	ids := scratch.ids[:0]
	var hashes [maxVariants]uint32
	for _, h := range variantHashes(&hashes, letters[:n]) {
		for _, id := range s.buckets.Of(h & bucketMask) {
			// An edit brings one letter in at most, and takes one out. Those that
			// make the word longer take none out, and the other way round.
			longer := int(s.lengths[id]) - n
			out, in := limit-max(longer, 0), limit-max(-longer, 0)
			if min(out, in) >= 0 && bits.OnesCount32(mask&^s.masks[id]) <= out && bits.OnesCount32(s.masks[id]&^mask) <= in {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var other [maxLetters]rune
	for _, id := range ids {
		m := spellingLetters(&other, s.words.Form(id))
		k := min(limit, editLimit(m))
		if d := Distance(letters[:n], other[:m], k); d <= k {
			dst = append(dst, nearWord{Word: id, Distance: uint8(d)})
		}
	}
	scratch.ids = ids
	candidatePool.Put(scratch)
	return dst
}

// editLimit is the number of edits looked for in a form of n letters.
func editLimit(n int) int {
	switch {
	case n < minLetters:
		return 0
	case n < minLettersTwo:
		return 1
	}
	return maxSpellingEdit
}

// spellingLetters puts the letters of a form into dst and returns how many
// there are: 0 for a form that takes no part in spelling.
func spellingLetters(dst *[maxLetters]rune, form string) int {
	if len(form) > maxLetters*utf8.UTFMax {
		return 0
	}
	n := 0
	for _, r := range form {
		if n == maxLetters || '0' <= r && r <= '9' {
			return 0
		}
		dst[n] = r
		n++
	}
	if n < minLetters {
		return 0
	}
	return n
}

// letterMask has a bit for each letter a to z that occurs, and shares six
// among all other signs.
func letterMask(letters []rune) uint32 {
	var mask uint32
	for _, r := range letters {
		if 'a' <= r && r <= 'z' {
			mask |= 1 << (r - 'a')
		} else {
			mask |= 1 << (26 + uint32(r)%6)
		}
	}
	return mask
}

// variantHashes returns the distinct hashes of a word's prefix and of what
// remains of it after as many deletions as its length allows.
func variantHashes(dst *[maxVariants]uint32, letters []rune) []uint32 {
	deletions := editLimit(len(letters))
	if len(letters) > prefixLetters {
		letters = letters[:prefixLetters]
	}
	n := 0
	none := len(letters)
	dst[n] = hashWithout(letters, none, none)
	n++
	for i := range letters {
		dst[n] = hashWithout(letters, i, none)
		n++
		for j := i + 1; deletions > 1 && j < len(letters); j++ {
			dst[n] = hashWithout(letters, i, j)
			n++
		}
	}
	hashes := dst[:n]
	slices.Sort(hashes)
	return slices.Compact(hashes)
}

// hashWithout hashes letters, leaving out those at i and j (FNV-1a over whole
// letters, its bits mixed downwards as buckets are taken from the low ones).
func hashWithout(letters []rune, i, j int) uint32 {
	h := uint32(2166136261)
	for k, r := range letters {
		if k != i && k != j {
			h = (h ^ uint32(r)) * 16777619
		}
	}
	h ^= h >> 15
	h *= 0x85ebca6b
	return h ^ h>>13
}
