package main

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval/haystack"
	"github.com/quoth-bot/quoth/bot/flat"
	"github.com/quoth-bot/quoth/bot/fuzzy"
	"github.com/quoth-bot/quoth/bot/index"
	"github.com/quoth-bot/quoth/bot/meaning"
	"github.com/quoth-bot/quoth/bot/store"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

// most is how many sentences a question is to find: as many as bleve returns.
const most = 10

// A row is what was measured on so many sentences.
type row struct {
	sentences              int
	build                  float64 // sentences a second, from memory
	bytes                  float64 // a sentence, of index, spelling and meanings
	exact, clean, misspelt timing  // found by words
	answered               timing  // the whole answer
	second                 float64 // how many times the questions of one thread two answer
	file                   fileRow
}

func measure(ctx context.Context, sentences []string, slips haystack.Slips, questions int) (row, error) {
	r := row{sentences: len(sentences)}
	documents, err := haystack.Documents(sentences)
	if err != nil {
		return r, err
	}
	x, m := r.measureBuild(documents)

	clean := haystack.Questions(sentences, questions)
	misspelt := haystack.Misspelt(sentences, slips, questions)
	find := func(with *fuzzy.Matcher) func(string) (string, error) {
		r := haystack.Retriever{Index: x, Matcher: with}
		return func(text string) (string, error) {
			for _, h := range r.Find(text, most) {
				return sentences[h.Sentence], nil
			}
			return "", nil
		}
	}
	if r.exact, err = ask(clean, sentences, find(nil)); err != nil {
		return r, err
	}
	if r.clean, err = ask(clean, sentences, find(m)); err != nil {
		return r, err
	}
	if r.misspelt, err = ask(misspelt, sentences, find(m)); err != nil {
		return r, err
	}
	r.second = secondThread(misspelt, func() func(string) (string, error) { return find(m) })
	if r.answered, err = measureAnswers(ctx, documents, sentences, misspelt); err != nil {
		return r, err
	}
	r.file, err = measureFile(ctx, documents, append(clean, misspelt...))
	return r, err
}

// builds is how often an index is built to tell how fast; the best one counts,
// as others may use the machine too.
const builds = 3

// measureBuild builds the index of documents, with spelling and meanings.
func (r *row) measureBuild(documents []*corpus.Document) (x *index.Index, m *fuzzy.Matcher) {
	table := meaning.Shipped()
	for range builds {
		runtime.GC()
		began := time.Now()
		x = index.New(documents)
		m = fuzzy.New(en.English, x)
		words := store.NewMeanings(x, table)
		r.build = max(r.build, float64(r.sentences)/time.Since(began).Seconds())
		r.bytes = float64(flat.Bytes(x.Arrays())+flat.Bytes(m.Arrays())+flat.Bytes(words.Arrays())) / float64(r.sentences)
	}
	return x, m
}

// measureAnswers asks for whole answers, with meaning and disagreement.
func measureAnswers(ctx context.Context, documents []*corpus.Document, sentences []string, questions []haystack.Question) (timing, error) {
	s, err := store.New(documents, meaning.Shipped())
	if err != nil {
		return timing{}, err
	}
	s.Meanings() // made when first asked for
	e, err := engine.Over("bench", s, engine.Options{})
	if err != nil {
		return timing{}, err
	}
	b, err := bot.New([]bot.Collection{{Name: "bench", Audience: bot.Open, Engine: e}})
	if err != nil {
		return timing{}, err
	}
	return ask(questions, sentences, func(text string) (string, error) {
		answers, err := b.Ask(ctx, bot.Question{Text: text})
		if err != nil || len(answers) == 0 || len(answers[0].Quotes) == 0 {
			return "", err
		}
		return answers[0].Quotes[0].Text, nil
	})
}

// tries is how often one thread and two are measured.
const tries = 20

// secondThread returns how many times as many questions two threads answer as
// one does, both at their best of some tries: others may use the machine too.
func secondThread(questions []haystack.Question, finder func() func(string) (string, error)) float64 {
	rate := func(threads int) float64 {
		var all sync.WaitGroup
		began := time.Now()
		for range threads {
			all.Go(func() {
				find := finder()
				for _, q := range questions {
					_, _ = find(q.Text) // finding words cannot fail
				}
			})
		}
		all.Wait()
		return float64(threads) / time.Since(began).Seconds()
	}
	var one, two float64
	for range tries {
		one, two = max(one, rate(1)), max(two, rate(2))
	}
	return two / one
}
