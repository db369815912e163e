// Package bot answers questions with the exact sentences of its sources. It
// knows no platform: adapters bring questions and show answers.
package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/quoth-bot/quoth/bot/meaning"
)

// A Bot answers questions. It is safe for concurrent use. What an adapter may
// call: Ask, Suggest, Context, More, Rate and Sources.
type Bot struct {
	snapshot      atomic.Pointer[snapshot] // replaced as a whole, never changed
	conversations Conversations
	answers       Answers
	weights       *Weights
	table         *meaning.Table
}

// An Option changes how a Bot works.
type Option func(*Bot)

// WithConversations keeps conversations in a store; without it they are kept
// in memory.
func WithConversations(c Conversations) Option {
	return func(b *Bot) { b.conversations = c }
}

// WithAnswers keeps answers in a store; without it they are kept in memory.
func WithAnswers(a Answers) Option {
	return func(b *Bot) { b.answers = a }
}

// WithWeights ranks by other weights than the shipped ones, for measuring.
func WithWeights(w Weights) Option {
	return func(b *Bot) { b.weights = &w }
}

// WithTable compares meanings by another table than the shipped one, for
// measuring.
func WithTable(t *meaning.Table) Option {
	return func(b *Bot) { b.table = t }
}

// New builds a bot over collections. It fails if two have the same name, or a
// document's name stands twice in one.
func New(collections []Collection, options ...Option) (*Bot, error) {
	m := &memory{}
	b := &Bot{conversations: m, answers: m, weights: &shippedWeights, table: meaning.Shipped()}
	for _, o := range options {
		o(b)
	}
	if err := b.weights.check(); err != nil {
		return nil, err
	}
	if err := b.Replace(collections); err != nil {
		return nil, err
	}
	return b, nil
}

// Replace answers from other collections from now on. What is being answered
// goes on with the ones before. It fails as New does, and changes nothing then.
func (b *Bot) Replace(collections []Collection) error {
	next, err := newSnapshot(collections, b.weights, b.table)
	if err != nil {
		return err
	}
	if before := b.snapshot.Swap(next); before != nil {
		return before.release()
	}
	return nil
}

// Ask answers one message: one answer for each question in it, in order, at
// most five. It fails with ErrEmptyQuestion where the message holds no word.
func (b *Bot) Ask(ctx context.Context, q Question) ([]Answer, error) {
	traces, err := b.Trace(ctx, q)
	if err != nil {
		return nil, err
	}
	answers := make([]Answer, len(traces))
	for i, t := range traces {
		answers[i] = t.Answer
	}
	return answers, nil
}

// Trace answers like Ask, and shows the ranking that a verdict may hide.
func (b *Bot) Trace(ctx context.Context, q Question) ([]Trace, error) {
	began := time.Now()
	if g, ok := greeting(q.Text); ok {
		if q.Overheard {
			return nil, nil
		}
		return []Trace{{Answer: Answer{ID: newID(), Asked: q.Text, Verdict: Smalltalk, Confidence: 1, Greeting: g}}}, nil
	}
	texts, unanswered := split(q.Text)
	if len(texts) == 0 {
		return nil, ErrEmptyQuestion
	}
	turns, err := b.turns(ctx, q)
	if err != nil {
		return nil, err
	}
	if q.Overheard {
		goesOn, err := b.goesOn(ctx, q)
		if err != nil || !goesOn {
			return nil, err
		}
	}
	var traces []Trace
	known := len(turns)
	ignored := false
	err = b.read(q.From, func(scope []*engine) error {
		for _, text := range texts {
			if err := ctx.Err(); err != nil {
				return err
			}
			text = strings.Clone(text) // an answer must not hold the whole message
			trace, turn := b.answer(text, turns, scope)
			traces, turns = append(traces, trace), append(turns, turn)
			if ignored = q.Overheard && trace.Answer.Verdict != Found; ignored {
				return nil
			}
		}
		return nil
	})
	if err != nil || ignored {
		return nil, err
	}
	traces[len(traces)-1].Answer.Unanswered = unanswered
	return traces, b.remember(ctx, q, traces, turns[known:], began)
}

// remember keeps what the conversation, More and Rate need.
func (b *Bot) remember(ctx context.Context, q Question, traces []Trace, turns []Turn, began time.Time) error {
	for i, t := range traces {
		if q.Conversation != "" {
			if err := b.conversations.Append(ctx, q.Conversation, q.Asker, turns[i]); err != nil {
				return fmt.Errorf("remembering the conversation: %w", err)
			}
		}
		err := b.answers.SaveAnswer(ctx, Record{
			Answer: t.Answer, Further: t.Answer.further(t.Ranking), From: q.From,
			Conversation: q.Conversation, At: began, Took: time.Since(began),
		})
		if err != nil {
			return fmt.Errorf("remembering the answer: %w", err)
		}
	}
	return nil
}

func (b *Bot) turns(ctx context.Context, q Question) ([]Turn, error) {
	if q.Conversation == "" {
		return nil, nil
	}
	turns, err := b.conversations.Turns(ctx, q.Conversation)
	if err != nil {
		return nil, fmt.Errorf("reading the conversation: %w", err)
	}
	return turns, nil
}

// goesOn reports whether who asks has asked in the conversation before.
func (b *Bot) goesOn(ctx context.Context, q Question) (bool, error) {
	if q.Conversation == "" {
		return false, nil
	}
	asked, err := b.conversations.Asked(ctx, q.Conversation, q.Asker)
	if err != nil {
		return false, fmt.Errorf("reading who asked in the conversation: %w", err)
	}
	return asked, nil
}

// shownRanking is how much of a ranking is kept for More and for measuring.
const shownRanking = 10

