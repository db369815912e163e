package engine

import (
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/words"
)

// substitutes tells which words of the question were read as others.
func (w *weigher) substitutes() []bot.Substitute {
	q := w.q
	var out []bot.Substitute
	for k, t := range q.terms {
		if !t.guessed || q.asked.Words[t.word].Inherited || k > 0 && q.terms[k-1].word == t.word {
			continue
		}
		if first, second := q.joined(k); first >= 0 {
			if k == first || !q.terms[first].guessed {
				from, to := q.asked.Words[q.terms[first].word].Token, q.asked.Words[q.terms[second].word].Token
				out = append(out, bot.Substitute{
					Match: q.written(first) + " " + q.written(second), Asked: q.asked.Text[from.Start:to.End],
				})
			}
			continue
		}
		out = append(out, w.substitute(k))
	}
	return out
}

// substitute tells what a term was read as.
func (w *weigher) substitute(k int) bot.Substitute {
	asked := w.q.written(k)
	s := bot.Substitute{Match: asked, Asked: asked}
	for _, m := range w.q.senses {
		if m.term == k {
			s.Likely, s.Reason = strings.Clone(w.x.Form(m.word)), m.reason
			break
		}
	}
	return s
}

// joined returns the two terms that are one word in the sources where k is one
// of them, else -1.
func (q *query) joined(k int) (first, second int) {
	for _, m := range q.senses {
		if m.reason == words.Joined && (m.term == k || m.also == k) {
			return m.term, m.also
		}
	}
	return -1, -1
}
