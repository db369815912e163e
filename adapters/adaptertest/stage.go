package adaptertest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/quoth-bot/quoth/adapters"
	"github.com/quoth-bot/quoth/bot"
)

// patience is how long a check waits for what must come. What comes comes in
// milliseconds, or in the three seconds after which a platform gives up a request to a
// program that crashed; only a fault uses it up.
const patience = 7 * time.Second

// The people and the channel of the checks.
const (
	anna = "anna"
	ben  = "ben"
	quay = "quay"
)

// A stage is a peer, and the program that runs an adapter against it.
type stage struct {
	ctx      context.Context
	peer     Peer
	platform Platform
	bot      *recorder
	store    *adapters.MemoryLedger
	opts     adapters.IntakeOptions
	reach    *reach
	fences   int

	process *process

	mu       sync.Mutex
	received []bot.Delivery // what was stored
}

// newStage starts the program. One worker makes all answers, which are posted
// one after the other, so that whatever an answer is due to has been dealt with
// when a later message is answered.
func newStage(ctx context.Context, p Peer) (*stage, error) {
	s := &stage{ctx: ctx, peer: p, platform: p.Platform(), store: &adapters.MemoryLedger{}, reach: &reach{}}
	s.opts = adapters.IntakeOptions{
		Workers: 1, Posting: 1, Retry: 50 * time.Millisecond, Again: 50 * time.Millisecond, ShowAfter: time.Hour,
		Log: slog.New(slog.DiscardHandler), Monitor: s.reach,
	}
	collections, err := sources(s.platform.MaxText)
	if err != nil {
		return nil, err
	}
	b, err := bot.New(collections)
	if err != nil {
		return nil, err
	}
	s.bot = &recorder{Bot: b, answers: map[string][]bot.Answer{}}
	return s, s.start()
}

// A reach is a Monitor that knows whether the platform is reached.
type reach struct{ up atomic.Bool }

func (r *reach) Waiting(string, int)                         {}
func (r *reach) Answered(string, bot.Verdict, time.Duration) {}
func (r *reach) Dropped(string, bot.Notice)                  {}
func (r *reach) Fault(string, string)                        {}
func (r *reach) Connected(_ string, up bool)                 { r.up.Store(up) }

// note remembers a delivery that was stored.
func (s *stage) note(d bot.Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.received = append(s.received, d)
}

// stored counts the deliveries that were stored.
func (s *stage) stored() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.received)
}

// until waits for something to be so.
func (s *stage) until(what string, so func() bool) error {
	for end := time.Now().Add(patience); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return fmt.Errorf("%s: this does not come about; the bot has posted:%s", what, s.transcript())
		}
	}
	return nil
}

func (s *stage) transcript() string {
	var b strings.Builder
	for _, p := range s.peer.Screen().Posts {
		fmt.Fprintf(&b, "\n%+v", p)
	}
	return b.String()
}

// holding returns the posts whose text holds a part.
func (s *stage) holding(part string) []Post {
	var out []Post
	for _, p := range s.peer.Screen().Posts {
		if strings.Contains(folded(p.Text), part) {
			out = append(out, p)
		}
	}
	return out
}

// ask says something to the bot where the platform lets it: directly, or else
// by a mention.
func (s *stage) ask(person, text string) string {
	m := Message{Person: person, Text: text}
	if _, lacks := s.platform.Lacks[Directs]; lacks {
		m.Channel, m.Mention = quay, true
	}
	return s.peer.Say(m)
}

// isAsked waits until the bot is asked a question.
func (s *stage) isAsked(question string) error {
	return s.until("the bot is asked", func() bool { _, asked := s.bot.question(question); return asked })
}

// reply asks, and waits for the answer.
func (s *stage) reply(person, text string) (Post, error) {
	s.ask(person, text)
	return s.shown(text)
}

