package bot

import (
	"context"

	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// This file holds what the bot asks of a collection. What answers is an
// Engine's own business: bot/engine ranks by an index in memory or in a file.

// An Engine answers from one collection, with a vocabulary, statistics and an
// index of its own. It is safe for concurrent use, and fails where the
// collection cannot be read. What it returns lies in no file.
//
// Whoever holds an engine counts: it is closed behind the last of them.
type Engine interface {
	// Search ranks the sentences of the collection for a question. near names
	// the sentence that answered the turn before; it is zero where the question
	// leans on none. A search ends with ctx, and its error.
	Search(ctx context.Context, q *question.Question, near Span) (*Findings, error)
	// Passage returns a sentence with its paragraph. It fails with
	// ErrSourceChanged where the document is gone or has another content than
	// the span was made on, and with ErrUnknownSource where no sentence stands
	// there.
	Passage(ctx context.Context, s Span) (Passage, error)
	// Stands fails as Passage does, and returns nothing.
	Stands(ctx context.Context, s Span) error
	// Read returns the blocks of a document from number first on, as many as have so many
	// bytes, and one at least. It fails with ErrUnknownSource where there is no such
	// document or block.
	Read(ctx context.Context, document string, first, bytes int) (Stretch, error)
	// Locate finds the first sentence of a document that has a Fingerprint. It fails with
	// ErrUnknownSource where there is no such document, and with ErrSourceChanged where
	// it has no such sentence.
	Locate(ctx context.Context, document, fingerprint string) (Span, error)
	// Suggest completes a prefix with at most n titles, names and phrases, best
	// first.
	Suggest(ctx context.Context, prefix string, n int) ([]string, error)
	// Scripts returns the scripts that the words of the collection are written in, as
	// words.AppendScripts names them.
	Scripts(ctx context.Context) ([]string, error)
	// Openings returns at most n sentences that the documents of these names begin
	// with, or all documents where none is named: of each document the first that
	// can be quoted, then of each the second.
	Openings(ctx context.Context, n int, documents ...string) ([]Sentence, error)
	// Sources lists the documents.
	Sources(ctx context.Context) ([]Source, error)
	// Size returns how many documents and sentences there are.
	Size() (documents, sentences int)

	// Retain counts one holder more. It reports false where the last has
	// closed the engine.
	Retain() bool
	// Close ends one holder's use.
	Close() error
}

// Findings are what a collection has for one question. They are for one
// goroutine, and for as long as the engine is held.
type Findings struct {
	Candidates []Candidate  // best first; those of several collections compare by score
	Support    Support      // of the question by the first candidate; zero where there is none
	Words      []WordStatus // by word of the question
	Dates      []bool       // by date of the question: some sentence gives that day
	// Substitutes are the words of the question that were read as others, in
	// order.
	Substitutes []Substitute
}

// A Candidate is a sentence that may answer. What costs more than its score is
// made when it is asked for.
type Candidate struct {
	Score    float64
	Sentence Sentence
}

// A Sentence is one of a collection, seen from a question.
type Sentence interface {
	// Quote shows the sentence: what of the question stands in it, and why it
	// was chosen.
	Quote() (Quote, error)
	// Wording returns the sentence's text.
	Wording() (Wording, error)
	// Neighbours returns the texts of the sentences before and after it in its
	// document; empty for none.
	Neighbours() (before, after Wording, err error)
	// Figures returns the figures or dates that the sentence gives for what was
	// asked; none where the question asks for neither.
	Figures() ([]Figure, error)
}

// A Wording is the text of a sentence as its source has it, and as it is shown:
// without markup.
type Wording struct{ Source, Shown string }

// A Figure is a figure or date that a sentence gives for what was asked.
type Figure struct {
	Value     string      // compared form, as in ValueQuote
	Written   corpus.Span // where it stands in the document, with its qualifier
	Qualifier string      // as in the source; may be empty
	Relative  bool        // a date that depends on when the text was written: "soon"
	Bound     Bound       // what the value leaves open
	Compared  bool        // the sentence says all that the question does, so that it can be held against others

	// Set where the figure is compared.

	Names  []string // that the sentence has, in the same form everywhere; nil where the question has names itself
	Times  []string // of a count, when it held, as far as the sentence tells and the question does not
	Titled bool     // the document's title has a name of the question
}

// A Bound says how a figure is meant.
type Bound uint8

// The bounds.
const (
	Exactly Bound = iota
	About         // "some 300"
	AtLeast       // "more than 300"
	AtMost        // "up to 300"
)

// A WordStatus says what a collection knows of a word of the question.
type WordStatus struct {
	Lacking    bool // no source mentions it
	ReadAsName bool // it was read as a name of the sources: a guess, and no mention
}

// A Substitute is what a collection has for a word of the question, or for two
// that stand together, which it does not have as they are written.
type Substitute struct {
	Match  string       // names the words as Match.Asked does
	Asked  string       // as written in the question
	Likely string       // the word of the sources that is likeliest meant, where no quote shows it; empty: nothing is told then
	Reason words.Reason // of Likely
}

// Support is how far the first candidate of a collection meets the question.
// Shares are of the question's weight, from 0 to 1.
type Support struct {
	Coverage    float64  // share that the sentence holds
	InContext   float64  // the same with the sentence before, or with the title and what stands above, whichever adds more
	InParagraph float64  // the same over the paragraph
	Own         float64  // BM25 of the sentence over the question's weight
	Pairs       float64  // share of neighbouring words of the question that are neighbours there
	SameForm    float64  // share matched by the very word
	NamesNear   float64  // share of the names' and figures' weight in the paragraph and title
	OtherWords  float64  // share that other words for it add to the coverage
	Meaning     float64  // cosine of question and sentence
	Unknown     float64  // share that no source has, nor a word that it was read as
	Opposite    bool     // it has the opposite of a word that it lacks
	Unnamed     float64  // of that the nouns for which the sentence has no other word either
	Terms       int      // words of the question that were searched for
	Matched     int      // of them those that stand in the sentence
	Meant       int      // the same, with other words for them
	Wants       bool     // a sort of answer is wanted: a number, a date, a name...
	Wanted      float64  // 1 if it is there; a definition may be there by half
	NoValue     bool     // a figure or date is wanted, and the sentence gives none
	Unmet       []string // dates, ordinals and names of the question, as it writes them, that the sentence is not of
	Held        []int    // indexes of the question's years that hold of the sentence by no word of it
}
