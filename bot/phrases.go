package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/lang"
)

// This file holds every word that the bot says itself. A phrase is a fixed
// template; its slots are typed, and nothing of the corpus but a title, a
// value, a corrected word, or why a file could not be read, gets into one.

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
	Count                  // a number the bot counted itself, or a time
	Reason                 // why a file could not be read
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

// fillAny fills in words of the question: "a, b or c".
func (p Phrase) fillAny(asked []string) Phrase {
	for i, word := range asked {
		switch {
		case i > 0 && i == len(asked)-1:
			p = p.and(" or ")
		case i > 0:
			p = p.and(", ")
		}
		p = p.fill(AskedWord, word)
	}
	return p
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
	Shared        Notice = "shared"      // with all, an answer that one person had seen
	NotTheirs     Notice = "not theirs"  // somebody else's answer
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
	Shared:        "Shared in the channel.",
	NotTheirs:     "Only who asked can delete an answer.",
	CannotPost:    "I am not able to post where you asked. Please ask me here.",
}

// A Greeting is a kind of smalltalk.
type Greeting string

// The greetings.
const (
	Hello   Greeting = lang.Hello
	Thanks  Greeting = lang.Thanks
	Bye     Greeting = lang.Bye
	AskFor  Greeting = lang.Help    // "what can you do?"
	Self    Greeting = lang.Self    // "are you a person?"
	Listing Greeting = lang.Sources // "what are your sources?"
	Writing Greeting = lang.Writing // "translate this"
	Check   Greeting = lang.Check   // "is that right?"
	Blame   Greeting = lang.Blame   // "you are wrong"
)

// Phrases returns what the bot says before its quotes, in order.
func (a Answer) Phrases() []Phrase {
	var out []Phrase
	if !a.Owed.IsZero() {
		out = append(out, owedPhrase(a.Owed))
	}
	missing := a.Missing
	if a.Verdict == Found {
		missing = nil
	}
	for _, c := range a.Corrections {
		if i := slices.Index(missing, c.Asked); i >= 0 {
			// Near as it is, it may be somebody else.
			missing = slices.Delete(slices.Clone(missing), i, i+1)
			out = append(out, say("The sources have '").fill(SourceWord, c.Read).and("', not '").fill(AskedWord, c.Asked).and("'."))
			continue
		}
		out = append(out, say("Read '").fill(AskedWord, c.Asked).and("' as '").fill(SourceWord, c.Read).and("'."))
	}
	switch a.Verdict {
	case Smalltalk:
		return append(out, a.greetingPhrase())
	case Brief:
		return append(out, a.briefPhrase())
	case None:
		if a.OtherScript {
			out = append(out, say("The sources have nothing in the script of this question."))
		} else {
			out = append(out, say("The sources do not answer this."))
		}
	}
	if a.Verdict == Closest && len(a.Missing) == 0 && len(a.NotSaidOf) == 0 {
		out = append(out, say("The sources do not clearly answer this."))
	}
	if len(missing) > 0 {
		out = append(out, notMentioned(missing))
	}
	if len(a.NotSaidOf) > 0 && a.Verdict == Closest {
		out = append(out, say("The sources do not say this of ").fillAny(a.NotSaidOf).and("."))
	}
	if a.Verdict != Found && a.Files.many() {
		out = append(out, a.Files.Phrase())
	}
	if a.Verdict == Closest {
		out = append(out, say("The nearest in the sources:"))
	}
	if a.Disagreement != nil {
		out = append(out, disagreementPhrase(a.Disagreement.Kind))
		if q, ok := a.Disagreement.latest(); ok {
			out = append(out, say("The latest of them is “").fill(Title, q.Title).and("”, of ").fill(Value, q.Date).and("."))
		}
	}
	return out
}

// notMentioned says what of the question the sources lack.
func notMentioned(missing []string) Phrase {
	return say("The sources do not mention ").fillAny(missing).and(".")
}

// briefPhrase says what the quotes are of.
func (a Answer) briefPhrase() Phrase {
	if a.Topic == "" {
		return say("The sources in their own words:")
	}
	return say("What the sources say about “").fill(AskedWord, a.Topic).and("”, in their own words:")
}

// owedPhrase says when something was asked, in the time zone of the machine, and
// the day where that is another than today.
func owedPhrase(asked time.Time) Phrase {
	asked = asked.Local()
	layout := "15:04 MST"
	if now := time.Now(); asked.YearDay() != now.YearDay() || asked.Year() != now.Year() {
		layout = "2006-01-02 " + layout
	}
	return say("Asked at ").fill(Count, asked.Format(layout)).and(":")
}

