package eval

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// An Example is one question with its candidate sentences, to learn from.
type Example struct {
	Set  string // the question set it is from
	Fold int    // which fold it is held out with; see FoldOf
	// Features has one row a candidate, in the order that ranks them without a
	// model, each as wide as the model. The rows may share one array.
	Features [][]float32
	// Prior is what each candidate scores beside its features, by weights that
	// are not to be fitted; nil for nothing.
	Prior []float64
	// Gold tells for each candidate whether it answers the question. Where
	// none does, nothing is learnt, and the question counts as missed.
	Gold []bool
}

// FoldOf returns the fold, from 0 to k-1, of the questions whose gold is in
// the document: all of one document are held out together, so that no weight
// is measured on a document that it was fitted on.
func FoldOf(document string, k int) int { return int(hash(document) % uint64(k)) }

// FitOptions say how weights are fitted. The zero value is a good start.
type FitOptions struct {
	// L2 is the penalty: half of it times the sum of the squared weights, on
	// features scaled to unit variance, is added to the mean loss of a
	// question. Zero is 1e-4.
	L2 float64
	// NonNegative keeps weights at zero or above, one a feature; nil for none.
	NonNegative []bool
	// MaxIterations bounds the optimiser. Zero is 300.
	MaxIterations int
}

// A Model is a linear one: a candidate's score is the sum of its features
// times their weights.
type Model struct {
	Names   []string
	Weights []float64 // of the features as they come
	// Scaled are the weights of the features scaled to unit variance within a
	// question: how much each of them decides. A feature that never differs
	// between the candidates of a question has none.
	Scaled     []float64
	Loss       float64 // the mean of the sets' mean losses, in nats, with the penalty
	Iterations int
	Converged  bool
}

// Fit learns a model from examples, one weight for each of names.
//
// The loss of a question is listwise softmax cross-entropy: minus the log of
// the share that the gold candidates have of softmax(scores) (ListNet's top-one
// probability: Cao et al., 2007). Each set counts the same, however many
// questions it has. The result does not depend on the number of processors. It
// fails where an example is not of the stated shape or not finite, or where no
// example has both gold and something else to tell it from.
func Fit(examples []Example, names []string, opts FitOptions) (Model, error) {
	if err := check(examples, names, opts); err != nil {
		return Model{}, err
	}
	return fit(examples, names, opts)
}

func fit(examples []Example, names []string, opts FitOptions) (Model, error) {
	p := newProblem(examples, len(names), cmp.Or(opts.L2, 1e-4))
	if len(p.examples) == 0 {
		return Model{}, errors.New("no example has both a gold candidate and another one")
	}
	nonNegative := opts.NonNegative
	if nonNegative == nil {
		nonNegative = make([]bool, len(names))
	}
	m := minimise(p.loss, make([]float64, len(names)), nonNegative, cmp.Or(opts.MaxIterations, 300))
	return Model{
		Names: names, Weights: p.raw(m.w), Scaled: m.w,
		Loss: m.value, Iterations: m.iterations, Converged: m.converged,
	}, nil
}

func check(examples []Example, names []string, opts FitOptions) error {
	if opts.NonNegative != nil && len(opts.NonNegative) != len(names) {
		return fmt.Errorf("%d sign constraints for %d features", len(opts.NonNegative), len(names))
	}
	if opts.L2 < 0 {
		return fmt.Errorf("the penalty is %g, below zero", opts.L2)
	}
	for i, e := range examples {
		if len(e.Features) != len(e.Gold) {
			return fmt.Errorf("example %d of set %s has %d candidates, but gold for %d", i, e.Set, len(e.Features), len(e.Gold))
		}
		for c, row := range e.Features {
			if len(row) != len(names) {
				return fmt.Errorf("candidate %d of example %d of set %s has %d features, not %d", c, i, e.Set, len(row), len(names))
			}
			for j, x := range row {
				if x-x != 0 { // NaN, or infinite
					return fmt.Errorf("candidate %d of example %d of set %s has %s = %g", c, i, e.Set, names[j], x)
				}
			}
		}
	}
	return nil
}

// A problem is a fit's loss as a function of the scaled weights.
type problem struct {
	examples []Example // those that something can be learnt from
	weights  []float64 // of each example; they sum to 1
	unscale  []float64 // for each feature 1 over its deviation, or 0 where it has none
	l2       float64
	shards   []shard
}

