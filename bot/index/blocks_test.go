package index

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/quoth-bot/quoth/corpus"
)

// everyWith returns the numbers below n that leave this rest.
func everyWith(rest, by, n int) []uint32 {
	var out []uint32
	for i := rest; i < n; i += by {
		out = append(out, uint32(i))
	}
	return out
}

// Paragraphs beyond the first 65,536 are found as those before are, however
// many workers and documents they came of.
func TestManyBlocks(t *testing.T) {
	const half, all = 66_500, 133_000
	var documents []*corpus.Document
	for d, name := range []string{"a", "b"} {
		var sentences []string
		for i := d * half; i < (d+1)*half; i++ {
			s := "Troops moved"
			if i%1000 == 7 {
				s += " Kursk"
			}
			if i%1500 == 7 {
				s += " Duma"
			}
			if i >= 2*blockSize {
				s += " Pyongyang"
			}
			sentences = append(sentences, s+".")
		}
		doc, err := corpus.NewDocumentOfSentences(name, "", strings.Join(sentences, "\n\n"), sentences)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, doc)
	}
	one := &Builder{}
	for _, d := range documents {
		one.Add(d)
	}
	x := join(one)
	if x.Paragraphs() != all {
		t.Fatalf("%d paragraphs, want %d", x.Paragraphs(), all)
	}
	stem := func(form string) uint32 {
		s, ok := x.Stem(form)
		if !ok {
			t.Fatalf("no stem %q", form)
		}
		return s
	}
	kursk, duma, pyongyang := stem("kursk"), stem("duma"), stem("pyongyang")
	for form, want := range map[string][]uint32{
		"kursk": everyWith(7, 1000, all), "duma": everyWith(7, 1500, all), "troop": everyWith(0, 1, all), "pyongyang": everyWith(2*blockSize, 1, all),
	} {
		if got := slices.Collect(x.postings.of(stem(form))); !slices.Equal(got, want) {
			t.Errorf("%q stands in %d paragraphs, want %d", form, len(got), len(want))
		}
	}
	for other, want := range map[uint32][]uint32{duma: everyWith(7, 3000, all), pyongyang: {132_007}} {
		if got := slices.Collect(x.postings.both(kursk, other)); !slices.Equal(got, want) {
			t.Errorf("both stand in %v, want %v", got, want)
		}
		if got := slices.Collect(x.postings.both(other, kursk)); !slices.Equal(got, want) {
			t.Errorf("both stand in %v, want %v", got, want)
		}
	}
	if !x.Adjacent(duma, pyongyang, 1) || x.Adjacent(pyongyang, duma, 1) {
		t.Error("the words of a sentence of the last block are not side by side")
	}
	for other, want := range map[uint32][]uint32{duma: {7, 3007, 6007}, pyongyang: {132_007}} {
		var got []uint32
		for _, h := range found(x, nil, []Term{{1, []Alternative{{kursk, AnyWord, 1}}}, {1, []Alternative{{other, AnyWord, 1}}}}, len(want)) {
			got = append(got, h.Sentence)
		}
		if !slices.Equal(got, want) {
			t.Errorf("found %v, want %v", got, want)
		}
	}
	for _, workers := range []int{1, 2, 5} {
		before := runtime.GOMAXPROCS(workers)
		m := countPostings([]stretch{{x: x, content: x.content(), to: all}}, x.stems.Len(), x.averages)
		runtime.GOMAXPROCS(before)
		made := m.postings
		made.items, made.bounds = m.fill(0, x.stems.Len())
		for i, a := range made.arrays() {
			if want := x.postings.arrays()[i]; !sameArray(a, want) {
				t.Errorf("%d workers make other %s", workers, a.Name)
			}
		}
	}
}
