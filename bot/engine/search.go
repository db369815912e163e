package engine

import (
	"context"
	"math"
	"slices"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/figures"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/store"
)

// Search ranks the sentences of the collection for a question; see bot.Engine.
func (e *Engine) Search(ctx context.Context, q *question.Question, near bot.Span) (*bot.Findings, error) {
	var out *bot.Findings
	err := store.Guarded(func() (err error) {
		w := e.newWeigher(e.newQuery(q))
		w.begin()
		defer w.end()
		list, err := w.rank(ctx, e.sentenceOf(near))
		if err != nil {
			return err
		}
		out = &bot.Findings{
			Candidates: make([]bot.Candidate, len(list)), Words: w.q.status(), Dates: e.dates(q), Substitutes: w.substitutes(),
		}
		for i := range list {
			out.Candidates[i] = bot.Candidate{Score: list[i].score, Sentence: &list[i]}
		}
		if len(list) > 0 {
			out.Support = list[0].support()
		}
		return nil
	})
	return out, err
}

// Openings returns the sentences that documents begin with; see bot.Engine. Of all
// documents, where they are more than n, every second, third... is taken.
func (e *Engine) Openings(ctx context.Context, n int, names ...string) ([]bot.Sentence, error) {
	var out []bot.Sentence
	err := store.Guarded(func() error {
		w := e.newWeigher(e.newQuery(question.Parse(e.language, "")))
		w.makeRoom(n)
		documents := e.numbers(n, names)
		next := make([]uint32, len(documents)) // sentences
		for i, d := range documents {
			next[i], _ = e.index.DocumentSentences(d)
		}
		for more := true; more && len(out) < n; {
			more = false
			for i := 0; i < len(next) && len(out) < n; i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				_, end := e.index.DocumentSentences(documents[i])
				for next[i] < end && w.kind(next[i]).IsLabel() {
					next[i]++
				}
				if next[i] < end {
					out, more = append(out, &candidate{by: w, sentence: next[i]}), true
					next[i]++
				}
			}
		}
		return nil
	})
	return out, err
}

// numbers returns the documents of these names, or about n of all.
func (e *Engine) numbers(n int, names []string) (out []uint32) {
	for _, name := range names {
		if d, ok := e.documents.Find(name); ok {
			out = append(out, d)
		}
	}
	if len(names) == 0 {
		for d := 0; d < e.documents.Len(); d += max(1, e.documents.Len()/n) {
			out = append(out, uint32(d))
		}
	}
	return out
}

// status says what the collection knows of each word of the question.
func (q *query) status() []bot.WordStatus {
	out := make([]bot.WordStatus, len(q.lacking))
	for i, lacking := range q.lacking {
		out[i].Lacking = lacking
	}
	for k := len(q.terms) - 1; k >= 0; k-- { // the first term of a word tells
		out[q.terms[k].word].ReadAsName = q.terms[k].guessed
	}
	return out
}

// dates reports of each date of a question whether some sentence gives that day.
func (e *Engine) dates(q *question.Question) []bool {
	var out []bool
	for _, d := range q.Dates() {
		m, ok1 := e.index.Stem(d.Month)
		n, ok2 := e.index.Stem(d.Day)
		out = append(out, ok1 && ok2 && (e.index.Adjacent(m, n, 1) || e.index.Adjacent(n, m, 2)))
	}
	return out
}

// nowhere is the number of no sentence.
const nowhere = math.MaxUint32

// sentenceOf returns the number of the sentence that a span names, or nowhere.
func (e *Engine) sentenceOf(s bot.Span) uint32 {
	if s.Collection != e.name {
		return nowhere
	}
	document, i, err := e.find(s)
	if err != nil {
		return nowhere
	}
	first, _ := e.index.DocumentSentences(document)
	return first + uint32(i)
}

// What the surroundings of the last answer add to a score. Follow-ups mostly
// ask on: of seven in the recorded conversations on the embedded reports, six
// are answered in the paragraph of the turn before.
const (
	sameParagraphBonus = 1.0
	sameDocumentBonus  = 0.3
)

