package meaning

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// tableFile writes a table: rows holds the tokens' rows one after another.
func tableFile(tokens []string, dims int, weights, scales []float32, rows []int8) []byte {
	var b bytes.Buffer
	b.WriteString("QUOTHMT1")
	write := func(x any) {
		if err := binary.Write(&b, binary.LittleEndian, x); err != nil {
			panic(err)
		}
	}
	write([]uint32{uint32(len(tokens)), uint32(dims)})
	write(weights)
	write(scales)
	write(rows)
	vocabulary := strings.Join(tokens, "\n")
	write(uint32(len(vocabulary)))
	b.WriteString(vocabulary)
	return b.Bytes()
}

// randomFile writes a table with rows drawn at random: all directions are
// about as far from each other as can be.
func randomFile(tokens []string, dims int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(dims)))
	weights, scales, rows := make([]float32, len(tokens)), make([]float32, len(tokens)), make([]int8, len(tokens)*dims)
	for i := range tokens {
		weights[i], scales[i] = 0.1+r.Float32(), 0.01*(0.1+r.Float32())
	}
	for i := range rows {
		rows[i] = int8(r.IntN(256) - 128)
	}
	return tableFile(tokens, dims, weights, scales, rows)
}

func mustOpen(t testing.TB, data []byte) *Table {
	t.Helper()
	table, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func length(v []float32) float64 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

func TestOpenRefuses(t *testing.T) {
	tokens := []string{"[UNK]", "a", "##b", "##", "c"}
	good := randomFile(tokens, 32)
	mustOpen(t, good)
	for n := range good {
		if table, err := Open(good[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for a table of %d dimensions", n, len(good), table.Dims())
		}
	}
	changed := func(at int, b ...byte) []byte {
		out := bytes.Clone(good)
		copy(out[at:], b)
		return out
	}
	weights := func(w float32) []byte {
		return changed(16, binary.LittleEndian.AppendUint32(nil, math.Float32bits(w))...)
	}
	for name, data := range map[string][]byte{
		"nothing":           nil,
		"another file":      changed(7, '2'),
		"a byte too many":   append(bytes.Clone(good), 'x'),
		"no tokens":         changed(8, 0, 0, 0, 0),
		"too many tokens":   changed(8, 0xff, 0xff, 0xff, 0xff),
		"no dimensions":     changed(12, 0, 0, 0, 0),
		"an odd dimension":  changed(12, 31, 0, 0, 0),
		"too many":          changed(12, 0, 0, 0, 0x80),
		"a weight of NaN":   weights(float32(math.NaN())),
		"an endless weight": weights(float32(math.Inf(-1))),
		"a large weight":    weights(1e30),
		"one token twice":   randomFile([]string{"a", "b", "a"}, 32),
		"an empty token":    randomFile([]string{"a", "", "b"}, 32),
		"a token too many":  randomFile([]string{"a", "b\nc"}, 32),
		"no text":           randomFile([]string{"a", "\xff"}, 32),
	} {
		if _, err := Open(data); err == nil || !strings.HasPrefix(err.Error(), "meaning: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// The rows are read where they lie.
func TestOpenDoesNotCopyTheRows(t *testing.T) {
	data := randomFile([]string{"a", "b"}, 32)
	table := mustOpen(t, data)
	before := table.rows[33]
	data[16+2*4+2*4+33]++
	if table.rows[33] == before {
		t.Error("the rows were copied")
	}
}

func FuzzOpen(f *testing.F) {
	good := randomFile([]string{"[UNK]", "a", "##b", "c"}, 32)
	f.Add(good)
	f.Add(good[:40])
	f.Add(randomFile([]string{"é", "##é"}, 64))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := Open(data)
		if err != nil {
			return
		}
		v := make([]float32, table.Dims())
		for _, form := range []string{"a", "ab", "cab", "é", "zz"} {
			table.word(v, form)
			if l := length(v); l != 0 && math.Abs(l-1) > 1e-3 {
				t.Fatalf("the vector of %q has length %v", form, l)
			}
		}
	})
}

func TestWord(t *testing.T) {
	vocabulary := smallVocabulary(t)
	table := mustOpen(t, randomFile(vocabulary, 64))
	got := make([]float32, 64)
	for _, form := range []string{"a", "soldiers", "psycological", "o'neill"} {
		want := make([]float32, 64)
		for _, id := range table.wordPieces(nil, form) {
			for k := range want {
				want[k] += table.factors.float(id) * float32(table.rows[int(id)*64+k])
			}
		}
		if !table.word(got, form) || math.Abs(length(got)-1) > 1e-5 || cosineBetween(got, want) < 0.99999 {
			t.Errorf("Word(%q) has length %v and cosine %v", form, length(got), cosineBetween(got, want))
		}
		if v, ok := table.Vector(form); !ok || math.Abs(float64(v.Cosine(v))-1) > 1e-5 {
			t.Errorf("Vector(%q) is not of length 1", form)
		}
	}
	for _, form := range []string{"", " ", "豈", strings.Repeat("a", 101)} {
		if table.word(got, form) || length(got) != 0 {
			t.Errorf("Word(%q) has a vector", form)
		}
		if _, ok := table.Vector(form); ok {
			t.Errorf("Vector(%q) is there", form)
		}
	}
	if w := table.Whole("soldiers"); !w {
		t.Error("soldiers is one piece")
	}
	for _, form := range []string{"", "psycological", "豈"} {
		if table.Whole(form) {
			t.Errorf("%q is not one piece", form)
		}
	}
}
