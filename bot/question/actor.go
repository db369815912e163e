package question

import "strings"

// Actor returns who does what a question asks of, as indexes into Words: "How many
// troops has South Korea sent to Russia?" asks of South Korea, that it sent. A
// claim has it too: "South Korea has sent troops". It reports false where there is
// no such name, or the verb is passive.
func (q *Question) Actor() (names []int, verb int, ok bool) {
	for i := range q.Tokens {
		form := q.Tokens[i].Form
		if _, asks := q.Language.Questions.Asking[form]; i == 0 && !asks && !q.Language.IsStop(form) {
			if names, verb, ok = q.actorAt(0, false); ok {
				return names, verb, true
			}
		}
		if q.Language.Grammar.Auxiliaries[form] {
			return q.actorAt(i+1, q.Language.Grammar.Passive[form])
		}
	}
	return nil, 0, false
}

// actorAt reads a name from token i on, and the verb behind it, after a form
// that makes it passive or not.
func (q *Question) actorAt(i int, passive bool) (names []int, verb int, ok bool) {
	if i < len(q.Tokens) && q.Language.Grammar.Determiners[q.Tokens[i].Form] {
		i++
	}
	for ; i < len(q.Tokens); i++ {
		w := q.wordAt(i)
		if w < 0 || !q.Words[w].Name && !q.Words[w].Capital || q.Language.Calendar.Names[q.Words[w].Token.Form] {
			break
		}
		if names = append(names, w); strings.HasSuffix(q.Words[w].Written, "s") && strings.ContainsAny(q.Words[w].Written, "'’") {
			return nil, 0, false // "South Korea's army"
		}
	}
	for ; i < len(q.Tokens) && len(names) > 0; i++ {
		w := q.wordAt(i)
		if w < 0 {
			if q.Language.Questions.RefersBack[q.Tokens[i].Form] || q.Language.Grammar.Conjoining[q.Tokens[i].Form] {
				return nil, 0, false // "did Kim and Putin meet"
			}
			passive = passive || q.Language.Grammar.Passive[q.Tokens[i].Form]
			continue
		}
		word := &q.Words[w]
		acts := !passive || strings.HasSuffix(word.Token.Form, "ing")
		return names, w, acts && !word.Name && !word.Light && !q.IsNoun(w)
	}
	return nil, 0, false
}

// wordAt returns the index into Words of token i; -1 for a function word.
func (q *Question) wordAt(i int) int {
	for w := range q.Words {
		if q.Words[w].Token.Start == q.Tokens[i].Start && !q.Words[w].Inherited {
			return w
		}
	}
	return -1
}