// nearBonus favours the surroundings of the sentence that answered the turn
// before.
func (e *Engine) nearBonus(near, sentence uint32) float64 {
	switch {
	case near == nowhere:
		return 0
	case e.index.Paragraph(near) == e.index.Paragraph(sentence):
		return sameParagraphBonus
	case e.index.Document(near) == e.index.Document(sentence):
		return sameDocumentBonus
	}
	return 0
}

// wantedEvidence is the evidence of the sort of answer that each kind of
// question wants.
var wantedEvidence = map[question.Kind]int{
	question.HowMany: evNumber, question.When: evDate, question.Who: evPerson,
	question.Where: evPlace, question.Why: evReason, question.WhatIs: evDefinition,
}

// support tells how far the sentence meets the question.
func (c *candidate) support() bot.Support {
	q, f, held := c.by.q, &c.features, c.held()
	own, meant := c.by.sentence(c.sentence), c.by.meant(c.sentence)
	s := bot.Support{
		Coverage:    float64(f[evCoverage]),
		InContext:   float64(f[evCoverage] + max(f[evBefore], f.replies(), f[evWithTitle]+f[evLead]+f[evHeadings])),
		InParagraph: float64(f[evCoverage] + f[evAround]),
		Own:         float64(c.own / q.total),
		Pairs:       float64(f[evPairs]),
		SameForm:    float64(f[evSameForm]),
		NamesNear:   float64(c.by.namesNear(c.by.x.Paragraph(c.sentence), held)),
		OtherWords:  float64(f[evOther]),
		Meaning:     float64(f[evAlike]),
		Unknown:     float64(q.unknown(held)),
		Unnamed:     float64(q.unnamed(held, meant)),
		Terms:       len(q.terms),
		NoValue:     c.lacksValue(),
		Unmet:       c.unmet(),
		Opposite:    c.saysOpposite(),
		Held:        held,
	}
	for k := range q.terms {
		if own[k] > 0 {
			s.Matched++
		}
		if q.shows(k, meant[k]) {
			s.Meant++
		}
	}
	if ev, ok := wantedEvidence[q.asked.Kind]; ok {
		s.Wants, s.Wanted = true, float64(f[ev])
	}
	return s
}

// replies returns what a question right before the sentence adds, if the sentence
// holds a word of it itself: "Nobody would say." answers nothing.
func (f *features) replies() float32 {
	if f[evCoverage] == 0 {
		return 0
	}
	return f[evReply]
}

// lacksValue reports whether a date or figure is asked for that the sentence
// does not give.
func (c *candidate) lacksValue() bool {
	switch c.by.q.asked.Kind {
	case question.When:
		for _, f := range c.figures() {
			if f.Kind == figures.Date || f.Kind == figures.Time {
				return false
			}
		}
		return true
	case question.HowMany:
		given := c.figures()
		return c.features[evNumber] == 0 && len(given) == 0 || c.by.otherUnits(given)
	}
	return false
}

// unknown returns the share of the question's weight that no source has; some
// words do not count.
func (q *query) unknown(others []int) float32 {
	return q.lacks(func(k int) bool { return !slices.Contains(others, q.terms[k].word) })
}

// unnamed returns the share of unknown that is nouns which a sentence has no other
// word for either.
func (q *query) unnamed(others []int, meant *profile) float32 {
	return q.lacks(func(k int) bool {
		word := q.terms[k].word
		return q.asked.IsNoun(word) && meant[k] < shownDegree && !slices.Contains(others, word)
	})
}

// lacks returns the share of the question's weight that such terms have which are
// not in the sources, nor read as a word of theirs, and no spare words.
func (q *query) lacks(such func(k int) bool) float32 {
	var sum float32
	for k, t := range q.terms {
		if len(t.stems) == 0 && !q.asked.Words[t.word].Spare && such(k) {
			sum += t.weight
		}
	}
	return sum / q.total
}
