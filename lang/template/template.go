// Package template is a language without words, to begin one with.
//
// Copy the folder to lang/CODE, and name the value. Fill in the fields one after
// the other, each in a file that says where its words come from and under which
// licence; the folder en shows every one. What stays empty does no harm: text is
// then cut and compared by the rules of Unicode alone.
//
//  1. Stop and Stemmer: without them questions still find, but rank worse. Shared
//     is for a stemmer that knows irregular forms.
//  2. Sentences: the abbreviations that a full stop follows.
//  3. Numbers, Calendar, Figures: what figures and dates are read by.
//  4. Questions: what is asked for, and what a follow-up leans on.
//     Grammar: who does what. Smalltalk: what asks nothing of the sources.
//  5. Senses and Spelling.
//
// Documents are given it by their reader (corpus.Document.Language), and an
// index file that holds other languages than English needs to say so: raise its
// version. Then hold it to a question set of its own, as bot/eval does.
package template

import "github.com/quoth-bot/quoth/lang"

// Language is the language; its name is a tag of BCP 47 ("und" is none).
var Language = &lang.Language{Name: "und"}
