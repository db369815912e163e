package main

import (
	"context"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/bot/eval/haystack"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/corpus"
	"github.com/quoth-bot/quoth/lang/en"
)

// The kinds of questions whose set names none, and those that misspelt makes.
const (
	asWritten = "as written"
	slipped   = "misspelt"
)

// readSet reads a set, or several with commas between them as one.
func readSet(ctx context.Context, names string) (*eval.Set, error) {
	var documents []*corpus.Document
	var questions []eval.Question
	var of []string
	for dir := range strings.SplitSeq(names, ",") {
		set, err := eval.ReadSet(ctx, dir)
		if err != nil {
			return nil, err
		}
		documents = append(documents, set.Documents...)
		of = append(of, filepath.Base(dir))
		for _, q := range set.Questions {
			if q.Answerable && q.Kind == "" {
				q.Kind = asWritten
			}
			questions = append(questions, q)
		}
	}
	return eval.NewSet(strings.Join(of, ", "), documents, questions)
}

// misspelt returns the answerable questions again, each with one recorded human
// misspelling in a content word; those that have no such word are left out.
func misspelt(questions []eval.Question, slips haystack.Slips) []eval.Question {
	random := rand.New(rand.NewPCG(5, 6))
	var out []eval.Question
	for _, q := range questions {
		if !q.Answerable || q.Kind != asWritten {
			continue
		}
		places := map[words.Token][]string{}
		for _, t := range content(q.Text) {
			if wrong := slips[t.Form]; len(wrong) > 0 {
				places[t] = wrong
			}
		}
		if len(places) == 0 {
			continue
		}
		tokens := slices.SortedFunc(maps.Keys(places), func(a, b words.Token) int { return a.Start - b.Start })
		t := tokens[random.IntN(len(tokens))]
		wrong := places[t][random.IntN(len(places[t]))]
		q.ID, q.Kind = q.ID+" "+slipped, slipped
		q.Text = q.Text[:t.Start] + wrong + q.Text[t.End:]
		out = append(out, q)
	}
	return out
}

// content returns the words of a question that somebody would search for.
func content(question string) []words.Token {
	return slices.DeleteFunc(words.Tokens(en.English, question), func(t words.Token) bool { return en.English.IsStop(t.Form) })
}
