package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/store"
)

// writeWords makes the index of words hold those that were counted, and notes that the
// collection is whole.
func (w *writer) writeWords(ctx context.Context) error {
	before := map[string]string{} // by id: the row
	err := w.eachRow(ctx, vocabulary, func(h hit) error {
		before[h.ID] = string(h.Source)
		return nil
	})
	if err != nil {
		return err
	}
	delete(before, totalsID)
	w.progress = store.Progress{Doing: "counting words", All: int64(len(w.tally.words) + len(w.tally.stems))}
	var out bytes.Buffer
	put := func(id string, row wordRow) error {
		w.progress.Done++
		kept, err := json.Marshal(row)
		if err != nil {
			return err
		}
		if before[id] != string(kept) {
			appendLines(&out, action("index", id), json.RawMessage(kept))
		}
		delete(before, id)
		if out.Len() >= batchBytes {
			w.Progress(w.progress)
			return w.bulk(ctx, vocabulary, &out)
		}
		return nil
	}
	for form, of := range w.tally.words {
		row := wordRow{Kind: aWord, Word: form, Stem: of.Stem, Count: of.Count, Row: wordOf{
			Word: form, Stem: of.Stem, Class: int(of.Class), Count: of.Count, Name: of.IsName(),
		}}
		if err := put(wordID(form), row); err != nil {
			return err
		}
	}
	for text, of := range w.tally.stems {
		row := wordRow{Kind: aStem, Stem: text, Row: wordOf{Stem: text, Holders: of.Holders, Paragraphs: of.Paragraphs}}
		if err := put(stemID(text), row); err != nil {
			return err
		}
	}
	folded := map[string]bool{}
	for _, phrase := range w.tally.phrases.Phrases {
		row := wordRow{Kind: aPhrase, Phrase: fuzzy.FoldPhrase(phrase), Count: uint32(w.tally.phrases.Uses(phrase)), Row: wordOf{Phrase: phrase}}
		if row.Phrase == "" || folded[row.Phrase] {
			continue
		}
		folded[row.Phrase] = true
		if err := put(phraseID(row.Phrase), row); err != nil {
			return err
		}
	}
	for id := range before {
		appendLines(&out, action("delete", id))
	}
	if err := w.bulk(ctx, vocabulary, &out); err != nil {
		return err
	}
	if err := w.refresh(ctx); err != nil { // what is counted is there to be found
		return err
	}
	now := time.Now().UTC()
	all := w.tally.totals
	all.Scripts, all.Version = w.tally.scripts(), fmt.Sprintf("%s/%d", format, now.UnixNano())
	if err := w.putTotals(ctx, totals{Format: format, Whole: true, Totals: all, Changed: now.Format(time.RFC3339)}); err != nil {
		return err
	}
	return w.refresh(ctx)
}
