package index

import "math"

// BM25 parameters. Measured with Porter stems on three sets of sentences:
// 0.9 and 0.4 beat 1.2 and 0.75 by 2 to 5 points of P@1, because a sentence
// seldom repeats a word and its length says little.
const (
	k1 = 0.9
	b  = 0.4
)

// The first stage's shares of paragraph and title beside the sentence's own
// score. One half for the paragraph lifted P@1 by 2 to 10 points on every set
// measured; the title's share brings forward sentences that name their subject
// only there, and is weighed again by the ranking.
const (
	paragraphShare = 0.5
	titleShare     = 0.3
)

// saturated is BM25 for a word of weight 1 that stands so often in a text:
// below k1 + 1, the less the longer the text is beside the average.
func saturated(times, norm float32) float32 { return (k1 + 1) * times / (times + norm) }

// lengthNorm is the part of BM25's denominator that the length decides:
// k1 · (1 - b + b · length / average).
func lengthNorm(length, average float32) float32 {
	return k1 * (1 - b + b*length/max(average, 1))
}

// mostBound is what a word of weight 1 may add to a sentence's score at most,
// by its sentence and its paragraph; a byte parts it into 255 steps.
const (
	mostBound = (k1 + 1) * (1 + paragraphShare)
	boundStep = mostBound / math.MaxUint8
)

// bound returns the steps, rounded up, that a word of weight 1 adds at most to
// the score of a sentence of a paragraph: own is the best that it adds in any
// of them by itself, whole what it adds by the paragraph.
func bound(own, whole float32) uint8 {
	return uint8(min(math.Ceil(float64((own+paragraphShare*whole)/boundStep)), math.MaxUint8))
}
