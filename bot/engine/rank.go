package engine

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// candidates is how many sentences of the first stage are weighed by all the
// evidence. Of three sets, 97, 97 and 86 gold sentences in a hundred are among
// the first sixty (86: long scientific papers).
const candidates = 60

// The evidence for a sentence. To add a piece: name it here and in
// evidenceNames, gather it in weigh, scan.go, alike.go or above.go, and fit the
// weights again with the fitting command, which writes weights_fitted.go and
// weights_structure.go.
const (
	evParagraph   = iota // BM25 of its paragraph, over the best paragraph's
	evTitle              // share of the question's weight that the title holds
	evCoverage           // share of the question's weight that the sentence holds
	evSaid               // the same of its ordinary words alone: what is asked of the names
	evBefore             // share that the sentence before adds to that
	evAfter              // share that the sentence after adds
	evAround             // share that the paragraph adds
	evWithTitle          // share that the title adds
	evSameForm           // share matched by the very word, not only its stem
	evPairs              // share of neighbouring words of the question that are neighbours here
	evDensity            // matched words over the stretch they stand in
	evEarly              // 1 / (1 + words before the first match)
	evNumber             // a number is wanted, and a new one is there
	evDate               // a date is wanted, and a new one is there
	evPerson             // a person is wanted, and a new name is there
	evPlace              // a place is wanted, and a new name follows "in", "at"...
	evReason             // a reason is wanted, and "because", "due to"... is there
	evDefinition         // a definition is wanted: 1 where the sentence begins with "X is a", less for other forms of "to be"
	evCounted            // a number is wanted, and a new one stands beside what is counted
	evValueNear          // 1 / words between what was wanted (number, date, name) and the nearest match
	evFocus              // what is asked for ("which city") is not named, but another word for it is
	evLength             // ln(1 + content words)
	evNew                // ln(1 + content words that the question does not hold)
	evPosition           // ln(1 + index in the paragraph)
	evPronoun            // what the sentence before adds, where it begins with a pronoun
	evNames              // share of the weight of the question's names and figures in its paragraph and title
	evLastWord           // how well the last word of the question is met: what is new in a question stands there
	evOther              // share that other words for it add to the coverage
	evOtherBefore        // share that those of the sentence before add to that
	evAlike              // cosine of question and sentence, as sums of their words' vectors
	evPassage            // the highest such cosine of ten words of the sentence
	evLead               // share that what announces it adds to sentence and title
	evHeadings           // share that the headings above add to these
	evTopic              // how far question and nearest heading are the same, right below it
	evSection            // the same for all other text below it
	evReply              // what a question right before it adds
	evBeside             // what the neighbours above and below add, where they stand below the same sentence
	evLinked             // share of what it shows that leads elsewhere
	evAnnounces          // it ends with a colon, and announces what stands below
	evItem               // it is an item of a list
	evRow                // a row of a table
	evCode               // code
	evField              // a field at the top
	evidences            // how many there are

	firstOfStructure = evLead // what comes from it on is fitted on documents, and what comes before on prose
)

// evidenceNames are the names that an explanation shows.
var evidenceNames = [evidences]string{
	evParagraph: "paragraph", evTitle: "title",
	evCoverage: "coverage", evSaid: "ordinary words", evBefore: "sentence before adds", evAfter: "sentence after adds",
	evAround: "paragraph adds", evWithTitle: "title adds", evSameForm: "same forms",
	evPairs: "word pairs", evDensity: "density", evEarly: "early match",
	evNumber: "number wanted", evDate: "date wanted", evPerson: "person wanted",
	evPlace: "place wanted", evReason: "reason wanted",
	evDefinition: "definition wanted", evCounted: "number beside what is counted", evValueNear: "wanted near a match",
	evFocus:  "kind of thing asked for",
	evLength: "length", evNew: "new words", evPosition: "position in the paragraph",
	evPronoun: "pronoun for the sentence before", evNames: "names near", evLastWord: "last word",
	evOther: "other words for it", evOtherBefore: "other words before", evAlike: "meaning", evPassage: "meaning of a passage",
	evLead: "lead adds", evHeadings: "headings add", evAnnounces: "announces", evTopic: "heading is the question", evSection: "section is the question",
	evReply: "question before adds", evBeside: "blocks beside add", evLinked: "links",
	evItem: "item", evRow: "row", evCode: "code", evField: "field",
}

