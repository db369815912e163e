package bot

import (
	"math"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// This file chooses, of a pool of sentences, those that say most of it together.

const (
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
	// What figures and dates make of a sentence's worth, and what "could" and "may" do.
	figured, supposed = 1.3, 0.7
)

// A telling is a sentence of the pool and what it says.
type telling struct {
	quote  Quote
	stems  []string  // of its content words, sorted, each once
	shares []float64 // of each in what it says; the squares add up to 1
	worth  float64
	source int
}

// gist returns the sentences of a pool that together say most of it, in the order
// of what each adds: greedily those whose words were not said yet count most
// (maximum coverage, after Filatova and Hatzivassiloglou, "Event-based extractive
// summarization", 2004), by their share of the sentence. A source that was not
// heard yet counts more, and a sentence that mostly says again what was chosen is
// passed over. Where the pool has no prose that tells something, as rows and short items
// do not, what else is quoted is chosen from.
func gist(pool []Quote) []Quote {
	left := tellingsOf(pool, tells)
	if len(left) == 0 {
		left = tellingsOf(pool, func(q Quote, _ []words.Token) bool { return !q.Kind.IsLabel() })
	}
	var chosen []telling
	said, heard := map[string]bool{}, map[int]float64{}
	gain := func(t *telling) float64 {
		sum := 0.0
		for i, stem := range t.stems {
			if !said[stem] {
				sum += t.shares[i]
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
		for _, stem := range next.stems {
			said[stem] = true
		}
		left = slices.DeleteFunc(left, func(t telling) bool { return t.cosine(&next) > saidAlready })
	}
	out := make([]Quote, len(chosen))
	for i := range chosen {
		out[i] = chosen[i].quote
	}
	return out
}

// tellingsOf weighs the words of a pool by how few of its sentences have them, and
// leaves out what does not count.
func tellingsOf(pool []Quote, counts func(Quote, []words.Token) bool) []telling {
	var out []telling
	holders, sources := map[string]int{}, map[Span]int{}
	for _, q := range pool {
		tokens, stems := words.Tokens(language, q.Text), tellingStems(q)
		if !counts(q, tokens) || len(stems) == 0 {
			continue
		}
		document := Span{Collection: q.Span.Collection, Document: q.Span.Document}
		if _, ok := sources[document]; !ok {
			sources[document] = len(sources)
		}
		t := telling{quote: q, worth: worthOf(q, tokens, pool[0].Score), source: sources[document]}
		slices.Sort(stems)
		for i, s := range stems {
			if i > 0 && s == stems[i-1] {
				t.shares[len(t.shares)-1]++
				continue
			}
			t.stems, t.shares = append(t.stems, s), append(t.shares, 1)
			holders[s]++
		}
		out = append(out, t)
	}
	for _, t := range out {
		length := 0.0
		for i, s := range t.stems {
			t.shares[i] *= math.Log1p(float64(len(out)) / float64(holders[s]))
			length += t.shares[i] * t.shares[i]
		}
		for i := range t.shares {
			t.shares[i] /= math.Sqrt(length)
		}
	}
	return out
}

// worthOf tells what a sentence counts by itself, the best having so much of a score.
func worthOf(q Quote, tokens []words.Token, best float64) float64 {
	worth := 1 / (1 + (best-q.Score)/halfWorth) / (1 + float64(q.Sentence)/halfWay)
	if len(q.Surroundings) > 0 {
		worth *= leansOn
	}
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
func tells(q Quote, tokens []words.Token) bool {
	if q.Kind == corpus.Code || q.Kind == corpus.Row || q.Kind == corpus.Field || q.Kind.IsLabel() {
		return false
	}
	text := strings.TrimRight(q.Text, " \"'”’)*_`")
	ends := strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || q.Kind == corpus.Item // else it is a headline
	return ends && !corpus.Announces(text) && len(tokens) >= shortestTelling
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

// cosine tells how alike two sentences are, by their shares.
func (t *telling) cosine(other *telling) float64 {
	sum, j := 0.0, 0
	for i, s := range t.stems {
		for j < len(other.stems) && other.stems[j] < s {
			j++
		}
		if j < len(other.stems) && other.stems[j] == s {
			sum += t.shares[i] * other.shares[j]
		}
	}
	return sum
}
