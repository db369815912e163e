package index

// A promise is what a sentence of a paragraph can score at most.
type promise struct {
	paragraph uint32
	most      uint16 // steps
}

// Promises are put in order as far as it is worth it: by levels of 128 steps,
// of which the upper ones alone are ever gone through.
const (
	levelBits = 7
	levels    = (mostSteps + 1) >> levelBits
)

// byLevel holds promises by level, in the order in which they came.
type byLevel struct {
	start    [levels + 1]int
	promises []promise
}

func (l *byLevel) sort(all []promise) {
	l.start = [levels + 1]int{}
	for _, p := range all {
		l.start[p.most>>levelBits+1]++
	}
	for i := range levels {
		l.start[i+1] += l.start[i]
	}
	l.promises = grown(l.promises, len(all))
	next := l.start
	for _, p := range all {
		at := &next[p.most>>levelBits]
		l.promises[*at] = p
		*at++
	}
}

func (l *byLevel) of(level int) []promise { return l.promises[l.start[level]:l.start[level+1]] }

// block is how many paragraphs are compared with the floor at a time.
const block = 64

// appendAtLeast appends the paragraphs that promise at least floor, which is
// above 0, to dst.
func appendAtLeast(dst []promise, most []uint16, floor uint16) []promise {
	blocks := len(most) / block
	for b := 0; b < blocks; b++ {
		b += blocksBelow(most[b*block:blocks*block], floor)
		if b == blocks {
			break
		}
		dst = appendEach(dst, most, b*block, (b+1)*block, floor)
	}
	return appendEach(dst, most, blocks*block, len(most), floor)
}

func appendEach(dst []promise, most []uint16, from, to int, floor uint16) []promise {
	for p := from; p < to; p++ {
		if most[p] >= floor {
			dst = append(dst, promise{uint32(p), most[p]})
		}
	}
	return dst
}

// plainBlocksBelow returns how many blocks come before the first one that
// reaches the floor.
func plainBlocksBelow(most []uint16, floor uint16) int {
	n := 0
	for ; len(most) >= block; n++ {
		var reached uint16
		for _, m := range most[:block] {
			reached |= floor - 1 - m // borrows its top bit where m reaches the floor
		}
		if reached&(mostSteps+1) != 0 {
			return n
		}
		most = most[block:]
	}
	return n
}
