package index

import "unsafe"

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

// lanes is how many paragraphs are compared at a time: what fits a word of 64
// bits.
const lanes = 4

const (
	oneEach = 0x0001_0001_0001_0001
	topEach = 0x8000_8000_8000_8000
)

// appendAtLeast appends the paragraphs that promise at least floor to dst. The
// last lanes of most are there for reading four at a time, and left out.
func appendAtLeast(dst []promise, most []uint16, floor uint16) []promise {
	n := len(most) - lanes
	words := unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(most))), (n+lanes-1)/lanes)
	add := (1<<15 - uint64(floor)) * oneEach // carries a lane's top bit from floor on
	for i := 0; i+4 <= len(words); i += 4 {
		w := words[i : i+4 : i+4]
		if ((w[0]+add)|(w[1]+add)|(w[2]+add)|(w[3]+add))&topEach == 0 {
			continue
		}
		dst = appendLanes(dst, most[:n], i*lanes, (i+4)*lanes, floor)
	}
	return appendLanes(dst, most[:n], len(words)/4*4*lanes, n, floor)
}

func appendLanes(dst []promise, most []uint16, from, to int, floor uint16) []promise {
	for p := from; p < min(to, len(most)); p++ {
		if most[p] >= floor {
			dst = append(dst, promise{uint32(p), most[p]})
		}
	}
	return dst
}
