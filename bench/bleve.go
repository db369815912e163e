package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en" // the analyzer "en"
	"github.com/blevesearch/bleve/v2/mapping"

	"github.com/quoth-bot/quoth/bot/eval/haystack"
)

// batch is how many sentences bleve is given at a time.
const batch = 1000

// A peerRow is what was measured of another engine.
type peerRow struct {
	name            string
	build           float64 // sentences a second
	clean, misspelt timing
}

// measureBleve indexes the sentences with bleve, English stems and stop words,
// and asks it with exact words and with words of one edit more or less.
func measureBleve(ctx context.Context, sentences []string, slips haystack.Slips, questions int) (rows []peerRow, err error) {
	folder, err := os.MkdirTemp("", "quoth-bench-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	began := time.Now()
	index, err := bleve.New(filepath.Join(folder, "bleve"), sentenceMapping())
	if err != nil {
		return nil, err
	}
	defer func() { _ = index.Close() }()
	for from := 0; from < len(sentences) && ctx.Err() == nil; from += batch {
		b := index.NewBatch()
		for i, s := range sentences[from:min(from+batch, len(sentences))] {
			if err := b.Index(strconv.Itoa(from+i), map[string]string{"text": s}); err != nil {
				return nil, err
			}
		}
		if err := index.Batch(b); err != nil {
			return nil, err
		}
	}
	build := float64(len(sentences)) / time.Since(began).Seconds()
	for fuzziness, name := range []string{"bleve, match", "bleve, fuzziness 1"} {
		find := finder(ctx, index, sentences, fuzziness)
		r := peerRow{name: name, build: build}
		if r.clean, err = ask(haystack.Questions(sentences, questions), sentences, find); err != nil {
			return nil, err
		}
		if r.misspelt, err = ask(haystack.Misspelt(sentences, slips, questions), sentences, find); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// sentenceMapping indexes the one field, and stores nothing.
func sentenceMapping() mapping.IndexMapping {
	text := bleve.NewTextFieldMapping()
	text.Analyzer = "en"
	text.Store, text.IncludeTermVectors, text.IncludeInAll, text.DocValues = false, false, false, false
	document := bleve.NewDocumentStaticMapping()
	document.AddFieldMappingsAt("text", text)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = document
	return m
}

func finder(ctx context.Context, index bleve.Index, sentences []string, fuzziness int) func(string) (string, error) {
	return func(text string) (string, error) {
		q := bleve.NewMatchQuery(text)
		q.SetField("text")
		q.SetFuzziness(fuzziness)
		result, err := index.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, most, 0, false))
		if err != nil || len(result.Hits) == 0 {
			return "", err
		}
		i, err := strconv.Atoi(result.Hits[0].ID)
		if err != nil {
			return "", err
		}
		return sentences[i], nil
	}
}
