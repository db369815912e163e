package meaning

import "math"

// A Vector is a quantised vector of length 1: scale times parts. Its parts lie
// between -127 and 127.
type Vector struct {
	parts []int8
	scale float32
}

// Cosine returns how near two vectors of one table are, -1 to 1; 0 where one
// of them is the zero Vector.
func (v Vector) Cosine(w Vector) float32 {
	if v.scale == 0 || w.scale == 0 {
		return 0
	}
	return float32(dot(v.parts, w.parts)) * v.scale * w.scale
}

// normalise makes v of length 1 and returns the length that it had, 0 for a
// vector that has no direction.
func normalise(v []float32) float32 {
	var sums [4]float64 // independent, which a processor adds side by side
	for i := 0; i+4 <= len(v); i += 4 {
		x := v[i : i+4 : i+4]
		for k := range 4 {
			sums[k] += float64(x[k]) * float64(x[k])
		}
	}
	length := math.Sqrt(sums[0] + sums[1] + sums[2] + sums[3])
	if length < 1e-20 {
		clear(v)
		return 0
	}
	share := float32(1 / length)
	for i := range v {
		v[i] *= share
	}
	return float32(length)
}

// quantise puts a vector into dst, its largest part as 127, and returns the
// scale that makes dst one of length 1.
func quantise(dst []int8, v []float32) float32 {
	var largest float32
	for _, x := range v {
		largest = max(largest, x, -x)
	}
	if largest == 0 {
		clear(dst)
		return 0
	}
	factor := 127 / largest
	dst = dst[:len(v)]
	for i, x := range v {
		// Rounded without a branch on the sign, which nothing could foresee:
		// cutting off what is above zero rounds down.
		dst[i] = int8(min(int32(x*factor+128.5)-128, 127))
	}
	return float32(1 / math.Sqrt(float64(dot(dst, dst))))
}
