package index

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

// A slow is the first stage as its formulas say it, without an index: every
// sentence is read again for every search. The sums are taken in the order of
// the terms, as in Search, so that the two agree to the last bit.
type slow struct {
	sentences []slowSentence
	docs      []slowDocument
	paras     [][]int // sentences by paragraph
	above     [][]int // sentences that count for each paragraph, as it stands below them

	average, paraAverage float32
}

type slowSentence struct {
	stems     map[string]int
	order     []string // stems of its words that are not stop words
	forms     map[string]bool
	length    int // words that are not stop words
	paragraph int
	document  int
}

type slowDocument struct{ title map[string]bool }

func newSlow(documents []*corpus.Document) *slow {
	s := &slow{}
	total := 0
	for d, doc := range documents {
		title, _ := contentStems(doc.Title)
		s.docs = append(s.docs, slowDocument{map[string]bool{}})
		for stem := range title {
			s.docs[d].title[stem] = true
		}
		first := len(s.sentences)
		for _, p := range doc.Paragraphs {
			var numbers []int
			for _, sentence := range doc.Sentences[p.First:p.Last] {
				text := doc.Slice(sentence.Span)
				stems, n := contentStems(text)
				numbers = append(numbers, len(s.sentences))
				s.sentences = append(s.sentences, slowSentence{stems, stemsInOrder(text), formSet(text), n, len(s.paras), d})
				total += n
			}
			if len(numbers) > 0 {
				s.paras = append(s.paras, numbers)
				s.above = append(s.above, s.aboveOf(doc, p, first))
			}
		}
	}
	s.average = float32(total) / float32(max(len(s.sentences), 1))
	s.paraAverage = float32(total) / float32(max(len(s.paras), 1))
	return s
}

// aboveOf returns the sentences that a paragraph of a document stands below, the
// nearest few that are short. The document's first sentence has a number.
func (s *slow) aboveOf(d *corpus.Document, p corpus.Paragraph, first int) []int {
	var out []int
	for n := p.Above; n > 0 && len(out) < mostAbove; n = d.Paragraphs[d.Sentences[n-1].Paragraph].Above {
		if s.sentences[first+n-1].length <= longestAbove {
			out = append(out, first+n-1)
		}
	}
	return out
}

// formSet returns the words of a text.
func formSet(text string) map[string]bool {
	forms := map[string]bool{}
	for _, t := range words.Tokens(en.English, text) {
		forms[t.Form] = true
	}
	return forms
}

// stemsInOrder returns the stems of a text's words that are not stop words.
func stemsInOrder(text string) []string {
	var stems []string
	for _, t := range words.Tokens(en.English, text) {
		if !en.English.IsStop(t.Form) {
			stems = append(stems, words.Stem(en.English, t.Form))
		}
	}
	return stems
}

// contentStems counts the stems of a text's words that are not stop words.
func contentStems(text string) (map[string]int, int) {
	stems, n := map[string]int{}, 0
	for _, t := range words.Tokens(en.English, text) {
		if !en.English.IsStop(t.Form) {
			stems[words.Stem(en.English, t.Form)]++
			n++
		}
	}
	return stems, n
}

func (s *slow) search(x *Index, terms []Term, k int) []Hit {
	own := make([]float32, len(s.sentences))
	para := make([]float32, len(s.paras))
	title := make([]float32, len(s.docs))
	for _, st := range stemsOf(x, terms) {
		for p, members := range s.paras {
			frequency, length := 0, 0
			for _, n := range members {
				f := s.sentences[n].stems[st.text]
				own[n] += st.weight * saturated(float32(f), lengthNorm(float32(s.sentences[n].length), s.average))
				frequency += f
				length += s.sentences[n].length
			}
			for _, n := range s.above[p] {
				frequency += s.sentences[n].stems[st.text]
				length += s.sentences[n].length
			}
			para[p] += st.weight * saturated(float32(frequency), lengthNorm(float32(length), s.paraAverage))
		}
		for d, doc := range s.docs {
			if doc.title[st.text] {
				title[d] += st.weight
			}
		}
	}
	hit := func(n int) Hit {
		p, d := s.sentences[n].paragraph, s.sentences[n].document
		h := Hit{Sentence: uint32(n), Own: own[n], Paragraph: para[p], Title: title[d]}
		h.First = h.Own + paragraphShare*h.Paragraph + titleShare*h.Title
		h.Coverage, h.InOrder = s.meets(x, terms, n)
		return h
	}
	var hits []Hit
	for n := range s.sentences {
		if own[n] > 0 {
			hits = append(hits, hit(n))
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		if a.First != b.First {
			return descending(a.First, b.First)
		}
		return int(a.Sentence) - int(b.Sentence)
	})
	hits = hits[:min(len(hits), k)]
	slices.SortFunc(hits, func(a, b Hit) int {
		if x, y := a.order(), b.order(); x != y {
			return descending(x, y)
		}
		return int(a.Sentence) - int(b.Sentence)
	})
	return hits
}

