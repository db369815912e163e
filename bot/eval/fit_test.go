package eval

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// planted makes n questions of the given number of candidates whose gold is
// drawn from softmax(features·weights): what a fit must find again.
func planted(seed uint64, set string, n, candidates int, weights, scales []float64) []Example {
	r := rand.New(rand.NewPCG(seed, 1))
	flat := make([]float32, n*candidates*len(weights))
	examples := make([]Example, n)
	for i := range examples {
		e := Example{Set: set, Fold: i, Gold: make([]bool, candidates)}
		best, bestScore := 0, math.Inf(-1)
		for c := range candidates {
			row := flat[:len(weights):len(weights)]
			flat = flat[len(weights):]
			for j := range row {
				row[j] = float32(r.NormFloat64() * scales[j])
			}
			e.Features = append(e.Features, row)
			// The largest of scores with Gumbel noise is a draw from their softmax.
			score := scoreOf(row, weights) - math.Log(r.ExpFloat64())
			if score > bestScore {
				best, bestScore = c, score
			}
		}
		e.Gold[best] = true
		examples[i] = e
	}
	return examples
}

func namesOf(weights []float64) []string {
	names := make([]string, len(weights))
	for i := range names {
		names[i] = fmt.Sprintf("f%d", i)
	}
	return names
}

func mustFit(t *testing.T, examples []Example, names []string, opts FitOptions) Model {
	t.Helper()
	m, err := Fit(examples, names, opts)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Converged {
		t.Fatalf("not converged after %d iterations", m.Iterations)
	}
	return m
}

func TestFitFindsPlantedWeights(t *testing.T) {
	weights, scales := []float64{2, -0.01, 0, 30}, []float64{1, 100, 1, 0.02}
	examples := planted(1, "a", 6000, 10, weights, scales)
	m := mustFit(t, examples, namesOf(weights), FitOptions{L2: 1e-9})
	for j, w := range weights {
		if got := m.Weights[j] * scales[j]; math.Abs(got-w*scales[j]) > 0.07 {
			t.Errorf("weight %d is %g, want %g", j, m.Weights[j], w)
		}
		// Around the mean of ten draws their variance is nine tenths.
		if want := m.Weights[j] * scales[j] * math.Sqrt(0.9); math.Abs(m.Scaled[j]-want) > 0.03 {
			t.Errorf("scaled weight %d is %g, want %g", j, m.Scaled[j], want)
		}
	}
}

func TestFitUsesEveryGoldCandidate(t *testing.T) {
	// Two of three candidates are gold, and one alone has the feature: its
	// share of the gold is free to grow, so that only the penalty stops it.
	e := Example{Features: [][]float32{{1}, {0}, {0}}, Gold: []bool{true, true, false}}
	m := mustFit(t, []Example{e}, []string{"f"}, FitOptions{L2: 1e-6})
	if m.Weights[0] < 5 || m.Loss > 0.01 {
		t.Errorf("the weight is %g at a loss of %g: one gold candidate on top is enough", m.Weights[0], m.Loss)
	}
	// Where all candidates, or none, are gold there is nothing to learn.
	for _, gold := range [][]bool{{true, true, true}, {false, false, false}} {
		if _, err := Fit([]Example{{Features: e.Features, Gold: gold}}, []string{"f"}, FitOptions{}); err == nil {
			t.Errorf("gold %v is fitted without an error", gold)
		}
	}
}

func TestFitGradient(t *testing.T) {
	weights := []float64{1, -2, 0.5}
	examples := planted(2, "a", 40, 6, weights, []float64{1, 3, 0.1})
	for i := range examples { // more than one gold candidate for some
		examples[i].Gold[i%6] = true
	}
	p := newProblem(examples, 3, 0.1)
	at, gradient, unused := []float64{0.3, -0.2, 0.9}, make([]float64, 3), make([]float64, 3)
	p.loss(at, gradient)
	for j := range at {
		const h = 1e-5
		up, down := slices.Clone(at), slices.Clone(at)
		up[j], down[j] = up[j]+h, down[j]-h
		if want := (p.loss(up, unused) - p.loss(down, unused)) / (2 * h); math.Abs(gradient[j]-want) > 1e-8 {
			t.Errorf("slope %d is %g, by differences %g", j, gradient[j], want)
		}
	}
}

