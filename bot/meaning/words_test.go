package meaning

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// kinFile writes a table in which tokens come in families of eight that have
// much in common, and families in tribes that have some.
func kinFile(tokens []string, dims int) []byte {
	r := rand.New(rand.NewPCG(5, 6))
	direction := func(of []float64, share float64) []float64 {
		out := make([]float64, dims)
		for i := range out {
			out[i] = r.NormFloat64()
			if of != nil {
				out[i] = share*of[i] + (1-share)*out[i]
			}
		}
		return out
	}
	weights, scales := make([]float32, len(tokens)), make([]float32, len(tokens))
	rows := make([]int8, 0, len(tokens)*dims)
	var tribe, family []float64
	for i := range tokens {
		if i%64 == 0 {
			tribe = direction(nil, 0)
		}
		if i%8 == 0 {
			family = direction(tribe, 0.4)
		}
		weights[i], scales[i] = 0.1+r.Float32(), 0.01
		for _, x := range direction(family, 0.3+0.4*r.Float64()) {
			rows = append(rows, int8(min(max(x*30, -127), 127)))
		}
	}
	return tableFile(tokens, dims, weights, scales, rows)
}

// madeUp returns n words spelt with the letters and pieces of a vocabulary.
func madeUp(r *rand.Rand, vocabulary []string, n int) []string {
	out := make([]string, n)
	for i := range out {
		form := strings.TrimPrefix(vocabulary[r.IntN(len(vocabulary))], "##")
		if i%3 == 0 {
			form += strings.TrimPrefix(vocabulary[r.IntN(len(vocabulary))], "##")
		}
		out[i] = form
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A list is a vocabulary.
type list []string

func (l list) Words() int              { return len(l) }
func (l list) Form(word uint32) string { return l[word] }

// fullScan is what Near is to find, by the plain definition.
func fullScan(w *Words, skip func(uint32) bool, form string, n int) []Near {
	v, ok := w.table.Vector(form)
	if !ok || hasDigit(form) {
		return nil
	}
	view := w.View()
	defer view.Release()
	var all []Near
	for word := range uint32(w.forms.Words()) {
		other := w.forms.Form(word)
		if cosine := v.Cosine(view.Vector(word)); cosine > nearest && other != form && !hasDigit(other) && !skip(word) {
			all = append(all, Near{word, Degree(cosine)})
		}
	}
	slices.SortStableFunc(all, func(a, b Near) int {
		switch {
		case a.Degree > b.Degree:
			return -1
		case a.Degree < b.Degree:
			return 1
		}
		return 0
	})
	return all[:min(n, len(all))]
}

// Of the neighbours that a full scan finds, Near finds 99 in a hundred, and
// never another.
func TestNearFindsWhatAFullScanFinds(t *testing.T) {
	for _, dims := range []int{128, 256} {
		vocabulary := smallVocabulary(t)
		r := rand.New(rand.NewPCG(1, 2))
		forms := madeUp(r, vocabulary, 5000)
		skip := func(word uint32) bool { return word%10 == 0 }
		w := NewWords(mustOpen(t, kinFile(vocabulary, dims)), list(forms), skip)
		wanted, found := 0, 0
		for range 300 {
			form := forms[r.IntN(len(forms))]
			n := 1 + r.IntN(16)
			got, all := w.Near(nil, form, n), fullScan(w, skip, form, len(forms))
			want := all[:min(n, len(all))]
			wanted += len(want)
			for i, near := range got {
				if !slices.Contains(all, near) {
					t.Fatalf("Near(%q) gives %q, %v, which is no neighbour", form, forms[near.Word], near.Degree)
				}
				if i > 0 && got[i-1].Degree < near.Degree {
					t.Fatalf("Near(%q) = %v is out of order", form, got)
				}
				if slices.Contains(want, near) {
					found++
				}
			}
			if len(got) > n {
				t.Fatalf("Near(%q, %d) gives %d words", form, n, len(got))
			}
		}
		t.Logf("%d dimensions: %d of %d", dims, found, wanted)
		if wanted < 500 || float64(found) < 0.99*float64(wanted) {
			t.Errorf("%d dimensions: %d of %d neighbours found", dims, found, wanted)
		}
	}
}

func TestNearLeavesOut(t *testing.T) {
	// All words are the same but for their spelling.
	tokens := []string{"a", "b", "c", "d", "e", "1", "f"}
	rows := slices.Repeat([]int8{1, 2, 3, 4}, len(tokens)*8)
	ones := slices.Repeat([]float32{1}, len(tokens))
	table := mustOpen(t, tableFile(tokens, 32, ones, ones, rows))
	w := NewWords(table, list{"a", "b", "c", "d1", "d", "豈", ""}, func(word uint32) bool { return word == 2 })
	kept := Near{Word: 99}
	for form, want := range map[string][]uint32{
		"a": {1, 4}, "b": {0, 4}, "c": {0, 1, 4}, "e": {0, 1, 4}, "f": {0, 1, 4},
		"d1": {}, "1": {}, "豈": {}, "": {},
	} {
		got := w.Near([]Near{kept}, form, 16)
		if got[0] != kept {
			t.Errorf("Near(%q) changed what was there", form)
		}
		words := []uint32{}
		for _, near := range got[1:] {
			words = append(words, near.Word)
			if math.Abs(float64(near.Degree)-0.8) > 1e-5 {
				t.Errorf("Near(%q): the degree of the same vector is %v", form, near.Degree)
			}
		}
		slices.Sort(words)
		if !slices.Equal(words, want) {
			t.Errorf("Near(%q) = %v, want %v", form, words, want)
		}
		if len(w.Near(nil, form, 0)) != 0 || len(w.Near(nil, form, 1)) > 1 {
			t.Errorf("Near(%q) gives more than was asked for", form)
		}
	}
	if empty := NewWords(table, list(nil), func(uint32) bool { return false }); len(empty.Near(nil, "a", 3)) != 0 {
		t.Error("no words have a neighbour")
	}
}

func TestDegree(t *testing.T) {
	for cosine, want := range map[float32]float32{-1: 0, 0: 0, 0.5: 0.2, 1: 0.8, 1.0001: 0.8} {
		if got := Degree(cosine); math.Abs(float64(got-want)) > 1e-6 {
			t.Errorf("Degree(%v) = %v, want %v", cosine, got, want)
		}
	}
}

// The sum of a text's words is that of its pieces, but for rounding.
func TestWordsAddUpToTheirText(t *testing.T) {
	vocabulary := smallVocabulary(t)
	forms := madeUp(rand.New(rand.NewPCG(1, 2)), vocabulary, 500)
	table := mustOpen(t, kinFile(vocabulary, 256))
	w := NewWords(table, list(forms), func(uint32) bool { return false })
	rapid.Check(t, func(t *rapid.T) {
		var text []string
		sum, want := make([]float32, 256), make([]float32, 256)
		view := w.View()
		defer view.Release()
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(forms)-1), 1, 30).Draw(t, "words") {
			view.add(sum, uint32(i))
			text = append(text, forms[i])
		}
		known := table.Add(want, strings.Join(text, " "))
		if !known && length(sum) == 0 {
			return
		}
		if cosine := cosineBetween(sum, want); cosine < 0.999 || math.Abs(length(sum)/length(want)-1) > 0.01 {
			t.Fatalf("%q: cosine %v, lengths %v and %v", text, cosine, length(sum), length(want))
		}
	})
}