// A weighted stem is one that some terms may stand for.
type weighted struct {
	text   string
	weight float32
}

// stemsOf returns the stems of terms, each once, in the order in which they
// are first met.
func stemsOf(x *Index, terms []Term) []weighted {
	var out []weighted
	for _, t := range terms {
		for _, a := range t.Alternatives {
			text := x.StemText(a.Stem)
			at := slices.IndexFunc(out, func(w weighted) bool { return w.text == text })
			if at < 0 {
				at = len(out)
				out = append(out, weighted{text: text})
			}
			out[at].weight += t.Weight * a.Degree
		}
	}
	return out
}

// holdsMeant reports whether a sentence holds one of the words of a stem that
// some alternative means.
func (s *slowSentence) holdsMeant(x *Index, terms []Term, stem uint32) bool {
	for _, t := range terms {
		for _, a := range t.Alternatives {
			if a.Stem == stem && (a.Word == AnyWord || s.forms[x.Form(a.Word)]) {
				return true
			}
		}
	}
	return false
}

func (s *slow) meets(x *Index, terms []Term, n int) (coverage, inOrder float32) {
	var met, all float32
	before := -1 // where the term before stands
	for _, t := range terms {
		best, at := float32(0), -1
		for _, a := range t.Alternatives {
			degree := a.Degree
			if !s.sentences[n].holdsMeant(x, terms, a.Stem) {
				degree *= otherForm
			}
			place := slices.Index(s.sentences[n].order, x.StemText(a.Stem))
			if place >= 0 && (degree > best || degree == best && place < at) {
				best, at = degree, place
			}
		}
		met += t.Weight * best
		all += t.Weight
		if before >= 0 && before < at {
			inOrder++
		}
		before = at
	}
	return met / all, inOrder / float32(max(len(terms)-1, 1))
}

func descending(a, b float32) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// vocabulary is small, so that sentences share words, and tie.
var vocabulary = strings.Fields(`troop troops soldier soldiers Kursk Korea Korean Russia sent send the of in and to us US 3,000
	October pact treaty ratified ratify war front line frontline H1N1 aid weapons Duma officers generals moved`)

// documentsOf draws documents of drawn sentences: some blank, some without a
// word, some titles blank.
func documentsOf(t *rapid.T) []*corpus.Document {
	sentence := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 1, 8), func(w []string) string { return strings.Join(w, " ") + "." })
	sentence = rapid.OneOf(sentence, sentence, sentence, rapid.SampledFrom([]string{"", "--", "The of.", strings.Repeat("Kursk pact ", longestAbove)}))
	n := rapid.IntRange(0, 10).Draw(t, "documents")
	var out []*corpus.Document
	for i := range n {
		sentences := rapid.SliceOfN(sentence, 0, 10).Draw(t, "sentences")
		ends := rapid.SampledFrom([]int{1, 2, 4}).Draw(t, "sentences of a paragraph")
		text := "*"
		for i, s := range sentences {
			text += " " + s
			if i%ends == ends-1 {
				text += "\n\n"
			}
		}
		title := rapid.SampledFrom([]string{"", " ", "--", "Korea", "The pact of Kursk and Korea Korea"}).Draw(t, "title")
		doc, err := corpus.NewDocumentOfSentences(fmt.Sprint(i), title, text, sentences)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "an outline") {
			for i := range doc.Paragraphs {
				p := &doc.Paragraphs[i]
				p.Above = rapid.IntRange(0, p.First).Draw(t, "above")
			}
		}
		out = append(out, doc)
	}
	return out
}

