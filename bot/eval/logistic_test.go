package eval

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// outcomes draws n outcomes of a known logistic model; the features have the
// means and deviations that the fit must see through.
func outcomes(seed uint64, n int, weights []float64, bias float64) (x [][]float64, y []bool) {
	r := rand.New(rand.NewPCG(seed, 2))
	for range n {
		row := []float64{50 + 10*r.NormFloat64(), 0.1 * r.NormFloat64()}
		x = append(x, row)
		y = append(y, r.Float64() < 1/(1+math.Exp(-bias-dot(row, weights))))
	}
	return x, y
}

func TestFitLogisticFindsPlantedWeights(t *testing.T) {
	x, y := outcomes(1, 20000, []float64{0.1, -20}, -6)
	weights, bias, err := FitLogistic(x, y, LogisticOptions{L2: 1e-9})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(weights[0]-0.1) > 0.01 || math.Abs(weights[1]+20) > 1 || math.Abs(bias+6) > 0.5 {
		t.Errorf("weights %v and bias %v, want 0.1, -20 and -6", weights, bias)
	}
	// The likelihood's own equation: the probabilities add up to the outcomes.
	expected, positive := 0.0, 0.0
	for i, row := range x {
		expected += 1 / (1 + math.Exp(-bias-dot(row, weights)))
		if y[i] {
			positive++
		}
	}
	if math.Abs(expected-positive) > 0.1 {
		t.Errorf("%g of the outcomes are expected to be true, %g are", expected, positive)
	}
}

func TestFitLogisticBalanced(t *testing.T) {
	// The feature tells nothing; one outcome in ten is true.
	var x [][]float64
	var y []bool
	for i := range 1000 {
		x, y = append(x, []float64{float64(i / 10 % 2)}), append(y, i%10 == 0)
	}
	for balanced, want := range map[bool]float64{false: 0.1, true: 0.5} {
		weights, bias, err := FitLogistic(x, y, LogisticOptions{Balanced: balanced})
		if err != nil {
			t.Fatal(err)
		}
		if got := 1 / (1 + math.Exp(-bias)); math.Abs(got-want) > 1e-3 || math.Abs(weights[0]) > 1e-3 {
			t.Errorf("balanced %v: probability %v and weight %v, want %v and 0", balanced, got, weights[0], want)
		}
	}
}

func TestFitLogisticBounds(t *testing.T) {
	x, y := outcomes(2, 2000, []float64{0.1, -20}, -5)
	weights, _, err := FitLogistic(x, y, LogisticOptions{NonNegative: []bool{true, true}})
	if err != nil {
		t.Fatal(err)
	}
	if weights[1] != 0 || weights[0] < 0.05 {
		t.Errorf("weights %v, want the second at 0", weights)
	}
	// Outcomes that a line parts without error have no finite likeliest
	// weights; the penalty gives them some.
	weights, bias, err := FitLogistic([][]float64{{0, 7}, {1, 7}, {2, 7}, {3, 7}}, []bool{false, false, true, true}, LogisticOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if math.IsInf(weights[0], 0) || weights[0] < 1 || weights[1] != 0 || math.Abs(bias+1.5*weights[0]) > 1e-3 {
		t.Errorf("weights %v and bias %v, want the border at 1.5", weights, bias)
	}
}

func TestFitLogisticErrors(t *testing.T) {
	both := []bool{true, false}
	for _, c := range []struct {
		x    [][]float64
		y    []bool
		opts LogisticOptions
		want string
	}{
		{nil, nil, LogisticOptions{}, "0 rows"},
		{[][]float64{{1}}, both, LogisticOptions{}, "1 rows for 2 outcomes"},
		{[][]float64{{1}, {1, 2}}, both, LogisticOptions{}, "row 1 has 2 features, not 1"},
		{[][]float64{{1}, {math.NaN()}}, both, LogisticOptions{}, "feature 0 of row 1 is NaN"},
		{[][]float64{{1}, {2}}, []bool{true, true}, LogisticOptions{}, "nothing to tell apart"},
		{[][]float64{{1}, {2}}, []bool{false, false}, LogisticOptions{}, "nothing to tell apart"},
		{[][]float64{{1}, {2}}, both, LogisticOptions{L2: -1}, "below zero"},
		{[][]float64{{1}, {2}}, both, LogisticOptions{NonNegative: []bool{true, false}}, "2 sign constraints"},
	} {
		if _, _, err := FitLogistic(c.x, c.y, c.opts); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("of %v and %v the error is %v, want one with %q", c.x, c.y, err, c.want)
		}
	}
}
