// Package question takes messages apart: into questions, and a question into
// its words, the sort of answer it wants, and what it leans on. It knows words
// alone, and no sources.
package question

import (
	"sort"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// A Kind says what sort of answer a question wants.
type Kind int

// The kinds of question.
const (
	Anything Kind = iota
	HowMany       // a number
	When          // a date or time
	Who           // a person or body
	Where         // a place
	Why           // a reason
	How           // a way
	WhatIs        // a definition: "What is X?", "Who is X?"
)

// A Question is one question taken apart.
type Question struct {
	Language *lang.Language
	Text     string
	Tokens   []words.Token
	Kind     Kind
	Units    []string // kinds of unit that answer, of "how much", "how old"; none for what is counted
	Past     bool     // its verb stands in the plain form, and means the past: "Who did they send?"
	Words    []Word   // the content words, in order; those of earlier turns last
	Focus    int      // index into Words of what is asked for ("which city", "how many troops"); -1 if none
	Phrase   int      // index into Words where the noun phrase that ends in Focus begins
}

// A Word is one content word of a question.
type Word struct {
	Token     words.Token
	Written   string // as it stands in the question
	Stem      string
	Capital   bool // written with a capital, in a question that has small letters too
	Name      bool // written with a capital that its place does not demand
	Light     bool // says little of the subject: "want", "happen", "many"
	Spare     bool // a source may answer without it: it is light, or only says which sort of answer is wanted
	Inherited bool // from an earlier turn of the conversation
}

// Exact reports whether nothing else will do for the word: a name, a figure or
// a code.
func (w *Word) Exact() bool { return w.Name || w.Token.HasDigit() }

// IsNoun reports whether a word is a noun, or may well be one.
func (q *Question) IsNoun(i int) bool { return q.predicate(i) == 0 }

// IsSlight reports whether a word says little of what is asked: a source that
// lacks it may answer. Light words are listed, and say so little that a source
// that has them says no more.
func (q *Question) IsSlight(i int) bool { return q.predicate(i) == lang.Slight }

func (q *Question) predicate(i int) lang.Predicate {
	if w := &q.Words[i]; q.Language.Predicate != nil && !w.Exact() {
		return q.Language.Predicate(w.Stem)
	}
	return 0
}

// Parse takes a question of some language apart.
func Parse(l *lang.Language, text string) *Question {
	q := &Question{Language: l, Text: text, Focus: -1}
	q.Tokens = words.Tokens(l, text)
	shouted := q.mostlyCapitals()
	if shouted {
		// Capitals name nothing here: "WHO" asks, and "HOW" is a stop word.
		q.Tokens = words.Tokens(l, lowerASCII(text))
	}
	q.Tokens = withoutSalutation(l, q.Tokens)
	askWord := -1 // index of the token that asks
	for i, t := range q.Tokens {
		q.Past = q.Past || l.Questions.AsksPast[t.Form]
		if askWord < 0 {
			if k, ok := q.askingWord(i); ok {
				q.Kind, askWord = k, i
			}
		}
		if l.IsStop(t.Form) {
			continue
		}
		name := t.Capital && i > 0 && !shouted && !startsSentence(text, t.Start) || t.Acronym && !shouted
		q.Words = append(q.Words, Word{
			Token: t, Written: text[t.Start:t.End], Stem: words.Stem(l, t.Form),
			Capital: t.Capital && !shouted,
			Name:    name,
			Light:   l.Questions.Light[t.Form] && !name,
			Spare:   (l.Questions.Light[t.Form] || q.isMeasure(i)) && !name,
		})
	}
	q.findFocus(askWord)
	q.refineKind(askWord)
	q.spareFocus()
	return q
}

// mostlyCapitals reports whether a question is written in capitals, so that
// they say nothing. A short one must have a function word in them ("WHAT IS
// NATO?"), as a name alone may well be an acronym.
func (q *Question) mostlyCapitals() bool {
	capitals, lettered, cried := 0, 0, false
	for _, t := range q.Tokens {
		if t.Figure {
			continue
		}
		lettered++
		if t.Acronym || t.Capital {
			capitals++
		}
		cried = cried || t.Acronym && q.Language.IsStop(strings.ToLower(t.Form)) && !q.Language.Names.Acronyms[t.Form]
	}
	return lettered > 3 && 4*capitals > 3*lettered || cried && capitals == lettered
}

// lowerASCII lowers the letters that have one byte, so that places stay.
func lowerASCII(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// startsSentence reports whether the word at start stands where a sentence
// begins, so that its capital says nothing.
func startsSentence(text string, start int) bool {
	before := strings.TrimRight(text[:start], " \t\r\n\"'“”‘’([")
	return before == "" || strings.HasSuffix(before, ".") && !strings.HasSuffix(before, "U.S.") ||
		strings.HasSuffix(before, "?") || strings.HasSuffix(before, "!") || strings.HasSuffix(before, ":")
}

// askingWord reports whether the token asks, and for what.
func (q *Question) askingWord(i int) (Kind, bool) {
	sort, ok := q.Language.Questions.Asking[q.Tokens[i].Form]
	if sort == lang.How && i+1 < len(q.Tokens) {
		if units, measures := q.Language.Questions.Measures[q.Tokens[i+1].Form]; measures {
			sort = lang.HowMany
			if i+2 >= len(q.Tokens) || q.Language.IsStop(q.Tokens[i+2].Form) { // "how much did it", and not "how much wheat"
				q.Units = strings.Fields(units)
			}
		}
	}
	return kinds[sort], ok
}

// isMeasure reports whether token i says which measure is asked for: "how high".
func (q *Question) isMeasure(i int) bool {
	if i == 0 || q.Language.Questions.Asking[q.Tokens[i-1].Form] != lang.How {
		return false
	}
	_, ok := q.Language.Questions.Measures[q.Tokens[i].Form]
	return ok
}

// kinds are the sorts of answer that a language tells of.
var kinds = map[string]Kind{
	lang.HowMany: HowMany, lang.When: When, lang.Who: Who, lang.Where: Where, lang.Why: Why, lang.How: How,
}

// noun returns the sort of answer that a noun tells: "which city".
func (q *Question) noun(form string) (Kind, bool) {
	sort, ok := q.Language.Questions.Nouns[form]
	return kinds[sort], ok
}

// findFocus finds the head of the noun phrase that follows the asking word.
func (q *Question) findFocus(askWord int) {
	if askWord < 0 {
		return
	}
	form := q.Tokens[askWord].Form
	switch form {
	case "what", "which", "whose":
	case "how":
		if q.Kind != HowMany || !countingWord(q.Tokens, askWord+1) {
			return
		}
	default:
		return
	}
	last := -1
	for i := range q.Words {
		w := &q.Words[i]
		if w.Token.Start < q.Tokens[askWord].End {
			continue
		}
		if last >= 0 && q.stopBetween(q.Words[last].Token.End, w.Token.Start) {
			break
		}
		if last < 0 && q.stopBetween(q.Tokens[askWord].End, w.Token.Start) && q.Kind != HowMany {
			return
		}
		if last < 0 {
			q.Phrase = i
		}
		last = i
		if i+1 < len(q.Words) && q.Words[i+1].Light {
			break
		}
	}
	q.Focus = last
}

// countingWord reports "many" or "much", which the thing counted follows.
func countingWord(tokens []words.Token, i int) bool {
	return i < len(tokens) && (tokens[i].Form == "many" || tokens[i].Form == "much")
}

// stopBetween reports whether a function word stands between two bytes.
func (q *Question) stopBetween(from, to int) bool {
	first := sort.Search(len(q.Tokens), func(i int) bool { return q.Tokens[i].Start >= from })
	for i := first; i < len(q.Tokens) && q.Tokens[i].End <= to; i++ {
		if _, measures := q.Language.Questions.Measures[q.Tokens[i].Form]; !measures {
			return true
		}
	}
	return false
}

// refineKind reads the noun asked for, and tells definitions.
func (q *Question) refineKind(askWord int) {
	switch {
	case askWord < 0:
		for _, w := range q.Words {
			if k, ok := q.noun(w.Token.Form); ok && (k == When || k == HowMany) {
				q.Kind = k
			}
		}
	case q.Kind == Anything && q.Focus >= 0:
		for i := 0; i <= q.Focus; i++ {
			if k, ok := q.noun(q.Words[i].Token.Form); ok && q.Words[i].Token.Start > q.Tokens[askWord].Start {
				q.Kind = k
			}
		}
	case q.Kind == Anything && q.readNoun(askWord):
	case (q.Kind == Anything || q.Kind == Who) && askWord == 0 && q.isDefinition():
		q.Kind = WhatIs
	}
}

// spareFocus marks what only says which sort of answer is wanted: "which
// country", "what year".
func (q *Question) spareFocus() {
	if q.Focus < 0 || q.Kind == HowMany {
		return
	}
	w := &q.Words[q.Focus]
	if sort, _ := q.noun(w.Token.Form); !w.Name && sort != Anything {
		w.Spare = true
	}
}

// readNoun reads the noun that a form of "to be" asks for, which begins or ends the
// noun phrase behind it: "what is the number of", "what was the date", "what is the
// maximum pack size".
func (q *Question) readNoun(askWord int) bool {
	if len(q.Words) == 0 || askWord+1 >= len(q.Tokens) || !q.Language.Questions.ToBe[q.Tokens[askWord+1].Form] ||
		q.Words[0].Token.Start < q.Tokens[askWord].Start {
		return false
	}
	last := 0
	for last+1 < len(q.Words) && !q.stopBetween(q.Words[last].Token.End, q.Words[last+1].Token.Start) {
		last++
	}
	for _, i := range []int{0, last} {
		w := &q.Words[i]
		k, _ := q.noun(w.Token.Form)
		if units := q.Language.Questions.Quantities[w.Token.Form]; units != "" && !w.Name {
			k, q.Units, w.Spare = HowMany, strings.Fields(units), true
		}
		if k == When || k == HowMany {
			q.Kind = k
			return true
		}
	}
	return false
}

// isDefinition reports "what is", "who was" followed by nothing but one noun
// phrase.
func (q *Question) isDefinition() bool {
	if len(q.Tokens) < 3 || len(q.Words) == 0 {
		return false
	}
	if !q.Language.Questions.ToBe[q.Tokens[1].Form] {
		return false
	}
	for _, t := range q.Tokens[2:] {
		if q.Language.IsStop(t.Form) && t.Form != "the" && t.Form != "a" && t.Form != "an" {
			return false
		}
	}
	return true
}
