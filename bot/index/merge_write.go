package index

import (
	"errors"
	"math"
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
		m.writeTexts(to, "tokens", int(m.counted.sentences), m.counted.units, func(p *part) *texts { return &p.tokens },
			func(r run) stretch { return r.sentence }),
		m.writeTexts(to, "titles", int(m.counted.documents), m.counted.titleUnits, func(p *part) *texts { return &p.titles },
			func(r run) stretch { return r.document }),
		m.writePlaces(to))
}

// writeTexts writes the words of sentences or titles, numbered anew.
func (m *Merge) writeTexts(to flat.Sink, name string, n int, units uint64, of func(*part) *texts, what func(run) stretch) error {
	starts := flat.NewStream[uint32](to, name+".start", n+1)
	all := flat.NewStream[uint16](to, name+".units", int(units))
	written := uint32(0)
	var text []uint32
	var moved []uint16
	starts.Append(0)
	for _, p := range m.parts {
		list := of(p)
		for _, r := range p.runs {
			for s := what(r); s.from < s.to; s.from++ {
				text, moved = appendTokens(text[:0], list.of(s.from)), moved[:0]
				for _, t := range text {
					moved = appendUnits(moved, p.numbers[t&^Capital]|t&Capital)
				}
				all.AppendEach(moved)
				written += uint32(len(moved))
				starts.Append(written)
			}
		}
	}
	return errors.Join(starts.Close(), all.Close())
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

// WritePostings writes which paragraphs and titles hold which stem.
func (m *Merge) WritePostings(to flat.Sink) error {
	stems := m.vocabulary.stems.Len()
	paragraphs, titles := m.starts(stems, inParagraphs), m.starts(stems, inTitles)
	postings := flat.NewStream[uint32](to, "postings.items", int(paragraphs[stems]))
	bounds := flat.NewStream[uint8](to, "bounds", int(paragraphs[stems]))
	titled := flat.NewStream[uint32](to, "titled.items", int(titles[stems]))
	for stem := range uint32(stems) {
		for _, i := range m.stems.Of(stem) {
			src := m.sources[i]
			most, widen := src.boundsOf(src.stem), m.widening(src.part)
			src.eachMoved(inParagraphs, func(i int, moved uint32) {
				postings.Append(moved)
				bounds.Append(uint8(min(math.Ceil(float64(most[i])*widen), math.MaxUint8)))
			})
			src.eachMoved(inTitles, func(_ int, moved uint32) { titled.Append(moved) })
		}
	}
	return errors.Join(postings.Close(), bounds.Close(), titled.Close(), flat.Write(to, []flat.Array{
		flat.Of("postings.start", &paragraphs), flat.Of("titled.start", &titles),
	}))
}

// widening is what the bounds of a part are to be taken times, so that they hold
// for the averages of the largest one; see slack.
func (m *Merge) widening(p *part) float64 {
	now, then := m.vocabulary.averages[2:], p.averages[2:]
	return float64(max(1, now[0]/max(then[0], 1), now[1]/max(then[1], 1)))
}

// A kind of posting: what holds a stem, and where its numbers move.
type postingKind struct {
	lists func(*part) *flat.Lists
	of    func(*run) *stretch
}

var (
	inParagraphs = postingKind{func(p *part) *flat.Lists { return &p.postings }, func(r *run) *stretch { return &r.paragraph }}
	inTitles     = postingKind{func(p *part) *flat.Lists { return &p.titled }, func(r *run) *stretch { return &r.document }}
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
