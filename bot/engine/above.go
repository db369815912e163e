package engine

import (
	"iter"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/corpus"
)

// This file knows what stands above a sentence: the headings, and nearer by
// what announces it.

// kind returns the kind of block that a sentence stands in.
func (w *weigher) kind(sentence uint32) corpus.Kind {
	document, i := w.x.Locate(sentence)
	return w.e.documents.Kind(document, i)
}

// aboveAll returns the sentences that a sentence stands below, the nearest
// first.
func (w *weigher) aboveAll(sentence uint32) iter.Seq[uint32] {
	return w.x.AllAbove(w.x.Paragraph(sentence))
}

// farthestBelow bounds how many labels may stand between a label and the first
// sentence below it.
const farthestBelow = 16

// quotable puts in the place of each hit that says nothing by itself what does:
// of a label the first sentence below it, of a question the sentence that
// follows it. A hit that has none, or whose was found itself, is left out.
func (w *weigher) quotable(hits []index.Hit) []index.Hit {
	out := hits[:0]
	for _, h := range hits {
		instead, ok := w.instead(h.Sentence)
		if !ok {
			continue
		}
		same := func(o index.Hit) bool { return o.Sentence == instead }
		if instead != h.Sentence && (slices.ContainsFunc(hits, same) || slices.ContainsFunc(out, same)) {
			continue
		}
		h.Sentence = instead
		out = append(out, h)
	}
	return out
}

// instead returns the sentence that is quoted where another is found: mostly
// itself. ok is false for none.
func (w *weigher) instead(sentence uint32) (quoted uint32, ok bool) {
	if w.kind(sentence).IsLabel() {
		return w.firstBelow(sentence)
	}
	if !w.asks(sentence) {
		return sentence, true
	}
	next := sentence + 1
	_, end := w.x.DocumentSentences(w.x.Document(sentence))
	return next, next < end && !w.kind(next).IsLabel() && !w.asks(next)
}

// firstBelow returns the first sentence below a label that is none.
func (w *weigher) firstBelow(label uint32) (sentence uint32, ok bool) {
	_, end := w.x.DocumentSentences(w.x.Document(label))
	for s := label + 1; s < min(end, label+farthestBelow); s++ {
		if !w.kind(s).IsLabel() {
			return s, w.isBelow(s, label)
		}
	}
	return 0, false
}

// isBelow reports whether a sentence stands below another.
func (w *weigher) isBelow(sentence, other uint32) bool {
	for above := range w.aboveAll(sentence) {
		if above == other {
			return true
		}
	}
	return false
}

// takeLabels makes the words of the headings and terms right above a sentence
// count as its own: it is what they announce.
func (w *weigher) takeLabels(p *profile, sentence uint32) {
	for above := range w.aboveAll(sentence) {
		if kind := w.kind(above); above+1 != sentence || kind != corpus.Heading && kind != corpus.Term {
			return
		}
		p.add(w.sentence(above))
		sentence = above
	}
}

// add makes p meet what another profile meets too.
func (p *profile) add(other *profile) {
	for i, degree := range other {
		p[i] = max(p[i], degree)
	}
}

// weighAround gathers the evidence of what stands above a sentence and beside
// it.
func (w *weigher) weighAround(f *features, s uint32) {
	first, end := w.x.DocumentSentences(w.x.Document(s))
	w.weighReply(f, s, first)
	p := w.x.Paragraph(s)
	nearest, ok := w.x.Above(p)
	if !ok {
		return
	}
	w.weighHeading(f, s)
	beside := []*profile{w.sentence(s)}
	for _, n := range []uint32{s - 1, s + 1} {
		if n < first || n >= end || n > s+1 || w.x.Paragraph(n) == p {
			continue
		}
		if a, ok := w.x.Above(w.x.Paragraph(n)); ok && a == nearest {
			beside = append(beside, w.sentence(n))
		}
	}
	f[evBeside] = w.share(beside...) - f[evCoverage]
}

