package bot

import (
	"strconv"
	"strings"
)

// This file holds every word that the bot says itself. A phrase is a fixed
// template; its slots are typed, and nothing of the corpus but a title, a
// value or a corrected word gets into one.

// A Slot says what a part of a phrase is, so that a renderer can escape and mark
// it.
type Slot int

// The kinds of slot.
const (
	Fixed      Slot = iota // the bot's own words
	AskedWord              // words of the question, as written
	SourceWord             // a word of the sources that the question's was read as
	Title                  // a document's title
	Value                  // a figure or date, as written in a source
	Count                  // a number the bot counted itself
)

// A Phrase is one of the bot's own sentences, in parts.
type Phrase []PhrasePart

// A PhrasePart is fixed text, or what fills a slot: that must be escaped.
type PhrasePart struct {
	Text string
	Slot Slot // Fixed for fixed text
}

// String writes the phrase out as it is.
func (p Phrase) String() string {
	var b strings.Builder
	for _, part := range p {
		b.WriteString(part.Text)
	}
	return b.String()
}

func say(text string) Phrase { return Phrase{}.and(text) }

func (p Phrase) and(text string) Phrase { return p.fill(Fixed, text) }

func (p Phrase) fill(slot Slot, text string) Phrase {
	return append(p[:len(p):len(p)], PhrasePart{text, slot})
}

// A Notice is something that the bot says in place of an answer.
type Notice string

// The notices.
const (
	Busy          Notice = "busy"           // more questions than can be answered
	TooFast       Notice = "too fast"       // more questions than one person or channel may ask
	Failed        Notice = "failed"         // a fault, which is in the log
	TookTooLong   Notice = "took too long"  // the time limit ended
	EmptyQuestion Notice = "empty question" //
	NoLongerKnown Notice = "no longer known"
	SourceChanged Notice = "source changed"
	NothingMore   Notice = "nothing more"
	Rated         Notice = "rated"
	CannotPost    Notice = "cannot post" // told to the person alone, elsewhere
)

// Phrase returns the words of a notice.
func (n Notice) Phrase() Phrase { return say(notices[n]) }

var notices = map[Notice]string{
	Busy:          "Too many questions are waiting. Please ask again in a minute.",
	TooFast:       "That is more questions than I may answer in a minute. Please ask again in a while.",
	Failed:        "Something went wrong with this question. Please ask it again.",
	TookTooLong:   "This question took too long. Please ask a shorter one.",
	EmptyQuestion: "The question is empty.",
	NoLongerKnown: "This answer is no longer known. Please ask again.",
	SourceChanged: "The source has changed since.",
	NothingMore:   "There is nothing more in the sources.",
	Rated:         "Thank you. That is noted.",
	CannotPost:    "I am not able to post where you asked. Please ask me here.",
}

// A Greeting is a kind of smalltalk.
type Greeting string

// The greetings.
const (
	Hello  Greeting = "hello"
	Thanks Greeting = "thanks"
	Bye    Greeting = "bye"
	AskFor Greeting = "help" // "what can you do?"
)

// Phrases returns what the bot says before its quotes, in order.
func (a Answer) Phrases() []Phrase {
	var out []Phrase
	for _, c := range a.Corrections {
		out = append(out, say("Read '").fill(AskedWord, c.Asked).and("' as '").fill(SourceWord, c.Read).and("'."))
	}
	switch a.Verdict {
	case Smalltalk:
		return append(out, greetingPhrase(a.Greeting))
	case None:
		out = append(out, say("The sources do not answer this."))
	}
	if a.Verdict == Closest && len(a.Missing) == 0 {
		out = append(out, say("The sources do not clearly answer this."))
	}
	if len(a.Missing) > 0 && a.Verdict != Found {
		p := say("The sources do not mention ")
		for i, m := range a.Missing {
			switch {
			case i > 0 && i == len(a.Missing)-1:
				p = p.and(" or ")
			case i > 0:
				p = p.and(", ")
			}
			p = p.fill(AskedWord, m)
		}
		out = append(out, p.and("."))
	}
	if a.Verdict == Closest {
		out = append(out, say("The nearest in the sources:"))
	}
	if a.Disagreement != nil {
		out = append(out, disagreementPhrase(a.Disagreement.Kind))
	}
	return out
}

// Closing returns what the bot says after the quotes, in order.
func (a Answer) Closing() []Phrase {
	if a.Unanswered == 0 {
		return nil
	}
	p := say("I answer five questions of a message; ").fill(Count, strconv.Itoa(a.Unanswered))
	if a.Unanswered == 1 {
		return []Phrase{p.and(" more was left out.")}
	}
	return []Phrase{p.and(" more were left out.")}
}

func disagreementPhrase(kind DisagreementKind) Phrase {
	if kind == DifferentDates {
		return say("The sources give different dates.")
	}
	return say("The sources give different figures.")
}

func greetingPhrase(g Greeting) Phrase {
	switch g {
	case Thanks:
		return say("You are welcome.")
	case Bye:
		return say("Goodbye.")
	case AskFor:
		return say("Ask a question, and I answer with the exact sentences of the sources, or say that they do not answer it.")
	}
	return say("Hello. Ask a question, and I answer with the exact sentences of the sources.")
}
