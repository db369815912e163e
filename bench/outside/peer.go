package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot"
	"github.com/quoth-bot/quoth/bot/engine"
	"github.com/quoth-bot/quoth/bot/eval"
	"github.com/quoth-bot/quoth/corpus"
)

// most is how many sentences a question is to find.
const most = 10

// errNotInstalled says that a peer is not on this machine.
var errNotInstalled = errors.New("it is not installed")

// A peer finds the sentences that fit a question.
type peer interface {
	name() string
	// load takes all sentences, once, before the first question.
	load(ctx context.Context, sentences []sentence) error
	// find returns most sentences or fewer, the best first.
	find(ctx context.Context, question string) ([]hit, error)
	// memory is what the peer holds after the questions, a dash where it holds none.
	memory() string
	// close ends what load began, also where that failed.
	close()
}

// A sentence is what peers search; only some of them look at more than its text.
type sentence struct {
	Text      string `json:"text"`
	Paragraph string `json:"paragraph"`
	Title     string `json:"title"`
}

// A hit is a sentence found, by its index.
type hit struct {
	sentence int
	score    float64
}

// sentencesOf returns those that Quoth quotes from the same documents.
func sentencesOf(documents []*corpus.Document) []sentence {
	var out []sentence
	for _, d := range documents {
		for _, s := range d.Sentences {
			out = append(out, sentence{
				Text:      strings.Join(strings.Fields(d.Slice(s.Span)), " "),
				Paragraph: d.Slice(d.Paragraphs[s.Paragraph].Span),
				Title:     d.Title,
			})
		}
	}
	return out
}

// askPeer asks a peer all questions of the set, and tells its memory after them.
func askPeer(ctx context.Context, p peer, set *eval.Set, limit int) (report *eval.Report, memory string, err error) {
	defer p.close()
	sentences := sentencesOf(set.Documents)
	began := time.Now()
	if err := p.load(ctx, sentences); err != nil {
		return nil, "", err
	}
	report, err = eval.Run(ctx, asked{p, sentences}, set, eval.Options{Limit: limit, Load: time.Since(began)})
	return report, p.memory(), err
}

// asked lets eval ask a peer as it asks the bot. A peer that shows a sentence
// has answered, and is as sure of it as the score says.
type asked struct {
	peer
	sentences []sentence
}

// Trace implements eval.Asker.
func (a asked) Trace(ctx context.Context, q bot.Question) ([]bot.Trace, error) {
	hits, err := a.find(ctx, q.Text)
	if err != nil || len(hits) == 0 {
		return nil, err
	}
	t := bot.Trace{Answer: bot.Answer{Verdict: bot.Found, Confidence: hits[0].score}}
	for _, h := range hits {
		t.Ranking = append(t.Ranking, bot.Quote{Text: a.sentences[h.sentence].Text, Score: h.score})
	}
	return []bot.Trace{t}, nil
}

// askQuoth asks Quoth as it is shipped.
func askQuoth(ctx context.Context, set *eval.Set, limit int) (*eval.Report, error) {
	began := time.Now()
	e, err := engine.New("outside", set.Documents, engine.Options{})
	if err != nil {
		return nil, err
	}
	b, err := bot.New([]bot.Collection{{Name: "outside", Audience: bot.Open, Engine: e}})
	if err != nil {
		return nil, err
	}
	return eval.Run(ctx, b, set, eval.Options{Limit: limit, Load: time.Since(began)})
}

// residentMemory is what a process holds in memory, as Linux tells it; a dash elsewhere.
func residentMemory(pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, found := strings.Cut(string(status), "VmRSS:")
	if err != nil || !found {
		return "-"
	}
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		return "-"
	}
	return fmt.Sprintf("%d MB", kilobytes/1024)
}
