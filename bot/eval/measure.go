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

// percentile is the nearest-rank percentile of sorted values: the smallest
// that at least p of a hundred do not exceed; 0 of none.
func percentile(sorted []int64, p int) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[(len(sorted)*p+99)/100-1]
}
