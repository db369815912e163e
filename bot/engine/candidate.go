package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/figures"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
)

// A candidate is a sentence with the evidence for it. It is a bot.Sentence.
type candidate struct {
	by       *weigher
	sentence uint32
	own      float32 // BM25 of the sentence
	features features
	score    float64
	lifted   float64 // of score: what it was raised by, see lift

	tokens []words.Token    // of its text, once it was shown
	values []figures.Figure // of its text, once they were asked for; nil before
}

// locate returns the document and the index of the sentence in it.
func (c *candidate) locate() (document uint32, sentence int) { return c.by.x.Locate(c.sentence) }

// text returns the sentence as it is shown, see store.Documents.
func (c *candidate) text() string { return c.by.e.documents.Shown(c.locate()) }

// words returns the words of a text, which is the candidate's text.
func (c *candidate) words(text string) []words.Token {
	if c.tokens == nil {
		from := len(c.by.texts)
		c.by.texts = words.AppendTokens(c.by.e.language, c.by.texts, text)
		c.tokens = c.by.texts[from:len(c.by.texts):len(c.by.texts)]
	}
	return c.tokens
}

// Quote shows the sentence; see bot.Sentence.
func (c *candidate) Quote() (bot.Quote, error) {
	var out bot.Quote
	err := store.Guarded(func() error {
		c.by.begin()
		defer c.by.end()
		out = c.by.e.quote(c.locate())
		out.Matches = c.matches(c.text(), out.Span.Start)
		c.nameReferent(&out)
		return nil
	})
	out.Score, out.Evidence = c.score, c.evidence()
	return out, err
}

// nameReferent shows the sentence which names what the quote speaks of, where it
// stands further up than the one before.
func (c *candidate) nameReferent(q *bot.Quote) {
	w := c.by
	if r := w.referent(c.sentence); len(q.Surroundings) > 0 && r.met != nil && r.sentence+1 < c.sentence {
		part := w.e.part(w.x.Locate(r.sentence))
		part.Text, part.Mask = strings.Clone(part.Text), strings.Clone(part.Mask)
		q.Surroundings = []bot.Part{part}
	}
}

// Wording returns the sentence's text; see bot.Sentence.
func (c *candidate) Wording() (text bot.Wording, err error) {
	err = store.Guarded(func() error {
		text = c.by.e.wording(c.locate())
		return nil
	})
	return text, err
}

// Neighbours returns the texts before and after it; see bot.Sentence.
func (c *candidate) Neighbours() (before, after bot.Wording, err error) {
	err = store.Guarded(func() error {
		document, sentence := c.locate()
		if sentence > 0 {
			before = c.by.e.wording(document, sentence-1)
		}
		if sentence+1 < c.by.e.documents.Sentences(document) {
			after = c.by.e.wording(document, sentence+1)
		}
		return nil
	})
	return before, after, err
}

// wording returns the text of a sentence. It lies in no file.
func (e *Engine) wording(document uint32, sentence int) bot.Wording {
	text := strings.Clone(e.documents.Sentence(document, sentence))
	return bot.Wording{Source: text, Shown: markup.Text(text, e.documents.Shown(document, sentence))}
}

// evidence tells why the sentence stands where it stands, strongest first.
func (c *candidate) evidence() []bot.Evidence {
	weights := &c.by.e.weights
	out := make([]bot.Evidence, 0, evidences+1)
	for i, v := range c.features {
		if weight := weights[i]; v != 0 && weight != 0 {
			out = append(out, bot.Evidence{Name: evidenceNames[i], Value: float64(v), Weight: weight})
		}
	}
	if c.lifted > 0 {
		out = append(out, bot.Evidence{Name: "more than what names it", Value: 1, Weight: c.lifted})
	}
	if rest := c.score - c.lifted - c.features.score(weights); rest > 1e-9 {
		out = append(out, bot.Evidence{Name: "near the last answer", Value: 1, Weight: rest})
	}
	slices.SortStableFunc(out, func(a, b bot.Evidence) int { return cmp.Compare(b.Share(), a.Share()) })
	return slices.Clone(out) // most of the names have no share, and answers are remembered
}

// matches finds what of the question stands in the quotation, which begins at
// offset in its document: its words, and other words for those it has not.
func (c *candidate) matches(text string, offset int) []bot.Match {
	w, q := c.by, c.by.q
	out := make([]bot.Match, 0, len(q.terms))
	w.shown = w.x.AppendTokens(w.shown[:0], c.sentence)
	tokens, written := w.shown, c.words(text)
	for i, t := range written {
		word := tokens[i] &^ index.Capital
		match := bot.Match{Span: corpus.Span{Start: offset + t.Start, End: offset + t.End}}
		m := q.senseOf(word)
		if p := q.phraseAt(tokens, i); p != nil && (m == nil || m.degree < p.degree) {
			m = p
			match.Span.Start = offset + written[i-1].Start
			if n := len(out); n > 0 && out[n-1].Span.End > match.Span.Start {
				out = out[:n-1] // its first word alone
			}
		}
		if m != nil {
			match.Asked, match.Reason = q.written(m.term), m.reason
			if m.also >= 0 {
				match.Asked += " " + q.written(m.also)
			}
		} else if term := w.namedBy(c.sentence, i); term >= 0 {
			match.Asked, match.Reason = q.written(term), words.RefersBack
		} else if term := w.otherWordFor(word, c.sentence); term >= 0 {
			match.Asked, match.Reason = q.written(term), words.OtherWord
		} else {
			continue
		}
		out = append(out, match)
	}
	return out
}
