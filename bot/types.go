package bot

import "errors"

// This file holds the types that travel between the bot and its adapters; what
// an answer is made of stands in answer.go.

// An Asker is who asks.
type Asker struct {
	ID      string // the platform's name for the person
	Outside bool   // a guest, or from another workspace
	// Groups are further channels of the place whose sources the person may see from it:
	// those that a directory gives them.
	Groups []string
}

// A Place is where a question was asked.
type Place struct {
	Platform  string // "terminal", "slack", "discord"
	Workspace string // workspace or server; empty for direct messages and the terminal
	Channel   string
	Direct    bool // a direct message
	// Language is that of the bot's own words there, as texts.For takes it.
	Language string
}

// From says who asks and where. From it alone the bot makes the scope: the
// collections that the answer may use.
type From struct {
	Asker Asker
	Place Place
}

// A Question is one message to the bot.
type Question struct {
	From
	Text string
	// About is what somebody else wrote that the message points at: what it answers,
	// quotes or forwards. It is looked up where the text asks no more than whether
	// that holds, or says nothing.
	About        string
	Conversation string // key of the conversation that follow-ups lean on; empty for none
	// Overheard says that nobody called on the bot: the message stands in a
	// conversation that it answered in. It is answered only if the person who
	// asked there goes on asking, and the sources answer.
	Overheard bool
	// Opening says of an overheard message that it begins a conversation to which
	// the bot listens from the first word, as a post of a forum does: whoever asks,
	// what the sources answer of it is answered.
	Opening bool
}

// A Collection is a set of documents that answers together, and who may see it.
type Collection struct {
	Name     string
	Audience Audience
	Engine   Engine // the bot retains it for as long as it answers from it
	// Skipped are the files of the collection's folders that are no documents.
	Skipped []SkippedFile
}

// A SkippedFile is a file that was left out of a collection: nothing is known of
// what it says.
type SkippedFile struct {
	Collection string
	Name       string // its path below its folder, as a document's name
	Reason     string // a sentence without its full stop
}

// A Source is one document that the bot may quote.
type Source struct {
	Collection, Document     string
	Title, URL, Author, Date string
	Sentences                int
}

// A Passage is a quotation with the sentences around it.
type Passage struct {
	Before []Quote // earlier sentences of the paragraph, in order
	Quote  Quote
	After  []Quote // later sentences of the paragraph, in order
}

// A Rating is what a person thinks of an answer.
type Rating int

// The ratings.
const (
	NotHelpful Rating = -1
	Helpful    Rating = 1
)

// Errors that an adapter can tell apart.
var (
	// ErrEmptyQuestion means that the message holds no word.
	ErrEmptyQuestion = errors.New("the question is empty")
	// ErrUnknownAnswer means that the answer is not, or no longer, known.
	ErrUnknownAnswer = errors.New("this answer is no longer known")
	// ErrUnknownSource means that the document is not, or no longer, among
	// the sources that the asker may see here.
	ErrUnknownSource = errors.New("this source is no longer known")
	// ErrUnavailable means that a collection cannot be asked now, as the servers that
	// it lies on are away, or do not tell in time.
	ErrUnavailable = errors.New("the collection cannot be asked now")
	// ErrSourceChanged means that the document has another content now, or is
	// gone.
	ErrSourceChanged = errors.New("the source has changed since")
)
