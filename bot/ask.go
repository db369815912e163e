package bot

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/quoth-bot/quoth/bot/question"
	"github.com/quoth-bot/quoth/bot/words"
	"github.com/quoth-bot/quoth/lang/en"
)

// language is what questions are asked in.
var language = en.English

// Ask answers one message: one answer for each question in it, in order, at
// most five. It fails with ErrEmptyQuestion where the message holds no word.
func (b *Bot) Ask(ctx context.Context, q Question) ([]Answer, error) {
	replies, err := b.ask(ctx, q)
	if err != nil || replies == nil {
		return nil, err
	}
	answers := make([]Answer, len(replies))
	for i, r := range replies {
		answers[i] = r.answer
		answers[i].Language = q.Place.Language
	}
	return answers, nil
}

// A reply is the answer to one question of a message, and what it was made of.
type reply struct {
	answer  Answer
	ranking []Quote // the best ten or fewer
	rest    []Quote // of a brief, what it has no room for
	signals [signals]float64
	turn    Turn // that it is in its conversation
}

// ask answers one message, and remembers what More, Rate and the conversation
// need. It returns nothing where nobody is to be answered.
func (b *Bot) ask(ctx context.Context, q Question) ([]reply, error) {
	began := time.Now()
	q.Text = question.Plain(q.Text)
	split := question.Split
	if strings.TrimSpace(q.About) != "" && PointsAt(q.Text) {
		q.Text, split = question.Plain(q.About), question.Claims
	} else if g, ok := question.Greet(language, q.Text); ok {
		return b.greet(ctx, q, Greeting(g))
	}
	topic, briefly := question.Topic(language, q.Text)
	if briefly && q.Overheard {
		return nil, nil
	}
	texts, unanswered := split(language, q.Text)
	if len(texts) == 0 {
		return nil, ErrEmptyQuestion
	}
	turns, err := b.turns(ctx, q)
	if err != nil {
		return nil, err
	}
	if q.Overheard && !q.Opening {
		goesOn, err := b.goesOn(ctx, q)
		if err != nil || !goesOn {
			return nil, err
		}
	}
	var replies []reply
	err = b.read(q.From, func(scope []Collection) error {
		if briefly {
			r, err := b.brief(ctx, strings.Clone(q.Text), strings.Clone(topic), scope)
			replies = []reply{r}
			return err
		}
		replies, err = b.answerAll(ctx, texts, turns, scope, q)
		return err
	})
	if err != nil || replies == nil {
		return nil, err
	}
	replies[len(replies)-1].answer.Unanswered = unanswered
	return replies, b.remember(ctx, q, replies, began)
}

// greet answers smalltalk, unless it was overheard.
func (b *Bot) greet(ctx context.Context, q Question, g Greeting) ([]reply, error) {
	if q.Overheard {
		return nil, nil
	}
	a := Answer{ID: newID(), Asked: q.Text, Verdict: Smalltalk, Confidence: 1, Greeting: g}
	if g == Listing {
		sources, err := b.Sources(ctx, q.From)
		if err != nil {
			return nil, err
		}
		a.Listed = listed(sources)
	}
	return []reply{{answer: a}}, nil
}

// PointsAt reports whether a message asks about what it points at, and of nothing
// itself: "is this right?", or nothing at all.
func PointsAt(text string) bool {
	return AsksIfRight(text) || len(words.Tokens(language, question.Plain(text))) == 0
}

// AsksIfRight reports whether a message asks no more than whether something holds:
// "is this right?", "check this".
func AsksIfRight(text string) bool {
	g, ok := question.Greet(language, question.Plain(text))
	return ok && Greeting(g) == Check
}

// mostListed is how many titles a phrase has room for.
const mostListed = 5

// listed tells what may be quoted.
func listed(sources []Source) Listed {
	l := Listed{Of: len(sources)}
	for _, s := range sources[:min(mostListed, len(sources))] {
		l.Titles = append(l.Titles, s.Title)
	}
	return l
}

// answerAll answers questions in order, of which each may lean on those before.
// What was overheard is answered wholly or not at all; of what opens a
// conversation, which says more than it asks, that which is found.
func (b *Bot) answerAll(ctx context.Context, texts []string, turns []Turn, scope []Collection, q Question) ([]reply, error) {
	var replies []reply
	for _, text := range texts {
		text = strings.Clone(text) // an answer must not hold the whole message
		r, err := b.answer(ctx, text, turns, scope)
		if err != nil {
			return nil, err
		}
		switch {
		case !q.Overheard || r.answer.Verdict == Found:
		case q.Opening:
			continue
		default:
			return nil, nil
		}
		replies, turns = append(replies, r), append(turns, r.turn)
	}
	return replies, nil
}