// A view gives the vectors that the table gives, each time that it is asked.
func TestViewGivesTheTablesVectors(t *testing.T) {
	for name, table := range map[string]*Table{
		"shipped": Shipped(), "made up": mustOpen(t, kinFile(smallVocabulary(t), 128)), "backwards": backwards(t),
	} {
		forms := append(madeUp(rand.New(rand.NewPCG(1, 2)), smallVocabulary(t), 500), "", "豈", "kursk's", "h1n1", "a", "b", "ab")
		view := NewWords(table, list(forms), func(uint32) bool { return false }).View()
		for range 2 {
			for word, form := range forms {
				want, known := table.Vector(form)
				got := view.Vector(uint32(word))
				if !known {
					want = Vector{}
				}
				if cosine := got.Cosine(want); known != (got.scale != 0) || known && cosine < 0.9995 {
					t.Errorf("%s: the vector of %q has a cosine of %v with the table's", name, form, cosine)
				}
				sum, plain := make([]float32, table.Dims()), make([]float32, table.Dims())
				view.add(sum, uint32(word))
				table.Add(plain, form)
				if math.Abs(length(sum)-length(plain)) > 0.01*length(plain) {
					t.Errorf("%s: %q adds %v, want %v", name, form, length(sum), length(plain))
				}
			}
		}
		view.Release()
	}
}

