// Package lang says what is asked of a language: its lists and tables, and how
// its words are brought to their stems. Each language is a folder of its own
// below, which fills in a Language; package template shows how one begins.
package lang

import (
	"math"
	"strings"

	"github.com/quoth-bot/quoth/internal/lazyregexp"
)

// A Set is words, each once.
type Set map[string]bool

// Words makes a set of the words of a text.
func Words(text string) Set {
	words := strings.Fields(text)
	s := make(Set, len(words))
	for _, w := range words {
		s[w] = true
	}
	return s
}

// Phrases reads phrases between which semicolons stand, each as its words.
func Phrases(text string) [][]string {
	var out [][]string
	for phrase := range strings.SplitSeq(text, ";") {
		if words := strings.Fields(phrase); len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

// LastWords returns the last word of each phrase.
func LastWords(phrases [][]string) Set {
	out := Set{}
	for _, p := range phrases {
		out[p[len(p)-1]] = true
	}
	return out
}

// Pairs reads pairs of words into a map that holds both directions.
func Pairs(text string) map[string][]string {
	out := map[string][]string{}
	fields := strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		a, b := fields[i], fields[i+1]
		out[a], out[b] = append(out[a], b), append(out[b], a)
	}
	return out
}

// A Language is all that is asked of one. Words are in their folded form (small
// letters, no accents) but for those of Sentences, where capitals count. What a
// language lacks stays empty: nothing is found by it then.
type Language struct {
	Name string // as in BCP 47: "en"

	// Stop are function words: they say how a sentence is built, not what it is
	// about.
	Stop Set
	// Stemmer returns what the forms of one word have in common. Nil leaves
	// words as they are.
	Stemmer func(form string) string
	Shared  SharedForms
	// Past reports whether a form of a verb tells of the past. It may take other
	// words for such forms, and is nil where they cannot be told.
	Past func(form string) bool
	// Predicate tells the stems that are verbs, adjectives and adverbs more often
	// than nouns. It is nil where they cannot be told.
	Predicate func(stem string) Predicate
	// Opposites returns the stems of words that mean the opposite of a stem's. It is
	// nil where they cannot be told.
	Opposites func(stem string) []string

	Sentences Sentences
	Names     Names
	Numbers   Numbers
	Calendar  Calendar
	Figures   Figures
	Spelling  Spelling
	Grammar   Grammar
	Questions Questions
	Smalltalk Smalltalk
	Senses    Senses
}

// IsStop reports whether a folded form is a function word.
func (l *Language) IsStop(form string) bool { return l.Stop[form] }

// A Predicate says how much a verb, adjective or adverb tells.
type Predicate uint8

// The kinds of predicate; 0 is none.
const (
	Telling Predicate = iota + 1 // what is done, or how something is: "win", "late"
	Slight                       // says little of what is asked: "suppose", "along"
)

// Sentences is what tells whether a full stop ends a sentence.
type Sentences struct {
	Abbreviations map[string]Abbreviation // without their stop
	Exclamations  Set                     // names that end in a mark without ending a sentence
	Enumerators   Set                     // one capital letter may follow them to name a kind of thing: "vitamin C"
	Zones         Set                     // belong to the time of day before them: "p.m. EST"
	Domains       Set                     // ends of addresses and file names, as written with a capital
	Starters      map[string]Starter      // words that begin a sentence after an abbreviation
	Labels        Set                     // begin a line before a colon, and name nobody; in small letters
}

// An Abbreviation says what a full stop after a word means.
type Abbreviation uint8

// The kinds of abbreviation; 0 is none.
const (
	Title    Abbreviation = iota + 1 // a name or a text follows: the stop never ends a sentence
	Numbered                         // before a figure the stop is no full stop, else it is
	Closing                          // may stand last in a sentence: the next word tells
	Listing                          // closes an enumeration: what follows begins a sentence
	Clock                            // a time of day: ends a sentence but for zones, days and months
)

// A Starter says how far a word is to be trusted to begin a sentence.
type Starter uint8

// The kinds of starter; 0 is none.
const (
	Always      Starter = iota + 1 // hardly ever part of a name
	BeforeSmall                    // only with a small letter or figure after it
)

// Names is what tells names from other words.
type Names struct {
	Dotted    Set // dotted abbreviations that name nothing: "e.g."
	Linking   Set // hung onto any noun by a hyphen: "U.S.-led"
	Particles Set // end words that are written with and without a hyphen: "start-up"
	Prefixes  Set // begin a compound of ordinary words: "non-lethal"
	Acronyms  Set // forms that would be function words in small letters: "WHO"
}

// SharedForms are forms that are of several words, which their stem is that of
// one of alone: "bound" is of "bind" as well.
type SharedForms struct {
	Stems map[string][]string // of the other words, by form: "bind" by "bound"
	Forms map[string][]string // by such a stem: "bound" by "bind"
}

// Numbers is how numbers are written in words. NewNumbers makes one.
type Numbers struct {
	Units    map[string]int64  // below one hundred
	Scales   map[string]int64  // "hundred", "million"
	Suffixes map[string]int    // letters that multiply the figure they are written onto, by their zeros
	Ordinals Set               // ends of ordinals in figures: "24th"
	Ranks    []string          // ordinals in words, from the first on: "third"
	Round    map[string]string // what "a" may stand before, by value in digits: "a dozen"
	Dozen    string            // multiplies the figure before it by twelve
	Half     string            // halves what stands behind it with "a": "half a million"
	Minus    string            // makes the figure behind it negative
	PerCent  [2]string         // what "%" is in two words

	begins            [256]bool // by first byte: some unit begins with it
	shortest, longest int       // bytes of units
}

// NewNumbers prepares what tells most words from units at once.
func NewNumbers(n Numbers) Numbers {
	n.shortest = math.MaxInt
	for unit := range n.Units {
		n.begins[unit[0]] = true
		n.shortest, n.longest = min(n.shortest, len(unit)), max(n.longest, len(unit))
	}
	return n
}

// Unit returns the value of a unit; 0 for another word.
func (n *Numbers) Unit(form string) int64 {
	if len(form) < n.shortest || len(form) > n.longest || !n.begins[form[0]] {
		return 0
	}
	return n.Units[form]
}

// Calendar is the names of months and days.
type Calendar struct {
	Months   map[string]int      // full and short, from 1
	Short    map[string]string   // short names of months that stand for nothing else, by the full one
	Days     Set                 // of the week
	Names    Set                 // of months, days, seasons and times of day, full and short, but for those that are mostly other words
	HalfDays map[string]int      // behind an hour, by the hours that they add: "pm"
	Quarter  string              // of a year: Q3 is its third
	Values   []string            // months and days: no guess may turn one into another
	Spelling map[string][]string // of months and days: full names by short ones, and short by full
}

// Figures is what stands around figures and dates.
type Figures struct {
	Qualifiers     [][]string        // before a figure: "more than"
	QualifierEnds  Set               // the last words of Qualifiers
	Bounds         map[string]string // qualifiers that leave a value open: About, AtLeast or AtMost
	Upcoming       Set               // words of relative dates that are still to come: "soon"
	Since          Set               // qualifiers of a date from which on something held
	Scopes         Set               // make a figure one of all, of each, or on the average
	Parts          Set               // before a unit of time: a part of the time that something takes, "first day"
	DateQualifiers [][]string        // before a date: "by early"
	DateParts      Set               // glued to a date: "mid-October"
	Relative       [][]string        // dates told from the time of writing; N is a number, U a unit of time, P a period
	Units          Set               // of time
	Periods        Set               // that can be this, last or next
	YearBefore     Set               // after these, four digits are a year whatever follows
	Labels         Set               // a number follows them as a name: "Article 5"
	Plurals        Set               // plural nouns that the rule does not tell, and units
	NotPlurals     Set               // what it takes for plurals, and are none
	Currencies     map[string]string // written after a number, by their code
	Recurring      Set               // times of day and seasons, and days of the week in the plural
	HourAfter      Set               // after these a number may be an hour: "at nine"
	Signs          map[string]string // beside a number, by the word that they stand for
	UnitKinds      map[string]string // units by what they measure: one of the kinds below
	Abbreviated    map[string]string // short and other names of units, by the word that they stand for
}

// What a qualifier leaves open.
const (
	About   = "about"
	AtLeast = "at least"
	AtMost  = "at most"
)

// The kinds of unit.
const (
	OfMoney  = "money"
	OfShare  = "share"
	OfTime   = "time"
	OfLength = "length"
	OfWeight = "weight"
)

// Spelling is how one word is rightly written in more than one way.
type Spelling struct {
	Suffixes    [][2]string         // at a word's end, each for the other
	Inside      [][2]string         // anywhere in a word
	Pairs       map[string][]string // that no rule gives, both ways
	NotVariants map[string][]string // different words that a rule takes for one
}

// Grammar is as much of how clauses are built as tells who does what in one.
type Grammar struct {
	Auxiliaries Set    // may stand before who acts in a question: "has"
	Passive     Set    // before a verb that tells what is done to its subject: "was"
	Agent       string // before who acts, behind a passive verb: "by"
	Participle  string // ends a verb that tells what the subject of the whole sentence does besides: "ing"
	Determiners Set    // before a name: "the"
	Conjoining  Set    // join two names: "and"
	Subjects    Set    // pronouns that act: "they"
	Clauses     Set    // begin a clause of their own: "though"
	Complements Set    // behind a verb, begin what is said: "that"
	Sayings     Set    // verbs of who tells something, and does nothing: "the ministry said"
	Supposing   Set    // make a sentence a supposition: "could"
	Others      Set    // before a noun: one more of it, and not the one that was named
	Environs    Set    // before a name: what lies about it, and not itself
}

// Questions is how one asks.
type Questions struct {
	Asking       map[string]string // words that ask, by what they ask for: one of the sorts below, or Anything
	Measures     map[string]string // make "how" ask for a number, by the kinds of unit that answer: "how far"
	Quantities   map[string]string // nouns that ask for a number: "what was the price", by the kinds of unit that answer
	Nouns        map[string]string // nouns that say which sort of answer is wanted: "which city"
	ToBe         Set               // forms that join "what" to a noun
	Light        Set               // content words that name no subject
	GoesOn       Set               // open a question that goes on: "and"
	AsksPast     Set               // the verb with them stands in its plain form, and means the past: "did"
	RefersBack   Set               // speak of something that they do not name: "they"
	ComparesBack Set               // the same, wherever they stand: "other"

	// Briefs match whole messages that ask for what the sources say of a topic, which
	// is their only group and may be empty. Whatever matches Everything is no topic.
	Briefs     []lazyregexp.Regexp
	Everything lazyregexp.Regexp
}

// The sorts of answer that a question may want.
const (
	Anything = "anything"
	HowMany  = "how many"
	When     = "when"
	Who      = "who"
	Where    = "where"
	Why      = "why"
	How      = "how"
)

// Smalltalk is what people say to a bot that asks nothing of its sources.
type Smalltalk struct {
	Greetings   map[string]string // words by the kind of smalltalk that they are
	Courtesies  Set               // may stand around a greeting
	Salutations Set               // only greet, wherever a question begins or ends
	Addressed   Set               // may follow a salutation
	Remarks     []Remark          // whole messages; the first that matches counts

	// Checks are words that ask whether a claim holds: "Is that right?". Whether
	// a sentence does no more than that is told by CheckFillers, which may stand
	// around them beside function words.
	Checks, CheckFillers Set
	// Attribution matches the words of a claim that say who made it, where that is
	// nobody in particular: "I heard that".
	Attribution lazyregexp.Regexp
}

// A Remark is a kind of smalltalk and the messages that are of it.
type Remark struct {
	Kind    string
	Pattern lazyregexp.Regexp // of the words of a message, in their folded forms, with a blank between each two
}

// The kinds of smalltalk.
const (
	Hello   = "hello"
	Thanks  = "thanks"
	Bye     = "bye"
	Help    = "help"
	Self    = "self"    // "are you a person?"
	Sources = "sources" // "what are your sources?"
	Writing = "writing" // "translate this", "write a headline"
	Check   = "check"   // "is that right?"
	Blame   = "blame"   // "you are wrong", and worse
)

// Senses is what tells which sort of answer a sentence holds, and which words
// are near to each other.
type Senses struct {
	Place    []string   // before a place: "in"
	Reason   []string   // before a reason: "because"
	Be       []string   // forms of "to be"
	Article  []string   // after which a definition goes on: "a"
	Definite string     // article before a noun that was named before: "the"
	Pronoun  []string   // which a sentence may begin with, in the place of a name
	Endings  Set        // what is appended to a root, as stems end; the empty one is the root itself
	Kin      [][]string // words that are counted or said as the same thing
}
