package index

import (
	"bytes"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

func TestLists(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := New(documentsOf(t))
		if err := x.Check(); err != nil {
			t.Fatal(err)
		}
		for stem := range uint32(x.stems.Len()) {
			for name, list := range map[string][]uint32{
				"postings": slices.Collect(x.postings.of(stem)), "titled": x.titled.Of(stem), "members": x.members.Of(stem),
			} {
				if !strictlyAscending(list) {
					t.Fatalf("%s of %q: %v", name, x.StemText(stem), list)
				}
			}
		}
	})
}

// Several builders make the index that one makes.
func TestBuildJoinsParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		documents := documentsOf(t)
		var parts []*Builder
		for rest := documents; ; {
			n := rapid.IntRange(0, len(rest)).Draw(t, "documents of a part")
			b := &Builder{}
			for _, d := range rest[:n] {
				b.Add(d)
			}
			if parts, rest = append(parts, b), rest[n:]; len(rest) == 0 {
				break
			}
		}
		one := &Builder{}
		for _, d := range documents {
			one.Add(d)
		}
		if got, want := join(parts...), join(one); !slices.EqualFunc(got.Arrays(), want.Arrays(), sameArray) {
			for i, a := range want.Arrays() {
				if !sameArray(a, got.Arrays()[i]) {
					t.Errorf("%d parts give %s %v, one gives %v", len(parts), a.Name, got.Arrays()[i].Bytes(), a.Bytes())
				}
			}
		}
	})
}

func sameArray(a, b flat.Array) bool { return a.Name == b.Name && bytes.Equal(a.Bytes(), b.Bytes()) }

// Many workers make the index that one makes.
func TestNewWithManyWorkers(t *testing.T) {
	documents := generated(300, 1)
	want := New(documents)
	for _, n := range []int{1, 3, 4} {
		before := runtime.GOMAXPROCS(n)
		got := New(documents)
		runtime.GOMAXPROCS(before)
		if !slices.EqualFunc(got.Arrays(), want.Arrays(), sameArray) {
			t.Errorf("%d workers make another index", n)
		}
	}
}

func strictlyAscending(a []uint32) bool {
	return slices.IsSorted(a) && len(slices.Compact(slices.Clone(a))) == len(a)
}

// Every number of the index is held against the documents, read again.
func TestIndexSaysWhatTheDocumentsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		documents := documentsOf(t)
		x := New(documents)
		n, sentences := uint32(0), 0
		holders, counts := map[string]int{}, map[string]int{}
		for d, doc := range documents {
			sentences += len(doc.Sentences)
			first, end := x.DocumentSentences(uint32(d))
			if first != n || int(end-first) != len(doc.Sentences) {
				t.Fatalf("document %d has sentences [%d, %d), want %d from %d", d, first, end, len(doc.Sentences), n)
			}
			if got := formsOf(x, x.AppendTitle(nil, uint32(d))); !slices.Equal(got, tokenForms(doc.Title)) {
				t.Fatalf("the words of title %q are %q", doc.Title, got)
			}
			for i, s := range doc.Sentences {
				text := doc.Slice(s.Span)
				if document, position := x.Locate(n); document != uint32(d) || position != i || x.Document(n) != uint32(d) {
					t.Fatalf("sentence %d stands at (%d, %d), want (%d, %d)", n, document, position, d, i)
				}
				if got := formsOf(x, x.AppendTokens(nil, n)); !slices.Equal(got, tokenForms(text)) {
					t.Fatalf("the words of %q are %q", text, got)
				}
				from, to := x.ParagraphSentences(x.Paragraph(n))
				p := doc.Paragraphs[s.Paragraph]
				if from != first+uint32(p.First) || to != first+uint32(p.Last) {
					t.Fatalf("sentence %d is in the paragraph [%d, %d), want [%d, %d) of document %d", n, from, to, p.First, p.Last, d)
				}
				stems, length := contentStems(text)
				if content, _ := x.paragraphs.sentence(n); content != length {
					t.Fatalf("the length of %q is %d, want %d", text, content, length)
				}
				for stem := range stems {
					holders[stem]++
				}
				for _, form := range tokenForms(text) {
					counts[form]++
				}
				n++
			}
		}
		if x.Sentences() != sentences {
			t.Fatalf("%d sentences, want %d", x.Sentences(), sentences)
		}
		for stem := range x.stems.Len() {
			text := x.stems.At(uint32(stem))
			if got := x.Holders(uint32(stem)); got != holders[text] {
				t.Fatalf("%q stands in %d sentences, want %d", text, got, holders[text])
			}
			h := float64(holders[text])
			want := math.Log(1 + (float64(sentences)-h+0.5)/(h+0.5))
			if got := float64(x.IDF(uint32(stem))); math.Abs(got-want) > 1e-5 || got <= 0 || got > float64(x.MaxIDF()) {
				t.Fatalf("the frequency of %q gives %v, want %v, and at most %v", text, got, want, x.MaxIDF())
			}
		}
		for w := range x.Words() {
			form := x.Form(uint32(w))
			if x.Count(uint32(w)) != counts[form] {
				t.Fatalf("%q occurs %d times, want %d", form, x.Count(uint32(w)), counts[form])
			}
			if again, ok := x.Word(form); !ok || again != uint32(w) {
				t.Fatalf("the number of %q is %d, %v, want %d", form, again, ok, w)
			}
			if x.StemText(x.StemOf(uint32(w))) != words.Stem(en.English, form) || !slices.Contains(x.StemWords(x.StemOf(uint32(w))), uint32(w)) {
				t.Fatalf("the stem of %q is %q, of the words %v", form, x.StemText(x.StemOf(uint32(w))), x.StemWords(x.StemOf(uint32(w))))
			}
		}
	})
}