// backwards returns a table with rows that kernels must not read as they lie:
// one with -128, and one that counts backwards.
func backwards(t *testing.T) *Table {
	rows := append(slices.Repeat([]int8{-128, 2, 3, 4}, 8), slices.Repeat([]int8{1, -2, 3, 4}, 8)...)
	return mustOpen(t, tableFile([]string{"a", "b"}, 32, []float32{1, -1}, []float32{1, 1}, rows))
}

func TestWordsAreSafeForConcurrentUse(t *testing.T) {
	vocabulary := smallVocabulary(t)
	forms := madeUp(rand.New(rand.NewPCG(1, 2)), vocabulary, 1000)
	w := NewWords(mustOpen(t, kinFile(vocabulary, 128)), list(forms), func(uint32) bool { return false })
	want := w.Near(nil, forms[7], 8)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				if got := w.Near(nil, forms[7], 8); !slices.Equal(got, want) {
					t.Errorf("got %v, want %v", got, want)
				}
			}
		})
	}
	all.Wait()
}

// The benchmarks use made-up words of the small vocabulary: what a lookup
// costs depends on how many words there are, and how many are near.
func benchmarkWords(b *testing.B, n int) *Words {
	vocabulary := smallVocabulary(b)
	forms := madeUp(rand.New(rand.NewPCG(1, 2)), vocabulary, n*2)
	return NewWords(mustOpen(b, kinFile(vocabulary, 256)), list(forms[:min(n, len(forms))]), func(uint32) bool { return false })
}

func BenchmarkNewWords(b *testing.B) {
	vocabulary := smallVocabulary(b)
	table := mustOpen(b, kinFile(vocabulary, 256))
	for _, n := range []int{1000, 10_000} {
		forms := madeUp(rand.New(rand.NewPCG(1, 2)), vocabulary, n*2)
		forms = forms[:min(n, len(forms))]
		b.Run(strconv.Itoa(len(forms)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NewWords(table, list(forms), func(uint32) bool { return false })
			}
		})
	}
}

func BenchmarkNear(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		w := benchmarkWords(b, n)
		b.Run(strconv.Itoa(w.forms.Words()), func(b *testing.B) {
			b.ReportAllocs()
			var dst [16]Near
			for i := 0; b.Loop(); i++ {
				w.Near(dst[:0], w.forms.Form(uint32(i*7919%w.forms.Words())), len(dst))
			}
		})
	}
}

// The cosine of a question with sixty sentences of 25 words.
func BenchmarkSentences(b *testing.B) {
	w := benchmarkWords(b, 10_000)
	r := rand.New(rand.NewPCG(1, 2))
	var sentences [60][25]uint32
	for i := range sentences {
		for k := range sentences[i] {
			sentences[i][k] = uint32(r.IntN(w.forms.Words()))
		}
	}
	question := make([]float32, w.table.Dims())
	b.ReportAllocs()
	for b.Loop() {
		view := w.View()
		clear(question)
		w.table.Add(question, "Which body approved the treaty in Moscow?")
		likeness := NewLikeness(question)
		for _, words := range sentences {
			likeness.Compare(view, len(words), func(i int) uint32 { return words[i] })
		}
		view.Release()
	}
}

// How well each of 1,500 words of the candidates stands for each of six words
// of a question.
func BenchmarkCosines(b *testing.B) {
	w := benchmarkWords(b, 10_000)
	r := rand.New(rand.NewPCG(1, 2))
	view := w.View()
	defer view.Release()
	var asked [6]Vector
	for i := range asked {
		asked[i] = view.Vector(uint32(r.IntN(w.forms.Words())))
	}
	words := make([]uint32, 1500)
	for i := range words {
		words[i] = uint32(r.IntN(w.forms.Words()))
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, word := range words {
			v := view.Vector(word)
			for _, a := range asked {
				Degree(a.Cosine(v))
			}
		}
	}
}
