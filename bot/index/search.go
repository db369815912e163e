package index

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/quoth-bot/quoth/bot/flat"
)

// A Term is one word of a question as words of the corpus.
type Term struct {
	Weight       float32 // what a full match is worth: inverse document frequency, times the word's share of the question
	Alternatives []Alternative
}

// An Alternative is a stem that a question's word may mean.
type Alternative struct {
	Stem   uint32
	Word   uint32  // of the stem's words the one that is meant; AnyWord if they all are
	Degree float32 // 1 for the word itself, less for a guess
}

// AnyWord stands for every word of a stem.
const AnyWord = math.MaxUint32

// A Hit is a sentence with what the words say of it.
type Hit struct {
	Sentence  uint32
	Own       float32 // BM25 of the sentence
	Paragraph float32 // BM25 of its paragraph
	Title     float32 // summed weight of the stems in the title
	First     float32 // the three weighed: what hits are chosen by
	Coverage  float32 // share of the terms' weight that the sentence holds, each by its best alternative
	InOrder   float32 // share of the neighbouring terms that it holds in the same order
}

// What the order of the words and BM25 count beside the coverage, when hits are
// put in order. Of questions of three to six words made of a million sentences,
// the right one comes first for 93 in a hundred by First, 97 with the coverage
// and a hundredth of BM25 (a third or three times as much changes nothing), 98
// with the order (0.1; 0.03 gives a fifth of that less).
const (
	orderShare = 0.1
	ownShare   = 0.01
)

// order is what hits are put in order by.
func (h Hit) order() float32 { return h.Coverage + orderShare*h.InOrder + ownShare*h.Own }

// Search appends the k best sentences for the terms to dst, of those that hold
// one of them: to take the others of the best paragraphs too lifted hit@3 by
// .001 on one set of two, P@1 on none, and put sentences on top that had no
// word of the question. They are chosen by First, and put in order by Coverage,
// InOrder and Own. Ties are broken by the sentence's number. Terms may have some
// thousand alternatives in all.
//
// It first adds up, term after term, what a sentence of each paragraph can
// score at most, in whole steps. Then it reads the words of those paragraphs
// alone that can have one of the k best, the most promising first. It ends with
// ctx, and fails with its error then.
func (x *Index) Search(ctx context.Context, dst []Hit, terms []Term, k int) ([]Hit, error) {
	if err := ctx.Err(); err != nil || k <= 0 || len(terms) == 0 {
		return dst, err
	}
	s := searches.Get().(*search)
	s.begin(x, terms, k)
	err := s.addBounds(ctx)
	if err == nil {
		s.addTitles()
		err = s.start(ctx)
	}
	if err == nil {
		err = s.rest(ctx)
	}
	if err != nil {
		return dst, err
	}
	slices.SortFunc(s.heap, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.order(), a.order()), cmp.Compare(a.Sentence, b.Sentence))
	})
	dst = append(dst, s.heap...)
	s.end()
	searches.Put(s) // not where a search failed: its memory is not as the next one wants it
	return dst, nil
}

// A search is the working memory of one search, used again by others. Between
// two, wanted, marks, most and titles hold zeros alone.
type search struct {
	x     *Index
	terms []Term
	k     int

	stems  []searchStem
	wanted []uint64 // bit by word: it has a mark; small enough to stay at hand
	marks  []uint16 // by word: twice 1 + its index in stems, and one more for a word that is meant
	most   []uint16 // by paragraph: what a sentence there can score at most, in steps
	steps  float32  // steps of a score of 1

	titles    []float32 // by document: summed weight of the stems in its title
	documents []uint32  // that have one

	order     []int // of stems
	promising []promise
	levels    byLevel
	heap      []Hit
	floor     uint16 // steps that a paragraph must promise to be read

	reading
}

var searches = sync.Pool{New: func() any { return new(search) }}

// A searchStem stem is one that a question's words may mean.
type searchStem struct {
	stem   uint32
	weight float32 // of all the terms that it may stand for, by their degree
	means  []meant
}

type meant struct {
	term   int
	word   uint32
	degree float32
}

func (st *searchStem) isMeant(word uint32) bool {
	return slices.ContainsFunc(st.means, func(m meant) bool { return m.word == word || m.word == AnyWord })
}

// startShare times as many paragraphs as hits are wanted are enough to choose
// from, for a start.
const startShare = 8

// mostSteps keeps a sum of steps, rounded up for each stem, within 15 bits,
// so that the top bit is free for comparing.
const mostSteps = 1<<15 - 1

// begin gathers the stems of the terms, each once, and marks their words.
func (s *search) begin(x *Index, terms []Term, k int) {
	s.x, s.terms, s.k = x, terms, k
	s.wanted, s.marks = grown(s.wanted, x.Words()/64+1), grown(s.marks, x.Words())
	if n := (x.Paragraphs() + blockSize - 1) / blockSize * blockSize; len(s.most) < n {
		s.most = flat.Zeros[uint16](n)
	}
	s.titles = grown(s.titles, x.titles.len())
	for i, t := range terms {
		for _, a := range t.Alternatives {
			s.addStem(i, a)
		}
	}
	var sum float32
	for i, st := range s.stems {
		sum += st.weight * (mostBound + titleShare)
		for _, w := range x.StemWords(st.stem) {
			if x.classes[w]&Stop == 0 {
				s.wanted[w/64] |= 1 << (w % 64)
				s.marks[w] = uint16(2 * (i + 1))
				if st.isMeant(w) {
					s.marks[w]++
				}
			}
		}
	}
	s.steps = 0
	if sum > 0 {
		s.steps = float32(mostSteps-1-3*len(s.stems)) / sum // each stem may round up three times
	}
}

