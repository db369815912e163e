// Package bot answers questions with the exact sentences of its sources. It
// knows no platform: adapters bring questions and show answers.
package bot

import (
	"context"
	"slices"
	"sync/atomic"
)

// A Bot answers questions. It is safe for concurrent use. What an adapter may
// call: Ask, Suggest, Context, More, Rate, Sources and Skipped.
type Bot struct {
	snapshot      atomic.Pointer[snapshot] // replaced as a whole, never changed
	conversations Conversations
	answers       Answers
	confidence    judge
}

// An Option changes how a Bot works.
type Option func(*options)

type options struct {
	conversations Conversations
	answers       Answers
	confidence    Confidence
}

// WithConversations keeps conversations in a store; without it they are kept
// in memory.
func WithConversations(c Conversations) Option {
	return func(o *options) { o.conversations = c }
}

// WithAnswers keeps answers in a store; without it they are kept in memory.
func WithAnswers(a Answers) Option {
	return func(o *options) { o.answers = a }
}

// WithConfidence judges by other weights than the shipped ones, for measuring.
func WithConfidence(c Confidence) Option {
	return func(o *options) { o.confidence = c }
}

// New builds a bot over collections, whose engines it retains. It fails if two
// have the same name.
func New(collections []Collection, choices ...Option) (*Bot, error) {
	m := newMemory()
	o := options{conversations: m, answers: m, confidence: fittedConfidence}
	for _, choose := range choices {
		choose(&o)
	}
	j, err := o.confidence.judge()
	if err != nil {
		return nil, err
	}
	b := &Bot{conversations: o.conversations, answers: o.answers, confidence: j}
	if err := b.Replace(collections); err != nil {
		return nil, err
	}
	return b, nil
}

// Replace answers from other collections from now on. What is being answered
// goes on with the ones before. It fails as New does, and changes nothing then;
// an error of closing the ones before comes after the change.
func (b *Bot) Replace(collections []Collection) error {
	next, err := newSnapshot(collections)
	if err != nil {
		return err
	}
	if before := b.snapshot.Swap(next); before != nil {
		return before.release()
	}
	return nil
}

// Context returns a quotation with its paragraph. It fails with
// ErrUnknownSource, or with ErrSourceChanged where the document's content is
// not what the span was made on.
func (b *Bot) Context(ctx context.Context, from From, s Span) (Passage, error) {
	if err := ctx.Err(); err != nil {
		return Passage{}, err
	}
	var out Passage
	err := b.read(from, func(scope []Collection) (err error) {
		c, ok := collectionOf(scope, s)
		if !ok {
			return ErrUnknownSource
		}
		out, err = c.Engine.Passage(ctx, s)
		return err
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
	err = b.read(from, func(scope []Collection) error {
		if !visible(r, scope) {
			return ErrUnknownAnswer
		}
		out = slices.DeleteFunc(slices.Clone(r.Further), func(q Quote) bool { return !sees(scope, q) })
		there := len(out)
		if out, err = standing(ctx, scope, out); err == nil && there > 0 && len(out) == 0 {
			return ErrSourceChanged
		}
		return err
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
	err = b.read(from, func(scope []Collection) error {
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

// Sources lists the documents that who asks may see there, but for those of
// collections that cannot be asked now.
func (b *Bot) Sources(ctx context.Context, from From) ([]Source, error) {
	var out []Source
	err := b.read(from, func(scope []Collection) error {
		for _, c := range scope {
			sources, err := c.Engine.Sources(ctx)
			if isAway(ctx, err) {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, sources...)
		}
		return ctx.Err()
	})
	return out, err
}

// Skipped lists the files that were left out of what who asks may see there.
func (b *Bot) Skipped(ctx context.Context, from From) ([]SkippedFile, error) {
	var out []SkippedFile
	err := b.read(from, func(scope []Collection) error {
		for _, c := range scope {
			out = append(out, c.Skipped...)
		}
		return ctx.Err()
	})
	return out, err
}

// maxSuggestions bounds the completions of one prefix.
const maxSuggestions = 25

// Suggest completes what a person types with titles of the sources, and names
// and phrases of their texts, best first, at most 25.
func (b *Bot) Suggest(ctx context.Context, from From, prefix string) ([]string, error) {
	var out []string
	err := b.read(from, func(scope []Collection) error {
		for _, c := range scope {
			suggestions, err := c.Engine.Suggest(ctx, prefix, maxSuggestions-len(out))
			if isAway(ctx, err) {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, suggestions...)
		}
		return nil
	})
	return out, err
}
