package index

import (
	"errors"

	"github.com/quoth-bot/quoth/bot/flat"
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
	return errors.Join(m.writeTitles(to), m.writeParagraphs(to), m.writeDocuments(to))
}

// writeTitles writes the words of titles, numbered again.
func (m *Merge) writeTitles(to flat.Sink) error {
	start := flat.NewStream[uint32](to, "titles.start", int(m.counted.documents)+1)
	units := flat.NewStream[uint16](to, "titles.units", m.counted.titleUnits)
	var tokens []uint32
	var written []uint16
	n := 0
	start.Append(0)
	m.eachRun(func(p *part, r *mergeRun) {
		for d := r.document.from; d < r.document.to; d++ {
			tokens, written = renumbered(p.AppendTitle(tokens[:0], d), p.numbers), written[:0]
			for _, t := range tokens {
				written = appendUnits(written, t)
			}
			n += len(written)
			units.AppendAll(written)
			start.Append(uint32(n))
		}
	})
	return errors.Join(start.Close(), units.Close())
}

// writeParagraphs writes the paragraphs, their words numbered again.
func (m *Merge) writeParagraphs(to flat.Sink) error {
	c := m.counted
	records := flat.NewStream[paragraph](to, "paragraphs.records", int(c.paragraphs)+1)
	units := flat.NewStream[uint16](to, "paragraphs.units", c.units)
	above := flat.NewStream[uint32](to, "paragraphs.above", int(c.above))
	var tokens []uint32
	guide := make([]uint32, 0, guides(c.sentences))
	var written []uint16
	n := uint32(0)
	m.eachRun(func(p *part, r *mergeRun) {
		for i := r.paragraph.from; i < r.paragraph.to; i++ {
			record := *p.paragraphs.record(i)
			record[firstSentence] = r.sentence.number(record[firstSentence])
			record[firstUnit] = n
			record[ofDocument] = r.document.number(record[ofDocument])
			records.Append(record)
			if n, ok := p.paragraphs.nearestAbove(i); ok {
				n = r.sentence.number(n) + 1
				above.Append(n)
			} else if m.counted.above > 0 {
				above.Append(0)
			}
			guide = appendGuide(guide, r.paragraph.number(i), r.sentence.number(p.paragraphs.record(i + 1)[firstSentence]))
			sentences, _ := p.paragraphs.of(i)
			written, tokens = appendRenumbered(written[:0], sentences, p.numbers, tokens)
			n += uint32(len(written))
			units.AppendAll(written)
		}
	})
	records.Append(paragraph{firstSentence: c.sentences, firstUnit: n, ofDocument: c.documents})
	guide = endGuide(guide, int(c.paragraphs))
	return errors.Join(records.Close(), units.Close(), above.Close(), flat.Write(to, []flat.Array{flat.Of("paragraphs.guide", &guide)}))
}

// writeDocuments writes which paragraphs make up which documents.
func (m *Merge) writeDocuments(to flat.Sink) error {
	docFirst := flat.NewStream[uint32](to, "docFirst", int(m.counted.documents)+1)
	m.eachRun(func(p *part, r *mergeRun) {
		for _, first := range p.docFirst[r.document.from:r.document.to] {
			docFirst.Append(r.paragraph.number(first))
		}
	})
	docFirst.Append(m.counted.paragraphs)
	return docFirst.Close()
}

// eachRun calls f with all runs that are taken over, in order.
func (m *Merge) eachRun(f func(*part, *mergeRun)) {
	for _, p := range m.parts {
		for i := range p.runs {
			f(p, &p.runs[i])
		}
	}
}

// postingsAtOnce is how many postings are made at once: they take 3 bytes
// each, and with all that is there read again for every so many. A million
// sentences have 9 million.
const postingsAtOnce = 48 << 20

// WritePostings writes which paragraphs and titles hold which stem.
func (m *Merge) WritePostings(to flat.Sink) error {
	stems := m.vocabulary.stems.Len()
	stretches, titled := m.stretches()
	made := countPostings(stretches, stems, m.vocabulary.averages)
	items := flat.NewStream[uint16](to, "postings.items", int(made.before(stems)))
	bounds := flat.NewStream[uint8](to, "postings.bounds", int(made.before(stems)))
	for from := 0; from < stems; {
		end := from + 1
		for end < stems && made.before(end+1)-made.before(from) <= m.atOnce {
			end++
		}
		some, most := made.fill(from, end)
		items.AppendAll(some)
		bounds.AppendAll(most)
		from = end
	}
	p := &made.postings
	return errors.Join(items.Close(), bounds.Close(), flat.Write(to, append(flat.Within("titled", titled.Arrays()),
		flat.Of("postings.start", &p.start), flat.Of("postings.blocks", &p.blocks), flat.Of("postings.first", &p.first),
		flat.Of("holders", &made.holders))))
}

// stretches returns the paragraphs that are taken over, and the documents by
// the stems of their titles.
func (m *Merge) stretches() ([]stretch, *flat.Lists[uint32]) {
	var out []stretch
	var t titlePostings
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
				t.add(p.Index, content, d, r.document.number(d))
			}
		}
	}
	lists := t.lists(m.vocabulary.stems.Len())
	return out, &lists
}
