package bot

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// This file answers "what do the sources say about X?" with the sentences that say
// most of it together. See doc/decisions/brief.md.

const (
	// maxBrief is the most quotes of a brief; as many more are kept for More.
	maxBrief = 10
	// gistPool is the most sentences that a brief of all sources is chosen from.
	gistPool = 400
	// shortestTelling is the fewest words of a sentence that tells something.
	shortestTelling = 6
	// saidAlready is the cosine from which a sentence says again what another said.
	saidAlready = 0.6
	// spread is how much more a sentence counts whose source was not heard yet.
	spread = 0.3
	// worthTelling is the share of the first sentence's gain that each other must
	// bring.
	worthTelling = 0.08
	// leansOn is what a sentence counts that cannot stand by itself.
	leansOn = 0.5
	// halfWorth is how far a score may lie below the best to count half.
	halfWorth = 3
	// halfWay is the sentence of a document that counts half of the first.
	halfWay = 30
	// byTitle is how far behind the best a sentence stands of which only its
	// document's title is of the topic.
	byTitle = 3
	// ofTitle is the share of a title that a topic must be for all of the document to
	// be about it.
	ofTitle = 0.3
	// What figures and dates make of a sentence's worth, and what "could" and "may" do.
	figured, supposed = 1.3, 0.7
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
		pool, err = openings(ctx, scope)
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
	n := min(maxBrief, len(chosen))
	a.Quotes, r.rest = bySource(chosen[:n]), chosen[n:]
	r.turn.Quote = a.Quotes[0].Span
	return r, nil
}

// openings returns what the documents of all collections begin with, of each in
// turn.
func openings(ctx context.Context, scope []Collection) ([]Quote, error) {
	var pool []Quote
	for _, c := range scope {
		sentences, err := c.Engine.Openings(ctx, gistPool/len(scope))
		if err != nil {
			return nil, err
		}
		if pool, err = appendQuotes(pool, sentences); err != nil {
			return nil, err
		}
	}
	return pool, nil
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

// A telling is a sentence of the pool and what it says.
type telling struct {
	quote  Quote
	share  map[string]float64 // of its stems in what it says; the squares add up to 1
	worth  float64
	source int
}

// gist returns the sentences of a pool that together say most of it, in the order
// of what each adds: greedily those whose words were not said yet count most
// (maximum coverage, after Filatova and Hatzivassiloglou, "Event-based extractive
// summarization", 2004), by their share of the sentence. A source that was not
// heard yet counts more, and a sentence that mostly says again what was chosen is
// passed over.
func gist(pool []Quote) []Quote {
	left := tellingsOf(pool)
	var chosen []telling
	said, heard := map[string]bool{}, map[int]float64{}
	gain := func(t *telling) float64 {
		sum := 0.0
		for stem, share := range t.share {
			if !said[stem] {
				sum += share
			}
		}
		return t.worth * sum * (1 + spread*(math.Sqrt(heard[t.source]+1)-math.Sqrt(heard[t.source])))
	}
	first := 0.0
	for len(chosen) < 2*maxBrief && len(left) > 0 {
		best, most := 0, -1.0
		for i := range left {
			if g := gain(&left[i]); g > most {
				best, most = i, g
			}
		}
		if first = max(first, most); most < worthTelling*first || most <= 0 {
			break
		}
		next := left[best]
		chosen = append(chosen, next)
		heard[next.source]++
		for stem := range next.share {
			said[stem] = true
		}
		left = slices.DeleteFunc(left, func(t telling) bool { return cosine(t.share, next.share) > saidAlready })
	}
	out := make([]Quote, len(chosen))
	for i := range chosen {
		out[i] = chosen[i].quote
	}
	return out
}

// tellingsOf weighs the words of a pool by how few of its sentences have them, and
// leaves out what tells nothing by itself.
func tellingsOf(pool []Quote) []telling {
	var out []telling
	holders, sources := map[string]int{}, map[Span]int{}
	for _, q := range pool {
		stems := tellingStems(q)
		if !tells(q) || len(stems) == 0 {
			continue
		}
		t := telling{quote: q, share: map[string]float64{}, worth: worthOf(q, pool[0].Score)}
		document := Span{Collection: q.Span.Collection, Document: q.Span.Document}
		if _, ok := sources[document]; !ok {
			sources[document] = len(sources)
		}
		t.source = sources[document]
		for _, s := range stems {
			if t.share[s]++; t.share[s] == 1 {
				holders[s]++
			}
		}
		out = append(out, t)
	}
	for _, t := range out {
		length := 0.0
		for s, count := range t.share {
			t.share[s] = count * math.Log1p(float64(len(out))/float64(holders[s]))
			length += t.share[s] * t.share[s]
		}
		for s := range t.share {
			t.share[s] /= math.Sqrt(length)
		}
	}
	return out
}

// worthOf tells what a sentence counts by itself, the best having so much of a score.
func worthOf(q Quote, best float64) float64 {
	worth := 1 / (1 + (best-q.Score)/halfWorth) / (1 + float64(q.Sentence)/halfWay)
	if len(q.Surroundings) > 0 {
		worth *= leansOn
	}
	tokens := words.Tokens(language, q.Text)
	if slices.ContainsFunc(tokens, words.Token.HasDigit) {
		worth *= figured
	}
	if slices.ContainsFunc(tokens, func(t words.Token) bool { return language.Grammar.Supposing[t.Form] }) {
		worth *= supposed
	}
	return worth
}

// tells reports whether a quote is prose that says something: no code, no row, no
// headline, no question, nothing that announces what follows.
func tells(q Quote) bool {
	if q.Kind == corpus.Code || q.Kind == corpus.Row || q.Kind == corpus.Field || q.Kind.IsLabel() {
		return false
	}
	text := strings.TrimRight(q.Text, " \"'”’)*_`")
	ends := strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || q.Kind == corpus.Item // else it is a headline
	return ends && !corpus.Announces(text) && len(words.Tokens(language, q.Text)) >= shortestTelling
}

// tellingStems returns the stems of the content words that a quote shows.
func tellingStems(q Quote) []string {
	text := q.Text
	if q.Mask != "" {
		text = q.Mask
	}
	var out []string
	for _, t := range words.Tokens(language, text) {
		if !language.IsStop(t.Form) {
			out = append(out, words.Stem(language, t.Form))
		}
	}
	return out
}

func cosine(a, b map[string]float64) float64 {
	if len(b) < len(a) {
		a, b = b, a
	}
	sum := 0.0
	for s, x := range a {
		sum += x * b[s]
	}
	return sum
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
