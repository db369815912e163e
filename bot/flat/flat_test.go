package flat

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestDictionaryNumbersAsAMapDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d Dictionary
		if _, ok := d.Find("a"); ok {
			t.Fatal("an empty dictionary holds a word")
		}
		word := rapid.OneOf(rapid.StringMatching(`[ab]{0,4}`), rapid.StringN(0, 40, 60))
		numbers := map[string]uint32{}
		for _, v := range rapid.SliceOfN(word, 0, 200).Draw(t, "words") {
			want, known := numbers[v]
			if !known {
				want = uint32(len(numbers))
				numbers[v] = want
			}
			if got, isNew := d.Number(v); got != want || isNew == known {
				t.Fatalf("Number(%q) = %d, %v, want %d, %v", v, got, isNew, want, !known)
			}
		}
		again := reopened(t, &d)
		if err := again.Check(); err != nil || again.Len() != len(numbers) {
			t.Fatalf("reopened: %d strings, want %d: %v", again.Len(), len(numbers), err)
		}
		for v, want := range numbers {
			if got, ok := again.Find(v); !ok || got != want || again.At(want) != v {
				t.Fatalf("Find(%q) = %d, %v, want %d", v, got, ok, want)
			}
		}
		other := word.Draw(t, "other")
		if _, ok := again.Find(other); ok != has(numbers, other) {
			t.Fatalf("Find(%q) gives %v", other, ok)
		}
	})
}

func has(m map[string]uint32, v string) bool { _, ok := m[v]; return ok }

// reopened returns a dictionary of the bytes of another.
func reopened(t *rapid.T, d *Dictionary) *Dictionary {
	var again Dictionary
	from, to := d.Arrays(), again.Arrays()
	for i, a := range from {
		if a.Name != to[i].Name {
			t.Fatalf("array %q is bound to %q", a.Name, to[i].Name)
		}
		if err := to[i].Bind(a.Bytes()); err != nil {
			t.Fatal(err)
		}
	}
	return &again
}

func TestPack(t *testing.T) {
	l := Pack([]uint32{2, 0, 2, 2}, []uint32{7, 8, 7, 5}, 4)
	for i, want := range [][]uint32{{8}, nil, {7, 7, 5}, nil} {
		if got := l.Of(uint32(i)); !slices.Equal(got, want) {
			t.Errorf("list %d is %v, want %v", i, got, want)
		}
	}
	if err := l.Check(4); err != nil {
		t.Error(err)
	}
}

// What does not fit together is told before it is read.
func TestCheckRefuses(t *testing.T) {
	for name, l := range map[string]Lists[uint32]{
		"a list too few": {Start: []uint32{0, 1}, Items: []uint32{5}},
		"items left":     {Start: []uint32{0, 1, 1}, Items: []uint32{5, 6}},
		"a late start":   {Start: []uint32{1, 1, 1}, Items: []uint32{5}},
		"no lists":       {Items: []uint32{5}},
	} {
		if l.Check(2) == nil {
			t.Errorf("%s is no error", name)
		}
	}
	full := Dictionary{Strings: Strings{text: []byte("ab"), start: []uint32{0, 1, 2}}, slots: []uint32{1, 2}}
	if full.Check() == nil {
		t.Error("a dictionary without a free slot, in which a search would not end, is no error")
	}
	numbers := make([]uint32, 2)
	a := Of("numbers", &numbers)
	bytes := a.Bytes()
	if a.Bind(bytes[:7]) == nil || a.Bind(bytes[1:5]) == nil {
		t.Error("bytes that are no whole numbers are no error")
	}
	if err := a.Bind(bytes[4:]); err != nil || len(numbers) != 1 {
		t.Errorf("one number: %v, %v", numbers, err)
	}
}
