package bot

import (
	"slices"
	"sync"

	"quoth/bot/fuzzy"
	"quoth/bot/index"
	"quoth/bot/meaning"
	"quoth/corpus"
)

// An engine searches one collection: its own documents, vocabulary, statistics
// and index, so that nothing of one collection can show through another.
type engine struct {
	name      string
	audience  Audience
	documents []*corpus.Document
	byName    map[string]int // document name to index into documents
	index     *index.Index
	matcher   *fuzzy.Matcher
	cues      cues
	weights   *Weights
	phrases   func() *fuzzy.Phrases
	meanings  func() *meaning.Words
	table     *meaning.Table
}

func newEngine(c Collection, w *Weights, t *meaning.Table) *engine {
	e := &engine{
		name: c.Name, audience: c.Audience, documents: c.Documents, byName: make(map[string]int, len(c.Documents)),
		index: index.New(c.Documents), weights: w, table: t,
	}
	for i, d := range c.Documents {
		e.byName[d.Name] = i
	}
	e.phrases = lazyPhrases(c.Documents)
	e.cues = newCues(e.index)
	e.meanings = sync.OnceValue(e.newMeanings)
	e.matcher = fuzzy.New(vocabularyOf(e.index))
	return e
}

// A ranked is a candidate with the evidence for it.
type ranked struct {
	by       *weigher
	sentence uint32
	features features
	score    float64
}

// rank returns the best sentences for the weigher's query, best first; near is
// the sentence that answered the turn before, where the question follows one.
func (w *weigher) rank(near *nearness) []ranked {
	hits := w.candidates()
	out := make([]ranked, len(hits))
	for i, h := range hits {
		f := w.weigh(h)
		out[i] = ranked{w, h.Sentence, f, f.score(w.e.weights.Ranking) + near.bonus(w.e, h.Sentence)}
	}
	slices.SortStableFunc(out, byScore)
	return out
}

// candidates returns what the first stage finds.
func (w *weigher) candidates() []index.Hit {
	hits := w.x.Search(nil, w.q.search(), candidates)
	w.best = 1e-6
	for _, h := range hits {
		w.best = max(w.best, h.Paragraph)
	}
	return hits
}

func byScore(a, b ranked) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return 0
}

// document returns the document and the index of the sentence in it.
func (r ranked) document() (*corpus.Document, int) {
	d, position := r.by.x.Place(r.sentence)
	return r.by.e.documents[d], position
}

// text returns the sentence.
func (r ranked) text() string {
	d, i := r.document()
	return d.Slice(d.Sentences[i].Span)
}
