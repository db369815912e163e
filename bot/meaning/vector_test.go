package meaning

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// parts draws n numbers of -127 to 127.
func parts(r *rand.Rand, n int) []int8 {
	out := make([]int8, n)
	for i := range out {
		out[i] = int8(r.IntN(255) - 127)
	}
	return out
}

// checkKernels compares what this machine runs with the plain code, bit by bit.
func checkKernels(t interface {
	Helper()
	Fatalf(string, ...any)
}, q, rows []int8, factor float32) {
	t.Helper()
	sum, wanted := make([]float32, len(q)), make([]float32, len(q))
	for row := range slices.Chunk(rows, len(q)) {
		if got, want := dot(q, row), plainDot(q, row); got != want {
			t.Fatalf("dot(%v, %v) = %v, want %v", q, row, got, want)
		}
		addScaled(sum, row, factor)
		plainAddScaled(wanted, row, factor)
	}
	for i := range sum {
		if math.Float32bits(sum[i]) != math.Float32bits(wanted[i]) {
			t.Fatalf("addScaled(%v, %v): part %d is %v, want %v", rows, factor, i, sum[i], wanted[i])
		}
	}
}

func TestKernelsAreEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dims := dimsStep * rapid.IntRange(1, maxDims/dimsStep).Draw(t, "steps")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		checkKernels(t, parts(r, dims), parts(r, dims*rapid.IntRange(0, 5).Draw(t, "rows")), rapid.Float32Range(-1e6, 1e6).Draw(t, "factor"))
	})
	// The largest sums there can be, of either sign.
	for _, a := range []int8{127, -127} {
		for _, b := range []int8{127, -127} {
			checkKernels(t, slices.Repeat([]int8{a}, maxDims), slices.Repeat([]int8{b}, 2*maxDims), 1)
		}
	}
}

func FuzzKernels(f *testing.F) {
	f.Add(make([]byte, 3*dimsStep), uint32(0x3f800000))
	f.Fuzz(func(t *testing.T, data []byte, bits uint32) {
		factor := math.Float32frombits(bits)
		if len(data) < dimsStep || factor != factor || math.Abs(float64(factor)) > maxFactor {
			return
		}
		numbers := make([]int8, len(data)/dimsStep*dimsStep)
		for i := range numbers {
			numbers[i] = max(int8(data[i]), -127)
		}
		checkKernels(t, numbers[:dimsStep], numbers[dimsStep:], factor)
	})
}

func TestQuantised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		size := math.Pow(10, rapid.Float64Range(-12, 12).Draw(t, "size"))
		a, b := make([]float32, 256), make([]float32, 256)
		for i := range a {
			a[i] = float32(r.NormFloat64() * size)
			b[i] = a[i]*rapid.Float32Range(-1, 1).Draw(t, "share") + float32(r.NormFloat64()*size)
		}
		v, w := Vector{parts: make([]int8, 256)}, Vector{parts: make([]int8, 256)}
		v.scale, w.scale = quantise(v.parts, a), quantise(w.parts, b)
		if slices.Contains(v.parts, -128) || slices.Contains(w.parts, -128) {
			t.Fatal("a part is -128")
		}
		got, want := v.Cosine(w), cosineBetween(a, b)
		if math.Abs(float64(got-want)) > 0.006 {
			t.Fatalf("cosine %v quantised, %v exact", got, want)
		}
		if self := v.Cosine(v); math.Abs(float64(self)-1) > 1e-5 {
			t.Fatalf("cosine with itself %v", self)
		}
		normalise(a)
		if l := length(a); math.Abs(l-1) > 1e-5 {
			t.Fatalf("length %v after normalise", l)
		}
	})
}

func TestCosineOfNothing(t *testing.T) {
	zero, one := make([]float32, 32), slices.Repeat([]float32{1}, 32)
	var v Vector
	w := Vector{parts: make([]int8, 32)}
	w.scale = quantise(w.parts, one)
	if cosineBetween(zero, one) != 0 || cosineBetween(zero, zero) != 0 || v.Cosine(w) != 0 || w.Cosine(v) != 0 || v.Cosine(v) != 0 {
		t.Error("nothing is near something")
	}
	if normalise(zero) != 0 || quantise(w.parts, zero) != 0 || slices.Max(w.parts) != 0 {
		t.Error("a zero vector has no direction")
	}
}

func BenchmarkKernels(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, dims := range []int{128, 256} {
		const rows = 64
		q, many := parts(r, dims), parts(r, rows*dims)
		sum, total := make([]float32, dims), int32(0)
		perRow := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		}
		suffix := strconv.Itoa(dims)
		b.Run("dot/"+suffix, func(b *testing.B) {
			for b.Loop() {
				for i := range rows {
					total += dot(q, many[i*dims:][:dims])
				}
			}
			perRow(b)
		})
		b.Run("plainDot/"+suffix, func(b *testing.B) {
			for b.Loop() {
				for i := range rows {
					total += plainDot(q, many[i*dims:][:dims])
				}
			}
			perRow(b)
		})
		b.Run("addScaled/"+suffix, func(b *testing.B) {
			for b.Loop() {
				for i := range rows {
					addScaled(sum, many[i*dims:][:dims], 0.001)
				}
			}
			perRow(b)
		})
		b.Run("plainAddScaled/"+suffix, func(b *testing.B) {
			for b.Loop() {
				for i := range rows {
					plainAddScaled(sum, many[i*dims:][:dims], 0.001)
				}
			}
			perRow(b)
		})
	}
}