func formsOf(x *Index, tokens []uint32) []string {
	var out []string
	for _, t := range tokens {
		out = append(out, x.Form(t&^Capital))
	}
	return out
}

func tokenForms(text string) []string {
	var out []string
	for _, t := range words.Tokens(en.English, text) {
		out = append(out, t.Form)
	}
	return out
}

func TestWithPrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := New(documentsOf(t))
		prefix := rapid.SampledFrom([]string{"", "k", "kor", "korea", "koreans", "3", "z", "\xff"}).Draw(t, "prefix")
		var got, want []string
		for _, s := range x.WithPrefix(prefix) {
			got = append(got, x.StemText(s))
		}
		for i := range x.stems.Len() {
			s := x.stems.At(uint32(i))
			if strings.HasPrefix(s, prefix) {
				want = append(want, s)
			}
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("stems with %q: %q, want %q", prefix, got, want)
		}
	})
}

func indexOf(t *testing.T, title, text string) *Index {
	t.Helper()
	doc := corpus.NewDocument("d", text)
	doc.Title = title
	return New([]*corpus.Document{doc})
}

func TestClasses(t *testing.T) {
	x := indexOf(t, "", "The H1N1 flu of 2024 cost 3,000 in October on a Monday.")
	for form, want := range map[string]Class{
		"the": Stop, "h1n1": Code, "2024": Figure | Year, "3000": Figure, "october": Month, "monday": Month, "flu": 0,
	} {
		w, ok := x.Word(form)
		if !ok || x.Class(w) != want {
			t.Errorf("the class of %q is %b, want %b", form, x.Class(w), want)
		}
	}
}

// An index that is made of the arrays of another finds what that one finds.
func TestIndexReopens(t *testing.T) {
	x := New(generated(30, 1))
	var again Index
	from, to := x.Arrays(), again.Arrays()
	if again.Check() == nil {
		t.Error("no arrays at all are no error")
	}
	names := map[string]bool{}
	for i, a := range from {
		if err := to[i].Bind(a.Bytes()); err != nil || to[i].Name != a.Name || names[a.Name] {
			t.Fatalf("%s for %s: %v", to[i].Name, a.Name, err)
		}
		names[a.Name] = true
	}
	if err := again.Check(); err != nil {
		t.Error(err)
	}
	// Unexported too: an array that Arrays forgets shows here.
	if !reflect.DeepEqual(x, &again) {
		t.Error("the index is not the same again")
	}
}

