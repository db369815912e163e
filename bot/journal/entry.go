package journal

import (
	"context"
	"errors"
	"time"

	"github.com/quoth-bot/quoth/bot"
)

// An entry is one thing to write down, with plain names: a key to hash them with
// comes with the database.
type entry interface {
	// apply writes the entry. If it fails with bot.ErrUnknownAnswer, it has
	// changed nothing; after another error, what it has changed is not kept.
	apply(ctx context.Context, s session) error
}

// errSeen means that a key of a delivery came before.
var errSeen = errors.New("this delivery came before")

type turnEntry struct {
	conversation string
	asker        string
	turn         bot.Turn
}

func (e turnEntry) apply(ctx context.Context, s session) error {
	quote, err := encode(storeLocation(e.turn.Quote))
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO turns (conversation, person, asked, follow_up, quote, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`,
		s.hash(conversation, e.conversation), s.hash(person, e.asker), e.turn.Asked, e.turn.FollowUp, quote, e.turn.At.UnixMilli())
	return err
}

type answerEntry struct{ record bot.Record }

// newAnswerEntry leaves out of a record what is not stored, and who asked, unless
// askers are kept. A
// channel of direct messages names a person as well as an ID does.
func newAnswerEntry(r bot.Record, keepAskers bool) answerEntry {
	r.Answer = storeAnswer(r.Answer).answer() // as it will be read
	r.Further = convert(convert(r.Further, storeQuote), storedQuote.quote)
	if !keepAskers {
		r.From.Asker.ID = ""
		if r.From.Place.Direct {
			r.From.Place.Channel = ""
		}
	}
	return answerEntry{r}
}

func (e answerEntry) apply(ctx context.Context, s session) error {
	r := e.record
	missing, err1 := encode(r.Answer.Missing)
	answer, err2 := encode(storeAnswer(r.Answer))
	further, err3 := encode(convert(r.Further, storeQuote))
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	in := ""
	if r.Conversation != "" {
		in = s.hash(conversation, r.Conversation)
	}
	place := r.From.Place
	_, err := s.exec(ctx, `INSERT INTO answers
		(id, at, platform, workspace, channel, direct, conversation, asker, outside, asked, verdict, took, missing, answer, further)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING`,
		r.Answer.ID, r.At.UnixMilli(), place.Platform, place.Workspace, place.Channel, place.Direct, in, r.From.Asker.ID,
		r.From.Asker.Outside, r.Answer.Asked, string(r.Answer.Verdict), r.Took.Microseconds(), missing, answer, further)
	return err
}

type ratingEntry struct {
	answer string
	asker  string
	rating bot.Rating
	at     time.Time
}

func (e ratingEntry) apply(ctx context.Context, s session) error {
	n, err := s.exec(ctx, `INSERT INTO ratings (answer, person, rating, at)
		SELECT id, $2, $3, $4 FROM answers WHERE id = $1
		ON CONFLICT (answer, person) DO UPDATE SET rating = excluded.rating, at = excluded.at`,
		e.answer, s.hash(person, e.asker), int(e.rating), e.at.UnixMilli())
	if err == nil && n == 0 {
		return bot.ErrUnknownAnswer
	}
	return err
}

type deliveryEntry struct{ delivery bot.Delivery }

func (e deliveryEntry) apply(ctx context.Context, s session) error {
	d := e.delivery
	content, err := encode(storeDelivery(d))
	if err != nil {
		return err
	}
	if err := s.addKeys(ctx, d); err != nil {
		return err
	}
	_, err = s.exec(ctx, `INSERT INTO deliveries (name, platform, message, edit, state, ref, received, person, content)
		VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8)`,
		d.Key(), d.Platform, d.Message, d.Edit, string(bot.Received), d.Received.UnixMilli(), s.hash(person, d.Question.Asker.ID), content)
	return err
}

// known reports whether a delivery with one of the keys came before.
func (s session) known(ctx context.Context, keys []string) (bool, error) {
	for _, key := range keys {
		var n int
		err := s.QueryRowContext(ctx, `SELECT count(*) FROM delivery_keys WHERE key = $1`, key).Scan(&n)
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

type stateEntry struct {
	name  string // see bot.Delivery.Key
	state bot.DeliveryState
	ref   string
}

// apply notes a state. What was asked, and by whom, is kept until it is
// answered and no longer. A delivery that is not in the database, which was
// unavailable when it came, has nothing to note.
func (e stateEntry) apply(ctx context.Context, s session) error {
	_, err := s.exec(ctx, `UPDATE deliveries SET state = $2,
		ref = CASE WHEN $3 = '' THEN ref ELSE $3 END,
		person = CASE WHEN $2 = 'posted' THEN '' ELSE person END,
		content = CASE WHEN $2 = 'posted' THEN '' ELSE content END
		WHERE name = $1`, e.name, string(e.state), e.ref)
	return err
}