// remember keeps what the conversation, More and Rate need.
func (b *Bot) remember(ctx context.Context, q Question, replies []reply, began time.Time) error {
	for _, r := range replies {
		if q.Conversation != "" {
			if err := b.conversations.Append(ctx, q.Conversation, q.Asker, r.turn); err != nil {
				return fmt.Errorf("remembering the conversation: %w", err)
			}
		}
		err := b.answers.SaveAnswer(ctx, Record{
			Answer: r.answer, Further: r.further(), From: q.From,
			Conversation: q.Conversation, At: began, Took: time.Since(began),
		})
		if err != nil {
			return fmt.Errorf("remembering the answer: %w", err)
		}
	}
	return nil
}

func (b *Bot) turns(ctx context.Context, q Question) ([]Turn, error) {
	if q.Conversation == "" {
		return nil, nil
	}
	turns, err := b.conversations.Turns(ctx, q.Conversation, time.Now().Add(-leanAge))
	if err != nil {
		return nil, fmt.Errorf("reading the conversation: %w", err)
	}
	return turns, nil
}

// goesOn reports whether who asks has asked in the conversation before.
func (b *Bot) goesOn(ctx context.Context, q Question) (bool, error) {
	if q.Conversation == "" {
		return false, nil
	}
	asked, err := b.conversations.Asked(ctx, q.Conversation, q.Asker, time.Now().Add(-listenAge))
	if err != nil {
		return false, fmt.Errorf("reading who asked in the conversation: %w", err)
	}
	return asked, nil
}

// shownRanking is how much of a ranking is kept for More and for measuring.
const shownRanking = 10

// answer answers one question.
func (b *Bot) answer(ctx context.Context, text string, turns []Turn, scope []Collection) (reply, error) {
	q := question.Parse(language, text)
	r := reply{
		answer: Answer{ID: newID(), Asked: text, Verdict: None},
		turn:   Turn{Asked: remembered(text), At: time.Now()},
	}
	var near Span
	if len(turns) > 0 && q.Follows() {
		r.turn.FollowUp = true
		q.Lean(earlier(turns))
		near = turns[len(turns)-1].Quote
	}
	s, err := search(ctx, q, scope, near)
	if err != nil {
		return r, err
	}
	r.answer.Files, r.answer.Unreached = filesOf(scope), s.away
	if s.away.All {
		return r, nil
	}
	if r.answer.OtherScript, err = s.inOtherScript(ctx, scope); err != nil || r.answer.OtherScript {
		return r, err
	}
	if len(scope) > 0 {
		r.answer.Missing = s.missing()
	}
	if len(s.ranking) == 0 {
		return r, nil
	}
	if r.ranking, err = s.distinct(shownRanking); err != nil {
		return r, err
	}
	if err := b.decide(&r, s); err != nil {
		return r, err
	}
	if r.answer.Verdict != None {
		r.turn.Quote = r.ranking[0].Span
	}
	return r, nil
}

// earlier returns turns as a question leans on them.
func earlier(turns []Turn) []question.Turn {
	out := make([]question.Turn, len(turns))
	for i, t := range turns {
		out[i] = question.Turn{Asked: t.Asked, FollowUp: t.FollowUp}
	}
	return out
}

// decide fills in an answer from its ranking.
func (b *Bot) decide(r *reply, s *results) (err error) {
	if r.signals, err = s.measure(); err != nil {
		return err
	}
	a := &r.answer
	a.Confidence = b.confidence.probability(r.signals)
	if a.Verdict, a.Disagreement, err = s.verdict(a.Confidence, r.signals); err != nil {
		return err
	}
	a.Corrections = s.corrections(r.ranking)
	switch a.Verdict {
	case Found:
		a.Quotes = worthShowing(r.ranking)
	case Closest:
		a.Quotes = r.ranking[:1]
		a.NotSaidOf = s.notSaidOf(a.Missing)
	}
	return nil
}

const (
	maxQuotes = 3
	// worthQuoting is how far a further quote may stand behind the first, as
	// the log of how many times likelier the first one is to be right.
	worthQuoting = 2.0
)

// worthShowing returns the quotes to show: the best, and those that are not far
// behind it and hold a word of the question.
func worthShowing(ranking []Quote) []Quote {
	n := 1
	for n < min(maxQuotes, len(ranking)) && len(ranking[n].Matches) > 0 &&
		ranking[0].Score-ranking[n].Score <= worthQuoting {
		n++
	}
	return ranking[:n]
}

// further returns what the answer does not show: the rest of a brief, or of the
// ranking, but for sentences that are there for their surroundings alone.
func (r *reply) further() []Quote {
	if r.answer.Verdict == Brief {
		return r.rest
	}
	return slices.DeleteFunc(slices.Clone(r.ranking[len(r.answer.Quotes):]), func(q Quote) bool { return len(q.Matches) == 0 })
}

func newID() string {
	var id [8]byte
	rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}
