package index

import (
	"errors"
	"sort"

	"quoth/bot/flat"
)

// WriteVocabulary writes those arrays of the merged index that hold its words.
// With WriteSentences and WritePostings it writes the arrays that Arrays
// lists; the three may run at the same time.
func (m *Merge) WriteVocabulary(to flat.Sink) error {
	return flat.Write(to, m.vocabulary.vocabularyArrays())
}

// WriteSentences writes what stands in which sentence, and where.
func (m *Merge) WriteSentences(to flat.Sink) error {
	return errors.Join(
		m.writeLists(to, "tokens", int(m.counted.sentences), m.counted.tokens, func(p *part) *flat.Lists { return &p.tokens },
			func(r run) stretch { return r.sentence }),
		m.writeLists(to, "titles", int(m.counted.documents), m.counted.titleTokens, func(p *part) *flat.Lists { return &p.titles },
			func(r run) stretch { return r.document }),
		m.writePlaces(to))
}

// writeLists writes the words of sentences or titles, numbered anew.
func (m *Merge) writeLists(to flat.Sink, name string, lists int, items uint64, of func(*part) *flat.Lists, what func(run) stretch) error {
	starts := flat.NewStream[uint32](to, name+".start", lists+1)
	tokens := flat.NewStream[uint32](to, name+".items", int(items))
	n := uint32(0)
	starts.Append(0)
	for _, p := range m.parts {
		list := of(p)
		for _, r := range p.runs {
			for s := what(r); s.from < s.to; s.from++ {
				for _, t := range list.Of(s.from) {
					tokens.Append(p.numbers[t&^Capital] | t&Capital)
					n++
				}
				starts.Append(n)
			}
		}
	}
	return errors.Join(starts.Close(), tokens.Close())
}

// writePlaces writes which sentences make up which paragraphs, and these which
// documents.
func (m *Merge) writePlaces(to flat.Sink) error {
	c := m.counted
	length := flat.NewStream[uint8](to, "length", int(c.sentences))
	paraOf := flat.NewStream[uint32](to, "paraOf", int(c.sentences))
	paraFirst := flat.NewStream[uint32](to, "paraFirst", int(c.paragraphs)+1)
	paraLength := flat.NewStream[uint16](to, "paraLength", int(c.paragraphs))
	docOf := flat.NewStream[uint32](to, "docOf", int(c.paragraphs))
	docFirst := flat.NewStream[uint32](to, "docFirst", int(c.documents)+1)
	for _, p := range m.parts {
		for _, r := range p.runs {
			d, para, s := r.document, r.paragraph, r.sentence
			length.AppendAll(p.length[s.from:s.to])
			paraLength.AppendAll(p.paraLength[para.from:para.to])
			moveAll(paraOf, p.paraOf[s.from:s.to], para)
			moveAll(paraFirst, p.paraFirst[para.from:para.to], s)
			moveAll(docOf, p.docOf[para.from:para.to], d)
			moveAll(docFirst, p.docFirst[d.from:d.to], para)
		}
	}
	paraFirst.Append(c.sentences)
	docFirst.Append(c.paragraphs)
	return errors.Join(length.Close(), paraOf.Close(), paraFirst.Close(), paraLength.Close(), docOf.Close(), docFirst.Close())
}

func moveAll(to *flat.Stream[uint32], numbers []uint32, s stretch) {
	for _, n := range numbers {
		to.Append(s.moved(n))
	}
}

// WritePostings writes which sentences and titles hold which stem.
func (m *Merge) WritePostings(to flat.Sink) error {
	stems := m.vocabulary.stems.Len()
	sentences, titles := m.starts(stems, inSentences), m.starts(stems, inTitles)
	postings := flat.NewStream[uint32](to, "postings.items", int(sentences[stems]))
	frequency := flat.NewStream[uint8](to, "frequency", int(sentences[stems]))
	titled := flat.NewStream[uint32](to, "titled.items", int(titles[stems]))
	for stem := range uint32(stems) {
		for _, i := range m.stems.Of(stem) {
			src := m.sources[i]
			often := src.frequencies(src.stem)
			src.eachMoved(inSentences, func(i int, moved uint32) {
				postings.Append(moved)
				frequency.Append(often[i])
			})
			src.eachMoved(inTitles, func(_ int, moved uint32) { titled.Append(moved) })
		}
	}
	return errors.Join(postings.Close(), frequency.Close(), titled.Close(), flat.Write(to, []flat.Array{
		flat.Of("postings.start", &sentences), flat.Of("titled.start", &titles),
	}))
}

// A kind of posting: what holds a stem, and where its numbers move.
type postingKind struct {
	lists func(*part) *flat.Lists
	of    func(*run) *stretch
}

var (
	inSentences = postingKind{func(p *part) *flat.Lists { return &p.postings }, func(r *run) *stretch { return &r.sentence }}
	inTitles    = postingKind{func(p *part) *flat.Lists { return &p.titled }, func(r *run) *stretch { return &r.document }}
)

// starts returns where each stem's postings begin, and one more.
func (m *Merge) starts(stems int, kind postingKind) []uint32 {
	start := make([]uint32, stems+1)
	for stem := range uint32(stems) {
		n := start[stem]
		for _, i := range m.stems.Of(stem) {
			src := m.sources[i]
			if src.whole {
				n += uint32(kind.lists(src.part).Count(src.stem))
			} else {
				src.eachMoved(kind, func(int, uint32) { n++ })
			}
		}
		start[stem+1] = n
	}
	return start
}

// eachMoved calls f with the index of each posting that is taken over, and its
// number in the merged index.
func (s *source) eachMoved(kind postingKind, f func(i int, moved uint32)) {
	at := 0 // the run that the posting may lie in: both ascend
	for i, n := range kind.lists(s.part).Of(s.stem) {
		if at < len(s.runs) && n >= kind.of(&s.runs[at]).to {
			rest := s.runs[at:]
			at += sort.Search(len(rest), func(k int) bool { return n < kind.of(&rest[k]).to })
		}
		if at == len(s.runs) {
			return
		}
		if r := kind.of(&s.runs[at]); r.contains(n) {
			f(i, r.moved(n))
		}
	}
}
