package bot

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// quote shows a ranked sentence: what of the question stands in it, and why it
// was chosen.
func (r ranked) quote() Quote {
	weights := r.by.e.weights.Ranking
	out := r.by.e.passage(r.document())
	out.Score = r.score
	out.Matches = r.matches(out.Text, out.Span.Start)
	out.Evidence = make([]Evidence, 0, evidences+1)
	for i, v := range r.features {
		if weight := weights[i]; v != 0 && weight != 0 {
			out.Evidence = append(out.Evidence, Evidence{evidenceNames[i], float64(v), weight})
		}
	}
	if rest := r.score - r.features.score(weights); rest > 1e-9 {
		out.Evidence = append(out.Evidence, Evidence{"near the last answer", 1, rest})
	}
	slices.SortStableFunc(out.Evidence, func(a, b Evidence) int {
		switch {
		case a.Share() > b.Share():
			return -1
		case a.Share() < b.Share():
			return 1
		}
		return 0
	})
	return out
}

// passage shows sentence i of a document with its neighbours. Its strings lie in
// no file.
func (e *engine) passage(document uint32, i int) Quote {
	d := e.documents
	about := d.About(document)
	paragraph, first, last := d.Paragraph(document, i)
	span := d.Span(document, i)
	q := Quote{
		Span: Span{e.name, about.Name, about.Hash, span},
		Text: d.Slice(document, span), Title: about.Title, URL: about.URL, Author: about.Author, Date: about.Date,
		Paragraph: paragraph, Sentence: i,
	}
	if i > first {
		q.Before = d.Sentence(document, i-1)
	}
	if i+1 < last {
		q.After = d.Sentence(document, i+1)
	}
	own(&q.Span.Document, &q.Text, &q.Title, &q.URL, &q.Author, &q.Date, &q.Before, &q.After)
	return q
}

// own puts copies in the place of texts of a store, which may be closed. They
// share one piece of memory, as a quote is kept or dropped whole.
func own(texts ...*string) {
	n := 0
	for _, t := range texts {
		n += len(*t)
	}
	var b strings.Builder
	b.Grow(n)
	for _, t := range texts {
		b.WriteString(*t)
	}
	rest := b.String()
	for _, t := range texts {
		*t, rest = rest[:len(*t)], rest[len(*t):]
	}
}

// matches finds what of the question stands in the quotation, which begins at
// offset in its document: its words, and other words for those it has not.
func (r ranked) matches(text string, offset int) []Match {
	out := make([]Match, 0, len(r.by.q.terms))
	q := r.by.q
	r.by.text = words.AppendTokens(r.by.text[:0], text)
	r.by.shown = r.by.x.AppendTokens(r.by.shown[:0], r.sentence)
	tokens, written := r.by.shown, r.by.text
	for i, t := range written {
		word := tokens[i] &^ index.Capital
		match := Match{Span: corpus.Span{Start: offset + t.Start, End: offset + t.End}}
		m := q.senseOf(word)
		if p := q.phraseAt(tokens, i); p != nil && (m == nil || m.degree < p.degree) {
			m = p
			match.Span.Start = offset + r.by.text[i-1].Start
			if n := len(out); n > 0 && out[n-1].Span.End > match.Span.Start {
				out = out[:n-1] // its first word alone
			}
		}
		if m != nil {
			match.Asked, match.Reason = q.written(m.term), m.reason
			if m.also >= 0 {
				match.Asked += " " + q.written(m.also)
			}
		} else if term := r.by.otherWordFor(word, r.sentence); term >= 0 {
			match.Asked, match.Reason = q.written(term), fuzzy.OtherWord
		} else {
			continue
		}
		out = append(out, match)
	}
	return out
}

// corrections tells which words of the question were read as others, in the
// form that the best sentence has.
func (w *weigher) corrections(quotes []Quote) []Correction {
	q := w.q
	var out []Correction
	for k, t := range q.terms {
		if !t.guessed || q.asked.words[t.word].inherited || k > 0 && q.terms[k-1].word == t.word {
			continue
		}
		if first, second := q.joined(k); first >= 0 {
			if k == first || !q.terms[first].guessed {
				out = w.joinedCorrection(out, quotes, first, second)
			}
			continue
		}
		asked := q.written(k)
		c, ok := readIn(quotes, asked)
		if !ok {
			c, ok = w.likeliest(k)
		}
		if ok && c.Reason != fuzzy.Variant { // of a variant both spellings are right
			out = append(out, c)
		}
	}
	return out
}

// likeliest tells what a term was read as that no quote holds.
func (w *weigher) likeliest(k int) (Correction, bool) {
	for _, m := range w.q.senses {
		if m.term == k {
			return Correction{w.q.written(k), strings.Clone(w.x.Form(m.word)), m.reason}, true
		}
	}
	return Correction{}, false
}

// joined returns the two terms that are one word in the sources where k is one
// of them, else -1.
func (q *query) joined(k int) (first, second int) {
	for _, m := range q.senses {
		if m.reason == fuzzy.Joined && (m.term == k || m.also == k) {
			return m.term, m.also
		}
	}
	return -1, -1
}

// joinedCorrection appends how two words were read as one, unless they differ
// from it in capitals only ("yong-won").
func (w *weigher) joinedCorrection(out []Correction, quotes []Quote, first, second int) []Correction {
	q := w.q
	from, to := q.asked.words[q.terms[first].word].token, q.asked.words[q.terms[second].word].token
	asked := q.asked.text[from.Start:to.End]
	c, ok := readIn(quotes, q.written(first)+" "+q.written(second))
	if !ok || strings.EqualFold(c.Read, asked) {
		return out
	}
	return append(out, Correction{asked, c.Read, c.Reason})
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
			return Correction{asked, quote.Text[m.Span.Start-start : end-start], m.Reason}, true
		}
	}
	return Correction{}, false
}
