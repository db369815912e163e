package fuzzy

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/lang/en"
)

func TestSpellerFinds(t *testing.T) {
	vocabulary := strings.Fields("psychological defectors kursk soldiers storm yong embargo ukraine korea 3000 h1n1 october")
	s := newSpeller(vocabularyOfWords(vocabulary))
	tests := []struct {
		form, word string
		distance   uint8
	}{
		{"psycological", "psychological", 1},
		{"deffectors", "defectors", 1},
		{"kurks", "kursk", 1},
		{"soilders", "soldiers", 2},
		{"strom", "storm", 1},
		{"embrgo", "embargo", 1},
		{"wkraine", "ukraine", 1},
		{"orea", "korea", 1},
		{"embargo", "embargo", 0},
	}
	for _, tt := range tests {
		got := s.lookup(nil, tt.form)
		want := nearWord{uint32(slices.Index(vocabulary, tt.word)), tt.distance}
		if !slices.Contains(got, want) {
			t.Errorf("lookup(%q) = %v, want %v among them", tt.form, got, want)
		}
	}
	for _, form := range []string{"", "3001", "h1n2", "stm", "ston", "kuskr?", strings.Repeat("k", 40_000), "\xff\xfe\xfd\xfc"} {
		if got := s.lookup(nil, form); len(got) > 0 {
			t.Errorf("lookup(%q) = %v, want none", form, got)
		}
	}
}

// bruteForce is what lookup must find, by the plain definition.
func bruteForce(vocabulary []string, form string) []nearWord {
	var near []nearWord
	for id, w := range vocabulary {
		if strings.ContainsAny(w+form, "0123456789") {
			continue
		}
		n := min(utf8.RuneCountInString(w), utf8.RuneCountInString(form))
		if n < 4 || max(utf8.RuneCountInString(w), utf8.RuneCountInString(form)) > 40 {
			continue
		}
		limit := 1
		if n >= 6 {
			limit = 2
		}
		if d := plainDistance([]rune(w), []rune(form)); d <= limit {
			near = append(near, nearWord{uint32(id), uint8(d)})
		}
	}
	return near
}

// plainDistance is the recursive definition of optimal string alignment.
func plainDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j-1], d[i-1][j], d[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestLookupEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SampledFrom([]string{`[abc]{3,12}`, `[a-zé']{3,10}`, `[ab]{5,42}`}).Draw(t, "letters")
		word := rapid.StringMatching(letters)
		vocabulary := rapid.SliceOfNDistinct(word, 1, 40, rapid.ID).Draw(t, "vocabulary")
		s := newSpeller(vocabularyOfWords(vocabulary))
		form := rapid.OneOf(word, rapid.SampledFrom(vocabulary)).Draw(t, "form")
		for range rapid.IntRange(0, 2).Draw(t, "edits") {
			form = edited(t, form)
		}
		if got, want := s.lookup(nil, form), bruteForce(vocabulary, form); !slices.Equal(got, want) {
			t.Fatalf("lookup(%q) in %q = %v, want %v", form, vocabulary, got, want)
		}
	})
}

func edited(t *rapid.T, form string) string {
	r := []rune(form)
	at := rapid.IntRange(0, max(0, len(r)-2)).Draw(t, "at")
	switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
	case kind == 0 || len(r) < 2:
		return string(slices.Insert(r, at, 'x'))
	case kind == 1:
		return string(slices.Delete(r, at, at+1))
	case kind == 2:
		r[at] = 'x'
	default:
		r[at], r[at+1] = r[at+1], r[at]
	}
	return string(r)
}

func FuzzLookup(f *testing.F) {
	f.Add("psychological storm ukraine", "pyschological")
	f.Add("abcd abdc bacd", "abcd")
	f.Add("\xffabc ééééé", "éééé")
	f.Fuzz(func(t *testing.T, text, form string) {
		v := vocabularyFrom(strings.ToValidUTF8(text, "x"))
		vocabulary := make([]string, v.Words())
		for id := range vocabulary {
			vocabulary[id] = v.Form(uint32(id))
		}
		form = strings.ToValidUTF8(form, "x")
		if len(text) > 300 || len(form) > 60 {
			t.Skip("too long for the plain definition")
		}
		if got, want := newSpeller(v).lookup(nil, form), bruteForce(vocabulary, form); !slices.Equal(got, want) {
			t.Fatalf("lookup(%q) in %q = %v, want %v", form, vocabulary, got, want)
		}
	})
}

func TestMatcherReopens(t *testing.T) {
	v := vocabularyFrom(reports)
	m, again := New(en.English, v), Unbound(en.English, v)
	from, to := m.Arrays(), again.Arrays()
	if again.Check() == nil {
		t.Error("no arrays at all are no error")
	}
	for i, a := range from {
		if err := to[i].Bind(a.Bytes()); err != nil || to[i].Name != a.Name {
			t.Fatalf("%s for %s: %v", to[i].Name, a.Name, err)
		}
	}
	if err := again.Check(); err != nil {
		t.Error(err)
	}
	for _, form := range []string{"kurks", "prtnrshp", "frontline"} {
		if got, want := again.Guess(nil, form, false), m.Guess(nil, form, false); len(got) == 0 || !slices.Equal(got, want) {
			t.Errorf("Guess(%q) after reopening = %v, want %v", form, got, want)
		}
	}
}
