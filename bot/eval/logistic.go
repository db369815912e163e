package eval

import (
	"cmp"
	"errors"
	"fmt"
	"math"
)

// LogisticOptions say how a logistic regression is fitted.
type LogisticOptions struct {
	// L2 is the penalty: half of it times the sum of the squared weights, on
	// features scaled to unit variance, is added to the mean loss. The bias is
	// free. Zero is 1e-4.
	L2 float64
	// Balanced lets both classes count the same, however many each has; the
	// probability is then that of a question which may as well be either.
	Balanced bool
	// NonNegative keeps weights at zero or above, one a feature; nil for none.
	NonNegative []bool
	// MaxIterations bounds the optimiser. Zero is 300.
	MaxIterations int
}

// FitLogistic fits P(y) = 1 / (1 + exp(-(bias + x·weights))) by regularised
// maximum likelihood; x has one row for each of y. The weights are those of
// the features as they come. It fails where rows differ in length, a number is
// not finite, or y is all true or all false.
func FitLogistic(x [][]float64, y []bool, opts LogisticOptions) (weights []float64, bias float64, err error) {
	positive, err := checkLogistic(x, y, opts)
	if err != nil {
		return nil, 0, err
	}
	width := len(x[0])
	mean, unscale := standard(x)
	weightOf := map[bool]float64{true: 1 / float64(len(y)), false: 1 / float64(len(y))}
	if opts.Balanced {
		weightOf = map[bool]float64{true: 0.5 / float64(positive), false: 0.5 / float64(len(y)-positive)}
	}
	l2 := cmp.Or(opts.L2, 1e-4)
	row := make([]float64, width+1)
	row[width] = 1 // the bias's feature
	loss := func(w, gradient []float64) float64 {
		clear(gradient)
		sum := 0.0
		for i := range x {
			for j, v := range x[i] {
				row[j] = (v - mean[j]) * unscale[j]
			}
			margin := dot(row, w)
			if !y[i] {
				margin = -margin
			}
			sum += weightOf[y[i]] * softplus(-margin)
			slope := -weightOf[y[i]] / (1 + math.Exp(margin))
			if !y[i] {
				slope = -slope
			}
			addTo(gradient, slope, row)
		}
		for j, v := range w[:width] {
			gradient[j] += l2 * v
			sum += l2 / 2 * v * v
		}
		return sum
	}
	nonNegative := make([]bool, width+1)
	copy(nonNegative, opts.NonNegative)
	m := minimise(loss, make([]float64, width+1), nonNegative, cmp.Or(opts.MaxIterations, 300))
	weights, bias = m.w[:width:width], m.w[width]
	for j := range weights {
		weights[j] *= unscale[j]
		bias -= weights[j] * mean[j]
	}
	return weights, bias, nil
}

func checkLogistic(x [][]float64, y []bool, opts LogisticOptions) (positive int, err error) {
	if len(x) == 0 || len(x) != len(y) {
		return 0, fmt.Errorf("%d rows for %d outcomes", len(x), len(y))
	}
	if opts.L2 < 0 {
		return 0, fmt.Errorf("the penalty is %g, below zero", opts.L2)
	}
	if opts.NonNegative != nil && len(opts.NonNegative) != len(x[0]) {
		return 0, fmt.Errorf("%d sign constraints for %d features", len(opts.NonNegative), len(x[0]))
	}
	for i, row := range x {
		if len(row) != len(x[0]) {
			return 0, fmt.Errorf("row %d has %d features, not %d", i, len(row), len(x[0]))
		}
		for j, v := range row {
			if v-v != 0 { // NaN, or infinite
				return 0, fmt.Errorf("feature %d of row %d is %g", j, i, v)
			}
		}
		if y[i] {
			positive++
		}
	}
	if positive == 0 || positive == len(y) {
		return 0, errors.New("all outcomes are the same: there is nothing to tell apart")
	}
	return positive, nil
}

// standard returns each feature's mean, and 1 over its standard deviation, or
// 0 where it never differs.
func standard(x [][]float64) (mean, unscale []float64) {
	mean, unscale = make([]float64, len(x[0])), make([]float64, len(x[0]))
	for _, row := range x {
		addTo(mean, 1/float64(len(x)), row)
	}
	for _, row := range x {
		for j, v := range row {
			unscale[j] += (v - mean[j]) * (v - mean[j]) / float64(len(x))
		}
	}
	for j, variance := range unscale {
		unscale[j] = 0
		if deviation := math.Sqrt(variance); deviation > 1e-9 {
			unscale[j] = 1 / deviation
		}
	}
	return mean, unscale
}

// softplus is log(1 + exp(v)), without overflow.
func softplus(v float64) float64 { return max(v, 0) + math.Log1p(math.Exp(-math.Abs(v))) }
