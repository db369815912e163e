package eval

import (
	"math"
	"slices"
	"testing"
)

// rosenbrock's valley has its minimum of 0 at (1, 1), around a bend.
func rosenbrock(w, gradient []float64) float64 {
	a, b := 1-w[0], w[1]-w[0]*w[0]
	gradient[0], gradient[1] = -2*a-400*w[0]*b, 200*b
	return a*a + 100*b*b
}

func TestMinimise(t *testing.T) {
	free := make([]bool, 2)
	m := minimise(rosenbrock, []float64{-1.2, 1}, free, 200)
	if !m.converged || math.Abs(m.w[0]-1) > 1e-5 || math.Abs(m.w[1]-1) > 1e-5 {
		t.Errorf("the valley's end is %+v, want (1, 1)", m)
	}
	if m := minimise(rosenbrock, []float64{-1.2, 1}, free, 3); m.converged || m.iterations != 3 {
		t.Errorf("after 3 iterations: %+v", m)
	}
	// (w0-3)² + (w1+2)² + w0·w1 within the quadrant: (3, 0), where w1 is pinned
	// and its slope points outside.
	quadratic := func(w, gradient []float64) float64 {
		gradient[0], gradient[1] = 2*(w[0]-3)+w[1], 2*(w[1]+2)+w[0]
		return (w[0]-3)*(w[0]-3) + (w[1]+2)*(w[1]+2) + w[0]*w[1]
	}
	m = minimise(quadratic, []float64{0, 5}, []bool{true, true}, 200)
	if !m.converged || math.Abs(m.w[0]-3) > 1e-6 || m.w[1] != 0 {
		t.Errorf("within the quadrant %+v, want (3, 0)", m)
	}
	start := []float64{-1.2, 1}
	if minimise(rosenbrock, start, free, 9); !slices.Equal(start, []float64{-1.2, 1}) {
		t.Errorf("the start is now %v", start)
	}
}
