package main

import (
	"slices"
	"time"

	"github.com/quoth-bot/quoth/bot/eval/haystack"
)

// A timing tells how long questions took, and how often the sentence that one
// was made of came first.
type timing struct {
	p50, p99 time.Duration
	hit      float64
}

// ask times one question after the other; find returns the sentence that comes
// first, or nothing.
func ask(questions []haystack.Question, sentences []string, find func(text string) (first string, err error)) (timing, error) {
	took := make([]time.Duration, 0, len(questions))
	hits := 0
	for _, q := range questions {
		began := time.Now()
		first, err := find(q.Text)
		took = append(took, time.Since(began))
		if err != nil {
			return timing{}, err
		}
		if first == sentences[q.Sentence] {
			hits++
		}
	}
	slices.Sort(took)
	return timing{took[len(took)/2], took[len(took)*99/100], float64(hits) / float64(len(questions))}, nil
}