// weighHeading notes how far the nearest heading above a sentence is the question.
func (w *weigher) weighHeading(f *features, s uint32) {
	for label := range w.aboveAll(s) {
		if w.kind(label) != corpus.Heading {
			continue
		}
		if same := w.sameness(label); label+1 == s {
			f[evTopic] = same
		} else {
			f[evSection] = same
		}
		return
	}
}

// weighReply moves what a question right before a sentence adds from the
// sentence before to evidence of its own: it says what the sentence is about, and
// not that it answers. The document begins with sentence first. Whether it is a
// question is looked up last: its text lies elsewhere in memory.
func (w *weigher) weighReply(f *features, s, first uint32) {
	if s == first {
		return
	}
	if w.x.Paragraph(s-1) == w.x.Paragraph(s) {
		if f[evBefore] > 0 && w.asks(s-1) {
			f[evReply], f[evBefore] = f[evBefore], 0
		}
		return
	}
	if adds := w.share(w.sentence(s), w.sentence(s-1)) - f[evCoverage]; adds > 0 && w.asks(s-1) {
		f[evReply] = adds
	}
}

// takeQuestion makes the words of a question that stands alone above a sentence
// count as its own, as those of a heading do.
func (w *weigher) takeQuestion(p *profile, sentence uint32) {
	first, _ := w.x.ParagraphSentences(w.x.Paragraph(sentence))
	start, _ := w.x.DocumentSentences(w.x.Document(sentence))
	if sentence != first || sentence == start {
		return
	}
	question := sentence - 1
	if before, end := w.x.ParagraphSentences(w.x.Paragraph(question)); end-before != 1 {
		return
	}
	asked := w.profile(w.tokens(question))
	if w.share(asked) > w.share(p) && w.kind(question) == corpus.Prose && w.asks(question) {
		p.add(asked)
	}
}

// asks reports whether a sentence is a question.
func (w *weigher) asks(sentence uint32) bool {
	document, i := w.x.Locate(sentence)
	return strings.HasSuffix(strings.TrimRight(w.e.documents.Sentence(document, i), "*_\"')”’"), "?")
}

// sameness returns how far a heading says what the question asks, and no more:
// the share of the question's weight that it holds times the share of its own
// weight that the question holds. It is 0 for the document's title, which counts
// as such.
func (w *weigher) sameness(label uint32) float32 {
	tokens := w.tokens(label)
	if w.isTitle(tokens, w.x.Document(label)) {
		return 0
	}
	var all, met float32
	for _, t := range tokens {
		word := t &^ index.Capital
		if w.x.Class(word)&index.Stop != 0 {
			continue
		}
		weight := w.x.IDF(w.x.StemOf(word))
		all += weight
		if m := w.q.senseOf(word); m != nil {
			met += weight * m.degree
		}
	}
	if all == 0 {
		return 0
	}
	return met / all * w.share(w.sentence(label))
}

// isTitle reports whether a heading of some words is its document's title.
func (w *weigher) isTitle(heading []uint32, document uint32) bool {
	w.shown = w.x.AppendTitle(w.shown[:0], document)
	same := func(a, b uint32) bool { return a&^index.Capital == b&^index.Capital }
	return len(heading) <= len(w.shown) && slices.EqualFunc(heading, w.shown[:len(heading)], same)
}

// An aboveProfile says what the question meets above a paragraph.
type aboveProfile struct {
	leads    *profile // in what announces it: nearer by than the headings
	headings *profile
}

// above returns what the question meets above a paragraph.
func (w *weigher) above(paragraph uint32) aboveProfile {
	if _, ok := w.x.Above(paragraph); !ok {
		return aboveProfile{&w.nothing, &w.nothing}
	}
	if a, ok := w.aboves[paragraph]; ok {
		return a
	}
	first, _ := w.x.ParagraphSentences(paragraph)
	a := aboveProfile{w.newProfile(), w.newProfile()}
	for s := range w.aboveAll(first) {
		if w.kind(s) == corpus.Heading {
			a.headings.add(w.sentence(s))
		} else {
			a.leads.add(w.sentence(s))
		}
	}
	w.aboves[paragraph] = a
	return a
}
