// Package adapters says what a platform owes the bot, and holds what every
// platform needs: the intake, which answers each delivery once.
//
// A platform is a folder below: it decodes what people write into deliveries,
// hands them to the intake, acknowledges them, and posts the answers that the
// intake gives back.
package adapters

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// A Bot is what an adapter may ask of the bot. Every call says who asks and
// where; which sources may show is the bot's decision alone.
type Bot interface {
	// Ask answers one message: one answer for each question in it; none where
	// the message was overheard and is not to be answered.
	Ask(context.Context, bot.Question) ([]bot.Answer, error)
	// Suggest completes a prefix with titles, names and phrases, best first.
	Suggest(ctx context.Context, from bot.From, prefix string) ([]string, error)
	// Context returns a quotation with the sentences around it.
	Context(context.Context, bot.From, bot.Span) (bot.Passage, error)
	// More returns further quotes of an answer, best first.
	More(ctx context.Context, from bot.From, answerID string) ([]bot.Quote, error)
	// Rate records what a person thinks of an answer.
	Rate(ctx context.Context, from bot.From, answerID string, r bot.Rating) error
	// Sources lists what may be quoted.
	Sources(context.Context, bot.From) ([]bot.Source, error)
	// Skipped lists the files that were left out of that. Where sources are
	// listed they are told, as bot.SkippedPhrase does.
	Skipped(context.Context, bot.From) ([]bot.SkippedFile, error)
}

// An Adapter connects one platform. Its calls heed their contexts, and all but
// Run are made concurrently, Post even after Run has returned: what was begun
// is still finished then. An adapter that posts over a connection of its own
// also implements io.Closer, which is called when nothing is left to post.
type Adapter interface {
	// Name is the platform's name: "slack".
	Name() string
	// Run receives from the platform until ctx ends, and hands every delivery
	// to the intake before it acknowledges it. It reconnects by itself, with a
	// Backoff; it returns early only where the platform has no more to say, or
	// with an error that trying again cannot fix, a *SettingError where a
	// setting is wrong.
	Run(ctx context.Context, in *Intake) error
	// Post shows a reply on the platform and returns the platform's name for
	// it, which may name several messages. It waits as long as the platform
	// tells it to wait, within ctx. It marks what it posts with the delivery's
	// key where the platform can, so that Find finds it. An error that wraps
	// ErrNotPosted says that nothing of the reply can be seen, one that wraps
	// ErrRefused that it never will be, a *LaterError that the platform asks to
	// wait for longer than ctx lasts, and a *SettingError that the token was taken
	// away; after any other the intake asks Find before it tries again.
	Post(context.Context, Reply) (ref string, err error)
	// Find looks up whether the reply to a delivery stands on the platform,
	// and returns its name, or "". It fails with ErrCannotFind where the
	// platform cannot tell.
	Find(context.Context, bot.Delivery) (ref string, err error)
	// Remove takes a reply away that Post returned ref for. The delivery is that
	// of the deleted question. What is gone already is no error, and an error that
	// wraps ErrRefused says that it never will be.
	Remove(ctx context.Context, d bot.Delivery, ref string) error
	// Working shows that the answer takes a while, and may go on showing it
	// until ctx ends; it has ended before the answer is posted. It may do
	// nothing.
	Working(context.Context, bot.Delivery) error
}

// A Reply is what is to be shown for a delivery.
type Reply struct {
	Delivery bot.Delivery
	Answers  []bot.Answer
	// Notice stands in place of answers: too much to do, an empty question, a
	// fault. It is empty where there are answers.
	Notice bot.Notice
	// Err is why the bot did not answer, where Notice says that. It is for who
	// runs the bot, and shown only where nobody else reads: at a terminal.
	Err error
	// Update names the message that the reply replaces, for an edited
	// question; empty for a new message.
	Update string
}

// Errors between an adapter and its intake.
var (
	// ErrCannotFind says that a platform cannot tell whether a reply was
	// posted: it is then posted once at most.
	ErrCannotFind = errors.New("the platform cannot look a reply up")
	// ErrNotPosted says that a reply was certainly not posted.
	ErrNotPosted = errors.New("the reply was not posted")
	// ErrRefused says that a platform will not take a reply, however often it
	// is posted: the channel is closed, or the bot is not allowed to speak.
	ErrRefused = errors.New("the platform refuses the reply")
	// ErrClosed says that the intake takes nothing more. The delivery must not
	// be acknowledged, so that the platform delivers it again.
	ErrClosed = errors.New("the intake is closed")
	// ErrBusy says that too much is being done already.
	ErrBusy = errors.New("too much is being done already")
)

// A LaterError says that a platform asks to wait until a time.
type LaterError struct{ At time.Time }

// Error says until when.
func (e *LaterError) Error() string {
	return "the platform asks to wait until " + e.At.Format(time.RFC3339)
}

// A SettingError says that an adapter cannot work as it is configured.
type SettingError struct {
	Setting string // as it is written in the configuration: "slack.app_token"
	Problem string // what is wrong with it
	Fix     string // where to get the right one
}

// Error says all three.
func (e *SettingError) Error() string {
	return fmt.Sprintf("%s: %s. %s", e.Setting, e.Problem, e.Fix)
}
