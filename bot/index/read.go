package index

// A reading is what of the searched stems stands in the paragraph being read.
type reading struct {
	sentences []held
	counts    []count
	whole     []uint32  // by searched stem: how often in the paragraph
	best      []float32 // by term, for a sentence's coverage
}

// A held sentence is one that holds a searched stem: how often which stands in
// it is said by counts[from:to], in order of the stems.
type held struct {
	sentence uint32
	from, to int
}

// A count says how often a searched stem stands in a sentence.
type count struct {
	stem  int // index into search.stems
	times uint32
}

// readParagraph offers the sentences of a paragraph that hold a stem.
func (s *search) readParagraph(p uint32) {
	s.sentences, s.counts = s.sentences[:0], s.counts[:0]
	s.whole = grown(s.whole, len(s.stems))[:len(s.stems)]
	clear(s.whole)
	first, end := s.x.ParagraphSentences(p)
	for n := first; n < end; n++ {
		s.readSentence(n)
	}
	whole := float32(0)
	norm := lengthNorm(float32(s.x.paraLength[p]), s.x.averages[1])
	for i, times := range s.whole {
		if times > 0 {
			whole += s.stems[i].weight * saturated(float32(times), norm)
		}
	}
	title := s.titles[s.x.docOf[p]]
	for _, held := range s.sentences {
		h := Hit{Sentence: held.sentence, Paragraph: whole, Title: title}
		norm := lengthNorm(float32(s.x.length[held.sentence]), s.x.averages[0])
		for _, c := range s.counts[held.from:held.to] {
			h.Own += s.stems[c.stem].weight * saturated(float32(c.times), norm)
		}
		h.First = h.Own + paragraphShare*h.Paragraph + titleShare*h.Title
		if len(s.heap) < s.k || worse(s.heap[0], h) {
			h.Coverage = s.coverage(held)
			s.heap = push(s.heap, h, s.k)
		}
	}
}

// readSentence counts the searched stems of a sentence.
func (s *search) readSentence(n uint32) {
	from := len(s.counts)
	units := s.x.tokens.of(n)
	for i := 0; i < len(units); i++ {
		v := uint32(units[i])
		if v >= wide {
			i++
			v = (v-wide)<<16 | uint32(units[i])
		}
		if m := s.marks[v>>1]; m != 0 {
			s.count(from, int(m-1))
			s.whole[m-1]++
		}
	}
	if len(s.counts) > from {
		s.sentences = append(s.sentences, held{n, from, len(s.counts)})
	}
}

// count counts a stem of the sentence whose counts begin at from.
func (s *search) count(from, stem int) {
	at := len(s.counts)
	for at > from && s.counts[at-1].stem > stem {
		at--
	}
	if at > from && s.counts[at-1].stem == stem {
		s.counts[at-1].times++
		return
	}
	s.counts = append(s.counts, count{})
	copy(s.counts[at+1:], s.counts[at:])
	s.counts[at] = count{stem, 1}
}

// coverage returns the share of the terms' weight that a sentence holds, each
// term by the best of its alternatives.
func (s *search) coverage(h held) float32 {
	s.best = grown(s.best, len(s.terms))
	clear(s.best)
	for _, c := range s.counts[h.from:h.to] {
		for _, m := range s.stems[c.stem].means {
			s.best[m.term] = max(s.best[m.term], m.degree)
		}
	}
	var met, all float32
	for i, t := range s.terms {
		met += t.Weight * s.best[i]
		all += t.Weight
	}
	return met / all
}
