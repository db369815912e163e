package bot

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"
)

// A Turn is one question of a conversation and the sentence that answered it.
type Turn struct {
	Asked    string    // the question
	FollowUp bool      // it leaned on the turn before
	Quote    Span      // the first quote; its End is 0 where there was none
	At       time.Time // when it was asked
}

// Conversations remembers the turns of conversations. Implementations bound
// how many turns, and of how many conversations; what is forgotten is simply not
// leaned on.
type Conversations interface {
	// Turns returns the remembered turns of a conversation since a time, oldest
	// first.
	Turns(ctx context.Context, key string, since time.Time) ([]Turn, error)
	// Asked reports whether a person asked in a conversation since a time. The
	// store compares, so that it need not keep who asked in plain.
	Asked(ctx context.Context, key string, asker Asker, since time.Time) (bool, error)
	// Append adds a person's turn to a conversation, and begins it if need be.
	Append(ctx context.Context, key string, asker Asker, t Turn) error
}

const (
	// leanAge is how long a follow-up leans back: after an hour a question in
	// the same place is mostly about something else.
	leanAge = time.Hour
	// listenAge is how long the person who asked in a thread is listened to
	// there without calling the bot: people come back to a thread within a
	// working day, and a bot that speaks up later surprises.
	listenAge = 24 * time.Hour
)

// maxRemembered bounds the bytes of a question that a turn remembers.
const maxRemembered = 1000

// remembered returns the beginning of a question, in a string of its own.
func remembered(text string) string {
	if len(text) <= maxRemembered {
		return text
	}
	end := maxRemembered
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end])
}
