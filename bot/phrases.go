package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/texts"
	"github.com/quoth-bot/quoth/lang"
)

// This file puts together what the bot says itself. Its words stand in package texts,
// in each language; nothing of the corpus but a title, a value, a corrected word, or why
// a file could not be read, gets into one.

// A Slot says what a part of a phrase is, so that a renderer can escape and mark
// it.
type Slot int

// The kinds of slot.
const (
	Fixed      Slot = iota // the bot's own words
	AskedWord              // words of the question, as written
	SourceWord             // a word of the sources that the question's was read as
	Title                  // a document's title, or a collection's name
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

// say is a text with nothing to fill in.
func say(text string) Phrase { return fill(text, nil) }

// slots are what is filled into a text, by name.
type slots map[string]Phrase

// fill makes a phrase of a text.
func fill(text string, with slots) Phrase {
	var p Phrase
	texts.Fill(text,
		func(fixed string) { p = append(p, PhrasePart{fixed, Fixed}) },
		func(name string) { p = append(p, with[name]...) })
	return p
}

// in is a text of one kind that is filled in.
func in(slot Slot, text string) Phrase { return Phrase{{text, slot}} }

func inCount(n int) Phrase { return in(Count, strconv.Itoa(n)) }

// list is texts of one kind one after another: "a, b or c".
func list(slot Slot, all []string, last string) Phrase {
	var p Phrase
	for i, text := range all {
		switch {
		case i > 0 && i == len(all)-1:
			p = append(p, PhrasePart{last, Fixed})
		case i > 0:
			p = append(p, PhrasePart{", ", Fixed})
		}
		p = append(p, PhrasePart{text, slot})
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
	Unavailable   Notice = "unavailable" // the servers that a collection lies on cannot be reached
	NothingMore   Notice = "nothing more"
	Rated         Notice = "rated"
	Shared        Notice = "shared"      // with all, an answer that one person had seen
	NotTheirs     Notice = "not theirs"  // somebody else's answer
	CannotPost    Notice = "cannot post" // told to the person alone, elsewhere
)

// Phrase returns the words of a notice in a language; see texts.For.
func (n Notice) Phrase(language string) Phrase { return say(texts.For(language).Notices[string(n)]) }

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
	t := a.texts()
	var out []Phrase
	if !a.Owed.IsZero() {
		out = append(out, fill(t.Owed, slots{"time": in(Count, timeOf(a.Owed))}))
	}
	missing := a.Missing
	if a.Verdict == Found {
		missing = nil
	}
	for _, c := range a.Corrections {
		of := slots{"asked": in(AskedWord, c.Asked), "read": in(SourceWord, c.Read)}
		if i := slices.Index(missing, c.Asked); i >= 0 {
			// Near as it is, it may be somebody else.
			missing = slices.Delete(slices.Clone(missing), i, i+1)
			out = append(out, fill(t.HaveNot, of))
			continue
		}
		out = append(out, fill(t.ReadAs, of))
	}
	if away := a.Unreached.Collections; len(away) > 0 {
		text := texts.For(a.Language)
		out = append(out, fill(text.Of(t.Unreached, len(away)), slots{"collections": list(Title, away, text.And)}))
	}
	switch {
	case a.Verdict == Smalltalk:
		return append(out, a.greetingPhrase())
	case a.Unreached.All:
		return out
	case a.Verdict == Brief && a.Topic == "":
		return append(out, say(t.Brief))
	case a.Verdict == Brief:
		out = append(out, fill(t.BriefOf, slots{"topic": in(AskedWord, a.Topic)}))
		if a.Disagreement != nil {
			out = append(out, a.disagreementPhrases()...)
		}
		return out
	case a.Verdict == None && a.OtherScript:
		out = append(out, say(t.OtherScript))
	case a.Verdict == None:
		out = append(out, say(t.NotAnswered))
	case a.Verdict == Closest && len(a.Missing) == 0 && len(a.NotSaidOf) == 0:
		out = append(out, say(t.NotClearly))
	}
	if len(missing) > 0 {
		out = append(out, a.notMentioned(missing))
	}
	if len(a.NotSaidOf) > 0 && a.Verdict == Closest {
		out = append(out, fill(t.NotSaidOf, slots{"asked": a.anyOf(a.NotSaidOf)}))
	}
	if a.Verdict != Found && a.Files.many() {
		out = append(out, a.Files.Phrase(a.Language))
	}
	if a.Verdict == Closest {
		out = append(out, say(t.Nearest))
	}
	if a.Disagreement != nil {
		out = append(out, a.disagreementPhrases()...)
	}
	return out
}

func (a Answer) texts() texts.Answers { return texts.For(a.Language).Answers }

// anyOf is words of the question: "a, b or c".
func (a Answer) anyOf(asked []string) Phrase {
	return list(AskedWord, asked, texts.For(a.Language).Or)
}

// notMentioned says what of the question the sources lack.
func (a Answer) notMentioned(missing []string) Phrase {
	return fill(a.texts().NotMentioned, slots{"asked": a.anyOf(missing)})
}

// timeOf tells a time in the time zone of the machine, and the day where that is
// another than today.
func timeOf(at time.Time) string {
	at = at.Local()
	layout := "15:04 MST"
	if now := time.Now(); at.YearDay() != now.YearDay() || at.Year() != now.Year() {
		layout = "2006-01-02 " + layout
	}
	return at.Format(layout)
}

func (a Answer) disagreementPhrases() []Phrase {
	t := a.texts()
	out := []Phrase{say(t.DifferentFigures)}
	if a.Disagreement.Kind == DifferentDates {
		out = []Phrase{say(t.DifferentDates)}
	}
	if q, ok := a.Disagreement.latest(); ok {
		out = append(out, fill(t.Latest, slots{"title": in(Title, q.Title), "date": in(Value, q.Date)}))
	}
	return out
}

// Closing returns what the bot says after the quotes, in order.
func (a Answer) Closing() []Phrase {
	if a.Verdict == Brief && len(a.Missing) > 0 {
		return []Phrase{a.notMentioned(a.Missing)}
	}
	if a.Unanswered == 0 {
		return nil
	}
	t := texts.For(a.Language)
	return []Phrase{fill(t.Of(t.Answers.LeftOut, a.Unanswered), slots{"count": inCount(a.Unanswered)})}
}

// Phrase says how many files could not be read, in a language.
func (c FileCount) Phrase(language string) Phrase {
	return append(c.begin(texts.For(language)), PhrasePart{".", Fixed})
}

func (c FileCount) begin(t *texts.Texts) Phrase {
	return fill(t.Of(t.Files.Unread, c.Of), slots{"count": inCount(c.Skipped), "of": inCount(c.Of)})
}

// maxReasons is how many reasons the phrase on skipped files tells: they fit two
// lines.
const maxReasons = 3

// SkippedPhrase says in a language how many files could not be read beside so many
// documents, and the commonest reasons. It is empty where all could.
func SkippedPhrase(skipped []SkippedFile, documents int, language string) Phrase {
	if len(skipped) == 0 {
		return nil
	}
	t := texts.For(language)
	reasons, count := reasonsOf(skipped)
	p := FileCount{len(skipped), len(skipped) + documents}.begin(t)
	fixed := func(text string) { p = append(p, PhrasePart{text, Fixed}) }
	rest := len(skipped)
	for i, r := range reasons[:min(maxReasons, len(reasons))] {
		if i == 0 {
			fixed(": ")
		} else {
			fixed(", ")
		}
		p = append(p, PhrasePart{r, Reason})
		if len(reasons) > 1 {
			fixed(" (")
			p = append(p, inCount(count[r])...)
			fixed(")")
		}
		rest -= count[r]
	}
	if rest > 0 {
		fixed(", ")
		p = append(p, fill(t.Files.Others, slots{"count": inCount(rest)})...)
	}
	fixed(".")
	return p
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

// greetingPhrase answers smalltalk.
func (a Answer) greetingPhrase() Phrase {
	if a.Greeting == Listing {
		return a.Listed.phrase(texts.For(a.Language))
	}
	return say(texts.For(a.Language).Greetings[string(a.Greeting)])
}

// phrase says what may be quoted.
func (l Listed) phrase(t *texts.Texts) Phrase {
	if l.Of == 0 {
		return say(t.Listing.Nothing)
	}
	rest := l.Of - len(l.Titles)
	last := t.And
	if rest > 0 { // which comes last
		last = ", "
	}
	var titles Phrase
	for _, part := range list(Title, l.Titles, last) {
		if part.Slot == Title {
			titles = append(titles, PhrasePart{"“", Fixed}, part, PhrasePart{"”", Fixed})
		} else {
			titles = append(titles, part)
		}
	}
	if rest > 0 {
		titles = append(titles, fill(t.Listing.Rest, slots{"count": inCount(rest)})...)
	}
	return fill(t.Of(t.Listing.From, l.Of), slots{"count": inCount(l.Of), "titles": titles})
}
