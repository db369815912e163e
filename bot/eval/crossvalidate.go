package eval

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// A FitRow is how well weights rank a set's candidates. A question whose gold
// is not among its candidates counts as missed.
type FitRow struct {
	Set             string
	Questions       int
	P1, Hit3, MRR10 Measure
}

// Evaluate ranks the candidates of each example by weights and returns a row a
// set, in the order in which the sets first appear. Candidates of equal score
// stay in their order. Weights of zero thus measure that order.
func Evaluate(examples []Example, weights []float64) []FitRow {
	var tally fitTally
	for _, e := range examples {
		tally.add(e, weights)
	}
	return tally.rows()
}

// A CrossReport is what CrossValidate found.
type CrossReport struct {
	Given []FitRow // the candidates' given order
	Held  []FitRow // each question ranked by the model that never saw its fold
	// Models are fitted on all folds but one, in the folds' order.
	Models []Model
}

// CrossValidate fits k models, each on the examples outside one fold (an
// example's is Fold modulo k), and ranks the examples in it. With the sets'
// numbers as folds it tells how weights do on sets they never saw. It fails as
// Fit does.
func CrossValidate(examples []Example, names []string, k int, opts FitOptions) (CrossReport, error) {
	if k < 2 {
		return CrossReport{}, fmt.Errorf("%d folds: at least two are needed to hold one out", k)
	}
	if err := check(examples, names, opts); err != nil {
		return CrossReport{}, err
	}
	report := CrossReport{Given: Evaluate(examples, make([]float64, len(names)))}
	for fold := range k {
		var training []Example
		for _, e := range examples {
			if foldIn(e, k) != fold {
				training = append(training, e)
			}
		}
		m, err := fit(training, names, opts)
		if err != nil {
			return CrossReport{}, fmt.Errorf("without fold %d: %w", fold, err)
		}
		report.Models = append(report.Models, m)
	}
	var tally fitTally
	for _, e := range examples {
		tally.add(e, report.Models[foldIn(e, k)].Weights)
	}
	report.Held = tally.rows()
	return report, nil
}

// foldIn is the example's fold modulo k, never negative.
func foldIn(e Example, k int) int { return ((e.Fold % k) + k) % k }

// WriteTable writes the report for a reader: a line a set, given order against
// held-out ranking, then a line a feature with its scaled weight's mean, least
// and greatest over the folds. One that changes sign between folds is noise.
func (r CrossReport) WriteTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "set\tquestions\tgiven P@1\thit@3\tMRR@10\theld out P@1\thit@3\tMRR@10\t")
	for i, held := range r.Held {
		given := r.Given[i]
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t\n", held.Set, held.Questions,
			given.P1, given.Hit3, given.MRR10, held.P1, held.Hit3, held.MRR10)
	}
	fmt.Fprintln(t, "\nfeature\tmean\tleast\tgreatest\t")
	for j, name := range r.Models[0].Names {
		sum, least, greatest := 0.0, math.Inf(1), math.Inf(-1)
		for _, m := range r.Models {
			sum += m.Scaled[j]
			least, greatest = min(least, m.Scaled[j]), max(greatest, m.Scaled[j])
		}
		fmt.Fprintf(t, "%s\t%.3f\t%.3f\t%.3f\t\n", name, sum/float64(len(r.Models)), least, greatest)
	}
	return t.Flush()
}

// fitTally counts ranks by set.
type fitTally struct {
	sets   []string
	bySet  map[string]*quality
	scores []float64
}

func (t *fitTally) add(e Example, weights []float64) {
	if t.bySet == nil {
		t.bySet = map[string]*quality{}
	}
	q := t.bySet[e.Set]
	if q == nil {
		q = &quality{}
		t.bySet[e.Set] = q
		t.sets = append(t.sets, e.Set)
	}
	q.add(Record{Answerable: true, Rank: t.rank(e, weights)})
}

// rank is the place of the first gold candidate among the first ten, or 0.
func (t *fitTally) rank(e Example, weights []float64) int {
	best := -1
	t.scores = t.scores[:0]
	for c, row := range e.Features {
		t.scores = append(t.scores, e.prior(c)+scoreOf(row, weights))
		if e.Gold[c] && (best < 0 || t.scores[c] > t.scores[best]) {
			best = c
		}
	}
	if best < 0 {
		return 0
	}
	rank := 1
	for c, score := range t.scores {
		if score > t.scores[best] || score == t.scores[best] && c < best {
			rank++
		}
	}
	if rank > keptQuotes {
		return 0
	}
	return rank
}

func (t *fitTally) rows() []FitRow {
	rows := make([]FitRow, 0, len(t.sets))
	for _, set := range t.sets {
		q := t.bySet[set]
		rows = append(rows, FitRow{
			Set: set, Questions: q.questions,
			P1: share(q.first, q.answerable), Hit3: share(q.three, q.answerable), MRR10: q.mrr(),
		})
	}
	return rows
}
