// Package adapters says what a platform needs of the bot. Each platform is a
// folder below: it decodes what people write, asks, and renders the answer.
package adapters

import (
	"context"

	"quoth/bot"
)

// A Bot is what an adapter may ask of the bot. Every call says who asks and
// where; which sources may show is the bot's decision alone.
type Bot interface {
	// Ask answers one message: one answer for each question in it.
	Ask(context.Context, bot.Question) ([]bot.Answer, error)
	// Suggest completes a prefix with titles, names and phrases, best first.
	Suggest(ctx context.Context, from bot.From, prefix string) ([]string, error)
	// Context returns a quotation with the sentences around it.
	Context(context.Context, bot.From, bot.Span) (bot.Passage, error)
	// More returns further quotes of an answer, best first.
	More(ctx context.Context, from bot.From, answerID string) ([]bot.Quote, error)
	// Sources lists what may be quoted.
	Sources(context.Context, bot.From) ([]bot.Source, error)
}
