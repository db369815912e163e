package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
)

// results is a question with what all collections in its scope have for it.
type results struct {
	asked    *question.Question
	findings []*Findings // of the collections that could be asked, in the scope's order
	away     Unreached   // the others
	best     *Findings   // those of the first of the ranking; nil where there is none
	ranking  []result    // best first
}

// A result is a candidate and, once it was shown, its quote.
type result struct {
	Candidate
	quote Quote
	shown bool
	text  Wording // folded; empty until it is asked for

	values []Figure // given for what was asked
	valued bool     // values are known
}

// show returns the candidate's quote, which is made once.
func (r *result) show() (q Quote, err error) {
	if !r.shown {
		r.quote, err = r.Sentence.Quote()
		r.shown = err == nil
	}
	return r.quote, err
}

// figures returns the values that the candidate gives for what was asked. They are
// read once.
func (r *result) figures() (values []Figure, err error) {
	if !r.valued {
		r.values, err = r.Sentence.Figures()
		r.valued = err == nil
	}
	return r.values, err
}

// search asks every collection in scope; near is the sentence that answered the
// turn before, if any.
func search(ctx context.Context, q *question.Question, scope []Collection, near Span) (*results, error) {
	s := &results{asked: q}
	for _, c := range scope {
		f, err := c.Engine.Search(ctx, q, near)
		if isAway(ctx, err) {
			s.away.Collections = append(s.away.Collections, c.Name)
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("searching the collection %q: %w", c.Name, err)
		}
		s.findings = append(s.findings, f)
		s.ranking = slices.Grow(s.ranking, len(f.Candidates))
		for _, candidate := range f.Candidates {
			s.ranking = append(s.ranking, result{Candidate: candidate})
		}
		if len(f.Candidates) > 0 && (s.best == nil || f.Candidates[0].Score > s.best.Candidates[0].Score) {
			s.best = f
		}
	}
	s.away.All = len(scope) > 0 && len(s.findings) == 0
	if len(scope) > 1 {
		slices.SortStableFunc(s.ranking, func(a, b result) int { return cmp.Compare(b.Score, a.Score) })
	}
	return s, nil
}

// wording returns the candidate's text, folded. It is made once.
func (r *result) wording() (Wording, error) {
	if r.text == (Wording{}) {
		text, err := r.Sentence.Wording()
		if err != nil {
			return Wording{}, err
		}
		r.text = text.folded()
	}
	return r.text, nil
}

func (w Wording) folded() Wording { return Wording{folded(w.Source), folded(w.Shown)} }

// same reports whether two folded texts are one, be it with their markup, as where
// a file has a copy of another type, or without.
func (w Wording) same(other Wording) bool {
	return w.Source == other.Source || w.Shown == other.Shown
}

// isCopyOf reports whether two candidates of one text are the same sentence of
// two copies of a document, and not one that its authors wrote twice, such as
// "It is off by default.": a sentence beside it is the same too, or there is none
// beside either.
func (r *result) isCopyOf(other *result) (bool, error) {
	before, after, err := r.Sentence.Neighbours()
	if err != nil {
		return false, err
	}
	otherBefore, otherAfter, err := other.Sentence.Neighbours()
	if err != nil {
		return false, err
	}
	none := Wording{}
	if before == none && after == none && otherBefore == none && otherAfter == none {
		return true, nil
	}
	same := func(a, b Wording) bool { return a != none && b != none && a.folded().same(b.folded()) }
	return same(before, otherBefore) || same(after, otherAfter), nil
}

// distinct quotes the best n sentences that differ in more than white space and
// markup.
func (s *results) distinct(n int) ([]Quote, error) {
	out := make([]Quote, 0, n)
	seen := make([]Wording, 0, n)
	for i := range s.ranking {
		text, err := s.ranking[i].wording()
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(seen, text.same) {
			continue
		}
		seen = append(seen, text)
		quote, err := s.ranking[i].show()
		if err != nil {
			return nil, err
		}
		if out = append(out, quote); len(out) == n {
			break
		}
	}
	return out, nil
}

// folded returns a text with each run of white space as one space.
func folded(text string) string {
	if !strings.ContainsAny(text, "\t\n\v\f\r\u0085\u00a0") && !strings.Contains(text, "  ") {
		return strings.TrimSpace(text)
	}
	return strings.Join(strings.Fields(text), " ")
}

// corrections tells which words of the question were read as others, in the
// form that the best quote has.
func (s *results) corrections(quotes []Quote) []Correction {
	var out []Correction
	for _, sub := range s.best.Substitutes {
		c, ok := readIn(quotes, sub.Match)
		if !ok {
			c = Correction{Read: sub.Likely, Reason: sub.Reason}
		}
		// Of a variant both spellings are right; "yong-won" for "Yong-won" is none.
		if c.Read == "" || c.Reason == words.Variant || strings.EqualFold(c.Read, sub.Asked) {
			continue
		}
		c.Asked = sub.Asked
		out = append(out, c)
	}
	return out
}

// readIn finds how a word of the question was read in the first quote that
// holds it.
func readIn(quotes []Quote, asked string) (Correction, bool) {
	for _, quote := range quotes {
		for i, m := range quote.Matches {
			if m.Asked != asked {
				continue
			}
			end := m.Span.End
			for _, next := range quote.Matches[i+1:] {
				if next.Asked == asked && next.Span.Start-end == 1 {
					end = next.Span.End // the halves of a split word
				}
			}
			start := quote.Span.Start
			return Correction{Read: quote.Text[m.Span.Start-start : end-start], Reason: m.Reason}, true
		}
	}
	return Correction{}, false
}
