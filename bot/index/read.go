package index

// A reading is what of the searched stems stands in the paragraph being read.
type reading struct {
	sentences []held
	counts    []count
	whole     []uint32 // by searched stem: how often in the paragraph
	best      []met    // by term, of a sentence
	touched   uint16   // says nothing: what is read for it is read ahead
}

// A held sentence is one that holds a searched stem: how often which stands in
// it is said by counts[from:to], in order of the stems.
type held struct {
	sentence uint32
	content  int // its words that are not stop words, at most 255
	from, to int
}

// A count says how often a searched stem stands in a sentence.
type count struct {
	stem  int // index into search.stems
	times uint32
	first int  // where it first stands
	meant bool // the very word that is meant, and not another of its stem
}

// met says how well a term is met, and where.
type met struct {
	degree float32
	first  int
}

// fetched is how many paragraphs are fetched at a time.
const fetched = 8

// fetch reads a little of each of some paragraphs, so that the memory of all of
// them is on its way while the first is read.
func (s *search) fetch(some []promise) {
	for _, p := range some {
		if s.most[p.paragraph] < s.floor {
			continue
		}
		units, _ := s.x.paragraphs.of(p.paragraph)
		const line = 64 / 2 // units
		for i := 0; i < min(len(units), 4*line); i += line {
			s.touched += units[i]
		}
	}
}

// readParagraph offers the sentences of a paragraph that hold a stem.
func (s *search) readParagraph(p uint32) {
	s.sentences, s.counts = s.sentences[:0], s.counts[:0]
	s.whole = grown(s.whole, len(s.stems))[:len(s.stems)]
	clear(s.whole)
	record := s.x.paragraphs.record(p)
	for rest, n := s.x.paragraphs.of(p); len(rest) > 0; n++ {
		rest = s.readSentence(n, rest)
	}
	if len(s.sentences) > 0 {
		s.readAbove(p)
	}
	whole := float32(0)
	norm := lengthNorm(float32(record[contentWords]), s.x.averages[1])
	for i, times := range s.whole {
		if times > 0 {
			whole += s.stems[i].weight * saturated(float32(times), norm)
		}
	}
	title := s.titles[record[ofDocument]]
	for _, held := range s.sentences {
		h := Hit{Sentence: held.sentence, Paragraph: whole, Title: title}
		norm := lengthNorm(float32(held.content), s.x.averages[0])
		for _, c := range s.counts[held.from:held.to] {
			h.Own += s.stems[c.stem].weight * saturated(float32(c.times), norm)
		}
		h.First = h.Own + paragraphShare*h.Paragraph + titleShare*h.Title
		if len(s.heap) < s.k || worse(s.heap[0], h) {
			h.Coverage, h.InOrder = s.meets(held)
			s.heap = push(s.heap, h, s.k)
		}
	}
}

// readSentence counts the searched stems of sentence n, the first of some, and
// returns the others. It has valueAt written out, which a search is 2 in 100
// faster with.
func (s *search) readSentence(n uint32, sentences []uint16) (rest []uint16) {
	from := len(s.counts)
	content, units, rest := cutSentence(sentences)
	for i := 0; i < len(units); i++ {
		v := uint32(units[i])
		if v >= wide {
			i++
			v = (v-wide)<<16 | uint32(units[i])
		}
		if w := v >> 1; s.wanted[w/64]&(1<<(w%64)) != 0 {
			m := int(s.marks[w])
			s.count(from, count{m/2 - 1, 1, i, m%2 > 0})
			s.whole[m/2-1]++
		}
	}
	if len(s.counts) > from {
		s.sentences = append(s.sentences, held{n, content, from, len(s.counts)})
	}
	return rest
}

// readAbove counts the searched stems of what a paragraph stands below.
func (s *search) readAbove(p uint32) {
	for above := range s.x.paragraphs.allAbove(p) {
		_, units := s.x.paragraphs.sentence(above)
		for i := 0; i < len(units); {
			v, n := valueAt(units, i)
			i += n
			if m := s.marks[v>>1]; m > 0 {
				s.whole[m/2-1]++
			}
		}
	}
}

// count counts a stem of the sentence whose counts begin at from.
func (s *search) count(from int, c count) {
	at := len(s.counts)
	for at > from && s.counts[at-1].stem > c.stem {
		at--
	}
	if at > from && s.counts[at-1].stem == c.stem {
		same := &s.counts[at-1]
		same.times++
		same.meant = same.meant || c.meant
		return
	}
	s.counts = append(s.counts, c)
	copy(s.counts[at+1:], s.counts[at:])
	s.counts[at] = c
}

// otherForm is what another word of the same stem counts of the one that is
// meant, for coverage.
const otherForm = 0.8

// meets returns the Coverage and InOrder of a sentence.
func (s *search) meets(h held) (coverage, inOrder float32) {
	s.best = grown(s.best, len(s.terms))
	clear(s.best)
	for _, c := range s.counts[h.from:h.to] {
		for _, m := range s.stems[c.stem].means {
			degree := m.degree
			if !c.meant {
				degree *= otherForm
			}
			// Of two as good, the one that stands first.
			if b := &s.best[m.term]; degree > b.degree || degree == b.degree && c.first < b.first {
				*b = met{degree, c.first}
			}
		}
	}
	var all float32
	for i, t := range s.terms {
		b := s.best[i]
		coverage += t.Weight * b.degree
		all += t.Weight
		if i > 0 && s.best[i-1].degree > 0 && b.degree > 0 && s.best[i-1].first < b.first {
			inOrder++
		}
	}
	return coverage / all, inOrder / float32(max(len(s.terms)-1, 1))
}
