package meaning

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// cosineBetween is the cosine of two vectors, word for word as it is defined; 0
// where one of them is zero.
func cosineBetween(a, b []float32) float32 {
	var ab, aa, bb float64
	for i, x := range a {
		ab += float64(x) * float64(b[i])
		aa += float64(x) * float64(x)
		bb += float64(b[i]) * float64(b[i])
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return float32(ab / math.Sqrt(aa*bb))
}

// A passage is found by products of its halves: the same as word by word.
func TestLikenessIsTheCosineOfAllWordsAndOfTheNearestTen(t *testing.T) {
	vocabulary := []string{"alder", "birch", "cedar", "dog", "elm", "fir", "goat", "hazel", "##s", "oak"}
	const dims = 2 * dimsStep
	table := mustOpen(t, kinFile(vocabulary, dims))
	forms := list{"alder", "birch", "cedar", "dog", "elm", "fir", "goats", "hazel", "oaks", "unknown!"}
	view := NewWords(table, forms, func(uint32) bool { return false }).View()
	defer view.Release()
	rapid.Check(t, func(t *rapid.T) {
		asked := rapid.SliceOfN(rapid.SampledFrom(forms), 0, 5).Draw(t, "asked")
		words := rapid.SliceOfN(rapid.Uint32Range(0, uint32(len(forms)-1)), 0, 40).Draw(t, "words")
		text := make([]float32, dims)
		for _, form := range asked {
			table.Add(text, form)
		}
		sumOf := func(words []uint32) []float32 {
			sum := make([]float32, dims)
			for _, w := range words {
				view.add(sum, w)
			}
			return sum
		}
		wantWhole, wantPassage := cosineBetween(text, sumOf(words)), float32(0)
		for from := 0; from < len(words) && (from == 0 || from+half < len(words)); from += half {
			wantPassage = max(wantPassage, cosineBetween(text, sumOf(words[from:min(len(words), from+2*half)])))
		}
		whole, passage := NewLikeness(text).Compare(view, len(words), func(i int) uint32 { return words[i] })
		if math.Abs(float64(whole-wantWhole)) > 1e-4 || math.Abs(float64(passage-wantPassage)) > 1e-4 {
			t.Errorf("%q and %v: %v and %v, want %v and %v", asked, words, whole, passage, wantWhole, wantPassage)
		}
	})
}

func TestGatherIsThePlainOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := dimsStep * rapid.IntRange(1, 9).Draw(t, "steps")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		vectors := make([][]float32, 5)
		for i := range vectors {
			vectors[i] = make([]float32, n)
			for k := range vectors[i] {
				vectors[i][k] = float32(r.NormFloat64())
			}
		}
		sum, same := vectors[0], append([]float32(nil), vectors[0]...)
		var got, want laneSums
		gather(&got, sum, vectors[1], vectors[2], vectors[3])
		plainGather(&want, same, vectors[1], vectors[2], vectors[3])
		for i := range sum {
			if math.Float32bits(sum[i]) != math.Float32bits(same[i]) {
				t.Fatalf("part %d of the sum is %v, want %v", i, sum[i], same[i])
			}
		}
		if got != want {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}