// A shard is a fixed part of the examples. Losses are summed up by shard and
// then in the shards' order, so that neither the number of processors nor
// their pace changes a bit of the result.
type shard struct {
	from, to int
	loss     float64
	gradient []float64 // by raw weight
	scores   []float64
}

const shards = 64

func newProblem(examples []Example, width int, l2 float64) *problem {
	p := &problem{l2: l2}
	perSet := map[string]int{}
	for _, e := range examples {
		gold := 0
		for _, g := range e.Gold {
			if g {
				gold++
			}
		}
		if gold > 0 && gold < len(e.Gold) {
			p.examples = append(p.examples, e)
			perSet[e.Set]++
		}
	}
	for _, e := range p.examples {
		p.weights = append(p.weights, 1/float64(len(perSet)*perSet[e.Set]))
	}
	p.unscale = deviations(p.examples, width)
	for j, d := range p.unscale {
		if d > 0 {
			p.unscale[j] = 1 / d
		}
	}
	n := len(p.examples)
	for i := range shards {
		p.shards = append(p.shards, shard{from: i * n / shards, to: (i + 1) * n / shards, gradient: make([]float64, width)})
	}
	return p
}

// deviations returns each feature's standard deviation around its mean within
// a question: what is the same for all candidates of a question cannot order
// them, however much it differs between questions.
func deviations(examples []Example, width int) []float64 {
	squares, mean := make([]float64, width), make([]float64, width)
	candidates := 0
	for _, e := range examples {
		clear(mean)
		for _, row := range e.Features {
			for j, x := range row {
				mean[j] += float64(x)
			}
		}
		scale(mean, 1/float64(len(e.Features)))
		for _, row := range e.Features {
			for j, x := range row {
				squares[j] += (float64(x) - mean[j]) * (float64(x) - mean[j])
			}
		}
		candidates += len(e.Features)
	}
	for j, s := range squares {
		squares[j] = math.Sqrt(s / float64(max(candidates, 1)))
		// A mean of equal float32 numbers may miss them by a rounding error.
		if squares[j] < 1e-9 {
			squares[j] = 0
		}
	}
	return squares
}

// raw turns weights of scaled features into weights of the features as given.
func (p *problem) raw(scaled []float64) []float64 {
	out := make([]float64, len(scaled))
	for j, w := range scaled {
		out[j] = w * p.unscale[j]
	}
	return out
}

// loss is the objective of a fit, see Fit.
func (p *problem) loss(scaled, gradient []float64) float64 {
	raw := p.raw(scaled)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < shards; i = next.Add(1) - 1 {
				p.work(&p.shards[i], raw)
			}
		})
	}
	workers.Wait()
	clear(gradient)
	loss := 0.0
	for i := range p.shards {
		loss += p.shards[i].loss
		addTo(gradient, 1, p.shards[i].gradient)
	}
	for j, w := range scaled {
		gradient[j] = gradient[j]*p.unscale[j] + p.l2*w
		loss += p.l2 / 2 * w * w
	}
	return loss
}

// work sums up the loss of a shard's examples and its gradient, which for a
// candidate is its features times (its share of all - its share of the gold).
func (p *problem) work(s *shard, raw []float64) {
	s.loss = 0
	clear(s.gradient)
	for i := s.from; i < s.to; i++ {
		e := &p.examples[i]
		s.scores = s.scores[:0]
		highest, highestGold := math.Inf(-1), math.Inf(-1)
		for c, row := range e.Features {
			score := e.prior(c) + scoreOf(row, raw)
			s.scores = append(s.scores, score)
			highest = max(highest, score)
			if e.Gold[c] {
				highestGold = max(highestGold, score)
			}
		}
		all, gold := 0.0, 0.0
		for c, score := range s.scores {
			all += math.Exp(score - highest)
			if e.Gold[c] {
				gold += math.Exp(score - highestGold)
			}
		}
		s.loss += p.weights[i] * (highest + math.Log(all) - highestGold - math.Log(gold))
		for c, score := range s.scores {
			residual := math.Exp(score-highest) / all
			if e.Gold[c] {
				residual -= math.Exp(score-highestGold) / gold
			}
			residual *= p.weights[i]
			for j, x := range e.Features[c] {
				s.gradient[j] += residual * float64(x)
			}
		}
	}
}

// prior is what candidate c scores before any feature counts.
func (e *Example) prior(c int) float64 {
	if e.Prior == nil {
		return 0
	}
	return e.Prior[c]
}

func scoreOf(row []float32, weights []float64) float64 {
	sum := 0.0
	for j, w := range weights {
		sum += w * float64(row[j])
	}
	return sum
}
