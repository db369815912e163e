package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
)

// This file answers "what do the sources say about X?" with the sentences that say
// most of it together. See doc/decisions/brief.md.

const (
	// maxBrief is the most quotes of a brief; as many more are kept for More.
	maxBrief = 10
	// gistPool is the most sentences that a brief of all sources is chosen from.
	gistPool = 400
	// byTitle is how far behind the best a sentence stands of which only its
	// document's title is of the topic.
	byTitle = 3
	// ofTitle is the share of a title that a topic must be for all of the document to
	// be about it.
	ofTitle = 0.3
)

// BriefText returns the message that asks for a brief on a topic, or on all sources
// where it is empty.
func BriefText(topic string) string {
	if topic = strings.TrimSpace(topic); topic == "" {
		return "brief"
	}
	return "brief on " + topic
}

// brief answers a message that asks for a topic, or for all sources where it is
// empty.
func (b *Bot) brief(ctx context.Context, asked, topic string, scope []Collection) (reply, error) {
	r := reply{
		answer: Answer{ID: newID(), Asked: asked, Topic: topic, Verdict: None},
		turn:   Turn{Asked: remembered(cmp.Or(topic, asked)), At: time.Now()},
	}
	r.answer.Files = filesOf(scope)
	var pool []Quote
	var err error
	if topic == "" {
		pool, r.answer.Unreached, err = openings(ctx, scope)
	} else {
		pool, err = r.aboutTopic(ctx, topic, scope)
	}
	if err != nil {
		return r, err
	}
	chosen := gist(pool)
	if len(chosen) == 0 {
		return r, nil
	}
	a := &r.answer
	a.Verdict, a.Confidence = Brief, 1
	if a.Disagreement, err = differing(ctx, topic, scope); err != nil {
		return r, err
	}
	n := min(maxBrief, len(chosen))
	for n > 1 && n+a.Disagreement.beside(chosen[:n]) > maxBrief {
		n--
	}
	a.Quotes, r.rest = bySource(chosen[:n]), slices.DeleteFunc(chosen[n:], a.Disagreement.has)
	r.turn.Quote = a.Quotes[0].Span
	return r, nil
}

// differing returns the values that the sources give for a topic where these differ,
// figures before dates: what a question for them would show.
func differing(ctx context.Context, topic string, scope []Collection) (*Disagreement, error) {
	for _, kind := range []question.Kind{question.HowMany, question.When} {
		q := question.Parse(language, topic)
		if q.Kind = kind; len(q.Words) == 0 {
			return nil, nil
		}
		s, err := search(ctx, q, scope, Span{})
		if err != nil || len(s.ranking) == 0 {
			return nil, err
		}
		if d, err := s.disagreement(); d != nil || err != nil {
			return d, err
		}
	}
	return nil, nil
}

// openings returns what the documents of all collections begin with, of each in
// turn.
func openings(ctx context.Context, scope []Collection) (pool []Quote, away Unreached, err error) {
	for _, c := range scope {
		sentences, err := c.Engine.Openings(ctx, max(1, gistPool/len(scope)))
		if isAway(ctx, err) {
			away.Collections = append(away.Collections, c.Name)
			continue
		}
		if err != nil {
			return nil, away, err
		}
		if pool, err = appendQuotes(pool, sentences); err != nil {
			return nil, away, err
		}
	}
	away.All = len(scope) > 0 && len(away.Collections) == len(scope)
	return pool, away, nil
}

func appendQuotes(pool []Quote, sentences []Sentence) ([]Quote, error) {
	for _, s := range sentences {
		q, err := s.Quote()
		if err != nil {
			return nil, err
		}
		pool = append(pool, q)
	}
	return pool, nil
}

