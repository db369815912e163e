package engine

import (
	"slices"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/lexicon"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
)

// A query is a question in the words of one collection: what each of its
// words may mean there, and how much each counts.
type query struct {
	asked *question.Question
	terms []term
	total float32 // summed weight of the terms, never 0

	lacking []bool // by word of the question: no source mentions it

	senses  []sense
	phrases []phrase
	index   senseIndex // of senses, by word of the corpus
}

// A term is one content word of the question, or one half of a word that was
// split.
type term struct {
	word    int                 // index into the question's words
	weight  float32             // inverse document frequency, shares applied
	guessed bool                // the sources do not have it, but words that it was read as
	near    []index.Alternative // other words for it, which only find candidates
	stems   []index.Alternative // none where the sources have nothing like it
}

// A sense is a word of the corpus that a term may stand for.
type sense struct {
	term   int // index into query.terms
	also   int // a second term that the same word stands for ("front line" as "frontline"), or -1
	word   uint32
	degree float32 // 1 for the word itself, less for a guess
	reason words.Reason
	asked  bool // the very form that is asked for
}

const (
	// maxWords bounds the terms of one query: of a longer text the rarest
	// words carry it.
	maxWords = 32
	// maxGuesses bounds the words that one word of the question is read as.
	maxGuesses = 6
	// lightShare and inheritedShare are what a light word ("want", "number")
	// and a word of an earlier turn count for, beside a plain one.
	lightShare     = 0.4
	inheritedShare = 0.5
	// slightShare is what a word that says little counts for where the sources lack
	// it. With it five more questions on the reports and documents are found, all
	// with the right sentence. With the same for any verb, adjective or adverb six
	// are right and five wrong: no count tells "ask" from "win".
	slightShare = 0.4
	// joinedDegree is for two words that are one in the sources: all but the
	// same.
	joinedDegree = 0.9
	// slipDegree is for a word whose right spelling only the lexicon has.
	slipDegree = 0.6
)

// senseOf returns what a corpus word may stand for, or nil.
func (q *query) senseOf(word uint32) *sense {
	if i, ok := q.index.find(word); ok {
		return &q.senses[i]
	}
	return nil
}

// written returns a term as it stands in the question.
func (q *query) written(term int) string { return q.asked.Words[q.terms[term].word].Written }

// names reports whether a term is a name, figure or code.
func (q *query) names(t term) bool {
	return q.asked.Words[t.word].Exact()
}

// newQuery puts a question into the words of an engine's collection.
func (e *Engine) newQuery(a *question.Question) *query {
	q := &query{
		asked: a, lacking: make([]bool, len(a.Words)), index: newSenseIndex(),
		terms: make([]term, 0, len(a.Words)+1), senses: make([]sense, 0, 4*len(a.Words)),
	}
	for _, i := range e.rarest(a.Words) {
		q.addWord(e, i)
	}
	q.joinNeighbours(e)
	q.addNations(e)
	q.addNear(e)
	for _, t := range q.terms {
		q.total += t.weight
	}
	q.total = max(q.total, 1e-6)
	return q
}

// rarest returns the indexes of at most maxWords words, in their order: the
// rarest, where there are more.
func (e *Engine) rarest(ws []question.Word) []int {
	order := make([]int, len(ws))
	for i := range order {
		order[i] = i
	}
	if len(ws) <= maxWords {
		return order
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return e.holders(ws[i].Stem) - e.holders(ws[j].Stem)
	})
	order = order[:maxWords]
	slices.Sort(order)
	return order
}

// holders returns how many sentences hold a stem.
func (e *Engine) holders(stem string) int {
	if s, ok := e.index.Stem(stem); ok {
		return e.index.Holders(s)
	}
	return 0
}

// addWord adds the term of one word of the question: by its stem where the
// sources have it, else by guesses.
func (q *query) addWord(e *Engine, i int) {
	w := &q.asked.Words[i]
	if slices.ContainsFunc(q.terms, func(t term) bool { return q.asked.Words[t.word].Stem == w.Stem }) {
		return // said twice
	}
	if stem, ok := e.index.Stem(w.Stem); ok {
		q.addStem(e, i, stem)
		return
	}
	if others := e.otherStems(w); len(others) > 0 {
		q.addStem(e, i, others[0].Stem)
		return
	}
	guesses := slices.DeleteFunc(e.guess(w.Token.Form, w.Capital), func(g fuzzy.Guess) bool {
		// Two words that never stand side by side are not what was run together.
		return g.Reason == words.Split && !e.index.Adjacent(e.index.StemOf(g.Word), e.index.StemOf(g.Next), 1)
	})
	switch {
	case len(guesses) == 0:
		q.addSlip(e, i)
	case e.index.Class(guesses[0].Word)&index.Stop != 0:
		// "wich" for "which": a slip in a word that says nothing.
	case guesses[0].Reason == words.Split:
		q.addHalves(e, i, guesses[0])
	default:
		q.addGuesses(e, i, guesses)
	}
}

