// Package texts has Quoth's own words: one file for each language. What of a source
// or a question gets into one stands in it as a name in braces.
package texts

import "strings"

// Texts are Quoth's own words in one language.
type Texts struct {
	Language string           // as in BCP 47: "en"
	IsOne    func(n int) bool // whether a count takes the form for one

	Or, And string // before the last of a list: " or "

	Answers   Answers
	Files     Files
	Listing   Listing
	Greetings map[string]string // by bot.Greeting
	Notices   map[string]string // by bot.Notice
	Buttons   Buttons
	Table     Table
	Modal     Modal
	Web       Web
	Home      Home
	Commands  Commands
}

// A Counted is a text of a count.
type Counted struct{ One, Other string }

// Of is the form for a count.
func (t *Texts) Of(c Counted, n int) string {
	if t.IsOne(n) {
		return c.One
	}
	return c.Other
}

// Answers are what stands above and below quotations.
type Answers struct {
	ReadAs           string // {asked}, {read}
	HaveNot          string // {read}, {asked}
	NotAnswered      string
	OtherScript      string
	NotClearly       string
	NotMentioned     string // {asked}: a list
	NotSaidOf        string // {asked}: a list
	Nearest          string
	DifferentFigures string
	DifferentDates   string
	Latest           string // {title}, {date}
	Brief            string
	BriefOf          string  // {topic}
	Owed             string  // {time}
	LeftOut          Counted // {count}
	Unreached        Counted // {collections}: those that cannot be asked now
}

// Files say what could not be read.
type Files struct {
	Unread Counted // {count}, {of}: the count of all; without a stop
	Others string  // {count}: reasons beyond those that are told
}

// Listing tells what may be quoted, and where a quotation stands.
type Listing struct {
	Under             string  // {headings}: behind the name of a document
	Extent            Counted // {document}, {count}: of its sentences
	Page, Slide, Time string  // {number}: behind the name of a document
	Message           string  // {number}: when it was sent, or which it is
	Changed           string  // {read}, {changed}: days between which a page got another text
	Nothing           string
	From              Counted // {count}, {titles}
	Rest              string  // {count}: behind the titles
}

// Buttons are the labels of what a person may do with an answer.
type Buttons struct {
	Context, ContextOf       string // {number}
	More, Share, Post        string
	Helpful, NotHelpful      string
	IsHelpful, IsNotHelpful  string // read out
	Delete, DeleteAnswer     string // a label, and read out
	SureToDelete, DeletesAll string
	Keep                     string
}

// Table heads the columns of what sources differ in.
type Table struct{ Value, Sentence, Source string }

// Modal is what a window says beside its answers.
type Modal struct{ Title, Close, Looking, Posted string }

// Web is what the pages in a browser say beside answers.
type Web struct {
	Ask, Sources, Filter   string // headings and labels
	Question, GoOn         string // labels of the field for a question
	Values, Cite, Copy     string
	Original, Read         string // links: the page of the web that a source is, and the source here
	Earlier, Later         string // parts of a source
	Stands, StandsNoMore   string // of a quoted sentence in a source that has changed
	NotHere                string
	SignIn, Token, NoToken string
	SignInAt, SignInAway   string // {host}: of who signs people in elsewhere
	SignInFailed           string
	NotAllowed             string // to somebody who has signed in elsewhere
	SignOut                string
}

// Home is a person's page of the app.
type Home struct {
	HowToAsk                       string
	InChannel, Here, Command, Find string // how to ask
	WhatICanQuote, Nothing         string
	Sources                        string // {sources}, {sentences}
	First                          string // {count}: how many of them are listed
	Pick, AskedLast                string
	Working                        string // behind the bot's name
}

// Commands are the names and descriptions of what people can type.
type Commands struct {
	Ask, AskSays           string
	Question, QuestionSays string
	Brief, BriefSays       string
	Topic, TopicSays       string
	Private, PrivateSays   string
	Sources, SourcesSays   string
	Help, HelpSays         string
	Find                   string
}

// all are the languages that there are.
var all = []*Texts{&english, &german, &spanish, &french}

// Languages are the names of the languages that there are, English first.
func Languages() []string {
	var out []string
	for _, t := range all {
		out = append(out, t.Language)
	}
	return out
}

// For returns the texts of a language: English where it is empty or not known.
func For(language string) *Texts {
	for _, t := range all {
		if t.Language == language {
			return t
		}
	}
	return &english
}

// Choose returns which of the languages that are offered a reader gets, by the locale
// that their platform names ("de-AT", "es-419"): else the first; empty for none.
func Choose(offered []string, locale string) string {
	language, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(locale), "_", "-"), "-")
	for _, o := range offered {
		if o == language {
			return o
		}
	}
	if len(offered) == 0 {
		return ""
	}
	return offered[0]
}

// With returns a text with what its names stand for, which come one behind the other:
// a name, then its text.
func With(text string, named ...string) string {
	var b strings.Builder
	Fill(text, func(fixed string) { b.WriteString(fixed) }, func(name string) {
		for i := 0; i+1 < len(named); i += 2 {
			if named[i] == name {
				b.WriteString(named[i+1])
			}
		}
	})
	return b.String()
}

// Fill calls the functions for the parts of a text in order: for what is fixed, and for
// each name in braces.
func Fill(text string, fixed, named func(string)) {
	for text != "" {
		before, rest, ok := strings.Cut(text, "{")
		if before != "" {
			fixed(before)
		}
		if !ok {
			return
		}
		name, after, _ := strings.Cut(rest, "}")
		named(name)
		text = after
	}
}
