package bot

import (
	"time"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
)

// A Verdict says how far the sources answer a question.
type Verdict string

// The verdicts.
const (
	Found     Verdict = "found"     // the quotes answer it
	Closest   Verdict = "closest"   // on the subject, but something essential is not in the sources
	None      Verdict = "none"      // nothing on it
	Brief     Verdict = "brief"     // the quotes say most of a topic, or of all sources
	Smalltalk Verdict = "smalltalk" // a greeting, or another remark that asks nothing of the sources
)

// A Span names a passage for good: which collection and document it stands
// in, the content the document had (see corpus.HashText), and the bytes.
type Span struct {
	Collection string `json:"collection"`
	Document   string `json:"doc"`
	Hash       string `json:"hash"`
	corpus.Span
}

// An Answer is what the bot knows about one question. It owns its strings.
type Answer struct {
	ID         string  // names the answer for More and Rate
	Asked      string  // the question as it was asked, or one of several asked together
	Topic      string  // of a brief, as written in the question; empty for all sources
	Verdict    Verdict //
	Confidence float64 // 0 to 1: how likely the sources answer the question

	// Quotes are the best sentences, best first, at most three; of a closest
	// verdict they are the nearest; of a brief they are at most ten, grouped by
	// source; of none and smalltalk there are none.
	Quotes []Quote
	// Disagreement is set where passages give different values for what was
	// asked; its quotes stand beyond the three.
	Disagreement *Disagreement
	// Missing are the names, figures, dates and words of the question, as
	// written there, that the sources do not mention.
	Missing []string
	// OtherScript is set where the sources have nothing in the script that the
	// question is written in. The verdict is none then.
	OtherScript bool
	// NotSaidOf are the dates, ordinals and names of the question, as written there,
	// that the sources mention, and do not say this of. Only a closest answer has
	// any.
	NotSaidOf []string
	// Corrections are the words that were read as others.
	Corrections []Correction
	// Files counts the files that the asker's sources were made of; zero where
	// all of them could be read.
	Files FileCount
	// Unreached names the collections that could not be asked; the answer is of the
	// others alone.
	Unreached Unreached
	// Unanswered counts the questions of the message beyond the five that are
	// answered; it is set in the last answer.
	Unanswered int
	// Greeting is set for smalltalk: which fixed phrase answers it.
	Greeting Greeting
	// Listed is what may be quoted, where the greeting asks for it.
	Listed Listed
	// Language is that of the bot's own words in it; see texts.For.
	Language string
	// Owed is when it was asked, of an answer that comes so late that it has to say
	// so; the zero time of others.
	Owed time.Time
}

// Unreached are collections that cannot be asked now.
type Unreached struct {
	Collections []string
	All         bool // no other was there to be asked
}

// Listed is the titles of the first documents, of how many.
type Listed struct {
	Titles []string
	Of     int
}

// A FileCount is how many files could not be read, of how many.
type FileCount struct{ Skipped, Of int }

// skippedWorthTelling is the share of files that could not be read from which an
// answer that the sources do not give says so. Of 76 public repositories 19 stay
// below it: documents, with a few settings and pictures between them. See
// doc/decisions/skipped.md.
const skippedWorthTelling = 0.1

// many reports whether so much was left out that what is said of the sources
// does not hold for the files.
func (c FileCount) many() bool {
	return c.Skipped > 0 && float64(c.Skipped) >= skippedWorthTelling*float64(c.Of)
}

// A Match is a stretch of a quote that a word of the question was found in.
type Match struct {
	Span   corpus.Span  // of the document's text, within the quote
	Asked  string       // the word of the question, as written there
	Reason words.Reason //
}

// Evidence is one named part of a score: Share = Weight × Value.
type Evidence struct {
	Name   string
	Value  float64
	Weight float64
}

// Share is what the evidence adds to the score.
func (e Evidence) Share() float64 { return e.Value * e.Weight }

// A Disagreement lists the different values that passages give for what was
// asked, each with the first passage that gives it.
type Disagreement struct {
	Kind   DisagreementKind
	Values []ValueQuote
}

// A DisagreementKind says what the passages differ in.
type DisagreementKind string

// The kinds of disagreement.
const (
	DifferentFigures DisagreementKind = "figures"
	DifferentDates   DisagreementKind = "dates"
)

// A ValueQuote is one distinct value and the passage that gives it.
type ValueQuote struct {
	Value     string      // compared form: "10000", "10-24", "soon"
	Written   corpus.Span // where the value stands in the document, with its qualifier
	Qualifier string      // "about", "up to", "more than"..., as in the source; may be empty
	Quote     Quote
}

// A Correction tells that a word of the question was read as a word of the
// sources.
type Correction struct {
	Asked  string // as written in the question
	Read   string // as written in the sources
	Reason words.Reason
}