// addStem adds a word that the sources have, with its family.
func (q *query) addStem(e *Engine, i int, stem uint32) {
	for _, t := range q.terms {
		if len(t.stems) > 0 && t.stems[0].Stem == stem {
			return // said twice
		}
	}
	w := &q.asked.Words[i]
	t := term{word: i, weight: e.index.IDF(stem), stems: []index.Alternative{{Stem: stem, Word: index.AnyWord, Degree: 1}}}
	if word, ok := e.index.Word(w.Token.Form); ok {
		t.stems[0].Word = word
	}
	for _, word := range e.index.StemWords(stem) {
		m := sense{term: len(q.terms), also: -1, word: word, degree: 1, reason: words.SameStem, asked: q.asksFor(e, word)}
		if e.index.Form(word) == w.Token.Form {
			m.reason, m.asked = words.SameWord, true
		}
		q.mark(m)
	}
	for _, other := range e.otherStems(w) {
		t.stems = append(t.stems, other)
		q.markAlternative(e, other, sense{term: len(q.terms), also: -1, degree: other.Degree, reason: words.SameStem})
	}
	t.near = e.otherReadings(w, stem)
	for _, kin := range e.family(stem) {
		t.stems = append(t.stems, index.Alternative{Stem: kin, Word: index.AnyWord, Degree: familyDegree})
		q.markStem(e, kin, sense{term: len(q.terms), also: -1, degree: familyDegree, reason: words.SameRoot})
	}
	q.addTerm(t)
}

// asksFor reports whether a word is the form of a verb that the question means:
// of "Who did they send?" it is "sent".
func (q *query) asksFor(e *Engine, word uint32) bool {
	return q.asked.Past && e.language.Past != nil && e.language.Past(e.index.Form(word))
}

// addGuesses adds a word that the sources do not have as those it may mean. A
// guess makes no mention of a name, unless it is a plain slip.
func (q *query) addGuesses(e *Engine, i int, guesses []fuzzy.Guess) {
	t := term{word: i, guessed: true, weight: e.index.IDF(e.index.StemOf(guesses[0].Word))}
	for _, g := range guesses {
		if g.Next != fuzzy.NoWord || len(t.stems) == maxGuesses {
			continue
		}
		stem := e.index.StemOf(g.Word)
		t.stems = append(t.stems, index.Alternative{Stem: stem, Word: g.Word, Degree: g.Weight})
		q.markStem(e, stem, sense{term: len(q.terms), also: -1, degree: g.Weight, reason: g.Reason})
	}
	w := &q.asked.Words[i]
	q.lacking[i] = guesses[0].Reason != words.Variant && (w.Name || e.isName(guesses[0].Word)) && !plainSlip(w, guesses[0])
	q.addTerm(t)
}

// slipSure is how sure a guess must be to take a word in small letters for a
// name: of the names in 48 typed questions on the reports, "rusia", "octobr"
// and "kurks" are, and what is further away is not.
const slipSure = 0.5

// plainSlip reports a word in small letters that is no word and nobody's name,
// and one slip from a name of the sources: "rusia". The reader is told what it
// was read as. With a capital it may be somebody whom the sources do not name.
func plainSlip(w *question.Word, g fuzzy.Guess) bool {
	return !w.Capital && g.Reason == words.Spelling && g.Weight >= slipSure && lexicon.Lookup(w.Token.Form) == 0
}