// answer answers one question, and returns the turn that it is.
func (b *Bot) answer(text string, turns []Turn, scope []*engine) (Trace, Turn) {
	a := parse(text)
	turn := Turn{Asked: remembered(text), At: time.Now()}
	var near *nearness
	if len(turns) > 0 && a.follows() {
		turn.FollowUp = true
		a.lean(turns)
		near = nearnessOf(turns[len(turns)-1], scope)
	}
	s := search(a, scope, near)
	defer s.release()
	trace := Trace{Answer: Answer{ID: newID(), Asked: text, Verdict: None}}
	if len(s.list) == 0 && len(scope) > 0 {
		trace.Answer.Missing = written(a, s.lacks())
	}
	if len(s.list) == 0 {
		return trace, turn
	}
	for _, r := range s.distinct(shownRanking) {
		trace.Ranking = append(trace.Ranking, r.quote())
	}
	b.decide(&trace, s)
	if trace.Answer.Verdict != None {
		turn.Quote = trace.Ranking[0].Span
	}
	return trace, turn
}

// decide fills in an answer from its ranking.
func (b *Bot) decide(t *Trace, s *searched) {
	measured := measure(s.list)
	for i, v := range measured {
		t.Signals = append(t.Signals, Evidence{signalNames[i], v, b.weights.Confidence[i]})
	}
	answer := &t.Answer
	answer.Confidence = Probability(b.weights.LogOdds(measured[:]))
	lacks := s.lacks()
	answer.Missing = written(s.asked, lacks)
	answer.Verdict = judge(answer.Confidence, measured, lacks, s.list[0].lacksValue(), s.list[0].bearsOn(measured))
	answer.Corrections = s.list[0].by.corrections(t.Ranking)
	switch answer.Verdict {
	case Found:
		answer.Quotes = worthShowing(t.Ranking)
		answer.Disagreement = s.disagreement()
	case Closest:
		answer.Quotes = t.Ranking[:1]
	}
}

// written returns what is lacking as the question writes it, each once.
func written(a asked, lacks []lack) []string {
	var out []string
	for _, l := range lacks {
		m := trimPossessive(a.text[l.start:l.end])
		if !slices.ContainsFunc(out, func(have string) bool { return strings.EqualFold(have, m) }) {
			out = append(out, m)
		}
	}
	return out
}

func trimPossessive(s string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
}

const (
	maxQuotes = 3
	// worthQuoting is how far a further quote may stand behind the first, as
	// the log of how many times likelier the first one is to be right.
	worthQuoting = 2.0
)

// worthShowing returns the quotes to show: the best, and those that are not far
// behind it and hold a word of the question.
func worthShowing(ranking []Quote) []Quote {
	n := 1
	for n < min(maxQuotes, len(ranking)) && len(ranking[n].Matches) > 0 &&
		ranking[0].Score-ranking[n].Score <= worthQuoting {
		n++
	}
	return ranking[:n]
}

// further returns what of a ranking the answer does not show, but for
// sentences that are there for their surroundings alone.
func (a *Answer) further(ranking []Quote) []Quote {
	return slices.DeleteFunc(slices.Clone(ranking[len(a.Quotes):]), func(q Quote) bool { return len(q.Matches) == 0 })
}

// Context returns a quotation with its paragraph. It fails with
// ErrUnknownSource, or with ErrSourceChanged where the document's content is
// not what the span was made on.
func (b *Bot) Context(ctx context.Context, from From, s Span) (Passage, error) {
	if err := ctx.Err(); err != nil {
		return Passage{}, err
	}
	var out Passage
	err := b.read(from, func(scope []*engine) (err error) {
		for _, e := range scope {
			if e.name == s.Collection {
				out, err = e.context(s)
				return err
			}
		}
		return ErrUnknownSource
	})
	return out, err
}

// More returns the quotes that an answer did not show, best first, but for
// those of documents that have changed since. It fails with ErrUnknownAnswer,
// or with ErrSourceChanged where all of them have.
func (b *Bot) More(ctx context.Context, from From, answerID string) ([]Quote, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r, err := b.answers.FindAnswer(ctx, answerID)
	if err != nil {
		return nil, err
	}
	var out []Quote
	err = b.read(from, func(scope []*engine) error {
		if !visible(r, scope) {
			return ErrUnknownAnswer
		}
		out = slices.DeleteFunc(slices.Clone(r.Further), func(q Quote) bool { return !sees(scope, q) })
		there := len(out)
		out = slices.DeleteFunc(out, func(q Quote) bool { return !stands(scope, q) })
		if there > 0 && len(out) == 0 {
			return ErrSourceChanged
		}
		return nil
	})
	return out, err
}

// Rate records what a person thinks of an answer. It fails with
// ErrUnknownAnswer.
func (b *Bot) Rate(ctx context.Context, from From, answerID string, rating Rating) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r, err := b.answers.FindAnswer(ctx, answerID)
	if err != nil {
		return err
	}
	err = b.read(from, func(scope []*engine) error {
		if !visible(r, scope) {
			return ErrUnknownAnswer
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.answers.RateAnswer(ctx, answerID, from.Asker, rating)
}

// Sources lists the documents that who asks may see there.
func (b *Bot) Sources(ctx context.Context, from From) ([]Source, error) {
	var out []Source
	err := b.read(from, func(scope []*engine) error {
		for _, e := range scope {
			for d := range uint32(e.documents.Len()) {
				a := e.documents.About(d)
				out = append(out, Source{
					Collection: e.name, Document: strings.Clone(a.Name), Title: strings.Clone(a.Title), URL: strings.Clone(a.URL),
					Author: strings.Clone(a.Author), Date: strings.Clone(a.Date), Sentences: e.documents.Sentences(d),
				})
			}
		}
		return ctx.Err()
	})
	return out, err
}

func newID() string {
	var id [8]byte
	rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}