func TestFitCountsSetsTheSame(t *testing.T) {
	one := []float64{1}
	large, small := planted(3, "large", 3000, 5, []float64{1.5}, one), planted(4, "small", 300, 5, []float64{-1.5}, one)
	m := mustFit(t, slices.Concat(large, small), []string{"f"}, FitOptions{})
	if math.Abs(m.Weights[0]) > 0.15 {
		t.Errorf("of opposite sets the weight is %g, want none", m.Weights[0])
	}
}

func TestFitConstantFeature(t *testing.T) {
	examples := planted(5, "a", 500, 5, []float64{1, 0}, []float64{1, 1})
	for i, e := range examples {
		for _, row := range e.Features {
			row[1] = float32(i) / 3 // the same for all candidates of a question
		}
	}
	m := mustFit(t, examples, []string{"f", "question"}, FitOptions{})
	if m.Weights[1] != 0 || m.Scaled[1] != 0 || m.Weights[0] < 0.5 {
		t.Errorf("weights %v, want none for what cannot order candidates", m.Weights)
	}
}

func TestFitNonNegative(t *testing.T) {
	weights := []float64{1, -1, 0.5}
	examples := planted(6, "a", 2000, 5, weights, []float64{1, 1, 1})
	m := mustFit(t, examples, namesOf(weights), FitOptions{NonNegative: []bool{true, true, false}})
	if m.Weights[1] != 0 {
		t.Errorf("weight 1 is %g, want 0", m.Weights[1])
	}
	// What remains must be the minimum over the other features alone.
	for i, e := range examples {
		rows := make([][]float32, len(e.Features))
		for c, row := range e.Features {
			rows[c] = []float32{row[0], row[2]}
		}
		examples[i].Features = rows
	}
	rest := mustFit(t, examples, []string{"f0", "f2"}, FitOptions{})
	if math.Abs(m.Weights[0]-rest.Weights[0]) > 1e-3 || math.Abs(m.Weights[2]-rest.Weights[1]) > 1e-3 {
		t.Errorf("weights %v beside a pinned one, %v without it", m.Weights, rest.Weights)
	}
}

func TestFitIsDeterministic(t *testing.T) {
	weights := []float64{1, -1}
	examples := planted(7, "a", 1000, 8, weights, []float64{1, 1})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	alone := mustFit(t, examples, namesOf(weights), FitOptions{})
	runtime.GOMAXPROCS(4)
	together := mustFit(t, examples, namesOf(weights), FitOptions{})
	if !slices.Equal(alone.Weights, together.Weights) {
		t.Errorf("weights %v on one processor, %v on four", alone.Weights, together.Weights)
	}
}

func TestFitErrors(t *testing.T) {
	good := Example{Features: [][]float32{{1}, {2}}, Gold: []bool{true, false}}
	for name, c := range map[string]struct {
		example Example
		opts    FitOptions
		want    string
	}{
		"gold too short":  {Example{Features: good.Features, Gold: []bool{true}}, FitOptions{}, "gold for 1"},
		"row too wide":    {Example{Features: [][]float32{{1}, {2, 3}}, Gold: good.Gold}, FitOptions{}, "candidate 1 of example 0 of set  has 2 features, not 1"},
		"not a number":    {Example{Features: [][]float32{{1}, {float32(math.NaN())}}, Gold: good.Gold}, FitOptions{}, "f = NaN"},
		"infinite":        {Example{Features: [][]float32{{1}, {float32(math.Inf(1))}}, Gold: good.Gold}, FitOptions{}, "f = +Inf"},
		"negative L2":     {good, FitOptions{L2: -1}, "below zero"},
		"constraint more": {good, FitOptions{NonNegative: []bool{true, true}}, "2 sign constraints for 1 features"},
	} {
		if _, err := Fit([]Example{c.example}, []string{"f"}, c.opts); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error is %v, want one with %q", name, err, c.want)
		}
		if _, err := CrossValidate([]Example{c.example}, []string{"f"}, 2, c.opts); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the error of cross-validation is %v, want one with %q", name, err, c.want)
		}
	}
}

