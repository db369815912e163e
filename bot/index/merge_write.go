package index

import (
	"errors"

	"quoth/bot/flat"
)

// WriteVocabulary writes those arrays of the merged index that hold its words.
// With WriteTexts and WritePostings it writes the arrays that Arrays lists; the
// three may run at the same time.
func (m *Merge) WriteVocabulary(to flat.Sink) error {
	v := m.vocabulary
	return flat.Write(to, append(v.vocabularyArrays(), v.wordArrays()...))
}

// WriteTexts writes what stands in which sentence, and where.
func (m *Merge) WriteTexts(to flat.Sink) error {
	c := m.counted
	return errors.Join(
		m.writeTexts(to, "tokens", c.sentences, c.units, (*Index).AppendTokens, func(r *run) moved { return r.sentence }),
		m.writeTexts(to, "titles", c.documents, c.titleUnits, (*Index).AppendTitle, func(r *run) moved { return r.document }),
		m.writePlaces(to))
}

// writeTexts writes the words of sentences or titles, numbered anew.
func (m *Merge) writeTexts(to flat.Sink, name string, texts uint32, units int,
	read func(x *Index, dst []uint32, text uint32) []uint32, of func(*run) moved) error {
	start := flat.NewStream[uint32](to, name+".start", int(texts)+1)
	items := flat.NewStream[uint16](to, name+".units", units)
	var tokens []uint32
	var written []uint16
	n := 0
	start.Append(0)
	for _, p := range m.parts {
		for i := range p.runs {
			for s := of(&p.runs[i]); s.from < s.to; s.from++ {
				tokens, written = read(p.Index, tokens[:0], s.from), written[:0]
				for _, t := range tokens {
					written = appendUnits(written, p.numbers[t&^Capital]|t&Capital)
				}
				n += len(written)
				for _, u := range written {
					items.Append(u)
				}
				start.Append(uint32(n))
			}
		}
	}
	return errors.Join(start.Close(), items.Close())
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
			length.AppendAll(p.length[r.sentence.from:r.sentence.to])
			paraLength.AppendAll(p.paraLength[r.paragraph.from:r.paragraph.to])
			writeMoved(paraFirst, paraOf, p.paraFirst, r.paragraph, r.sentence)
			writeMoved(docFirst, docOf, p.docFirst, r.document, r.paragraph)
		}
	}
	paraFirst.Append(c.sentences)
	docFirst.Append(c.paragraphs)
	return errors.Join(length.Close(), paraOf.Close(), paraFirst.Close(), paraLength.Close(), docOf.Close(), docFirst.Close())
}

// writeMoved writes where each of the wholes, which have parts, begins, and of
// each of the parts which whole it is of.
func writeMoved(first, of *flat.Stream[uint32], firsts []uint32, wholes, parts moved) {
	for w := wholes.from; w < wholes.to; w++ {
		first.Append(firsts[w] - parts.from + parts.at)
		for range firsts[w+1] - firsts[w] {
			of.Append(w - wholes.from + wholes.at)
		}
	}
}

// postingsAtOnce is how many postings are made at once: they take 5 bytes
// each, and with all that is there read again for every so many. A million
// sentences have 8 million.
const postingsAtOnce = 48 << 20

// WritePostings writes which paragraphs and titles hold which stem.
func (m *Merge) WritePostings(to flat.Sink) error {
	stems := m.vocabulary.stems.Len()
	stretches, titled := m.stretches()
	p := countPostings(stretches, stems, m.vocabulary.averages)
	items := flat.NewStream[uint32](to, "postings.items", int(p.start[stems]))
	bounds := flat.NewStream[uint8](to, "bounds", int(p.start[stems]))
	for from := 0; from < stems; {
		end := from + 1
		for end < stems && p.start[end+1]-p.start[from] <= m.atOnce {
			end++
		}
		some, most := p.fill(from, end)
		items.AppendAll(some)
		bounds.AppendAll(most)
		from = end
	}
	return errors.Join(items.Close(), bounds.Close(), flat.Write(to, append(flat.Within("titled", titled.Arrays()),
		flat.Of("postings.start", &p.start), flat.Of("holders", &p.holders))))
}

// stretches returns the paragraphs that are taken over, and the documents by
// the stems of their titles.
func (m *Merge) stretches() ([]stretch, *flat.Lists) {
	var out []stretch
	var t titled
	merged := m.vocabulary.content()
	for _, p := range m.parts {
		content := make([]uint32, len(p.numbers))
		for w, number := range p.numbers {
			content[w] = noStem
			if number != dropped {
				content[w] = merged[number]
			}
		}
		for _, r := range p.runs {
			out = append(out, stretch{p.Index, content, r.paragraph.from, r.paragraph.to, r.paragraph.at})
			for d := r.document.from; d < r.document.to; d++ {
				t.add(p.Index, content, d, d-r.document.from+r.document.at)
			}
		}
	}
	lists := t.lists(m.vocabulary.stems.Len())
	return out, &lists
}