// termsOf draws weighted stems of the index's.
func termsOf(t *rapid.T, x *Index) []Term {
	if x.stems.Len() == 0 {
		return nil
	}
	stem := rapid.Uint32Range(0, uint32(x.stems.Len()-1))
	var terms []Term
	for range rapid.IntRange(0, 4).Draw(t, "terms") {
		term := Term{Weight: rapid.SampledFrom([]float32{0.4, 1, 2.7, 5}).Draw(t, "weight")}
		for range rapid.IntRange(0, 3).Draw(t, "alternatives") {
			degree := rapid.SampledFrom([]float32{0.3, 0.5, 1}).Draw(t, "degree")
			a := Alternative{stem.Draw(t, "stem"), AnyWord, degree}
			if rapid.Bool().Draw(t, "one word of the stem") {
				a.Word = rapid.SampledFrom(x.StemWords(a.Stem)).Draw(t, "word")
			}
			term.Alternatives = append(term.Alternatives, a)
		}
		terms = append(terms, term)
	}
	return terms
}

func TestSearchFindsWhatASlowSearchFinds(t *testing.T) { rapid.Check(t, checkSearch) }

func FuzzSearch(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkSearch)) }

func checkSearch(t *rapid.T) {
	documents := documentsOf(t)
	x, s := New(documents), newSlow(documents)
	for range 3 { // the working memory is used again
		terms := termsOf(t, x)
		k := rapid.SampledFrom([]int{0, 1, 3, 60}).Draw(t, "k")
		got, want := found(x, nil, terms, k), s.search(x, terms, k)
		if !slices.EqualFunc(got, want, alike) {
			t.Fatalf("Search(%v, %d)\n gives %v\n want %v", terms, k, got, want)
		}
	}
}

// Of many paragraphs most are never read: what is found must be the same.
func TestSearchOfManyParagraphs(t *testing.T) {
	documents := generated(150, 3)
	x, s := New(documents), newSlow(documents)
	random := rand.New(rand.NewPCG(4, 5))
	for range 150 {
		var terms []Term
		for range 1 + random.IntN(5) {
			term := Term{Weight: 0.3 + 8*random.Float32()}
			for range 1 + random.IntN(3) {
				term.Alternatives = append(term.Alternatives, Alternative{random.Uint32N(uint32(x.stems.Len())), AnyWord, 1 - 0.9*random.Float32()})
			}
			terms = append(terms, term)
		}
		k := []int{1, 10, 60}[random.IntN(3)]
		if got, want := found(x, nil, terms, k), s.search(x, terms, k); !slices.EqualFunc(got, want, alike) {
			t.Fatalf("Search(%v, %d)\n gives %v\n want %v", terms, k, got, want)
		}
	}
}

// alike allows the last bits of a score to differ where a processor rounds
// products and sums in one step; the ranking must be the same.
func alike(a, b Hit) bool {
	near := func(a, b float32) bool { return math.Abs(float64(a-b)) <= 1e-5*math.Abs(float64(b)) }
	return a.Sentence == b.Sentence && near(a.Own, b.Own) && near(a.Paragraph, b.Paragraph) && near(a.Title, b.Title) &&
		near(a.First, b.First) && near(a.Coverage, b.Coverage) && a.InOrder == b.InOrder
}

// The slow search must itself be right: one term worked out on paper. Three
// sentences with 2, 4 and 3 words (3 on average) in paragraphs of 6 and 3 (4.5
// on average); the word stands once in the first, twice in the second.
func TestSearchByHand(t *testing.T) {
	text := "Kursk fell. Kursk fights, Kursk holds.\n\nPyongyang sends aid."
	doc, err := corpus.NewDocumentOfSentences("d", "Kursk", text, []string{"Kursk fell.", "Kursk fights, Kursk holds.", "Pyongyang sends aid."})
	if err != nil {
		t.Fatal(err)
	}
	x := New([]*corpus.Document{doc})
	stem, _ := x.Stem("kursk")
	got := found(x, nil, []Term{{Weight: 2, Alternatives: []Alternative{{stem, AnyWord, 0.5}}}}, 10)
	own := func(tf, length float64) float64 { return 1.9 * tf / (tf + 0.9*(0.6+0.4*length/3)) }
	paragraph := 1.9 * 3 / (3 + 0.9*(0.6+0.4*6/4.5))
	want := []struct {
		sentence uint32
		own      float64
	}{{1, own(2, 4)}, {0, own(1, 2)}}
	if len(got) != len(want) {
		t.Fatalf("got %v", got)
	}
	for i, w := range want {
		first := w.own + 0.5*paragraph + 0.3*1
		if h := got[i]; h.Sentence != w.sentence || math.Abs(float64(h.Own)-w.own) > 1e-5 ||
			math.Abs(float64(h.Paragraph)-paragraph) > 1e-5 || h.Title != 1 || math.Abs(float64(h.First)-first) > 1e-5 {
			t.Errorf("hit %d is %+v, want %+v with paragraph %v", i, h, w, paragraph)
		}
	}
}