func TestEvaluate(t *testing.T) {
	row := func(scores ...float32) (rows [][]float32) {
		for _, s := range scores {
			rows = append(rows, []float32{s})
		}
		return rows
	}
	long := make([]float32, 11)
	long[0] = -1
	examples := []Example{
		{Set: "b", Features: row(1, 3, 2), Gold: []bool{false, true, false}},
		{Set: "a", Features: row(2, 3, 2), Gold: []bool{true, false, true}}, // second: the first of equals
		{Set: "b", Features: row(3, 3, 3, 3), Gold: []bool{false, false, false, true}},
		{Set: "b", Features: row(1, 2), Gold: []bool{false, false}},                         // not among the candidates
		{Set: "b", Features: row(long...), Gold: append([]bool{true}, make([]bool, 10)...)}, // eleventh
	}
	rows := Evaluate(examples, []float64{1})
	if len(rows) != 2 || rows[0].Set != "b" || rows[1].Set != "a" || rows[0].Questions != 4 {
		t.Fatalf("rows %+v", rows)
	}
	if b := rows[0]; !near(b.P1, 1./4) || !near(b.Hit3, 1./4) || !near(b.MRR10, (1+1./4)/4) {
		t.Errorf("b is %+v", b)
	}
	if a := rows[1]; !near(a.P1, 0) || !near(a.Hit3, 1) || !near(a.MRR10, 1./2) {
		t.Errorf("a is %+v", a)
	}
}

// In each fold another feature gives the gold away, and misleads elsewhere: a
// model that has seen a question's fold gets it right, one that has not, wrong.
func TestCrossValidateHoldsOut(t *testing.T) {
	const k = 3
	var examples []Example
	for i := range 90 {
		fold := i % k
		e := Example{Set: "a", Fold: fold - k*(i%2), Gold: []bool{false, true}}
		gold, other := make([]float32, k), make([]float32, k)
		for j := range k {
			if j == fold {
				gold[j] = 1
			} else {
				other[j] = 0.4
			}
		}
		e.Features = [][]float32{other, gold}
		examples = append(examples, e)
	}
	names := []string{"f0", "f1", "f2"}
	all := mustFit(t, examples, names, FitOptions{})
	if seen := Evaluate(examples, all.Weights)[0]; seen.P1 != 1 {
		t.Errorf("P@1 of the seen is %v, want 1", seen.P1)
	}
	report, err := CrossValidate(examples, names, k, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Models) != k || report.Held[0].P1 != 0 || report.Held[0].Questions != 90 {
		t.Errorf("held out %+v by %d models, want P@1 of 0", report.Held, len(report.Models))
	}
	if report.Given[0].P1 != 0 || report.Given[0].Hit3 != 1 {
		t.Errorf("given order %+v", report.Given)
	}
	var out bytes.Buffer
	if err := report.WriteTable(&out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 2+1+1+k || !strings.Contains(lines[1], "0.0000") {
		t.Errorf("the table is\n%s", &out)
	}
	if _, err := CrossValidate(examples, names, 1, FitOptions{}); err == nil {
		t.Error("one fold is no error")
	}
}

func TestFoldOf(t *testing.T) {
	counts := make([]int, 5)
	for i := range 1000 {
		counts[FoldOf(fmt.Sprintf("d%05d", i), 5)]++
	}
	for fold, n := range counts {
		if n < 150 || n > 250 {
			t.Errorf("fold %d has %d of 1000 documents", fold, n)
		}
	}
}

// BenchmarkFit is the size that the ranking's weights are fitted at.
func BenchmarkFit(b *testing.B) {
	weights, scales := make([]float64, 40), make([]float64, 40)
	for j := range weights {
		weights[j], scales[j] = float64(j%7)/7-0.4, 1
	}
	examples := planted(8, "a", 10000, 60, weights, scales)
	for b.Loop() {
		m, err := Fit(examples, namesOf(weights), FitOptions{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(m.Iterations), "iterations")
	}
}
