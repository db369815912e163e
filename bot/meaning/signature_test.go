package meaning

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// signaturesNear draws signatures that differ from q in some 60 to 150 bits.
func signaturesNear(r *rand.Rand, q signature, n int) []signature {
	out := make([]signature, n)
	for i := range out {
		out[i] = q
		for range 60 + r.IntN(200) {
			bit := r.IntN(signatureBits)
			out[i][bit/64] ^= 1 << (bit % 64)
		}
	}
	return out
}

func randomSignature(r *rand.Rand) signature {
	return signature{r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()}
}

func checkCloseGroups(t interface {
	Helper()
	Fatalf(string, ...any)
}, q signature, all []signature, limit int) {
	t.Helper()
	got := closeGroups(make([]uint32, 0, len(all)/group), &q, all, limit)
	want := plainCloseGroups(nil, &q, all, limit)
	if !slices.Equal(got, want) {
		t.Fatalf("closeGroups(%x, %x, %d) = %v, want %v", q, all, limit, got, want)
	}
}

func TestCloseGroupsAreEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		q := randomSignature(r)
		checkCloseGroups(t, q, signaturesNear(r, q, group*rapid.IntRange(0, 40).Draw(t, "groups")), rapid.IntRange(0, signatureBits).Draw(t, "limit"))
	})
	// Every distance, at each place of a group, all bits of one side first.
	q := signature{0x0123456789abcdef, math.MaxUint64, 0, 0xaaaaaaaaaaaaaaaa}
	for place := range group {
		far := q
		for bit := range signatureBits + 1 {
			all := slices.Repeat([]signature{{^q[0], ^q[1], ^q[2], ^q[3]}}, group)
			all[place] = far
			checkCloseGroups(t, q, all, 104)
			checkCloseGroups(t, q, all, bit)
			if bit < signatureBits {
				far[bit/64] ^= 1 << (bit % 64)
			}
		}
	}
}

func FuzzCloseGroups(f *testing.F) {
	f.Add(uint64(0), uint64(1), uint64(2), uint64(3), uint64(4), uint8(104))
	f.Fuzz(func(t *testing.T, a, b, c, d, seed uint64, limit uint8) {
		q := signature{a, b, c, d}
		checkCloseGroups(t, q, signaturesNear(rand.New(rand.NewPCG(seed, 0)), q, 3*group), int(limit))
		checkCloseGroups(t, q, []signature{{}, {b, c, d, a}, {c, d, a, b}, {seed, d, c, b}}, int(limit))
	})
}

// The share of bits that differ is the angle over π, whatever the dimensions.
func TestSignaturesTellTheAngle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, dims := range []int{32, 96, 128, 256, 384} {
		p := newPlanes(dims)
		scratch := p.scratch()
		var off float64
		const pairs = 300
		for range pairs {
			a, b := make([]float32, dims), make([]float32, dims)
			share := r.Float32()
			for i := range a {
				a[i] = float32(r.NormFloat64())
				b[i] = share*a[i] + (1-share)*float32(r.NormFloat64())
			}
			v, w := Vector{parts: make([]int8, dims)}, Vector{parts: make([]int8, dims)}
			v.scale, w.scale = quantise(v.parts, a), quantise(w.parts, b)
			sv, sw := p.signature(v, scratch), p.signature(w, scratch)
			off += math.Abs(float64(distance(&sv, &sw)) - signatureBits*math.Acos(float64(cosineBetween(a, b)))/math.Pi)
		}
		// Bits drawn independently would be 6 off on average.
		if off /= pairs; off > 7.5 {
			t.Errorf("%d dimensions: %.1f bits off on average", dims, off)
		}
	}
}

func BenchmarkCloseGroups(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	q, all := randomSignature(r), make([]signature, 1024)
	for i := range all {
		all[i] = randomSignature(r)
	}
	buffer := make([]uint32, 0, len(all)/group)
	for _, kernel := range []struct {
		name string
		run  func([]uint32, *signature, []signature, int) []uint32
	}{{"fast", closeGroups}, {"plain", plainCloseGroups}} {
		b.Run(kernel.name, func(b *testing.B) {
			for b.Loop() {
				kernel.run(buffer, &q, all, 104)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(all)), "ns/signature")
		})
	}
}
