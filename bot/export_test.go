package bot

import (
	"context"

	"github.com/quoth-bot/quoth/bot/question"
)

// What the tests outside of the package, which make engines, look at.

const (
	MaxQuotes      = maxQuotes
	MaxBrief       = maxBrief
	MaxSuggestions = maxSuggestions
	MaxRemembered  = maxRemembered
)

// NewMemory makes the store of conversations and answers in memory.
func NewMemory() *memory { return newMemory() }

// Collections returns what the bot answers from.
func (b *Bot) Collections() []Collection { return b.snapshot.Load().collections }

// DisagreementOn compares what the sources give for a question, whatever the
// verdict on it.
func DisagreementOn(b *Bot, text string) (*Disagreement, error) {
	s, err := search(context.Background(), question.Parse(language, text), b.Collections(), Span{})
	if err != nil {
		return nil, err
	}
	return s.disagreement()
}

// Includes reports whether who asks may see a collection there.
func (a Audience) Includes(from From) bool { return a.includes(from) }
