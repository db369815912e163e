package opensearch

import (
	"testing"

	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
)

// TestRowsThatAreNotWhole are refused: what a cluster gives back may not be what was
// written.
func TestRowsThatAreNotWhole(t *testing.T) {
	about := aboutRow{Name: "a.txt", Hash: corpus.HashText("Herons."), Sentences: 1, Paragraphs: 1}
	words := wordsRow{Forms: []string{"herons"}, Stems: []string{"heron"}, Classes: []byte{0}}
	block := blockRow{Line: 1, Text: "Herons.", Places: []int{0, 7}, Tokens: []byte{1, 1}, Sought: true}
	sound := excerptRow{About: about, Words: words, Blocks: []blockRow{block}}
	stored := func(r excerptRow) error {
		e, err := r.excerpt()
		if err == nil {
			_, err = store.NewExcerpts([]store.Excerpt{e}, &index.Whole{}, meaning.Shipped(), nil)
		}
		return err
	}
	if err := stored(sound); err != nil {
		t.Fatal(err)
	}
	for what, tokens := range map[string][]byte{
		"no words at all": nil, "a number without an end": {1, 0x80}, "a number that is too large": {1, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"fewer words than are told": {2, 1}, "words of two sentences": {1, 1, 1, 1}, "a word that is not listed": {1, 2},
	} {
		bad := sound
		bad.Blocks = []blockRow{block}
		bad.Blocks[0].Tokens = tokens
		if stored(bad) == nil {
			t.Errorf("%s: a row is taken", what)
		}
	}
	bad := sound
	bad.Words.Classes = nil
	if stored(bad) == nil {
		t.Error("a row is taken whose words have no classes")
	}
}
