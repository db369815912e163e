package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/quoth-bot/quoth/bot"
)

// An Asker is asked a set's questions; *bot.Bot is one.
type Asker interface {
	Trace(ctx context.Context, q bot.Question) ([]bot.Trace, error)
}

// Options say how a set is run. The zero value asks everything, one question
// at a time.
type Options struct {
	// Limit asks only that many of the set's questions, and as many of the
	// unanswerable ones: a random choice, but always the same. A conversation
	// counts as one. Zero is no limit.
	Limit int
	// Parallel is how many questions are asked at a time. Above one, the
	// answers are the same but the latencies are not a single reader's.
	Parallel int
	// Clean asks misspelt questions as they are spelt right.
	Clean bool
	// From is who asks, and where.
	From bot.From
	// Load is how long it took to load the corpus, for the summary.
	Load time.Duration
	// Progress is called after each question, with how many of all are done;
	// from one goroutine at a time. It may be nil.
	Progress func(done, total int)
}

// keptQuotes is how much of a ranked list is recorded and measured.
const keptQuotes = 10

// Run asks b the questions of the set, which must be of the documents that b
// answers from. An error is the first that b returned; a question without a
// word is none, but counts as not answered.
func Run(ctx context.Context, b Asker, set *Set, opts Options) (*Report, error) {
	items := slices.Concat(sample(set.Questions, opts.Limit), sample(set.Unanswerable, opts.Limit))
	total := 0
	for _, q := range items {
		total += len(q.asked())
	}
	r := runner{asker: b, set: set, opts: opts, started: time.Now().UnixNano()}
	heap := heapMB()

	// A group with one place runs its tasks in order, one at a time.
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(opts.Parallel, 1))
	records := make([][]Record, len(items))
	var reporting sync.Mutex
	done := 0
	for i, q := range items {
		group.Go(func() error {
			var err error
			if records[i], err = r.ask(ctx, i, q); err != nil || opts.Progress == nil {
				return err
			}
			reporting.Lock()
			defer reporting.Unlock()
			done += len(records[i])
			opts.Progress(done, total)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	all := slices.Concat(records...)
	return &Report{Records: all, Summary: summarise(set, all, opts.Load, heap)}, nil
}

type runner struct {
	asker   Asker
	set     *Set
	opts    Options
	started int64 // Unix time in nanoseconds, so that no two runs share a conversation
}

// ask asks a question, or the turns of a conversation in order.
func (r *runner) ask(ctx context.Context, item int, q Question) ([]Record, error) {
	conversation := ""
	if len(q.Turns) > 0 {
		conversation = fmt.Sprintf("eval/%s/%d/%d", r.set.Name, r.started, item)
	}
	var records []Record
	for _, turn := range q.asked() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		text := turn.Text
		if r.opts.Clean && turn.Clean != "" {
			text = turn.Clean
		}
		asked := bot.Question{From: r.opts.From, Text: text, Conversation: conversation}
		start := time.Now()
		traces, err := r.asker.Trace(ctx, asked)
		took := time.Since(start)
		if err != nil && !errors.Is(err, bot.ErrEmptyQuestion) {
			return nil, fmt.Errorf("question %q (%q): %w", turn.ID, text, err)
		}
		record, err := r.record(turn, leading(traces), took)
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

// leading chooses the answer that stands for a message which the bot split
// into several questions: the first found one, else the first. A set asks one
// thing a message, so that the other parts are at best its preamble.
func leading(traces []bot.Trace) bot.Trace {
	for _, t := range traces {
		if t.Answer.Verdict == bot.Found {
			return t
		}
	}
	if len(traces) > 0 {
		return traces[0]
	}
	return bot.Trace{Answer: bot.Answer{Verdict: bot.None}}
}

// sample returns limit of the questions, in their order: those whose ids have
// the smallest hashes, so that the choice depends neither on the file's order
// nor on the machine, and a larger one holds the smaller.
func sample(questions []Question, limit int) []Question {
	if limit <= 0 || limit >= len(questions) {
		return questions
	}
	chosen := make([]int, len(questions))
	hashes := make([]uint64, len(questions))
	for i, q := range questions {
		chosen[i], hashes[i] = i, hash(q.ID)
	}
	slices.SortStableFunc(chosen, func(a, b int) int { return cmp.Compare(hashes[a], hashes[b]) })
	chosen = chosen[:limit]
	slices.Sort(chosen)
	out := make([]Question, limit)
	for i, c := range chosen {
		out[i] = questions[c]
	}
	return out
}

// hash is FNV-1a with a finishing mix (the murmur3 finaliser), without which
// ids that differ in their last character alone would have neighbouring hashes.
func hash(id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// heapMB is the live heap of the process in megabytes (2^20 bytes).
func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
