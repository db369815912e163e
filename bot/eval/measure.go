package eval

import (
	"cmp"
	"math"
	"slices"
)

// AUROC is the area under the ROC curve: the chance that a random positive
// scores above a random negative, a tie counted half. It is the Mann-Whitney U
// of the positives over the number of pairs, by mean ranks (Hanley and McNeil,
// 1982), and undefined (NaN) where either class is empty.
func AUROC(positive, negative []float64) Measure {
	if len(positive) == 0 || len(negative) == 0 {
		return Measure(math.NaN())
	}
	type scored struct {
		score    float64
		positive bool
	}
	all := make([]scored, 0, len(positive)+len(negative))
	for _, s := range positive {
		all = append(all, scored{s, true})
	}
	for _, s := range negative {
		all = append(all, scored{s, false})
	}
	slices.SortFunc(all, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	ranks := 0.0 // of the positives, summed
	for i := 0; i < len(all); {
		end, ties := i, 0
		for ; end < len(all) && all[end].score == all[i].score; end++ {
			if all[end].positive {
				ties++
			}
		}
		if end == i { // NaN equals nothing, not even itself
			return Measure(math.NaN())
		}
		ranks += float64(ties) * float64(i+1+end) / 2 // the mean of ranks i+1 to end
		i = end
	}
	p, n := float64(len(positive)), float64(len(negative))
	return Measure((ranks - p*(p+1)/2) / (p * n))
}

// calibration compares what the confidence says with how often the first sentence is
// right, in bins of a tenth.
type calibration [10]struct {
	count, right int
	sum          float64 // of the confidence
}

func (c *calibration) add(confidence float64, right bool) {
	bin := &c[min(max(int(confidence*10), 0), 9)]
	bin.count++
	bin.sum += confidence
	if right {
		bin.right++
	}
}

// sure is the share that is right of what has a confidence of .8 or more.
func (c *calibration) sure() Measure {
	return share(c[8].right+c[9].right, c[8].count+c[9].count)
}

// error is the expected calibration error: the mean over all answers of the distance
// between the mean confidence of their bin and the share of it that is right (Guo
// and others, "On Calibration of Modern Neural Networks", 2017).
func (c *calibration) error() Measure {
	all, distance := 0, 0.0
	for _, bin := range c {
		all += bin.count
		distance += math.Abs(bin.sum - float64(bin.right))
	}
	if all == 0 {
		return Measure(math.NaN())
	}
	return Measure(distance / float64(all))
}

// percentile is the nearest-rank percentile of sorted values: the smallest
// that at least p of a hundred do not exceed; 0 of none.
func percentile(sorted []int64, p int) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*p+99)/100-1]
}
