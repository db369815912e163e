package engine

import (
	"cmp"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
)

const (
	// nearWords is how many words of the sources one word of the question
	// finds candidates by beside itself, and nearShare what each of them counts
	// beside its degree. With them .003 more gold sentences are among the first
	// three on two sets, and .002 on the long papers.
	nearWords = 6
	nearShare = 0.5
	// shownDegree is the degree from which a word is marked as another word for
	// one of the question: a cosine of one half. For a word that the sources
	// lack, lackingDegree is enough, a cosine of 0.37 ("treaty" and "pact" have
	// 0.38): of two words at random fewer than 1 in 100 have 0.24.
	shownDegree, lackingDegree = 0.2, 0.11
)

// addNear lets each ordinary word of the question find sentences by other
// words for it. They make candidates; what such a word counts is weighed from
// its vector.
func (q *query) addNear(e *Engine) {
	var near []meaning.Near
	for k := range q.terms {
		t := &q.terms[k]
		w := &q.asked.Words[t.word]
		if w.Exact() || t.guessed {
			continue
		}
		near = e.meanings().Near(near[:0], w.Token.Form, nearWords)
		for _, n := range near {
			a := index.Alternative{Stem: e.index.StemOf(n.Word), Word: n.Word, Degree: n.Degree * nearShare}
			if !holdsStem(t.stems, a.Stem) && !holdsStem(t.near, a.Stem) {
				t.near = append(t.near, a)
			}
		}
	}
}

func holdsStem(list []index.Alternative, stem uint32) bool {
	for _, a := range list {
		if a.Stem == stem {
			return true
		}
	}
	return false
}

// alike compares a question with sentences by what their words mean.
type alike struct {
	words    *meaning.View // only while the engine works, see weigher.begin
	terms    [maxWords]meaning.Vector
	known    [maxWords]bool    // by term: it has a vector; figures and codes have none
	likeness *meaning.Likeness // to the question
}

func (e *Engine) newAlike(q *query) *alike {
	a := &alike{}
	read := map[int]string{} // by where the word starts: what a slip was read as
	for k, t := range q.terms {
		w := &q.asked.Words[t.word]
		form := w.Token.Form
		if t.guessed { // a slip has no meaning of its own
			form = e.index.Form(e.index.StemWords(t.stems[0].Stem)[0])
			read[w.Token.Start] = form
		}
		if !w.Token.HasDigit() {
			a.terms[k], a.known[k] = e.table.Vector(form)
		}
	}
	asked := make([]float32, e.table.Dims())
	for _, t := range q.asked.Tokens {
		e.table.Add(asked, cmp.Or(read[t.Start], q.asked.Text[t.Start:t.End]))
	}
	a.likeness = meaning.NewLikeness(asked)
	return a
}

// begin takes a view of the meanings, which end gives back: another question may
// use it then, and what it remembers.
func (w *weigher) begin() { w.alike.words = w.e.meanings().View() }

func (w *weigher) end() {
	w.alike.words.Release()
	w.alike.words = nil
}

// meant returns how well each term is met by a sentence when other words for
// it count too.
func (w *weigher) meant(s uint32) *profile {
	if p, ok := w.byMeaning[s]; ok {
		return p
	}
	p := w.newProfile()
	*p = *w.sentence(s)
	for _, t := range w.tokens(s) {
		word := t &^ index.Capital
		for k := range w.q.terms {
			if p[k] < 1 {
				p[k] = max(p[k], w.degree(k, word))
			}
		}
	}
	w.byMeaning[s] = p
	return p
}

// degree returns how much a word of the sources counts as another word for a
// term; 0 for function words and figures.
func (w *weigher) degree(term int, word uint32) float32 {
	if !w.alike.known[term] || w.x.Class(word)&(index.Stop|index.Figure|index.Code) != 0 {
		return 0
	}
	return meaning.Degree(w.alike.terms[term].Cosine(w.alike.words.Vector(word)))
}

// weighMeaning gathers the evidence of meaning for a sentence whose paragraph
// begins with first.
func (w *weigher) weighMeaning(f *features, s, first uint32) {
	own := w.meant(s)
	met := w.share(own)
	f[evOther] = met - f[evCoverage]
	if s > first {
		f[evOtherBefore] = w.share(own, w.meant(s-1)) - met - f[evBefore]
	}
	tokens := w.tokens(s)
	f[evAlike], f[evPassage] = w.alike.likeness.Compare(w.alike.words, len(tokens), func(i int) uint32 { return tokens[i] &^ index.Capital })
	for k, t := range w.q.terms {
		if t.word == w.q.asked.Focus {
			f[evFocus] *= own[k]
		}
	}
}

// otherWordFor returns the term that a word of the sources is another word for,
// and of all words of its sentence the nearest, of those that the sentence does
// not meet itself; -1 if there is none.
func (w *weigher) otherWordFor(word uint32, sentence uint32) int {
	own, meant := w.sentence(sentence), w.meant(sentence)
	best, most := -1, float32(0)
	for k := range w.q.terms {
		if own[k] > 0 || !w.q.shows(k, meant[k]) {
			continue
		}
		if d := w.degree(k, word); d == meant[k] && d > most {
			best, most = k, d
		}
	}
	return best
}

// shows reports whether a word with this degree is another word for a term.
func (q *query) shows(term int, degree float32) bool {
	return degree >= shownDegree || degree >= lackingDegree && len(q.terms[term].stems) == 0
}