// shown waits until the answers to a text are shown in full, and returns the
// first post of them.
func (s *stage) shown(text string) (first Post, err error) {
	err = s.until(fmt.Sprintf("%q is answered, in full", text), func() bool {
		answers := s.bot.said(text)
		if len(answers) == 0 || len(s.missing(answers)) > 0 {
			return false
		}
		posts := s.holding(beginning(parts(answers[0])[0]))
		if len(posts) > 0 {
			first = posts[0]
		}
		return len(posts) > 0
	})
	if answers := s.bot.said(text); err != nil && len(answers) > 0 {
		err = fmt.Errorf("%w\nnot shown: %q", err, s.missing(answers))
	}
	return first, err
}

// missing lists what of answers is not shown anywhere.
func (s *stage) missing(answers []bot.Answer) []string {
	var all strings.Builder
	for _, p := range s.peer.Screen().Posts {
		all.WriteString(p.Text + " ")
	}
	shown := folded(all.String())
	var out []string
	for _, a := range answers {
		for _, part := range parts(a) {
			if !strings.Contains(shown, part) {
				out = append(out, part)
			}
		}
	}
	return out
}

// once waits until the answer of a mark is shown, and makes sure that it does
// not come a second time.
func (s *stage) once(marks ...string) error {
	for _, mark := range marks {
		if err := s.until("the answer about "+mark, func() bool { return len(s.holding(mark)) > 0 }); err != nil {
			return err
		}
	}
	if err := s.fence(); err != nil {
		return err
	}
	for _, mark := range marks {
		if posts := s.holding(mark); len(posts) != 1 {
			return fmt.Errorf("the answer about %s was posted %d times: %+v", mark, len(posts), posts)
		}
	}
	return nil
}

// fencePosts is how many questions a fence asks.
const fencePosts = 2

// fence asks two more questions, one after the other, and waits for their
// answers: what came before is dealt with then. One is not enough, as it may
// overtake what waits behind an answer that is just being posted.
func (s *stage) fence() error {
	for range fencePosts {
		s.fences++
		question, mark := marked(900 + s.fences)
		s.ask("fence", question)
		err := s.until("a later question is answered", func() bool { return len(s.holding(mark)) > 0 })
		if err != nil {
			return err
		}
	}
	return nil
}

// silence says something, and makes sure that nothing comes of it.
func (s *stage) silence(m Message) error {
	before := len(s.peer.Screen().Posts)
	s.peer.Say(m)
	if err := s.fence(); err != nil {
		return err
	}
	if posts := s.peer.Screen().Posts; len(posts) != before+fencePosts {
		return fmt.Errorf("%+v is not to be answered, and is:%s", m, s.transcript())
	}
	return nil
}

// folded is a text with its white space folded, as a person reads it.
func folded(text string) string { return strings.Join(strings.Fields(text), " ") }

// plain is a text of a source or a question as it is to be read.
func plain(text string) string { return adapters.Visible(folded(text)) }

// parts lists what must be read of an answer: the bot's own words, each line of
// each quotation with what belongs to it, and each of the values that differ.
func parts(a bot.Answer) []string {
	var out []string
	for _, p := range a.Phrases() {
		out = append(out, plain(p.String()))
	}
	for _, q := range quotes(a) {
		for _, line := range (adapters.Quotation{Quote: q}).Lines() {
			if text := plain(adapters.TextOf(line)); text != "…" {
				out = append(out, text)
			}
		}
	}
	return out
}

// quotes lists the quotations of an answer, those of values that differ too.
func quotes(a bot.Answer) []bot.Quote {
	out := slices.Clone(a.Quotes)
	if a.Disagreement != nil {
		for _, v := range a.Disagreement.Values {
			out = append(out, v.Quote)
		}
	}
	return out
}

// beginning is as much of a part as stands in one message, wherever it is cut.
func beginning(part string) string {
	words := strings.Fields(part)
	return strings.Join(words[:min(len(words), 5)], " ")
}
