package eval

import (
	"math"
	"slices"
)

// An objective returns its value at w and writes its gradient there.
type objective func(w, gradient []float64) float64

// A minimum is where minimise stopped.
type minimum struct {
	w          []float64
	value      float64
	iterations int
	converged  bool // the gradient vanished, or no step lowers the value any further
}

const (
	lbfgsMemory = 10   // pairs kept; more did not save iterations at 40 weights
	sufficient  = 1e-4 // Armijo's share of the decrease that the slope promises
	vanished    = 1e-7 // largest entry of a gradient that counts as none
)

// minimise looks for the w that minimises f, from start, by projected L-BFGS
// (two-loop recursion: Nocedal and Wright, Numerical Optimization, algorithm
// 7.4; backtracking line search). Where nonNegative is set w stays at or above
// zero: a weight at zero that the gradient would push below is left out of the
// step. It is deterministic as long as f is.
func minimise(f objective, start []float64, nonNegative []bool, maxIterations int) minimum {
	n := len(start)
	m := minimum{w: slices.Clone(start)}
	gradient, free := make([]float64, n), make([]float64, n)
	next, nextGradient := make([]float64, n), make([]float64, n)
	var memory lbfgs
	m.value = f(m.w, gradient)
	for m.iterations = 0; m.iterations < maxIterations; m.iterations++ {
		largest := 0.0
		for i, g := range gradient {
			free[i] = g
			if nonNegative[i] && m.w[i] == 0 && g > 0 {
				free[i] = 0
			}
			largest = max(largest, math.Abs(free[i]))
		}
		if largest < vanished {
			m.converged = true
			return m
		}
		direction := memory.direction(free)
		for i := range direction {
			if free[i] == 0 {
				direction[i] = 0
			}
		}
		value, ok := search(f, m.w, m.value, gradient, direction, nonNegative, next, nextGradient)
		if !ok {
			if memory.empty() {
				m.converged = true
				return m
			}
			memory = lbfgs{} // the curvature misleads: try plain descent
			continue
		}
		memory.add(m.w, next, gradient, nextGradient)
		copy(m.w, next)
		copy(gradient, nextGradient)
		m.value = value
	}
	return m
}

// search steps from w along direction, half as far each time, until the value
// falls enough; it writes the new place and its gradient into next and
// nextGradient. It reports false where no step does.
func search(f objective, w []float64, value float64, gradient, direction []float64, nonNegative []bool, next, nextGradient []float64) (float64, bool) {
	for step := 1.0; step > 1e-12; step /= 2 {
		slope := 0.0 // along the projected step
		for i := range w {
			next[i] = w[i] + step*direction[i]
			if nonNegative[i] {
				next[i] = max(next[i], 0)
			}
			slope += gradient[i] * (next[i] - w[i])
		}
		if slope >= 0 {
			continue
		}
		if v := f(next, nextGradient); v <= value+sufficient*slope {
			return v, true
		}
	}
	return value, false
}

// lbfgs holds the last steps and what they did to the gradient.
type lbfgs struct {
	steps, changes [][]float64
}

func (l *lbfgs) empty() bool { return len(l.steps) == 0 }

// add remembers a step. One along which the gradient did not grow says nothing
// of a minimum, and is dropped.
func (l *lbfgs) add(w, next, gradient, nextGradient []float64) {
	step, change := make([]float64, len(w)), make([]float64, len(w))
	for i := range w {
		step[i] = next[i] - w[i]
		change[i] = nextGradient[i] - gradient[i]
	}
	if dot(step, change) <= 1e-12*dot(change, change) {
		return
	}
	if len(l.steps) == lbfgsMemory {
		l.steps, l.changes = l.steps[1:], l.changes[1:]
	}
	l.steps, l.changes = append(l.steps, step), append(l.changes, change)
}

// direction returns the quasi-Newton step downhill from a gradient; without
// memory one of length 1 at most, as nothing is known of the scale yet.
func (l *lbfgs) direction(gradient []float64) []float64 {
	d := slices.Clone(gradient)
	if l.empty() {
		scale(d, -1/max(1, math.Sqrt(dot(d, d))))
		return d
	}
	along := make([]float64, len(l.steps))
	for i, s := range slices.Backward(l.steps) {
		along[i] = dot(s, d) / dot(s, l.changes[i])
		addTo(d, -along[i], l.changes[i])
	}
	last := len(l.steps) - 1
	scale(d, dot(l.steps[last], l.changes[last])/dot(l.changes[last], l.changes[last]))
	for i, s := range l.steps {
		addTo(d, along[i]-dot(l.changes[i], d)/dot(s, l.changes[i]), s)
	}
	scale(d, -1)
	return d
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += x * b[i]
	}
	return sum
}

func scale(a []float64, by float64) {
	for i := range a {
		a[i] *= by
	}
}

func addTo(a []float64, times float64, b []float64) {
	for i, x := range b {
		a[i] += times * x
	}
}
