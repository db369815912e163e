package index

import (
	"errors"
	"iter"

	"github.com/quoth-bot/quoth/bot/flat"
)

// postings tells which paragraphs hold a stem, in two bytes each: they are
// numbered within blocks of 65,536, and those of a stem in one block are a run.
// A question adds up a block after the other, in memory that stays at hand.
type postings struct {
	start  []uint32 // by stem, and one more: its first run
	blocks []uint16 // by run
	first  []uint32 // by run, and one more: its first item
	items  []uint16 // paragraphs, ascending in each run
	bounds []uint8  // by item: what a sentence there can score at most, see bound

	inStart, inBlocks, inFirst, inItems, inBounds *flat.Guard
}

const (
	blockBits = 16 // of a paragraph's number within its block
	blockSize = 1 << blockBits
)

// A run is the postings of a stem in one block, and the bound of each.
type run struct {
	block  uint16
	items  []uint16
	bounds []uint8
}

// paragraph returns the number of an item among all.
func (r *run) paragraph(item uint16) uint32 { return uint32(r.block)<<blockBits | uint32(item) }

// runs yields the runs of a stem, in the order of their blocks.
func (l *postings) runs(stem uint32) iter.Seq[run] {
	return func(yield func(run) bool) {
		l.inStart.Touch(int(stem), int(stem)+2)
		for i, end := l.start[stem], l.start[stem+1]; i < end; i++ {
			if !yield(l.run(int(i))) {
				return
			}
		}
	}
}

func (l *postings) run(i int) run {
	l.inBlocks.Touch(i, i+1)
	l.inFirst.Touch(i, i+2)
	from, to := int(l.first[i]), int(l.first[i+1])
	l.inItems.Touch(from, to)
	l.inBounds.Touch(from, to)
	return run{l.blocks[i], l.items[from:to], l.bounds[from:to:to]}
}

// of yields the paragraphs that hold a stem.
func (l *postings) of(stem uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for r := range l.runs(stem) {
			for _, item := range r.items {
				if !yield(r.paragraph(item)) {
					return
				}
			}
		}
	}
}

func (l *postings) arrays() []flat.Array {
	return []flat.Array{
		flat.Guarded("start", &l.start, &l.inStart), flat.Guarded("blocks", &l.blocks, &l.inBlocks),
		flat.Guarded("first", &l.first, &l.inFirst), flat.Guarded("items", &l.items, &l.inItems),
		flat.Guarded("bounds", &l.bounds, &l.inBounds),
	}
}

// check fails where l does not hold the postings of so many stems. It looks at
// the ends alone.
func (l *postings) check(stems int) error {
	if len(l.bounds) != len(l.items) {
		return errors.New("the arrays of the postings do not fit together")
	}
	return errors.Join(flat.CheckEnds(l.start, stems, len(l.blocks)), flat.CheckEnds(l.first, len(l.blocks), len(l.items)))
}