// features holds the value of each piece of evidence for one sentence.
type features [evidences]float32

// score is the weighted sum of the evidence.
func (f *features) score(weights *[evidences]float64) float64 {
	var sum float64
	for i, w := range weights {
		sum += w * float64(f[i])
	}
	return sum
}

// A weigher gathers the evidence for the candidates of one query. What
// candidates share (neighbours, paragraphs, titles) is computed once.
type weigher struct {
	e *Engine
	x *index.Index // of e
	q *query

	best    float32 // the highest BM25 of a candidate's paragraph
	alike   *alike
	room    []uint32      // of tokens
	shown   []uint32      // of the candidate that is shown
	texts   []words.Token // of the candidates that were shown, one after another
	unused  []profile
	scanned scan // of the last sentence

	// What has been computed, by number.
	sentences, byMeaning map[uint32]*profile // by their own words; by other words too
	paragraphs, titles   map[uint32]*profile
	aboves               map[uint32]aboveProfile // by paragraph
	referents            map[uint32]referent     // by sentence
	nothing              profile                 // of what has no words
}

// A profile says how well each term of the question is met in some text.
type profile [maxWords]float32

func (e *Engine) newWeigher(q *query) *weigher {
	return &weigher{e: e, x: e.index, q: q, alike: e.newAlike(q)}
}

// rank returns the best sentences for the query, best first; near is the number
// of the sentence that answered the turn before, or none.
func (w *weigher) rank(ctx context.Context, near uint32) ([]candidate, error) {
	hits, err := w.hits(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]candidate, len(hits))
	for i, h := range hits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := w.weigh(h)
		out[i] = candidate{by: w, sentence: h.Sentence, own: h.Own, features: f,
			score: f.score(&w.e.weights) + w.e.nearBonus(near, h.Sentence)}
	}
	w.lift(out)
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return out, nil
}

// hits returns what the first stage finds. A label or a question that is found
// stands for what follows it.
func (w *weigher) hits(ctx context.Context) ([]index.Hit, error) {
	hits, err := w.x.Search(ctx, nil, w.q.search(), candidates)
	hits = w.quotable(hits)
	if n := len(hits); n > 0 {
		w.makeRoom(n)
	}
	w.best = 1e-6
	for _, h := range hits {
		w.best = max(w.best, h.Paragraph)
	}
	return hits, err
}

// makeRoom prepares for n candidates.
func (w *weigher) makeRoom(n int) {
	w.room = make([]uint32, 0, 64)
	w.sentences, w.byMeaning = make(map[uint32]*profile, 2*n), make(map[uint32]*profile, 2*n)
	w.paragraphs, w.titles = make(map[uint32]*profile, n), make(map[uint32]*profile, n)
	w.aboves, w.referents = make(map[uint32]aboveProfile), make(map[uint32]referent, n)
}

// weigh gathers the evidence for one candidate.
func (w *weigher) weigh(h index.Hit) features {
	var f features
	x, s := w.x, h.Sentence
	paragraph := x.Paragraph(s)
	first, end := x.ParagraphSentences(paragraph)
	document := x.ParagraphDocument(paragraph)
	own, title, above := w.sentence(s), w.title(document), w.above(paragraph)

	f[evParagraph] = h.Paragraph / w.best
	f[evTitle] = w.share(title)
	covered := w.share(own)
	f[evCoverage] = covered
	f[evSaid] = w.said(own)
	titled := w.share(own, title)
	f[evWithTitle] = titled - covered
	if above.leads != &w.nothing {
		f[evLead] = w.share(own, title, above.leads) - titled
		f[evHeadings] = w.share(own, title, above.leads, above.headings) - titled - f[evLead]
	}
	if s > first {
		f[evBefore] = w.share(own, w.sentence(s-1)) - covered
	}
	if s+1 < end {
		f[evAfter] = w.share(own, w.sentence(s+1)) - covered
	}
	f[evAround] = w.share(w.paragraph(paragraph)) - covered
	f[evNames] = w.namesNear(paragraph, nil)
	f[evLastWord] = w.meant(s)[len(w.q.terms)-1]
	f[evPosition] = log1p(int(s - first))
	w.scan(w.tokens(s)).evidence(w, &f)
	w.weighMeaning(&f, s, first)
	w.weighReferent(&f, s)
	w.weighPlace(&f, s)
	return f
}