// aboutTopic returns the sentences that have most of the words of a topic that the
// sources have at all, best first, and notes what they lack.
func (r *reply) aboutTopic(ctx context.Context, topic string, scope []Collection) ([]Quote, error) {
	q := question.Parse(language, topic)
	s, err := search(ctx, q, scope, Span{})
	if err != nil || len(scope) == 0 {
		return nil, err
	}
	r.answer.Unreached = s.away
	if s.away.All {
		return nil, nil
	}
	if r.answer.Missing = s.missing(); len(s.ranking) == 0 {
		return nil, nil
	}
	all, err := s.distinct(len(s.ranking))
	if err != nil {
		return nil, err
	}
	r.ranking = all[:min(shownRanking, len(all))]
	r.answer.Corrections = s.corrections(all)
	var wanted []question.Word
	for i := range q.Words {
		if !q.Words[i].Light && s.any(func(f *Findings) bool { return !f.Words[i].Lacking }) {
			wanted = append(wanted, q.Words[i])
		}
	}
	for _, otherwise := range []bool{false, true} {
		var about []Quote
		for _, quote := range all {
			if n := mentioned(quote, wanted, otherwise); n > 0 && 2*n >= len(wanted) {
				about = append(about, quote)
			}
		}
		if len(about) > 0 {
			return withDocumentsOf(ctx, about, wanted, scope)
		}
	}
	return nil, nil
}

// withDocumentsOf adds what documents begin with whose titles are the topic: all of
// their text is about it.
func withDocumentsOf(ctx context.Context, about []Quote, wanted []question.Word, scope []Collection) ([]Quote, error) {
	best := about[0].Score
	seen := map[Span]bool{}
	for _, q := range about {
		seen[q.Span] = true
	}
	for _, c := range scope {
		var named []string
		for _, q := range about {
			if q.Span.Collection == c.Name && entitled(q.Title, wanted) && !slices.Contains(named, q.Span.Document) {
				named = append(named, q.Span.Document)
			}
		}
		if len(named) == 0 {
			continue
		}
		sentences, err := c.Engine.Openings(ctx, gistPool/2, named...)
		if isAway(ctx, err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		more, err := appendQuotes(nil, sentences)
		if err != nil {
			return nil, err
		}
		for _, q := range more {
			if q.Score = best - byTitle; !seen[q.Span] {
				about = append(about, q)
			}
		}
	}
	return about, nil
}

// entitled reports whether a title has all words of a topic, and not many others.
func entitled(title string, wanted []question.Word) bool {
	said := len(tellingStems(Quote{Text: title}))
	return mentioned(Quote{Title: title}, wanted, false) == len(wanted) && float64(len(wanted)) >= ofTitle*float64(said)
}

// mentioned counts the words of a topic that a quote has, or its document's title, or
// a heading above it; otherwise also those that it has another word for.
func mentioned(q Quote, wanted []question.Word, otherwise bool) (n int) {
	above := map[string]bool{}
	for _, t := range words.Tokens(language, q.Title+"\n"+strings.Join(q.Under, "\n")) {
		above[words.Stem(language, t.Form)] = true
	}
	for _, w := range wanted {
		said := slices.ContainsFunc(q.Matches, func(m Match) bool {
			return slices.Contains(strings.Fields(m.Asked), w.Written) && (otherwise || m.Reason != words.OtherWord)
		})
		if said || above[w.Stem] {
			n++
		}
	}
	return n
}

// bySource puts the quotes of one document together, in the order in which they
// stand there: the documents in order of their dates where all are dated, else
// in the order of their best quotes.
func bySource(quotes []Quote) []Quote {
	type source struct{ collection, document string }
	order, dates := map[source]int{}, map[source]time.Time{}
	of := func(q Quote) source { return source{q.Span.Collection, q.Span.Document} }
	for _, q := range quotes {
		if _, ok := order[of(q)]; ok {
			continue
		}
		order[of(q)] = len(order)
		if date, dated := dateOf(q); dated {
			dates[of(q)] = date
		}
	}
	out := slices.Clone(quotes)
	slices.SortStableFunc(out, func(a, b Quote) int {
		if len(dates) == len(order) {
			if c := dates[of(a)].Compare(dates[of(b)]); c != 0 {
				return c
			}
		}
		return cmp.Or(order[of(a)]-order[of(b)], a.Span.Start-b.Span.Start)
	})
	return out
}