func TestSearchAppends(t *testing.T) {
	x := New(generated(40, 1))
	stem, _ := x.Stem("troop")
	terms := []Term{{Weight: 1, Alternatives: []Alternative{{stem, AnyWord, 1}}}}
	before := []Hit{{Sentence: 77}}
	got := found(x, before, terms, 5)
	if len(got) != 6 || got[0] != before[0] || !slices.Equal(got[1:], found(x, nil, terms, 5)) {
		t.Errorf("got %v", got)
	}
}

// Searches of a large and a small index share their working memory, and must
// not see each other's scores.
func TestSearchesAtOnce(t *testing.T) {
	indexes := []*Index{New(generated(300, 1)), New(generated(3, 2)), New(nil)}
	type job struct {
		x     *Index
		terms []Term
		want  []Hit
	}
	var jobs []job
	for _, x := range indexes {
		for stem := range uint32(x.stems.Len()) {
			other := (stem + 7) % uint32(x.stems.Len())
			terms := []Term{{Weight: 2, Alternatives: []Alternative{{stem, AnyWord, 1}}}, {Weight: 1, Alternatives: []Alternative{{other, AnyWord, 0.5}}}}
			jobs = append(jobs, job{x, terms, found(x, nil, terms, 20)})
		}
	}
	jobs = append(jobs, job{x: indexes[2]})
	var wg sync.WaitGroup
	for worker := range uint64(8) {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(worker, 1))
			for range 300 {
				j := jobs[random.IntN(len(jobs))]
				if got := found(j.x, nil, j.terms, 20); !slices.Equal(got, j.want) {
					t.Errorf("at once with others: %v, alone: %v", got, j.want)
					return
				}
			}
		})
	}
	wg.Wait()
}

// generated makes documents of random words, always the same for a seed.
func generated(documents int, seed uint64) []*corpus.Document {
	random := rand.New(rand.NewPCG(seed, 0))
	var out []*corpus.Document
	for d := range documents {
		var text strings.Builder
		for range 4 {
			for range 5 {
				text.WriteString("They ")
				for range 4 + random.IntN(20) {
					// The squared choice makes a few words common and most rare.
					if r := random.Float64(); random.IntN(2) == 0 {
						text.WriteString(vocabulary[int(r*r*float64(len(vocabulary)))])
					} else {
						fmt.Fprintf(&text, "word%c%c", 'a'+int(r*r*26), 'a'+random.IntN(26))
					}
					text.WriteByte(' ')
				}
				text.WriteString("moved. ")
			}
			text.WriteString("\n\n")
		}
		doc := corpus.NewDocument(fmt.Sprint(d), text.String())
		doc.Title = vocabulary[random.IntN(len(vocabulary))]
		out = append(out, doc)
	}
	return out
}

func BenchmarkSearch(b *testing.B) {
	for _, documents := range []int{100, 2000} {
		x := New(generated(documents, 1))
		var terms []Term
		for _, form := range []string{"troop", "korea", "kursk", "wordab", "wordqz"} {
			if stem, ok := x.Stem(form); ok {
				terms = append(terms, Term{Weight: x.IDF(stem), Alternatives: []Alternative{{stem, AnyWord, 1}}})
			}
		}
		b.Run(fmt.Sprintf("sentences=%d", x.Sentences()), func(b *testing.B) {
			b.ReportAllocs()
			var hits []Hit
			for b.Loop() {
				hits = found(x, hits[:0], terms, 60)
			}
		})
	}
}

// found searches without an end.
func found(x *Index, dst []Hit, terms []Term, k int) []Hit {
	hits, err := x.Search(context.Background(), dst, terms, k)
	if err != nil {
		panic(err) // the context never ends
	}
	return hits
}
