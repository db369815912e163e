package bot

import (
	"errors"
	"slices"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
)

// An engine searches one collection: its own documents, vocabulary, statistics
// and index, so that nothing of one collection can show through another. All of
// it lies in a store, which may be a mapped file.
type engine struct {
	name      string
	audience  Audience
	store     *store.Store
	documents *store.Documents
	index     *index.Index
	matcher   *fuzzy.Matcher
	meanings  func() *meaning.Words
	cues      cues
	phrases   func() *fuzzy.Phrases
	weights   *Weights
	table     *meaning.Table
}

// openEngine makes an engine, which keeps the collection's store open until
// that is closed. It is to begin.
func openEngine(c Collection, w *Weights, t *meaning.Table) (*engine, error) {
	s := c.Store
	switch {
	case s == nil:
		var err error
		if s, err = store.New(c.Documents, t); err != nil {
			return nil, err
		}
	case s.Table() != t:
		return nil, errors.New("its words have meanings by another table")
	case !s.Retain():
		return nil, errors.New("its file is closed")
	}
	return &engine{
		name: c.Name, audience: c.Audience, store: s, documents: s.Documents, index: s.Index,
		matcher: s.Matcher, meanings: s.Meanings, phrases: lazyPhrases(s.Documents), weights: w, table: t,
	}, nil
}

// begin looks up what the engine needs of its store for every question.
func (e *engine) begin() { e.cues = newCues(e.index) }

// A ranked is a candidate with the evidence for it.
type ranked struct {
	by       *weigher
	sentence uint32
	own      float32 // BM25 of the sentence
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
		out[i] = ranked{w, h.Sentence, h.Own, f, f.score(w.e.weights.Ranking) + near.bonus(w.e, h.Sentence)}
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
func (r ranked) document() (document uint32, sentence int) { return r.by.x.Place(r.sentence) }

// text returns the sentence.
func (r ranked) text() string { return r.by.e.documents.Sentence(r.document()) }
