package bot

import (
	"sort"
	"strings"

	"github.com/quoth-bot/quoth/bot/words"
)

// A kind says what sort of answer a question wants.
type kind int

// The kinds of question.
const (
	anything kind = iota
	howMany       // a number
	when          // a date or time
	who           // a person or body
	where         // a place
	why           // a reason
	how           // a way
	whatIs        // a definition: "What is X?", "Who is X?"
)

// asked is a question taken apart.
type asked struct {
	text   string
	tokens []words.Token
	kind   kind
	words  []askedWord // the content words, in order
	focus  int         // index into words of what is asked for ("which city", "how many troops"); -1 if none
	phrase int         // index into words where the noun phrase that ends in focus begins
}

// An askedWord is one content word of a question.
type askedWord struct {
	token     words.Token
	written   string // as it stands in the question
	stem      string
	capital   bool // written with a capital, in a question that has small letters too
	name      bool // written with a capital that its place does not demand
	light     bool // says little of the subject: "want", "happen", "many"
	spare     bool // a source may answer without it: it is light, or only says which sort of answer is wanted
	inherited bool // from an earlier turn of the conversation
}

// parse takes a question apart.
func parse(text string) asked {
	q := asked{text: text, focus: -1}
	q.tokens = words.Tokens(text)
	shouted := mostlyCapitals(q.tokens)
	if shouted {
		// Capitals name nothing here: "WHO" asks, and "HOW" is a stop word.
		q.tokens = words.Tokens(lowerASCII(text))
	}
	q.tokens = withoutSalutation(q.tokens)
	askWord := -1 // index of the token that asks
	for i, t := range q.tokens {
		if askWord < 0 {
			if k, ok := askingWord(q.tokens, i); ok {
				q.kind, askWord = k, i
			}
		}
		if words.IsStop(t.Form) {
			continue
		}
		name := t.Capital && i > 0 && !shouted && !startsSentence(text, t.Start) || t.Acronym && !shouted
		q.words = append(q.words, askedWord{
			token: t, written: text[t.Start:t.End], stem: words.Stem(t.Form),
			capital: t.Capital && !shouted,
			name:    name,
			light:   lightWords[t.Form] && !name,
			spare:   lightWords[t.Form] && !name,
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
func askingWord(tokens []words.Token, i int) (kind, bool) {
	next := ""
	if i+1 < len(tokens) {
		next = tokens[i+1].Form
	}
	switch tokens[i].Form {
	case "when":
		return when, true
	case "who", "whom", "whose", "who's", "whos":
		return who, true
	case "where", "where's":
		return where, true
	case "why":
		return why, true
	case "how":
		if measures[next] {
			return howMany, true
		}
		return how, true
	case "what", "which", "what's", "whats":
		return anything, true
	}
	return anything, false
}

// measures are the words that make "how" ask for a number.
var measures = map[string]bool{
	"many": true, "much": true, "far": true, "long": true, "old": true, "tall": true, "large": true,
	"big": true, "high": true, "deep": true, "wide": true, "heavy": true, "fast": true, "often": true,
}

// askedNouns are nouns that say what sort of answer is wanted when they follow
// "what" or "which", or stand alone among keywords.
var askedNouns = map[string]kind{
	"year": when, "date": when, "day": when, "month": when, "time": when, "decade": when, "century": when, "era": when,
	"number": howMany, "numbers": howMany, "total": howMany, "percentage": howMany, "percent": howMany, "amount": howMany, "population": howMany,
	"proportion": howMany, "length": howMany, "height": howMany, "size": howMany, "distance": howMany, "age": howMany, "cost": howMany, "price": howMany,
	"city": where, "country": where, "place": where, "state": where, "location": where, "town": where, "region": where,
	"county": where, "continent": where, "province": where, "street": where, "river": where,
	"person": who, "man": who, "woman": who, "president": who, "author": who, "actor": who, "king": who, "queen": who,
	"actress": who, "singer": who, "scientist": who, "player": who, "director": who, "leader": who, "company": who, "organization": who,
	"reason": why, "cause": why,
}

// findFocus finds the head of the noun phrase that follows the asking word.
func (q *asked) findFocus(askWord int) {
	if askWord < 0 {
		return
	}
	form := q.tokens[askWord].Form
	switch form {
	case "what", "which", "whose":
	case "how":
		if q.kind != howMany || !countingWord(q.tokens, askWord+1) {
			return
		}
	default:
		return
	}
	last := -1
	for i := range q.words {
		w := &q.words[i]
		if w.token.Start < q.tokens[askWord].End {
			continue
		}
		if last >= 0 && q.stopBetween(q.words[last].token.End, w.token.Start) {
			break
		}
		if last < 0 && q.stopBetween(q.tokens[askWord].End, w.token.Start) && q.kind != howMany {
			return
		}
		if last < 0 {
			q.phrase = i
		}
		last = i
		if i+1 < len(q.words) && q.words[i+1].light {
			break
		}
	}
	q.focus = last
}

// countingWord reports "many" or "much", which the thing counted follows.
func countingWord(tokens []words.Token, i int) bool {
	return i < len(tokens) && (tokens[i].Form == "many" || tokens[i].Form == "much")
}

// stopBetween reports whether a function word stands between two bytes.
func (q *asked) stopBetween(from, to int) bool {
	first := sort.Search(len(q.tokens), func(i int) bool { return q.tokens[i].Start >= from })
	for i := first; i < len(q.tokens) && q.tokens[i].End <= to; i++ {
		if !measures[q.tokens[i].Form] {
			return true
		}
	}
	return false
}

// refineKind reads the noun asked for, and tells definitions.
func (q *asked) refineKind(askWord int) {
	switch {
	case askWord < 0:
		for _, w := range q.words {
			if k, ok := askedNouns[w.token.Form]; ok && (k == when || k == howMany) {
				q.kind = k
			}
		}
	case q.kind == anything && q.focus >= 0:
		for i := 0; i <= q.focus; i++ {
			if k, ok := askedNouns[q.words[i].token.Form]; ok && q.words[i].token.Start > q.tokens[askWord].Start {
				q.kind = k
			}
		}
	case q.kind == anything && q.asksForNoun(askWord):
		q.kind = askedNouns[q.words[0].token.Form]
	case (q.kind == anything || q.kind == who) && askWord == 0 && q.isDefinition():
		q.kind = whatIs
	}
}

// spareFocus marks what only says which sort of answer is wanted: "which
// country", "what year".
func (q *asked) spareFocus() {
	if q.focus < 0 || q.kind == howMany {
		return
	}
	if w := &q.words[q.focus]; !w.name && askedNouns[w.token.Form] != anything {
		w.spare = true
	}
}

// asksForNoun reports "what is the number of", "what was the date".
func (q *asked) asksForNoun(askWord int) bool {
	if len(q.words) == 0 || askWord+1 >= len(q.tokens) || !toBe[q.tokens[askWord+1].Form] {
		return false
	}
	k, ok := askedNouns[q.words[0].token.Form]
	return ok && (k == when || k == howMany) && q.words[0].token.Start > q.tokens[askWord].Start
}

// toBe are those of "to be" that join "what" to a noun.
var toBe = wordSet("is are was were s")

// isDefinition reports "what is", "who was" followed by nothing but one noun
// phrase.
func (q *asked) isDefinition() bool {
	if len(q.tokens) < 3 || len(q.words) == 0 {
		return false
	}
	if !toBe[q.tokens[1].Form] {
		return false
	}
	for _, t := range q.tokens[2:] {
		if words.IsStop(t.Form) && t.Form != "the" && t.Form != "a" && t.Form != "an" {
			return false
		}
	}
	return true
}

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
