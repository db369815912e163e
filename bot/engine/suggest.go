package engine

import (
	"context"
	"strings"
	"sync"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang"
)

// maxPhraseWords and minPhraseUses bound the phrases that are suggested: names
// as they stand, and pairs of content words that stand together more than once.
const (
	maxPhraseWords = 5
	minPhraseUses  = 2
)

// Suggest completes a prefix with titles, names and phrases; see bot.Engine.
func (e *Engine) Suggest(ctx context.Context, prefix string, n int) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var out []string
	err := store.Guarded(func() error {
		for _, phrase := range e.phrases().Complete(prefix, n) {
			out = append(out, strings.Clone(phrase))
		}
		return nil
	})
	return out, err
}

// lazyPhrases gathers an engine's phrases when they are first asked for: most
// runs of the program answer a question and never complete one.
func lazyPhrases(l *lang.Language, d *store.Documents) func() *fuzzy.Phrases {
	return sync.OnceValue(func() *fuzzy.Phrases { return fuzzy.NewPhrases(phrasesOf(l, d)) })
}

// MaxPhraseSentences bounds how many sentences are read for phrases. Of more,
// every nth document is read: what is told in many of them is found all
// the same, and a million sentences would take 12 s and 1 GB.
const MaxPhraseSentences = 50_000

// phrasesOf lists titles, names and phrases, each once, as they are first
// written.
func phrasesOf(l *lang.Language, d *store.Documents) []string {
	var g PhraseGatherer
	step := d.AllSentences()/MaxPhraseSentences + 1
	for doc := 0; doc < d.Len(); doc += step {
		g.AddTitle(d.Title(uint32(doc)))
	}
	for doc := 0; doc < d.Len(); doc += step {
		for i := range d.Sentences(uint32(doc)) {
			g.AddSentence(l, d.Shown(uint32(doc), i))
		}
	}
	return g.Phrases
}

// A PhraseGatherer gathers titles, names and phrases, each once, as they are first
// written. The zero value is ready for use.
type PhraseGatherer struct {
	Phrases []string
	uses    map[string]int // by folded phrase
	tokens  []words.Token
}

// AddTitle adds the title of a document.
func (g *PhraseGatherer) AddTitle(title string) { g.add(title, 1) }

// AddSentence adds the names and pairs of words of a sentence as it is shown.
func (g *PhraseGatherer) AddSentence(l *lang.Language, text string) {
	g.tokens = words.AppendTokens(l, g.tokens[:0], text)
	eachName(l, text, g.tokens, func(name string) { g.add(name, 1) })
	eachPair(l, text, g.tokens, func(pair string) { g.add(pair, minPhraseUses) })
}

// Uses returns how often a phrase is used in what was added.
func (g *PhraseGatherer) Uses(phrase string) int { return g.uses[words.Fold(phrase)] }

// add adds a phrase, which counts where it is used so often.
func (g *PhraseGatherer) add(phrase string, least int) {
	if g.uses == nil {
		g.uses = map[string]int{}
	}
	key := words.Fold(phrase)
	g.uses[key]++
	if g.uses[key] == least {
		g.Phrases = append(g.Phrases, phrase)
	}
}

// eachName calls f for each run of words with capitals; a sentence's first
// word counts only where the second has one too.
func eachName(l *lang.Language, text string, tokens []words.Token, f func(string)) {
	for i := 0; i < len(tokens); i++ {
		j := i
		for j < len(tokens) && j-i < maxPhraseWords && tokens[j].Capital && !l.IsStop(tokens[j].Form) &&
			(j == i || neighbours(text, tokens[j-1], tokens[j])) {
			j++
		}
		if j > i && (i > 0 || j-i > 1) {
			f(text[tokens[i].Start:tokens[j-1].End])
		}
		i = max(i, j-1)
	}
}

// eachPair calls f for each two content words that stand next to each other.
func eachPair(l *lang.Language, text string, tokens []words.Token, f func(string)) {
	for i := 1; i < len(tokens); i++ {
		a, b := tokens[i-1], tokens[i]
		if l.IsStop(a.Form) || l.IsStop(b.Form) || a.HasDigit() || b.HasDigit() || !neighbours(text, a, b) {
			continue
		}
		f(text[a.Start:b.End])
	}
}

// neighbours reports whether a space or hyphen alone parts two words.
func neighbours(text string, a, b words.Token) bool {
	between := text[a.End:b.Start]
	return between == " " || between == "-"
}