// A capital says nothing where a sentence begins.
func TestNames(t *testing.T) {
	x := indexOf(t, "", "Kursk fell. They left Kursk. Soldiers came. Troops came. Some Troops went. The troops stayed.")
	for form, want := range map[string]bool{"kursk": false, "soldiers": false, "troops": false} {
		w, _ := x.Word(form)
		if x.Name(w) != want {
			t.Errorf("%q is a name: %v, want %v", form, x.Name(w), want)
		}
	}
	x = indexOf(t, "", "Kursk fell. They left Kursk. We saw Kursk.")
	if w, _ := x.Word("kursk"); !x.Name(w) {
		t.Error("a word that is mostly written with a capital inside sentences is no name")
	}
}

func TestTokensKeepCapitals(t *testing.T) {
	x := indexOf(t, "", "They left Kursk.")
	var got []bool
	for _, token := range x.AppendTokens(nil, 0) {
		got = append(got, token&Capital != 0)
	}
	if !slices.Equal(got, []bool{true, false, true}) {
		t.Errorf("capitals %v", got)
	}
}

// A sentence, and how often it says a word, may be longer than a byte counts.
func TestLongSentence(t *testing.T) {
	x := indexOf(t, "", strings.Repeat("Kursk ", 300)+"fell.")
	if x.Sentences() != 1 {
		t.Fatalf("%d sentences", x.Sentences())
	}
	if content, units := x.paragraphs.sentence(0); content != 255 || len(units) != 301 {
		t.Errorf("length %d of %d units, want 255 of 301", content, len(units))
	}
	stem, _ := x.Stem("kursk")
	if hits := found(x, nil, []Term{{1, []Alternative{{stem, AnyWord, 1}}}}, 3); len(hits) != 1 || !(hits[0].Own > 0) {
		t.Errorf("hits %v", hits)
	}
}

func TestNothingToSearch(t *testing.T) {
	blank := &corpus.Document{Name: "blank"}
	for name, documents := range map[string][]*corpus.Document{"no documents": nil, "a blank document": {blank}} {
		x := New(documents)
		if x.Sentences() != 0 || x.Paragraphs() != 0 || x.Words() != 0 || len(x.WithPrefix("")) != 0 {
			t.Errorf("%s: the index holds something", name)
		}
		if hits := found(x, nil, []Term{{Weight: 1}}, 10); len(hits) != 0 {
			t.Errorf("%s: hits %v", name, hits)
		}
		if m := x.MaxIDF(); !(m > 0) || math.IsInf(float64(m), 0) {
			t.Errorf("%s: the rarest word weighs %v", name, m)
		}
		if _, ok := x.Word("kursk"); ok {
			t.Errorf("%s: it has a word", name)
		}
		if first, end := New([]*corpus.Document{blank, blank}).DocumentSentences(1); first != 0 || end != 0 {
			t.Errorf("a blank document has the sentences [%d, %d)", first, end)
		}
	}
}

func TestAdjacent(t *testing.T) {
	x := indexOf(t, "", "Aid came on 5 May. Kursk fell in October. The Duma met.\n\nMay aid come to Kursk. The fallen met.")
	for pair, want := range map[[2]string]bool{
		{"5", "may"}: true, {"may", "5"}: false, {"aid", "come"}: true, {"kursk", "fell"}: true, {"fell", "kursk"}: false,
		{"fell", "october"}: false, {"kursk", "october"}: false, {"duma", "met"}: true, {"duma", "kursk"}: false,
	} {
		a, ok := x.Stem(words.Stem(en.English, pair[0]))
		b, ok2 := x.Stem(words.Stem(en.English, pair[1]))
		if got := x.Adjacent(a, b, 1); !ok || !ok2 || got != want {
			t.Errorf("%q are side by side: %v, want %v", pair, got, want)
		}
	}
	fell, _ := x.Stem("fell")
	october, _ := x.Stem(words.Stem(en.English, "october"))
	if !x.Adjacent(fell, october, 2) {
		t.Error("fell in October: within two words")
	}
}
