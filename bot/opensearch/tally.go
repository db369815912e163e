package opensearch

import (
	"slices"
	"sync"

	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/corpus/markup"
)

// A tally counts the words of all documents of a collection. It is safe for
// concurrent use.
type tally struct {
	mu     sync.Mutex
	words  map[string]*index.TallyWord // by form
	stems  map[string]*index.Stem      // by text
	totals index.Totals

	phrases engine.PhraseGatherer
	phrased int // sentences that it was given
}

func newTally() *tally {
	return &tally{words: map[string]*index.TallyWord{}, stems: map[string]*index.Stem{}}
}

// add adds what was counted in some documents.
func (t *tally) add(list []index.TallyWord, stems []index.Stem, totals index.Totals) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, w := range list {
		if have := t.words[w.Form]; have != nil {
			have.Count += w.Count
			have.Capitals += w.Capitals
			continue
		}
		t.words[w.Form] = &w
	}
	for _, s := range stems {
		if have := t.stems[s.Text]; have != nil {
			have.Holders += s.Holders
			have.Paragraphs += s.Paragraphs
			continue
		}
		t.stems[s.Text] = &s
	}
	t.totals.Documents += totals.Documents
	t.totals.Sentences += totals.Sentences
	t.totals.Paragraphs += totals.Paragraphs
	t.totals.ContentWords += totals.ContentWords
}

// addPhrases gathers the phrases of documents, until there are enough of their sentences.
func (t *tally) addPhrases(batch []*corpus.Document) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, d := range batch {
		t.phrases.AddTitle(d.Title)
		for i, s := range d.Sentences {
			if t.phrased == engine.MaxPhraseSentences {
				break
			}
			t.phrased++
			text := d.Slice(s.Span)
			if d.KindOf(i) != corpus.Code {
				text = markup.Mask(d.Name, text)
			}
			t.phrases.AddSentence(d.Lang(), text)
		}
	}
}

// scripts returns the scripts that the words are written in.
func (t *tally) scripts() []string {
	var out []string
	for form := range t.words {
		for _, first := range form {
			out = words.AppendScripts(out, string(first))
			break
		}
	}
	slices.Sort(out)
	return out
}