// addSlip adds a word that the sources have nothing near to. It may still be a
// slip of a word whose stem they have ("suplies" for "supplies", where they
// have "supply"), or of one that says nothing of the subject ("hapens").
func (q *query) addSlip(e *Engine, i int) {
	w := &q.asked.Words[i]
	for _, variant := range fuzzy.Variants(e.language, nil, w.Token.Form) {
		// "criticise", where they have "criticized"
		if stem, ok := e.index.Stem(words.Stem(e.language, variant)); ok {
			q.addStem(e, i, stem)
			return
		}
	}
	t := term{word: i, guessed: true}
	for _, right := range fuzzy.RightSpellings(w.Token.Form, w.Capital) {
		if e.language.IsStop(right) || e.language.Questions.Light[right] {
			return
		}
		if stem, ok := e.index.Stem(words.Stem(e.language, right)); ok && len(t.stems) < maxGuesses {
			t.weight = max(t.weight, e.index.IDF(stem))
			t.stems = append(t.stems, index.Alternative{Stem: stem, Word: index.AnyWord, Degree: slipDegree})
			q.markStem(e, stem, sense{term: len(q.terms), also: -1, degree: slipDegree, reason: words.Spelling})
		}
	}
	if len(t.stems) == 0 {
		q.lacking[i] = true
		t = term{word: i, weight: e.index.MaxIDF()}
		if q.asked.IsSlight(i) {
			t.weight *= slightShare
		}
	}
	q.addTerm(t)
}

// addHalves adds the two words of the sources that a word of the question is,
// as terms of their own.
func (q *query) addHalves(e *Engine, i int, g fuzzy.Guess) {
	for _, word := range []uint32{g.Word, g.Next} {
		stem := e.index.StemOf(word)
		q.markStem(e, stem, sense{term: len(q.terms), also: -1, degree: g.Weight, reason: words.Split})
		q.addTerm(term{word: i, guessed: true, weight: e.index.IDF(stem) / 2, stems: []index.Alternative{{Stem: stem, Word: word, Degree: g.Weight}}})
	}
}

// markStem marks all words of a stem with a sense.
func (q *query) markStem(e *Engine, stem uint32, m sense) {
	for _, word := range e.index.StemWords(stem) {
		m.word = word
		q.mark(m)
	}
}

// markAlternative marks the words of an alternative with a sense.
func (q *query) markAlternative(e *Engine, a index.Alternative, m sense) {
	if a.Word == index.AnyWord {
		q.markStem(e, a.Stem, m)
		return
	}
	m.word, m.asked = a.Word, q.asksFor(e, a.Word)
	q.mark(m)
}

// addTerm adds a term, its weight cut by the shares of its word.
func (q *query) addTerm(t term) {
	w := &q.asked.Words[t.word]
	if w.Light {
		t.weight *= lightShare
	}
	if w.Inherited {
		t.weight *= inheritedShare
	}
	if len(q.terms) < maxWords {
		q.terms = append(q.terms, t)
	}
}

// joinNeighbours lets two neighbouring words of the question also mean the
// word of the corpus that they are when joined.
func (q *query) joinNeighbours(e *Engine) {
	for k := 0; k+1 < len(q.terms); k++ {
		a, b := &q.asked.Words[q.terms[k].word], &q.asked.Words[q.terms[k+1].word]
		if gap := b.Token.Start - a.Token.End; gap != 1 || a.Inherited != b.Inherited {
			continue
		}
		word, ok := e.matcher.Join(a.Token.Form, b.Token.Form)
		if !ok {
			continue
		}
		q.mark(sense{term: k, also: k + 1, word: word, degree: joinedDegree, reason: words.Joined})
		alternative := index.Alternative{Stem: e.index.StemOf(word), Word: word, Degree: joinedDegree}
		for _, t := range []*term{&q.terms[k], &q.terms[k+1]} {
			q.lacking[t.word] = false
			t.guessed = len(t.stems) == 0
			t.stems = append(t.stems, alternative)
		}
	}
}

// mark notes what a word of the corpus means; the better degree stays.
func (q *query) mark(m sense) {
	if len(q.terms) >= maxWords {
		return
	}
	if old := q.senseOf(m.word); old != nil {
		if old.degree < m.degree {
			*old = m
		}
		return
	}
	q.index.add(m.word, len(q.senses))
	q.senses = append(q.senses, m)
}

// search returns the query as weighted stems, for the index.
func (q *query) search() []index.Term {
	out := make([]index.Term, 0, len(q.terms))
	for _, t := range q.terms {
		if stems := slices.Concat(t.stems, t.near); len(stems) > 0 {
			out = append(out, index.Term{Weight: t.weight, Alternatives: stems})
		}
	}
	return out
}
