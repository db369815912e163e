package engine

import (
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
// first, of those that the index counts.
func (w *weigher) aboveAll(sentence uint32) []uint32 {
	var out []uint32
	for len(out) < mostAbove {
		above, ok := w.x.Above(w.x.Paragraph(sentence))
		if !ok {
			break
		}
		out = append(out, above)
		sentence = above
	}
	return out
}

// mostAbove bounds what is looked at above one sentence.
const mostAbove = 6

// farthestBelow bounds how many labels may stand between a label and the first
// sentence below it.
const farthestBelow = 16

// belowLabels puts the first sentence below it in the place of each hit that is
// a label, unless that was found itself or there is none.
func (w *weigher) belowLabels(hits []index.Hit) []index.Hit {
	out := hits[:0]
	for _, h := range hits {
		if w.kind(h.Sentence).IsLabel() {
			below, ok := w.firstBelow(h.Sentence)
			if !ok || slices.ContainsFunc(hits, func(o index.Hit) bool { return o.Sentence == below }) ||
				slices.ContainsFunc(out, func(o index.Hit) bool { return o.Sentence == below }) {
				continue
			}
			h.Sentence = below
		}
		out = append(out, h)
	}
	return out
}

// firstBelow returns the first sentence below a label that is none.
func (w *weigher) firstBelow(label uint32) (sentence uint32, ok bool) {
	_, end := w.x.DocumentSentences(w.x.Document(label))
	for s := label + 1; s < min(end, label+farthestBelow); s++ {
		if !w.kind(s).IsLabel() {
			return s, slices.Contains(w.aboveAll(s), label)
		}
	}
	return 0, false
}

// takeLabels makes the words of the headings and terms right above a sentence
// count as its own: it is what they announce.
func (w *weigher) takeLabels(p *profile, sentence uint32) {
	for _, above := range w.aboveAll(sentence) {
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
	above := w.aboveAll(s)
	for _, label := range above {
		if w.kind(label) == corpus.Heading {
			same := w.sameness(label)
			if label+1 == s {
				f[evTopic] = same
			} else {
				f[evSection] = same
			}
			break
		}
	}
	f[evQuestion] = flag(w.asks(s))
	own := w.sentence(s)
	first, end := w.x.DocumentSentences(w.x.Document(s))
	f[evReply] = w.reply(f, s, first)
	if len(above) == 0 {
		return
	}
	beside := []*profile{own}
	p := w.x.Paragraph(s)
	for _, n := range []uint32{s - 1, s + 1} {
		if n < first || n >= end || n > s+1 || w.x.Paragraph(n) == p {
			continue
		}
		if a, ok := w.x.Above(w.x.Paragraph(n)); ok && a == above[0] {
			beside = append(beside, w.sentence(n))
		}
	}
	f[evBeside] = w.share(beside...) - f[evCoverage]
}

// reply returns what a question right before a sentence adds, in a document that
// begins with sentence first. Whether it is one is looked up last: its text lies
// elsewhere in memory.
func (w *weigher) reply(f *features, s, first uint32) float32 {
	if s == first {
		return 0
	}
	if w.x.Paragraph(s-1) == w.x.Paragraph(s) {
		if f[evBefore] == 0 || !w.asks(s-1) {
			return 0
		}
		return f[evBefore]
	}
	if !w.asks(s - 1) {
		return 0
	}
	return w.share(w.sentence(s), w.sentence(s-1)) - f[evCoverage]
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
	for _, s := range w.aboveAll(first) {
		if w.kind(s) == corpus.Heading {
			a.headings.add(w.sentence(s))
		} else {
			a.leads.add(w.sentence(s))
		}
	}
	w.aboves[paragraph] = a
	return a
}
