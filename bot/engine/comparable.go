package engine

import (
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/figures"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// This file tells which values can be held against each other: those of sentences
// that say the same of the same. See doc/decisions/disagreement.md.

// nearEnough is the most bytes between a value, with what it counts, and the word
// of the sentence that says what was asked. Farther off it is mostly of
// something else in the same sentence.
const nearEnough = 60

// compares reports whether the one value that the sentence gives can be held
// against what others give: the sentence says all that the question does, the
// question's names stand together in it as they do there, and the value stands
// near.
func (c *candidate) compares(f figures.Figure) bool {
	if _, another := c.anotherActs(); another {
		return false
	}
	return c.saysTheSame() && c.namesTogether() && c.standsNear(f) && !c.by.passes(f) && c.saidOf(f) && !c.ofAnother()
}

// saysTheSame reports whether the sentence has every word of the question that
// says something, a word of the same kin for an ordinary one. A name may stand in
// the sentence that a pronoun refers back to.
func (c *candidate) saysTheSame() bool {
	w, q := c.by, c.by.q
	own, before := w.sentence(c.sentence), new(profile)
	if r := w.referent(c.sentence); r.met != nil {
		before = r.met
	}
	kin := w.kinIn(c.sentence)
	for k, t := range q.terms {
		word := &q.asked.Words[t.word]
		switch {
		case word.Light || word.Spare || own[k] > 0:
		case word.Token.HasDigit() || w.proper(k):
			if before[k] == 0 {
				return false
			}
		case kin>>w.e.kin[word.Stem]&1 == 0:
			return false
		}
	}
	return true
}

// namesTogether reports whether the words of a name of the question ("Windows 95",
// "Flag Day") stand side by side in the sentence too, where it has them.
func (c *candidate) namesTogether() bool {
	w, q := c.by, c.by.q
	own := w.sentence(c.sentence)
	tokens := w.tokens(c.sentence)
	for k := 1; k < len(q.terms); k++ {
		if own[k-1] == 0 || own[k] == 0 || !w.proper(k-1) || !w.proper(k) && !q.names(q.terms[k]) || !q.sideBySide(k-1, k) {
			continue
		}
		together := false
		for i := 1; i < len(tokens) && !together; i++ {
			together = q.stands(tokens[i-1], k-1) && q.stands(tokens[i], k)
		}
		if !together {
			return false
		}
	}
	return true
}

// stands reports whether a word of a sentence stands for a term.
func (q *query) stands(token uint32, term int) bool {
	m := q.senseOf(token &^ index.Capital)
	return m != nil && (m.term == term || m.also == term)
}

// sideBySide reports whether nothing but a blank or a hyphen stands between two
// terms in the question itself.
func (q *query) sideBySide(a, b int) bool {
	first, second := &q.asked.Words[q.terms[a].word], &q.asked.Words[q.terms[b].word]
	from, to := first.Token.End, second.Token.Start
	return !first.Inherited && !second.Inherited && from < to && words.SideBySide(q.asked.Text, from, to)
}

// standsNear reports whether a value stands near a word that says what was asked about
// it, where the sentence has one.
func (c *candidate) standsNear(f figures.Figure) bool {
	gap := -1
	f.End = max(f.End, f.CountedEnd)
	for _, t := range c.words(c.text()) {
		if c.by.speaksOf(t) && (gap < 0 || distance(f, t) < gap) {
			gap = distance(f, t)
		}
	}
	return gap <= nearEnough
}

// saidOf reports whether the verb nearest to a value is one of the question: of "keeps
// 45,000 troops and has sent doctors" nobody sent the troops. A value that is the
// subject ("2,000 soldiers were trained and are being sent") has all verbs of its
// clause.
func (c *candidate) saidOf(f figures.Figure) bool {
	if !c.by.q.hasVerb(c.by) {
		return true
	}
	from, to := f.Start, max(f.End, f.CountedEnd)
	tokens := c.words(c.text())
	nearest, asked := -1, -1 // indexes of tokens
	gap := func(i int) int { return max(from-tokens[i].End, tokens[i].Start-to) }
	for i, t := range tokens {
		has := !t.Capital && c.by.hasWord(t)
		if t.Start < to && t.End > from || t.Figure || !has && !c.by.isVerb(t) {
			continue
		}
		if nearest < 0 || gap(i) < gap(nearest) {
			nearest = i
		}
		if has && (asked < 0 || gap(i) < gap(asked)) {
			asked = i
		}
	}
	if nearest == asked || asked < 0 {
		return nearest == asked
	}
	return c.opensClause(tokens, from) && tokens[asked].Start > to && !c.by.clauseBetween(tokens, to, tokens[asked].Start)
}

// hasVerb reports whether the question says what was done, or happens.
func (q *query) hasVerb(w *weigher) bool {
	for k, t := range q.terms {
		word := &q.asked.Words[t.word]
		if t.word != q.asked.Focus && !word.Light && !word.Spare && !w.proper(k) && !q.asked.IsNoun(t.word) {
			return true
		}
	}
	return false
}

// isVerb reports whether a word is a verb that says something, in a form that no
// adjective has.
func (w *weigher) isVerb(t words.Token) bool {
	l := w.e.language
	if l.IsStop(t.Form) || l.Grammar.Sayings[t.Form] || t.Capital || l.Predicate == nil || l.Past == nil {
		return false
	}
	present := strings.HasSuffix(t.Form, "s") && !strings.HasSuffix(t.Form, "ss") && l.Predicate(words.Stem(l, t.Form)) != 0
	return present || l.Past(t.Form)
}

// hasWord reports whether a word of a sentence is one of the question, or of the same
// kin.
func (w *weigher) hasWord(t words.Token) bool {
	stem := words.Stem(w.e.language, t.Form)
	return slices.ContainsFunc(w.q.asked.Words, func(word question.Word) bool {
		return word.Stem == stem || !word.Light && w.e.kin.same(word.Stem, stem)
	})
}

// opensClause reports whether a value that begins at from is the first word of a
// clause, or of the sentence.
func (c *candidate) opensClause(tokens []words.Token, from int) bool {
	i := slices.IndexFunc(tokens, func(t words.Token) bool { return t.Start >= from })
	if i <= 0 {
		return i == 0
	}
	return c.by.e.language.Grammar.Clauses[tokens[i-1].Form] || strings.ContainsAny(c.text()[tokens[i-1].End:tokens[i].Start], ",;:")
}

// clauseBetween reports whether a clause begins between two bytes of a sentence.
func (w *weigher) clauseBetween(tokens []words.Token, from, to int) bool {
	return slices.ContainsFunc(tokens, func(t words.Token) bool {
		return t.Start >= from && t.End <= to && w.e.language.Grammar.Clauses[t.Form]
	})
}

// ofAnother reports whether the sentence speaks of another of what the question
// names ("another flood"), of what lies about it ("the district around
// Larkfield"), or of all or each of several, and the question does not.
func (c *candidate) ofAnother() bool {
	l := c.by.e.language
	tokens := c.words(c.text())
	for i, t := range tokens {
		near := tokens[i+1 : min(i+3, len(tokens))]
		if c.by.q.says(t.Form) {
			continue
		}
		environs := l.Grammar.Environs[t.Form] && len(near) > 0 && near[0].Capital
		if l.Figures.Scopes[t.Form] || (environs || l.Grammar.Others[t.Form]) && slices.ContainsFunc(near, c.by.hasWord) {
			return true
		}
	}
	return false
}

// says reports whether the question has a word in this very form.
func (q *query) says(form string) bool {
	return slices.ContainsFunc(q.asked.Tokens, func(t words.Token) bool { return t.Form == form })
}

// times returns when a count held, as far as the sentence says so: years, dates
// since which it did ("since January"), and parts of a time ("on its first day").
// A date belongs to the figure that it stands nearest to.
func (c *candidate) times(of figures.Figure) []string {
	if c.by.q.asked.Kind != question.HowMany {
		return nil
	}
	l := c.by.e.language
	var out []string
	for _, f := range c.figures() {
		lasts := len(f.Value) >= len("2006") && f.Value[0] <= '9' || l.Figures.Since[strings.ToLower(f.Qualifier)]
		if f.Kind == figures.Date && !f.Relative && lasts && !c.by.q.states(f.Value) && c.nearestCount(f) == of.Start {
			out = append(out, f.Value)
		}
	}
	tokens := c.words(c.text())
	for i, t := range tokens[:max(len(tokens)-1, 0)] {
		if l.Figures.Parts[t.Form] && l.Figures.Units[tokens[i+1].Form] && !c.by.q.says(t.Form) {
			out = append(out, t.Form+" "+tokens[i+1].Form)
		}
	}
	return out
}

// nearestCount returns where the figure begins that a date stands nearest to.
func (c *candidate) nearestCount(date figures.Figure) int {
	at, least := -1, 0
	for _, f := range c.figures() {
		if gap := max(f.Start-date.End, date.Start-f.End); f.Kind != figures.Date && f.Kind != figures.Time && (at < 0 || gap < least) {
			at, least = f.Start, gap
		}
	}
	return at
}

// passes reports whether a date tells nothing that lasts: "today", "Tuesday". That
// something is still to come ("soon") does.
func (w *weigher) passes(f figures.Figure) bool {
	upcoming := w.e.language.Figures.Upcoming
	return f.Relative && !slices.ContainsFunc(strings.Fields(f.Value), func(form string) bool { return upcoming[form] })
}

// bound returns how a figure is meant, by its qualifier.
func (w *weigher) bound(f figures.Figure) bot.Bound {
	switch w.e.language.Figures.Bounds[strings.ToLower(strings.Join(strings.Fields(f.Qualifier), " "))] {
	case lang.About:
		return bot.About
	case lang.AtLeast:
		return bot.AtLeast
	case lang.AtMost:
		return bot.AtMost
	}
	return bot.Exactly
}

// titled reports whether the title of the sentence's document has a name of the
// question.
func (c *candidate) titled() bool {
	document, _ := c.locate()
	title := c.by.title(document)
	for k, t := range c.by.q.terms {
		if title[k] > 0 && c.by.q.names(t) {
			return true
		}
	}
	return false
}

// otherNames returns the stems of the names in the sentence, sorted, where the
// question has none: whose protests it is that began.
func (c *candidate) otherNames() []string {
	w := c.by
	if slices.ContainsFunc(w.q.terms, w.q.names) {
		return nil
	}
	var out []string
	for i, t := range c.words(c.text()) {
		if t.Capital && i > 0 && !t.Figure && !w.e.language.IsStop(t.Form) && !w.e.language.Calendar.Names[t.Form] {
			out = append(out, words.Stem(w.e.language, t.Form))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
