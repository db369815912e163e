package meaning

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// A signature says on which side of 256 planes through the origin, drawn at
// random but always the same, a vector lies. Two vectors with an angle of a
// between them lie on different sides of a/π of the planes.
type signature [signatureBits / 64]uint64

const (
	signatureBits = 256
	// margin is how many more bits than their angle demands the signatures of
	// two neighbours may differ in. Of the 16 neighbours of each of 1,500
	// question words among 1,200 to 158,000 words it finds 996 to 998 in a
	// thousand; 10 bits lost twice as many, for a tenth less time.
	margin = 14
	// group is how many signatures the fastest kernel compares at a time.
	group = 4
)

// distance returns how many bits two signatures differ in.
func distance(a, b *signature) int {
	return bits.OnesCount64(a[0]^b[0]) + bits.OnesCount64(a[1]^b[1]) +
		bits.OnesCount64(a[2]^b[2]) + bits.OnesCount64(a[3]^b[3])
}

// mostBits returns how many bits the signatures of two vectors with at least
// this cosine may differ in.
func mostBits(cosine float32) int {
	return int(signatureBits*math.Acos(min(float64(cosine), 1))/math.Pi) + margin
}

// plainCloseGroups appends to dst the number of each group of signatures that
// has one which differs from q in at most limit bits. There are only full
// groups.
func plainCloseGroups(dst []uint32, q *signature, all []signature, limit int) []uint32 {
	for i := range all {
		if distance(q, &all[i]) <= limit {
			if g := uint32(i / group); len(dst) == 0 || dst[len(dst)-1] != g {
				dst = append(dst, g)
			}
		}
	}
	return dst
}

// planes make signatures. They are those of a rotation: random signs and a
// Walsh-Hadamard transform, twice, which takes a fraction of the time of 256
// planes one by one.
type planes struct {
	signs [2][]float32 // 1 or -1, of a power of two
}

func newPlanes(dims int) planes {
	size := signatureBits
	for size < dims {
		size *= 2
	}
	var p planes
	random := rand.NewPCG(0x5175, 0x6f7468)
	for k := range p.signs {
		p.signs[k] = make([]float32, size)
		for i := range p.signs[k] {
			p.signs[k][i] = float32(int(random.Uint64()>>63)*2 - 1)
		}
	}
	return p
}

// scratch returns memory for signature.
func (p planes) scratch() []float32 { return make([]float32, len(p.signs[0])) }

// signature returns the signature of a vector.
func (p planes) signature(v Vector, scratch []float32) signature {
	clear(scratch)
	for i, x := range v.parts {
		scratch[i] = float32(x)
	}
	for _, signs := range p.signs {
		for i, sign := range signs {
			scratch[i] *= sign
		}
		transform(scratch)
	}
	var out signature
	for i, x := range scratch[:signatureBits] {
		out[i/64] |= uint64(math.Float32bits(x)>>31) << (i % 64) // the sign
	}
	return out
}

// transform is the Walsh-Hadamard transform, in place: v has a power of two of
// parts.
func transform(v []float32) {
	for i := 0; i+4 <= len(v); i += 4 { // half = 1 and 2 at once
		x := v[i : i+4 : i+4]
		a, b, c, d := x[0]+x[1], x[0]-x[1], x[2]+x[3], x[2]-x[3]
		x[0], x[1], x[2], x[3] = a+c, b+d, a-c, b-d
	}
	for half := 4; half < len(v); half *= 2 {
		for start := 0; start < len(v); start += 2 * half {
			a, b := v[start:start+half], v[start+half:start+2*half]
			for i, x := range a {
				y := b[i]
				a[i], b[i] = x+y, x-y
			}
		}
	}
}
