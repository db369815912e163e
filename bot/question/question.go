// Package question takes messages apart: into questions, and a question into
// its words, the sort of answer it wants, and what it leans on. It knows words
// alone, and no sources.
package question

import (
	"sort"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
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
	Text   string
	Tokens []words.Token
	Kind   Kind
	Words  []Word // the content words, in order; those of earlier turns last
	Focus  int    // index into Words of what is asked for ("which city", "how many troops"); -1 if none
	Phrase int    // index into Words where the noun phrase that ends in Focus begins
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

// Parse takes a question apart.
func Parse(text string) *Question {
	q := &Question{Text: text, Focus: -1}
	q.Tokens = words.Tokens(text)
	shouted := mostlyCapitals(q.Tokens)
	if shouted {
		// Capitals name nothing here: "WHO" asks, and "HOW" is a stop word.
		q.Tokens = words.Tokens(lowerASCII(text))
	}
	q.Tokens = withoutSalutation(q.Tokens)
	askWord := -1 // index of the token that asks
	for i, t := range q.Tokens {
		if askWord < 0 {
			if k, ok := askingWord(q.Tokens, i); ok {
				q.Kind, askWord = k, i
			}
		}
		if words.IsStop(t.Form) {
			continue
		}
		name := t.Capital && i > 0 && !shouted && !startsSentence(text, t.Start) || t.Acronym && !shouted
		q.Words = append(q.Words, Word{
			Token: t, Written: text[t.Start:t.End], Stem: words.Stem(t.Form),
			Capital: t.Capital && !shouted,
			Name:    name,
			Light:   lightWords[t.Form] && !name,
			Spare:   lightWords[t.Form] && !name,
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
func mostlyCapitals(tokens []words.Token) bool {
	capitals, lettered, cried := 0, 0, false
	for _, t := range tokens {
		if t.Figure {
			continue
		}
		lettered++
		if t.Acronym || t.Capital {
			capitals++
		}
		cried = cried || t.Acronym && words.IsStop(strings.ToLower(t.Form)) && !acronyms[t.Form]
	}
	return lettered > 3 && 4*capitals > 3*lettered || cried && capitals == lettered
}

// acronyms are those that would be function words in small letters.
var acronyms = wordSet("US WHO IT AM")

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
func askingWord(tokens []words.Token, i int) (Kind, bool) {
	next := ""
	if i+1 < len(tokens) {
		next = tokens[i+1].Form
	}
	switch tokens[i].Form {
	case "when":
		return When, true
	case "who", "whom", "whose", "who's", "whos":
		return Who, true
	case "where", "where's":
		return Where, true
	case "why":
		return Why, true
	case "how":
		if measures[next] {
			return HowMany, true
		}
		return How, true
	case "what", "which", "what's", "whats":
		return Anything, true
	}
	return Anything, false
}

// measures are the words that make "how" ask for a number.
var measures = map[string]bool{
	"many": true, "much": true, "far": true, "long": true, "old": true, "tall": true, "large": true,
	"big": true, "high": true, "deep": true, "wide": true, "heavy": true, "fast": true, "often": true,
}

// askedNouns are nouns that say what sort of answer is wanted when they follow
// "what" or "which", or stand alone among keywords.
var askedNouns = map[string]Kind{
	"year": When, "date": When, "day": When, "month": When, "time": When, "decade": When, "century": When, "era": When,
	"number": HowMany, "numbers": HowMany, "total": HowMany, "percentage": HowMany, "percent": HowMany, "amount": HowMany, "population": HowMany,
	"proportion": HowMany, "length": HowMany, "height": HowMany, "size": HowMany, "distance": HowMany, "age": HowMany, "cost": HowMany, "price": HowMany,
	"city": Where, "country": Where, "place": Where, "state": Where, "location": Where, "town": Where, "region": Where,
	"county": Where, "continent": Where, "province": Where, "street": Where, "river": Where,
	"person": Who, "man": Who, "woman": Who, "president": Who, "author": Who, "actor": Who, "king": Who, "queen": Who,
	"actress": Who, "singer": Who, "scientist": Who, "player": Who, "director": Who, "leader": Who, "company": Who, "organization": Who,
	"reason": Why, "cause": Why,
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
		if !measures[q.Tokens[i].Form] {
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
			if k, ok := askedNouns[w.Token.Form]; ok && (k == When || k == HowMany) {
				q.Kind = k
			}
		}
	case q.Kind == Anything && q.Focus >= 0:
		for i := 0; i <= q.Focus; i++ {
			if k, ok := askedNouns[q.Words[i].Token.Form]; ok && q.Words[i].Token.Start > q.Tokens[askWord].Start {
				q.Kind = k
			}
		}
	case q.Kind == Anything && q.asksForNoun(askWord):
		q.Kind = askedNouns[q.Words[0].Token.Form]
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
	if w := &q.Words[q.Focus]; !w.Name && askedNouns[w.Token.Form] != Anything {
		w.Spare = true
	}
}

// asksForNoun reports "what is the number of", "what was the date".
func (q *Question) asksForNoun(askWord int) bool {
	if len(q.Words) == 0 || askWord+1 >= len(q.Tokens) || !toBe[q.Tokens[askWord+1].Form] {
		return false
	}
	k, ok := askedNouns[q.Words[0].Token.Form]
	return ok && (k == When || k == HowMany) && q.Words[0].Token.Start > q.Tokens[askWord].Start
}

// toBe are those of "to be" that join "what" to a noun.
var toBe = wordSet("is are was were s")

// isDefinition reports "what is", "who was" followed by nothing but one noun
// phrase.
func (q *Question) isDefinition() bool {
	if len(q.Tokens) < 3 || len(q.Words) == 0 {
		return false
	}
	if !toBe[q.Tokens[1].Form] {
		return false
	}
	for _, t := range q.Tokens[2:] {
		if words.IsStop(t.Form) && t.Form != "the" && t.Form != "a" && t.Form != "an" {
			return false
		}
	}
	return true
}

// IsLight reports whether a form says little of a question's subject.
func IsLight(form string) bool { return lightWords[form] }

// lightWords are content words that name no subject: a source may answer
// without them. They weigh less, and their absence is no sign of silence.
var lightWords = wordSet(`
	true false mention mentions mentioned next whole want wants wanted need needs needed say says said saying tell tells told think thinks thought know knows known
	believe believes happen happens happened occur occurs occurred call calls called name names named
	going getting giving taking making coming doing trying try tries tried
	make makes made take takes took taken get gets got give gives gave given go goes went gone come comes came
	use uses used mean means meant please like likes kind kinds type types sort sorts thing things way ways
	many much example examples describe described list explain worried worry concern consider considered
	number numbers total amount date year time day reason far long big old exactly currently today actually really
	often always usually sometimes recently lately ever yet away back soon again
	put keep let seem seems become becomes became show shows showed find finds found look looks
	according report reports reported reportedly regarding concerning related different main new people person`)