// weighPlace gathers the evidence of the block that a sentence stands in, and of
// those around it.
func (w *weigher) weighPlace(f *features, s uint32) {
	w.weighAround(f, s)
	document, i := w.x.Locate(s)
	switch w.e.documents.Kind(document, i) {
	case corpus.Item:
		f[evItem] = 1
	case corpus.Row:
		f[evRow] = 1
	case corpus.Code:
		f[evCode] = 1
	case corpus.Field:
		f[evField] = 1
	}
	f[evLinked] = float32(w.e.documents.Linked(document, i))
	f[evAnnounces] = flag(w.e.documents.Announces(document, i))
}

// share returns the share of the question's weight that the profiles meet
// together.
func (w *weigher) share(profiles ...*profile) float32 {
	var sum float32
	for i, t := range w.q.terms {
		var best float32
		for _, p := range profiles {
			best = max(best, p[i])
		}
		sum += t.weight * best
	}
	return sum / w.q.total
}

// tokens returns the words of a sentence, until it is called again.
func (w *weigher) tokens(s uint32) []uint32 {
	w.room = w.x.AppendTokens(w.room[:0], s)
	return w.room
}

func (w *weigher) profile(tokens []uint32) *profile {
	p := w.newProfile()
	for i, t := range tokens {
		p.take(w.q.senseOf(t &^ index.Capital))
		p.take(w.q.phraseAt(tokens, i))
	}
	return p
}

// newProfile returns an empty profile; they are made many at a time.
func (w *weigher) newProfile() *profile {
	if len(w.unused) == 0 {
		w.unused = make([]profile, 2*candidates)
	}
	p := &w.unused[0]
	w.unused = w.unused[1:]
	return p
}

// take takes up a sense, if there is one.
func (p *profile) take(m *sense) {
	if m == nil {
		return
	}
	p[m.term] = max(p[m.term], m.degree)
	if m.also >= 0 {
		p[m.also] = max(p[m.also], m.degree)
	}
}

func (w *weigher) sentence(s uint32) *profile {
	p, ok := w.sentences[s]
	if !ok {
		p = w.profile(w.tokens(s))
		w.sentences[s] = p
		if _, ok := w.x.Above(w.x.Paragraph(s)); ok && !w.kind(s).IsLabel() {
			w.takeLabels(p, s)
		}
		w.takeQuestion(p, s)
	}
	return p
}

func (w *weigher) title(document uint32) *profile {
	p, ok := w.titles[document]
	if !ok {
		w.room = w.x.AppendTitle(w.room[:0], document)
		p = w.profile(w.room)
		w.titles[document] = p
	}
	return p
}

// longestParagraph bounds the sentences of a paragraph that are read for its
// coverage.
const longestParagraph = 64

func (w *weigher) paragraph(p uint32) *profile {
	whole, ok := w.paragraphs[p]
	if !ok {
		whole = w.newProfile()
		first, end := w.x.ParagraphSentences(p)
		for s := first; s < min(end, first+longestParagraph); s++ {
			whole.add(w.sentence(s))
		}
		w.paragraphs[p] = whole
	}
	return whole
}

// said returns the share of the weight of the question's ordinary words that a
// profile meets; 1 if it has none.
func (w *weigher) said(p *profile) float32 {
	var all, met float32
	for k, t := range w.q.terms {
		if !w.q.names(t) {
			all += t.weight
			met += t.weight * p[k]
		}
	}
	if all == 0 {
		return 1
	}
	return met / all
}

// namesNear returns the share of the weight of the question's own names and
// figures, but for some words, that stands in a paragraph or its document's title;
// 1 if the question has none.
func (w *weigher) namesNear(paragraph uint32, others []int) float32 {
	var all, near float32
	here, title, above := w.paragraph(paragraph), w.title(w.x.ParagraphDocument(paragraph)), w.above(paragraph)
	for k, t := range w.q.terms {
		if w.q.names(t) && !w.q.asked.Words[t.word].Inherited && !slices.Contains(others, t.word) {
			all += t.weight
			near += t.weight * max(here[k], title[k], above.leads[k], above.headings[k])
		}
	}
	if all == 0 {
		return 1
	}
	return near / all
}

func log1p(n int) float32 { return float32(math.Log1p(float64(n))) }

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