// Closing returns what the bot says after the quotes, in order.
func (a Answer) Closing() []Phrase {
	if a.Verdict == Brief && len(a.Missing) > 0 {
		return []Phrase{notMentioned(a.Missing)}
	}
	if a.Unanswered == 0 {
		return nil
	}
	p := say("I answer five questions of a message; ").fill(Count, strconv.Itoa(a.Unanswered))
	if a.Unanswered == 1 {
		return []Phrase{p.and(" more was left out.")}
	}
	return []Phrase{p.and(" more were left out.")}
}

// Phrase says how many files could not be read.
func (c FileCount) Phrase() Phrase { return c.begin().and(".") }

func (c FileCount) begin() Phrase {
	p := Phrase{}.fill(Count, strconv.Itoa(c.Skipped)).and(" of ").fill(Count, strconv.Itoa(c.Of))
	if c.Of == 1 {
		return p.and(" file could not be read")
	}
	return p.and(" files could not be read")
}

// maxReasons is how many reasons the phrase on skipped files tells: they fit two
// lines.
const maxReasons = 3

// SkippedPhrase says how many files could not be read beside so many documents,
// and the commonest reasons. It is empty where all could.
func SkippedPhrase(skipped []SkippedFile, documents int) Phrase {
	if len(skipped) == 0 {
		return nil
	}
	reasons, count := reasonsOf(skipped)
	p := FileCount{len(skipped), len(skipped) + documents}.begin()
	rest := len(skipped)
	for i, r := range reasons[:min(maxReasons, len(reasons))] {
		if i == 0 {
			p = p.and(": ")
		} else {
			p = p.and(", ")
		}
		p = p.fill(Reason, r)
		if len(reasons) > 1 {
			p = p.and(" (").fill(Count, strconv.Itoa(count[r])).and(")")
		}
		rest -= count[r]
	}
	if rest > 0 {
		p = p.and(", other reasons (").fill(Count, strconv.Itoa(rest)).and(")")
	}
	return p.and(".")
}

// reasonsOf returns the reasons why files were skipped, the commonest first, and
// for how many each is one.
func reasonsOf(skipped []SkippedFile) (reasons []string, count map[string]int) {
	count = map[string]int{}
	for _, s := range skipped {
		if count[s.Reason]++; count[s.Reason] == 1 {
			reasons = append(reasons, s.Reason)
		}
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return count[b] - count[a] })
	return reasons, count
}

func disagreementPhrase(kind DisagreementKind) Phrase {
	if kind == DifferentDates {
		return say("The sources give different dates.")
	}
	return say("The sources give different figures.")
}

var greetings = map[Greeting]string{
	Hello:   "Hello. Ask a question, and I answer with the exact sentences of the sources.",
	Thanks:  "You are welcome.",
	Bye:     "Goodbye.",
	AskFor:  "Ask a question, and I answer with the exact sentences of the sources, or say that they do not answer it.",
	Self:    "I am Quoth, a program: neither a person nor a language model. I look for sentences in the sources, and quote them.",
	Writing: "I write nothing of my own. Ask what you want to know, and I answer with the exact sentences of the sources.",
	Check:   "I only quote, and what I quote stands in its source word for word. Write out the claim, and I look for what the sources say of it.",
	Blame:   "I am sorry. I only find sentences, and may have found the wrong ones: try other words, or names that the sources may have.",
}

// greetingPhrase answers smalltalk.
func (a Answer) greetingPhrase() Phrase {
	if a.Greeting == Listing {
		return a.Listed.phrase()
	}
	return say(greetings[a.Greeting])
}

// phrase says what may be quoted.
func (l Listed) phrase() Phrase {
	if l.Of == 0 {
		return say("There is nothing here that I may quote.")
	}
	p := say("I quote from ").fill(Count, strconv.Itoa(l.Of))
	if l.Of == 1 {
		p = p.and(" document: ")
	} else {
		p = p.and(" documents: ")
	}
	for i, title := range l.Titles {
		switch {
		case i > 0 && i == l.Of-1:
			p = p.and(" and ")
		case i > 0:
			p = p.and(", ")
		}
		p = p.and("“").fill(Title, title).and("”")
	}
	if rest := l.Of - len(l.Titles); rest > 0 {
		p = p.and(" and ").fill(Count, strconv.Itoa(rest)).and(" more")
	}
	return p.and(". Ask what they say.")
}
