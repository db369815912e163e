package bot

import (
	"context"
	"time"
)

// A Record is an answer as it is remembered, so that More and Rate work later
// and reports read right after the corpus has changed.
type Record struct {
	Answer       Answer
	Further      []Quote // those of the ranking that the answer does not show
	From         From
	Conversation string
	At           time.Time     // when it was asked
	Took         time.Duration // to answer it
}

// Answers remembers answers.
type Answers interface {
	// SaveAnswer remembers an answer under its ID.
	SaveAnswer(ctx context.Context, r Record) error
	// FindAnswer returns a remembered answer. It fails with ErrUnknownAnswer.
	FindAnswer(ctx context.Context, id string) (Record, error)
	// RateAnswer remembers what a person thinks of an answer; the last rating
	// of a person counts. It fails with ErrUnknownAnswer.
	RateAnswer(ctx context.Context, id string, asker Asker, r Rating) error
}
