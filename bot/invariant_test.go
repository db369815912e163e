package bot_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"

	. "github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
	"github.com/quoth-bot/quoth/corpus/sample"
)

// reports returns a bot on the embedded reports.
func reports(t testing.TB, options ...Option) *Bot {
	t.Helper()
	documents, err := sample.Documents()
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBot([]sources{{Name: "reports", Audience: Open, Documents: documents}}, options...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A failer is a test of any sort.
type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// checkAnswers checks what must hold of the answers to any message, whatever
// the collections hold.
func checkAnswers(t failer, b *Bot, q Question, traces []Trace) {
	t.Helper()
	if len(traces) == 0 || len(traces) > question.Max {
		t.Fatalf("%d answers to %.200q", len(traces), q.Text)
	}
	for _, trace := range traces {
		a := trace.Answer
		if problem := problemOf(b, a); problem != "" {
			t.Fatalf("asked %.200q: %s", q.Text, problem)
		}
		if !strings.Contains(valid(q.About+"\n\n"+q.Text), valid(a.Asked)) || len(q.Text) > 0 && a.Verdict != Smalltalk && overlaps(a.Asked, q.Text) {
			t.Fatalf("%.200q is said to ask %.200q, which it does not or shares", q.Text, a.Asked)
		}
		if !slices.IsSortedFunc(trace.Ranking, func(a, b Quote) int { return descending(a.Score, b.Score) }) {
			t.Fatalf("asked %.200q: the ranking is out of order", q.Text)
		}
		for _, quote := range trace.Ranking {
			if problem := problemOfQuote(b, quote); problem != "" {
				t.Fatalf("asked %.200q: %s", q.Text, problem)
			}
		}
	}
}

// valid is a message as it is split: broken bytes are replaced.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

func descending(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// overlaps reports whether a string lies in another's memory.
func overlaps(part, whole string) bool {
	if part == "" || whole == "" {
		return false
	}
	p, w := uintptr(unsafe.Pointer(unsafe.StringData(part))), uintptr(unsafe.Pointer(unsafe.StringData(whole)))
	return p >= w && p < w+uintptr(len(whole))
}

// problemOf says what is wrong with an answer, or "".
func problemOf(b *Bot, a Answer) string {
	least, most := 0, 0
	switch a.Verdict {
	case Found:
		least, most = 1, MaxQuotes
	case Closest:
		least, most = 1, 1
	case Brief:
		least, most = 1, MaxBrief
	case None, Smalltalk:
	default:
		return fmt.Sprintf("verdict %q", a.Verdict)
	}
	switch {
	case a.ID == "":
		return "the answer has no name"
	case len(a.Quotes) < least || len(a.Quotes) > most:
		return fmt.Sprintf("%d quotes with the verdict %s", len(a.Quotes), a.Verdict)
	case !(a.Confidence >= 0 && a.Confidence <= 1):
		return fmt.Sprintf("confidence %v", a.Confidence)
	case (a.Greeting != "") != (a.Verdict == Smalltalk):
		return fmt.Sprintf("greeting %q with the verdict %s", a.Greeting, a.Verdict)
	}
	for i, m := range a.Missing {
		if m == "" || !strings.Contains(a.Asked, m) || slices.Contains(a.Missing[:i], m) {
			return fmt.Sprintf("missing %q", a.Missing)
		}
	}
	for i, c := range a.Corrections {
		if c.Asked == c.Read || c.Read == "" || c.Reason == "" || !strings.Contains(a.Asked, c.Asked) || slices.Contains(a.Corrections[:i], c) {
			return fmt.Sprintf("corrections %q", a.Corrections)
		}
	}
	for i, q := range a.Quotes {
		if problem := problemOfQuote(b, q); problem != "" {
			return problem
		}
		if slices.ContainsFunc(a.Quotes[:i], func(p Quote) bool { return p.Text == q.Text }) {
			return fmt.Sprintf("%q is quoted twice", q.Text)
		}
	}
	for _, p := range a.Phrases() {
		if p.String() == "" {
			return "an empty phrase"
		}
	}
	return problemOfDisagreement(b, a)
}

func problemOfDisagreement(b *Bot, a Answer) string {
	d := a.Disagreement
	switch {
	case d == nil:
		return ""
	case a.Verdict != Found && a.Verdict != Brief:
		return "a disagreement with the verdict " + string(a.Verdict)
	case d.Kind != DifferentFigures && d.Kind != DifferentDates:
		return fmt.Sprintf("a disagreement in %q", d.Kind)
	case len(d.Values) < 2:
		return fmt.Sprintf("a disagreement of %d values", len(d.Values))
	}
	for i, v := range d.Values {
		if problem := problemOfQuote(b, v.Quote); problem != "" {
			return problem
		}
		if v.Written.Start < v.Quote.Span.Start || v.Written.End > v.Quote.Span.End || v.Written.Start >= v.Written.End {
			return fmt.Sprintf("a value at %v in a quote at %v", v.Written, v.Quote.Span.Span)
		}
		if slices.ContainsFunc(d.Values[:i], func(w ValueQuote) bool { return w.Value == v.Value }) {
			return fmt.Sprintf("the value %q is listed twice", v.Value)
		}
		if written := document(b, v.Quote.Span).Slice(v.Written); !strings.Contains(written, v.Qualifier) {
			return fmt.Sprintf("%q does not hold its qualifier %q", written, v.Qualifier)
		}
	}
	return ""
}

// document returns the document of a span as the store has it, or nil.
func document(b *Bot, s Span) *corpus.Document {
	for k, c := range b.Collections() {
		documents := storeOf(b, k).Documents
		if i, ok := documents.Find(s.Document); ok && c.Name == s.Collection {
			d := documents.Document(i)
			about := documents.About(i) // whose strings no quote may hold
			d.Name, d.Title, d.Text = about.Name, about.Title, documents.Text(i)
			return d
		}
	}
	return nil
}

// problemOfQuote says what is wrong with a quote, or "": it must be the bytes
// that its span names, and own them.
func problemOfQuote(b *Bot, q Quote) string {
	d := document(b, q.Span)
	switch {
	case d == nil:
		return fmt.Sprintf("a quote of no document: %+v", q.Span)
	case q.Span.Hash != d.Hash || d.Hash != corpus.HashText(d.Text):
		return fmt.Sprintf("a quote of another content of %s", d.Name)
	case q.Sentence < 0 || q.Sentence >= len(d.Sentences) || d.Sentences[q.Sentence] != corpus.Sentence{Span: q.Span.Span, Paragraph: q.Paragraph}:
		return fmt.Sprintf("%+v is not sentence %d of paragraph %d", q.Span, q.Sentence, q.Paragraph)
	case q.Text == "" || q.Text != d.Text[q.Span.Start:q.Span.End]:
		return fmt.Sprintf("%q is quoted as %q", d.Text[q.Span.Start:q.Span.End], q.Text)
	case !utf8.ValidString(q.Text):
		return fmt.Sprintf("the quote %q is cut inside a character", q.Text)
	case q.Before != neighbour(d, q, -1) || q.After != neighbour(d, q, 1):
		return fmt.Sprintf("around %q stand %q and %q", q.Text, q.Before, q.After)
	case !slices.Equal(q.Under, headingsAbove(d, q.Sentence)):
		return fmt.Sprintf("%q stands under %q", q.Text, q.Under)
	case q.Kind != d.KindOf(q.Sentence) || q.Kind.IsLabel():
		return fmt.Sprintf("%q is quoted as a %v", q.Text, q.Kind)
	case q.Line != 1+strings.Count(d.Text[:q.Span.Start], "\n"):
		return fmt.Sprintf("%q is said to stand in line %d", q.Text, q.Line)
	case q.Mask != "" && len(q.Mask) != len(q.Text):
		return fmt.Sprintf("%q has the mask %q", q.Text, q.Mask)
	case q.Title != d.Title || q.URL != d.URL || q.Author != d.Author || q.Date != d.Date:
		return fmt.Sprintf("%q is cited as %q", d.Title, q.Title)
	}
	parts := slices.Concat(q.Leads, q.Follows, q.Surroundings)
	for _, p := range parts {
		if p.Text == "" || p.Text != d.Slice(p.Span) || p.Mask != "" && len(p.Mask) != len(p.Text) {
			return fmt.Sprintf("%+v stands beside %q", p, q.Text)
		}
		if overlaps(p.Text, d.Text) {
			return fmt.Sprintf("the quote does not own %q", p.Text)
		}
	}
	for _, s := range append([]string{q.Text, q.Before, q.After, q.Title, q.URL, q.Author, q.Date, q.Span.Document, q.Span.Hash}, q.Under...) {
		for _, whole := range []string{d.Text, d.Title, d.Name} {
			if overlaps(s, whole) {
				return fmt.Sprintf("the quote does not own %q", s)
			}
		}
	}
	end := q.Span.Start
	for _, m := range q.Matches {
		if m.Span.Start < end || m.Span.Start >= m.Span.End || m.Span.End > q.Span.End {
			return fmt.Sprintf("the match %+v stands at %d or beyond %v", m, end, q.Span.Span)
		}
		if m.Asked == "" || m.Reason == "" || !utf8.ValidString(d.Slice(m.Span)) {
			return fmt.Sprintf("the match %+v", m)
		}
		end = m.Span.End
	}
	return problemOfEvidence(q)
}

// neighbour is the sentence before or after a quote in its paragraph.
func neighbour(d *corpus.Document, q Quote, step int) string {
	i := q.Sentence + step
	if i < 0 || i >= len(d.Sentences) || d.Sentences[i].Paragraph != q.Paragraph {
		return ""
	}
	return d.Slice(d.Sentences[i].Span)
}

// headingsAbove are the headings above a sentence, highest first, as they are
// shown.
func headingsAbove(d *corpus.Document, sentence int) []string {
	var out []string
	for _, above := range d.Above(sentence) {
		if d.KindOf(above) == corpus.Heading {
			text := d.Slice(d.Sentences[above].Span)
			out = append(out, strings.Join(strings.Fields(markup.Text(text, markup.Mask(d.Name, text))), " "))
		}
	}
	slices.Reverse(out)
	return out
}

func problemOfEvidence(q Quote) string {
	var sum float64
	for i, e := range q.Evidence {
		if e.Name == "" || slices.ContainsFunc(q.Evidence[:i], func(f Evidence) bool { return f.Name == e.Name }) {
			return fmt.Sprintf("the evidence %q has no name, or stands twice", e.Name)
		}
		if i > 0 && e.Share() > q.Evidence[i-1].Share() {
			return fmt.Sprintf("the evidence %q is not in order", e.Name)
		}
		sum += e.Share()
	}
	if !(math.Abs(sum-q.Score) <= 1e-6*max(1, math.Abs(sum))) {
		return fmt.Sprintf("the evidence for %q adds up to %v, the score is %v", q.Text, sum, q.Score)
	}
	return ""
}