func (s *search) addStem(term int, a Alternative) {
	at := slices.IndexFunc(s.stems, func(st searchStem) bool { return st.stem == a.Stem })
	if at < 0 {
		at = len(s.stems)
		if at == cap(s.stems) {
			s.stems = append(s.stems, searchStem{})
		}
		s.stems = s.stems[:at+1]
		s.stems[at] = searchStem{stem: a.Stem, means: s.stems[at].means[:0]}
	}
	st := &s.stems[at]
	st.weight += s.terms[term].Weight * a.Degree
	st.means = append(st.means, meant{term, a.Word, a.Degree})
}

func grown[T any](a []T, n int) []T {
	if len(a) < n {
		return make([]T, n)
	}
	return a
}

// addBounds adds up what a sentence of each paragraph can score at most by its
// own words and those of its paragraph.
func (s *search) addBounds(ctx context.Context) error {
	for _, st := range s.stems {
		if err := ctx.Err(); err != nil {
			return err
		}
		// Steps of a bound of 1, in 256ths and rounded up, as is the product.
		step := uint32(math.Ceil(float64(st.weight * boundStep * s.steps * 256)))
		for r := range s.x.postings.runs(st.stem) {
			most := (*[blockSize]uint16)(s.most[r.paragraph(0):])
			bounds := r.bounds[:len(r.items)]
			for i, item := range r.items {
				most[item] += uint16((uint32(bounds[i])*step + 255) >> 8)
			}
		}
	}
	return nil
}

// addTitles adds the title's share to the paragraphs that hold a stem.
func (s *search) addTitles() {
	for _, st := range s.stems {
		for _, d := range s.x.titled.Of(st.stem) {
			if s.titles[d] == 0 {
				s.documents = append(s.documents, d)
			}
			s.titles[d] += st.weight
		}
	}
	for _, d := range s.documents {
		share := uint16(math.Ceil(float64(titleShare * s.titles[d] * s.steps)))
		from, to := s.x.documentParagraphs(d)
		of := s.most[from:to]
		for i, most := range of {
			if most > 0 {
				of[i] += share
			}
		}
	}
}

// start reads the most promising of some paragraphs that hold the weightiest
// stems, so that there is a floor that all others must reach.
func (s *search) start(ctx context.Context) error {
	s.floor = 1
	s.order = s.order[:0]
	for i := range s.stems {
		s.order = append(s.order, i)
	}
	slices.SortFunc(s.order, func(i, j int) int { return cmp.Compare(s.stems[j].weight, s.stems[i].weight) })
	s.promising = s.promising[:0]
	for _, i := range s.order {
		for p := range s.x.postings.of(s.stems[i].stem) {
			s.promising = append(s.promising, promise{p, s.most[p]})
		}
		if len(s.promising) >= startShare*s.k {
			break
		}
	}
	return s.readPromising(ctx)
}

// rest reads all other paragraphs that reach the floor.
func (s *search) rest(ctx context.Context) error {
	s.promising = appendAtLeast(s.promising[:0], s.most[:s.x.Paragraphs()], s.floor)
	return s.readPromising(ctx)
}

// readPromising reads the promising paragraphs, the most promising first, as
// long as they reach the floor. They promise nothing afterwards.
func (s *search) readPromising(ctx context.Context) error {
	s.levels.sort(s.promising)
	for level := levels - 1; level >= 0 && (level+1)<<levelBits > int(s.floor); level-- {
		for some := range slices.Chunk(s.levels.of(level), fetched) {
			if err := ctx.Err(); err != nil {
				return err
			}
			s.fetch(some)
			for _, p := range some {
				s.readPromise(p.paragraph)
			}
		}
	}
	return nil
}

// readPromise reads a paragraph, unless it has been read already or the floor
// has risen above it.
func (s *search) readPromise(p uint32) {
	if s.most[p] < s.floor {
		return
	}
	s.readParagraph(p)
	s.most[p] = 0
	if len(s.heap) == s.k {
		// A step less, for what rounding took; a tie may come first by its number.
		s.floor = uint16(max(s.heap[0].First*s.steps-1, 1))
	}
}

// end leaves the working memory as the next search wants it.
func (s *search) end() {
	for _, st := range s.stems {
		for _, w := range s.x.StemWords(st.stem) {
			s.marks[w], s.wanted[w/64] = 0, 0
		}
	}
	for _, d := range s.documents {
		s.titles[d] = 0
	}
	clear(s.most[:s.x.Paragraphs()])
	s.stems, s.documents, s.heap = s.stems[:0], s.documents[:0], s.heap[:0]
	s.x, s.terms = nil, nil
}
